package public

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"jikim/internal/app"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// papersKept is how many publications on paper are kept: who looks at one takes it soon, and few are looked at.
const papersKept = 8

// papers keeps publications that were laid out for paper, the latest first. It is safe for concurrent use.
type papers struct {
	mu   sync.Mutex
	list []paper
}

type paper struct {
	name string // digest and language
	body []byte
}

// get returns a paper; made by make, by one at a time, when it is not kept.
func (k *papers) get(name string, make func() ([]byte, error)) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := slices.IndexFunc(k.list, func(p paper) bool { return p.name == name }); i >= 0 {
		return k.list[i].body, nil
	}
	body, err := make()
	if err != nil {
		return nil, err
	}
	k.list = slices.Insert(k.list, 0, paper{name, body})
	k.list = k.list[:min(len(k.list), papersKept)]
	return body, nil
}

// print sends a publication as a PDF file, in the reader's language. Its numbers never change; its words may with the program.
func (p *Public) print(w http.ResponseWriter, r *http.Request, id string) error {
	r.SetPathValue("id", id)
	page, err := p.publicationPage(w, r)
	if err != nil {
		return err
	}
	name := page.printName()
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=300")
	h.Add("Vary", "Accept-Language, Cookie")
	if tagged(w, r, name+".pdf") {
		return nil
	}
	body, err := p.papers.get(name, func() ([]byte, error) { return p.site.Service.PrintReport(page.report(), page.lang()) })
	if err != nil {
		return err
	}
	web.Download(w, p.site.Institution+"-"+id+".pdf", "application/pdf")
	_, _ = w.Write(body) // a client that has gone is nobody's error
	return nil
}

// printName tells apart all that the paper can say: of the publication, and of those that it is compared with or was corrected by.
func (p publicationPage) printName() string {
	name := p.Of.Digest() + "." + p.Newest.ID
	if p.Last != nil {
		name += "." + p.Last.ID
	}
	for _, x := range p.Years {
		name += "." + x.ID
	}
	return name + "." + p.lang()
}

// report is the publication on paper: the page with every table open, and the parts of every promise at its end.
func (p publicationPage) report() *app.Report {
	c := p.C
	r := &app.Report{Title: c.T("published.of", "period", p.periodName(p.Of.Period)), Office: p.Office.Name,
		Foot: p.Office.Name + " · " + p.Of.ID + " · " + p.Of.Digest()[:16],
		Page: func(n, of int) string { return c.T("published.paper.page", "n", n, "of", of) }}
	if p.Newest.ID != p.Of.ID {
		r.Lead = append(r.Lead, c.T("published.superseded", "id", p.Newest.ID, "reason", p.Newest.Reason))
	}
	if p.Of.Corrects != "" {
		r.Lead = append(r.Lead, c.T("published.corrects", "id", p.Of.Corrects, "reason", p.Of.Reason))
	}
	r.Lead = append(append(r.Lead, p.summed()...), p.befores()...)
	r.Lead = append(r.Lead, p.approved(p.Of))
	if bars := p.chapterBars(); bars != nil {
		r.Sections = append(r.Sections, app.Section{Heading: bars.Title, Bars: drawn(c.T, bars)})
	}
	r.Sections = append(r.Sections, p.brokenPaper())
	for _, chapter := range p.Chapters {
		r.Sections = append(r.Sections, p.chapterPaper(chapter)...)
	}
	if bars := p.yearBars(); bars != nil {
		r.Sections = append(r.Sections, app.Section{Heading: c.T("published.years.title"), Bars: drawn(c.T, bars), Text: []string{c.T("published.years.note")}},
			web.Printed(c.T("published.years.table"), p.yearTable()))
	}
	if voids := p.voidsPaper(); len(voids.Rows) > 0 {
		r.Sections = append(r.Sections, voids)
	}
	if parts := p.partsPaper(); len(parts.Rows) > 0 {
		r.Sections = append(r.Sections, parts)
	}
	return p.readPaper(r)
}

// summed says the sums of the page.
func (p publicationPage) summed() []string {
	c, t := p.C, p.Total
	if t.Judged == 0 {
		return []string{c.T("public.summary.none")}
	}
	out := []string{c.T("public.summary.text", "judged", t.Judged, "kept", t.Kept, "broken", t.Broken),
		c.T("public.card.share") + ": " + p.share(t.Kept, t.Judged) + " · " + c.T("public.card.unproven") + ": " + c.Number(t.Unproven) + " · " +
			c.T("public.card.open") + ": " + c.Number(t.Open)}
	if t.Hidden > 0 {
		out = append(out, c.T("public.hidden", "n", t.Hidden))
	}
	return out
}

// brokenPaper lists what was broken, and what was done then.
func (p publicationPage) brokenPaper() app.Section {
	s := app.Section{Heading: p.C.T("published.broken")}
	if len(p.Broken) == 0 {
		s.Text = []string{p.C.T("published.broken.none")}
		return s
	}
	s.Head = []string{p.C.T("public.column.promise"), p.C.T("public.column.broken"), p.C.T("published.amends")}
	for i := range p.Broken {
		b := &p.Broken[i]
		done := ""
		if b.idle() {
			done = p.C.T("published.amend.none")
		}
		for _, a := range b.Amends {
			done = joined(done, p.amend(a))
		}
		for _, r := range b.Remedies {
			done = joined(done, p.remedy(r))
		}
		s.Rows = append(s.Rows, []string{web.Sentence(p.C, p.Charter, b.Of), p.brokenCount(b.row), done})
	}
	return s
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// chapterPaper is a chapter: its bars, the numbers, and margins with evidence.
func (p publicationPage) chapterPaper(of chapter) []app.Section {
	t := p.table(of)
	numbers := web.Printed(of.Title, only(t, 0, 1, 2, 3, 4, 5, 6, 7))
	if bars := p.bars(of); bars != nil {
		numbers.Bars = drawn(p.C.T, bars)
	}
	return []app.Section{numbers, web.Printed(p.C.T("published.paper.margins", "chapter", of.Title), only(t, 0, 8, 9, 10, 11))}
}

// voidsPaper lists why promises fell away.
func (p publicationPage) voidsPaper() app.Section {
	s := app.Section{Heading: p.C.T("published.voids"), Head: []string{p.C.T("public.column.promise"), p.C.T("public.column.void")}}
	for i := range p.Of.Lines {
		l := &p.Of.Lines[i]
		if row := p.rowOf(l.Promise); row != nil && len(l.Whole.Void) > 0 {
			s.Rows = append(s.Rows, []string{web.Sentence(p.C, p.Charter, row.Of), strings.Join(p.voids(l), ", ")})
		}
	}
	return s
}

// partsPaper lists the parts of every promise by desk, channel and month.
func (p publicationPage) partsPaper() app.Section {
	s := app.Section{Heading: p.C.T("published.paper.parts")}
	columns := p.columns("public.column.promise")
	s.Head = []string{columns[0].Head, p.C.T("published.paper.part"), columns[1].Head, columns[2].Head, columns[4].Head, columns[5].Head, columns[8].Head, columns[10].Head}
	sentence := "" // stands in the first row of its promise
	add := func(promise string, parts []stats.Part, name func(string) string) {
		for i := range parts {
			cells := p.cells(figureRow(promise, &parts[i].Figure))
			s.Rows = append(s.Rows, []string{sentence, name(parts[i].Key), cells[0].Text, cells[1].Text, cells[3].Text, cells[4].Text, cells[7].Text, cells[9].Text})
			sentence = ""
		}
	}
	for i := range p.Of.Lines {
		l := &p.Of.Lines[i]
		if row := p.rowOf(l.Promise); row != nil {
			sentence = web.Sentence(p.C, p.Charter, row.Of)
		}
		add(l.Promise, l.Desks, p.deskName)
		add(l.Promise, l.Channels, p.channelName)
		add(l.Promise, l.Months, p.periodName)
	}
	return s
}

// readPaper adds how to read the numbers and what they follow from.
func (p publicationPage) readPaper(r *app.Report) *app.Report {
	reading := app.Section{Heading: p.C.T("public.reading")}
	for _, part := range readings {
		reading.Text = append(reading.Text, p.C.T("public.reading."+part))
	}
	check := app.Section{Heading: p.C.T("published.check"), Text: []string{p.C.T("published.check.text")}}
	for _, item := range p.sources() {
		check.Text = append(check.Text, item.Term+": "+item.Text)
	}
	r.Sections = append(r.Sections, reading, check)
	return r
}

// drawn takes bars for paper.
func drawn(say func(key string, args ...any) string, s *ui.StackedBar) *app.ReportBars {
	out := &app.ReportBars{}
	for _, part := range s.Parts {
		out.Parts = append(out.Parts, say("ui.status."+part))
	}
	for _, row := range s.Rows {
		bar := app.ReportBar{Label: row.Label, Text: row.Text}
		for _, n := range row.Counts {
			bar.Values = append(bar.Values, float64(n))
		}
		out.Rows = append(out.Rows, bar)
	}
	return out
}

// only is a table with some of its columns.
func only(t ui.Table, columns ...int) ui.Table {
	out := ui.Table{C: t.C, Caption: t.Caption}
	for _, i := range columns {
		out.Columns = append(out.Columns, t.Columns[i])
	}
	for _, row := range t.Rows {
		var cells []ui.Cell
		for _, i := range columns {
			cells = append(cells, row.Cells[i])
		}
		out.Rows = append(out.Rows, ui.Row{Cells: cells})
	}
	return out
}
