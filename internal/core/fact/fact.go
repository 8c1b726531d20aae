// Package fact is the vocabulary of what happens at an office: the envelope of a fact, its kinds, its order, and what
// corrections and retractions make of a list of facts.
//
// A fact says that something happened, at a time, as told by somebody. Facts are never changed: fact.corrected and
// fact.retracted point at the old one. Personal text is not kept in facts but in sealed blobs beside them, so that it can
// be destroyed by law while the facts stay.
package fact

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Institution is the case of everything that belongs to the office as a whole: items, signs, desks, surveys.
const Institution = "institution"

// Fact is one thing that happened. Times are UTC, in microseconds.
type Fact struct {
	ID         string    // unique within the institution
	Case       string    // the case it belongs to; Institution for the office as a whole
	Contact    string    // the visit or call within the case; may be empty
	At         time.Time // when it happened
	RecordedAt time.Time // when we learned of it; never zero after Normal
	Kind       Kind
	By         string        // officer:ID, citizen, inspector:ID, device:ID or system
	Via        Via           // how we learned of it
	Override   Grade         // explicit grade; NoGrade takes the grade of Via
	Precision  time.Duration // how coarse At is: the true instant lies in [At, At+Precision)
	Data       Data
}

// Grade returns the strength of this fact as evidence: the explicit grade, or that of Via, or that of By.
func (f *Fact) Grade() Grade {
	if f.Override != NoGrade {
		return f.Override
	}
	if g := f.Via.Grade(); g != NoGrade {
		return g
	}
	who, _, _ := strings.Cut(f.By, ":")
	switch who {
	case "system", "device":
		return Measured
	case "inspector":
		return Audited
	case "citizen":
		return Reported
	}
	return Attested
}

// Normal returns the fact with times in UTC, cut to microseconds, and RecordedAt filled: what is stored and judged.
func (f Fact) Normal() Fact {
	f.At = f.At.UTC().Truncate(time.Microsecond)
	if f.RecordedAt.IsZero() {
		f.RecordedAt = f.At
	}
	f.RecordedAt = f.RecordedAt.UTC().Truncate(time.Microsecond)
	return f
}

// Known returns the instant from which the fact can be used: when it has both happened and been recorded.
func (f *Fact) Known() time.Time {
	if f.RecordedAt.After(f.At) {
		return f.RecordedAt
	}
	return f.At
}

// Compare orders facts by when they happened, then by kind, by when they were recorded, and by identifier, so that the order of
// equal instants in the input does not matter.
func Compare(a, b *Fact) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	if c := a.RecordedAt.Compare(b.RecordedAt); c != 0 {
		return c
	}
	return cmp.Compare(a.ID, b.ID)
}

// Sort puts facts into the order of Compare.
func Sort(facts []Fact) {
	slices.SortFunc(facts, func(a, b Fact) int { return Compare(&a, &b) })
}

// SortTies puts those facts into the order of Compare that only their identifiers tell apart, and leaves all others where they are. What
// is appended to a case is in this order, so that the order of appending can stand for that of the identifiers.
func SortTies(facts []Fact) {
	for i := range facts {
		for k := i; k > 0; k-- {
			at := tieBefore(facts, k)
			if at < 0 || facts[at].ID <= facts[k].ID {
				break
			}
			facts[at], facts[k] = facts[k], facts[at]
			k = at + 1
		}
	}
}

// tieBefore returns the nearest fact before one that only its identifier tells apart from it; -1 when there is none.
func tieBefore(facts []Fact, k int) int {
	f := &facts[k]
	for i := k - 1; i >= 0; i-- {
		if g := &facts[i]; g.Kind == f.Kind && g.At.Equal(f.At) && g.RecordedAt.Equal(f.RecordedAt) {
			return i
		}
	}
	return -1
}
