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
// other name the right value. Of several corrections of one fact the one recorded last wins, name by name. A retraction
// of a correction brings the old fact back.
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
	edits := make([]*Fact, 0, 4)
	for i := range facts {
		if facts[i].Kind == FactCorrected || facts[i].Kind == FactRetracted {
			edits = append(edits, &facts[i])
		}
	}
	slices.SortFunc(edits, func(a, b *Fact) int {
		if c := a.RecordedAt.Compare(b.RecordedAt); c != 0 {
			return c
		}
		return Compare(a, b)
	})
	retracted := retractedBy(edits)
	out := make([]Fact, 0, len(facts))
	for i := range facts {
		f := facts[i]
		if retracted[f.ID] {
			continue
		}
		for _, e := range edits {
			if e.Kind == FactCorrected && !retracted[e.ID] && e.Data.Text("of") == f.ID {
				f = corrected(f, e)
			}
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

// retractedBy tells which facts are retracted. A retraction that was itself retracted later does not count, and so on;
// edits are in the order in which they were recorded, and the last word wins.
func retractedBy(edits []*Fact) map[string]bool {
	out := make(map[string]bool, len(edits))
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		if e.Kind == FactRetracted && !out[e.ID] {
			out[e.Data.Text("of")] = true
		}
	}
	return out
}

func corrected(f Fact, by *Fact) Fact {
	for _, field := range by.Data {
		switch field.Name {
		case "of", "reason":
		case "at":
			if at, ok := field.Value.Time(); ok {
				f.At = at
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
