package public

import (
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

type promisePage struct {
	view
	Promise *charter.Promise
	Year    int
	Whole   stats.Row // of the year
	Months  []month
	AsOf    *app.Figures
}

// month is the figures of one month.
type month struct {
	Name string
	stats.Row
}

func (p *Public) promise(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	promise := v.promise(r.PathValue("promise"))
	if promise == nil {
		return web.Status(http.StatusNotFound)
	}
	year, err := v.year(r.URL.Query().Get("year"))
	if err != nil {
		return err
	}
	whole, err := p.site.Service.Figures(r.Context(), p.site.Institution, strconv.Itoa(year))
	if err != nil {
		return err
	}
	trend, err := p.site.Service.Trend(r.Context(), p.site.Institution, year)
	if err != nil {
		return err
	}
	page := promisePage{view: v, Promise: promise, Year: year, AsOf: whole, Whole: rowOf(whole, promise.ID)}
	for i := range trend {
		name := v.month(trend[i].From.In(v.Charter.Petition.Location()).Month())
		page.Months = append(page.Months, month{name, rowOf(&trend[i], promise.ID)})
	}
	page.Title = web.Sentence(v.C, v.Charter, promise)
	page.Breadcrumb = []ui.Link{{Text: v.C.T("public.title"), Href: "/performance"}, {Text: promise.ID}}
	return ui.Render(w, r, http.StatusOK, promisePageOf(page))
}

// rowOf returns the figures of a promise; an empty row when there are none yet.
func rowOf(f *app.Figures, promise string) stats.Row {
	if r := f.Table.Row(promise); r != nil {
		return *r
	}
	return stats.Row{Promise: promise, Share: -1, Hours: -1}
}

// where says in which part of the charter the sentence stands.
func (p promisePage) where() string {
	chapter := charter.Text{KO: p.Promise.Chapter, EN: p.Promise.ChapterEN}.In(p.lang())
	if heading := (charter.Text{KO: p.Promise.Heading, EN: p.Promise.HeadingEN}).In(p.lang()); heading != "" {
		return chapter + " > " + heading
	}
	return chapter
}

// rule says in a sentence what is judged.
func (p promisePage) rule() string {
	c, q := p.C, p.Promise
	switch {
	case q.OfService:
		return c.T("public.rule.service")
	case q.Shape == charter.Within && q.Minimum:
		return c.T("public.rule.minimum", "limit", q.Limit)
	case q.Shape == charter.Within:
		return c.T("public.rule.within", "limit", q.Limit)
	case q.Shape == charter.AtLeast:
		return c.T("public.rule.at_least", "n", q.Count)
	case q.Shape == charter.Always:
		return c.T("public.rule.always", "limit", q.Standing.Look)
	case q.Shape == charter.Every && q.Monthly:
		return c.T("public.rule.every_month", "day", q.ByDay)
	case q.Shape == charter.Every:
		return c.T("public.rule.every", "month", p.month(q.ByMonth), "day", q.ByDay)
	}
	return c.T("public.rule.each")
}

// silence says what it means when nobody recorded the act.
func (p promisePage) silence() string {
	if p.Promise.Silence == charter.SilenceUnproven {
		return p.C.T("public.silence.unproven")
	}
	return p.C.T("public.silence.broken")
}

// years are links to the years that can be seen.
func (p promisePage) years() ui.Tabs {
	t := ui.Tabs{Label: p.C.T("public.choose")}
	for y := p.today().Year(); y >= p.today().Year()-1; y-- {
		t.Links = append(t.Links, ui.Link{Text: p.C.T("public.period.year", "year", strconv.Itoa(y)),
			Href: "/performance/" + p.Promise.ID + "?year=" + strconv.Itoa(y), Current: y == p.Year})
	}
	return t
}

// bars draws the months; nil when there is nothing to draw.
func (p promisePage) bars() *ui.StackedBar {
	s := ui.StackedBar{C: p.C, Title: p.C.T("public.trend", "year", strconv.Itoa(p.Year)), Desc: p.C.T("public.chart.text"), Parts: parts}
	for _, m := range p.Months {
		if len(s.Rows) == 0 && m.Judged+m.Unproven+m.Open == 0 && !m.Suppressed {
			continue // before the office began to count
		}
		text := p.share(m.Kept, m.Judged)
		if m.Suppressed {
			text = p.C.T("public.few")
		}
		s.Rows = append(s.Rows, ui.StackedRow{Label: m.Name, Counts: counts(m.Row), Text: text})
	}
	if len(s.Rows) == 0 {
		return nil
	}
	return &s
}

func (p promisePage) table() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("public.trend.table", "year", strconv.Itoa(p.Year)), Columns: p.columns("public.column.month")}
	for _, m := range p.Months {
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Text: m.Name}}, p.cells(m.Row)...)})
	}
	whole := append([]ui.Cell{{Text: p.C.T("public.whole")}}, p.cells(p.Whole)...)
	t.Rows = append(t.Rows, ui.Row{Cells: whole})
	return t
}

// evidence draws how good the evidence was; nil when nothing was judged.
func (p promisePage) evidence() *ui.BarChart {
	if p.Whole.Judged == 0 {
		return nil
	}
	b := ui.BarChart{C: p.C, Title: p.C.T("public.evidence"), Desc: p.C.T("public.evidence.text")}
	for g := fact.Measured; g > fact.NoGrade; g-- {
		n := p.Whole.Grades[g]
		b.Rows = append(b.Rows, ui.Bar{Label: p.C.T("ui.grade." + g.String()), Value: float64(n), Text: p.C.T("public.n", "n", n)})
	}
	return &b
}
