package ui

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/publication"
	"jikim/internal/locale"
)

// PeriodName writes the period of a publication in words: a month, a year, or months from one to another.
func PeriodName(c *locale.Catalogue, period string) string {
	if year, n, ok := publication.Quarter(period); ok {
		return c.T("published.period.quarter", "year", year, "n", n)
	}
	first, last, isRange := strings.Cut(period, "..")
	if isRange {
		return c.T("published.period.range", "from", PeriodName(c, first), "until", PeriodName(c, last))
	}
	if len(period) == 4 {
		return c.T("public.period.year", "year", period)
	}
	from, err := time.Parse("2006-01", period)
	if err != nil {
		return period
	}
	return c.T("public.period.month", "year", from.Format("2006"), "month", c.T("public.month."+strconv.Itoa(int(from.Month()))))
}

// Counted says in which publications an entry of the ledger was counted, and leads to them.
type Counted struct {
	C    *locale.Catalogue
	In   []*publication.Publication
	Open bool // it is among the open data
}

// Render draws the sentence and the links.
func (x Counted) Render(ctx context.Context, w io.Writer) error { return counted(x).Render(ctx, w) }

// words says where the entry is; the links follow when it was counted.
func (x Counted) words() string {
	switch {
	case len(x.In) > 0:
		return x.C.T("open.counted.in")
	case x.Open:
		return x.C.T("open.counted.open")
	}
	return x.C.T("open.counted.no")
}

// title names a publication, and a correction as one.
func (x Counted) title(p *publication.Publication) string {
	title := x.C.T("published.of", "period", PeriodName(x.C, p.Period))
	if p.Corrects != "" {
		return x.C.T("open.counted.correction", "title", title, "id", p.ID)
	}
	return title
}
