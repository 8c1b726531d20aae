package pbx

import (
	"context"
	"errors"
	"time"

	"jikim/internal/channel"
)

// A stream of events is told once: what the office cannot take for a moment waits here, in order, while reading goes on.
const (
	mostWaiting = 20_000
	firstRetry  = 100 * time.Millisecond
	lastRetry   = 10 * time.Second
)

// queue hands the sights of a stream over, each until it is committed. It is bounded: what does not fit is lost, and noted as a gap.
type queue struct {
	*meter
	ch chan item
}

// item is a sight, or from where on what the source can prove is something else: what waits was seen before that.
type item struct {
	sight  channel.Sight
	proves []channel.Power
	change bool
}

func newQueue(m *meter) *queue { return &queue{meter: m, ch: make(chan item, mostWaiting)} }

// put adds a sight.
func (q *queue) put(s channel.Sight) {
	s.Source = q.office.Name
	q.Change(func(st *channel.State) { st.Seen++ })
	if !q.add(item{sight: s}) {
		q.gap(s.Received, q.now(), "pbx_overflow")
	}
}

func (q *queue) add(x item) bool {
	select {
	case q.ch <- x:
		return true
	default:
		return false
	}
}

// prove changes what the source can prove, after all that waits.
func (q *queue) prove(powers []channel.Power) {
	if !q.add(item{change: true, proves: powers}) {
		q.office.Calls.Proves(q.office.Name, powers...)
	}
}

// run hands over until the context ends. What waits then is tried once more.
func (q *queue) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			q.drain(context.WithoutCancel(ctx))
			return
		case x := <-q.ch:
			if x.change {
				q.office.Calls.Proves(q.office.Name, x.proves...)
				continue
			}
			q.deliver(ctx, x.sight)
		}
	}
}

func (q *queue) drain(ctx context.Context) {
	const patience = 3 * time.Second
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		select {
		case x := <-q.ch:
			switch {
			case x.change:
				q.office.Calls.Proves(q.office.Name, x.proves...)
			case q.see(ctx, x.sight) != nil:
				return
			}
		default:
			return
		}
	}
}

func (q *queue) deliver(ctx context.Context, s channel.Sight) {
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		err := q.see(ctx, s)
		switch {
		case err == nil:
			return
		case errors.Is(err, channel.ErrRefused):
			q.Change(func(st *channel.State) { st.Refused++ })
			return
		case ctx.Err() != nil: // it is tried once more when the process ends
			q.last(ctx, s)
			return
		}
		q.trouble("pbx_office")
		if !sleep(ctx, wait) {
			continue
		}
		q.trouble("")
	}
}

// last tries once more what could not be handed over when the process ends.
func (q *queue) last(ctx context.Context, s channel.Sight) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer stop()
	_ = q.see(ctx, s) // who told it does not tell it again: it is a gap of the next start
}

// sleep waits; false when the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// session is one connection to an exchange: it reads until the connection breaks. An error with errLogin is for the administrator.
type session func(ctx context.Context) error

var errLogin = errors.New("the exchange refuses the login")

// keep runs sessions one after the other until the context ends, with longer pauses while none comes about, and notes what may have
// been missed in between.
func (q *queue) keep(ctx context.Context, one session) error {
	done := make(chan struct{})
	go func() { defer close(done); q.run(ctx) }()
	defer func() {
		<-done
		q.end()
	}()
	wait := firstRetry
	for ctx.Err() == nil {
		err := one(ctx)
		if ctx.Err() != nil {
			break
		}
		if q.State().Connected {
			wait = firstRetry
		}
		why := "pbx_away"
		if errors.Is(err, errLogin) {
			why = "pbx_login"
		}
		q.lost(why)
		q.prove(nil)
		q.office.Log.WarnContext(ctx, "the exchange is away", "source", q.office.Name, "error", err)
		if !sleep(ctx, wait) {
			break
		}
		wait = min(2*wait, lastRetry)
	}
	return nil
}

// greeted notes that a session has begun. What happened since the other side was last heard may have been missed.
func (q *queue) greeted() {
	if st := q.State(); !st.Connected && !st.HeardAt.IsZero() {
		q.gap(st.HeardAt, q.now(), "pbx_connection")
	}
	q.there()
	q.prove(q.powers)
}
