package stats

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// numbers are the columns of a figure that add up.
func numbers(f *Figure) string {
	voids := map[string]int{}
	for _, v := range f.Void {
		voids[v.By] += v.N
	}
	return fmt.Sprint(f.Kept, f.Broken, f.Unproven, f.Open, f.Overdue, voids, f.Grades, f.Margin.N, f.Stood)
}

// TestPartsMakeTheWhole counts verdicts of any status, started and due around the bounds of the period: every verdict of the period is in
// one column of the whole, and months, desks and channels each add up to it.
func TestPartsMakeTheWhole(t *testing.T) {
	t.Parallel()
	ch := sketch(t)
	until := jan.AddDate(0, 3, 0)
	rapid.Check(t, func(rt *rapid.T) {
		asOf := until.Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(rt, "as of")) * time.Hour)
		tally, within := NewTally(ch, nil, jan, until, asOf), 0
		for range rapid.IntRange(0, 60).Draw(rt, "verdicts") {
			v := judge.Verdict{Promise: "call", Status: judge.Status(rapid.IntRange(int(judge.Pending), int(judge.Void)).Draw(rt, "status")), Share: -1,
				Evidence: fact.Grade(rapid.IntRange(1, 4).Draw(rt, "grade")), Started: jan.Add(time.Duration(rapid.IntRange(-200, 2400).Draw(rt, "started")) * time.Hour)}
			v.Due = v.Started.Add(time.Duration(rapid.IntRange(0, 1000).Draw(rt, "due")) * time.Hour)
			if v.Status != judge.Pending {
				v.Ended = v.Started.Add(time.Duration(rapid.IntRange(0, 1000).Draw(rt, "ended")) * time.Hour)
			}
			if !v.Started.Before(jan) && v.Started.Before(until) && !v.Started.After(asOf) {
				within++
			}
			tally.Add(&v, rapid.SampledFrom([]string{"", "a", "b"}).Draw(rt, "desk"), rapid.SampledFrom([]string{"phone", "visit"}).Draw(rt, "channel"), nil)
		}
		for _, l := range tally.Lines() {
			if l.Promise != "call" {
				continue
			}
			if l.Whole.Total() != within || l.Whole.Judged()+l.Whole.Unproven+l.Whole.Open+l.Whole.Voids() != within {
				rt.Fatalf("%d verdicts of the period, %+v", within, l.Whole)
			}
			for name, parts := range map[string][]Part{"months": l.Months, "desks": l.Desks, "channels": l.Channels} {
				sum := content{void: map[string]int{}}
				for i := range parts {
					part := content{figure: parts[i].Figure, margins: make([]int64, parts[i].Margin.N), void: map[string]int{}}
					for _, v := range parts[i].Void {
						part.void[v.By] = v.N
					}
					sum.join(&part)
				}
				if got := sum.finish(); numbers(&got) != numbers(&l.Whole) {
					rt.Fatalf("the %s come to %s, the whole is %s", name, numbers(&got), numbers(&l.Whole))
				}
			}
		}
	})
}

// TestWhatFellAwayByAnEarlierVersion: a case is judged by the version of then, and so is the reason why its promise fell away.
func TestWhatFellAwayByAnEarlierVersion(t *testing.T) {
	t.Parallel()
	version := func(void ...charter.Pattern) *charter.Charter {
		ch := *sketch(t)
		call := *ch.Promise("call")
		call.Void = void
		ch.Promises = []*charter.Promise{&call}
		return &ch
	}
	tally := NewTally(version(), []*charter.Charter{version(charter.Pattern{Kind: fact.CallMisdialled})}, jan, feb, feb)
	v := judge.Verdict{Promise: "call", Status: judge.Void, Started: jan, Ended: jan.Add(time.Second), Share: -1}
	tally.Add(&v, "hall", "phone", []fact.Fact{{Kind: fact.CallMisdialled, At: v.Ended}})
	if got := tally.Lines()[0].Whole.Void; len(got) != 1 || got[0] != (Voided{By: "call.misdialled", N: 1}) {
		t.Errorf("it fell away by %+v", got)
	}
}
