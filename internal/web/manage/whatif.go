package manage

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/directory"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

const whatIfPath = "/manage/charter/what-if"

// whatIfPage asks for a promise, another limit and other hours, and shows the year under them.
type whatIfPage struct {
	ui.Page
	Fields []ui.Field
	Week   []ui.Field
	Asked  bool // a year is to be seen
	Got    *app.SupposedYear
	Err    string // why the counting ended before its end
	run    func(told func(int)) (*app.SupposedYear, error)
	v      *staff.View
}

func (s *Surface) whatIf(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	q := r.URL.Query()
	p := &whatIfPage{Page: v.Page, v: v, Asked: q.Get("promise") != ""}
	p.Page.Title, p.Page.Lead = v.C.T("whatif.title"), v.C.T("whatif.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: p.Page.Title}}
	asked := app.Supposing{Promise: q.Get("promise"), Limit: q.Get("limit"), OnDesk: q.Get("on") == "desk"}
	asked.Year, _ = strconv.Atoi(q.Get("year")) // what is none is the present year
	for i, name := range directory.Weekdays() {
		asked.Week[i] = q.Get(name)
	}
	if !p.Asked {
		p.fields(q, nil)
		return ui.Render(w, r, http.StatusOK, whatIfView(p))
	}
	if err := s.app.CheckSupposing(r.Context(), v.Actor, asked); err != nil {
		faults := staff.Faults(v.C, err)
		if faults == nil {
			return err
		}
		p.Asked, p.Page.Errors = false, faults
		p.fields(q, faults)
		return ui.Render(w, r, http.StatusUnprocessableEntity, whatIfView(p))
	}
	p.fields(q, nil)
	p.run = func(told func(int)) (*app.SupposedYear, error) {
		return s.app.WhatIf(r.Context(), v.Actor, asked, told)
	}
	return ui.Live(w, r, whatIfView(p))
}

// work counts while the page is sent: a line says now and then how far it is. Whoever leaves the page ends the counting.
func (p *whatIfPage) work() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		line := func(text string) error {
			_, err := io.WriteString(w, "<li>"+templ.EscapeString(text)+"</li>")
			ui.Flush(w)
			return err
		}
		if err := line(p.C.T("whatif.begins")); err != nil {
			return err
		}
		got, err := p.run(func(cases int) { _ = line(p.C.T("whatif.cases", "n", p.C.Number(cases))) }) // the counting ends by itself when nobody reads
		if err == nil {
			p.Got = got
			return line(p.C.T("whatif.ended", "n", p.C.Number(got.Cases)))
		}
		p.Err = p.C.T("whatif.failed")
		if f := app.FaultOf(err); f != nil {
			p.Err = p.C.T(f.Key, f.Args...)
		}
		return nil
	})
}

// fields are the questions.
func (p *whatIfPage) fields(q url.Values, faults []ui.FieldError) {
	c := p.C
	promises := []ui.Option{{Value: "", Label: c.T("ui.field.choose")}}
	for _, promise := range p.v.Charter.Promises {
		label := shorten(optionOf(p.v, promise), 70)
		if limit := promise.LimitText(); limit != "" {
			label += " (" + limit + ")"
		}
		promises = append(promises, ui.Option{Value: promise.ID, Label: label, Selected: promise.ID == q.Get("promise")})
	}
	this := p.Page.Now.In(c.Location()).Year()
	var years []ui.Option
	for i := range 4 {
		year := strconv.Itoa(this - i)
		years = append(years, ui.Option{Value: year, Label: year, Selected: year == q.Get("year")})
	}
	p.Fields = []ui.Field{
		{C: c, Kind: ui.Select, Name: "promise", Label: c.T("manage.col.promise"), Options: promises, Value: q.Get("promise"), Required: true, Error: ui.ErrorOf(faults, "promise")},
		{C: c, Name: "limit", Label: c.T("whatif.limit"), Hint: c.T("whatif.limit.hint"), Value: q.Get("limit"), Short: true, Error: ui.ErrorOf(faults, "limit")},
		{C: c, Kind: ui.Select, Name: "year", Label: c.T("whatif.year"), Options: years, Value: q.Get("year"), Short: true, Error: ui.ErrorOf(faults, "year")},
	}
	p.Week = []ui.Field{{C: c, Kind: ui.Radio, Name: "on", Label: c.T("whatif.on"), Value: orPetition(q.Get("on")), Inline: true, Options: []ui.Option{
		{Value: "petition", Label: c.T("whatif.on.petition")}, {Value: "desk", Label: c.T("whatif.on.desk")}}}}
	for i, name := range directory.Weekdays() {
		day := (i + 1) % 7
		p.Week = append(p.Week, ui.Field{C: c, Name: name, Label: c.T("hours.day." + name), Value: q.Get(name), Short: true, Error: ui.ErrorOf(faults, name),
			Hint: c.T("whatif.now", "petition", spansText(p.v.Charter.Petition.Week()[day]), "desk", spansText(p.v.Charter.Desk.Week()[day]))})
	}
}

func orPetition(on string) string {
	if on == "" {
		return "petition"
	}
	return on
}

// spansText writes hours as they are typed.
func spansText(spans []calendar.Span) string {
	if len(spans) == 0 {
		return "-"
	}
	out := ""
	for i, span := range spans {
		if i > 0 {
			out += ", "
		}
		out += span.String()
	}
	return out
}

// columns are those of a table of before and after.
func (p *whatIfPage) columns(of string) []ui.Column {
	return []ui.Column{{Head: p.C.T(of), Row: true}, {Head: p.C.T("whatif.was"), Num: true}, {Head: p.C.T("whatif.would"), Num: true}, {Head: p.C.T("trial.col.changed"), Num: true}}
}

// rows writes groups before and after, named by name, and their total.
func (p *whatIfPage) rows(groups []whatif.Group, total bool, name func(string) string) []ui.Row {
	out := make([]ui.Row, 0, len(groups)+1)
	for i := range groups {
		g := &groups[i]
		out = append(out, ui.Row{Cells: ui.Cells(name(g.Key), p.count(g.Was[:]), p.count(g.Would[:]), strconv.Itoa(g.Changed))})
	}
	if !total {
		return out
	}
	sum := whatif.Total(groups)
	return append(out, ui.Row{Cells: ui.Cells(p.C.T("whatif.total"), p.count(sum.Was[:]), p.count(sum.Would[:]), strconv.Itoa(sum.Changed))})
}

// count writes counts by status: how many were kept of how many that were judged, how many nobody could prove, and how many run.
func (p *whatIfPage) count(n []int) string {
	judged := n[judge.Kept] + n[judge.Broken]
	share := "–"
	if judged > 0 {
		share = p.C.Percent(float64(n[judge.Kept]) / float64(judged))
	}
	return p.C.T("whatif.count", "share", share, "kept", n[judge.Kept], "broken", n[judge.Broken], "unproven", n[judge.Unproven], "open", n[judge.Pending])
}

// others are the other promises that come out differently: remedies of the one, say.
func (p *whatIfPage) others() []whatif.Group {
	var out []whatif.Group
	for _, t := range p.Got.Tallies() {
		if t.Changed > 0 && t.Promise != p.Got.Promise {
			out = append(out, whatif.Group{Key: t.Promise, Was: t.Was, Would: t.Would, Changed: t.Changed})
		}
	}
	return out
}

func (p *whatIfPage) promiseName(id string) string { return p.v.PromiseName(p.v.Charter, id) }

func (p *whatIfPage) deskName(id string) string {
	if id == "" {
		return p.C.T("improve.desk.none")
	}
	return p.v.DeskName(id)
}

// supposed says what was supposed.
func (p *whatIfPage) supposed() string {
	was, would := p.Got.Promised.LimitText(), p.Got.Limit
	if would == "" {
		would = was
	}
	if p.Got.Hours {
		return p.C.T("whatif.supposed.hours", "was", was, "would", would)
	}
	return p.C.T("whatif.supposed", "was", was, "would", would)
}

// example writes an instance that would have come out differently.
func (p *whatIfPage) example(e *whatif.Example) ui.Row {
	name := func(st judge.Status) string {
		if st == 0 {
			return p.C.T("improve.none")
		}
		return p.C.T("ui.status." + st.String())
	}
	due := func(of *whatif.Example) string {
		if of.WasDue.IsZero() && of.WouldDue.IsZero() {
			return p.C.T("improve.none")
		}
		if apart := of.WouldDue.Sub(of.WasDue).Abs(); apart < time.Hour && !of.WasDue.IsZero() && !of.WouldDue.IsZero() {
			return stamp(p.v, of.WasDue) + " → " + of.WouldDue.In(p.C.Location()).Format(time.TimeOnly)
		}
		return p.C.Deadline(of.WasDue, p.C.Location()) + " → " + p.C.Deadline(of.WouldDue, p.C.Location())
	}
	return ui.Row{Cells: []ui.Cell{{Text: numbered(p.C, e.Number, e.Case), Href: caseHref(e.Case)}, {Text: p.C.Time(e.Started, p.C.Location())}, {Text: p.deskName(e.Desk)},
		{Text: name(e.Was) + " → " + name(e.Would)}, {Text: due(e)}}}
}

func (p *whatIfPage) exampleColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.number"), Row: true}, {Head: p.C.T("whatif.began")}, {Head: p.C.T("staff.field.desk")}, {Head: p.C.T("manage.col.status")},
		{Head: p.C.T("manage.col.due")}}
}

func (p *whatIfPage) exampleRows() []ui.Row {
	var out []ui.Row
	for i := range p.Got.Examples {
		out = append(out, p.example(&p.Got.Examples[i]))
	}
	return out
}

func (p *whatIfPage) same(key string) string { return key }

// weekFault tells whether the hours that were typed are wrong, so that they are shown.
func (p *whatIfPage) weekFault() bool {
	for i := range p.Week {
		if p.Week[i].Error != "" {
			return true
		}
	}
	return false
}
