package ui

import (
	"context"
	"io"

	"jikim/internal/locale"
)

// Tabs are links between views of the same thing. They are links, not a tab widget: each view has its own address.
type Tabs struct {
	Label string // what the views are of, for screen readers
	Links []Link
}

// Render draws the tabs.
func (t Tabs) Render(ctx context.Context, w io.Writer) error { return tabs(t).Render(ctx, w) }

// Pagination leads through the pages of a long list.
type Pagination struct {
	C     *locale.Catalogue
	Page  int // the page shown, from 1
	Pages int // how many there are
	Href  func(page int) string
}

// Render draws the pages; a list of one page draws nothing.
func (p Pagination) Render(ctx context.Context, w io.Writer) error {
	if p.Pages < 2 {
		return nil
	}
	return pagination(p).Render(ctx, w)
}

// shown lists the page numbers to offer: the first, the last, the current one and its neighbours; 0 stands for a gap.
func (p Pagination) shown() []int {
	var pages []int
	last := 0
	for n := 1; n <= p.Pages; n++ {
		if n != 1 && n != p.Pages && (n < p.Page-2 || n > p.Page+2) {
			continue
		}
		switch {
		case n-last == 2:
			pages = append(pages, n-1) // a gap of one page is that page
		case n-last > 2:
			pages = append(pages, 0)
		}
		pages = append(pages, n)
		last = n
	}
	return pages
}
