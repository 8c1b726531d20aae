package app_test

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

func date(t *testing.T, text string) civil.Date {
	t.Helper()
	return must(civil.ParseDate(text))(t)
}

// holiday is a temporary holiday on a Friday, decided on the day it is entered.
func holiday(t *testing.T) app.NewDay {
	return app.NewDay{Key: "k", Kind: app.DayTemporary, Name: "임시공휴일", Date: date(t, "2026-11-27"), Decided: date(t, "2026-11-23")}
}

func deadline(o *harness.Office, caseID string) string {
	o.T.Helper()
	v := o.Verdict(caseID, "case.deadline")
	if v == nil || v.Status != judge.Pending {
		o.T.Fatalf("the period of the case: %+v", v)
	}
	return v.Due.In(harness.Wonju(o.T).Petition.Location()).Format("01-02 15:04")
}

// TestTemporaryHolidayMovesPeriods enters a holiday on one of two nodes: the preview says what will move, nothing moves on the
// day on which it is entered, and at midnight the open case is judged anew, by whichever node.
func TestTemporaryHolidayMovesPeriods(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		other := o.Node()
		manager := o.Staff("manager", app.Manager, "", "")
		r, citizen := o.File(o.Petition())
		o.Advance(time.Minute)
		if got := deadline(o, r.Case); got != "12-02 00:00" {
			t.Fatalf("the period ends %s", got)
		}
		p := must(o.PreviewDay(o.Context(), manager, holiday(t)))(t)
		found := false
		for _, m := range p.Moves {
			found = found || m.Case == r.Case && m.Promise == "case.deadline" && m.Due.Sub(m.Was) == 24*time.Hour && m.Number == r.Number
		}
		if !found || p.Cases == 0 || p.Limit < p.Cases {
			t.Errorf("the preview says %+v", p)
		}
		if days := must(o.Days(o.Context(), manager))(t); len(days) != 0 {
			t.Errorf("the preview kept %+v", days)
		}
		day := must(o.EnterDay(o.Context(), manager, holiday(t)))(t)
		if day.Known != date(t, "2026-11-24") || day.By != manager.Account {
			t.Errorf("entered %+v", day)
		}
		again := must(o.EnterDay(o.Context(), manager, holiday(t)))(t)
		if days := must(o.Days(o.Context(), manager))(t); len(days) != 1 || again.ID != day.ID {
			t.Errorf("entered twice: %+v", days)
		}

		later, _ := other.File(other.Petition()) // the other node has not heard of it
		if err := other.Engine.CatchUp(o.Context()); err != nil {
			t.Fatal(err)
		}
		other.Until(harness.At(t, "2026-11-23 23:59"))
		for _, id := range []string{r.Case, later.Case} {
			if got := deadline(o, id); got != "12-02 00:00" {
				t.Errorf("before the holiday counts the period of %s ends %s", id, got)
			}
			if wake := o.Stored(id).Head.WakeAt; !wake.Equal(harness.At(t, "2026-11-24 00:00")) {
				t.Errorf("%s is judged again at %s", id, wake)
			}
		}
		other.Until(harness.At(t, "2026-11-24 00:00"))
		for _, id := range []string{r.Case, later.Case} {
			if got := deadline(o, id); got != "12-03 00:00" {
				t.Errorf("once it counts the period of %s ends %s", id, got)
			}
		}
		explained := false
		for _, v := range must(o.Case(o.Context(), manager, r.Case))(t).Verdicts {
			for _, step := range v.Why {
				explained = explained || v.Promise == "case.deadline" && step.Key == "judge.as_promised"
			}
		}
		if !explained {
			t.Error("the explanation does not say what was promised at first")
		}
		if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Case != r.Case {
			t.Errorf("followed %+v", f)
		}
		rebuiltEqual(t, o, r.Case)
	})
}

// rebuiltEqual rebuilds everything on a node that has just started, and compares the head of a case.
func rebuiltEqual(t *testing.T, o *harness.Office, caseID string) {
	t.Helper()
	was := o.Stored(caseID).Head
	fresh := o.Node()
	must(fresh.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t)
	if now := o.Stored(caseID).Head; !now.BreaksAt.Equal(was.BreaksAt) || len(now.Open) != len(was.Open) {
		t.Errorf("rebuilt: breaks at %s, before %s", now.BreaksAt, was.BreaksAt)
	}
}

// TestOwnDaysLeaveTheLawAlone closes the desks: they are closed, and no period of the law moves.
func TestOwnDaysLeaveTheLawAlone(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	r, _ := o.File(o.Petition())
	closure := app.NewDay{Key: "a", Kind: app.DayClosure, Name: "시설 점검", Date: date(t, "2026-11-26"), Decided: date(t, "2026-11-20")}
	short := app.NewDay{Key: "b", Kind: app.DayHours, Name: "단축 운영", Date: date(t, "2026-11-27"), Decided: date(t, "2026-11-26"), From: 9 * 3600, To: 12 * 3600}
	for _, n := range []app.NewDay{closure, short} {
		for _, m := range must(o.PreviewDay(o.Context(), manager, n))(t).Moves {
			if m.Promise == "case.deadline" {
				t.Errorf("%s moves the period: %+v", n.Kind, m)
			}
		}
		must(o.EnterDay(o.Context(), manager, n))(t)
	}
	o.Until(harness.At(t, "2026-11-25 10:00"))
	if got := deadline(o, r.Case); got != "12-02 00:00" {
		t.Errorf("the period ends %s", got)
	}
	desk := o.Charters().At(harness.Institution, o.Now()).Desk
	if desk.AsKnown(o.Now()).OpenDay(closure.Date) || len(desk.AsKnown(o.Now()).Hours(short.Date)) != 1 || desk.AsKnown(o.Now()).Hours(short.Date)[0].To != 18*3600 {
		t.Error("the desks are open on the closed day, or the short day counts before its time")
	}
	if hours := desk.Hours(short.Date); len(hours) != 1 || hours[0].To != 12*3600 {
		t.Errorf("hours of the short day %v", hours)
	}
	if err := o.WithdrawDay(o.Context(), manager, must(o.Days(o.Context(), manager))(t)[1].ID); err == nil {
		t.Error("a day that counts was taken back")
	}
	days := must(o.Days(o.Context(), manager))(t)
	if !days[0].MayWithdraw || days[1].MayWithdraw {
		t.Errorf("days %+v", days)
	}
	if err := o.WithdrawDay(o.Context(), manager, days[0].ID); err != nil {
		t.Fatal(err)
	}
	if hours := o.Charters().At(harness.Institution, o.Now()).Desk.Hours(short.Date); len(hours) != 1 || hours[0].To != 18*3600 {
		t.Errorf("hours after it was taken back: %v", hours)
	}
	wantFault(t, o.WithdrawDay(o.Context(), manager, "x"), app.Unknown, "")
}

func TestDayIsChecked(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	must(o.EnterDay(o.Context(), manager, holiday(t)))(t)
	tests := []struct {
		field string
		edit  func(n *app.NewDay)
	}{
		{"date", func(n *app.NewDay) { n.Date = civil.Date{} }},
		{"date", func(n *app.NewDay) { n.Date = date(t, "2026-11-23") }},
		{"date", func(n *app.NewDay) { n.Date = date(t, "2199-01-01") }},
		{"date", func(n *app.NewDay) {}}, // entered before
		{"decided", func(n *app.NewDay) { n.Decided = civil.Date{} }},
		{"decided", func(n *app.NewDay) { n.Decided = date(t, "2026-12-24") }},
		{"kind", func(n *app.NewDay) { n.Kind = "public" }},
		{"name", func(n *app.NewDay) { n.Name = " " }},
		{"name", func(n *app.NewDay) { n.Name = "010-1234-5678" }},
		{"to", func(n *app.NewDay) { n.Kind, n.From, n.To = app.DayHours, 12*3600, 9*3600 }},
	}
	for i, tt := range tests {
		n := holiday(t)
		n.Key = "another"
		tt.edit(&n)
		_, err := o.EnterDay(o.Context(), manager, n)
		f := app.FaultOf(err)
		if f == nil || len(f.Fields) == 0 || f.Fields[0].Field != tt.field {
			t.Errorf("%d: got %v, want a fault of %s", i, f, tt.field)
		}
	}
	o.Clock.Set(harness.At(t, "2026-11-23 23:50"))
	n := app.NewDay{Key: "late", Kind: app.DayTemporary, Name: "임시공휴일", Date: date(t, "2026-12-04"), Decided: date(t, "2026-11-23")}
	if d := must(o.EnterDay(o.Context(), manager, n))(t); d.Known != date(t, "2026-11-25") {
		t.Errorf("entered ten minutes before midnight, it counts from %s", d.Known)
	}
}
