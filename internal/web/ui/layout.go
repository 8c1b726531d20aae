package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Layout draws the frame of a page around the children of the component: @ui.Layout(p) { … }.
func Layout(p Page) templ.Component { return layout(p) }

// Render draws the link without a style of its own.
func (l Link) Render(ctx context.Context, w io.Writer) error { return link(l).Render(ctx, w) }

// Text is a text as a component, for the fields that take either.
func Text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}
