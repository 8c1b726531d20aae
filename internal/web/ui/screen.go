package ui

import (
	"context"
	"io"
	"strconv"
	"time"
)

// ScreenKind is the sort of a machine's screen: how large everything on it is drawn.
type ScreenKind string

// The kinds of screens.
const (
	Kiosk ScreenKind = "kiosk" // touched by visitors, upright, 1080 by 1920 pixels
	Wall  ScreenKind = "wall"  // read from five metres, 1920 by 1080 pixels
)

// Screen is the frame of a page on a machine of the office, drawn around its children. It has no header, menu or footer: nothing
// leads away from what the machine is for. A kiosk has its switches of language, colours and text size at the bottom, where
// they are reached from a wheelchair.
type Screen struct {
	Page
	Kind ScreenKind
	// Home is where the screen goes back to after Idle without a touch, so that nobody finds what somebody else has left;
	// empty: it stays. With scripts it asks before.
	Home string
	Idle time.Duration
	// Reload is how often the page is loaded anew where there are no scripts; zero: never.
	Reload time.Duration
}

// Render draws the page.
func (s Screen) Render(ctx context.Context, w io.Writer) error { return screen(s).Render(ctx, w) }

// refresh is what a browser without scripts is told.
func (s Screen) refresh() string {
	switch {
	case s.Home != "":
		return seconds(s.Idle) + ";url=" + s.Home
	case s.Reload > 0:
		return seconds(s.Reload)
	}
	return ""
}

func seconds(d time.Duration) string { return strconv.Itoa(int((d + time.Second - 1) / time.Second)) }
