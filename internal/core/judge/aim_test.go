package judge_test

import (
	"testing"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// TestAimsAreTimedAndNotJudged measures from the arrival, or from when the looking began by the word of the machine that saw it.
func TestAimsAreTimedAndNotJudged(t *testing.T) {
	t.Parallel()
	j := judgeOf(t, "wonju")
	at := func(id string, after time.Duration, contact string, k fact.Kind, via fact.Via, d fact.Data) fact.Fact {
		return fact.Fact{ID: id, Case: "1", Contact: contact, At: epoch.Add(after), Kind: k, Via: via, Data: d}.Normal()
	}
	since := func(after time.Duration) fact.Data { return fact.With("since", epoch.Add(after)) }
	type row struct {
		trigger string
		took    time.Duration
		within  bool
		grade   fact.Grade
	}
	for _, c := range []struct {
		name    string
		promise string
		facts   []fact.Fact
		want    []row
	}{
		{"nothing", "visit.floor_guide", nil, nil},
		{"from the arrival", "visit.floor_guide", []fact.Fact{at("a", 0, "k", fact.VisitArrived, fact.ViaKiosk, nil),
			at("b", 60*time.Second, "k", fact.VisitLocated, fact.ViaDesk, nil)}, []row{{"a", time.Minute, true, fact.Attested}}},
		{"from the beginning that the machine saw", "visit.lift_sign", []fact.Fact{at("a", 70*time.Second, "k", fact.VisitArrived, fact.ViaKiosk, nil),
			at("b", 90*time.Second, "k", fact.VisitLocated, fact.ViaKiosk, since(10*time.Second))}, []row{{"b", 80 * time.Second, false, fact.Measured}}},
		{"without an arrival", "visit.floor_guide", []fact.Fact{at("b", 20*time.Second, "k", fact.VisitLocated, fact.ViaKiosk, since(0))},
			[]row{{"b", 20 * time.Second, true, fact.Measured}}},
		{"without any beginning", "visit.floor_guide", []fact.Fact{at("b", 20*time.Second, "k", fact.VisitLocated, fact.ViaKiosk, nil)}, nil},
		{"a beginning after the end", "visit.floor_guide", []fact.Fact{at("b", 0, "k", fact.VisitLocated, fact.ViaKiosk, since(time.Second))}, nil},
		{"the arrival of another visit", "visit.floor_guide", []fact.Fact{at("a", 0, "other", fact.VisitArrived, fact.ViaKiosk, nil),
			at("b", 20*time.Second, "k", fact.VisitLocated, fact.ViaDesk, nil)}, nil},
		{"the first meeting counts", "visit.door_board", []fact.Fact{at("a", 0, "k", fact.VisitArrived, fact.ViaKiosk, nil),
			at("b", 4*time.Minute, "k", fact.VisitOfficerMet, fact.ViaDesk, nil), at("c", 9*time.Minute, "k", fact.VisitOfficerMet, fact.ViaDesk, nil)},
			[]row{{"a", 4 * time.Minute, true, fact.Attested}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []row
			for _, v := range j.Aims(c.facts, epoch.Add(time.Hour)) {
				if v.Status != judge.Timed {
					t.Errorf("status %s", v.Status)
				}
				if v.Promise == c.promise {
					got = append(got, row{v.Trigger, v.Ended.Sub(v.Started), !v.Ended.After(v.Due), v.Evidence})
				}
			}
			if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			for _, v := range j.Case(c.facts, epoch.Add(time.Hour), judge.Options{}).Verdicts {
				if v.Promise == c.promise {
					t.Errorf("the aim was judged: %+v", v)
				}
			}
		})
	}
}
