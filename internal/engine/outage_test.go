package engine_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/engine"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
	"jikim/test/harness"
)

// TestDatabaseIsGone crashes the PostgreSQL server under a running office and keeps it away for ten times as long as a call
// goes on trying. Meanwhile citizens send their forms again and again, and 40 petitions break their promises. When the notices
// of that begin to be shown it crashes again, so that what was shown cannot be recorded. Afterwards what was acknowledged is there once, every notice was shown once and recorded once, and so is every breach; the office finds
// back by itself.
func TestDatabaseIsGone(t *testing.T) {
	t.Parallel()
	const patience, outage = 400 * time.Millisecond, 4 * time.Second
	server := storetest.StartServer(t)
	o := harness.Server(t, server.URL, "2026-11-23 09:30", store.Patience(patience))
	for range 40 {
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2026-12-01 23:59:57")) // they break at midnight, while the server is away
	start := time.Now()
	svc := o.Serve(app.Config{Clock: func() time.Time { return o.Clock.Now().Add(time.Since(start)) }})
	defer svc.Close()
	shown := newPost(20)
	e := engine.New(engine.Config{Office: svc, Rescan: 500 * time.Millisecond, Deliver: shown})
	svc.SetHooks(app.Hooks{Committed: e.Committed})
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- e.Run(ctx) }()

	f := &filers{office: o, svc: svc, acks: map[string]*app.Receipt{}}
	filing, enough := context.WithCancel(t.Context())
	var citizens sync.WaitGroup
	for range 8 {
		citizens.Go(func() { f.file(t, filing) })
	}
	time.Sleep(time.Second)
	server.Stop()
	time.Sleep(outage)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	<-shown.reached
	server.Stop()
	time.Sleep(outage / 2)
	before, refused := f.acknowledged(), f.refused.Load()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(30 * time.Second); f.acknowledged() < before+100 && time.Now().Before(until); {
		time.Sleep(50 * time.Millisecond)
	}
	enough()
	citizens.Wait()
	if refused == 0 || f.acknowledged() < before+100 {
		t.Errorf("%d calls were refused meanwhile; %d petitions were acknowledged before and %d after", refused, before, f.acknowledged()-before)
	}
	caughtUp(t, svc, shown)
	stop()
	if err := <-ran; err != nil {
		t.Fatal(err)
	}
	sentBefore := recorded(t, o)
	o.Advance(10 * time.Minute) // whatever is still in the outbox is sent now
	f.check(t)
	checkBreaches(t, o)
	shown.checkOnce(t, recorded(t, o)-sentBefore)
	t.Logf("%d petitions, %d calls refused, %d notices", f.acknowledged(), refused, shown.count())
}

// filers send petitions until each is acknowledged.
type filers struct {
	office  *harness.Office
	svc     *app.Service
	mu      sync.Mutex
	acks    map[string]*app.Receipt // by key
	refused atomic.Int64
}

func (f *filers) acknowledged() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.acks)
}

func (f *filers) file(t *testing.T, ctx context.Context) {
	for ctx.Err() == nil {
		p := f.office.Petition()
		for {
			r, err := f.svc.File(context.Background(), app.Citizen(harness.Institution, ""), p)
			if err == nil {
				f.mu.Lock()
				f.acks[p.Key] = r
				f.mu.Unlock()
				break
			}
			f.refused.Add(1)
			if fault := app.FaultOf(err); fault != nil && fault.Kind != app.Busy || fault == nil && !errors.Is(err, app.ErrAway) {
				t.Errorf("a petition was refused for another reason: %v", err)
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// check files everything once more: it must be there as acknowledged, under a number of its own.
func (f *filers) check(t *testing.T) {
	t.Helper()
	numbers := map[string]string{}
	for key, ack := range f.acks {
		p := f.office.Petition()
		p.Key = key
		r, err := f.svc.File(t.Context(), app.Citizen(harness.Institution, ""), p)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Repeated || r.Case != ack.Case || r.Number != ack.Number {
			t.Errorf("acknowledged as %s in %s, found as %s in %s (repeated %v)", ack.Number, ack.Case, r.Number, r.Case, r.Repeated)
		}
		if other := numbers[r.Number]; other != "" {
			t.Errorf("number %s was given to %s and %s", r.Number, other, r.Case)
		}
		numbers[r.Number] = r.Case
	}
}

// caughtUp waits until nothing is overdue and no notice has come for a second.
func caughtUp(t *testing.T, svc *app.Service, shown *post) {
	t.Helper()
	count, since := shown.count(), time.Now()
	for until := time.Now().Add(30 * time.Second); time.Since(since) < time.Second; time.Sleep(50 * time.Millisecond) {
		due, err := svc.Due(t.Context(), harness.Institution, svc.Now(), 1)
		if n := shown.count(); n != count || err != nil || len(due) > 0 {
			count, since = n, time.Now()
		}
		if time.Now().After(until) {
			t.Fatalf("not caught up: %d overdue, error %v", len(due), err)
		}
	}
}

// recorded counts the notices on record.
func recorded(t *testing.T, o *harness.Office) (count int) {
	t.Helper()
	err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
		for i := range c.Facts {
			if c.Facts[i].Kind == fact.NoticeSent {
				count++
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return count
}

// checkOnce tells whether every notice was shown once, and none was left in the outbox.
func (p *post) checkOnce(t *testing.T, left int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.delivered) < 40 || left > 0 {
		t.Errorf("%d notices were shown, and %d were left in the outbox", len(p.delivered), left)
	}
	for key, times := range p.delivered {
		if times != 1 {
			t.Errorf("shown %d times: %s", times, key)
		}
	}
}
