package public

import (
	"slices"
	"strconv"

	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// lastOf returns the newest publication of the period before one, as long as it; nil when there is none.
func lastOf(list []*publication.Publication, of *publication.Publication) *publication.Publication {
	i := slices.IndexFunc(list, func(x *publication.Publication) bool {
		return x.Until.Equal(of.From) && len(x.Months()) == len(of.Months())
	})
	if i < 0 {
		return nil
	}
	return list[i]
}

// yearsOf lists the newest publications of the same months of other years, and of the period itself, the earliest first.
func yearsOf(list []*publication.Publication, of *publication.Publication) []*publication.Publication {
	var out []*publication.Publication
	months, seen := of.Months(), map[string]bool{}
	for _, x := range list {
		of := x.Months()
		if seen[x.Period] || len(of) != len(months) || of[0][len("2026"):] != months[0][len("2026"):] {
			continue
		}
		seen[x.Period] = true
		out = append(out, x)
	}
	slices.Reverse(out)
	return out
}

// yearBefore returns the publication of the year before; nil when there is none.
func yearBefore(years []*publication.Publication, of *publication.Publication) *publication.Publication {
	for _, x := range years {
		if x.From.AddDate(1, 0, 0).Equal(of.From) {
			return x
		}
	}
	return nil
}

// befores say what was published of the period before and of the year before.
func (p publicationPage) befores() []string {
	var out []string
	if p.Last != nil {
		s := whole(p.Last)
		out = append(out, p.compared("published.last", p.Last.Period, s.Kept, s.Judged))
	}
	if x := yearBefore(p.Years, p.Of); x != nil && x != p.Last {
		s := whole(x)
		out = append(out, p.compared("published.before", x.Period, s.Kept, s.Judged))
	}
	return out
}

// compared says what was kept in an earlier period.
func (v view) compared(key, period string, kept, judged int) string {
	return v.C.T(key, "period", v.periodName(period), "share", v.share(kept, judged), "kept", kept, "judged", judged)
}

// befores are those of a publication, of one promise.
func (p publishedPromise) befores() []string {
	var out []string
	say := func(key string, x *publication.Publication) {
		if l := x.Line(p.Promise.ID); l != nil && !l.Whole.Suppressed && l.Whole.Judged() > 0 {
			out = append(out, p.compared(key, x.Period, l.Whole.Kept, l.Whole.Judged()))
		}
	}
	if p.Last != nil {
		say("published.last", p.Last)
	}
	for _, y := range p.Years {
		if y.Of != p.Last && y.Of.From.AddDate(1, 0, 0).Equal(p.Of.From) {
			say("published.before", y.Of)
		}
	}
	return out
}

// chapterBars draws the chapters of the charter, each as the sum of its promises; nil when there is but one, or nothing to draw.
func (p performancePage) chapterBars() *ui.StackedBar {
	s := ui.StackedBar{C: p.C, Title: p.C.T("published.chapters"), Desc: p.C.T("published.chapters.text"), Parts: parts}
	for _, c := range p.Chapters {
		var all sum
		for i := range c.Rows {
			all.add(&c.Rows[i].Row)
		}
		if all.Judged+all.Unproven+all.Open > 0 {
			s.Rows = append(s.Rows, ui.StackedRow{Label: c.Title, Counts: all.counts(), Text: p.share(all.Kept, all.Judged)})
		}
	}
	if len(s.Rows) < 2 {
		return nil
	}
	return &s
}

// counts are the numbers of a sum in the order of parts.
func (s *sum) counts() []int { return []int{s.Kept, s.Broken, s.Unproven, s.Open} }

// yearBars draws the same period of each year; nil with fewer than two.
func (p publicationPage) yearBars() *ui.StackedBar {
	if len(p.Years) < 2 {
		return nil
	}
	s := ui.StackedBar{C: p.C, Title: p.C.T("published.years"), Desc: p.C.T("published.years.text"), Parts: parts}
	for _, x := range p.Years {
		all := whole(x)
		s.Rows = append(s.Rows, ui.StackedRow{Label: p.periodName(x.Period), Counts: all.counts(), Text: p.share(all.Kept, all.Judged)})
	}
	return &s
}

// monthBars draws the newest publications of months, the earliest first; nil with fewer than two.
func (p publicationsPage) monthBars() *ui.StackedBar {
	s := ui.StackedBar{C: p.C, Title: p.C.T("published.trend"), Desc: p.C.T("published.months.text"), Parts: parts}
	seen := map[string]bool{}
	for _, x := range p.List {
		if len(x.Months()) != 1 || seen[x.Period] || len(s.Rows) == trendMonths {
			continue
		}
		seen[x.Period] = true
		all := whole(x)
		s.Rows = append(s.Rows, ui.StackedRow{Label: p.periodName(x.Period), Counts: all.counts(), Text: p.share(all.Kept, all.Judged)})
	}
	if len(s.Rows) < 2 {
		return nil
	}
	slices.Reverse(s.Rows)
	return &s
}

// yearTable lists the share of each promise in each year, with how many were judged.
func (p publicationPage) yearTable() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("published.years.table"), Columns: []ui.Column{{Head: p.C.T("public.column.promise"), Row: true}}}
	for _, x := range p.Years {
		t.Columns = append(t.Columns, ui.Column{Head: p.periodName(x.Period), Num: true})
	}
	for _, c := range p.Chapters {
		for _, r := range c.Rows {
			cells := []ui.Cell{{Text: web.Sentence(p.C, p.Charter, r.Of), Href: "/publications/" + p.Of.ID + "/" + r.Of.ID}}
			for _, x := range p.Years {
				cells = append(cells, ui.Cell{Text: p.shareIn(x, r.Of.ID)})
			}
			t.Rows = append(t.Rows, ui.Row{Cells: cells})
		}
	}
	return t
}

// shareIn is what a publication shows of a promise, in a few characters.
func (v view) shareIn(of *publication.Publication, promise string) string {
	l := of.Line(promise)
	switch {
	case l == nil || l.Whole.Judged() == 0 && !l.Whole.Suppressed:
		return "–"
	case l.Whole.Suppressed:
		return v.C.T("public.few")
	}
	return v.C.T("published.years.cell", "share", v.share(l.Whole.Kept, l.Whole.Judged()), "judged", l.Whole.Judged())
}

// trendPoint is what the newest publication of a period says of the promise.
type trendPoint struct {
	Of *publication.Publication
	stats.Row
}

// trendMonths is of how many periods a trend is drawn.
const trendMonths = 24

// trendOf lists what the newest publications of periods as long as this one say of a promise, the earliest first.
func trendOf(list []*publication.Publication, promise string, like *publication.Publication) []trendPoint {
	months := len(like.Months())
	var of []*publication.Publication
	seen := map[string]bool{}
	for _, x := range list {
		if len(of) < trendMonths && !seen[x.Period] && len(x.Months()) == months {
			seen[x.Period] = true
			of = append(of, x)
		}
	}
	slices.Reverse(of)
	return pointsOf(of, promise)
}

// pointsOf lists what publications say of a promise.
func pointsOf(list []*publication.Publication, promise string) []trendPoint {
	var out []trendPoint
	for _, of := range list {
		if l := of.Line(promise); l != nil {
			out = append(out, trendPoint{of, lineRow(l)})
		}
	}
	return out
}

// pointBars draws points; nil with fewer than two.
func (v view) pointBars(title string, points []trendPoint) *ui.StackedBar {
	if len(points) < 2 {
		return nil
	}
	s := ui.StackedBar{C: v.C, Title: title, Desc: v.C.T("public.chart.text"), Parts: parts}
	for _, t := range points {
		s.Rows = append(s.Rows, ui.StackedRow{Label: v.periodName(t.Of.Period), Counts: counts(t.Row), Text: v.shareOf(t.Row)})
	}
	return &s
}

// shareOf is the share of a row, or that it is not shown.
func (v view) shareOf(r stats.Row) string {
	if r.Suppressed {
		return v.C.T("public.few")
	}
	return v.share(r.Kept, r.Judged)
}

func (p publishedPromise) trendTable() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("published.trend"), Columns: p.columns("public.choose")}
	for _, point := range p.Trend {
		first := ui.Cell{Text: p.periodName(point.Of.Period), Href: "/publications/" + point.Of.ID + "/" + p.Promise.ID}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{first}, p.cells(point.Row)...)})
	}
	return t
}

// ago says what the running figures of the same period a year before come to; empty when there is nothing to say.
func (p performancePage) ago() string {
	if p.Before == nil {
		return ""
	}
	var s sum
	for i := range p.Before.Table.Rows {
		if row := &p.Before.Table.Rows[i]; p.promise(row.Promise) != nil {
			s.add(row)
		}
	}
	if s.Judged == 0 {
		return ""
	}
	return p.compared("published.before", p.Before.Period, s.Kept, s.Judged)
}

// anchor is where a chapter of the page begins.
func anchor(chapter int) string { return "chapter-" + strconv.Itoa(chapter+1) }
