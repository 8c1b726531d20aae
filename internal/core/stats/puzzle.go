package stats

import (
	"cmp"
	"maps"
	"slices"
)

// unknown is a number that an outsider may want to know: how many instances began in a month, at all, at a desk or by a channel.
type unknown struct {
	month string
	of    byte // 't' all, 'd' at a desk, 'c' by a channel
	key   string
}

// shownCell is a cell of a publication: the sum of the unknowns of its months.
type shownCell struct {
	figure *Figure
	months []string
	of     byte
	key    string
	ours   bool // of the publication that is being made, so that it can be suppressed
	whole  bool
}

// puzzle is what an outsider knows of one promise.
type puzzle struct {
	unknowns map[unknown]int
	order    []unknown // by index, so that the same is suppressed for everybody
	values   []int     // of the unknowns; -1 where the tally does not reach
	cells    []shownCell
	goals    [][]uint64 // sums that must not be had
}

func newPuzzle(t *Tally, p int, line *Line, earlier []Shown) *puzzle {
	z := &puzzle{unknowns: map[unknown]int{}}
	z.count(t, p)
	z.take(line, t.months, true)
	for i := range earlier {
		for k := range earlier[i].Lines {
			if l := &earlier[i].Lines[k]; l.Promise == line.Promise {
				z.take(l, earlier[i].Months, false)
			}
		}
	}
	z.others(t.months)
	z.want()
	return z
}

// count finds the unknowns of the tally's months that are not zero, and their values.
func (z *puzzle) count(t *Tally, p int) {
	n := map[unknown]int{}
	for s, c := range t.cells {
		if s.promise != p {
			continue
		}
		m, total := t.months[s.month], c.figure.Total()
		for _, voided := range c.void {
			total += voided
		}
		n[unknown{m, 't', ""}] += total
		n[unknown{m, 'd', s.desk}] += total
		n[unknown{m, 'c', s.channel}] += total
	}
	z.name(n)
}

// name gives unknowns their places.
func (z *puzzle) name(n map[unknown]int) {
	for _, u := range sortedUnknowns(n) {
		z.unknowns[u] = len(z.values)
		z.order = append(z.order, u)
		z.values = append(z.values, n[u])
	}
}

func sortedUnknowns(n map[unknown]int) []unknown {
	return slices.SortedFunc(maps.Keys(n), func(a, b unknown) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.of, b.of), cmp.Compare(a.key, b.key))
	})
}

// take takes the cells of a line, shown or not.
func (z *puzzle) take(l *Line, months []string, ours bool) {
	z.cells = append(z.cells, shownCell{&l.Whole, months, 't', "", ours, true})
	for i := range l.Months {
		z.cells = append(z.cells, shownCell{&l.Months[i].Figure, []string{l.Months[i].Key}, 't', "", ours, false})
	}
	for i := range l.Desks {
		z.cells = append(z.cells, shownCell{&l.Desks[i].Figure, months, 'd', l.Desks[i].Key, ours, false})
	}
	for i := range l.Channels {
		z.cells = append(z.cells, shownCell{&l.Channels[i].Figure, months, 'c', l.Channels[i].Key, ours, false})
	}
}

// others adds the unknowns that only earlier publications speak of: of months that the tally does not reach, and of what was in a month when
// it was published by itself and is not any more.
func (z *puzzle) others(ours []string) {
	n := map[unknown]int{}
	add := func(u unknown, value int) {
		if _, has := z.unknowns[u]; !has {
			n[u] = value
		}
	}
	for _, c := range z.cells {
		for _, m := range c.months {
			value := 0
			switch reached := slices.Contains(ours, m); {
			case !reached:
				value = -1
			case c.ours || len(c.months) > 1:
				continue
			}
			add(unknown{m, c.of, c.key}, value)
			add(unknown{m, 't', ""}, value)
		}
	}
	z.name(n)
}

// sum is the sum of the unknowns of a kind over months.
func (z *puzzle) sum(months []string, of byte, key string) []uint64 {
	out := make([]uint64, len(z.values))
	for _, m := range months {
		if i, ok := z.unknowns[unknown{m, of, key}]; ok {
			out[i] = 1
		}
	}
	return out
}

// value evaluates a sum of unknowns; -1 when the tally does not reach.
func (z *puzzle) value(sum []uint64) int {
	n := 0
	for i, c := range sum {
		if c == 0 {
			continue
		}
		if z.values[i] < 0 {
			return -1
		}
		n += z.values[i]
	}
	return n
}

// want finds what must not be had: numbers that are small, and what earlier publications have suppressed. That stays so when more was recorded
// meanwhile, or the tally does not reach: the number of then would follow from what is shown of then and of now.
func (z *puzzle) want() {
	for i, n := range z.values {
		if n > 0 && n < Smallest {
			sum := make([]uint64, len(z.values))
			sum[i] = 1
			z.goals = append(z.goals, sum)
		}
	}
	for _, c := range z.cells {
		sum := z.sum(c.months, c.of, c.key)
		if n := z.value(sum); n > 0 && n < Smallest || !c.ours && c.figure.Suppressed {
			z.goals = append(z.goals, sum)
		}
	}
}

// solve suppresses cells until nothing that must not be had follows.
func (z *puzzle) solve() {
	if len(z.goals) == 0 {
		return
	}
	for _, c := range z.cells {
		if n := z.value(z.sum(c.months, c.of, c.key)); c.ours && n > 0 && n < Smallest {
			c.figure.suppress()
		}
	}
	public := z.known(false)
	z.goals = slices.DeleteFunc(z.goals, func(g []uint64) bool { _, had := public.follows(g); return had })
	for {
		known := z.known(true)
		hidden := false
		for _, goal := range append(slices.Clip(z.goals), z.groups(public)...) {
			from, ok := known.follows(goal)
			if !ok || z.anyHidden(from) {
				continue // another goal of this round has already taken away what it follows from
			}
			z.cells[z.least(from)].figure.suppress()
			hidden = true
		}
		if !hidden {
			return
		}
	}
}

// known is what follows from the cells that are shown: of all publications, or of the earlier ones.
func (z *puzzle) known(ours bool) *span {
	s := &span{}
	z.structure(s)
	for i, c := range z.cells {
		if !c.figure.Suppressed && (ours || !c.ours) {
			s.add(z.sum(c.months, c.of, c.key), i)
		}
	}
	return s
}

// structure is what everybody knows: in each month the desks, and the channels, together are all.
func (z *puzzle) structure(s *span) {
	for i, u := range z.order {
		if u.of != 't' {
			continue
		}
		for _, of := range []byte{'d', 'c'} {
			sum := make([]uint64, len(z.values))
			sum[i] = field - 1
			parts := 0
			for k, w := range z.order {
				if w.month == u.month && w.of == of {
					sum[k] = 1
					parts++
				}
			}
			if parts > 0 {
				s.add(sum, -1)
			}
		}
	}
}

// groups returns the sums of what is suppressed together in a breakdown, and over months, when they are small.
func (z *puzzle) groups(public *span) [][]uint64 {
	var out [][]uint64
	add := func(sum []uint64) {
		if n := z.value(sum); n <= 0 || n >= Smallest {
			return
		}
		if _, had := public.follows(sum); !had {
			out = append(out, sum)
		}
	}
	for _, c := range z.cells {
		rest := z.sum(c.months, c.of, c.key) // without the months that are shown by themselves
		for _, o := range z.cells {
			if len(o.months) == 1 && !o.figure.Suppressed && o.of == c.of && o.key == c.key {
				z.set(rest, o, 0)
			}
		}
		add(rest)
		if c.of != 't' {
			continue
		}
		for _, of := range []byte{'d', 'c'} {
			rest := make([]uint64, len(z.values))
			for _, o := range z.cells {
				if o.of == of && slices.Equal(o.months, c.months) && o.figure.Suppressed {
					z.set(rest, o, 1)
				}
			}
			add(rest)
		}
	}
	return out
}

// set makes what a cell sums up part of a sum, or not.
func (z *puzzle) set(sum []uint64, c shownCell, part uint64) {
	for i, v := range z.sum(c.months, c.of, c.key) {
		if v != 0 {
			sum[i] = part
		}
	}
}

func (z *puzzle) anyHidden(cells []int) bool {
	return slices.ContainsFunc(cells, func(i int) bool { return z.cells[i].figure.Suppressed })
}

// least returns which of the cells to suppress: one of ours, a part rather than the whole, the smallest, the last of equals.
func (z *puzzle) least(from []int) int {
	best := -1
	for _, i := range from {
		if c := &z.cells[i]; c.ours && (best < 0 || z.before(c, &z.cells[best])) {
			best = i
		}
	}
	return best
}

func (z *puzzle) before(a, b *shownCell) bool {
	if a.whole != b.whole {
		return b.whole
	}
	return a.figure.Total() < b.figure.Total()
}

func (f *Figure) suppress() { *f = Figure{Suppressed: true} }
