package charter_test

import (
	"testing"

	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
)

func TestSupposeChangesACopy(t *testing.T) {
	t.Parallel()
	files := shipped(t, charters.Wonju)
	c := parse(t, files, string(files[charter.Main]))
	was := c.Promise("phone.rings").LimitText()
	two := calendar.Limit{Count: 2, Unit: calendar.Rings}
	other, err := c.Suppose(charter.Suppose{Limits: map[string]calendar.Limit{"phone.rings": two}})
	if err != nil {
		t.Fatal(err)
	}
	if got := other.Promise("phone.rings").LimitText(); got != "2 rings" || c.Promise("phone.rings").LimitText() != was {
		t.Errorf("supposed %s; the charter says %s", got, c.Promise("phone.rings").LimitText())
	}
	earlier, later := civil.Date{Year: 2025, Month: 3, Day: 1}, civil.Date{Year: 2027, Month: 3, Day: 1}
	for _, from := range []civil.Date{earlier, later} {
		want := c.From
		if from == earlier {
			want = earlier
		}
		if sooner, err := c.Suppose(charter.Suppose{From: from}); err != nil || sooner.From != want {
			t.Errorf("supposed from %s, it is in force from %s, %v", from, sooner.From, err)
		}
	}
	for i, p := range other.Promises {
		if other.Promise(p.ID) != p || p.ID != c.Promises[i].ID {
			t.Errorf("%s is found as another promise", p.ID)
		}
	}
	for name, wrong := range map[string]charter.Suppose{
		"no such promise":       {Limits: map[string]calendar.Limit{"nothing": two}},
		"no limit of its own":   {Limits: map[string]calendar.Limit{"case.deadline": two}},
		"rings of what is sent": {Limits: map[string]calendar.Limit{"remote.procedure": two}},
	} {
		if _, err := c.Suppose(wrong); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
