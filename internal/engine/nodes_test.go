package engine_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/engine"
	"jikim/test/harness"
)

// post counts deliveries by the key of the duty, for all nodes together.
type post struct {
	mu        sync.Mutex
	delivered map[string]int
	total     int
	reached   chan struct{} // closed at the enough-th delivery
	enough    int
}

func newPost(enough int) *post {
	return &post{delivered: map[string]int{}, reached: make(chan struct{}), enough: enough}
}

func (p *post) Deliver(_ context.Context, o *app.Outgoing) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delivered[o.Key]++
	if p.total++; p.total == p.enough {
		close(p.reached)
	}
	return nil
}

func (p *post) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total
}

// node is one program on the common database, running by the given clock.
type node struct {
	*app.Service
	stop  context.CancelFunc
	ran   chan error
	woken *counter
}

// counter counts wake-ups.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add(time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func (c *counter) get() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func start(o *harness.Office, clock func() time.Time, p *post) *node {
	n := &node{Service: o.Serve(app.Config{Clock: clock}), ran: make(chan error, 1), woken: &counter{}}
	e := engine.New(engine.Config{Office: n.Service, Deliver: p, Late: n.woken.add, Rescan: 300 * time.Millisecond, Workers: 16})
	n.SetHooks(app.Hooks{Committed: e.Committed})
	ctx, stop := context.WithCancel(o.Context())
	n.stop = stop
	go func() { n.ran <- e.Run(ctx) }()
	return n
}

func (n *node) end(t *testing.T) {
	t.Helper()
	n.stop()
	if err := <-n.ran; err != nil {
		t.Error(err)
	}
	n.Close()
}

// TestOneOfTwoNodesStops lets 200 petitions break their promises at one instant under two nodes, each with a connection of
// its own to one PostgreSQL. One of them stops in the middle; the other does the rest, and nothing is done twice.
func TestOneOfTwoNodesStops(t *testing.T) {
	t.Parallel()
	const cases = 200
	o := harness.Postgres(t, "2026-11-23 09:30")
	var all sync.WaitGroup
	work := make(chan struct{}, cases)
	for range cases {
		work <- struct{}{}
	}
	close(work)
	for range 16 {
		all.Go(func() {
			for range work {
				if _, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), o.Petition()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	o.Clock.Set(harness.At(t, "2026-12-01 23:59:59"))
	begun := time.Now()
	clock := func() time.Time { return o.Clock.Now().Add(time.Since(begun)) }

	p := newPost(cases)
	first, second := start(o, clock, p), start(o.Node(), clock, p)
	select {
	case <-p.reached:
	case <-time.After(30 * time.Second):
		t.Fatalf("only %d notices were delivered", p.count())
	}
	first.end(t)
	atStop, woken := second.woken.get(), first.woken.get()
	quiet, patience := 0, time.Now().Add(time.Minute)
	for last := -1; quiet < 8; time.Sleep(100 * time.Millisecond) { // until the other has nothing to do any more
		now := p.count() + second.woken.get()
		due, err := o.Due(o.Context(), harness.Institution, clock(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if time.Now().After(patience) {
			t.Fatalf("the second node does not come to an end: %d notices, %d cases woken", p.count(), second.woken.get())
		}
		if quiet++; now != last || len(due) > 0 {
			last, quiet = now, 0
		}
	}
	// How the two share the work is chance; that all of it is done, and once, is not.
	t.Logf("the first node woke %d cases, the second %d before and %d after it was alone", woken, atStop, second.woken.get()-atStop)
	second.end(t)

	delivered := p.count()
	o.Engine = engine.New(engine.Config{Office: o.Service, Deliver: p})
	o.Until(clock().Add(2 * time.Minute)) // every lease has run out
	// A notice whose recording failed keeps its lease until that has run out: late, but neither lost nor sent twice.
	t.Logf("%d notices waited for their lease to run out", p.count()-delivered)
	for key, n := range p.delivered {
		if n != 1 {
			t.Errorf("delivered %d times: %s", n, key)
		}
	}
	checkOnce(t, o)
	t.Logf("%d notices", p.count())
}
