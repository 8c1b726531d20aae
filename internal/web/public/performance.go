package public

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

type performancePage struct {
	view
	Figures  *app.Figures
	Before   *app.Figures // the same period a year before; nil when it is not asked for
	Total    sum
	Chapters []chapter
}

// chapter is a chapter of the charter with the figures of its promises.
type chapter struct {
	Title string
	Rows  []row
}

// row is a promise with its figures.
type row struct {
	Of *charter.Promise
	stats.Row
}

func (p *Public) performance(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	period, err := v.period(r.URL.Query().Get("period"))
	if err != nil {
		return err
	}
	list, err := p.site.Service.Published(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	for _, of := range list {
		if of.Period == period { // the newest one of the period is the first
			http.Redirect(w, r, "/publications/"+of.ID, http.StatusSeeOther)
			return nil
		}
	}
	f, err := p.site.Service.Figures(r.Context(), p.site.Institution, period)
	if err != nil {
		return err
	}
	v.Title, v.Lead = v.C.T("public.title"), v.C.T("public.lead", "office", v.Office.Name)
	v.Breadcrumb = []ui.Link{{Text: v.Title}}
	page := tabulate(v, f)
	if before, err := v.period(aYearBefore(period)); err == nil {
		if page.Before, err = p.site.Service.Figures(r.Context(), p.site.Institution, before); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, performance(page))
}

// aYearBefore is the same month or year, a year before; empty when it is neither.
func aYearBefore(period string) string {
	year, err := strconv.Atoi(period[:min(4, len(period))])
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%04d", year-1) + period[4:]
}

// tabulate sorts the figures by the chapters of the charter.
func tabulate(v view, f *app.Figures) performancePage {
	page := performancePage{view: v, Figures: f}
	for i := range f.Table.Rows {
		figures := f.Table.Rows[i]
		promise := v.promise(figures.Promise)
		if promise == nil {
			continue
		}
		page.Total.add(&figures)
		title := charter.Text{KO: promise.Chapter, EN: promise.ChapterEN}.In(v.lang())
		if v.former(promise) {
			title = v.C.T("public.former")
		}
		if n := len(page.Chapters); n == 0 || page.Chapters[n-1].Title != title {
			page.Chapters = append(page.Chapters, chapter{Title: title})
		}
		last := &page.Chapters[len(page.Chapters)-1]
		last.Rows = append(last.Rows, row{promise, figures})
	}
	return page
}

// periods are the months and years to choose from, newest first.
func (p performancePage) periods() []ui.Option {
	today := p.today()
	first := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location())
	var out []ui.Option
	for i := range 24 {
		month := first.AddDate(0, -i, 0)
		if month.Month() == time.December || i == 0 { // the year stands before its months
			out = append(out, p.option(month.Format("2006"), month))
		}
		out = append(out, p.option(month.Format("2006-01"), month))
	}
	return out
}

func (p performancePage) option(period string, from time.Time) ui.Option {
	return ui.Option{Value: period, Label: p.name(&app.Figures{Period: period, From: from}), Selected: period == p.Figures.Period}
}

// tabs lead to the present month and year, which most visitors want.
func (p performancePage) tabs() ui.Tabs {
	month, year := p.today().Format("2006-01"), p.today().Format("2006")
	return ui.Tabs{Label: p.C.T("public.choose"), Links: []ui.Link{
		{Text: p.C.T("public.this_month"), Href: "/performance?period=" + month, Current: p.Figures.Period == month},
		{Text: p.C.T("public.this_year"), Href: "/performance?period=" + year, Current: p.Figures.Period == year},
	}}
}

// readings are the notes on how to read the figures.
var readings = []string{"judged", "unproven", "overdue", "margin", "grade", "few", "sample"}

var parts = []string{"kept", "broken", "unproven", "pending"}

// counts are the numbers of a row in the order of parts. What is overdue counts as broken.
func counts(r stats.Row) []int { return []int{r.Kept, r.Broken + r.Overdue, r.Unproven, r.Open} }

// bars draws the promises of a chapter that have anything to draw; nil when none has.
func (p performancePage) bars(c chapter) *ui.StackedBar {
	s := ui.StackedBar{C: p.C, Title: p.C.T("public.chart", "period", p.name(p.Figures)), Desc: p.C.T("public.chart.text"), Parts: parts}
	for _, r := range c.Rows {
		if r.Judged+r.Unproven+r.Open > 0 {
			s.Rows = append(s.Rows, ui.StackedRow{Label: web.Sentence(p.C, p.Charter, r.Of), Counts: counts(r.Row), Text: p.share(r.Kept, r.Judged)})
		}
	}
	if len(s.Rows) == 0 {
		return nil
	}
	return &s
}

// table lists the figures of a chapter, all of them.
func (p performancePage) table(c chapter) ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("public.table", "chapter", c.Title, "period", p.name(p.Figures)), Columns: p.columns("public.column.promise")}
	for _, r := range c.Rows {
		first := ui.Cell{Text: web.Sentence(p.C, p.Charter, r.Of), Href: "/performance/" + r.Of.ID + "?year=" + p.Figures.Period[:4]}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{first}, p.cells(r.Row)...)})
	}
	return t
}

// columns are the columns of every table of figures; first is the head of the first one.
func (v view) columns(first string) []ui.Column {
	out := []ui.Column{{Head: v.C.T(first), Row: true}}
	for _, name := range []string{"share", "judged", "kept", "broken", "unproven", "open", "void", "median", "ninety", "worst"} {
		out = append(out, ui.Column{Head: v.C.T("public.column." + name), Num: true})
	}
	return append(out, ui.Column{Head: v.C.T("public.column.grades")})
}

// cells are the figures of a row under the columns.
func (v view) cells(r stats.Row) []ui.Cell {
	c := v.C
	if r.Suppressed {
		return append([]ui.Cell{{Text: c.T("public.few")}}, ui.Cells("", "", "", "", "", "", "", "", "", "")...)
	}
	share := v.share(r.Kept, r.Judged)
	if r.Sampled && r.Judged > 0 {
		share = c.T("public.share.sampled", "share", share, "low", c.Percent(r.Low), "high", c.Percent(r.High))
	} else if r.Hours >= 0 && r.Judged > 0 {
		share = c.T("public.share.hours", "share", share, "hours", c.Percent(r.Hours))
	}
	broken := c.Number(r.Broken + r.Overdue)
	if r.Overdue > 0 {
		broken = c.T("public.broken.overdue", "n", r.Broken+r.Overdue, "overdue", r.Overdue)
	}
	return append(ui.Cells(share, c.Number(r.Judged), c.Number(r.Kept), broken, c.Number(r.Unproven), c.Number(r.Open), c.Number(r.Void)),
		ui.Cell{Text: v.margin(r.Margin, r.Margin.Median)}, ui.Cell{Text: v.margin(r.Margin, r.Margin.Ninety)},
		ui.Cell{Text: v.margin(r.Margin, r.Margin.Worst)}, ui.Cell{Text: v.grades(r.Grades)})
}

// margin says how much time was left, or missing.
func (v view) margin(m stats.Margin, d time.Duration) string {
	switch {
	case m.N == 0:
		return "–"
	case d < 0:
		return v.C.T("public.margin.late", "time", ui.Length(v.C, -d))
	}
	return v.C.T("public.margin.left", "time", ui.Length(v.C, d))
}

// grades says how good the evidence was: each grade with its number, strongest first.
func (v view) grades(n [5]int) string {
	var out []string
	for g := fact.Measured; g > fact.NoGrade; g-- {
		if n[g] > 0 {
			out = append(out, v.C.T("public.grade", "grade", g.String(), "n", n[g]))
		}
	}
	if len(out) == 0 {
		return "–"
	}
	return strings.Join(out, ", ")
}
