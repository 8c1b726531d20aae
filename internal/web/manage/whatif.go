package manage

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/core/whatif"
	"jikim/internal/locale"
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
	failure  error        // that
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
	p.run = func(told func(int)) (*app.SupposedYear, error) {
		return s.app.WhatIf(r.Context(), v.Actor, asked, told)
	}
	if q.Get("format") == "csv" {
		return p.file(w)
	}
	p.fields(q, nil)
	return errors.Join(ui.Live(w, r, whatIfView(p)), p.failure)
}

// work counts while the page is sent.
func (p *whatIfPage) work(told func(string)) {
	told(p.C.T("whatif.begins"))
	got, err := p.run(func(cases int) { told(p.C.T("whatif.cases", "n", p.C.Number(cases))) })
	if err != nil {
		p.Err, p.failure = failed(p.C, err, "whatif.failed")
		return
	}
	p.Got, p.all = got, whatif.Total(got.Places())
	told(p.C.T("whatif.ended", "n", p.C.Number(got.Cases)))
}

// failed says why something ended before its end, and returns what belongs into the log.
func failed(c *locale.Catalogue, err error, otherwise string) (string, error) {
	if f := app.FaultOf(err); f != nil {
		return c.T(f.Key, f.Args...), nil
	}
	return c.T(otherwise), err
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

// filledIn tells whether something was written in fields that are folded away, or is wrong with them.
func filledIn(fields []ui.Field) bool {
	for i := range fields {
		if f := &fields[i]; f.Error != "" || f.Value != "" && f.Kind != ui.Radio {
			return true
		}
	}
	return false
}
