package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"jikim/internal/locale"
)

// Table is a table of data with its caption.
type Table struct {
	C           *locale.Catalogue
	Caption     string // what the table shows; required
	HideCaption bool   // keeps the caption for screen readers only, when a heading stands above
	Columns     []Column
	Rows        []Row
	Cards       bool // on a phone each row becomes a card; otherwise the table scrolls sideways
	Wide        bool // with Cards: it may be wider than other screens too, and then scrolls sideways there, by keys as well
}

// Column is a column of a table.
type Column struct {
	Head string
	Num  bool // figures, set to the right
	Row  bool // the cells of this column are the heads of their rows
}

// Row is a row of a table.
type Row struct {
	ID    string // id of the row, for live updates; or empty
	Class string // "broken" or "near" draw a coloured edge; or empty
	Cells []Cell
	Attrs templ.Attributes
}

// Cell is a cell of a table: a text, a link when Href is set, or a component.
type Cell struct {
	Text string
	Href string
	Body templ.Component
}

// Cells makes plain cells from texts.
func Cells(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, t := range texts {
		cells[i].Text = t
	}
	return cells
}

// Render draws the table.
func (t Table) Render(ctx context.Context, w io.Writer) error { return table(t).Render(ctx, w) }

// TableRow draws one row alone, for live updates of a table with those columns.
func (t Table) TableRow(r Row) templ.Component { return tableRow(t.Columns, r) }

func (c Column) cellClass() string {
	if c.Num {
		return "num"
	}
	return ""
}
