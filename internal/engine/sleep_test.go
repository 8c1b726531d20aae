package engine_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/engine"
	"jikim/test/harness"
)

// watched notes which cases the engine wakes, in order.
type watched struct {
	*app.Service
	mu    sync.Mutex
	woken []string
}

func (w *watched) note(caseID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.woken = append(w.woken, caseID)
}

func (w *watched) Wake(ctx context.Context, institution, caseID string, stored *app.Stored) error {
	w.note(caseID)
	return w.Service.Wake(ctx, institution, caseID, stored)
}

func (w *watched) Ready(ctx context.Context, stored *app.Stored, at time.Time) (func(context.Context) error, error) {
	wake, err := w.Service.Ready(ctx, stored, at)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		w.note(stored.Case)
		return wake(ctx)
	}, nil
}

// TestAsleepForThreeDays puts the machine to sleep on the 24th at noon, with six petitions filed on six working days, and
// wakes it three days later: its timers have stood still while the clock on the wall went on. Meanwhile the deadlines of
// the first three have passed, and reminders of the third, fourth and fifth were due.
func TestAsleepForThreeDays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := harness.New(t, "2026-11-16 09:10")
		var filed []string
		for _, day := range []string{"16", "17", "18", "19", "20", "23"} {
			o.Until(harness.At(t, "2026-11-"+day+" 09:10"))
			r, _ := o.File(o.Petition())
			filed = append(filed, r.Case)
		}
		o.Until(harness.At(t, "2026-11-24 12:00"))
		begun := time.Now()
		w := &watched{Service: o.Serve(app.Config{Clock: func() time.Time { return o.Clock.Now().Add(time.Since(begun)) }})}
		defer w.Close()
		e := engine.New(engine.Config{Office: w, Deliver: engine.DelivererFunc(w.Show), Workers: 1})
		w.SetHooks(app.Hooks{Committed: e.Committed})
		ctx, stop := context.WithCancel(t.Context())
		ran := make(chan error, 1)
		go func() { ran <- e.Run(ctx) }()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		w.woken = nil

		woke := o.Clock.Now().Add(72 * time.Hour)
		wakes, err := o.Store.Due(t.Context(), harness.Institution, woke, 100)
		if err != nil {
			t.Fatal(err)
		}
		var due []string // in the order in which they fell due during the sleep
		for _, x := range wakes {
			due = append(due, x.Case)
		}
		o.Clock.Set(woke)
		time.Sleep(10 * time.Second)
		stop()
		if err := <-ran; err != nil {
			t.Fatal(err)
		}
		if len(due) < 5 || !slices.Equal(w.woken[:min(len(due), len(w.woken))], due) {
			t.Errorf("woken in the order %v, fell due in the order %v", w.woken, due)
		}
		for i, want := range []string{"2026-11-25 00:00", "2026-11-26 00:00", "2026-11-27 00:00"} {
			checkBreachesOf(t, o, filed[i], harness.At(t, want))
		}
		for _, id := range filed[3:5] {
			if n := notices(o, id, fact.NoticeSent); n == 0 {
				t.Errorf("case %s: nobody was reminded", id)
			}
		}
	})
}

// checkBreachesOf fails the test unless the deadline of a case stands on record as broken when it was, breaches stand in the
// order in which they happened, and no reminder went out for a promise that was broken by then.
func checkBreachesOf(t *testing.T, o *harness.Office, caseID string, want time.Time) {
	t.Helper()
	var breaches []time.Time
	broken := map[string]time.Time{}
	for _, f := range o.Stored(caseID).Facts {
		promise := f.Data.Text("promise")
		switch {
		case f.Kind == fact.PromiseBroken:
			breaches = append(breaches, f.At)
			broken[promise] = f.At
		case f.Kind == fact.NoticeSent && f.Data.Text("action") == "remind" && !broken[promise].IsZero():
			t.Errorf("case %s: reminded at %v of %s, which was broken at %v", caseID, f.At, promise, broken[promise])
		}
	}
	if !slices.IsSortedFunc(breaches, time.Time.Compare) {
		t.Errorf("case %s: breaches at %v", caseID, breaches)
	}
	if at := broken["case.deadline"]; !at.Equal(want) {
		t.Errorf("case %s: the deadline was broken at %v, want %v", caseID, at, want)
	}
}
