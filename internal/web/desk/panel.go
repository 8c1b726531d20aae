package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/web/place"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// formPanel is a form that is open on the page of a case.
type formPanel struct {
	Title  string
	Lead   string
	Action string
	Hidden []ui.Hidden
	Fields []ui.Field
	At     *ui.Field // when it happened, when that may be said
	Say    []ui.Script
	Notes  []string // what sending it will do, computed
	Submit string
	Second *ui.Button // another way to send it
	Cancel string
	Files  bool
	Danger bool
	// Phrases are the standard texts that can be put into it.
	Phrases []ui.Option
}

// supplementTime is the time for a supplement that is proposed; the officer may give another (민원 처리에 관한 법률 제22조 제1항
// asks for a reasonable one).
var supplementTime = calendar.Limit{Count: 7, Unit: calendar.LawDays}

// actForm returns the form of an act, with what was typed or what is proposed.
func (s *Surface) actForm(r *http.Request, v *staff.View, p *casePage, q url.Values, faults []ui.FieldError) (*formPanel, error) {
	kind, ok := fact.FindKind(q.Get("act"))
	if !ok {
		return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	key := q.Get("key")
	if key == "" {
		key = p.token()
	}
	id := p.Case.State.Case
	f := &formPanel{Title: staff.Label(v.C, kind), Action: caseHref(id) + "/acts", Cancel: caseHref(id), Submit: v.C.T("desk.form.submit"),
		Hidden: []ui.Hidden{{Name: "kind", Value: kind.String()}, {Name: "key", Value: key}, {Name: "contact", Value: q.Get("contact")},
			{Name: "of", Value: q.Get("of")}, {Name: "reason_read", Value: q.Get("reason_read")}}}
	if own := "desk.lead." + kind.String(); v.C.Has(own) {
		f.Lead = v.C.T(own)
	}
	options, err := s.options(r, v, p, kind)
	if err != nil {
		return nil, err
	}
	values, err := s.proposed(r, v, p, kind, q)
	if err != nil {
		return nil, err
	}
	if f.Phrases, err = s.phrasesFor(r, v, p, kind); err != nil {
		return nil, err
	}
	form := staff.Form{C: v.C, Kind: kind, Values: values, Errors: faults, Options: options, Charter: p.Case.Charter}
	switch kind {
	case fact.CaseAssigned:
		f.assign(v, p, &form)
	case fact.MessageTaken:
		form.Skip = append(form.Skip, "channel") // that of the contact
	case fact.CaseReceived:
		f.receive(s.contactPage(v, values, faults), p)
		return f, nil
	case fact.ActOmitted:
		f.omit(v, p, &form)
	case fact.CaseRepeated:
		f.repeat(v, p, &form, q)
	case fact.CaseClosed:
		form.Options = map[string][]ui.Option{"reason": closings(v)}
	case fact.CaseExtended:
		err = s.extension(r, v, p, f, &form)
	case fact.CaseAnswered:
		f.Files = true
	}
	if sends(kind) {
		f.Submit = v.C.T("desk.form.send")
	}
	f.Fields = append(f.Fields, form.Fields()...)
	if f.Files {
		f.Fields = append(f.Fields, ui.Field{C: v.C, Kind: ui.FileField, Name: "files", Label: v.C.T("desk.form.files"),
			Hint: v.C.T("desk.form.files_hint", "most", app.MaxAttachments), Error: ui.ErrorOf(faults, "files"), Attrs: map[string]any{"multiple": true}})
	}
	f.Danger = kind == fact.CaseRefused || kind == fact.CaseWithdrawn
	if timed(kind) {
		f.At = &ui.Field{C: v.C, Kind: ui.DateTimeField, Name: "at", Label: v.C.T("desk.form.at"), Hint: v.C.T("desk.form.at_hint"),
			Value: values.Get("at"), Error: ui.ErrorOf(faults, "at"), Short: true, Attrs: map[string]any{"step": "1"}}
	}
	for _, a := range p.Case.Next {
		if a.Kind == kind && a.Contact == q.Get("contact") {
			for _, say := range a.Say {
				f.Say = append(f.Say, ui.Script{Label: v.C.T("desk.say"), Text: p.spoken(v, say)})
			}
		}
	}
	return f, err
}

// nameFaults says in the summary above a form which of its questions each fault is about.
func nameFaults(faults []ui.FieldError, fields []ui.Field) {
	for i := range faults {
		for j := range fields {
			if fields[j].Name == faults[i].Field && faults[i].Field != "" {
				faults[i].Label = fields[j].Label
			}
		}
	}
}

// sends tells whether recording the act sends a letter to the citizen.
func sends(k fact.Kind) bool {
	switch k {
	case fact.CaseAnswered, fact.CaseRefused, fact.CaseExtended, fact.CaseTransferred, fact.DelayTold:
		return true
	}
	return false
}

// timed tells whether an officer may say when it happened: not for what the system itself sends and dates.
func timed(k fact.Kind) bool {
	switch k {
	case fact.CaseAnswered, fact.CaseRefused, fact.CaseExtended, fact.CaseTransferred, fact.CaseSupplementAsked,
		fact.CaseAssigned, fact.CaseRepeated, fact.MessageTaken, fact.DelayTold, fact.CallTransferStarted, fact.CallbackMade:
		return false
	}
	return true
}

// takers are the officers and the desks to whom something may be given, each list with an empty choice first.
func (s *Surface) takers(r *http.Request, v *staff.View, dir *charter.Directory) (people, desks []ui.Option, err error) {
	members, err := s.app.StaffPresence(r.Context(), v.Actor)
	if err != nil {
		return nil, nil, err
	}
	choose := ui.Option{Value: "", Label: v.C.T("ui.field.choose")}
	people, desks = []ui.Option{choose}, []ui.Option{choose}
	for i := range members {
		m := &members[i]
		label := m.Name
		if d := dir.FindDepartment(m.Department); d != nil {
			label += " · " + d.Name.In(v.Lang())
		}
		if m.Duty != "" {
			label += " · " + m.Duty
		}
		if m.State.Away {
			label = v.C.T("out.call.option", "name", label, "state", place.InOut(v.C, m.State, m.Substitute.Name, v.Page.Now))
		}
		people = append(people, ui.Option{Value: m.ID, Label: label})
	}
	for _, d := range dir.Desks {
		desks = append(desks, ui.Option{Value: d.ID, Label: strings.TrimSuffix(d.Name.In(v.Lang())+" · "+dir.Dial(d.Phone), " · ")})
	}
	return people, desks, nil
}

// options are the choices of the fields that name somebody or something of the office.
func (s *Surface) options(r *http.Request, v *staff.View, p *casePage, kind fact.Kind) (map[string][]ui.Option, error) {
	dir := &p.Case.Charter.Directory
	people, desks, err := s.takers(r, v, dir)
	if err != nil {
		return nil, err
	}
	numbers := []ui.Option{{Value: "", Label: v.C.T("ui.field.choose")}}
	for _, d := range dir.Desks {
		if number := dir.Dial(d.Phone); number != "" {
			numbers = append(numbers, ui.Option{Value: number, Label: number + " · " + d.Name.In(v.Lang())})
		}
	}
	out := map[string][]ui.Option{"officer": people, "for": people, "witness": people, "investigator": people, "desk": desks}
	switch kind {
	case fact.CallTransferStarted:
		out["to"] = append(slices.Clone(desks), people[1:]...)
	case fact.CallMisdialled:
		out["to"], out["told_number"] = desks, numbers
	}
	return out, nil
}

// proposed are the values that a form begins with.
func (s *Surface) proposed(r *http.Request, v *staff.View, p *casePage, kind fact.Kind, q url.Values) (url.Values, error) {
	if q.Get("kind") != "" {
		return q, nil // sent already: what was typed stays
	}
	values := url.Values{}
	st := &p.Case.State
	switch kind {
	case fact.CaseRefused:
		appeal, err := s.app.AppealText(r.Context(), v.Actor, st.Case, v.Lang())
		if err != nil {
			return nil, err
		}
		values.Set("appeal", appeal)
		values.Set("how", st.Answer)
	case fact.CaseAnswered:
		values.Set("how", st.Answer)
	case fact.CaseDelivered:
		values.Set("method", st.Delivery)
	case fact.MessageTaken:
		values.Set("callback", "yes")
		if st.Officer != v.Actor.Account { // a message is for somebody who is away
			values.Set("for", st.Officer)
		}
	case fact.CaseSupplementAsked:
		if until, err := p.Case.Charter.Petition.Due(p.Page.Now, supplementTime, calendar.Options{}); err == nil {
			values.Set("until", staff.FormTime(until.Due.Add(-time.Minute), v.C.Location())[:16])
		}
	case fact.ApologyMade, fact.TrainingDone:
		values.Set("officer", st.Officer)
	case fact.CaseExtended:
		values.Set("days", "0")
	}
	for _, name := range mustSay(kind) {
		if kind != fact.CallMobileOffered && kind != fact.ComplaintChecked && kind != fact.ComplaintClosed {
			values.Set(name, "yes")
		}
	}
	return values, nil
}

// assign is the form that hands a case on within the office, with the words that spare the citizen to say it again.
func (f *formPanel) assign(v *staff.View, p *casePage, form *staff.Form) {
	form.Skip = []string{"officer", "desk", "summary"}
	to := append(slices.Clone(form.Options["desk"]), form.Options["officer"][1:]...)
	f.Fields = []ui.Field{
		{C: v.C, Kind: ui.Select, Name: "to", Label: v.C.T("desk.assign.to"), Options: to, Value: form.Values.Get("to"), Required: true,
			Error: ui.ErrorOf(form.Errors, "to")},
		{C: v.C, Kind: ui.TextArea, Name: "summary", Label: v.C.T("desk.assign.summary"), Hint: v.C.T("desk.assign.summary_hint"), Rows: 3,
			Value: form.Values.Get("summary"), Required: true, Error: ui.ErrorOf(form.Errors, "summary")},
	}
	f.Submit = v.C.T("desk.assign.submit")
	if p.Case.State.Officer != v.Actor.Account {
		f.Second = &ui.Button{Text: v.C.T("desk.assign.take"), Name: "take", Value: "1", Kind: ui.Secondary}
	}
}

// extension shows the day that an extension would give before it is sent. When another number of days is typed, the first
// press computes and the second sends.
func (s *Surface) extension(r *http.Request, v *staff.View, p *casePage, f *formPanel, form *staff.Form) error {
	days, err := strconv.Atoi(strings.TrimSpace(form.Values.Get("days")))
	if err != nil || days < 0 {
		days = 0
	}
	consent := form.Values.Get("consent") == "yes" || p.Case.State.Extensions > 0
	now, then, err := s.app.ExtensionUntil(r.Context(), v.Actor, p.Case.State.Case, days, consent)
	if fault := app.FaultOf(err); fault != nil && fault.Kind == app.Unlawful {
		p.Page.Errors = staff.Faults(v.C, err)
		return nil
	} else if err != nil {
		return err
	}
	f.Hidden = append(f.Hidden, ui.Hidden{Name: "shown", Value: strconv.Itoa(days)})
	if !now.IsZero() {
		f.Notes = append(f.Notes, v.C.T("desk.extend.now", "day", v.C.Deadline(now, v.C.Location())))
	}
	if !then.IsZero() {
		f.Notes = append(f.Notes, v.C.T("desk.extend.then", "day", v.C.Deadline(then, v.C.Location())))
	}
	if p.Case.State.Extensions == 0 {
		form.Skip = append(form.Skip, "consent") // the first needs none
	}
	return nil
}

// recordedFields are the fields of a kind whose values can be corrected: texts about people are sealed and stand, and word
// about another act than the one that was left out is another word.
func recordedFields(k fact.Kind) []casefile.Field {
	return slices.DeleteFunc(slices.Clone(casefile.Fields(k)), func(d casefile.Field) bool {
		return d.Type == casefile.TypeProse || k == fact.ActOmitted || k == fact.CaseRepeated
	})
}
