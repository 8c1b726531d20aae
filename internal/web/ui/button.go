package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// ButtonKind is the weight of a button. One page has one primary action at most.
type ButtonKind string

// The kinds, by KRDS names; Quiet is its text button.
const (
	Primary   ButtonKind = "primary"
	Secondary ButtonKind = "secondary"
	Tertiary  ButtonKind = "tertiary"
	Quiet     ButtonKind = "text"
	Danger    ButtonKind = "danger"
)

// ButtonSize is the height of a button: 32, 40, 48 or 56 px.
type ButtonSize string

// The sizes.
const (
	XSmall  ButtonSize = "xsmall"
	Small   ButtonSize = "small"
	Medium  ButtonSize = "medium"
	BigSize ButtonSize = "large"
)

// Button is a button of a form, or a link that looks like one when Href is set.
type Button struct {
	Text     string
	Href     string           // makes it a link
	Name     string           // form field sent when it is pressed
	Value    string           // value of that field
	Type     string           // "submit" (default), "button" or "reset"
	Kind     ButtonKind       // default Primary
	Size     ButtonSize       // default Medium
	Icon     string           // name of an icon before the text, or empty
	Key      string           // one-key shortcut, shown beside the text
	Disabled bool             // a disabled button needs a sentence beside it that says why
	Attrs    templ.Attributes // anything else: hx-post, formaction, data-opens
}

// Render draws the button.
func (b Button) Render(ctx context.Context, w io.Writer) error { return button(b).Render(ctx, w) }

func (b Button) class() string {
	if b.Kind == "" {
		b.Kind = Primary
	}
	if b.Size == "" {
		b.Size = Medium
	}
	return "krds-btn " + string(b.Kind) + " " + string(b.Size)
}

func (b Button) kind() string {
	if b.Type == "" {
		return "submit"
	}
	return b.Type
}
