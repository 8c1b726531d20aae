// Package whatif compares verdicts on the same facts under two charters or calendars: which promises would have been kept
// or broken that were not. It is how an office decides on next year's charter.
package whatif

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Difference is one instance of a promise that came out differently, or that is open on both sides but due at another
// instant. A zero status means that the instance does not exist on that side.
type Difference struct {
	Case, Promise, Trigger string
	Was, Would             judge.Status
	WasDue, WouldDue       time.Time
}

// Tally counts one promise on both sides.
type Tally struct {
	Promise    string
	Was, Would [judge.Void + 1]int // by status
	Changed    int
}

// Comparison collects differences case by case; the zero value is ready.
type Comparison struct {
	Cases, Instances int
	Differences      []Difference
	tallies          map[string]*Tally
	// Most bounds how many differences are kept for showing; all are counted. 0 keeps all.
	Most int
}

// Case judges the facts of one case by both and adds what differs.
func (c *Comparison) Case(was, would *judge.Judge, id string, facts []fact.Fact, now time.Time) {
	c.Cases++
	c.Add(was.CaseOf(id, facts, now, judge.Options{}).Verdicts, would.CaseOf(id, facts, now, judge.Options{}).Verdicts)
}

// Add compares the verdicts of one case.
func (c *Comparison) Add(was, would []judge.Verdict) { pairs(was, would, c.pair) }

// pairs yields each instance as it is on both sides, nil where a side has none, in the order of the input.
func pairs(was, would []judge.Verdict, yield func(was, would *judge.Verdict)) {
	type key struct{ promise, trigger string }
	others := make(map[key]*judge.Verdict, len(would))
	for i := range would {
		others[key{would[i].Promise, would[i].Trigger}] = &would[i]
	}
	for i := range was {
		k := key{was[i].Promise, was[i].Trigger}
		w := others[k]
		delete(others, k)
		yield(&was[i], w)
	}
	for i := range would {
		if w := &would[i]; others[key{w.Promise, w.Trigger}] == w {
			yield(nil, w)
		}
	}
}

func (c *Comparison) pair(was, would *judge.Verdict) {
	c.Instances++
	some := was
	if some == nil {
		some = would
	}
	d := Difference{Case: some.Case, Promise: some.Promise, Trigger: some.Trigger}
	t := c.tally(some.Promise)
	if was != nil {
		d.Was, d.WasDue = was.Status, was.Due
		t.Was[was.Status]++
	}
	if would != nil {
		d.Would, d.WouldDue = would.Status, would.Due
		t.Would[would.Status]++
	}
	if d.Was == d.Would && (d.Was != judge.Pending || d.WasDue.Equal(d.WouldDue)) {
		return
	}
	t.Changed++
	if c.Most == 0 || len(c.Differences) < c.Most {
		c.Differences = append(c.Differences, d)
	}
}

func (c *Comparison) tally(promise string) *Tally {
	if c.tallies == nil {
		c.tallies = map[string]*Tally{}
	}
	t := c.tallies[promise]
	if t == nil {
		t = &Tally{Promise: promise}
		c.tallies[promise] = t
	}
	return t
}

// Tallies returns the counts of every promise, by its identifier.
func (c *Comparison) Tallies() []Tally {
	out := make([]Tally, 0, len(c.tallies))
	for _, t := range c.tallies {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Tally) int { return strings.Compare(a.Promise, b.Promise) })
	return out
}

// Changed returns how many instances came out differently.
func (c *Comparison) Changed() int {
	n := 0
	for _, t := range c.tallies {
		n += t.Changed
	}
	return n
}
