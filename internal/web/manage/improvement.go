package manage

import (
	"net/http"
	"net/url"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/improvement"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

const improvementPath = "/manage/improvements"

// improvementsPage is the register of improvements, with what is not published.
type improvementsPage struct {
	ui.Page
	Rows []ui.Row
}

// improvementPage is an entry of the register, or the form of a new one.
type improvementPage struct {
	ui.Page
	Entry    *improvement.Entry // nil: a new one
	Href     string
	Fields   []ui.Field
	Hidden   []ui.Hidden
	Pictures []takenPicture
	Made     bool   // the improvement is on record
	MakeKey  string // of the form that records it
	What     ui.Field
	Before   ui.Field
	After    ui.Field
	From     ui.Link // where it comes from
	Source   string
	State    string
	Shown    string // since when everybody can see it; empty: nobody can
	Saved    bool
	Manager  bool
}

// takenPicture is a picture on record with the form that shows it to everybody.
type takenPicture struct {
	app.TakenPicture
	Index, Src string
	Alt        ui.Field
}

func (s *Surface) improvements(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	list, err := s.app.Improvements(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	p := &improvementsPage{Page: v.Page}
	p.Page.Title, p.Page.Lead = v.C.T("improve.list.title"), v.C.T("improve.list.lead")
	for i := range list {
		e := &list[i]
		shown := v.C.T("improve.shown.no")
		if !e.Published.IsZero() {
			shown = v.C.T("improve.shown.since", "at", v.C.Date(e.Published, v.C.Location()))
		}
		until := e.Until
		if e.State != improvement.Planned {
			until = v.C.T("improve.days", "n", e.Days(v.Page.Now, v.C.Location()))
		}
		row := ui.Row{Cells: []ui.Cell{{Text: shorten(e.Suggested, 60), Href: improvementPath + "/" + e.ID}, {Text: v.C.T("improve.is." + string(e.State))},
			{Text: v.DeskName(e.Desk)}, {Text: names[e.Owner]}, {Text: until}, {Text: shown}}}
		if e.Overdue(v.Page.Now, v.C.Location()) {
			row.Class = "broken"
		}
		p.Rows = append(p.Rows, row)
	}
	return ui.Render(w, r, http.StatusOK, improvementsView(p))
}

func (p *improvementsPage) columns() []ui.Column {
	var out []ui.Column
	for i, name := range []string{"suggested", "state", "desk", "owner", "until", "shown"} {
		out = append(out, ui.Column{Head: p.C.T("improve.col." + name), Row: i == 0})
	}
	return out
}

// newImprovement is the form of a new entry; an address says what it comes from.
func (s *Surface) newImprovement(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	q := r.URL.Query()
	values := url.Values{"source": {q.Get("source")}, "case": {q.Get("case")}, "fact": {q.Get("fact")}, "rule": {q.Get("rule")}, "desk": {q.Get("desk")},
		"suggested": {q.Get("suggested")}, "key": {s.app.NewKey()}, "state": {string(improvement.Planned)}}
	if values.Get("source") == "" {
		values.Set("source", string(improvement.FromOffice))
	}
	p, err := s.improvementForm(r, v, nil, values, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, improvementView(p))
}

func (s *Surface) improvement(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	e, err := s.app.Improvement(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p, err := s.improvementForm(r, v, e, valuesOf(e), nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, improvementView(p))
}

// valuesOf are the answers of an entry's form as they stand.
func valuesOf(e *improvement.Entry) url.Values {
	publish := ""
	if !e.Published.IsZero() {
		publish = "yes"
	}
	return url.Values{"desk": {e.Desk}, "suggested": {e.Suggested}, "made": {e.Made}, "reason": {e.Reason}, "state": {string(e.State)}, "owner": {e.Owner},
		"until": {e.Until}, "publish": {publish}, "was": {app.ImprovementVersion(e)}}
}

// doImprovement saves an entry, records that it was made, or shows or hides a picture.
func (s *Surface) doImprovement(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, of, done, err := s.site.Uploads(r)
	if err != nil {
		return err
	}
	defer done()
	id, ctx := r.PathValue("id"), r.Context()
	switch form.Get("do") {
	case "made":
		_, err = s.app.MakeImprovement(ctx, v.Actor, app.MadeImprovement{Key: form.Get("key"), Of: id, What: form.Get("what"), Files: of("before"), After: of("after")})
	case "show":
		err = s.app.ShowPicture(ctx, v.Actor, id, form.Get("file"), form.Get("alt."+form.Get("i")))
	case "hide":
		err = s.app.HidePicture(ctx, v.Actor, id, form.Get("file"))
	default:
		var e *improvement.Entry
		if e, err = s.app.SaveImprovement(ctx, v.Actor, draftOf(id, form)); err == nil {
			id = e.ID
		}
	}
	if err == nil {
		http.Redirect(w, r, improvementPath+"/"+id+"?did=1", http.StatusSeeOther)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	for i := range faults {
		if faults[i].Field == "alt" {
			faults[i].Field = "alt." + form.Get("i")
		}
	}
	var e *improvement.Entry
	if id != "" {
		if e, err = s.app.Improvement(ctx, v.Actor, id); err != nil {
			return err
		}
		if form.Get("do") != "" {
			entered := valuesOf(e)
			entered.Set("what", form.Get("what"))
			form = entered
		}
	}
	p, err := s.improvementForm(r, v, e, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, improvementView(p))
}

func draftOf(id string, form url.Values) app.ImprovementDraft {
	return app.ImprovementDraft{ID: id, Key: form.Get("key"), Source: improvement.Source(form.Get("source")), Case: form.Get("case"), Fact: form.Get("fact"),
		Rule: form.Get("rule"), Desk: form.Get("desk"), Suggested: form.Get("suggested"), Made: form.Get("made"), Reason: form.Get("reason"), Owner: form.Get("owner"),
		State: improvement.State(form.Get("state")), Until: form.Get("until"), Publish: form.Get("publish") == "yes", Was: form.Get("was")}
}

// improvementForm draws the page of an entry.
func (s *Surface) improvementForm(r *http.Request, v *staff.View, e *improvement.Entry, values url.Values, faults []ui.FieldError) (*improvementPage, error) {
	p := &improvementPage{Page: v.Page, Entry: e, Href: improvementPath + "/new", Manager: v.Actor.Role.AtLeast(app.Manager), MakeKey: s.app.NewKey()}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("improve.new.title"), v.C.T("improve.entry.lead"), faults
	p.Saved = r.URL.Query().Get("did") != ""
	people, err := s.people(r, v)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"source", "case", "fact", "rule", "key", "was"} {
		if values.Get(name) != "" {
			p.Hidden = append(p.Hidden, ui.Hidden{Name: name, Value: values.Get(name)})
		}
	}
	p.Fields = registerFields(v, values, faults, people, p.Manager)
	p.What = ui.Field{C: v.C, Kind: ui.TextArea, Name: "what", Label: v.C.T("staff.field.improvement.made.what"), Value: values.Get("what"), Rows: 3, Required: true, Error: ui.ErrorOf(faults, "what")}
	p.Before, p.After = pictureField(v, "before", faults), pictureField(v, "after", faults)
	if e != nil {
		if err := s.shownEntry(r, v, p); err != nil {
			return nil, err
		}
	}
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("improve.list.title"), Href: improvementPath}, {Text: p.Page.Title}}
	return p, nil
}

// shownEntry adds what there is of an entry that is on record.
func (s *Surface) shownEntry(r *http.Request, v *staff.View, p *improvementPage) error {
	e := p.Entry
	p.Href, p.Page.Title = improvementPath+"/"+e.ID, v.C.T("improve.entry.title")
	p.Source, p.State = v.C.T("improve.from."+string(e.Source)), v.C.T("improve.is."+string(e.State))
	switch e.Source {
	case improvement.FromOpinion:
		p.From = ui.Link{Text: v.C.T("improve.opinion.title"), Href: raisedHref("opinions", e.Case, e.Fact)}
	case improvement.FromComplaint:
		p.From = ui.Link{Text: v.C.T("kind.complaint.received"), Href: raisedHref("complaints", e.Case, e.Fact)}
	case improvement.FromPattern:
		p.From = ui.Link{Text: v.C.T("improve.patterns.title"), Href: "/manage/patterns"}
	}
	if !e.Published.IsZero() {
		p.Shown = v.C.Time(e.Published, v.C.Location())
	}
	taken, err := s.app.TakenPictures(r.Context(), v.Actor, e.ID)
	if err != nil {
		return err
	}
	for i := range taken {
		t := takenPicture{TakenPicture: taken[i], Src: improvementPath + "/" + e.ID + "/picture?" + url.Values{"file": {taken[i].File}}.Encode()}
		name := "alt." + strconv.Itoa(i) // each picture has a form of its own on the page
		t.Index = strconv.Itoa(i)
		t.Alt = ui.Field{C: v.C, Name: name, Label: v.C.T("improve.picture.alt"), Hint: v.C.T("improve.picture.alt.hint"), Required: true, Error: ui.ErrorOf(p.Page.Errors, name)}
		for _, shown := range e.Pictures {
			if shown.From == t.File {
				t.Alt.Value = shown.Alt
			}
		}
		p.Pictures = append(p.Pictures, t)
	}
	p.Made, err = s.app.ImprovementMade(r.Context(), v.Actor, e.ID)
	return err
}

func pictureField(v *staff.View, name string, faults []ui.FieldError) ui.Field {
	return ui.Field{C: v.C, Kind: ui.FileField, Name: name, Label: v.C.T("improve.picture." + name), Hint: v.C.T("improve.picture.hint"), Error: ui.ErrorOf(faults, name),
		Optional: true, Attrs: map[string]any{"accept": "image/jpeg,image/png"}}
}

// registerFields are the questions of an entry.
func registerFields(v *staff.View, values url.Values, faults []ui.FieldError, people []ui.Option, manager bool) []ui.Field {
	field := func(kind ui.FieldKind, name string, options []ui.Option) ui.Field {
		f := ui.Field{C: v.C, Kind: kind, Name: name, Label: v.C.T("improve.field." + name), Value: values.Get(name), Error: ui.ErrorOf(faults, name), Options: options}
		if key := "improve.field." + name + ".hint"; v.C.Has(key) {
			f.Hint = v.C.T(key)
		}
		if kind == ui.TextArea {
			f.Rows = 3
		}
		return f
	}
	desks := []ui.Option{{Value: "", Label: v.C.T("improve.desk.none")}}
	for _, d := range v.Charter.Directory.Desks {
		desks = append(desks, ui.Option{Value: d.ID, Label: d.Name.In(v.Lang())})
	}
	var states []ui.Option
	for _, st := range improvement.States() {
		states = append(states, ui.Option{Value: string(st), Label: v.C.T("improve.is." + string(st))})
	}
	suggested, state := field(ui.TextArea, "suggested", nil), field(ui.Radio, "state", states)
	suggested.Required, state.Required = true, true
	out := []ui.Field{suggested, state, field(ui.TextArea, "made", nil), field(ui.TextArea, "reason", nil), field(ui.Select, "desk", desks),
		field(ui.Select, "owner", people), field(ui.DateField, "until", nil)}
	if manager {
		publish := field(ui.Checkboxes, "publish", []ui.Option{{Value: "yes", Label: v.C.T("improve.publish"), Hint: v.C.T("improve.publish.hint")}})
		out = append(out, publish)
	}
	return out
}

// takenPicture sends a picture that nobody outside of the office has seen. The use case logs it.
func (s *Surface) takenPicture(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	file := r.URL.Query().Get("file")
	taken, err := s.app.TakenPictures(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	for i := range taken {
		if taken[i].File != file {
			continue
		}
		got, err := s.app.Attachment(r.Context(), v.Actor, taken[i].Case, file)
		if err != nil {
			return err
		}
		web.Inline(w, got.Type)
		_, _ = w.Write(got.Body) // a reader who has gone is nobody's error
		return nil
	}
	return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

// name says whether a picture shows how it was or how it is.
func (t *takenPicture) name() string {
	if t.After {
		return "after"
	}
	return "before"
}

// items are what is known of an entry at a glance.
func (p *improvementPage) items() []ui.Item {
	shown := p.Shown
	if shown == "" {
		shown = p.C.T("improve.shown.no")
	}
	out := []ui.Item{{Term: p.C.T("improve.col.state"), Text: p.State}, {Term: p.C.T("improve.source"), Text: p.Source},
		{Term: p.C.T("improve.col.came"), Text: p.C.Time(p.Entry.RaisedAt, p.C.Location())}, {Term: p.C.T("improve.col.shown"), Text: shown}}
	if p.From.Href != "" {
		out[1] = ui.Item{Term: p.C.T("improve.source"), Text: p.From.Text, Href: p.From.Href}
	}
	return out
}
