// Package pattern finds what goes wrong again and again at one place: a promise that one desk breaks more often than the others, a
// cause of complaints that gathers at one desk.
//
// The rule is simple enough to be told to whoever is found by it. Within a time, each place is compared with all the others
// together: are its cases of that sort more than chance would give it? The answer is the exact one-sided test of R. A. Fisher (the
// upper tail of the hypergeometric distribution, as in fisher.test(alternative = "greater") of R), which needs no large numbers.
// Since many places are looked at, some would be found by chance alone: the procedure of Benjamini and Hochberg (1995) keeps the
// share of such among the found at or below a level. Whatever has happened fewer than a few times is no pattern.
//
// How a pattern goes on is said beside the time before of the same length, and so is what has become more frequent at several places at
// once, which is no matter of one of them.
//
// Places are desks and departments, never persons. What is found is a question to be asked, not a verdict.
package pattern

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Least is how often a thing must have happened at a place to be a pattern.
const Least = 5

// Level is the share of patterns by chance among those that are found (Benjamini and Hochberg).
const Level = 0.05

// Key is what is counted: a sort of thing at a place.
type Key struct {
	Sort  string // a promise, or what complaints are about
	Place string // a desk or department
}

// Case is one that is behind a count.
type Case struct {
	Case, Number string
	At           time.Time
}

// shown is how many cases are kept behind each count: the newest.
const shown = 20

// Count counts things by sort and place; the zero value is ready.
type Count struct {
	cells map[Key]*cell
}

type cell struct {
	bad, all int
	cases    []Case
}

// Add counts one thing; bad tells that it is one that could be a pattern: a broken promise, a complaint of that cause.
func (c *Count) Add(k Key, bad bool, of Case) {
	if c.cells == nil {
		c.cells = map[Key]*cell{}
	}
	at := c.cells[k]
	if at == nil {
		at = &cell{}
		c.cells[k] = at
	}
	at.all++
	if !bad {
		return
	}
	at.bad++
	at.cases = append(at.cases, of)
	if len(at.cases) >= 2*shown { // bounded, however many there are
		at.cases = newest(at.cases)
	}
}

// newest returns the newest cases.
func newest(cases []Case) []Case {
	slices.SortFunc(cases, func(a, b Case) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Case, b.Case)) })
	return slices.Clip(cases[:min(len(cases), shown)])
}

// Pattern is a sort of thing that happens at a place more often than elsewhere.
type Pattern struct {
	Key
	Bad, All                int // at the place
	ElsewhereBad, Elsewhere int // at all other places together
	// Chance is how likely at least so many would be here if places made no difference.
	Chance float64
	Cases  []Case // the newest of them
	// BeforeBad and BeforeAll are those of the place in the time before.
	BeforeBad, BeforeAll int
	Trend                Trend
}

// Share is how many of a hundred there are at the place, from 0 to 1.
func (p *Pattern) Share() float64 { return share(p.Bad, p.All) }

// ElsewhereShare is the same of all other places together.
func (p *Pattern) ElsewhereShare() float64 { return share(p.ElsewhereBad, p.Elsewhere) }

func share(bad, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(bad) / float64(all)
}

// Found is what was looked at and what was found.
type Found struct {
	Tested   int // how many counts were compared
	Patterns []Pattern
	Spread   []Spread // what has become more frequent at several places at once
}

// total counts a sort at all places.
type total struct{ bad, all int }

func (c *Count) totals() map[string]total {
	out := map[string]total{}
	for k, at := range c.cells {
		t := out[k.Sort]
		out[k.Sort] = total{t.bad + at.bad, t.all + at.all}
	}
	return out
}

// Find compares every place with the others and returns what is more than chance, the least likely by chance first, with how it goes on
// beside the time before.
func (c *Count) Find(before *Count) Found {
	totals := c.totals()
	var all []Pattern
	for k, at := range c.cells {
		t := totals[k.Sort]
		if t.all == at.all || at.bad < Least {
			continue // nowhere else, or too few to be one whatever the test says
		}
		p := Pattern{Key: k, Bad: at.bad, All: at.all, ElsewhereBad: t.bad - at.bad, Elsewhere: t.all - at.all}
		p.Chance = tail(p.Bad, p.All, t.bad, t.all)
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Pattern) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.Sort, b.Sort), cmp.Compare(a.Place, b.Place))
	})
	out := Found{Tested: len(all), Patterns: all[:keep(len(all), func(i int) float64 { return all[i].Chance })], Spread: c.spread(before)}
	for i := range out.Patterns {
		at := c.cells[out.Patterns[i].Key]
		at.cases = newest(at.cases)
		out.Patterns[i].Cases = at.cases
	}
	trends(out.Patterns, before)
	return out
}

// tail is the chance that at least bad of n drawn without putting back are among the bad of all.
func tail(bad, n, allBad, all int) float64 {
	sum, total := 0.0, choose(all, n)
	for k := bad; k <= min(n, allBad); k++ {
		if n-k > all-allBad {
			continue
		}
		sum += math.Exp(choose(allBad, k) + choose(all-allBad, n-k) - total)
	}
	return min(1, sum)
}

// choose is the logarithm of the number of ways to choose k of n.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n) + 1)
	b, _ := math.Lgamma(float64(k) + 1)
	c, _ := math.Lgamma(float64(n-k) + 1)
	return a - b - c
}
