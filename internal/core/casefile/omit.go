package casefile

import (
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Omission is an act of a contact of which somebody may say that it was left out, with the promises that this breaks.
type Omission struct {
	Contact  string
	Kind     fact.Kind
	Promises []string
	// Attested tells that an officer says it was done: only an inspector's word outweighs that (ADR 0008).
	Attested bool
}

// Omissions returns the acts of contacts that an inspector or the customer may have seen left out: those of promises that
// are pending or unproven, and those that are kept on less than a machine's word. What is broken already is broken.
func Omissions(ch *charter.Charter, verdicts []judge.Verdict) []Omission {
	var out []Omission
	for i := range verdicts {
		v := &verdicts[i]
		p := ch.Promise(v.Promise)
		attested := v.Status == judge.Kept && v.Evidence < fact.Measured
		if p == nil || v.Contact == "" || v.Status != judge.Pending && v.Status != judge.Unproven && !attested {
			continue
		}
		for _, k := range omittable(p) {
			out = addOmission(out, Omission{Contact: v.Contact, Kind: k, Promises: []string{p.ID}, Attested: attested})
		}
	}
	return out
}

// omittable returns the kinds of facts whose omission in a contact breaks the promise, as the judge reads them: what closes
// it or, where each fact has to show something, that fact itself. What must only not come too early cannot be left out.
func omittable(p *charter.Promise) []fact.Kind {
	var patterns []charter.Pattern
	switch {
	case p.Minimum:
	case p.Shape == charter.Within, p.Shape == charter.AtLeast:
		patterns = p.Then
	case p.Shape == charter.Each:
		patterns = p.When
	}
	var out []fact.Kind
	for i := range patterns {
		if k := patterns[i].Kind; k.InContact() && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// addOmission joins what breaks with one act. Of an act that no officer attests for one of its promises, a word of anybody
// counts.
func addOmission(to []Omission, o Omission) []Omission {
	i := slices.IndexFunc(to, func(x Omission) bool { return x.Contact == o.Contact && x.Kind == o.Kind })
	if i < 0 {
		return append(to, o)
	}
	if !slices.Contains(to[i].Promises, o.Promises[0]) {
		to[i].Promises = append(to[i].Promises, o.Promises[0])
	}
	to[i].Attested = to[i].Attested && o.Attested
	return to
}
