package desk

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/place"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// presenceBar is where the officer is by the record, and how he changes it with one key.
type presenceBar struct {
	*app.Presence
	Text     string
	Fields   []ui.Field // of being out: why and until when
	Covering []string   // for whom he stands in now
}

// presence reads where the officer is and for whom he stands in; form holds what was typed when it was refused.
func (s *Surface) presence(r *http.Request, v *staff.View, form url.Values, faults []ui.FieldError) (*presenceBar, error) {
	people, err := s.app.StaffPresence(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	bar := &presenceBar{}
	for i := range people {
		switch p := &people[i]; {
		case p.ID == v.Actor.Account:
			bar.Presence = p
		case p.Away && p.Substitute.ID == v.Actor.Account:
			bar.Covering = append(bar.Covering, p.Name)
		}
	}
	if bar.Presence == nil {
		return nil, nil // an account that works no cases
	}
	bar.Text = place.InOut(v.C, bar.State, "", v.Page.Now)
	why, back := "other", ""
	if o := bar.Out; o != nil {
		bar.Text = v.C.T("out.colleague", "state", bar.Text, "why", v.C.T("out.why."+o.Why))
		if why = o.Why; !o.Vague {
			back = o.Until.In(v.C.Location()).Format("15:04")
		}
	}
	if faults != nil {
		why, back = form.Get("why"), form.Get("back")
	}
	var reasons []ui.Option
	for _, name := range app.OutReasons() {
		reasons = append(reasons, ui.Option{Value: name, Label: v.C.T("out.why." + name)})
	}
	bar.Fields = []ui.Field{
		{C: v.C, Kind: ui.Select, Name: "why", Label: v.C.T("out.why"), Options: reasons, Value: why, Short: true, Error: ui.ErrorOf(faults, "why")},
		{C: v.C, Name: "back", Label: v.C.T("out.back"), Hint: v.C.T("out.back.hint"), Value: back, Short: true, Error: ui.ErrorOf(faults, "back"),
			Attrs: map[string]any{"inputmode": "numeric", "placeholder": "15:00", "autocomplete": "off"}},
	}
	return bar, nil
}

// setPresence says that the officer is out, or back.
func (s *Surface) setPresence(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	var faults []ui.FieldError
	var err error
	if form.Get("do") == "in" {
		err = s.app.ComeBack(r.Context(), v.Actor, "")
	} else {
		out := app.NewOut{Why: form.Get("why")}
		if out.Back, err = timeOfDay(form.Get("back"), v.Page.Now.In(v.C.Location())); err != nil {
			faults = []ui.FieldError{{Field: "back", Message: v.C.T("staff.fault.time")}}
		} else {
			err = s.app.StepOut(r.Context(), v.Actor, out)
		}
	}
	switch {
	case faults != nil:
	case err == nil:
		http.Redirect(w, r, "/desk", http.StatusSeeOther)
		return nil
	default:
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p := s.inboxPage(v, nil)
	p.Page.Path = "/desk"
	p.Page.Errors = faults
	if err := s.whole(r, v, &p); err != nil {
		return err
	}
	if p.Presence, err = s.presence(r, v, form, faults); err != nil {
		return err
	}
	if p.Presence != nil {
		nameFaults(p.Page.Errors, p.Presence.Fields)
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, inboxWhole(p))
}

// timeOfDay reads a time of the day of now, such as 15:00 or 1500; zero when nothing was typed.
func timeOfDay(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	layout := "15:04"
	if !strings.Contains(text, ":") {
		layout = "1504"
	}
	t, err := time.Parse(layout, text)
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := now.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, now.Location()).UTC(), nil
}

// callsAbsent tells whether a form calls an officer who cannot come: then a message for him is offered first, in its place.
func (s *Surface) callsAbsent(r *http.Request, v *staff.View, kind fact.Kind, form url.Values) (bool, error) {
	if kind != fact.VisitAssistCalled || form.Get("officer") == "" {
		return false, nil
	}
	here, _, err := s.app.Reach(r.Context(), v.Actor, form.Get("officer"))
	if f := app.FaultOf(err); f != nil && f.Kind == app.Unknown {
		return false, nil // the use case says that there is no such officer
	}
	return err == nil && !here, err
}

// offerMessage shows the form of a message for an officer who is out, from which he can be called all the same.
func (s *Surface) offerMessage(w http.ResponseWriter, r *http.Request, v *staff.View, id string, form url.Values) error {
	_, where, err := s.app.Reach(r.Context(), v.Actor, form.Get("officer"))
	if err != nil {
		return err
	}
	p, err := s.casePage(r, v, id)
	if err != nil {
		return err
	}
	q := url.Values{"act": {fact.MessageTaken.String()}, "contact": {form.Get("contact")}, "key": {form.Get("key")}, "reason_read": {form.Get("reason_read")}}
	if p.Form, err = s.actForm(r, v, p, q, nil); err != nil {
		return err
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	for i := range p.Form.Fields {
		if f := &p.Form.Fields[i]; f.Name == "for" {
			f.Value = form.Get("officer")
		}
	}
	p.Form.Title = v.C.T("out.call.title")
	p.Form.Lead = v.C.T("out.call.lead", "name", names[form.Get("officer")], "state", place.InOut(v.C, where.State, where.Instead, v.Page.Now))
	p.Form.Second = &ui.Button{Text: v.C.T("out.call.anyway"), Name: "call", Value: "1", Kind: ui.Secondary, Attrs: map[string]any{"formnovalidate": true}}
	return ui.Render(w, r, http.StatusOK, caseWhole(p))
}
