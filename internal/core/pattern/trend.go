package pattern

import (
	"cmp"
	"slices"
)

// Trend is how a pattern goes on, beside the time before of the same length.
type Trend string

// The trends. Unknown: too little is on record of the time before, or of now, to say anything.
const (
	Rising  Trend = "rising"
	Falling Trend = "falling"
	Steady  Trend = "steady" // no more different than chance alone would make it
	Unknown Trend = "unknown"
)

// Spread is a sort of thing that has become more frequent in the office as a whole, and not at one place alone: a cause that they share.
type Spread struct {
	Sort                 string
	Bad, All             int
	BeforeBad, BeforeAll int
	Places               []string // at which it happened, in their order
	Chance               float64  // how likely at least so many would be now if nothing had changed
	Cases                []Case   // the newest
}

// Share is how many of a hundred there are, from 0 to 1.
func (s *Spread) Share() float64 { return share(s.Bad, s.All) }

// BeforeShare is the same of the time before.
func (s *Spread) BeforeShare() float64 { return share(s.BeforeBad, s.BeforeAll) }

// keep returns how many of the chances, which ascend, belong to findings by the procedure of Benjamini and Hochberg: all up to the last
// that lies at or below its part of the level.
func keep(n int, chance func(int) float64) int {
	kept := 0
	for i := range n {
		if chance(i) <= Level*float64(i+1)/float64(n) {
			kept = i + 1
		}
	}
	return kept
}

// trends says of each pattern whether it rises or falls beside the time before: by the exact two-sided test (twice the smaller tail), kept
// by the same procedure over all patterns of which enough is on record. A pattern is found because there are many now: of one that has
// always been there and was only just found, rising is said somewhat more often than chance alone would have it.
func trends(patterns []Pattern, before *Count) {
	type test struct {
		of     *Pattern
		chance float64
		trend  Trend
	}
	var tests []test
	for i := range patterns {
		p := &patterns[i]
		p.Trend = Unknown
		if at := before.cells[p.Key]; at != nil {
			p.BeforeBad, p.BeforeAll = at.bad, at.all
		}
		if p.BeforeAll < Least || p.BeforeBad+p.Bad < 2*Least {
			continue
		}
		p.Trend = Steady
		all, bad := p.All+p.BeforeAll, p.Bad+p.BeforeBad
		more, less := tail(p.Bad, p.All, bad, all), tail(p.BeforeBad, p.BeforeAll, bad, all)
		one := test{p, min(1, 2*more), Rising}
		if less < more {
			one = test{p, min(1, 2*less), Falling}
		}
		tests = append(tests, one)
	}
	slices.SortStableFunc(tests, func(a, b test) int { return cmp.Compare(a.chance, b.chance) })
	for _, t := range tests[:keep(len(tests), func(i int) float64 { return tests[i].chance })] {
		t.of.Trend = t.trend
	}
}

// spread finds the sorts that have become more frequent everywhere. What is left without the place at which it is most frequent still has
// to be enough, or it would be a pattern of that place.
func (c *Count) spread(before *Count) []Spread {
	was, now := before.totals(), map[string]*Spread{}
	most := map[string]int{}
	for k, at := range c.cells {
		s := now[k.Sort]
		if s == nil {
			s = &Spread{Sort: k.Sort, BeforeBad: was[k.Sort].bad, BeforeAll: was[k.Sort].all}
			now[k.Sort] = s
		}
		s.Bad, s.All = s.Bad+at.bad, s.All+at.all
		if at.bad > 0 {
			s.Places = append(s.Places, k.Place)
			s.Cases = append(s.Cases, at.cases...)
		}
		most[k.Sort] = max(most[k.Sort], at.bad)
	}
	var all []Spread
	for sort, s := range now {
		if s.Bad-most[sort] < Least || s.BeforeAll < Least {
			continue
		}
		s.Chance = tail(s.Bad, s.All, s.Bad+s.BeforeBad, s.All+s.BeforeAll)
		slices.Sort(s.Places)
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Spread) int { return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.Sort, b.Sort)) })
	all = all[:keep(len(all), func(i int) float64 { return all[i].Chance })]
	for i := range all {
		all[i].Cases = newest(all[i].Cases)
	}
	return all
}
