package judge_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// TestContactsOfALargeCaseAreToldApart judges many messages of one case, answered in the opposite order: by contact in one
// half, by the message that an answer names in the other. They come out as when each contact is a case of its own.
func TestContactsOfALargeCaseAreToldApart(t *testing.T) {
	t.Parallel()
	j := judgeOf(t, "sketch")
	const n = 60
	now := epoch.Add(30 * 24 * time.Hour)
	var all []fact.Fact
	var want []judge.Verdict
	for i := range n {
		taken := fact.Fact{ID: fmt.Sprintf("m%02d", i), Case: "1", At: epoch.Add(time.Duration(i) * time.Second), Kind: fact.MessageTaken, Via: fact.ViaDesk}
		made := fact.Fact{ID: fmt.Sprintf("b%02d", i), Case: "1", At: epoch.Add(time.Duration(90*60-2*i) * time.Second), Kind: fact.CallbackMade, Via: fact.ViaDesk}
		if taken.Contact = fmt.Sprintf("c%02d", i); i%2 == 0 {
			made.Contact = taken.Contact
		} else {
			made.Data = fact.With("of", taken.ID)
		}
		own := []fact.Fact{taken.Normal(), made.Normal()}
		all = append(all, own...)
		want = append(want, j.Case(own, now, judge.Options{Promise: "phone.callback"}).Verdicts...)
	}
	got := j.Case(all, now, judge.Options{Promise: "phone.callback"}).Verdicts
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
