package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

// TestOutIsSeenAtOnce goes out for an hour: door, room and finder say when the officer is back and not why, and say that he is in again when
// the hour is over or he has come back.
func TestOutIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-24 10:00", func(t *testing.T, o *harness.Office) {
		kim := o.Staff("kim", app.Officer, "general_affairs", "")
		lee := o.Staff("lee", app.Officer, "library_information", "general")
		door := o.Device(app.Door, app.Place{Kind: app.InDepartment, ID: "general_affairs"})
		visitor := app.Citizen(harness.Institution, "")
		seen := func() []app.Whereabouts {
			t.Helper()
			b := must(o.DoorBoard(o.Context(), door))(t)
			out := []app.Whereabouts{b.Departments[0].Members[0].Now}
			room := must(o.Room(o.Context(), visitor, "general_affairs_office"))(t)
			out = append(out, room.Staff[0].Now)
			for _, f := range must(o.Find(o.Context(), visitor, "담당 kim", 0))(t).Found {
				if f.Kind == app.FoundStaff && f.Name.KO == "담당 kim" {
					out = append(out, *f.Now)
				}
			}
			if len(out) != 3 || slices.ContainsFunc(out, func(w app.Whereabouts) bool { return w != out[0] }) {
				t.Fatalf("they differ: %+v", out)
			}
			return out
		}
		if w := seen()[0]; !w.Here {
			t.Fatalf("at work: %+v", w)
		}
		back := harness.At(t, "2026-11-24 11:00")
		if err := o.StepOut(o.Context(), kim, app.NewOut{Why: "training", Back: back}); err != nil {
			t.Fatal(err)
		}
		if w := seen()[0]; w.Here || !w.Away || !w.Back.Equal(back) || w.Instead != "" {
			t.Errorf("out: %+v", w)
		}
		for _, p := range must(o.StaffPresence(o.Context(), lee))(t) { // colleagues know why
			if p.ID == kim.Account && (p.Out == nil || p.Out.Why != "training" || p.State.Here) || p.ID != kim.Account && p.Out != nil {
				t.Errorf("colleagues see %+v", p)
			}
		}
		o.Until(back)
		if w := seen()[0]; !w.Here {
			t.Errorf("the hour is over: %+v", w)
		}
		if err := o.StepOut(o.Context(), kim, app.NewOut{}); err != nil {
			t.Fatal(err)
		}
		if w := seen()[0]; w.Here || !w.Away || !w.Back.IsZero() {
			t.Errorf("out without a word: %+v", w)
		}
		if err := o.ComeBack(o.Context(), kim, ""); err != nil {
			t.Fatal(err)
		}
		if w := seen()[0]; !w.Here {
			t.Errorf("back: %+v", w)
		}
		o.Until(harness.At(t, "2026-11-24 18:00"))
		if w := seen()[0]; w.Here || w.Away || !w.Back.Equal(harness.At(t, "2026-11-25 09:00")) {
			t.Errorf("after work: %+v", w)
		}
		away := app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: date(t, "2026-11-25"), Until: date(t, "2026-11-26")}
		if err := o.EnterAbsence(o.Context(), kim, away); err != nil {
			t.Fatal(err)
		}
		o.Until(harness.At(t, "2026-11-25 10:00"))
		if w := seen()[0]; w.Here || w.Instead != "담당 lee" || !w.Back.Equal(harness.At(t, "2026-11-27 09:00")) {
			t.Errorf("on leave: %+v", w)
		}
	})
}

func TestOutIsChecked(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	now := o.Clock.Now()
	wantFault(t, o.StepOut(o.Context(), kim, app.NewOut{Why: "sick"}), app.Invalid, "why")
	wantFault(t, o.StepOut(o.Context(), kim, app.NewOut{Back: now}), app.Invalid, "back")
	wantFault(t, o.StepOut(o.Context(), kim, app.NewOut{Back: now.Add(24 * time.Hour)}), app.Invalid, "back")
	for _, d := range must(o.Store.ListDocuments(o.Context(), harness.Institution, "out"))(t) {
		t.Errorf("kept %s", strings.TrimSpace(string(d.Body)))
	}
}

// TestReachable says whether an officer can be called: not when he is out, but when somebody stands in for him who is here.
func TestReachable(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lee := o.Staff("lee", app.Officer, "library_information", "general")
	reach := func(want bool) {
		t.Helper()
		if got, w, err := o.Reach(o.Context(), lee, kim.Account); err != nil || got != want {
			t.Errorf("reached %v, %+v, %v", got, w, err)
		}
	}
	reach(true)
	if err := o.StepOut(o.Context(), kim, app.NewOut{}); err != nil {
		t.Fatal(err)
	}
	reach(false)
	if err := o.EnterAbsence(o.Context(), kim, app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: date(t, "2026-11-24"), Until: date(t, "2026-11-24")}); err != nil {
		t.Fatal(err)
	}
	reach(true)
	if err := o.StepOut(o.Context(), lee, app.NewOut{}); err != nil {
		t.Fatal(err)
	}
	reach(false)
}

// TestDeskShowsTheCasesOfTheAbsent opens the inbox of a substitute of another desk on his own desk: the cases for which he stands in are in it,
// each once, in order, over several pages.
func TestDeskShowsTheCasesOfTheAbsent(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lee := o.Staff("lee", app.Officer, "library_information", "general")
	lead := o.Staff("lead", app.Lead, "general_affairs", "petition")
	var all []string
	for i := range 6 {
		r, _ := o.File(o.Petition())
		all = append(all, r.Case)
		desk := ""
		if i%3 == 0 {
			desk = "general" // a case of kim at the desk of lee: it is in both lists
		}
		must(o.Assign(o.Context(), lead, "", r.Case, kim.Account, desk))(t)
		o.Advance(time.Minute)
	}
	page := func(limit int) []string {
		t.Helper()
		var out []string
		for cursor := ""; ; {
			p := must(o.Inbox(o.Context(), lee, app.InboxFilter{Desk: "general", Covering: true, Limit: limit, Cursor: cursor}))(t)
			for i := range p.Rows {
				out = append(out, p.Rows[i].Case)
			}
			if cursor = p.Cursor; cursor == "" {
				return out
			}
		}
	}
	if got := page(50); !slices.Equal(got, []string{all[0], all[3]}) {
		t.Errorf("before: %v", got)
	}
	if err := o.EnterAbsence(o.Context(), kim, app.NewAbsence{Account: kim.Account, Substitute: lee.Account, From: date(t, "2026-11-23"), Until: date(t, "2026-11-24")}); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{50, 2, 4} {
		if got := page(limit); !slices.Equal(got, all) {
			t.Errorf("in pages of %d: %v, want %v", limit, got, all)
		}
	}
}
