package whatif

import (
	"cmp"
	"slices"
	"time"

	"jikim/internal/core/judge"
)

// Year compares a year under two charters: all promises in total and by desk, and what is looked at closely by month, with cases. What
// it keeps grows with the number of promises and desks, not with that of cases.
type Year struct {
	Comparison
	Promise string // that is looked at closely; empty: all
	Loc     *time.Location
	// Worse and Better are cases that would have come out broken and were not, and the other way round, and Else whatever else would be
	// different: of each at most Most, the first that come.
	Worse, Better, Else []Example
	months              map[string]*Group
	desks               map[string]*Group
	places              map[place]*Group
}

// place is a promise at a desk.
type place struct{ promise, desk string }

// Group counts the instances of one month, desk, or promise at a desk on both sides.
type Group struct {
	Key, Desk     string // 2026-11, a desk, or a promise with its desk
	Was, Would    [judge.Void + 1]int
	Changed       int
	Worse, Better int // broken only under the other, and only as it was
}

// Example is an instance that would have come out differently.
type Example struct {
	Case, Number, Promise, Desk string
	Started                     time.Time
	Was, Would                  judge.Status
	WasDue, WouldDue            time.Time
	Ended                       time.Time // when it was done; zero: not yet
}

// Add compares the verdicts of one case, whose number and desk are given.
func (y *Year) Add(number, desk string, was, would []judge.Verdict) {
	y.Cases++
	y.Comparison.Add(was, would)
	pairs(was, would, func(v, w *judge.Verdict) { y.instance(number, desk, v, w) })
}

// instance counts an instance, of which one side may be missing.
func (y *Year) instance(number, desk string, was, would *judge.Verdict) {
	some := was
	if some == nil {
		some = would
	}
	e := Example{Case: some.Case, Number: number, Promise: some.Promise, Desk: desk, Started: some.Started, Ended: some.Ended}
	if was != nil {
		e.Was, e.WasDue = was.Status, was.Due
	}
	if would != nil {
		e.Would, e.WouldDue = would.Status, would.Due
	}
	at := place{some.Promise, desk}
	g := y.places[at]
	if g == nil {
		if y.places == nil {
			y.places = map[place]*Group{}
		}
		g = &Group{Key: some.Promise, Desk: desk}
		y.places[at] = g
	}
	g.add(&e)
	if y.Promise != "" && y.Promise != some.Promise {
		return
	}
	group(&y.months, some.Started.In(y.Loc).Format("2006-01")).add(&e)
	group(&y.desks, desk).add(&e)
	list := &y.Else
	switch {
	case e.Was == e.Would:
		return
	case e.Would == judge.Broken:
		list = &y.Worse
	case e.Was == judge.Broken:
		list = &y.Better
	}
	if len(*list) < y.Most {
		*list = append(*list, e)
	}
}

// add counts an instance.
func (g *Group) add(e *Example) {
	g.Was[e.Was]++
	g.Would[e.Would]++
	if e.Was == e.Would {
		return
	}
	g.Changed++
	switch {
	case e.Would == judge.Broken:
		g.Worse++
	case e.Was == judge.Broken:
		g.Better++
	}
}

func group(of *map[string]*Group, key string) *Group {
	if *of == nil {
		*of = map[string]*Group{}
	}
	g := (*of)[key]
	if g == nil {
		g = &Group{Key: key}
		(*of)[key] = g
	}
	return g
}

// Months returns the counts of what is looked at by month, the first first.
func (y *Year) Months() []Group { return sorted(y.months) }

// Desks returns the counts of what is looked at by desk.
func (y *Year) Desks() []Group { return sorted(y.desks) }

// Places returns the counts of every promise at every desk at which some instance would have come out differently, those first of which
// most would have been broken.
func (y *Year) Places() []Group {
	var out []Group
	for _, g := range y.places {
		if g.Changed > 0 {
			out = append(out, *g)
		}
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Worse, a.Worse), cmp.Compare(b.Better, a.Better), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Desk, b.Desk))
	})
	return out
}

func sorted(of map[string]*Group) []Group {
	out := make([]Group, 0, len(of))
	for _, g := range of {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// Total adds up groups. A status of zero means that the instance does not exist on that side.
func Total(groups []Group) Group {
	var out Group
	for i := range groups {
		for st := range groups[i].Was {
			out.Was[st] += groups[i].Was[st]
			out.Would[st] += groups[i].Would[st]
		}
		out.Changed += groups[i].Changed
		out.Worse += groups[i].Worse
		out.Better += groups[i].Better
	}
	return out
}
