package charter

import (
	"slices"

	"jikim/internal/core/explain"
	"jikim/internal/core/fact"
)

// Finding is a promise that can never be judged as it is meant, although the file is written correctly.
type Finding struct {
	File         string
	Line, Column int
	Promise      string
	Step         explain.Step // under a key "lint.…" of the catalogues
}

// Lint looks for promises that can never be judged: whose trigger cannot arise, whose closing fact happens elsewhere,
// which ask for data that nobody records, or which speak of things the directory does not have. The findings are in the
// order of the promises.
func Lint(c *Charter) []Finding {
	l := linter{c: c}
	for _, p := range c.Promises {
		l.p = p
		if p.Text.KO == "" {
			l.found("lint.no_text")
		}
		l.knownFields()
		l.recordedKinds()
		l.sameContact()
		l.window()
		l.canBegin()
		l.canBeKept()
		l.sameCase()
		l.hours()
		l.standing()
		l.scorecards()
		l.periods()
	}
	return l.out
}

type linter struct {
	c   *Charter
	p   *Promise
	out []Finding
}

func (l *linter) found(key string, namesAndValues ...any) {
	f := Finding{File: l.p.File, Line: l.p.Line, Column: l.p.Column, Promise: l.p.ID, Step: explain.New(key, namesAndValues...)}
	if !slices.ContainsFunc(l.out, func(g Finding) bool {
		return g.Promise == f.Promise && g.Step.Key == f.Step.Key && slices.Equal(g.Step.Args, f.Step.Args)
	}) {
		l.out = append(l.out, f)
	}
}

// Patterns are all patterns of the promise, by the key that they stand under.
func (p *Promise) Patterns() [][]Pattern {
	lists := [][]Pattern{p.When, p.UnlessEarlier, p.ExceptAfter, p.Starts, p.Needs, p.Then, p.Void, p.Since, p.Before}
	if p.Aim != nil {
		lists = append(lists, p.Aim.When, p.Aim.Then)
	}
	if p.Beside != nil {
		lists = append(lists, p.Beside.When)
	}
	return lists
}

// knownFields finds conditions on data that facts of the kind do not carry.
func (l *linter) knownFields() {
	p := l.p
	for _, list := range p.Patterns() {
		for _, pattern := range list {
			l.conditions([]Pattern{pattern}, pattern.Where)
			for _, before := range pattern.After {
				l.conditions([]Pattern{before}, before.Where)
			}
		}
	}
	closing := p.Then
	if p.Shape == Each {
		closing = p.When
	}
	l.conditions(closing, p.Must)
	l.conditions(closing, p.Unless)
	l.conditions(p.When, p.OnlyIf)
	if p.OrAt != "" && !anyKnows(p.When, p.OrAt) {
		l.field(p.When, p.OrAt)
	}
}

// conditions looks at conditions on facts of the patterns' kinds. Where the field may be absent it is enough that one of
// the kinds carries it.
func (l *linter) conditions(at []Pattern, cs []Condition) {
	for i := range cs {
		c := &cs[i]
		if !c.OrAbsent || !anyKnows(at, c.Field) {
			l.source(at, c.Source, c.Field)
		}
		if c.Op == OpSame && (!c.OrAbsent || c.Source2 != OfTrigger || !anyKnows(l.p.When, c.Field2)) {
			l.source(at, c.Source2, c.Field2)
		}
	}
}

func (l *linter) source(at []Pattern, s Source, field string) {
	switch s {
	case OfTrigger:
		at = l.p.When
	case OfCase:
		at = []Pattern{{Kind: fact.CaseReceived}}
	}
	l.field(at, field)
}

// anyKnows tells whether one of several kinds of facts is recorded with the field: enough for what may be absent.
func anyKnows(at []Pattern, field string) bool {
	return slices.ContainsFunc(at, func(p Pattern) bool { return knows(p.Kind, field) })
}

func (l *linter) field(at []Pattern, field string) {
	for i := range at {
		if !knows(at[i].Kind, field) {
			l.found("lint.field_unknown", "kind", at[i].Kind.String(), "field", field)
		}
	}
}

// recordedKinds finds triggers and closing facts that are no acts: corrections and retractions change the list of facts
// before anything is judged by it.
func (l *linter) recordedKinds() {
	for _, list := range l.p.Patterns() {
		for i := range list {
			if k := list[i].Kind; k == fact.FactCorrected || k == fact.FactRetracted {
				l.found("lint.kind_never", "kind", k.String())
			}
		}
	}
}

// meeting tells whether facts of the kind happen in a visit or in a call; "" when in either or in none.
func meeting(k fact.Kind) string {
	switch k.Family() {
	case "visit", "scribe":
		return "visit"
	case "call":
		return "call"
	}
	return ""
}

// sameContact finds promises within one contact whose facts belong to two: what closes a call cannot happen in a visit.
func (l *linter) sameContact() {
	p := l.p
	if p.Scope != ScopeContact || len(p.When) == 0 {
		return
	}
	elsewhere := func(k fact.Kind) bool {
		return meeting(k) != "" && !slices.ContainsFunc(p.When, func(w Pattern) bool {
			return meeting(w.Kind) == "" || meeting(w.Kind) == meeting(k)
		})
	}
	for i := range p.Then {
		if elsewhere(p.Then[i].Kind) {
			l.found("lint.then_elsewhere", "kind", p.Then[i].Kind.String(), "trigger", p.When[0].Kind.String())
		}
	}
	for i := range p.Before {
		if elsewhere(p.Before[i].Kind) {
			l.found("lint.before_elsewhere", "kind", p.Before[i].Kind.String(), "trigger", p.When[0].Kind.String())
		}
	}
	for i := range p.When {
		switch p.When[i].Kind.Family() {
		case "case", "document", "survey", "plan", "promise":
			l.found("lint.no_contact", "kind", p.When[i].Kind.String())
		}
	}
}

// window finds counts and minimums that no fact brings to an end.
func (l *linter) window() {
	if (l.p.Shape == AtLeast || l.p.Minimum) && len(l.p.Before) == 0 {
		l.found("lint.no_window")
	}
}

// canBeKept finds promises whose every closing fact makes them void, so that none can be kept.
func (l *linter) canBeKept() {
	for i := range l.p.Then {
		if !slices.ContainsFunc(l.p.Void, func(v Pattern) bool {
			return v.Kind == l.p.Then[i].Kind && len(v.Where) == 0 && len(v.After) == 0
		}) {
			return
		}
	}
	if len(l.p.Then) > 0 {
		l.found("lint.void_closes", "kind", l.p.Then[0].Kind.String())
	}
}

// standing finds standing promises about things that are not in the directory, or of which it has too few.
func (l *linter) standing() {
	s, d := l.p.Standing, &l.c.Directory
	if s == nil {
		return
	}
	switch s.Measure {
	case MeasureItem:
		l.items(s)
	case MeasureSign:
		if d.FindSign(s.Names[0]) == nil {
			l.found("lint.sign_unlisted", "sign", s.Names[0])
		}
	case MeasureDesk:
		if len(s.Names) > 0 && d.FindDesk(s.Names[0]) == nil {
			l.found("lint.desk_unlisted", "desk", s.Names[0])
		}
	}
	if s.Ranges != "" && len(s.Places) == 0 {
		l.found("lint.nowhere", "rooms", s.Ranges)
	}
	if s.Place != "" && d.FindRoom(s.Place) == nil {
		l.found("lint.place_unlisted", "place", s.Place)
	}
}

func (l *linter) items(s *Standing) {
	it := l.c.Directory.FindItem(s.Names[0])
	if it == nil {
		l.found("lint.item_unlisted", "item", s.Names[0])
		return
	}
	if need := s.AtLeast * max(1, len(s.Places)); it.Count < need {
		l.found("lint.item_short", "item", it.ID, "listed", it.Count, "promised", need)
	}
	if s.Fee != nil && *s.Fee != it.Paid {
		l.found("lint.item_fee", "item", it.ID)
	}
	if s.Place != "" && it.Room != "" && s.Place != it.Room {
		l.found("lint.item_room", "item", it.ID, "listed", it.Room, "promised", s.Place)
	}
}

// periods finds services whose cases have no deadline.
func (l *linter) periods() {
	if !l.p.OfService || !l.p.Otherwise.IsZero() {
		return
	}
	for i := range l.c.Services {
		if s := &l.c.Services[i]; s.Period.IsZero() {
			l.found("lint.service_period", "service", s.ID)
		}
	}
	if len(l.c.Services) == 0 {
		l.found("lint.service_none")
	}
}
