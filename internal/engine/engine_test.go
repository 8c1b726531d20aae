package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/engine"
	"jikim/test/harness"
)

// flaky fails the first so many deliveries.
type flaky struct {
	mu    sync.Mutex
	fails int
	tried int
}

func (f *flaky) Deliver(context.Context, *app.Outgoing) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tried++
	if f.tried <= f.fails {
		return errors.New("the line is busy")
	}
	return nil
}

func notices(o *harness.Office, caseID string, kind fact.Kind) int {
	n := 0
	for _, k := range o.Kinds(caseID) {
		if k == kind {
			n++
		}
	}
	return n
}

// posted takes a letter at the counter: its receipt has to be sent, since no page has answered.
func posted(t *testing.T, o *harness.Office) string {
	t.Helper()
	officer := o.Staff(fmt.Sprint("kim", o.Now().UnixNano()%1e6), app.Officer, "general_affairs", "petition")
	c, err := o.NewContact(o.Context(), officer, app.NewContact{Channel: "post", Service: "question", Name: "홍길동", Text: "편지", Accept: true})
	if err != nil {
		t.Fatal(err)
	}
	return c.Case
}

func TestDeliveryIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		fails        int
		sent, failed int
	}{{"at once", 0, 1, 0}, {"after two failures", 2, 1, 0}, {"never", 1000, 0, 1}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := harness.New(t, "2026-11-23 09:30")
			line := &flaky{fails: c.fails}
			o.Engine = engine.New(engine.Config{Office: o.Service, Deliver: line, Attempts: 5})
			caseID := posted(t, o)
			for range 60 { // the clock goes on in small steps: nothing else falls due this morning
				o.Advance(10 * time.Second)
			}
			sent, failed := notices(o, caseID, fact.NoticeSent), notices(o, caseID, fact.NoticeFailed)
			if sent != c.sent || failed != c.failed {
				t.Errorf("%d sent, %d failed on record; want %d and %d", sent, failed, c.sent, c.failed)
			}
			if line.tried != min(c.fails+1, 5) {
				t.Errorf("tried %d times", line.tried)
			}
		})
	}
}

// TestTwoNodes lets two engines work one database through a breach: every duty is done once.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	for range 20 {
		o.File(o.Petition())
	}
	second, err := app.New(app.Config{Store: o.Store, Charters: o.Charters(), Keys: o.Keys, Clock: o.Clock.Now, Background: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	other := engine.New(engine.Config{Office: second, Deliver: engine.DelivererFunc(second.Show)})
	o.Clock.Set(harness.At(t, "2026-12-02 00:00:01"))
	var both sync.WaitGroup
	for _, e := range []*engine.Engine{o.Engine, other} {
		both.Go(func() {
			if err := e.CatchUp(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	o.Advance(time.Minute) // leases of either run out
	checkOnce(t, o)
}

// checkOnce fails the test when a case has two equal notices or breaches on record, or none at all.
func checkOnce(t *testing.T, o *harness.Office) {
	t.Helper()
	cases, noticed := 0, 0
	err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
		seen := map[string]bool{}
		broken := 0
		for _, f := range c.Facts {
			if f.Kind == fact.PromiseBroken {
				broken++
			}
			if f.Kind != fact.NoticeSent && f.Kind != fact.PromiseBroken {
				continue
			}
			noticed++
			data, err := f.Data.MarshalJSON()
			if err != nil {
				return err
			}
			if k := f.Kind.String() + string(data); seen[k] {
				t.Errorf("case %s: twice on record: %s", c.Case, k)
			} else {
				seen[k] = true
			}
		}
		if c.Case != fact.Institution {
			cases++
			if broken != 3 { // the deadline, the word on the procedure, the word in between
				t.Errorf("case %s has %d breaches on record, want 3", c.Case, broken)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cases == 0 || noticed < 6*cases {
		t.Errorf("%d notices and breaches in %d cases: too few", noticed, cases)
	}
}

// TestWakesOnTime runs the engine by the real clock: a thousand promises of five seconds fall due in the same instant.
func TestWakesOnTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const cases = 1000
	o := harness.Open(t, t.TempDir()+"/office.db", "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	start := time.Now()
	clock := func() time.Time { return o.Clock.Now().Add(time.Since(start)) }
	svc, err := app.New(app.Config{Store: o.Store, Charters: o.Charters(), Keys: o.Keys, Clock: clock, Background: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer svc.Close()
	var mu sync.Mutex
	var late []time.Duration
	e := engine.New(engine.Config{Office: svc, Deliver: engine.DelivererFunc(svc.Show), Late: func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		late = append(late, d)
	}})
	svc.SetHooks(app.Hooks{Committed: e.Committed})
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- e.Run(ctx) }()

	arrived := o.Clock.Now()
	work := make(chan struct{}, cases)
	for range cases {
		work <- struct{}{}
	}
	close(work)
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for range work {
				if _, err := svc.NewContact(ctx, officer, app.NewContact{Channel: "visit", At: arrived, Data: fact.With("busy", true)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	took := time.Since(start)
	time.Sleep(time.Until(start.Add(5 * time.Second))) // the last promise falls due 5 s after the arrivals
	for patience := time.Now().Add(time.Minute); time.Now().Before(patience); time.Sleep(50 * time.Millisecond) {
		if due, err := svc.Due(ctx, harness.Institution, svc.Now(), 1); err != nil || len(due) == 0 {
			break
		}
	}
	due, err := svc.Due(ctx, harness.Institution, svc.Now(), cases)
	if err != nil || len(due) > 0 {
		t.Errorf("%d cases were left asleep (error %v)", len(due), err)
	}
	stop()
	if err := <-ran; err != nil {
		t.Fatal(err)
	}
	slices.Sort(late)
	// A visit that a slow machine received after its promise had fallen due is judged at once and needs no waking.
	if len(late) < cases && took < 4*time.Second {
		t.Fatalf("%d of %d cases were woken", len(late), cases)
	}
	if len(late) > 0 { // how late is for the benchmark to say
		t.Logf("%d woken, late: p50 %v, p99 %v, worst %v", len(late), late[len(late)/2], late[len(late)*99/100], late[len(late)-1])
	}
}
