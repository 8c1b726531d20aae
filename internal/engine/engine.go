// Package engine keeps time for the office: it wakes cases when something of them falls due, sends what waits in the
// outbox, has surveys go on, has the ledger signed and countersigned, and once a day has forgotten what nobody needs any more. It
// has no rules of its own; what a wake-up does is decided by the same turn as everything else.
//
// The wake-ups of the next hour stand in a heap, fed from the store and by every commit of this process, with one timer for
// the earliest. Cases that fall due together are fetched and judged shortly before, so that a thousand of the same instant
// need only be committed, and the commits share their writes. Several nodes may run on one database: a wake-up that
// another node has done finds nothing left to do, and outbox entries are leased.
package engine

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"jikim/internal/app"
)

// Office is what the engine needs of the use cases; *app.Service is one.
type Office interface {
	Institutions() []string
	Begin(ctx context.Context, institution string) error
	Now() time.Time
	Due(ctx context.Context, institution string, until time.Time, limit int) ([]app.Wake, error)
	Prefetch(ctx context.Context, institution string, cases []string) ([]*app.Stored, error)
	Ready(ctx context.Context, stored *app.Stored, at time.Time) (func(context.Context) error, error)
	Wake(ctx context.Context, institution, caseID string, stored *app.Stored) error
	Claim(ctx context.Context, institution string, lease time.Duration, limit int) ([]app.Outgoing, error)
	Delivered(ctx context.Context, o app.Outgoing, failure error, last bool, retryAt time.Time) error
	Postpone(ctx context.Context, o app.Outgoing, until time.Time) error
	SendHooks(ctx context.Context, institution string) (int, error)
	Surveys(ctx context.Context, institution string) (int, error)
	Upkeep(ctx context.Context, institution string) error
	Learn(ctx context.Context, institution string) error
	KeepLedger(ctx context.Context, institution string) error
	AskWitnesses(ctx context.Context, institution string) error
}

var _ Office = (*app.Service)(nil)

// Deliverer sends one notice. It returns nil when the notice has arrived or was taken over for good, and writes into its data what is
// to be recorded of that. An *app.Later puts it off, which is no failure.
type Deliverer interface {
	Deliver(ctx context.Context, o *app.Outgoing) error
}

// DelivererFunc is a function as a Deliverer.
type DelivererFunc func(ctx context.Context, o *app.Outgoing) error

// Deliver calls the function.
func (f DelivererFunc) Deliver(ctx context.Context, o *app.Outgoing) error { return f(ctx, o) }

// Config is what an Engine is made of. Zero values take the usual ones.
type Config struct {
	Office  Office
	Deliver Deliverer
	Log     *slog.Logger // nil: discards
	// Workers is how many cases are woken at once; they mostly wait for the store (256).
	Workers int
	// Horizon is how far ahead wake-ups are kept in memory (1 hour).
	Horizon time.Duration
	// Lead is how long before they fall due the facts of cases are fetched (1 s).
	Lead time.Duration
	// Rescan is how often the store is asked for wake-ups that nobody has done: those of a node that died (2 s).
	Rescan time.Duration
	// Lease is how long a claimed outbox entry is left to the node that claimed it (30 s).
	Lease time.Duration
	// Attempts is after how many failures a notice is given up and recorded as failed (8).
	Attempts int
	// Late is told how late each wake-up was done; may be nil.
	Late func(time.Duration)
}

func (c *Config) usual() {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	set := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	set(&c.Horizon, time.Hour)
	set(&c.Lead, time.Second)
	set(&c.Rescan, 2*time.Second)
	set(&c.Lease, 30*time.Second)
	if c.Workers <= 0 {
		c.Workers = 256
	}
	if c.Attempts <= 0 {
		c.Attempts = 8
	}
}

// Engine wakes cases and drains the outbox. Make it with New, then Run it once.
type Engine struct {
	Config
	mu      sync.Mutex
	queue   queue
	until   map[string]time.Time // by institution: up to when wake-ups are in the queue
	changed chan struct{}        // the queue has a new first entry
	outbox  chan struct{}        // something may wait in the outbox
	places  chan struct{}        // one per wake-up going on
	running sync.WaitGroup
	upkeep  map[string]time.Time // by institution: when the next one is; of the goroutine that does it alone
}

// New returns an engine.
func New(c Config) *Engine {
	c.usual()
	return &Engine{Config: c, queue: newQueue(), until: map[string]time.Time{}, upkeep: map[string]time.Time{}, changed: make(chan struct{}, 1),
		outbox: make(chan struct{}, 1), places: make(chan struct{}, c.Workers)}
}

// Committed is the hook for app.Hooks: it never blocks.
func (e *Engine) Committed(institution, caseID string, wakeAt time.Time, outgoing bool) {
	e.mu.Lock()
	first := false
	if until, on := e.until[institution]; on && !wakeAt.IsZero() && wakeAt.Before(until) {
		first = e.queue.put(key{institution, caseID}, wakeAt)
	} else {
		e.queue.drop(key{institution, caseID})
	}
	e.mu.Unlock()
	if first {
		signal(e.changed)
	}
	if outgoing {
		signal(e.outbox)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run works until the context ends, finishes what it has begun, and returns nil; an error only when it could not start.
func (e *Engine) Run(ctx context.Context) error {
	for _, institution := range e.Office.Institutions() {
		if err := e.Office.Begin(ctx, institution); err != nil && ctx.Err() == nil {
			return err
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { e.keepTime(ctx); return nil })
	g.Go(func() error { e.drain(ctx); return nil })
	g.Go(func() error { e.tend(ctx); return nil })
	g.Go(func() error { e.tell(ctx); return nil })
	g.Go(func() error { e.ask(ctx); return nil })
	g.Go(func() error { e.sign(ctx); return nil })
	err := g.Wait()
	e.running.Wait()
	return err
}

// keepTime wakes cases on time.
func (e *Engine) keepTime(ctx context.Context) {
	rescan := time.NewTicker(e.Rescan)
	defer rescan.Stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		e.refill(ctx)
		e.fetch(ctx)
		e.wakeDue(ctx)
		timer.Reset(e.wait())
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-e.changed:
		case <-rescan.C:
			e.overdue(ctx)
		}
	}
}

// wait returns how long nothing is to be done: until the next wake-up or the fetching before it.
func (e *Engine) wait() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.Office.Now()
	next := now.Add(e.Horizon / 4)
	if at, fetched, ok := e.queue.first(); ok {
		if !fetched {
			at = at.Add(-e.Lead)
		}
		if at.Before(next) {
			next = at
		}
	}
	return max(next.Sub(now), 0)
}

// loaded is how many wake-ups are asked of the store at once.
const loaded = 20_000

// refill brings the wake-ups of the next hour into the queue, when less than half of it is left.
func (e *Engine) refill(ctx context.Context) {
	now := e.Office.Now()
	for _, institution := range e.Office.Institutions() {
		e.mu.Lock()
		until := e.until[institution]
		e.mu.Unlock()
		if until.Sub(now) > e.Horizon/2 {
			continue
		}
		e.load(ctx, institution, now.Add(e.Horizon))
	}
}

// load puts wake-ups before an instant into the queue. The bound is set first, so that a commit meanwhile is not missed.
func (e *Engine) load(ctx context.Context, institution string, until time.Time) {
	e.mu.Lock()
	e.until[institution] = until
	e.mu.Unlock()
	wakes, err := e.Office.Due(ctx, institution, until, loaded)
	if err != nil {
		if ctx.Err() == nil {
			e.Log.Error("wake-ups cannot be loaded", "institution", institution, "error", err)
		}
		e.mu.Lock()
		e.until[institution] = time.Time{}
		e.mu.Unlock()
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, w := range wakes {
		e.queue.add(key{institution, w.Case}, w.At)
	}
	if len(wakes) == loaded {
		e.until[institution] = wakes[loaded-1].At
	}
}

// overdue puts wake-ups into the queue that should have been done: by a node that died, or before this one started.
func (e *Engine) overdue(ctx context.Context) {
	before := e.Office.Now().Add(-e.Rescan)
	for _, institution := range e.Office.Institutions() {
		wakes, err := e.Office.Due(ctx, institution, before, loaded)
		if err != nil {
			if ctx.Err() == nil {
				e.Log.Error("overdue wake-ups cannot be loaded", "institution", institution, "error", err)
			}
			return
		}
		e.mu.Lock()
		for _, w := range wakes {
			e.queue.add(key{institution, w.Case}, w.At)
		}
		e.mu.Unlock()
	}
}
