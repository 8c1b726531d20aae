package app_test

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/stats"
	"jikim/test/harness"
)

// TestWayIsTimed measures how long visitors looked for an office: they are nobody's visitors, and the figures show the times.
func TestWayIsTimed(t *testing.T) {
	t.Parallel()
	harness.Both(t, openDay, func(t *testing.T, o *harness.Office) {
		kiosk, officer := o.Device(app.Kiosk, app.Place{}), o.Staff("kim", app.Officer, "general_affairs", "petition")
		for i := range 5 {
			w := app.Located{Key: o.NewKey(), Since: o.Clock.Now(), Place: "reading_room"}
			o.Advance(time.Duration(i+1) * 20 * time.Second)
			for range 2 { // the same form twice
				if err := o.Locate(o.Context(), kiosk, w); err != nil {
					t.Fatal(err)
				}
			}
		}
		if waiting := must(o.Waiting(o.Context(), officer, ""))(t); len(waiting) != 0 {
			t.Errorf("somebody waits: %+v", waiting)
		}
		looked := o.Clock.Now()
		o.Advance(30 * time.Second)
		got := arrive(t, o, kiosk, app.Arrival{Desk: "petition", Looked: looked})
		if kinds := o.Kinds(got.Case); len(kinds) != 2 || kinds[1] != fact.VisitLocated {
			t.Errorf("recorded %v", kinds)
		}
		if f := o.Stored(got.Case).Facts[1]; f.Grade() != fact.Measured || f.By != "device:"+kiosk.Device {
			t.Errorf("recorded %+v", f)
		}
		if late := arrive(t, o, kiosk, app.Arrival{Desk: "petition", Looked: looked.Add(-app.LongestLook)}); len(o.Kinds(late.Case)) != 1 {
			t.Error("a look of long ago was counted")
		}
		want := stats.Took{N: 6, Within: 4, Median: 40 * time.Second, Ninety: 100 * time.Second, Grades: [5]int{fact.Measured: 6}}
		for range 2 {
			row := must(o.FreshFigures(o.Context(), harness.Institution, ""))(t).Table.Row("visit.lift_sign")
			if row == nil || row.Aim != want || row.Judged != 0 {
				t.Errorf("figures %+v, want %+v", row, want)
			}
			must(o.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t) // and from the facts alone
		}
	})
}

func TestWayThatCannotBeTimed(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	kiosk := o.Device(app.Kiosk, app.Place{})
	now := o.Clock.Now()
	for field, w := range map[string]app.Located{
		"key": {Since: now}, "since": {Key: o.NewKey(), Since: now.Add(time.Second)}, "place": {Key: o.NewKey(), Since: now, Place: "nowhere"},
	} {
		wantFault(t, o.Locate(o.Context(), kiosk, w), app.Invalid, field)
	}
	wantFault(t, o.Locate(o.Context(), kiosk, app.Located{Key: o.NewKey()}), app.Invalid, "since")
	wantFault(t, o.Locate(o.Context(), kiosk, app.Located{Key: o.NewKey(), Since: now.Add(-app.LongestLook - time.Second)}), app.Invalid, "since")
}
