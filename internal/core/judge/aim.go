package judge

import (
	"slices"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// lookedSince is the datum of a fact by which somebody reached what he looked for: the instant from which he looked. Only what a
// machine saw from its beginning to its end has it.
const lookedSince = "since"

// Aims measures how long it took to reach what promises aim at. Its rows are no verdicts: their status is Timed, Due is
// when the aim would have been missed, and nothing follows from them. It counts from the fact that the aim names, of the same contact,
// or from the instant at which the reaching fact says that the looking began; of several reaching facts the first counts. The
// facts may be in any order; they count as for Case.
func (j *Judge) Aims(facts []fact.Fact, now time.Time) []Verdict {
	if len(j.aims) == 0 {
		return nil
	}
	known, _ := fact.Effective(facts, now)
	return j.AimsEffective(known)
}

// AimsEffective is Aims for facts that fact.Effective has returned.
func (j *Judge) AimsEffective(known []fact.Fact) []Verdict {
	var out []Verdict
	for _, p := range j.aims {
		var counted []string // triggers
		for i := range known {
			x := charter.Context{Fact: &known[i]}
			if !charter.MatchAny(p.Aim.Then, &x) {
				continue
			}
			v, ok := j.timed(p, known, i)
			if !ok || slices.Contains(counted, v.Trigger) {
				continue
			}
			counted = append(counted, v.Trigger)
			out = append(out, v)
		}
	}
	slices.SortFunc(out, compareVerdicts)
	return out
}

// timed measures from the beginning to the fact at an index that reached the aim; false when no beginning is on record.
func (j *Judge) timed(p *charter.Promise, known []fact.Fact, at int) (Verdict, bool) {
	done := &known[at]
	v := Verdict{Case: done.Case, Contact: done.Contact, Promise: p.ID, Status: Timed, Ended: done.At, Share: -1}
	if since, ok := done.Data.Time(lookedSince); ok {
		if since.After(done.At) {
			return v, false
		}
		v.Trigger, v.Started, v.Evidence = done.ID, since, done.Grade()
	} else {
		began := beganBefore(p.Aim.When, known[:at], done.Contact)
		if began == nil {
			return v, false
		}
		v.Trigger, v.Started, v.Evidence = began.ID, began.At, fact.Weakest(began.Grade(), done.Grade())
	}
	counts := j.charter.Petition
	if p.OnDesk {
		counts = j.charter.Desk
	}
	due, err := counts.Due(v.Started, p.Aim.Limit, calendar.Options{})
	if err != nil {
		return v, false
	}
	v.Due = due.Due
	return v, true
}

// beganBefore returns the last of sorted facts of a contact that matches, or nil.
func beganBefore(when []charter.Pattern, known []fact.Fact, contact string) *fact.Fact {
	for i := len(known) - 1; i >= 0; i-- {
		x := charter.Context{Fact: &known[i]}
		if known[i].Contact == contact && charter.MatchAny(when, &x) {
			return &known[i]
		}
	}
	return nil
}
