package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"jikim/internal/locale"
)

// Alert tells something above the content. Kind is "info", "success", "warning" or "danger".
type Alert struct {
	C     *locale.Catalogue
	Kind  string
	Title string
	Text  string
	Body  templ.Component // more than a sentence, or nil
}

// Render draws the alert.
func (a Alert) Render(ctx context.Context, w io.Writer) error { return alert(a).Render(ctx, w) }

// role has warnings read out at once and good news when there is time.
func (a Alert) role() string {
	if a.Kind == "danger" || a.Kind == "warning" {
		return "alert"
	}
	return "status"
}

// EmptyState stands where a list has nothing to show, and says what to do next.
type EmptyState struct {
	Title  string
	Text   string
	Action *Button
}

// Render draws the empty state.
func (e EmptyState) Render(ctx context.Context, w io.Writer) error {
	return emptyState(e).Render(ctx, w)
}

// Script shows the officer what to say, in the charter's own words.
type Script struct {
	Label string
	Text  string
}

// Render draws the script.
func (s Script) Render(ctx context.Context, w io.Writer) error { return script(s).Render(ctx, w) }
