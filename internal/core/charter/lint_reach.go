package charter

import (
	"errors"
	"slices"
	"strings"

	"jikim/internal/core/calendar"
	"jikim/internal/core/fact"
)

// canBegin finds remedies that only follow from one another: none of them is ever the first.
func (l *linter) canBegin() {
	if !hasKind(l.p.When, fact.PromiseBroken) || len(l.p.When) > 1 {
		return
	}
	seen := map[string]bool{}
	var begins func(p *Promise) bool
	begins = func(p *Promise) bool {
		if p == nil || seen[p.ID] {
			return false
		}
		seen[p.ID] = true
		return !hasKind(p.When, fact.PromiseBroken) || len(p.When) > 1 ||
			slices.ContainsFunc(p.BrokenOf, func(id string) bool { return begins(l.c.Promise(id)) })
	}
	if !begins(l.p) {
		l.found("lint.never_begins", "promises", strings.Join(l.p.BrokenOf, ", "))
	}
}

// home tells whether facts of the kind belong to the office as a whole or to a case of somebody; "" when to either.
func home(k fact.Kind) string {
	switch k.Family() {
	case "survey", "plan", "item", "sign", "badge", "desk", "privacy":
		return "office"
	case "visit", "scribe", "call", "message", "consult", "case", "document", "complaint", "opinion":
		return "case"
	}
	return ""
}

// sameCase finds promises of which every closing fact is recorded in another case than every trigger. Yearly duties are of
// the office as a whole.
func (l *linter) sameCase() {
	p := l.p
	apart := func(homes ...string) bool {
		return !slices.ContainsFunc(p.Then, func(then Pattern) bool {
			h := home(then.Kind)
			return h == "" || slices.Contains(homes, h) || slices.Contains(homes, "")
		})
	}
	switch {
	case len(p.Then) == 0:
	case p.Shape == Every:
		if apart("office") {
			l.found("lint.not_of_the_office", "kind", p.Then[0].Kind.String())
		}
	default:
		var homes []string
		for i := range p.When {
			homes = append(homes, home(p.When[i].Kind))
		}
		if apart(homes...) {
			l.found("lint.other_case", "kind", p.Then[0].Kind.String(), "trigger", p.When[0].Kind.String())
		}
	}
}

// hours finds limits and standing promises that are counted by a calendar without opening hours.
func (l *linter) hours() {
	p, cal := l.p, l.c.Petition
	if p.OnDesk {
		cal = l.c.Desk
	}
	counted := p.Shape == Always || p.OfService || !p.Limit.IsZero() && !p.Limit.IsWall()
	if _, err := cal.NextOpening(l.c.From.Start(cal.Location())); counted && errors.Is(err, calendar.ErrNoHours) {
		l.found("lint.no_hours", "calendar", cal.Name())
	}
}
