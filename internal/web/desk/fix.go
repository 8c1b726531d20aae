package desk

import (
	"net/http"
	"net/url"
	"slices"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// fixForm is the form that corrects a fact: its time and values, with the reason; or takes it back.
func (s *Surface) fixForm(r *http.Request, v *staff.View, p *casePage, id string, sent url.Values) (*formPanel, error) {
	var line *app.Line
	for i := range p.Case.Facts {
		if p.Case.Facts[i].ID == id {
			line = &p.Case.Facts[i]
		}
	}
	if line == nil || !mayFix(v.Actor, line) {
		return nil, nil
	}
	options, err := s.options(r, v, p, line.Kind)
	if err != nil {
		return nil, err
	}
	values, faults := sent, p.Page.Errors
	if sent == nil {
		values = url.Values{"at": {staff.FormTime(line.At, v.C.Location())}}
		for _, d := range recordedFields(line.Kind) {
			values.Set(d.Name, formValue(v, line, d.Name))
		}
	}
	key := values.Get("key")
	if key == "" {
		key = p.token()
	}
	form := staff.Form{C: v.C, Kind: line.Kind, Values: values, Errors: faults, Options: options}
	f := &formPanel{Title: v.C.T("desk.fix.title", "kind", staff.Kind(v.C, line.Kind)), Lead: v.C.T("desk.fix.lead"),
		Action: caseHref(p.Case.State.Case) + "/facts/" + url.PathEscape(id), Cancel: caseHref(p.Case.State.Case), Submit: v.C.T("desk.fix.submit"),
		Hidden: []ui.Hidden{{Name: "key", Value: key}, {Name: "reason_read", Value: values.Get("reason_read")}},
		Second: &ui.Button{Text: v.C.T("desk.fix.retract"), Name: "retract", Value: "1", Kind: ui.Danger}}
	f.Fields = append(f.Fields, ui.Field{C: v.C, Kind: ui.DateTimeField, Name: "at", Label: v.C.T("desk.form.at"), Value: values.Get("at"),
		Error: ui.ErrorOf(faults, "at"), Short: true, Attrs: map[string]any{"step": "1"}})
	for _, u := range form.Fields() {
		if u.Kind != ui.TextArea && u.Name != "reason" {
			keepValue(&u)
			f.Fields = append(f.Fields, u)
		}
	}
	f.Fields = append(f.Fields, ui.Field{C: v.C, Name: "why", Label: v.C.T("desk.fix.reason"), Hint: v.C.T("desk.fix.reason_hint"),
		Value: values.Get("why"), Required: true, Error: ui.ErrorOf(faults, "why")})
	return f, nil
}

// keepValue offers the value on record, when the choices of today have it no more: else it would be corrected to nothing.
func keepValue(u *ui.Field) {
	if u.Value == "" || u.Kind != ui.Select && u.Kind != ui.Radio ||
		slices.ContainsFunc(u.Options, func(o ui.Option) bool { return o.Value == u.Value }) {
		return
	}
	u.Options = append(u.Options, ui.Option{Value: u.Value, Label: u.Value})
}

// formValue writes a value of a fact as the field of a form takes it.
func formValue(v *staff.View, l *app.Line, name string) string {
	value, given := l.Data.Get(name)
	if t, ok := value.Time(); given && ok {
		return staff.FormTime(t, v.C.Location())
	}
	switch {
	case !given:
		return ""
	case value.String() == "true":
		return "yes"
	case value.String() == "false":
		return "no"
	}
	return value.String()
}

// correct corrects a fact, or takes it back. Only what differs is corrected.
func (s *Surface) correct(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id, factID, form := r.PathValue("id"), r.PathValue("fact"), r.PostForm
	p, err := s.casePage(r, v, id)
	if err != nil {
		return err
	}
	var made *app.Done
	if form.Get("retract") != "" {
		made, err = s.app.Retract(r.Context(), v.Actor, form.Get("key"), id, factID, form.Get("why"))
	} else {
		made, err = s.amend(r, v, p, factID, form)
	}
	if err == nil {
		s.done(w, r, id, made, form)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	for i := range faults {
		if faults[i].Field == "reason" { // the form calls it otherwise, since facts have reasons of their own
			faults[i].Field = "why"
		}
	}
	p.Page.Errors = faults
	if p.Form, err = s.fixForm(r, v, p, factID, form); err != nil {
		return err
	}
	if p.Form != nil {
		nameFaults(p.Page.Errors, p.Form.Fields)
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, caseWhole(p))
}

func (s *Surface) amend(r *http.Request, v *staff.View, p *casePage, factID string, form url.Values) (*app.Done, error) {
	var right fact.Data
	for i := range p.Case.Facts {
		l := &p.Case.Facts[i]
		if l.ID != factID {
			continue
		}
		e := staff.Read(v.C, form, l.Kind)
		for _, d := range recordedFields(l.Kind) {
			if d.Name == "reason" || form.Get(d.Name) == formValue(v, l, d.Name) {
				continue
			}
			value, _ := e.Data.Get(d.Name)
			right = append(right, fact.Field{Name: d.Name, Value: value})
		}
		if !e.At.IsZero() && form.Get("at") != staff.FormTime(l.At, v.C.Location()) {
			right = append(right, fact.Field{Name: "at", Value: fact.Instant(e.At)},
				fact.Field{Name: "precision", Value: fact.Text(coarseness(e.At).String())})
		}
	}
	return s.app.Correct(r.Context(), v.Actor, form.Get("key"), p.Case.State.Case, factID, form.Get("why"), right)
}

// tell writes a message to the citizen.
func (s *Surface) tell(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id, form := r.PathValue("id"), r.PostForm
	made, err := s.app.Tell(r.Context(), v.Actor, form.Get("key"), id, form.Get("text"), false)
	if err == nil {
		s.done(w, r, id, made, form)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	p, err := s.casePage(r, v, id)
	if err != nil {
		return err
	}
	p.Page.Errors, p.Words = faults, form.Get("text")
	return ui.Render(w, r, http.StatusUnprocessableEntity, caseWhole(p))
}

// file sends a file of the case. It is never shown in the page's own place: what citizens send may be anything.
func (s *Surface) file(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	a, err := s.app.Attachment(r.Context(), v.Actor, r.PathValue("id"), r.PathValue("name"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(a.Name))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(a.Body) // a reader who has gone is nobody's error
	return nil
}
