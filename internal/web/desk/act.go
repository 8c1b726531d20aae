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

// act records an act of a form or of a single press. What was typed survives a fault.
func (s *Surface) act(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, files, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	id := r.PathValue("id")
	kind, ok := fact.FindKind(form.Get("kind"))
	if !ok {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	if kind == fact.MessageTaken && form.Get("call") != "" { // the officer who is out is called all the same
		kind = fact.VisitAssistCalled
		form = with(with(with(form, "kind", kind.String()), "officer", form.Get("for")), "insert", "")
	} else if absent, err := s.callsAbsent(r, v, kind, form); err != nil {
		return err
	} else if absent {
		return s.offerMessage(w, r, v, id, form)
	}
	e := staff.Read(v.C, form, kind)
	faults := e.Faults
	var made *app.Done
	choosing := kind == fact.CaseReceived && form.Get("choose") != "" // another service: its questions are shown first
	inserting := form.Get("insert") != ""
	if inserting {
		faults, choosing = nil, true // what is missing is said when it is to be recorded
	}
	if len(faults) == 0 && !choosing && kind == fact.CaseExtended && form.Get("days") != form.Get("shown") {
		faults = []ui.FieldError{{Field: "days", Message: v.C.T("desk.extend.look")}}
	}
	if len(faults) == 0 && !choosing {
		if made, err = s.do(r, v, id, kind, form, &e, files); err == nil {
			s.done(w, r, id, made, form)
			return nil
		}
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
		if kind == fact.ActOmitted {
			askedAs(faults, "what", "kind", "contact")
		}
	}
	p, err := s.casePage(r, v, id)
	if err != nil {
		return err
	}
	p.Page.Errors = faults
	if inserting {
		if form, err = s.insertPhrase(r, v, p, kind, form); err != nil {
			return err
		}
	}
	if p.Form, err = s.actForm(r, v, p, withAct(form), faults); err != nil {
		return err
	}
	nameFaults(p.Page.Errors, p.Form.Fields)
	status := http.StatusUnprocessableEntity
	if choosing {
		status = http.StatusOK
	}
	return ui.Render(w, r, status, caseWhole(p))
}

// do hands an act to its use case.
func (s *Surface) do(r *http.Request, v *staff.View, id string, kind fact.Kind, form url.Values, e *staff.Entered, files []app.Attachment) (*app.Done, error) {
	key := form.Get("key")
	switch kind {
	case fact.CaseReceived:
		n, _ := contactOf(v, form, nil)
		return s.app.Receive(r.Context(), v.Actor, id, form.Get("contact"), n)
	case fact.CaseAssigned:
		if form.Get("take") != "" {
			return s.app.Assign(r.Context(), v.Actor, key, id, v.Actor.Account, v.Actor.Desk)
		}
		return s.app.Transfer(r.Context(), v.Actor, app.Passing{Key: key, Case: id, To: form.Get("to"), Summary: form.Get("summary")})
	case fact.CaseRepeated:
		return s.app.MarkRepeated(r.Context(), v.Actor, app.Repeat{Key: key, Case: id, SameAs: append(slices.Clone(form["same_as"]), form.Get("other")),
			Reason: form.Get("reason")})
	case fact.ActOmitted:
		contact, omitted := omissionOf(form.Get("what"))
		return s.app.Omitted(r.Context(), v.Actor, app.Omission{Key: key, Case: id, Contact: contact, Kind: omitted,
			Seen: fact.Via(form.Get("seen")), At: e.At, Precision: coarseness(e.At), Note: e.Prose["note"]})
	case fact.CallbackMade:
		return s.app.CallBack(r.Context(), v.Actor, key, id, form.Get("of"), form.Get("reached") == "yes", form.Get("note"))
	}
	return s.app.Record(r.Context(), v.Actor, app.Entry{Key: key, Case: id, Contact: form.Get("contact"), Of: form.Get("of"), Kind: kind,
		At: e.At, Precision: coarseness(e.At), Data: e.Data, Prose: e.Prose, Files: files})
}

// done leads back to the page of the case, which names what was recorded.
func (s *Surface) done(w http.ResponseWriter, r *http.Request, id string, made *app.Done, form url.Values) {
	q := url.Values{}
	if made != nil && len(made.Facts) > 0 {
		q.Set("did", made.Facts[0])
	}
	if reason := form.Get("reason_read"); slices.Contains(reasons, reason) {
		q.Set("reason", reason)
	}
	http.Redirect(w, r, caseHref(id)+"?"+q.Encode(), http.StatusSeeOther)
}

// withAct gives a form that was sent the name by which the page asks for it again.
func withAct(form url.Values) url.Values { return with(form, "act", form.Get("kind")) }
