package charter

import (
	"slices"

	"jikim/internal/core/fact"
)

// Speaks tells whether a promise makes a condition on a field of facts of that kind, so that forms ask for what only some offices
// promise: a voucher, say.
func (c *Charter) Speaks(k fact.Kind, field string) bool {
	spoken := false
	c.conditions(k, func(cond *Condition) { spoken = spoken || cond.Field == field })
	return spoken
}

// Named returns the values that promises name for a field of facts of that kind, in the order of the charter: "head" where the head of
// the department has to apologise, say.
func (c *Charter) Named(k fact.Kind, field string) []string {
	var out []string
	c.conditions(k, func(cond *Condition) {
		if cond.Field != field || cond.Op != OpOneOf {
			return
		}
		for _, v := range cond.Values {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	})
	return out
}

// conditions yields what the promises ask of facts of that kind themselves.
func (c *Charter) conditions(k fact.Kind, yield func(*Condition)) {
	of := func(conditions []Condition) {
		for i := range conditions {
			if conditions[i].Source == OfFact {
				yield(&conditions[i])
			}
		}
	}
	for _, p := range c.Promises {
		closes := p.Then // what must hold of an Each is said of the facts that begin it
		if p.Shape == Each {
			closes = p.When
		}
		if slices.ContainsFunc(closes, func(t Pattern) bool { return t.Kind == k }) {
			of(p.Must)
		}
		for _, list := range p.Patterns() {
			patterns(list, func(t *Pattern) {
				if t.Kind == k {
					of(t.Where)
				}
			})
		}
	}
}

// patterns yields patterns and those that have to stand before them.
func patterns(list []Pattern, yield func(*Pattern)) {
	for i := range list {
		yield(&list[i])
		patterns(list[i].After, yield)
	}
}
