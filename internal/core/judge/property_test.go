package judge_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// charterNames are those that the properties hold for.
var charterNames = []string{"wonju", "examples/haeon", "late"}

func drawJudge(t *testing.T, r *rapid.T) *judge.Judge {
	return judgeOf(t, rapid.SampledFrom(charterNames).Draw(r, "charter"))
}

func same(t *rapid.T, what string, want, got []judge.Verdict) {
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s:\n%s", what, diff)
	}
}

func TestOrderAndDoublesDoNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, true)
		now := instantAfter(r, epoch)
		want := j.Case(facts, now, judge.Options{})
		shuffled := rapid.Permutation(facts).Draw(r, "order")
		before := slices.Clone(shuffled)
		got := j.Case(shuffled, now, judge.Options{Explain: true})
		if diff := cmp.Diff(before, shuffled, cmp.AllowUnexported(fact.Value{})); diff != "" {
			r.Fatalf("the facts given were changed:\n%s", diff)
		}
		for i := range got.Verdicts {
			got.Verdicts[i].Why = nil
		}
		same(r, "another order", want.Verdicts, got.Verdicts)
		if !want.Next.Equal(got.Next) {
			r.Fatalf("another order changes when the verdicts change: %s, %s", want.Next, got.Next)
		}
		same(r, "every fact twice", want.Verdicts, j.Case(slices.Concat(shuffled, facts), now, judge.Options{}).Verdicts)
	})
}

func TestNothingChangesBeforeNext(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, true)
		now := instantAfter(r, epoch)
		for range rapid.IntRange(0, 5).Draw(r, "turns") { // instants at which something changes are the ones to look at
			if next := j.Case(facts, now, judge.Options{}).Next; !next.IsZero() {
				now = next
			}
		}
		got := j.Case(facts, now, judge.Options{})
		end := got.Next
		if end.IsZero() {
			end = now.AddDate(3, 0, 0)
		}
		if !end.After(now) {
			r.Fatalf("next is %s at %s", end, now)
		}
		for _, at := range []time.Time{now.Add(end.Sub(now) / 3), instantAfter(r, now), end.Add(-time.Microsecond)} {
			if at.Before(end) {
				same(r, "between "+now.String()+" and "+end.String()+", at "+at.String(), got.Verdicts, j.Case(facts, at, judge.Options{}).Verdicts)
			}
		}
	})
}

// TestNextMakesProgress follows Next: the clocks of a case end after a few steps, those of the institution go on by days.
func TestNextMakesProgress(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, true)
		now := epoch
		for step := 0; ; step++ {
			got := j.Case(facts, now, judge.Options{})
			if got.Next.IsZero() {
				return
			}
			if facts[0].Case == fact.Institution && got.Next.Sub(epoch) > 365*24*time.Hour {
				return
			}
			if limit := 4*len(facts) + 4*len(got.Verdicts) + 800; step > limit {
				r.Fatalf("%d steps only led to %s", step, got.Next)
			}
			now = got.Next
		}
	})
}

func TestTimeAloneSettlesNothingTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, true)
		now := instantAfter(r, epoch)
		facts = slices.DeleteFunc(facts, func(f fact.Fact) bool { return f.Known().After(now) })
		if _, next := fact.Effective(facts, now); !next.IsZero() || len(facts) == 0 {
			r.Skip("a fact is still to come")
		}
		later := j.Case(facts, instantAfter(r, now.Add(time.Second)), judge.Options{}).Verdicts
		for _, v := range j.Case(facts, now, judge.Options{}).Verdicts {
			i := slices.IndexFunc(later, func(w judge.Verdict) bool { return w.Promise == v.Promise && w.Trigger == v.Trigger })
			switch {
			case i < 0:
				r.Fatalf("%s of %s is no instance any more", v.Promise, v.Trigger)
			case v.Status.Settled() && (later[i].Status != v.Status || later[i].Evidence != v.Evidence || !later[i].Ended.Equal(v.Ended)):
				r.Fatalf("%s of %s was %s and is %s", v.Promise, v.Trigger, v.Status, later[i].Status)
			case v.Status == judge.Pending && v.Promise != "survey.yearly" && later[i].Status == judge.Void:
				r.Fatalf("%s of %s is void by time alone", v.Promise, v.Trigger)
			}
		}
	})
}

// TestTurnByTurn judges as the engine does: at every fact and at every next instant, recording each breach that has a
// remedy. The verdicts at the end are those of judging once.
func TestTurnByTurn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, false)
		facts = slices.DeleteFunc(facts, func(f fact.Fact) bool { return f.Kind == fact.PromiseBroken })
		end := instantAfter(r, epoch.Add(48*time.Hour))
		var record []fact.Fact
		var got judge.Result
		for now := epoch; !now.After(end); {
			got = j.Case(slices.Concat(facts, record), now, judge.Options{})
			for i := range got.Verdicts {
				record = append(record, breach(j.Charter(), &got.Verdicts[i], record, now)...)
			}
			if got.Next.IsZero() || got.Next.After(end) {
				break
			}
			now = got.Next
		}
		same(r, "turn by turn", j.Case(facts, end, judge.Options{}).Verdicts, j.Case(slices.Concat(facts, record), end, judge.Options{}).Verdicts)
		same(r, "at the last turn", j.Case(facts, end, judge.Options{}).Verdicts, got.Verdicts)
	})
}

// breach records a broken promise once.
func breach(c *charter.Charter, v *judge.Verdict, record []fact.Fact, now time.Time) []fact.Fact {
	id := judge.BreachTrigger(v.Promise, v.Trigger)
	if v.Status != judge.Broken || slices.ContainsFunc(record, func(f fact.Fact) bool { return f.ID == id }) ||
		!slices.ContainsFunc(c.Promises, func(p *charter.Promise) bool { return slices.Contains(p.BrokenOf, v.Promise) }) {
		return nil
	}
	return []fact.Fact{{ID: id, Case: v.Case, At: now, RecordedAt: now, Kind: fact.PromiseBroken, By: "system", Via: fact.ViaSystem,
		Data: fact.With("promise", v.Promise, "trigger", v.Trigger)}}
}

// TestABreachIsNeverTakenBack adds facts as they happen, none of them late: what the office does later turns no broken
// promise into one that is kept, or that can still be kept.
func TestABreachIsNeverTakenBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, false)
		facts = slices.DeleteFunc(facts, func(f fact.Fact) bool { return f.Kind == fact.ActOmitted }) // a stronger witness may refute it
		for i := range facts {
			facts[i].RecordedAt, facts[i].Precision, facts[i].Contact = facts[i].At, 0, "c1"
		}
		now := epoch.Add(-time.Microsecond)
		var broken []judge.Verdict
		for n := 0; n <= len(facts); n++ {
			if n < len(facts) {
				now = facts[n].At.Add(-time.Microsecond)
			} else {
				now = instantAfter(r, now)
			}
			verdicts := j.Case(facts[:n], now, judge.Options{}).Verdicts
			for _, was := range broken {
				i := slices.IndexFunc(verdicts, func(v judge.Verdict) bool { return v.Promise == was.Promise && v.Trigger == was.Trigger })
				if i >= 0 && (verdicts[i].Status == judge.Kept || verdicts[i].Status == judge.Pending) {
					r.Fatalf("%s of %s was broken and is %s", was.Promise, was.Trigger, verdicts[i].Status)
				}
			}
			for _, v := range verdicts {
				if v.Status == judge.Broken && !openToProof(j.Charter(), v.Promise) {
					broken = append(broken, v)
				}
			}
		}
	})
}

// openToProof tells whether what comes later may show that the promise, or one that it is the remedy of, was not broken: a
// machine counts the rings of a bell that is slower than the charter's, and a contact that goes on past midnight was only
// taken for ended at 24:00.
func openToProof(c *charter.Charter, id string) bool {
	p := c.Promise(id)
	return p.Shape == charter.AtLeast || p.Limit.Unit == calendar.Rings ||
		slices.ContainsFunc(p.BrokenOf, func(of string) bool { return openToProof(c, of) })
}

func TestRetractingEverythingLeavesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, true)
		now := epoch.AddDate(2, 0, 0)
		for i := range facts {
			facts[i].Case = "1"
			facts = append(facts, fact.Fact{ID: "r" + facts[i].ID, Case: "1", At: now, Kind: fact.FactRetracted, Via: fact.ViaDesk,
				Data: fact.With("of", facts[i].ID)}.Normal())
		}
		if got := j.Case(facts, now, judge.Options{}); len(got.Verdicts) > 0 || !got.Next.IsZero() {
			r.Fatalf("%d verdicts are left, next %s: %+v", len(got.Verdicts), got.Next, got.Verdicts)
		}
	})
}

// FuzzCase judges whatever facts can be read from JSON lines.
func FuzzCase(f *testing.F) {
	f.Add([]byte(`{"id":"a","case":"1","at":"2026-11-24T10:00:00+09:00","kind":"case.received","data":{"channel":"web","due":"9 days by law"}}
{"id":"b","case":"1","at":"2026-11-25T10:00:00+09:00","kind":"case.supplement_asked"}
{"id":"c","case":"1","at":"2026-12-25T10:00:00+09:00","kind":"case.extended","data":{"until":"2027-01-05","ground":"x"}}`), int64(0))
	f.Add([]byte(`{"id":"a","case":"institution","at":"2026-11-24T10:00:00+09:00","kind":"item.down","data":{"item":"copier","count":-3}}`), int64(86400))
	f.Fuzz(func(t *testing.T, lines []byte, after int64) {
		var facts []fact.Fact
		for line := range bytes.Lines(lines) {
			if fc, err := fact.Parse(bytes.TrimSpace(line)); err == nil && len(facts) < 40 {
				if fc.Case != fact.Institution {
					fc.Case = "1"
				}
				if len(facts) > 0 {
					fc.Case = facts[0].Case
				}
				facts = append(facts, fc)
			}
		}
		now := epoch.Add(time.Duration(after%(20*365*86400)) * time.Second)
		for _, name := range charterNames {
			j := judgeOf(t, name)
			want := j.Case(facts, now, judge.Options{Explain: true})
			slices.Reverse(facts)
			got := j.Case(facts, now, judge.Options{Explain: true})
			for i := range want.Verdicts {
				if len(want.Verdicts[i].Why) == 0 || want.Verdicts[i].Status == 0 {
					t.Fatalf("a verdict without a reason: %+v", want.Verdicts[i])
				}
			}
			if len(want.Verdicts) != len(got.Verdicts) || !want.Next.Equal(got.Next) || !want.Next.IsZero() && !want.Next.After(now) {
				t.Fatalf("%d verdicts until %s, or %d until %s, at %s", len(want.Verdicts), want.Next, len(got.Verdicts), got.Next, now)
			}
		}
	})
}
