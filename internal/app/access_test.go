package app_test

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

// TestOneReadingIsOneRow proves that whoever works a case is not logged at every load of its page, while another reader,
// another reason, another place and a later time are readings of their own.
func TestOneReadingIsOneRow(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", oneReadingIsOneRow)
}

func oneReadingIsOneRow(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	colleague := o.Staff("lee", app.Officer, "general_affairs", "petition")
	admin := o.Staff("admin", app.Admin, "", "")
	r, _ := o.File(o.Petition())
	second, _ := o.File(o.Petition())
	elsewhere := officer
	elsewhere.From = "192.0.2.7"
	for _, step := range []struct {
		name   string
		wait   time.Duration
		actor  app.Actor
		caseID string
		reason string
		rows   int // of the first case, after it
	}{
		{"the first reading", 0, officer, r.Case, "", 1},
		{"loaded again after an act", time.Minute, officer, r.Case, "", 1},
		{"loaded again just before the end", 14*time.Minute - time.Microsecond, officer, r.Case, "", 1},
		{"a quarter of an hour after the row", time.Microsecond, officer, r.Case, "", 2},
		{"another reader", time.Second, colleague, r.Case, "", 3},
		{"another reason", time.Second, officer, r.Case, "citizen_asked", 4},
		{"another place", time.Second, elsewhere, r.Case, "", 5},
		{"another case", time.Second, officer, second.Case, "", 5},
		{"the same again", time.Second, officer, r.Case, "citizen_asked", 5},
		{"the next day", 24 * time.Hour, officer, r.Case, "", 6},
	} {
		o.Advance(step.wait)
		must(o.OpenCase(o.Context(), step.actor, step.caseID, step.reason))(t)
		if log := must(o.AccessLog(o.Context(), admin, r.Case, 100))(t); len(log) != step.rows {
			t.Fatalf("%s: %d rows, want %d: %+v", step.name, len(log), step.rows, log)
		}
	}
	if log := must(o.AccessLog(o.Context(), admin, second.Case, 100))(t); len(log) != 1 {
		t.Errorf("the other case has %d rows", len(log))
	}
}
