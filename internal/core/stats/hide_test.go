package stats

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/judge"
)

// sketch is a charter of two promises about contacts.
func sketch(t interface {
	Helper()
	Fatal(...any)
}) *charter.Charter {
	t.Helper()
	ch, err := charter.Parse(charter.Files{"charter.yaml": []byte(office)}, func(name string) (*calendar.Calendar, error) {
		return calendar.Parse(name, []byte("name: every\ntimezone: UTC\nhours: {mon: [\"09:00-18:00\"]}\n"), calendar.Source{Zone: time.LoadLocation})
	})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// atom is how many calls began in a month, at a desk, by a channel.
type atom struct {
	month         int
	desk, channel string
	n             int
}

func fill(ch *charter.Charter, from, until time.Time, atoms []atom) *Tally {
	t := NewTally(ch, nil, from, until, until.AddDate(1, 0, 0))
	for _, a := range atoms {
		for range a.n {
			t.Add(&judge.Verdict{Promise: "call", Status: judge.Kept, Started: jan.AddDate(0, a.month, 0), Share: -1}, a.desk, a.channel, nil)
		}
	}
	return t
}

// rank is the number of independent rows, computed with fractions.
func rank(rows [][]int64) int {
	m := make([][]*big.Rat, len(rows))
	for i, r := range rows {
		for _, v := range r {
			m[i] = append(m[i], big.NewRat(v, 1))
		}
	}
	n := 0
	for col := 0; len(m) > 0 && col < len(m[0]); col++ {
		at := slices.IndexFunc(m[n:], func(r []*big.Rat) bool { return r[col].Sign() != 0 })
		if at < 0 {
			continue
		}
		m[n], m[n+at] = m[n+at], m[n]
		for i := n + 1; i < len(m); i++ {
			if m[i][col].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(m[i][col], m[n][col])
			for k := range m[i] {
				m[i][k] = new(big.Rat).Sub(m[i][k], new(big.Rat).Mul(f, m[n][k]))
			}
		}
		if n++; n == len(m) {
			break
		}
	}
	return n
}

// TestNoSmallNumberFollowsFromWhatIsShown publishes some months one by one, then the whole period, and looks with fractions whether any
// number below Smallest, that nobody published, follows from all that is shown.
func TestNoSmallNumberFollowsFromWhatIsShown(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	rapid.Check(t, func(rt *rapid.T) {
		months := rapid.IntRange(1, 3).Draw(rt, "months")
		var atoms []atom
		for m := range months {
			for d := range 3 {
				for c := range 2 {
					n := rapid.SampledFrom([]int{0, 0, 1, 2, 3, 4, 5, 7, 12, 30}).Draw(rt, "n")
					atoms = append(atoms, atom{m, fmt.Sprint("desk", d), fmt.Sprint("channel", c), n})
				}
			}
		}
		var earlier []Shown
		for m := range months {
			if rapid.Bool().Draw(rt, "published") {
				from := jan.AddDate(0, m, 0)
				lines := fill(ch, from, from.AddDate(0, 1, 0), atoms).Protected(earlier)
				earlier = append(earlier, Shown{[]string{from.Format("2006-01")}, lines})
			}
		}
		all := fill(ch, jan, jan.AddDate(0, months, 0), atoms)
		names := make([]string, months)
		for m := range names {
			names[m] = jan.AddDate(0, m, 0).Format("2006-01")
		}
		earlier = append(earlier, Shown{names, all.Protected(earlier)})
		look(rt, names, earlier, atoms)
	})
}

// TestNoSmallNumberFollowsFromACorrection publishes months, changes what is on record, and publishes one of them and the whole period again.
// What is small now, or was when it was hidden, does not follow from all together, unless it did from the first ones alone.
func TestNoSmallNumberFollowsFromACorrection(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	rapid.Check(t, func(rt *rapid.T) {
		const months = 2
		var was, is []atom
		for m := range months {
			for d := range 3 {
				for c := range 2 {
					n := rapid.SampledFrom([]int{0, 1, 2, 3, 5, 7, 12}).Draw(rt, "n")
					was = append(was, atom{m, fmt.Sprint("desk", d), fmt.Sprint("channel", c), n})
					is = append(is, atom{m, fmt.Sprint("desk", d), fmt.Sprint("channel", c), max(0, n+rapid.SampledFrom([]int{0, 0, 0, -1, 1, 3}).Draw(rt, "change"))})
				}
			}
		}
		names := []string{"2026-01", "2026-02"}
		var all []Shown
		for m := range months {
			from := jan.AddDate(0, m, 0)
			all = append(all, Shown{names[m : m+1], fill(ch, from, from.AddDate(0, 1, 0), was).Protected(all)})
		}
		all = append(all, Shown{names[:1], fill(ch, jan, feb, is).Protected(all)})
		all = append(all, Shown{names, fill(ch, jan, jan.AddDate(0, months, 0), is).Protected(all)})
		look(rt, names, all, is, was)
	})
}

// look fails when a number follows that is small now, or was before.
func look(rt *rapid.T, names []string, all []Shown, nowAndBefore ...[]atom) {
	size, of := map[string][]int{}, map[string]int{}
	var keys []string
	for at, atoms := range nowAndBefore {
		for _, a := range atoms {
			for _, k := range []string{names[a.month] + " d " + a.desk, names[a.month] + " c " + a.channel} {
				if a.n > 0 && size[k] == nil {
					size[k] = make([]int, len(nowAndBefore))
					of[k] = len(keys)
					keys = append(keys, k)
				}
				if a.n > 0 {
					size[k][at] += a.n
				}
			}
		}
	}
	row := func(months []string, kind, key string) []int64 {
		out := make([]int64, len(keys))
		for _, m := range months {
			for i, k := range keys {
				if key == "" && len(k) > 9 && k[:9] == m+" d" || k == m+" "+kind+" "+key {
					out[i] = 1
				}
			}
		}
		return out
	}
	var known [][]int64
	for _, m := range names { // what everybody knows: desks and channels of a month are as many
		eq := row([]string{m}, "d", "")
		for i, k := range keys {
			if k[:9] == m+" c" {
				eq[i] = -1
			}
		}
		known = append(known, eq)
	}
	show := func(f *Figure, months []string, kind, key string) {
		if !f.Suppressed {
			if n := f.Total(); n > 0 && n < Smallest {
				rt.Fatalf("a cell of %d is shown", n)
			}
			known = append(known, row(months, kind, key))
		} else if f.Total() != 0 || f.Margin.N != 0 {
			rt.Fatal("a suppressed cell shows figures")
		}
	}
	var first [][]int64 // what followed before anything changed
	for i := range all {
		if i == len(names) && len(nowAndBefore) > 1 {
			first = slices.Clone(known)
		}
		for k := range all[i].Lines {
			l := &all[i].Lines[k]
			if l.Promise != "call" {
				continue
			}
			show(&l.Whole, all[i].Months, "d", "")
			for j := range l.Months {
				show(&l.Months[j].Figure, []string{l.Months[j].Key}, "d", "")
			}
			for j := range l.Desks {
				show(&l.Desks[j].Figure, all[i].Months, "d", l.Desks[j].Key)
			}
			for j := range l.Channels {
				show(&l.Channels[j].Figure, all[i].Months, "c", l.Channels[j].Key)
			}
		}
	}
	have, had := rank(known), rank(first)
	secret := func(sum []int64, what string, published int) { // of how many states it has been published
		n := make([]int, published)
		for at := range n {
			for i, v := range sum {
				n[at] += int(v) * size[keys[i]][at]
			}
			if n, now := n[at], n[0]; now > 0 && n > 0 && n < Smallest && rank(append(slices.Clip(known), sum)) == have && (first == nil || rank(append(slices.Clip(first), sum)) > had) {
				rt.Fatalf("%s, of which there are or were %d, follows from what is shown", what, n)
			}
		}
	}
	for _, k := range keys {
		secret(row([]string{k[:7]}, k[8:9], k[10:]), k, len(nowAndBefore))
		secret(row(names, k[8:9], k[10:]), "all of "+k[10:], 1)
	}
	for _, m := range names {
		secret(row([]string{m}, "d", ""), m, len(nowAndBefore))
	}
}

// TestWhatWasHiddenStaysHidden corrects a month in which some were recorded late: what the first publication hid does not follow from it
// and the second together.
func TestWhatWasHiddenStaysHidden(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	call := func(lines []Line) *Line {
		return &lines[slices.IndexFunc(lines, func(l Line) bool { return l.Promise == "call" })]
	}
	first := Shown{[]string{"2026-01"}, fill(ch, jan, feb, []atom{{0, "a", "phone", 3}, {0, "b", "phone", 7}, {0, "c", "phone", 20}}).Protected(nil)}
	if l := call(first.Lines); !l.Desks[0].Suppressed || !l.Desks[1].Suppressed || l.Desks[2].Kept != 20 || l.Whole.Kept != 30 {
		t.Fatalf("%+v", l.Desks)
	}
	for late, hidden := range map[int][]bool{0: {true, true, false}, 3: {true, true, false}} {
		l := call(fill(ch, jan, feb, []atom{{0, "a", "phone", 3 + late}, {0, "b", "phone", 7}, {0, "c", "phone", 20}}).Protected([]Shown{first}))
		for i := range l.Desks {
			if l.Desks[i].Suppressed != hidden[i] {
				t.Errorf("%d late at desk a: desk %s is hidden: %v; of the first 30 there would be %d at a and b without those of b", late, l.Desks[i].Key, !hidden[i], 30-20)
			}
		}
		if l.Whole.Kept != 30+late {
			t.Errorf("the whole is %+v", l.Whole)
		}
	}
}

// TestOfficeStays: what is about the office as a whole is shown however small, and what is about persons is not, in the whole, in
// parts, nor as the difference of two publications.
func TestOfficeStays(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	tally := fill(ch, jan, feb, []atom{{0, "a", "phone", 3}, {0, "b", "phone", 40}, {0, "c", "visit", 9}})
	tally.Add(&judge.Verdict{Promise: "item", Status: judge.Broken, Started: jan, Share: 0.5}, "", "", nil)
	var call, item *Line
	lines := tally.Protected(nil)
	for i := range lines {
		switch lines[i].Promise {
		case "call":
			call = &lines[i]
		case "item":
			item = &lines[i]
		}
	}
	if item.Whole.Broken != 1 || item.Whole.Hours != 500_000 || item.Whole.Suppressed {
		t.Errorf("the office's own: %+v", item.Whole)
	}
	if call.Whole.Kept != 52 || !call.Desks[0].Suppressed || call.Desks[1].Kept != 40 || !call.Desks[2].Suppressed {
		t.Errorf("three at a desk, and the smallest other so that they are not the difference: %+v", call)
	}
	if call.Channels[0].Kept != 43 || call.Channels[1].Kept != 9 {
		t.Errorf("no channel is small: %+v", call.Channels)
	}
}

// TestTalliesJoin: counting apart and joining is counting at once.
func TestTalliesJoin(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	a, b := []atom{{0, "a", "phone", 6}}, []atom{{0, "a", "phone", 7}, {0, "b", "visit", 8}}
	one, other := fill(ch, jan, feb, a), fill(ch, jan, feb, b)
	one.Join(other)
	if got, want := fmt.Sprintf("%+v", one.Lines()), fmt.Sprintf("%+v", fill(ch, jan, feb, append(a, b...)).Lines()); got != want {
		t.Errorf("joined %s\nat once %s", got, want)
	}
}
