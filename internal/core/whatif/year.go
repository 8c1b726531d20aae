package whatif

import (
	"cmp"
	"slices"
	"time"

	"jikim/internal/core/judge"
)

// Year compares a year under two charters: all promises in total, and one of them by month and desk, with examples. What it keeps
// grows with the number of promises and desks, not with that of cases.
type Year struct {
	Comparison
	Promise  string // that is looked at closely
	Loc      *time.Location
	Examples []Example // at most Most of them, the first that come
	months   map[string]*Group
	desks    map[string]*Group
}

// Group counts the instances of the promise of one month or desk on both sides.
type Group struct {
	Key        string // 2026-11, or a desk
	Was, Would [judge.Void + 1]int
	Changed    int
}

// Example is an instance of the promise that would have come out differently.
type Example struct {
	Case, Number, Desk string
	Started            time.Time
	Was, Would         judge.Status
	WasDue, WouldDue   time.Time
	Ended              time.Time // when it was done; zero: not yet
}

// Add compares the verdicts of one case, whose number and desk are given.
func (y *Year) Add(number, desk string, was, would []judge.Verdict) {
	y.Cases++
	y.Comparison.Add(was, would)
	others := map[string]*judge.Verdict{}
	for i := range would {
		if v := &would[i]; v.Promise == y.Promise {
			others[v.Trigger] = v
		}
	}
	for i := range was {
		v := &was[i]
		if v.Promise != y.Promise {
			continue
		}
		w := others[v.Trigger]
		delete(others, v.Trigger)
		y.instance(number, desk, v, w)
	}
	for i := range would { // in the order of the input, not of the map
		if w := &would[i]; others[w.Trigger] == w {
			y.instance(number, desk, nil, w)
		}
	}
}

// instance counts an instance, of which one side may be missing.
func (y *Year) instance(number, desk string, was, would *judge.Verdict) {
	some := was
	if some == nil {
		some = would
	}
	e := Example{Case: some.Case, Number: number, Desk: desk, Started: some.Started, Ended: some.Ended}
	if was != nil {
		e.Was, e.WasDue = was.Status, was.Due
	}
	if would != nil {
		e.Would, e.WouldDue = would.Status, would.Due
	}
	groups := []*Group{group(&y.months, some.Started.In(y.Loc).Format("2006-01")), group(&y.desks, desk)}
	for _, g := range groups {
		g.Was[e.Was]++
		g.Would[e.Would]++
		if e.Was != e.Would {
			g.Changed++
		}
	}
	if e.Was != e.Would && len(y.Examples) < y.Most {
		y.Examples = append(y.Examples, e)
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

// Months returns the counts of the promise by month, the first first.
func (y *Year) Months() []Group { return sorted(y.months) }

// Desks returns the counts of the promise by desk.
func (y *Year) Desks() []Group { return sorted(y.desks) }

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
	}
	return out
}
