package app_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// source tells of calls as an adapter does.
type source struct {
	t     *testing.T
	o     *harness.Office
	calls channel.Calls
	name  string
	start time.Time
	n     int
	clock channel.ClockQuality
}

var everything = []channel.Power{channel.SeesRing, channel.SeesPerson, channel.SeesTransfer, channel.SeesOrder, channel.SeesHook, channel.SeesOutward}

func sourceOf(t *testing.T, o *harness.Office, name string, can ...channel.Power) *source {
	t.Helper()
	s := &source{t: t, o: o, calls: o.Calls(harness.Institution), name: name, start: o.Now(), clock: channel.Agent}
	s.calls.Proves(name, can...)
	return s
}

func (s *source) sight(kind channel.SightKind, call string, seconds float64, change ...func(*channel.Sight)) channel.Sight {
	s.n++
	at := s.start.Add(time.Duration(seconds * float64(time.Second)))
	k := channel.Sight{Source: s.name, ID: fmt.Sprint(call, " ", s.n), Kind: kind, At: at, Received: at.Add(5 * time.Millisecond), Clock: s.clock,
		Call: call, Way: channel.Inward, From: "+82-10-1234-5678", To: "0337371043"}
	for _, c := range change {
		c(&k)
	}
	return k
}

// see hands a sight over, at the time at which it was received.
func (s *source) see(kind channel.SightKind, call string, seconds float64, change ...func(*channel.Sight)) {
	s.t.Helper()
	k := s.sight(kind, call, seconds, change...)
	if s.o.Clock.Now().Before(k.Received) {
		s.o.Clock.Set(k.Received)
	}
	if err := s.calls.See(s.o.Context(), k); err != nil {
		s.t.Fatal(err)
	}
}

func person(k *channel.Sight)      { k.By = channel.ByPerson }
func callerSide(k *channel.Sight)  { k.Side = channel.CallerSide }
func officerSide(k *channel.Sight) { k.Side = channel.OfficerSide }
func withheld(k *channel.Sight)    { k.From = "" }
func out(k *channel.Sight) {
	k.Way, k.From, k.To = channel.Outward, "1043", "010-1234-5678"
}

// phoneCases returns the cases that calls have made, with their facts.
func phoneCases(t *testing.T, o *harness.Office) []*app.Stored {
	t.Helper()
	var found []*app.Stored
	if err := o.Store.EachCase(o.Context(), harness.Institution, "", func(st *app.Stored) error {
		if st.Case != fact.Institution && st.Head.Channel == "phone" {
			found = append(found, st)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// said writes the effective facts of a case in short.
func said(o *harness.Office, st *app.Stored) string {
	known, _ := fact.Effective(st.Facts, o.Now())
	var b strings.Builder
	for _, f := range known {
		if f.Kind == fact.FactCorrected || f.Kind == fact.FactRetracted || f.Kind == fact.PromiseBroken {
			continue
		}
		fmt.Fprintf(&b, "%s %s", f.Kind, f.At.Format("05.000"))
		if f.Via == fact.ViaDesk {
			b.WriteString(" desk")
		}
		for _, name := range []string{"clock", "by", "unseen", "order", "cause", "apart", "withheld", "officer", "desk"} {
			if v := f.Data.Text(name); v != "" {
				fmt.Fprintf(&b, " %s=%s", name, v)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestSightsInAnyOrder tells of one call as two sources saw it, in many orders, with repetitions and restarts in between: there is one
// case, and its facts are the same.
func TestSightsInAnyOrder(t *testing.T) {
	t.Parallel()
	want, orders := "", uint64(12)
	if testing.Short() {
		orders = 4
	}
	for seed := range orders {
		o := harness.New(t, "2026-11-23 10:00")
		sip := sourceOf(t, o, "mirror", channel.SeesRing, channel.SeesTransfer, channel.SeesOrder)
		sip.clock = channel.Captured
		desk := sourceOf(t, o, "phones", channel.SeesRing, channel.SeesPerson, channel.SeesHook)
		direct := func(k *channel.Sight) { k.Way, k.To = "", "1043" }
		all := []channel.Sight{sip.sight(channel.Offered, "t", 0), sip.sight(channel.Ringing, "t", 0.2), desk.sight(channel.Ringing, "p", 0.3, direct),
			sip.sight(channel.Answered, "t", 4), desk.sight(channel.Answered, "p", 4.1, person, direct), sip.sight(channel.Held, "t", 20),
			sip.sight(channel.Resumed, "t", 30), sip.sight(channel.HungUp, "t", 40, callerSide), sip.sight(channel.Ended, "t", 40.1),
			desk.sight(channel.OnHook, "p", 41.5, direct, func(k *channel.Sight) { k.From, k.To = "1043", "" }), desk.sight(channel.Ended, "p", 41.5, direct)}
		if seed > 0 {
			r := rand.New(rand.NewPCG(seed, 1))
			r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
			all = append(all, all[r.IntN(len(all))], all[r.IntN(len(all))])
		}
		o.Clock.Set(sip.start.Add(time.Minute))
		for i, k := range all {
			calls := o.Calls(harness.Institution)
			if i%3 == 2 { // another process takes it, which has heard of the powers anew
				node := o.Node()
				calls = node.Calls(harness.Institution)
				calls.Proves("mirror", channel.SeesRing, channel.SeesTransfer, channel.SeesOrder)
				calls.Proves("phones", channel.SeesRing, channel.SeesPerson, channel.SeesHook)
			}
			if err := calls.See(o.Context(), k); err != nil {
				t.Fatal(err)
			}
		}
		found := phoneCases(t, o)
		var working []*app.Stored
		for _, st := range found {
			if st.Head.Status != "merged" { // which had been begun before it was known that they are one
				working = append(working, st)
			}
		}
		if len(working) != 1 {
			t.Fatalf("order %d: %d cases", seed, len(working))
		}
		got := said(o, working[0])
		if want == "" {
			want = got
			t.Log(got)
		}
		if got != want {
			t.Fatalf("order %d:\n%s\nwant\n%s", seed, got, want)
		}
		id := working[0].Case
		for promise, status := range map[string]judge.Status{"phone.rings": judge.Kept, "phone.hang_up": judge.Kept} {
			if v := o.Verdict(id, promise); v == nil || v.Status != status || v.Evidence != fact.Measured {
				t.Errorf("order %d: %s is %+v, want %s, measured", seed, promise, v, status)
			}
		}
	}
	if !strings.Contains(want, "call.ringing 00.200 clock=captured") || !strings.Contains(want, "call.answered 04.000 clock=captured by=person") {
		t.Errorf("the better clock was not taken:\n%s", want)
	}
}

// TestTwoNodesSeeOneCall lets two processes tell of the same call at the same moment: one case goes on.
func TestTwoNodesSeeOneCall(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	node := o.Node()
	sip := sourceOf(t, o, "mirror", channel.SeesRing)
	var wait sync.WaitGroup
	for n, calls := range []channel.Calls{o.Calls(harness.Institution), node.Calls(harness.Institution)} {
		name := []string{"mirror", "ami"}[n]
		calls.Proves(name, everything...)
		k := sip.sight(channel.Ringing, "c", 0, func(k *channel.Sight) { k.Source = name })
		answered := sip.sight(channel.Answered, "c", 0.001, person, func(k *channel.Sight) { k.Source = name })
		wait.Go(func() {
			for _, one := range []channel.Sight{k, answered} {
				if err := calls.See(o.Context(), one); err != nil {
					t.Error(err)
				}
			}
		})
	}
	o.Clock.Set(o.Now().Add(time.Second))
	wait.Wait()
	going := 0
	for _, st := range phoneCases(t, o) {
		if st.Head.Status == "contact" {
			going++
			if got := said(o, st); strings.Count(got, "call.ringing") != 1 || strings.Count(got, "call.answered") != 1 {
				t.Errorf("the facts of it:\n%s", got)
			}
		}
	}
	if going != 1 {
		t.Errorf("%d cases go on, want 1", going)
	}
}

// TestMissedCallIsReturned proves that a missed call is a task with a clock, that a call from the office to that number settles it on
// time and too late, and that nobody is owed a call whose number was withheld.
func TestMissedCallIsReturned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration
		can   []channel.Power
		want  judge.Status
	}{
		"after 59 minutes": {59 * time.Minute, everything, judge.Kept},
		"after 61 minutes": {61 * time.Minute, everything, judge.Broken},
		"seen by a source that does not prove calls from the office": {59 * time.Minute, everything[:5], judge.Broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := harness.New(t, "2026-11-23 10:00")
			kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
			pbx := sourceOf(t, o, "pbx", everything...)
			pbx.see(channel.Ringing, "a", 0)
			pbx.see(channel.Abandoned, "a", 6)
			pbx.see(channel.Ended, "a", 6)
			list, err := o.Calling(o.Context(), kim)
			if err != nil || len(list) != 1 || list[0].Stage != app.StageMissed || list[0].Desk != "petition" || list[0].Head.BreaksPromise != "phone.callback" {
				t.Fatalf("to be called back: %+v (%v)", list, err)
			}
			id := list[0].Case
			view, err := o.OpenCase(o.Context(), kim, id, "")
			if err != nil || view.Person.Phone != "010-1234-5678" {
				t.Errorf("who calls back sees %q (%v)", view.Person.Phone, err)
			}
			if log, err := o.Store.ListAccess(o.Context(), harness.Institution, id, 9); err != nil || len(log) != 1 {
				t.Errorf("%d readings are logged (%v), want 1", len(log), err)
			}
			back := sourceOf(t, o, "out", c.can...)
			seconds := c.after.Seconds() + 6
			back.see(channel.Offered, "b", seconds, out)
			back.see(channel.Answered, "b", seconds+4, out)
			back.see(channel.Ended, "b", seconds+60, out)
			late := sourceOf(t, o, "mirror", everything...) // which tells of the missed call only now
			late.start, late.clock = pbx.start, channel.Captured
			late.see(channel.Offered, "m", 0.1)
			late.see(channel.Abandoned, "m", 6.1)
			o.Advance(2 * time.Hour)
			v := o.Verdict(id, "phone.callback")
			if v == nil || v.Status != c.want {
				t.Errorf("%+v, want %s", v, c.want)
			}
			if len(c.can) == len(everything) {
				known, _ := fact.Effective(o.Stored(id).Facts, o.Now())
				reached := false
				for _, f := range known {
					reached = reached || f.Kind == fact.CallbackMade && f.Data.True("reached") && f.Grade() == fact.Measured
				}
				if list, err = o.Calling(o.Context(), kim); err != nil || len(list) != 0 || !reached {
					t.Errorf("after the call: %d to be called back (%v), reached %v", len(list), err, reached)
				}
			}
		})
	}
	o := harness.New(t, "2026-11-23 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	pbx := sourceOf(t, o, "pbx", everything...)
	pbx.see(channel.Ringing, "a", 0, withheld)
	pbx.see(channel.Abandoned, "a", 6, withheld)
	found := phoneCases(t, o)
	if len(found) != 1 || !strings.Contains(said(o, found[0]), "withheld=true") || found[0].Head.Status != "closed" || o.Verdict(found[0].Case, "phone.callback") != nil {
		t.Errorf("a withheld number: %+v", found)
	}
	if list, err := o.Calling(o.Context(), kim); err != nil || len(list) != 0 {
		t.Errorf("somebody without a number is to be called: %+v (%v)", list, err)
	}
}

// TestOfficersWordIsConfirmed proves that an officer who pressed first and the machine that saw it afterwards make one answer, not two.
func TestOfficersWordIsConfirmed(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	pbx := sourceOf(t, o, "pbx", everything...)
	pbx.see(channel.Ringing, "a", 0)
	id := phoneCases(t, o)[0].Case
	contact := o.Stored(id).Facts[0].Contact
	o.Clock.Set(pbx.start.Add(4 * time.Second))
	if _, err := o.Record(o.Context(), kim, app.Entry{Case: id, Contact: contact, Kind: fact.CallAnswered}); err != nil {
		t.Fatal(err)
	}
	pbx.see(channel.Answered, "a", 3.5, person)
	pbx.see(channel.HungUp, "a", 60, officerSide)
	pbx.see(channel.Ended, "a", 60)
	got := said(o, o.Stored(id))
	if strings.Count(got, "call.answered") != 1 || !strings.Contains(got, "call.answered 03.500 desk") {
		t.Errorf("the answer:\n%s", got)
	}
	if v := o.Verdict(id, "phone.rings"); v == nil || v.Status != judge.Kept || v.Evidence != fact.Attested {
		t.Errorf("three rings: %+v", v)
	}
	if v := o.Verdict(id, "phone.hang_up"); v == nil || v.Status != judge.Broken {
		t.Errorf("the officer first: %+v", v)
	}
}

// TestPeopleEditLast proves that the reason which an officer gave for ending a call stays when the machine tells that it ended, and that
// what he has corrected by hand is not changed any more.
func TestPeopleEditLast(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	kim := o.Staff("kim", app.Officer, "general_affairs", "petition")
	pbx := sourceOf(t, o, "pbx", everything...)
	pbx.see(channel.Ringing, "a", 0)
	pbx.see(channel.Answered, "a", 3, person)
	st := phoneCases(t, o)[0]
	o.Clock.Set(pbx.start.Add(50 * time.Second))
	done, err := o.Record(o.Context(), kim, app.Entry{Case: st.Case, Contact: st.Facts[0].Contact, Kind: fact.CallEnded, Data: fact.With("cause", "abuse")})
	if err != nil {
		t.Fatal(err)
	}
	pbx.see(channel.HungUp, "a", 52, officerSide)
	pbx.see(channel.Ended, "a", 52)
	if got := said(o, o.Stored(st.Case)); strings.Count(got, "call.ended") != 1 || !strings.Contains(got, "call.ended 52.000 desk clock=agent cause=abuse") {
		t.Errorf("the end:\n%s", got)
	}
	if v := o.Verdict(st.Case, "phone.hang_up"); v == nil || v.Status != judge.Void {
		t.Errorf("ended for abuse: %+v", v)
	}
	o.Advance(time.Minute)
	ended := ""
	for _, f := range o.Stored(st.Case).Facts {
		if f.Kind == fact.CallEnded {
			ended = f.ID
		}
	}
	if _, err := o.Correct(o.Context(), kim, "", st.Case, ended, "시계가 늦음", fact.With("at", pbx.start.Add(51*time.Second))); err != nil {
		t.Fatal(err, done)
	}
	better := sourceOf(t, o, "mirror", everything...)
	better.start, better.clock = pbx.start, channel.Captured
	better.see(channel.Offered, "m", 0)
	better.see(channel.Ended, "m", 52.3)
	if got := said(o, o.Stored(st.Case)); !strings.Contains(got, "call.ended 51.000 desk clock=agent cause=abuse") {
		t.Errorf("after the correction:\n%s", got)
	}
}

// TestSourcesAreRefused proves that what no source may tell is refused for good and leaves nothing.
func TestSourcesAreRefused(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	pbx := sourceOf(t, o, "pbx", everything...)
	for name, spoil := range map[string]func(*channel.Sight){
		"no identifier": func(k *channel.Sight) { k.ID = "" },
		"no source":     func(k *channel.Sight) { k.Source = "" },
		"long name":     func(k *channel.Sight) { k.Leg = strings.Repeat("x", 400) },
		"many names":    func(k *channel.Sight) { k.Same = make([]string, 40) },
		"precision":     func(k *channel.Sight) { k.Precision = -1 },
		"a far year":    func(k *channel.Sight) { k.At = time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		if err := o.Calls(harness.Institution).See(o.Context(), pbx.sight(channel.Ringing, "x", 0, spoil)); err == nil || !strings.Contains(err.Error(), channel.ErrRefused.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if found := phoneCases(t, o); len(found) != 0 {
		t.Errorf("%d cases", len(found))
	}
	pbx.see(channel.Ringing, "odd", 0, func(k *channel.Sight) { k.ID, k.Call = "x\xff", "y\xfe" })
	if found := phoneCases(t, o); len(found) != 1 {
		t.Errorf("of names that are no text: %d cases", len(found))
	}
	pbx.see(channel.Ringing, "colleagues", 0, func(k *channel.Sight) { k.Way, k.From, k.To = channel.Internal, "1043", "1044" })
	if found := phoneCases(t, o); len(found) != 1 {
		t.Errorf("a call among colleagues made %d cases", len(found))
	}
}

// TestOldSightsStayForgotten tells of a call again when its contents have been forgotten: nothing of its facts changes.
func TestOldSightsStayForgotten(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	pbx := sourceOf(t, o, "pbx", everything...)
	ring := pbx.sight(channel.Ringing, "a", 0)
	for _, k := range []channel.Sight{ring, pbx.sight(channel.Answered, "a", 3, person), pbx.sight(channel.Ended, "a", 60)} {
		o.Clock.Set(k.Received)
		if err := pbx.calls.See(o.Context(), k); err != nil {
			t.Fatal(err)
		}
	}
	st := phoneCases(t, o)[0]
	want := said(o, st)
	for _, days := range []time.Duration{6, 3} { // before and after the upkeep that forgets
		o.Clock.Set(o.Now().Add(days * 24 * time.Hour))
		if err := o.Upkeep(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
		if err := pbx.calls.See(o.Context(), ring); err != nil {
			t.Fatal(err)
		}
		if got := said(o, o.Stored(st.Case)); got != want || len(phoneCases(t, o)) != 1 {
			t.Errorf("after some days:\n%s\nwant\n%s", got, want)
		}
	}
}
