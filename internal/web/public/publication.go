package public

import (
	"html"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// publicationsPage lists all publications.
type publicationsPage struct {
	view
	List []*publication.Publication
}

// publicationPage is a publication, with what was published beside it.
type publicationPage struct {
	performancePage
	Of     *publication.Publication
	Newest *publication.Publication   // of its period
	Others []*publication.Publication // of its period, the newest first
	Last   *publication.Publication   // the newest of the period that ended when this one began; nil when there is none
	Years  []*publication.Publication // the newest of the same period of each year, the earliest first
	Broken []brokenPromise
	Badge  string // what to copy into another page
}

func (p *Public) publicationList(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	list, err := p.site.Service.Published(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	v.Title, v.Lead = v.C.T("published.title"), v.C.T("published.lead")
	v.Breadcrumb = []ui.Link{{Text: v.C.T("public.title"), Href: "/performance"}, {Text: v.Title}}
	return ui.Render(w, r, http.StatusOK, publicationsView(publicationsPage{v, list}))
}

func (p *Public) publication(w http.ResponseWriter, r *http.Request) error {
	page, err := p.publicationPage(w, r)
	if err != nil {
		return err
	}
	page.Title, page.Lead = page.C.T("published.of", "period", page.periodName(page.Of.Period)), ""
	page.Breadcrumb = []ui.Link{{Text: page.C.T("public.title"), Href: "/performance"}, {Text: page.C.T("published.title"), Href: "/publications"}, {Text: page.Of.ID}}
	page.Badge = `<a href="` + p.site.URL(r, "/publications/"+page.Of.ID) + `"><img src="` + p.site.URL(r, "/badge.svg?period="+page.Of.Period) +
		`" width="240" height="64" alt="` + html.EscapeString(page.badgeWords(page.Newest)) + `"></a>`
	return ui.Render(w, r, http.StatusOK, publicationView(page))
}

// publicationPage reads the publication that is asked for.
func (p *Public) publicationPage(w http.ResponseWriter, r *http.Request) (publicationPage, error) {
	v, err := p.view(w, r)
	if err != nil {
		return publicationPage{}, err
	}
	of, newest, err := p.site.Service.PublishedAs(r.Context(), p.site.Institution, r.PathValue("id"))
	if err != nil {
		return publicationPage{}, err
	}
	list, err := p.site.Service.Published(r.Context(), p.site.Institution)
	if err != nil {
		return publicationPage{}, err
	}
	v = p.then(v, of)
	f := &app.Figures{Institution: of.Institution, Period: of.Period, From: of.From, Until: of.Until, AsOf: of.AsOf}
	for i := range of.Lines {
		f.Table.Rows = append(f.Table.Rows, lineRow(&of.Lines[i]))
	}
	page := publicationPage{performancePage: tabulate(v, f), Of: of, Newest: newest}
	for _, other := range list {
		if other.Period == of.Period {
			page.Others = append(page.Others, other)
		}
	}
	page.Last, page.Years = lastOf(list, of), yearsOf(list, of)
	page.Broken = page.brokenOnes()
	return page, nil
}

// then is the view with the charter as it stood at the end of a publication's period: what it counted are the promises of then, in their
// words and with their limits, whatever the charter says now.
func (p *Public) then(v view, of *publication.Publication) view {
	last := of.Until.Add(-time.Microsecond)
	v.Charter = p.site.Service.Charters().At(p.site.Institution, last)
	v.promise = func(id string) *charter.Promise { return p.site.PublishedAt(id, last) }
	return v
}

// lineRow is a line as tables of figures have it.
func lineRow(l *stats.Line) stats.Row {
	row := figureRow(l.Promise, &l.Whole)
	row.Aim = stats.Took{N: l.Aim.N, Within: l.Aim.Within, Median: length(l.Aim.Median), Ninety: length(l.Aim.Ninety), Grades: gradeCounts(l.Aim.Grades),
		Suppressed: l.Aim.Suppressed}
	return row
}

// figureRow is a figure as tables of figures have it.
func figureRow(promise string, f *stats.Figure) stats.Row {
	row := stats.Row{Promise: promise, Kept: f.Kept, Broken: f.Broken, Unproven: f.Unproven, Void: f.Voids(), Open: f.Open, Overdue: f.Overdue,
		Judged: f.Judged(), Share: f.Share(), Low: -1, High: -1, Hours: -1, Grades: gradeCounts(f.Grades), Suppressed: f.Suppressed,
		Margin: stats.Margin{N: f.Margin.N, Median: length(f.Margin.Median), Ninety: length(f.Margin.Ninety), Worst: length(f.Margin.Worst)}}
	if low, high, ok := f.Sampled(); ok {
		row.Sampled, row.Low, row.High = true, low, high
	}
	if f.Stood > 0 {
		row.Hours = float64(f.Hours) / 1e6
	}
	return row
}

func length(milliseconds int64) time.Duration { return time.Duration(milliseconds) * time.Millisecond }

func gradeCounts(g stats.Grades) (out [5]int) {
	out[fact.Measured], out[fact.Audited], out[fact.Attested], out[fact.Reported] = g.Measured, g.Audited, g.Attested, g.Reported
	return out
}

// periodName writes a period in words.
func (v view) periodName(period string) string { return ui.PeriodName(v.C, period) }

// approved says who approved a publication, and when.
func (v view) approved(of *publication.Publication) string {
	a := of.Approved
	key := "published.approved"
	if a.Second {
		key = "published.approved.two"
	}
	return v.C.T(key, "at", a.At, "role", a.Role, "name", a.Name)
}

// whole adds up what a publication shows.
func whole(of *publication.Publication) sum {
	var s sum
	for i := range of.Lines {
		row := lineRow(&of.Lines[i])
		s.add(&row)
	}
	return s
}

// rows are the publications as a table lists them.
func (v view) publicationTable(caption string, list []*publication.Publication) ui.Table {
	c := v.C
	t := ui.Table{C: c, Caption: caption, Cards: true, Columns: []ui.Column{{Head: c.T("published.col.publication"), Row: true},
		{Head: c.T("public.column.share"), Num: true}, {Head: c.T("public.column.judged"), Num: true}, {Head: c.T("public.column.broken"), Num: true},
		{Head: c.T("published.col.approved")}, {Head: c.T("published.col.note")}}}
	newest := map[string]bool{}
	for _, of := range list {
		s := whole(of)
		note := ""
		switch {
		case of.Corrects != "":
			note = c.T("published.corrects", "id", of.Corrects, "reason", of.Reason)
		case newest[of.Period]:
			note = c.T("published.superseded.short")
		}
		if newest[of.Period] && of.Corrects != "" {
			note += " " + c.T("published.superseded.short")
		}
		newest[of.Period] = true
		name := v.periodName(of.Period)
		if of.ID != of.Period {
			name += " (" + of.ID + ")"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name, Href: "/publications/" + of.ID}, {Text: v.share(s.Kept, s.Judged)}, {Text: c.Number(s.Judged)},
			{Text: c.Number(s.Broken)}, {Text: c.Date(of.Approved.At, c.Location())}, {Text: note}}})
	}
	return t
}

// publishedPromise is a promise in a publication: the whole, its parts, and what other publications say.
type publishedPromise struct {
	promisePage
	Of    *publication.Publication
	Line  *stats.Line
	Last  *publication.Publication // as in publicationPage
	Trend []trendPoint
	Years []trendPoint
}

func (p *Public) publicationPromise(w http.ResponseWriter, r *http.Request) error {
	page, err := p.publicationPage(w, r)
	if err != nil {
		return err
	}
	promise, line := page.promise(r.PathValue("promise")), page.Of.Line(r.PathValue("promise"))
	if promise == nil || line == nil {
		return web.Status(http.StatusNotFound)
	}
	list, err := p.site.Service.Published(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	out := publishedPromise{promisePage: promisePage{view: page.view, Promise: promise, Whole: lineRow(line), AsOf: page.Figures}, Of: page.Of, Line: line, Last: page.Last}
	out.Trend, out.Years = trendOf(list, promise.ID, page.Of), pointsOf(page.Years, promise.ID)
	out.Title, out.Lead = web.Sentence(out.C, out.Charter, promise)+" · "+page.periodName(page.Of.Period), ""
	out.Breadcrumb = []ui.Link{{Text: out.C.T("published.title"), Href: "/publications"},
		{Text: page.periodName(page.Of.Period), Href: "/publications/" + page.Of.ID}, {Text: promise.ID}}
	return ui.Render(w, r, http.StatusOK, publishedPromiseView(out))
}

// parts is the table of one way in which the whole divides; nil when there is nothing to divide.
func (p publishedPromise) parts(by string, parts []stats.Part, name func(string) string) *ui.Table {
	if len(parts) == 0 {
		return nil
	}
	t := &ui.Table{C: p.C, Caption: p.C.T("published.by." + by), Cards: true, Wide: true, Columns: p.columns("published.col." + by)}
	for i := range parts {
		cells := p.cells(figureRow(p.Promise.ID, &parts[i].Figure))
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Text: name(parts[i].Key)}}, cells...)})
	}
	return t
}

func (v view) deskName(id string) string {
	if id == "" {
		return v.C.T("published.nowhere")
	}
	if d := v.Charter.Directory.FindDesk(id); d != nil {
		return d.Name.In(v.lang())
	}
	return id
}

func (v view) channelName(id string) string {
	if id == "" {
		return v.C.T("published.nowhere")
	}
	if key := "desk.channel." + id; v.C.Has(key) {
		return v.C.T(key)
	}
	return id
}

// voids says why promises fell away.
func (v view) voids(of *stats.Line) []string {
	var out []string
	for _, void := range of.Whole.Void {
		name := v.C.T("published.void.other")
		if void.By != stats.VoidOther {
			name = v.C.T("kind." + void.By)
		}
		out = append(out, v.C.T("published.void", "why", name, "n", void.N))
	}
	return out
}
