package app_test

import (
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
)

func TestHoursAreDrafted(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	d, err := o.Hours(ctx, manager)
	if err != nil || len(d.Weeks) != 2 || !d.Weeks[0].Petition || d.Weeks[0].Desks || !d.Weeks[1].Desks || d.Weeks[1].Calendar != "wonju-desk" || !d.Weeks[1].Editable {
		t.Fatalf("read %+v, %v", d, err)
	}
	days := [7]string{"", "9:00~18:00", "09:00-18:00", "09:00-18:00", "09:00-12:00, 13:00-20:00", "09:00-18:00", "09:00-18:00"}
	if _, err := o.PutHours(ctx, manager, d.Version, "wonju-desk", days); err != nil {
		t.Fatal(err)
	}
	draft, err := o.Draft(ctx, manager)
	if err != nil {
		t.Fatal(err)
	}
	if text := draft.Files["wonju-desk.calendar.yaml"]; !strings.Contains(text, `  fri: ["09:00-12:00", "13:00-20:00"]`) || !strings.Contains(text, "# The hours of this house") {
		t.Errorf("drafted\n%s", text)
	}
	now, err := o.Hours(ctx, manager)
	if err != nil || now.Weeks[0].Changed() || !now.Weeks[1].Changed() || len(now.Weeks[1].Last[4]) != 1 {
		t.Errorf("read %+v, %v", now, err)
	}
	if _, err := o.PutHours(ctx, manager, d.Version, "wonju-desk", [7]string{"10:00-11:00"}); app.FaultOf(err) == nil || app.FaultOf(err).Kind != app.Conflict {
		t.Errorf("over what somebody else saved: %v", err)
	}
	for name, wrong := range map[string][7]string{"mon": {}, "tue": {"09:00-18:00", "18:00-09:00"}, "wed": {"", "", "morning"}} {
		_, err := o.PutHours(ctx, manager, now.Version, "wonju-desk", wrong)
		wantFault(t, err, app.Invalid, name)
	}
	_, err = o.PutHours(ctx, manager, now.Version, "nowhere", days)
	wantFault(t, err, app.Unknown, "")
}
