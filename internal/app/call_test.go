package app_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// call tells an event of a call some seconds after the start.
func call(t *testing.T, o *harness.Office, pbx app.Actor, at time.Time, seconds float64, e app.CallEvent) string {
	t.Helper()
	e.At = at.Add(time.Duration(seconds * float64(time.Second)))
	if o.Clock.Now().Before(e.At) {
		o.Clock.Set(e.At)
	}
	id, err := o.TellCall(o.Context(), pbx, e)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestCallIsMeasured lets an exchange tell of a call in order, backwards and twice: one case, the same facts, and the promise of
// three rings kept on measured evidence, with the officer whose telephone it was.
func TestCallIsMeasured(t *testing.T) {
	t.Parallel()
	events := []struct {
		after float64
		app.CallEvent
	}{
		{0, app.CallEvent{Kind: fact.CallRinging, From: "010-1234-5678", To: "033-737-1043"}},
		{8.9, app.CallEvent{Kind: fact.CallAnswered, From: "010-1234-5678", To: "737-1099"}},
		{60, app.CallEvent{Kind: fact.CallCallerHungUp}},
		{61.5, app.CallEvent{Kind: fact.CallOfficerHungUp}},
		{62, app.CallEvent{Kind: fact.CallEnded, Cause: "normal"}},
	}
	orders := map[string][]int{"in order": {0, 1, 2, 3, 4}, "backwards": {4, 3, 2, 1, 0}, "twice": {0, 0, 1, 2, 2, 1, 3, 4, 4}}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := harness.New(t, "2026-11-23 10:00")
			pbx := o.Device(app.Exchange, app.Place{})
			lee, _, err := o.CreateAccount(o.Context(), app.TheSystem(harness.Institution), app.NewAccount{Login: "lee", Name: "이", Role: app.Officer,
				Department: "general_affairs", Desk: "petition", Phone: "737-1099", Password: "Lotus-Pond-27"})
			if err != nil {
				t.Fatal(err)
			}
			start := o.Now()
			o.Clock.Set(start.Add(2 * time.Minute))
			var id string
			for _, i := range order {
				e := events[i]
				e.Call = "a1"
				if again := call(t, o, pbx, start, e.after, e.CallEvent); id != "" && again != id {
					t.Fatalf("a second case %s beside %s", again, id)
				} else {
					id = again
				}
			}
			stored := o.Stored(id)
			told := 0
			known, _ := fact.Effective(stored.Facts, o.Now())
			for _, f := range known {
				if f.Kind == fact.PromiseBroken { // as it looked before the caller's hanging up was told; taken back by that
					continue
				}
				told++
				if f.Via != fact.ViaPBX || !strings.HasPrefix(f.By, "device:") || strings.Contains(f.Data.Text("desk")+f.Data.Text("earlier"), "1234") {
					t.Errorf("%s by %s via %s: %v", f.Kind, f.By, f.Via, f.Data)
				}
			}
			if told != len(events) || stored.Head.Officer != lee.ID || stored.Head.Status != "closed" || stored.Head.Broken != 0 {
				t.Errorf("%d facts, officer %q, status %s, %d broken", told, stored.Head.Officer, stored.Head.Status, stored.Head.Broken)
			}
			for promise, want := range map[string]judge.Status{"phone.rings": judge.Kept, "phone.hang_up": judge.Kept} {
				if v := o.Verdict(id, promise); v == nil || v.Status != want || v.Evidence != fact.Measured {
					t.Errorf("%s: %+v, want %s, measured", promise, v, want)
				}
			}
		})
	}
}

// TestQueueIsNoAnswer proves that a queue that picks up is recorded and answers nothing, and that a person after it is late.
func TestQueueIsNoAnswer(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	pbx := o.Device(app.Exchange, app.Place{})
	start := o.Now()
	call(t, o, pbx, start, 0, app.CallEvent{Call: "q", Kind: fact.CallRinging, To: "737-1043"})
	call(t, o, pbx, start, 2, app.CallEvent{Call: "q", Kind: fact.CallAnswered, By: "queue"})
	id := call(t, o, pbx, start, 9, app.CallEvent{Call: "q", Kind: fact.CallAnswered, By: "person"})
	if v := o.Verdict(id, "phone.rings"); v == nil || v.Status != judge.Broken {
		t.Errorf("answered at the fourth ring: %+v", v)
	}
}

// TestCallerIsRecognised proves that the number of a caller leads to the earlier case, and is nowhere in the open.
func TestCallerIsRecognised(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	pbx := o.Device(app.Exchange, app.Place{})
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	p := o.Petition()
	p.Phone = "010-1234-5678"
	receipt, _ := o.File(p)
	id := call(t, o, pbx, o.Now(), 1, app.CallEvent{Call: "b", Kind: fact.CallRinging, From: "01012345678", To: "737-1043"})
	call(t, o, pbx, o.Now(), 1, app.CallEvent{Call: "c", Kind: fact.CallRinging, To: "7371003"})
	list, err := o.Calling(o.Context(), officer)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d calls (%v), want 2", len(list), err)
	}
	if first := list[0]; first.Earlier == nil || first.Earlier.Number != receipt.Number || first.Desk != "petition" || first.Withheld {
		t.Errorf("the first call: %+v", first)
	}
	if second := list[1]; second.Earlier != nil || second.Desk != "general" || !second.Withheld {
		t.Errorf("the second call: %+v", second)
	}
	view, err := o.OpenCase(o.Context(), officer, id, "")
	if err != nil {
		t.Fatal(err)
	}
	if view.Person.Phone != "010-1234-5678" || len(view.Earlier) != 1 || view.Earlier[0].Case != receipt.Case {
		t.Errorf("the call shows %q and %v", view.Person.Phone, view.Earlier)
	}
	masked, err := o.Case(o.Context(), officer, id)
	if err != nil || len(masked.Earlier) != 0 || strings.Contains(masked.Person.Phone, "1234-5") {
		t.Errorf("masked: %v %q (%v)", masked.Earlier, masked.Person.Phone, err)
	}
	call(t, o, pbx, o.Now(), 1, app.CallEvent{Call: "b", Kind: fact.CallMissed})
	list, err = o.Calling(o.Context(), officer)
	if err != nil || len(list) != 2 || list[0].Stage != app.StageRinging || list[1].Stage != app.StageMissed || list[1].Case != id {
		t.Errorf("after one was missed: %+v (%v)", list, err)
	}
}

// TestCallRefuses proves that what makes no sense is refused by name of the field, and leaves nothing behind.
func TestCallRefuses(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	pbx := o.Device(app.Exchange, app.Place{})
	for field, e := range map[string]app.CallEvent{
		"call":  {Kind: fact.CallRinging},
		"event": {Call: "x", Kind: fact.CaseAnswered},
		"from":  {Call: "x", Kind: fact.CallRinging, From: "Kim"},
		"by":    {Call: "x", Kind: fact.CallAnswered, By: "robot"},
		"cause": {Call: "x", Kind: fact.CallEnded, Cause: "abuse"},
		"at":    {Call: "x", Kind: fact.CallRinging, At: o.Now().Add(time.Hour)},
	} {
		_, err := o.TellCall(o.Context(), pbx, e)
		f := app.FaultOf(err)
		if f == nil || f.Kind != app.Invalid || len(f.Fields) != 1 || f.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if list, err := o.Inbox(o.Context(), o.Staff("kim", app.Officer, "", ""), app.InboxFilter{}); err != nil || len(list.Rows) != 0 {
		t.Errorf("%d cases are left (%v)", len(list.Rows), err)
	}
}
