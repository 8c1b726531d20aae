package fact

import (
	"encoding/json"
	"slices"
	"time"
)

// Effective returns what is known at now: the facts of one case that have happened and been recorded by then, corrected
// and without the retracted ones, in the order of Compare; and the earliest later instant at which the answer can change
// (zero when it cannot). The input is not changed and may be in any order; a fact given twice counts once. Facts that are
// all known, in order and without edits come back as they are, so the result is only to be read.
//
// A correction names the old fact in "of" and carries what is right: "at" the right time, "kind" the right kind, any
// other name the right value. Of several corrections of one fact the one recorded last wins, name by name, and so does a
// correction of a correction, which is about the same fact. A retraction of a correction brings the old fact back.
func Effective(facts []Fact, now time.Time) (known []Fact, next time.Time) {
	if plain(facts, now) {
		return slices.Clip(facts), time.Time{} // clipped, so that appending to it copies
	}
	known = make([]Fact, 0, len(facts))
	edits := false
	for i := range facts {
		f := &facts[i]
		if at := f.Known(); at.After(now) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
			continue
		}
		edits = edits || f.Kind == FactCorrected || f.Kind == FactRetracted
		known = append(known, *f)
	}
	sortKnown(known)
	known = dropDoubles(known)
	if edits {
		var later time.Time
		known, later = applyEdits(known, now)
		if !later.IsZero() && (next.IsZero() || later.Before(next)) {
			next = later
		}
	}
	return known, next
}

// plain tells whether nothing is to be done, which is so for most cases: all facts are known and in order, none is given
// twice, and none is an edit.
func plain(facts []Fact, now time.Time) bool {
	for i := range facts {
		f := &facts[i]
		if f.Kind == FactCorrected || f.Kind == FactRetracted || f.Known().After(now) || i > 0 && Compare(&facts[i-1], f) >= 0 {
			return false
		}
	}
	return len(facts) <= 24 && !anyDouble(facts)
}

func anyDouble(facts []Fact) bool {
	for i := range facts {
		for k := range facts[:i] {
			if facts[k].ID == facts[i].ID && facts[i].ID != "" {
				return true
			}
		}
	}
	return false
}

// sortKnown sorts only when needed: facts mostly arrive in order.
func sortKnown(facts []Fact) {
	for i := 1; i < len(facts); i++ {
		if Compare(&facts[i-1], &facts[i]) > 0 {
			slices.SortFunc(facts, func(a, b Fact) int { return Compare(&a, &b) })
			return
		}
	}
}

// dropDoubles keeps the first of facts with one identifier. Small lists are walked, larger ones indexed.
func dropDoubles(facts []Fact) []Fact {
	if len(facts) > 24 {
		seen := make(map[string]struct{}, len(facts))
		return slices.DeleteFunc(facts, func(f Fact) bool {
			_, twice := seen[f.ID]
			seen[f.ID] = struct{}{}
			return twice && f.ID != ""
		})
	}
	out := facts[:0]
	for i := range facts {
		twice := false
		for j := range out {
			if out[j].ID == facts[i].ID && facts[i].ID != "" {
				twice = true
				break
			}
		}
		if !twice {
			out = append(out, facts[i])
		}
	}
	return out
}

// applyEdits applies retractions and corrections. It also returns the earliest instant after now at which a fact that a
// correction moved into the future comes to count.
func applyEdits(facts []Fact, now time.Time) (kept []Fact, next time.Time) {
	e := editsOf(facts)
	out := make([]Fact, 0, len(facts))
	for i := range facts {
		f := facts[i]
		if e.retracted(f.ID) {
			continue
		}
		for _, by := range e.corrections[f.ID] {
			f = corrected(f, by)
		}
		if f.At.After(now) {
			if next.IsZero() || f.At.Before(next) {
				next = f.At
			}
			continue
		}
		out = append(out, f)
	}
	sortKnown(out)
	return out, next
}

// edits are the corrections and retractions of a list of facts.
type edits struct {
	corrections map[string][]*Fact // those that stand, by the fact they are about, in the order in which they were recorded
	retractions map[string][]*Fact // all, by the fact they name
	gone        map[string]bool    // what retracted has found out; no, while it is finding out
}

func editsOf(facts []Fact) *edits {
	e := &edits{corrections: map[string][]*Fact{}, retractions: map[string][]*Fact{}, gone: map[string]bool{}}
	var all []*Fact
	byID := map[string]*Fact{}
	for i := range facts {
		switch f := &facts[i]; f.Kind {
		case FactCorrected:
			all = append(all, f)
			byID[f.ID] = f
		case FactRetracted:
			e.retractions[f.Data.Text("of")] = append(e.retractions[f.Data.Text("of")], f)
		}
	}
	slices.SortFunc(all, func(a, b *Fact) int {
		if c := a.RecordedAt.Compare(b.RecordedAt); c != 0 {
			return c
		}
		return Compare(a, b)
	})
	for _, f := range all {
		if about, ok := e.about(f, byID); ok {
			e.corrections[about] = append(e.corrections[about], f)
		}
	}
	return e
}

// about returns the fact that a correction is about in the end: a correction of a correction speaks of what that one
// speaks of, and goes with it when it is retracted. False when it does not stand.
func (e *edits) about(f *Fact, corrections map[string]*Fact) (id string, ok bool) {
	for range corrections { // a longer way runs in a circle
		if e.retracted(f.ID) {
			return "", false
		}
		of := f.Data.Text("of")
		next, chained := corrections[of]
		if !chained {
			return of, true
		}
		f = next
	}
	return "", false
}

// retracted tells whether a retraction that stands names the fact. A retraction that was itself retracted does not stand,
// whichever was recorded first. Of two that retract each other, which only a faulty file has, the one asked about first
// stands.
func (e *edits) retracted(id string) bool {
	if len(e.retractions[id]) == 0 {
		return false
	}
	if gone, told := e.gone[id]; told {
		return gone
	}
	e.gone[id] = false
	for _, r := range e.retractions[id] {
		if !e.retracted(r.ID) {
			e.gone[id] = true
			break
		}
	}
	return e.gone[id]
}

func corrected(f Fact, by *Fact) Fact {
	for _, field := range by.Data {
		switch field.Name {
		case "of", "reason":
		case "at":
			if at, ok := field.Value.Time(); ok {
				f.At, f.Precision = at, by.Precision // what the correction says is as coarse as it says
			}
		case "kind":
			if k, ok := FindKind(field.Value.String()); ok {
				f.Kind = k
			}
		case "data":
			var more Data
			if json.Unmarshal([]byte(field.Value.text), &more) == nil {
				for _, m := range more {
					f.Data = f.Data.Set(m.Name, m.Value)
				}
			}
		case "contact":
			f.Contact = field.Value.String()
		default:
			f.Data = f.Data.Set(field.Name, field.Value)
		}
	}
	f.Override = Weakest(f.Grade(), by.Grade())
	return f
}
