package stats

import (
	"slices"

	"jikim/internal/core/charter"
)

// Smallest is the smallest denominator that is published for promises about persons.
const Smallest = 5

// Protect suppresses small numbers in the provisional figures of a time and its months, in place: those of fewer than Smallest, and further
// ones, until none follows from what is shown here and in the publications given; see Tally.Protected. Without months the time
// stands for itself alone. Promises of the office as a whole (items, signs, surveys) are not about persons and stay, but for the times that
// visitors took, which are. The versions are those of New.
func Protect(ch *charter.Charter, earlier []*charter.Charter, whole *Table, months []Month, published []Shown) {
	for i := range whole.Rows {
		g := guarded{whole: &whole.Rows[i]}
		for m := range months {
			if r := months[m].Row(g.whole.Promise); r != nil {
				g.months, g.names = append(g.months, r), append(g.names, months[m].Name)
			}
		}
		g.aims(published)
		p := ch.Promise(g.whole.Promise)
		for k := len(earlier) - 1; k >= 0 && p == nil; k-- {
			p = earlier[k].Promise(g.whole.Promise)
		}
		if p != nil && !p.OfOffice() {
			g.numbers(published)
			g.margins()
		}
	}
}

// Month is the table of a month.
type Month struct {
	Name string // such as 2026-10
	Table
}

// guarded is what provisional figures say of a promise.
type guarded struct {
	whole  *Row
	months []*Row
	names  []string
}

// aims suppresses times of few, and with them those of the month that has the fewest others, or, when there is none, of the whole, while few
// would be what is left.
func (g *guarded) aims(published []Shown) {
	elsewhere := monthsOf(published, g.whole.Promise, func(l *Line) bool { return !l.Aim.Suppressed })
	n := make([]int, len(g.months))
	for i, m := range g.months {
		n[i] = m.Aim.N
		m.Aim.protect()
	}
	g.whole.Aim.protect()
	for !g.whole.Aim.Suppressed {
		shown, least := slices.Clone(elsewhere), -1
		for i, m := range g.months {
			if m.Aim.Suppressed {
				continue
			}
			shown = append(shown, g.names[i:i+1])
			if n[i] > 0 && (least < 0 || n[i] < n[least]) && !slices.ContainsFunc(elsewhere, func(of []string) bool { return slices.Contains(of, g.names[i]) }) {
				least = i
			}
		}
		switch {
		case !apart(g.names, func(i int) int { return n[i] }, shown):
			return
		case least < 0:
			g.whole.Aim = Took{Suppressed: true}
		default:
			g.months[least].Aim = Took{Suppressed: true}
		}
	}
}

// protect suppresses times of fewer than Smallest.
func (t *Took) protect() {
	if t.N > 0 && t.N < Smallest {
		*t = Took{Suppressed: true}
	}
}

// numbers suppresses rows about few, as cells of a publication are.
func (g *guarded) numbers(published []Shown) {
	cell := func(r *Row) Figure { return Figure{Open: r.total()} } // whatever became of them
	line, n, names := Line{Whole: cell(g.whole)}, map[unknown]int{}, g.names
	if len(g.months) == 0 {
		names = []string{""}
		n[unknown{"", 't', ""}] = g.whole.total()
	}
	for i, r := range g.months {
		line.Months = append(line.Months, Part{g.names[i], cell(r)})
		if r.total() > 0 {
			n[unknown{g.names[i], 't', ""}] = r.total()
		}
	}
	z := &puzzle{unknowns: map[unknown]int{}}
	z.name(n)
	z.take(&line, names, true)
	for i := range published {
		for k := range published[i].Lines {
			if l := &published[i].Lines[k]; l.Promise == g.whole.Promise {
				z.take(&Line{Whole: l.Whole, Months: l.Months}, published[i].Months, false) // here nothing is said by desk or channel
			}
		}
	}
	z.others(names)
	z.want()
	z.solve()
	if line.Whole.Suppressed {
		g.whole.suppress()
	}
	for i := range line.Months {
		if line.Months[i].Suppressed {
			g.months[i].suppress()
		}
	}
}

// margins leaves out those of few.
func (g *guarded) margins() {
	for _, r := range append(g.months, g.whole) {
		if r.Margin.N < Smallest {
			r.Margin = Margin{}
		}
	}
}

// total is how many instances a row is about: whatever became of them.
func (r *Row) total() int { return r.Judged + r.Unproven + r.Void + r.Open }

func (r *Row) suppress() {
	*r = Row{Promise: r.Promise, Share: -1, Low: -1, High: -1, Hours: -1, Suppressed: true}
}
