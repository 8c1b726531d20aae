package stats

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// breach adds a call that was answered late, or not at all, and what was done some time after its limit.
func breach(t *Tally, month int, late time.Duration, apologised ...time.Duration) {
	started := jan.AddDate(0, month, 0)
	due := started.Add(9 * time.Second)
	v := judge.Verdict{Case: "x", Promise: "call", Status: judge.Broken, Started: started, Due: due, Share: -1}
	if late > 0 {
		v.Ended = due.Add(late)
	}
	known := []fact.Fact{{Kind: fact.ApologyMade, At: due.Add(-time.Second)}, {Kind: fact.CallMissed, At: due.Add(time.Second)}}
	for _, after := range apologised {
		known = append(known, fact.Fact{Kind: fact.ApologyMade, At: due.Add(after)})
	}
	t.Add(&v, "hall", "phone", known)
}

func amendsOf(lines []Line) []Amend {
	i := slices.IndexFunc(lines, func(l Line) bool { return l.Promise == "call" })
	return lines[i].Amends
}

// TestWhatWasDoneAfterABreach: the first apology after the breach counts, one before it does not, nor what is no remedy.
func TestWhatWasDoneAfterABreach(t *testing.T) {
	t.Parallel()
	tally := NewTally(sketch(t), nil, jan, feb, feb)
	for i := range 6 {
		breach(tally, 0, 0, 2*time.Hour, time.Duration(i+1)*time.Minute)
	}
	breach(tally, 0, 0)
	for range 5 {
		breach(tally, 0, 3*time.Second)
	}
	minutes := time.Minute.Milliseconds()
	want := []Amend{{By: "apology.made", N: 6, Median: 3 * minutes, Worst: 6 * minutes}, {By: DoneLate, N: 5, Median: 3000, Worst: 3000}}
	if got := amendsOf(tally.Lines()); !slices.Equal(got, want) {
		t.Errorf("counted %+v", got)
	}
	if got := amendsOf(tally.Protected(nil)); !slices.Equal(got, want) {
		t.Errorf("published %+v", got)
	}
}

// TestTimesOfFewAreHidden: after fewer than five breaches, and as the difference of two publications; of a promise that is hidden as a whole
// nothing is said.
func TestTimesOfFewAreHidden(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	few := NewTally(ch, nil, jan, feb, feb)
	for i := range 6 {
		breach(few, 0, 0, []time.Duration{time.Hour}[:min(1, i/2)]...)
	}
	if got := amendsOf(few.Protected(nil)); !slices.Equal(got, []Amend{{By: "apology.made", N: 4, Suppressed: true}}) {
		t.Errorf("four apologies: %+v", got)
	}
	month := NewTally(ch, nil, jan, feb, feb)
	two := NewTally(ch, nil, jan, feb.AddDate(0, 1, 0), feb.AddDate(0, 1, 0))
	for i := range 8 {
		breach(month, 0, 0, time.Hour)
		breach(two, 0, 0, time.Hour)
		breach(two, 1, 0, []time.Duration{time.Hour}[:i%2]...)
	}
	shown := Shown{[]string{"2026-01"}, month.Protected(nil)}
	if got := amendsOf(two.Protected([]Shown{shown})); len(got) != 1 || !got[0].Suppressed || got[0].Worst != 0 {
		t.Errorf("eight and four beside eight: %+v", got)
	}
	if got := amendsOf(two.Protected(nil)); got[0].N != 12 {
		t.Errorf("by themselves: %+v", got)
	}
	hidden := NewTally(ch, nil, jan, feb, feb)
	for range 3 {
		breach(hidden, 0, 0, time.Hour)
	}
	if got := amendsOf(hidden.Protected(nil)); got != nil {
		t.Errorf("of a promise that is hidden: %+v", got)
	}
}

// TestTimesOfFewDoNotFollowFromMonths publishes two months of enough and one of few, each by itself: of all three together nothing is said,
// since the times of the third would be what is left. With a fourth of few nobody can tell the two apart.
func TestTimesOfFewDoNotFollowFromMonths(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	made := []int{6, 6, 2, 4}
	between := func(first, until int) *Tally {
		tally := NewTally(ch, nil, jan.AddDate(0, first, 0), jan.AddDate(0, until, 0), jan.AddDate(1, 0, 0))
		for m := first; m < until; m++ {
			for i := range 8 {
				breach(tally, m, 0, []time.Duration{time.Hour}[:min(1, max(0, made[m]-i))]...)
			}
			for range made[m] {
				started := jan.AddDate(0, m, 0)
				tally.Add(&judge.Verdict{Promise: "call", Status: judge.Timed, Started: started, Ended: started.Add(time.Minute), Due: started.Add(time.Hour)}, "hall", "phone", nil)
			}
		}
		return tally
	}
	var months []Shown
	for m := range made {
		months = append(months, Shown{[]string{jan.AddDate(0, m, 0).Format("2006-01")}, between(m, m+1).Protected(nil)})
	}
	for until, hidden := range map[int]bool{2: false, 3: true, 4: false} {
		lines := between(0, until).Protected(months)
		aim := lines[slices.IndexFunc(lines, func(l Line) bool { return l.Promise == "call" })].Aim
		if got := amendsOf(lines); got[0].Suppressed != hidden || aim.Suppressed != hidden {
			t.Errorf("%d months: amends %+v, aim %+v", until, got, aim)
		}
	}
}

// TestMarginsOfFewAreHidden: of ten calls three were answered, and the others given up. How long the three waited is not said.
func TestMarginsOfFewAreHidden(t *testing.T) {
	t.Parallel()
	tally := NewTally(sketch(t), nil, jan, feb, feb)
	for i := range 16 {
		v := judge.Verdict{Promise: "call", Status: judge.Void, Started: jan, Due: jan.Add(9 * time.Second), Share: -1}
		desk := []string{"hall", "reading"}[i%2]
		if i < 6 || desk == "reading" {
			v.Status, v.Ended = judge.Kept, jan.Add(time.Duration(i)*time.Second)
		}
		tally.Add(&v, desk, "phone", nil)
	}
	lines := tally.Protected(nil)
	l := lines[slices.IndexFunc(lines, func(l Line) bool { return l.Promise == "call" })]
	if l.Whole.Margin.N != 11 || l.Desks[0].Kept != 3 || l.Desks[0].Margin != (Left{}) || l.Desks[1].Margin.N != 8 {
		t.Errorf("whole %+v, desks %+v", l.Whole, l.Desks)
	}
}

// TestAmendsJoin: counting apart and joining is counting at once.
func TestAmendsJoin(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	one, other := NewTally(ch, nil, jan, feb, feb), NewTally(ch, nil, jan, feb, feb)
	for i := range 5 {
		breach(one, 0, time.Second, time.Duration(i)*time.Minute)
		breach(other, 0, 0, time.Hour)
	}
	one.Join(other)
	if got := amendsOf(one.Lines()); got[0].N != 10 || got[0].Worst != time.Hour.Milliseconds() || got[1].N != 5 {
		t.Errorf("%+v", got)
	}
}

// TestTheOfficeOwesItselfNoAmends: what follows a breach of a duty of the office is only that it was done late.
func TestTheOfficeOwesItselfNoAmends(t *testing.T) {
	t.Parallel()
	tally := NewTally(sketch(t), nil, jan, feb, feb)
	v := judge.Verdict{Case: fact.Institution, Promise: "plan", Status: judge.Broken, Started: jan, Due: jan.Add(time.Hour), Ended: jan.Add(2 * time.Hour), Share: -1}
	tally.Add(&v, "", "", []fact.Fact{{Kind: fact.ApologyMade, At: jan.Add(3 * time.Hour)}})
	i := slices.IndexFunc(tally.Lines(), func(l Line) bool { return l.Promise == "plan" })
	if got := tally.Protected(nil)[i].Amends; !slices.Equal(got, []Amend{{By: DoneLate, N: 1, Median: time.Hour.Milliseconds(), Worst: time.Hour.Milliseconds()}}) {
		t.Errorf("%+v", got)
	}
}
