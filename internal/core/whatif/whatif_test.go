package whatif

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/judge"
)

func verdict(promise, trigger string, s judge.Status) judge.Verdict {
	return judge.Verdict{Case: "1", Promise: promise, Trigger: trigger, Status: s}
}

func TestAddComparesByPromiseAndTrigger(t *testing.T) {
	t.Parallel()
	c := Comparison{}
	c.Add([]judge.Verdict{verdict("phone.rings", "a", judge.Kept), verdict("phone.rings", "b", judge.Kept), verdict("old", "c", judge.Broken)},
		[]judge.Verdict{verdict("phone.rings", "a", judge.Broken), verdict("phone.rings", "b", judge.Kept), verdict("new", "c", judge.Pending)})
	want := []Difference{
		{Case: "1", Promise: "phone.rings", Trigger: "a", Was: judge.Kept, Would: judge.Broken},
		{Case: "1", Promise: "old", Trigger: "c", Was: judge.Broken},
		{Case: "1", Promise: "new", Trigger: "c", Would: judge.Pending},
	}
	if diff := cmp.Diff(want, c.Differences); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
	if c.Changed() != 3 || c.Instances != 4 {
		t.Errorf("changed %d of %d, want 3 of 4", c.Changed(), c.Instances)
	}
	for _, tally := range c.Tallies() {
		if tally.Promise == "phone.rings" && (tally.Was[judge.Kept] != 2 || tally.Would[judge.Kept] != 1 || tally.Would[judge.Broken] != 1) {
			t.Errorf("tally of phone.rings: %+v", tally)
		}
	}
}

func TestOpenInstancesDifferByTheirDueInstant(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	due := func(trigger string, s judge.Status, at time.Time) judge.Verdict {
		v := verdict("case.deadline", trigger, s)
		v.Due = at
		return v
	}
	c := Comparison{}
	c.Add([]judge.Verdict{due("a", judge.Pending, noon), due("b", judge.Pending, noon), due("c", judge.Kept, noon)},
		[]judge.Verdict{due("a", judge.Pending, noon.Add(time.Hour)), due("b", judge.Pending, noon), due("c", judge.Kept, noon.Add(time.Hour))})
	want := []Difference{{Case: "1", Promise: "case.deadline", Trigger: "a", Was: judge.Pending, Would: judge.Pending, WasDue: noon, WouldDue: noon.Add(time.Hour)}}
	if diff := cmp.Diff(want, c.Differences); diff != "" || c.Changed() != 1 {
		t.Errorf("%d changed (-want +got):\n%s", c.Changed(), diff)
	}
}

func TestMostBoundsWhatIsShownNotWhatIsCounted(t *testing.T) {
	t.Parallel()
	c := Comparison{Most: 1}
	c.Add([]judge.Verdict{verdict("p", "a", judge.Kept), verdict("p", "b", judge.Kept)}, nil)
	if len(c.Differences) != 1 || c.Changed() != 2 {
		t.Errorf("kept %d, counted %d; want 1 and 2", len(c.Differences), c.Changed())
	}
}
