package casefile_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// TestOmissions lists of what somebody may say that it was left out: not what a machine saw done, nor what is broken already.
func TestOmissions(t *testing.T) {
	t.Parallel()
	ch := wonju(t)
	greeted := fact.With("stood", true, "phrase", true, "first", true)
	for _, c := range []struct {
		name    string
		via     fact.Via // of the greeting; empty: there was none
		after   time.Duration
		offered bool
		said    bool
	}{
		{"pending", "", 2 * time.Minute, true, false},
		{"unproven the day after", "", 24 * time.Hour, true, false},
		{"attested by an officer", fact.ViaDesk, 2 * time.Minute, true, true},
		{"seen by a machine", fact.ViaKiosk, 2 * time.Minute, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			facts := told("v", fact.VisitArrived, fact.Data{}, fact.VisitGreeted, greeted)
			facts[0].Via, facts[1].Via = fact.ViaKiosk, c.via
			if c.via == "" {
				facts = facts[:1]
			}
			verdicts := judge.New(ch).Case(facts, start.Add(c.after), judge.Options{}).Verdicts
			out := casefile.Omissions(ch, verdicts)
			i := slices.IndexFunc(out, func(o casefile.Omission) bool { return o.Kind == fact.VisitGreeted })
			if (i >= 0) != c.offered || i >= 0 && (out[i].Attested != c.said || out[i].Contact != "v" || !slices.Equal(out[i].Promises, []string{"visit.greeting"})) {
				t.Errorf("offered %+v", out)
			}
		})
	}
}
