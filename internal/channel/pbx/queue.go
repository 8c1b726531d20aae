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
	ch chan channel.Sight
}

func newQueue(m *meter) *queue { return &queue{meter: m, ch: make(chan channel.Sight, mostWaiting)} }

// put adds a sight.
func (q *queue) put(s channel.Sight) {
	s.Source = q.office.Name
	q.change(func(st *channel.State) { st.Seen++ })
	select {
	case q.ch <- s:
	default:
		q.gap(s.Received, q.now(), "pbx_overflow")
	}
}

// run hands over until the context ends. What waits then is tried once more.
func (q *queue) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			q.drain(context.WithoutCancel(ctx))
			return
		case s := <-q.ch:
			q.deliver(ctx, s)
		}
	}
}

func (q *queue) drain(ctx context.Context) {
	const patience = 3 * time.Second
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		select {
		case s := <-q.ch:
			if q.see(ctx, s) != nil {
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
			q.change(func(st *channel.State) { st.Refused++ })
			return
		case ctx.Err() != nil: // it is tried once more when the process ends
			select {
			case q.ch <- s:
			default:
			}
			return
		}
		q.trouble("pbx_office")
		if !sleep(ctx, wait) {
			continue
		}
		q.trouble("")
	}
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
	defer func() { <-done }()
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
		q.lose(why)
		q.office.Log.WarnContext(ctx, "the exchange is away", "source", q.office.Name, "error", err)
		if !sleep(ctx, wait) {
			break
		}
		wait = min(2*wait, lastRetry)
	}
	q.office.Calls.Proves(q.office.Name)
	return nil
}

// greeted notes that a session has begun. What happened since the other side was last heard may have been missed.
func (q *queue) greeted() {
	if st := q.State(); !st.Connected && !st.HeardAt.IsZero() {
		q.gap(st.HeardAt, q.now(), "pbx_connection")
	}
	q.connect()
}
