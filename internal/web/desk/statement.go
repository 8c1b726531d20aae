package desk

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// statementPage reads aloud what an officer wrote for somebody who cannot, and takes the signature under it.
type statementPage struct {
	ui.Page
	Case     *app.CaseView
	Office   string
	Officer  string // who wrote it down
	Words    ui.DescriptionList
	Values   url.Values
	Key      string
	Witness  []ui.Option
	Write    string // address of the form that takes a petition; empty: there is one
	Paper    string // address of the form for a paper that was filled in; empty: no visit
	Received string
}

// statement shows what was written and asks for the signature.
func (s *Surface) statement(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.statementPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, statementWhole(p))
}

// sheet is the statement as a page to be printed, with the signature or a line for it.
func (s *Surface) sheet(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.statementPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	if p.Case.Statement == nil {
		return &app.Fault{Kind: app.Unknown, Key: "fault.no_statement"}
	}
	p.Page.Title = v.C.T("statement.sheet")
	return ui.Render(w, r, http.StatusOK, statementSheet(p))
}

func (s *Surface) statementPage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*statementPage, error) {
	id := r.PathValue("id")
	c, err := s.app.OpenCase(r.Context(), v.Actor, id, "")
	if err != nil {
		return nil, err
	}
	p := &statementPage{Page: v.Page, Case: c, Office: v.Charter.Office.In(v.Lang()), Values: values, Key: values.Get("key")}
	if p.Key == "" {
		p.Key = s.app.NewKey()
	}
	p.Page.Title, p.Page.Errors = v.C.T("statement.title"), faults
	p.Page.Path = r.URL.RequestURI()
	if r.Method == http.MethodPost {
		p.Page.Path = caseHref(id) + "/statement"
	}
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk"}, {Text: title(v, c), Href: caseHref(id)}, {Text: p.Page.Title}}
	if c.Statement == nil {
		if visit := open(&c.State); visit != nil && visit.Channel == "visit" {
			q := url.Values{"act": {fact.CaseReceived.String()}, "contact": {visit.ID}}
			p.Write = caseHref(id) + "?" + q.Encode()
			q.Set("act", fact.ScribeDone.String())
			p.Paper = caseHref(id) + "?" + q.Encode()
		}
		return p, nil
	}
	for i := range c.Facts {
		if l := &c.Facts[i]; l.Kind == fact.CaseReceived && !l.Retracted {
			p.Officer, p.Received = l.Officer, v.C.Date(l.At, v.C.Location())
		}
	}
	p.words(v)
	people, _, err := s.takers(r, v, &c.Charter.Directory)
	if err != nil {
		return nil, err
	}
	for _, o := range people {
		if o.Value != v.Actor.Account {
			p.Witness = append(p.Witness, o)
		}
	}
	nameFaults(p.Page.Errors, p.fields())
	return p, nil
}

// words are what is read aloud: the same that the signature is under.
func (p *statementPage) words(v *staff.View) {
	add := func(term, text string) {
		if text != "" {
			p.Words = append(p.Words, ui.Item{Term: term, Body: prose(text)})
		}
	}
	who := p.Case.Person
	add(v.C.T("statement.name"), who.Name)
	add(v.C.T("statement.service"), v.ServiceName(p.Case.State.Service))
	add(v.C.T("statement.subject"), who.Title)
	add(v.C.T("statement.text"), who.Text)
	svc := p.Case.Charter.Service(p.Case.State.Service)
	for i := 0; svc != nil && i < len(svc.Fields); i++ {
		add(svc.Fields[i].Label.In(v.Lang()), who.Fields[svc.Fields[i].ID])
	}
}

// fields are the questions of the form, but for the box that is drawn in.
func (p *statementPage) fields() []ui.Field {
	c, f := p.C, p.Errors
	way := ui.Field{C: c, Kind: ui.Radio, Name: "way", Label: c.T("statement.way"), Required: true, Error: ui.ErrorOf(f, "way")}
	chosen := p.Values.Get("way")
	for _, name := range casefile.Ways() {
		o := ui.Option{Value: name, Label: c.T("choice.way." + name), Hint: c.T("statement." + name + "_hint"), Selected: chosen == name}
		if name == app.SignedDrawn { // the script of the page takes it; without it there is no box to draw in
			o.Hint, o.Disabled = c.T("statement.drawn_scripts"), true
		}
		way.Options = append(way.Options, o)
	}
	way.Attrs = templ.Attributes{"data-sign-way": c.T("statement.drawn_hint")}
	return []ui.Field{way,
		{C: c, Name: "signer", Label: c.T("statement.signer"), Value: p.Values.Get("signer"), Error: ui.ErrorOf(f, "signer"), Short: true},
		{C: c, Kind: ui.Select, Name: "witness", Label: c.T("statement.witness"), Options: p.Witness, Value: p.Values.Get("witness"), Error: ui.ErrorOf(f, "witness"), Short: true},
		{C: c, Kind: ui.TextArea, Name: "note", Label: c.T("statement.note"), Value: p.Values.Get("note"), Error: ui.ErrorOf(f, "note"), Rows: 2},
	}
}

// sign records the signature.
func (s *Surface) sign(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id, form := r.PathValue("id"), r.PostForm
	made, err := s.app.Sign(r.Context(), v.Actor, app.Signing{Key: form.Get("key"), Case: id, Digest: form.Get("digest"), Way: form.Get("way"),
		Drawing: form.Get("drawing"), Name: form.Get("signer"), Witness: form.Get("witness"), Note: form.Get("note")})
	if err == nil {
		s.done(w, r, id, made, form)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	for _, f := range faults {
		if f.Field == "digest" { // the signature was of other words
			form.Del("drawing")
		}
	}
	p, err := s.statementPage(r, v, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, statementWhole(p))
}

// stateText says how a statement is signed.
func stateText(p *ui.Page, s *app.Statement) string {
	if s.Signed == nil {
		return p.C.T("statement.state.none")
	}
	return p.C.T("statement.state."+s.Signed.Way, "at", s.Signed.At, "witness", s.Signed.Witness, "name", s.Signed.Name)
}
