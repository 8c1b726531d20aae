package manage

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

const whatIfPath = "/manage/charter/what-if"

// whatIfPage asks for another text, limit, calendar or rota, and shows the year under them.
type whatIfPage struct {
	ui.Page
	Fields   []ui.Field
	Days     []ui.Field
	Week     []ui.Field
	Versions []*charter.Charter
	query    url.Values
	Asked    bool // a year is to be seen
	Got      *app.SupposedYear
	all      whatif.Group // every promise at every desk
	Err      string       // why the counting ended before its end
	run      func(told func(int)) (*app.SupposedYear, error)
	v        *staff.View
}

func (s *Surface) whatIf(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	q := r.URL.Query()
	p := &whatIfPage{Page: v.Page, v: v, query: q, Asked: q.Has("promise")}
	p.Versions = s.app.Charters().Versions(v.Actor.Institution)
	p.Page.Title, p.Page.Lead = v.C.T("whatif.title"), v.C.T("whatif.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: p.Page.Title}}
	asked := app.Supposing{Instead: q.Get("instead"), Promise: q.Get("promise"), Limit: q.Get("limit"), Days: q.Get("days"), Lunch: q.Get("lunch"),
		OnDesk: q.Get("on") == "desk", Desk: q.Get("desk")}
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
			p.Got, p.all = got, whatif.Total(got.Places())
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
	choose := func(name, label string, options []ui.Option) ui.Field {
		for i := range options {
			options[i].Selected = options[i].Value == q.Get(name)
		}
		return ui.Field{C: c, Kind: ui.Select, Name: name, Label: c.T(label), Options: options, Value: q.Get(name), Error: ui.ErrorOf(faults, name)}
	}
	this := p.Page.Now.In(c.Location()).Year()
	var years []ui.Option
	for i := range 4 {
		years = append(years, ui.Option{Value: strconv.Itoa(this - i), Label: strconv.Itoa(this - i)})
	}
	p.Fields = []ui.Field{choose("year", "whatif.year", years), choose("instead", "whatif.instead", p.texts()), choose("promise", "manage.col.promise", p.promises()),
		{C: c, Name: "limit", Label: c.T("whatif.limit"), Hint: c.T("whatif.limit.hint"), Value: q.Get("limit"), Short: true, Error: ui.ErrorOf(faults, "limit")},
		{C: c, Kind: ui.Radio, Name: "on", Label: c.T("whatif.on"), Value: orPetition(q.Get("on")), Inline: true, Options: []ui.Option{
			{Value: "petition", Label: c.T("whatif.on.petition")}, {Value: "desk", Label: c.T("whatif.on.desk")}}}}
	p.Days = []ui.Field{{C: c, Kind: ui.TextArea, Name: "days", Label: c.T("whatif.days"), Hint: c.T("whatif.days.hint", "year", strconv.Itoa(this)), Value: q.Get("days"), Rows: 4,
		Error: ui.ErrorOf(faults, "days")}}
	desks := []ui.Option{{Value: "", Label: c.T("whatif.desk.all")}}
	for i := range p.v.Charter.Directory.Desks {
		d := &p.v.Charter.Directory.Desks[i]
		desks = append(desks, ui.Option{Value: d.ID, Label: d.Name.In(p.v.Lang())})
	}
	p.Week = []ui.Field{choose("desk", "whatif.desk", desks), choose("lunch", "whatif.lunch", []ui.Option{{Value: "", Label: c.T("whatif.lunch.as_is")},
		{Value: app.SupposeOpen, Label: c.T("whatif.lunch.open")}, {Value: app.SupposeShut, Label: c.T("whatif.lunch.shut")}})}
	for i, name := range directory.Weekdays() {
		day := (i + 1) % 7
		p.Week = append(p.Week, ui.Field{C: c, Name: name, Label: c.T("hours.day." + name), Value: q.Get(name), Short: true, Error: ui.ErrorOf(faults, name),
			Hint: c.T("whatif.now", "petition", spansText(p.v.Charter.Petition.Week()[day]), "desk", spansText(p.v.Charter.Desk.Week()[day]))})
	}
}

// promises are those to look at closely.
func (p *whatIfPage) promises() []ui.Option {
	out := []ui.Option{{Value: "", Label: p.C.T("whatif.promise.all")}}
	for _, promise := range p.v.Charter.Promises {
		label := shorten(optionOf(p.v, promise), 70)
		if limit := promise.LimitText(); limit != "" {
			label += " (" + limit + ")"
		}
		out = append(out, ui.Option{Value: promise.ID, Label: label})
	}
	return out
}

// texts are the charters that can be supposed: the one in force, what the managers write for the next version, and the others there are.
func (p *whatIfPage) texts() []ui.Option {
	out := []ui.Option{{Value: "", Label: p.C.T("whatif.instead.none")}, {Value: app.SupposeDraft, Label: p.C.T("whatif.instead.draft")}}
	for _, ch := range p.Versions {
		if ch.Digest != p.v.Charter.Digest {
			out = append(out, ui.Option{Value: ch.Digest, Label: p.C.T("whatif.instead.version", "from", ch.From.String(), "edition", ch.Edition)})
		}
	}
	return out
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
func (p *whatIfPage) columns(of ...string) []ui.Column {
	var out []ui.Column
	for i, name := range of {
		out = append(out, ui.Column{Head: p.C.T(name), Row: i == 0})
	}
	return append(out, ui.Column{Head: p.C.T("whatif.was"), Num: true}, ui.Column{Head: p.C.T("whatif.would"), Num: true}, ui.Column{Head: p.C.T("whatif.worse"), Num: true},
		ui.Column{Head: p.C.T("whatif.better"), Num: true})
}

// rows writes groups before and after, named by name, and their total.
func (p *whatIfPage) rows(groups []whatif.Group, name func(string) string) []ui.Row {
	out := make([]ui.Row, 0, len(groups)+1)
	for i := range groups {
		out = append(out, p.row(&groups[i], ui.Cell{Text: name(groups[i].Key)}))
	}
	sum := whatif.Total(groups)
	return append(out, p.row(&sum, ui.Cell{Text: p.C.T("whatif.total")}))
}

// row writes a group behind the cells that name it.
func (p *whatIfPage) row(g *whatif.Group, named ...ui.Cell) ui.Row {
	out := ui.Row{Cells: append(named, ui.Cells(p.count(g.Was[:]), p.count(g.Would[:]), p.C.Number(g.Worse), p.C.Number(g.Better))...)}
	if g.Worse > g.Better {
		out.Class = "broken"
	}
	return out
}

// places writes which promises would have come out differently at which desks; each leads to its own cases.
func (p *whatIfPage) places() []ui.Row {
	var out []ui.Row
	groups := p.Got.Places()
	for i := range groups {
		g := &groups[i]
		href := ""
		if p.Got.Charter.Promise(g.Key) != nil {
			q := maps.Clone(p.query)
			q.Set("promise", g.Key)
			href = whatIfPath + "?" + q.Encode()
		}
		out = append(out, p.row(g, ui.Cell{Text: p.promiseName(g.Key), Href: href}, ui.Cell{Text: p.deskName(g.Desk)}))
	}
	return out
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

// promiseName names a promise, which only the charter that is supposed may have.
func (p *whatIfPage) promiseName(id string) string {
	if p.Got.Charter.Promise(id) == nil && p.Got.Would.Promise(id) != nil {
		return p.v.PromiseName(p.Got.Would, id)
	}
	return p.v.PromiseName(p.Got.Charter, id)
}

func (p *whatIfPage) deskName(id string) string {
	if id == "" {
		return p.C.T("improve.desk.none")
	}
	return p.v.DeskName(id)
}

// supposed says what was supposed, a line each.
func (p *whatIfPage) supposed() []string {
	var out []string
	say := func(when bool, key string, args ...any) {
		if when {
			out = append(out, p.C.T(key, args...))
		}
	}
	got := p.Got
	for _, o := range p.texts() {
		say(o.Value != "" && o.Value == p.query.Get("instead"), "whatif.supposed.instead", "text", o.Label)
	}
	if got.Promised != nil && got.Limit != "" {
		say(true, "whatif.supposed", "was", got.Promised.LimitText(), "would", got.Limit)
	}
	say(got.Days > 0, "whatif.supposed.days", "n", got.Days)
	say(got.Hours, "whatif.supposed.hours")
	say(p.query.Get("desk") != "", "whatif.supposed.desk", "desk", p.deskName(p.query.Get("desk")))
	return append(out, p.C.T("whatif.found", "worse", p.C.Number(p.all.Worse), "better", p.C.Number(p.all.Better), "changed", p.C.Number(p.all.Changed)))
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
		last := func(at time.Time) string {
			if at.IsZero() { // on that side it does not exist
				return p.C.T("improve.none")
			}
			return p.C.Deadline(at, p.C.Location())
		}
		return last(of.WasDue) + " → " + last(of.WouldDue)
	}
	return ui.Row{Cells: []ui.Cell{{Text: numbered(p.C, e.Number, e.Case), Href: caseHref(e.Case)}, {Text: p.promiseName(e.Promise)}, {Text: p.C.Time(e.Started, p.C.Location())},
		{Text: p.deskName(e.Desk)}, {Text: name(e.Was) + " → " + name(e.Would)}, {Text: due(e)}}}
}

// whatIfCases are cases of a sort, with what they are.
type whatIfCases struct {
	ID    string
	Title string
	Rows  []ui.Row
}

// cases are the cases that are named, those first that would have been broken.
func (p *whatIfPage) cases() []whatIfCases {
	var out []whatIfCases
	for _, sort := range []struct {
		key  string
		list []whatif.Example
		all  int
	}{{"whatif.cases.worse", p.Got.Worse, p.sum().Worse}, {"whatif.cases.better", p.Got.Better, p.sum().Better},
		{"whatif.cases.else", p.Got.Else, p.sum().Changed - p.sum().Worse - p.sum().Better}} {
		if len(sort.list) == 0 {
			continue
		}
		of := whatIfCases{ID: strings.TrimPrefix(sort.key, "whatif.cases."), Title: p.C.T(sort.key, "n", p.C.Number(len(sort.list)), "all", p.C.Number(sort.all))}
		for i := range sort.list {
			of.Rows = append(of.Rows, p.example(&sort.list[i]))
		}
		out = append(out, of)
	}
	return out
}

// sum adds up what is looked at.
func (p *whatIfPage) sum() whatif.Group { return whatif.Total(p.Got.Desks()) }

func (p *whatIfPage) exampleColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.number"), Row: true}, {Head: p.C.T("manage.col.promise")}, {Head: p.C.T("whatif.began")}, {Head: p.C.T("staff.field.desk")},
		{Head: p.C.T("manage.col.status")}, {Head: p.C.T("manage.col.due")}}
}

func (p *whatIfPage) month(key string) string { return ui.PeriodName(p.C, key) }

// filledIn tells whether something was written in fields that are folded away, or is wrong with them.
func filledIn(fields []ui.Field) bool {
	for i := range fields {
		if f := &fields[i]; f.Error != "" || f.Value != "" && f.Kind != ui.Radio {
			return true
		}
	}
	return false
}
