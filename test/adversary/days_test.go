package adversary

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/verify"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// TestDaysEnteredAheadVerify publishes while special days are entered that do not count yet: one that will, and one that is taken back.
// The figures are those of the days that count, and everybody comes to them, then and after the days have begun to count.
func TestDaysEnteredAheadVerify(t *testing.T) {
	t.Parallel()
	o := &office{Office: harness.New(t, "2026-10-05 09:30")}
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
	from, err := verify.NewSite(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	enter := func(kind app.DayKind, day string) *app.SpecialDay {
		t.Helper()
		date, err := civil.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		d, err := o.EnterDay(o.Context(), manager, app.NewDay{Key: o.NewKey(), Kind: kind, Date: date, Name: "임시 휴관 " + day, Decided: civil.DateOf(o.Now(), time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	good := func(tables int, known *verify.Root) *verify.Root {
		t.Helper()
		r := o.verify(t, verify.Options{From: from, Known: known})
		if !r.Good() || r.Tables != tables {
			t.Errorf("%d tables: %+v", r.Tables, r.Findings)
		}
		return r.Root
	}
	enter(app.DayClosure, "2026-10-20") // counts when the figures are published
	work(o, 6)
	o.Until(harness.At(t, "2026-11-02 08:00"))
	enter(app.DayClosure, "2026-11-10")
	enter(app.DayTemporary, "2026-11-12")
	undone := enter(app.DayClosure, "2026-11-13")
	o.publish(manager, "2026-10", "2026-11-02 09:00")
	first := good(1, nil)
	if err := o.WithdrawDay(o.Context(), manager, undone.ID); err != nil {
		t.Fatal(err)
	}
	work(o, 6)
	o.Advance(48 * time.Hour)
	good(1, first)
	o.publish(manager, "2026-11", "2026-12-02 09:00")
	good(2, first)
	list, err := o.Published(o.Context(), harness.Institution)
	if err != nil || len(list) != 2 || len(list[0].Days) != 3 || len(list[1].Days) != 1 {
		t.Errorf("the publications name %+v, %v", list, err)
	}
}
