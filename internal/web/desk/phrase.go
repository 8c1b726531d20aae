package desk

import (
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// phrasesPage lists the office's standard texts with the form of a new one, or shows one of them to be changed.
type phrasesPage struct {
	ui.Page
	List   []app.Phrase
	One    *app.Phrase // the phrase that is changed; nil: the list
	Fields []ui.Field
	Key    string
	view   *staff.View
}

// phrases lists the standard texts.
func (s *Surface) phrases(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.phrasesPage(r, v, "", url.Values{}, nil)
	if err != nil {
		return err
	}
	if done := "desk.phrase.done." + r.URL.Query().Get("done"); v.C.Has(done) {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T(done)}}
	}
	return ui.Render(w, r, http.StatusOK, phrasesView(p))
}

// phrase shows one standard text to be changed.
func (s *Surface) phrase(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.phrasesPage(r, v, r.PathValue("id"), nil, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, phraseView(p))
}

// phrasesPage makes the page of the list, or of one phrase. Values are those of a form that was refused.
func (s *Surface) phrasesPage(r *http.Request, v *staff.View, id string, values url.Values, faults []ui.FieldError) (*phrasesPage, error) {
	list, err := s.app.Phrases(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &phrasesPage{Page: v.Page, List: list, Key: values.Get("key"), view: v}
	if p.Key == "" {
		p.Key = s.app.NewKey()
	}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("desk.phrase.title"), v.C.T("desk.phrase.lead"), faults
	if id != "" {
		for i := range list {
			if list[i].ID == id {
				p.One = &list[i]
			}
		}
		if p.One == nil {
			return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
		}
		p.Page.Breadcrumb = []ui.Link{{Text: p.Page.Title, Href: "/desk/phrases"}, {Text: p.One.Name}}
		p.Page.Title, p.Page.Lead = p.One.Name, ""
		if values == nil {
			values = url.Values{"name": {p.One.Name}, "kind": {p.One.Kind.String()}, "service": {p.One.Service}, "text": {p.One.Text}}
		}
	}
	p.Fields = phraseFields(v, values, faults)
	nameFaults(p.Page.Errors, p.Fields)
	return p, nil
}

// phraseFields are the questions about a phrase.
func phraseFields(v *staff.View, values url.Values, faults []ui.FieldError) []ui.Field {
	acts := []ui.Option{{Value: "", Label: v.C.T("ui.field.choose")}}
	for _, k := range app.PhraseActs() {
		acts = append(acts, ui.Option{Value: k.String(), Label: staff.Label(v.C, k)})
	}
	services := []ui.Option{{Value: "", Label: v.C.T("desk.phrase.any_service")}}
	for i := range v.Charter.Services {
		services = append(services, ui.Option{Value: v.Charter.Services[i].ID, Label: v.Charter.Services[i].Name.In(v.Lang())})
	}
	field := func(f ui.Field) ui.Field {
		f.C, f.Value, f.Error = v.C, values.Get(f.Name), ui.ErrorOf(faults, f.Name)
		return f
	}
	return []ui.Field{
		field(ui.Field{Name: "name", Label: v.C.T("desk.phrase.name"), Required: true, Short: true}),
		field(ui.Field{Name: "kind", Kind: ui.Select, Label: v.C.T("desk.phrase.act"), Options: acts, Required: true, Short: true}),
		field(ui.Field{Name: "service", Kind: ui.Select, Label: v.C.T("desk.contact.service"), Options: services, Short: true}),
		field(ui.Field{Name: "text", Kind: ui.TextArea, Label: v.C.T("desk.phrase.text"), Hint: v.C.T("desk.phrase.gaps", "open", "{", "close", "}"), Rows: 8, Required: true}),
	}
}

// putPhrase keeps a phrase, or takes one out of the list.
func (s *Surface) putPhrase(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, _, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	id, did := r.PathValue("id"), "kept"
	if id != "" && form.Get("do") == "drop" {
		did, err = "dropped", s.app.DropPhrase(r.Context(), v.Actor, id)
	} else {
		kind, _ := fact.FindKind(form.Get("kind"))
		err = s.app.PutPhrase(r.Context(), v.Actor, form.Get("key"), app.Phrase{ID: id, Name: form.Get("name"), Kind: kind,
			Service: form.Get("service"), Text: form.Get("text")})
	}
	if err == nil {
		http.Redirect(w, r, "/desk/phrases?done="+did, http.StatusSeeOther)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	p, err := s.phrasesPage(r, v, id, form, faults)
	if err != nil {
		return err
	}
	if id != "" {
		return ui.Render(w, r, http.StatusUnprocessableEntity, phraseView(p))
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, phrasesView(p))
}

// phrasesFor are the phrases offered in the form of an act of a case, and the field they go into.
func (s *Surface) phrasesFor(r *http.Request, v *staff.View, p *casePage, kind fact.Kind) ([]ui.Option, error) {
	if app.PhraseField(kind) == "" {
		return nil, nil
	}
	list, err := s.app.Phrases(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, ph := range list {
		if ph.Kind == kind && (ph.Service == "" || ph.Service == p.Case.State.Service) {
			out = append(out, ui.Option{Value: ph.ID, Label: ph.Name})
		}
	}
	return out, nil
}

// insertPhrase puts the chosen phrase after what was typed, with its gaps filled in. Nothing is recorded.
func (s *Surface) insertPhrase(r *http.Request, v *staff.View, p *casePage, kind fact.Kind, form url.Values) (url.Values, error) {
	list, err := s.app.Phrases(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	name := app.PhraseField(kind)
	for _, ph := range list {
		if ph.ID == form.Get("phrase") && ph.Kind == kind && name != "" {
			form = with(form, name, strings.TrimLeft(strings.TrimRight(form.Get(name), "\r\n ")+"\n\n"+p.filled(v, ph.Text), "\n"))
		}
	}
	return form, nil
}

// filled puts into the gaps of a phrase what the case has for them. What is not known stays a gap, so that it is seen.
func (p *casePage) filled(v *staff.View, text string) string {
	st := &p.Case.State
	var gaps []string
	fill := func(value string, names ...string) {
		for _, name := range names {
			if value != "" {
				gaps = append(gaps, "{"+name+"}", value)
			}
		}
	}
	department := v.Actor.Department
	if d := p.Case.Charter.Directory.FindDepartment(department); d != nil {
		department = d.Name.In(v.Lang())
	}
	if p.Case.Opened {
		fill(p.Case.Person.Name, "민원인", "citizen")
	}
	fill(st.Number, "접수번호", "number")
	fill(p.ServiceName, "업무", "service")
	fill(v.Actor.Name, "담당자", "officer")
	fill(department, "부서", "department")
	fill(p.Case.Charter.Directory.Dial(p.phoneOf(v)), "전화", "telephone")
	if !st.ReceivedAt.IsZero() {
		fill(v.C.Date(st.ReceivedAt, v.C.Location()), "접수일", "received")
	}
	return strings.NewReplacer(gaps...).Replace(text)
}

// phoneOf is the telephone of the officer's desk, or of the desk of the case.
func (p *casePage) phoneOf(v *staff.View) string {
	for _, id := range []string{v.Actor.Desk, p.Case.State.Desk} {
		if d := p.Case.Charter.Directory.FindDesk(id); d != nil && d.Phone != "" {
			return d.Phone
		}
	}
	return p.Case.Charter.Directory.Phone
}
