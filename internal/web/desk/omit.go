package desk

import (
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// omissions are the acts of the case of which the reader may say that they were left out. What an officer attests can only
// be gainsaid by an inspection, and those are entered by leads and above.
func (p *casePage) omissions() []casefile.Omission {
	var out []casefile.Omission
	for _, o := range casefile.Omissions(p.Case.Charter, p.Case.Verdicts) {
		if !o.Attested || p.Actor.Role.AtLeast(app.Lead) {
			out = append(out, o)
		}
	}
	return out
}

// omitHref is the address of the form that records what was left out; "" when nothing can have been.
func (p *casePage) omitHref() string {
	if len(p.omissions()) == 0 {
		return ""
	}
	return caseHref(p.Case.State.Case) + "?act=" + fact.ActOmitted.String()
}

// omit is the form for word that an act was left out: which, and who saw it.
func (f *formPanel) omit(v *staff.View, p *casePage, form *staff.Form) {
	form.Skip = append(form.Skip, "kind")
	what := ui.Field{C: v.C, Kind: ui.Radio, Name: "what", Label: v.C.T("desk.omit.what"), Required: true, Value: form.Values.Get("what"),
		Error: ui.ErrorOf(form.Errors, "what")}
	for _, o := range p.omissions() {
		what.Options = append(what.Options, ui.Option{Value: o.Contact + " " + o.Kind.String(), Label: p.omissionLabel(v, &o),
			Hint: p.omissionHint(v, &o)})
	}
	seen := ui.Field{C: v.C, Kind: ui.Radio, Name: "seen", Label: v.C.T("desk.omit.seen"), Required: true, Value: form.Values.Get("seen"),
		Error: ui.ErrorOf(form.Errors, "seen"), Options: []ui.Option{{Value: string(fact.ViaReport), Label: v.C.T("desk.omit.report"),
			Hint: v.C.T("desk.omit.report_hint")}}}
	if v.Actor.Role.AtLeast(app.Lead) {
		seen.Options = append(seen.Options, ui.Option{Value: string(fact.ViaInspection), Label: v.C.T("desk.omit.inspection"),
			Hint: v.C.T("desk.omit.inspection_hint")})
	} else {
		seen.Value = string(fact.ViaReport) // the only answer there is
	}
	f.Fields = []ui.Field{what, seen}
}

// omissionLabel names the act, and the contact when there are several.
func (p *casePage) omissionLabel(v *staff.View, o *casefile.Omission) string {
	label := staff.Kind(v.C, o.Kind)
	if len(p.Case.State.Contacts) > 1 {
		for _, c := range p.Case.State.Contacts {
			if c.ID == o.Contact {
				label += " · " + named(v.C, "desk.channel.", c.Channel) + " " + v.C.Time(c.BeganAt, v.C.Location())
			}
		}
	}
	if o.Attested {
		label += " · " + v.C.T("desk.omit.attested")
	}
	return label
}

// omissionHint is what the charter says of the act.
func (p *casePage) omissionHint(v *staff.View, o *casefile.Omission) string {
	var said []string
	for _, id := range o.Promises {
		if promise := p.Case.Charter.Promise(id); promise != nil {
			said = append(said, promise.Text.In(v.Lang()))
		}
	}
	return strings.Join(said, " / ")
}

// omissionOf reads the choice of an act in a contact.
func omissionOf(what string) (contact string, kind fact.Kind) {
	contact, name, _ := strings.Cut(what, " ")
	kind, _ = fact.FindKind(name)
	return contact, kind
}

// askedAs puts the faults of fields that a form asks together to the one question that stands for them.
func askedAs(faults []ui.FieldError, field string, of ...string) {
	for i := range faults {
		for _, name := range of {
			if faults[i].Field == name {
				faults[i].Field = field
			}
		}
	}
}
