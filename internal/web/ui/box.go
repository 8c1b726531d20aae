package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Card is a box with a heading around its children. With Href the whole card is a link.
type Card struct {
	Title  string
	Href   string
	Figure string // one large figure under the title, or empty
	Text   string
	Level  int // level of the heading, 2 or 3; 3 by default
	Attrs  templ.Attributes
}

// Render draws the card around the children.
func (c Card) Render(ctx context.Context, w io.Writer) error { return card(c).Render(ctx, w) }

// Details is a part of a page that opens and closes, without scripts.
type Details struct {
	Summary string
	Open    bool
	Plain   bool // looks like a link, for "why?" beside a figure
	ID      string
}

// Render draws the part around the children.
func (d Details) Render(ctx context.Context, w io.Writer) error { return details(d).Render(ctx, w) }

// Modal is a dialog around its children, opened by a Button whose Attrs are Opens(ID). It needs scripts, so nothing may
// be reachable in a dialog only.
type Modal struct {
	ID    string
	Title string
	Close string // words of the closing button
}

// Render draws the dialog around the children.
func (m Modal) Render(ctx context.Context, w io.Writer) error { return modal(m).Render(ctx, w) }

// Opens are the attributes of a button that opens a dialog.
func Opens(id string) templ.Attributes {
	return templ.Attributes{"data-opens": id, "aria-haspopup": "dialog"}
}
