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
		look(rt, atoms, names, earlier)
	})
}

// look fails when a small number follows.
func look(rt *rapid.T, atoms []atom, names []string, all []Shown) {
	size, of := map[string]int{}, map[string]int{}
	var keys []string
	for _, a := range atoms {
		for _, k := range []string{names[a.month] + " d " + a.desk, names[a.month] + " c " + a.channel} {
			if size[k] == 0 && a.n > 0 {
				of[k] = len(keys)
				keys = append(keys, k)
			}
			size[k] += a.n
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
	for i := range all {
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
	have := rank(known)
	secret := func(sum []int64, what string) {
		n := 0
		for i, v := range sum {
			n += int(v) * size[keys[i]]
		}
		if n > 0 && n < Smallest && rank(append(slices.Clip(known), sum)) == have {
			rt.Fatalf("%s, of which there are %d, follows from what is shown", what, n)
		}
	}
	for _, k := range keys {
		secret(row([]string{k[:7]}, k[8:9], k[10:]), k)
		secret(row(names, k[8:9], k[10:]), "all of "+k[10:])
	}
	for _, m := range names {
		secret(row([]string{m}, "d", ""), m)
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
