package open

import (
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/explain"
	"jikim/internal/core/fact"
)

// Lint looks for promises that can never be judged as they are meant (charter.Lint), and for those that nobody outside the office could
// judge: they are about facts that are opened by the day and empty, ask for values that are left out, or name a value that is not
// opened as it is. Verifying their figures would find differences where nothing is wrong.
func Lint(ch *charter.Charter) []charter.Finding {
	out := charter.Lint(ch)
	for _, p := range ch.Promises {
		l := linter{p: p}
		for _, list := range p.Patterns() {
			l.patterns(list)
		}
		closing := p.Then
		if p.Shape == charter.Each {
			closing = p.When
		}
		l.conditions(closing, p.Must)
		l.conditions(closing, p.Unless)
		l.conditions(p.When, p.OnlyIf)
		if p.OrAt != "" {
			l.field(p.When, p.OrAt)
		}
		l.standing()
		out = append(out, l.out...)
	}
	return out
}

type linter struct {
	p   *charter.Promise
	out []charter.Finding
}

func (l *linter) found(key string, namesAndValues ...any) {
	f := charter.Finding{File: l.p.File, Line: l.p.Line, Column: l.p.Column, Promise: l.p.ID, Step: explain.New(key, namesAndValues...)}
	if !slices.ContainsFunc(l.out, func(g charter.Finding) bool {
		return g.Step.Key == f.Step.Key && slices.Equal(g.Step.Args, f.Step.Args)
	}) {
		l.out = append(l.out, f)
	}
}

// patterns looks at kinds, and at what is asked of them.
func (l *linter) patterns(list []charter.Pattern) {
	for i := range list {
		p := &list[i]
		if Coarse(p.Kind) && p.Kind != fact.FactCorrected && p.Kind != fact.FactRetracted {
			l.found("lint.open_kind", "kind", p.Kind.String())
			continue
		}
		l.conditions(list[i:i+1], p.Where)
		l.patterns(p.After)
	}
}

// conditions looks at conditions on facts of the patterns' kinds.
func (l *linter) conditions(at []charter.Pattern, cs []charter.Condition) {
	for i := range cs {
		c := &cs[i]
		of := l.of(at, c.Source)
		l.field(of, c.Field)
		if c.Op == charter.OpSame {
			l.field(l.of(at, c.Source2), c.Field2)
		}
		if treatments[c.Field] == nil {
			continue
		}
		for _, v := range c.Values {
			for k := range of {
				if !carried(of[k].Kind, c.Field, fact.Text(v)) {
					l.found("lint.open_value", "field", c.Field, "value", v)
				}
			}
		}
		if c.Op == charter.OpAtLeast || c.Op == charter.OpAtMost {
			for k := range of {
				if !carried(of[k].Kind, c.Field, fact.Number(1)) {
					l.found("lint.open_field", "kind", of[k].Kind.String(), "field", c.Field)
				}
			}
		}
	}
}

// of returns the patterns of the facts whose data a condition asks for.
func (l *linter) of(at []charter.Pattern, s charter.Source) []charter.Pattern {
	switch s {
	case charter.OfTrigger:
		return l.p.When
	case charter.OfCase:
		return []charter.Pattern{{Kind: fact.CaseReceived}}
	}
	return at
}

func (l *linter) field(at []charter.Pattern, field string) {
	for i := range at {
		if k := at[i].Kind; !Coarse(k) && treatments[field] == nil {
			l.found("lint.open_field", "kind", k.String(), "field", field)
		}
	}
}

// standing looks at the names of things and places that a standing promise is about.
func (l *linter) standing() {
	s := l.p.Standing
	if s == nil {
		return
	}
	field, kind := "item", fact.ItemInspected
	switch s.Measure {
	case charter.MeasureSign:
		field, kind = "sign", fact.SignInspected
	case charter.MeasureDesk:
		field, kind = "desk", fact.DeskTested
	case charter.MeasureNone:
		field, kind = "scorecard", fact.AuditScored
	}
	if len(s.Names) > 0 && !carried(kind, field, fact.Text(s.Names[0])) { // what the office's own screens record; the rest are aliases
		l.found("lint.open_value", "field", field, "value", s.Names[0])
	}
	if s.Measure != charter.MeasureDesk {
		field = "place"
	}
	for _, place := range append(slices.Clone(s.Places), s.Place) {
		if place != "" && !carried(kind, field, fact.Text(place)) {
			l.found("lint.open_value", "field", field, "value", place)
		}
	}
}

// ofHouse are the families of facts of the office as a whole.
var ofHouse = map[string]bool{"item": true, "sign": true, "badge": true, "desk": true, "audit": true, "survey": true, "plan": true, "figures": true}

// carried tells whether a value of a fact of that kind is the same in the open form, as conditions compare.
func carried(k fact.Kind, field string, v fact.Value) bool {
	f := fact.Fact{Kind: k, Case: "a"}
	if ofHouse[k.Family()] {
		f.Case = fact.Institution
	}
	r := reduction{fact: &f, name: func(string, string) string { return "" }}
	opened := r.value(field, treatments[field], v)
	return folded(opened.String()) == folded(v.String())
}
