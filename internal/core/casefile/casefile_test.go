package casefile_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

var start = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // 10:00 in Seoul

// told makes facts a minute apart from kinds and their data.
func told(contact string, kindsAndData ...any) []fact.Fact {
	var out []fact.Fact
	for i := 0; i < len(kindsAndData); i += 2 {
		at := start.Add(time.Duration(i/2) * time.Minute)
		out = append(out, fact.Fact{ID: fmt.Sprint("f", i/2), Case: "c", Contact: contact, At: at, RecordedAt: at,
			Kind: kindsAndData[i].(fact.Kind), By: "officer:kim", Via: fact.ViaDesk, Data: kindsAndData[i+1].(fact.Data)})
	}
	return out
}

// TestRingingOffersTwoActs proves that with a ringing telephone nothing can be said, taken or ended: it is answered or not.
func TestRingingOffersTwoActs(t *testing.T) {
	t.Parallel()
	st := casefile.Fold(told("k", fact.CallRinging, fact.Data{}), start.Add(time.Second), time.UTC)
	var got []fact.Kind
	for _, a := range casefile.NextActs(wonju(t), &st, nil) {
		got = append(got, a.Kind)
	}
	if want := []fact.Kind{fact.CallAnswered, fact.CallMissed}; !slices.Equal(got, want) {
		t.Errorf("offered %v, want %v", got, want)
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	web := fact.With("channel", "web", "number", "2026-000001")
	none := fact.Data{}
	for _, c := range []struct {
		name    string
		contact string
		facts   []any
		after   time.Duration
		want    casefile.Status
	}{
		{"found the way and asked for nothing", "k", []any{fact.VisitLocated, none}, time.Second, casefile.Closed},
		{"received", "", []any{fact.CaseReceived, web}, time.Hour, casefile.Open},
		{"asked for a supplement", "", []any{fact.CaseReceived, web, fact.CaseSupplementAsked, none}, time.Hour, casefile.Waiting},
		{"supplemented", "", []any{fact.CaseReceived, web, fact.CaseSupplementAsked, none, fact.CaseSupplementReceived, none}, time.Hour, casefile.Open},
		{"answered", "", []any{fact.CaseReceived, web, fact.CaseAnswered, none}, time.Hour, casefile.Answered},
		{"answered and closed", "", []any{fact.CaseReceived, web, fact.CaseAnswered, none, fact.CaseClosed, none}, time.Hour, casefile.Answered},
		{"closed alone", "", []any{fact.CaseReceived, web, fact.CaseClosed, none}, time.Hour, casefile.Closed},
		{"reopened", "", []any{fact.CaseReceived, web, fact.CaseAnswered, none, fact.CaseReopened, none}, time.Hour, casefile.Open},
		{"withdrawn", "", []any{fact.CaseReceived, web, fact.CaseWithdrawn, none}, time.Hour, casefile.Withdrawn},
		{"a visit going on", "v", []any{fact.VisitArrived, none}, time.Hour, casefile.Contact},
		{"a visit of yesterday", "v", []any{fact.VisitArrived, none}, 24 * time.Hour, casefile.Closed},
		{"a visit that ended", "v", []any{fact.VisitArrived, none, fact.VisitLeft, none}, time.Hour, casefile.Closed},
		{"a call with a message", "k", []any{fact.CallAnswered, none, fact.MessageTaken, fact.With("callback", true), fact.CallEnded, none}, time.Hour, casefile.Open},
		{"called back", "k", []any{fact.CallAnswered, none, fact.MessageTaken, none, fact.CallEnded, none, fact.CallbackMade, none}, time.Hour, casefile.Closed},
		{"no call-back wanted", "k", []any{fact.CallAnswered, none, fact.MessageTaken, fact.With("callback", false), fact.CallEnded, none}, time.Hour, casefile.Closed},
		{"a complaint", "", []any{fact.ComplaintReceived, none}, time.Hour, casefile.Open},
		{"a complaint answered", "", []any{fact.ComplaintReceived, none, fact.ComplaintTold, none}, time.Hour, casefile.Closed},
		{"an opinion answered", "", []any{fact.OpinionReceived, none, fact.OpinionTold, none}, time.Hour, casefile.Closed},
		{"an answer taken back", "", []any{fact.CaseReceived, web, fact.CaseAnswered, none, fact.FactRetracted, fact.With("of", "f1")}, time.Hour, casefile.Open},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := casefile.Fold(told(c.contact, c.facts...), start.Add(c.after), seoul)
			if st.Status != c.want {
				t.Errorf("status %s, want %s", st.Status, c.want)
			}
			if st.Status == casefile.Contact && !st.Until.Equal(instant(t, "2026-11-24 00:00")) {
				t.Errorf("a contact lasts until %v", st.Until)
			}
		})
	}
}

// TestOrderDoesNotMatter folds facts in any order.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	facts := told("v", fact.VisitArrived, fact.With("desk", "general"), fact.CaseReceived, fact.With("number", "2026-000001"),
		fact.CaseAssigned, fact.With("officer", "lee"), fact.ComplaintReceived, fact.With("about", "late"),
		fact.ComplaintTold, fact.With("of", "f3"), fact.CaseAnswered, fact.Data{})
	want := casefile.Fold(facts, start.Add(time.Hour), seoul)
	rapid.Check(t, func(r *rapid.T) {
		mixed := rapid.Permutation(facts).Draw(r, "order")
		if diff := cmp.Diff(want, casefile.Fold(mixed, start.Add(time.Hour), seoul)); diff != "" {
			r.Fatal(diff)
		}
	})
}

// TestNextActsAreLawful walks through random lives of a case, always doing something that was offered.
func TestNextActsAreLawful(t *testing.T) {
	t.Parallel()
	ch := wonju(t)
	j := judge.New(ch)
	rapid.Check(t, func(r *rapid.T) {
		facts := told("", fact.CaseReceived, fact.With("channel", "post", "service", "question", "number", "2026-000001"))
		now := start
		for step := range rapid.IntRange(1, 12).Draw(r, "steps") {
			st := casefile.Fold(facts, now, seoul)
			acts := casefile.NextActs(ch, &st, j.Case(facts, now, judge.Options{}).Verdicts)
			for i := range acts {
				if !casefile.Lawful(&st, acts[i].Kind) {
					r.Fatalf("%s is offered in status %s and is not lawful", acts[i].Kind, st.Status)
				}
				if i > 0 && !acts[i].Due.IsZero() && (acts[i-1].Due.IsZero() || acts[i].Due.Before(acts[i-1].Due)) {
					r.Fatalf("%s due %v stands after %s due %v", acts[i].Kind, acts[i].Due, acts[i-1].Kind, acts[i-1].Due)
				}
			}
			if len(acts) == 0 {
				return
			}
			a := rapid.SampledFrom(acts).Draw(r, "act")
			now = now.Add(time.Hour)
			facts = append(facts, fact.Fact{ID: fmt.Sprint("g", step), Case: "c", Contact: a.Contact, At: now, RecordedAt: now, Kind: a.Kind,
				By: "officer:kim", Via: fact.ViaDesk, Data: fact.With("of", a.Of, "ground", "site_check", "consent", true)})
		}
	})
}

// TestWhatACheckBeganIsDue: the acts that keep promises from a check or a review say by when, as those from what was received do.
func TestWhatACheckBeganIsDue(t *testing.T) {
	t.Parallel()
	ch := wonju(t)
	facts := told("", fact.OpinionReceived, fact.Data{}, fact.OpinionReviewed, fact.With("of", "f0", "improvable", "now"),
		fact.ComplaintReceived, fact.With("about", "rude_phone", "officer", "lee"), fact.ComplaintChecked, fact.With("of", "f2", "founded", true))
	now := start.Add(time.Hour)
	st := casefile.Fold(facts, now, seoul)
	got := map[fact.Kind]string{}
	for _, a := range casefile.NextActs(ch, &st, judge.New(ch).Case(facts, now, judge.Options{}).Verdicts) {
		if a.Of != "" && !a.Due.IsZero() {
			got[a.Kind] = a.Promise
		}
	}
	for kind, want := range map[fact.Kind]string{fact.ImprovementMade: "voice.improve_now", fact.TrainingDone: "remedy.training"} {
		if got[kind] != want {
			t.Errorf("%s is due by the promise %q, want %s", kind, got[kind], want)
		}
	}
}

func TestExtensionIsOfferedTwiceAtMost(t *testing.T) {
	t.Parallel()
	facts := told("", fact.CaseReceived, fact.Data{}, fact.CaseAccepted, fact.Data{})
	for n, want := range []bool{true, true, false} {
		st := casefile.Fold(facts, start.Add(time.Hour), seoul)
		if got := casefile.CanExtend(&st); got != want {
			t.Errorf("after %d extensions: %v, want %v", n, got, want)
		}
		facts = append(facts, fact.Fact{ID: fmt.Sprint("x", n), Case: "c", At: start.Add(30 * time.Minute), Kind: fact.CaseExtended}.Normal())
	}
}

func TestEveryFieldCanBeFilledIn(t *testing.T) {
	t.Parallel()
	for k := fact.Kind(1); int(k) < fact.KindCount; k++ {
		names := map[string]bool{}
		for _, f := range casefile.Fields(k) {
			if names[f.Name] {
				t.Errorf("%s asks for %s twice", k, f.Name)
			}
			names[f.Name] = true
			if (f.Type == casefile.TypeChoice) != (len(f.Choices) > 0) {
				t.Errorf("%s: %s is of type %s with choices %v", k, f.Name, f.Type, f.Choices)
			}
		}
	}
	if forbidden := []string{"workload", "overload", "absence", "late_assignment"}; slices.ContainsFunc(casefile.Grounds(), func(g string) bool {
		return slices.Contains(forbidden, g)
	}) {
		t.Error("a ground that the decree forbids is offered")
	}
}
