package app_test

import (
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

func arrive(t *testing.T, o *harness.Office, a app.Actor, r app.Arrival) *app.Arrived {
	t.Helper()
	if r.Key == "" {
		r.Key = o.NewKey()
	}
	return must(o.Arrive(o.Context(), a, r))(t)
}

// TestArrivalIsMeasuredOnce gives the numbers of the day, one for each form, and begins the clocks at the arrival.
func TestArrivalIsMeasuredOnce(t *testing.T) {
	t.Parallel()
	harness.Both(t, openDay, func(t *testing.T, o *harness.Office) {
		kiosk := o.Device(app.Kiosk, app.Place{})
		officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
		key := o.NewKey()
		first := arrive(t, o, kiosk, app.Arrival{Key: key, Desk: "petition"})
		o.Advance(time.Second)
		same := arrive(t, o, kiosk, app.Arrival{Key: key, Desk: "petition"})
		second := arrive(t, o, kiosk, app.Arrival{Service: "question", Busy: true})
		if first.Slip != 1 || same.Slip != 1 || !same.Repeated || same.Case != first.Case || second.Slip != 2 || second.Ahead != 1 {
			t.Fatalf("numbers %+v %+v %+v", first, same, second)
		}
		f := o.Stored(second.Case).Facts[0]
		if f.Kind != fact.VisitArrived || f.By != "device:"+kiosk.Device || f.Grade() != fact.Measured || f.Data.Text("desk") != "petition" ||
			!f.Data.True("busy") || !f.Data.True("purpose") || f.Data.Text("service") != "" {
			t.Errorf("recorded %+v", f)
		}
		waiting := must(o.Waiting(o.Context(), officer, "petition"))(t)
		if len(waiting) != 2 || waiting[0].Slip != 1 || waiting[1].Slip != 2 {
			t.Fatalf("waiting %+v", waiting)
		}
		o.Advance(3 * time.Second)
		must(o.Record(o.Context(), officer, app.Entry{Key: o.NewKey(), Case: second.Case, Contact: waiting[1].Contact, Kind: fact.VisitAcknowledged}))(t)
		v := o.Verdict(second.Case, "visit.acknowledge")
		if v == nil || v.Status != judge.Kept || v.Evidence != fact.Attested || !v.Started.Equal(second.At) || !v.Due.Equal(second.At.Add(5*time.Second)) {
			t.Errorf("verdict %+v", v)
		}
		opened := must(o.OpenCase(o.Context(), officer, second.Case, ""))(t)
		if got := opened.Facts[0].Prose["purpose"]; got == "" {
			t.Error("the officer cannot read what the visitor came for")
		}
		o.Until(harness.At(t, "2026-11-25 09:30"))
		if next := arrive(t, o, kiosk, app.Arrival{Desk: "petition"}); next.Slip != 1 || next.Ahead != 0 {
			t.Errorf("the next day begins with %+v", next)
		}
	})
}

func TestHelpIsCalledFromTheAccessibleDesk(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	kiosk := o.Device(app.Kiosk, app.Place{})
	got := arrive(t, o, kiosk, app.Arrival{Desk: "rental", Assist: "writing"})
	if got.Desk != "single" {
		t.Errorf("led to %s", got.Desk)
	}
	if kinds := o.Kinds(got.Case); len(kinds) != 2 || kinds[1] != fact.ScribeAsked {
		t.Errorf("recorded %v", kinds)
	}
	if v := o.Verdict(got.Case, "visit.assist"); v == nil || v.Status != judge.Pending || !v.Due.Equal(got.At.Add(5*time.Minute)) {
		t.Errorf("verdict %+v", v)
	}
	if v := o.Verdict(got.Case, "visit.scribe"); v == nil || v.Status != judge.Pending {
		t.Errorf("verdict %+v", v)
	}
	_, err := o.Arrive(o.Context(), kiosk, app.Arrival{Key: o.NewKey(), Desk: "rental", Assist: "everything"})
	wantFault(t, err, app.Invalid, "assist")
}

// TestHelpWithoutAnAccessibleDesk serves an office whose directory names none: help is called at the desk that was chosen.
func TestHelpWithoutAnAccessibleDesk(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	versions, err := app.NewCharters(harness.Charter(t, "examples/haeon"))
	if err != nil {
		t.Fatal(err)
	}
	city := must(app.New(app.Config{Store: o.Store, Charters: versions, Keys: o.Keys, Clock: o.Clock.Now, Background: -1}))(t)
	t.Cleanup(city.Close)
	kiosk := app.Actor{Institution: "haeon", Device: "d1", DeviceKind: app.Kiosk}
	got := must(city.Arrive(o.Context(), kiosk, app.Arrival{Key: city.NewKey(), Desk: "petition", Assist: "wheelchair"}))(t)
	if got.Desk != "petition" || got.Assist != "wheelchair" || got.Slip != 1 {
		t.Errorf("arrived as %+v", got)
	}
	_, err = city.Arrive(o.Context(), kiosk, app.Arrival{Key: city.NewKey(), Assist: "sight"})
	wantFault(t, err, app.Invalid, "desk")
	wall := app.Actor{Institution: "haeon", Device: "d2", DeviceKind: app.Wall}
	if b := must(city.Board(o.Context(), wall))(t); len(b.Desks) != 1 || b.Desks[0].Waiting != 1 {
		t.Errorf("the wall shows %+v", b.Desks)
	}
}

func TestArrivalIsSeenByItsKioskAndSoonByNobody(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	kiosk, other := o.Device(app.Kiosk, app.Place{}), o.Device(app.Kiosk, app.Place{})
	got := arrive(t, o, kiosk, app.Arrival{Desk: "general"})
	if seen := must(o.Arrival(o.Context(), kiosk, got.Case))(t); seen.Slip != got.Slip {
		t.Errorf("seen as %+v", seen)
	}
	_, err := o.Arrival(o.Context(), other, got.Case)
	wantFault(t, err, app.Unknown, "")
	o.Advance(app.ArrivedShown + time.Second)
	_, err = o.Arrival(o.Context(), kiosk, got.Case)
	wantFault(t, err, app.Unknown, "")
}

func TestNobodyIsTakenWhileAllIsClosed(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 19:00")
	kiosk := o.Device(app.Kiosk, app.Place{})
	_, err := o.Arrive(o.Context(), kiosk, app.Arrival{Key: o.NewKey(), Desk: "general"})
	wantFault(t, err, app.Unlawful, "")
}

func TestPressIsAnArrivalWithoutANumber(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	button := o.Device(app.Button, app.Place{Kind: app.AtDesk, ID: "general"})
	key := o.NewKey()
	id := must(o.Press(o.Context(), button, key))(t)
	if again := must(o.Press(o.Context(), button, key))(t); again != id || len(o.Stored(id).Facts) != 1 {
		t.Errorf("pressed twice under one key: %s and %s", id, again)
	}
	f := o.Stored(id).Facts[0]
	if f.Via != fact.ViaDevice || f.Grade() != fact.Measured || f.Data.Text("desk") != "general" || f.Data.Present("slip") {
		t.Errorf("recorded %+v", f)
	}
}

// TestBoardShowsNumbersAsTheyAreCalled shows a number once its visitor was greeted, and no promise as kept that nobody
// proved.
func TestBoardShowsNumbersAsTheyAreCalled(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	kiosk, wall := o.Device(app.Kiosk, app.Place{}), o.Device(app.Wall, app.Place{})
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	desk := func() app.BoardDesk {
		t.Helper()
		for _, d := range must(o.Board(o.Context(), wall))(t).Desks {
			if d.Desk == "petition" {
				return d
			}
		}
		t.Fatal("the desk is not on the board")
		return app.BoardDesk{}
	}
	var visits []*app.Arrived
	for range 6 {
		visits = append(visits, arrive(t, o, kiosk, app.Arrival{Desk: "petition"}))
		o.Advance(time.Second)
	}
	if d := desk(); d.Waiting != 6 || len(d.Called) != 0 {
		t.Errorf("before anybody is called: %+v", d)
	}
	record := func(v *app.Arrived, kind fact.Kind, data fact.Data) {
		t.Helper()
		contact := o.Stored(v.Case).Facts[0].ID
		must(o.Record(o.Context(), officer, app.Entry{Key: o.NewKey(), Case: v.Case, Contact: contact, Kind: kind, Data: data}))(t)
		o.Advance(time.Second)
	}
	greeted := fact.With("stood", true, "phrase", true, "first", true)
	record(visits[0], fact.VisitAcknowledged, nil)
	if d := desk(); d.Waiting != 6 {
		t.Errorf("who was asked to wait still waits: %+v", d)
	}
	record(visits[0], fact.VisitGreeted, greeted)
	record(visits[1], fact.VisitAttended, nil)
	if d := desk(); d.Waiting != 4 || len(d.Called) != 2 || d.Called[0] != 2 || d.Called[1] != 1 {
		t.Errorf("two were called: %+v", d)
	}
	for _, v := range visits[:2] {
		record(v, fact.VisitLeft, nil)
	}
	if d := desk(); d.Waiting != 4 || len(d.Called) != 0 {
		t.Errorf("two have gone: %+v", d)
	}
	for _, v := range visits[2:] {
		record(v, fact.VisitLeft, nil)
	}
	for _, r := range must(o.Board(o.Context(), wall))(t).Promises {
		if r.Promise == "visit.greeting" && (r.Kept != 1 || r.Unproven != 5 || r.Judged != 1) {
			t.Errorf("greetings on the board: %+v", r)
		}
		if r.Suppressed {
			t.Errorf("a suppressed row is shown: %+v", r)
		}
	}
	if b := must(o.Board(o.Context(), wall))(t); b.Month || len(b.Promises) == 0 {
		t.Errorf("six visits today say nothing: %+v", b)
	}
}

func TestDoorNamesWhoWorksBehindIt(t *testing.T) {
	t.Parallel()
	o := harness.New(t, openDay)
	o.Staff("kim", app.Officer, "general_affairs", "petition")
	o.Staff("lee", app.Officer, "library_information", "general")
	b := must(o.DoorBoard(o.Context(), o.Device(app.Door, app.Place{})))(t)
	if len(b.Departments) != 1 || len(b.Departments[0].Members) != 1 || b.Departments[0].Members[0].Name != "담당 kim" {
		t.Errorf("behind the door: %+v", b)
	}
}

// TestSecondVisitByOurMistakeComesFirst lets an officer find out that a visitor had to come again: the visitor goes before those
// who came earlier and stays in everybody's list until that was recorded.
func TestSecondVisitByOurMistakeComesFirst(t *testing.T) {
	t.Parallel()
	harness.Both(t, openDay, func(t *testing.T, o *harness.Office) {
		kiosk := o.Device(app.Kiosk, app.Place{})
		officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
		for range 2 {
			arrive(t, o, kiosk, app.Arrival{Desk: "petition"})
			o.Advance(time.Second)
		}
		again := arrive(t, o, kiosk, app.Arrival{Desk: "petition"})
		if again.Ahead != 2 {
			t.Fatalf("%d before him", again.Ahead)
		}
		contact := o.Stored(again.Case).Facts[0].ID
		record := func(kind fact.Kind, data fact.Data) {
			t.Helper()
			o.Advance(time.Second)
			must(o.Record(o.Context(), officer, app.Entry{Key: o.NewKey(), Case: again.Case, Contact: contact, Kind: kind, Data: data}))(t)
		}
		first := func(want int64, still int) app.Visiting {
			t.Helper()
			list := must(o.Waiting(o.Context(), officer, "petition"))(t)
			if len(list) != still || list[0].Slip != want {
				t.Fatalf("%d wait, number %d first; want %d and %d", len(list), list[0].Slip, still, want)
			}
			return list[0]
		}
		record(fact.VisitRepeated, fact.With("cause", "officer_mistake"))
		if v := first(3, 3); !v.First || !v.CalledAt.IsZero() {
			t.Errorf("waiting %+v", v)
		}
		if next := arrive(t, o, kiosk, app.Arrival{Desk: "petition"}); next.Ahead != 3 {
			t.Errorf("%d before the next, want 3", next.Ahead)
		}
		record(fact.VisitGreeted, fact.With("stood", true, "phrase", true, "first", true))
		if v := first(3, 4); v.CalledAt.IsZero() || v.Officer == "" {
			t.Errorf("while served: %+v", v)
		}
		record(fact.PriorityGiven, nil)
		first(1, 3)
		if v := o.Verdict(again.Case, "remedy.priority"); v == nil || v.Status != judge.Kept {
			t.Errorf("verdict %+v", v)
		}
		if v := o.Verdict(again.Case, "remedy.revisit_apology"); v == nil || v.Status != judge.Pending {
			t.Errorf("apology %+v", v)
		}
	})
}
