package phone

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/phone/sip"
)

const (
	mostWaiting = 100_000 // sights that wait while the office cannot take them: some 10,000 calls
	mostAtOnce  = 200
	firstPause  = 100 * time.Millisecond // after an error of the office; doubled up to
	lastPause   = 5 * time.Second
)

// Feed lets the observer see messages, and hands over what it saw, in order and at least once. While the office cannot take
// anything, up to 100,000 sights wait; what is more is lost, and noted as a gap. It is safe for concurrent use.
type Feed struct {
	office channel.Office
	lines  Lines
	file   bool // what comes is of the past: its own times are the clock

	mu       sync.Mutex
	observer *sip.Observer
	waiting  []sight
	state    channel.State
	refused  time.Time // when something was last refused with a reason
	offset   offset
	proving  bool // what the source can prove has changed, and the office is to be told
	wake     chan struct{}
	idle     chan struct{} // nothing waits any more
}

// sight is one that waits; the last of its message counts the message as taken.
type sight struct {
	channel.Sight
	last bool
}

// NewFeed returns a feed of a source that sees messages as they pass.
func NewFeed(o channel.Office, l Lines) *Feed {
	return &Feed{office: o, lines: l, observer: sip.New(l.settings(o.Name)), wake: make(chan struct{}, 1), idle: make(chan struct{}, 1)}
}

// NewFileFeed returns a feed of messages of the past, whose own times are the clock.
func NewFileFeed(o channel.Office, l Lines) *Feed {
	f := NewFeed(o, l)
	f.file = true
	return f
}

// Run delivers while listen takes in, until the context ends or listen returns.
func (f *Feed) Run(ctx context.Context, listen func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var done sync.WaitGroup
	done.Go(func() { f.deliver(ctx) })
	if !f.file {
		done.Go(func() { f.watch(ctx) })
	}
	err := listen(ctx)
	stop()
	done.Wait()
	f.office.Calls.Proves(f.office.Name)
	f.mu.Lock()
	f.connect(false)
	f.mu.Unlock()
	return err
}

// Take lets the observer see one message. It does not wait for the office.
func (f *Feed) Take(p sip.Packet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.Seen++
	seen := f.observer.See(p)
	if seen.Refused {
		f.state.Refused++
	} else {
		f.heard()
		f.offset.add(p)
	}
	if seen.Repeated {
		f.state.Repeated++
	}
	if len(seen.Sights) == 0 && !seen.Refused && !seen.Repeated {
		f.state.Taken++
	}
	f.hold(seen, !seen.Repeated)
}

// Pass lets time go by.
func (f *Feed) Pass(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hold(f.observer.Pass(now), false)
}

// hold puts sights where they wait to be handed over.
func (f *Feed) hold(seen sip.Seen, counts bool) {
	now := f.office.Now()
	for i, s := range seen.Sights {
		if len(f.waiting) >= mostWaiting {
			f.miss("full", now, now)
			break
		}
		if f.file {
			s.Received = now
		}
		f.waiting = append(f.waiting, sight{s, counts && i == len(seen.Sights)-1})
	}
	for _, g := range seen.Gaps {
		f.note(g)
	}
	if len(seen.Sights) > 0 {
		f.nudge()
	}
}

func (f *Feed) nudge() { nudge(f.wake) }

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// deliver hands over what waits, again and again until the office has taken it.
func (f *Feed) deliver(ctx context.Context) {
	pause := firstPause
	for {
		f.prove()
		batch, last := f.batch()
		if len(batch) == 0 {
			nudge(f.idle)
			select {
			case <-ctx.Done():
				return
			case <-f.wake:
			}
			continue
		}
		err := f.office.Calls.See(ctx, batch...)
		if ctx.Err() != nil {
			return
		}
		if err == nil || errors.Is(err, channel.ErrRefused) {
			f.delivered(len(batch), last, err)
			pause = firstPause
			continue
		}
		f.trouble("office")
		f.office.Log.Warn("what was seen of calls waits", slog.String("source", f.office.Name), slog.Any("err", err))
		if !wait(ctx, pause) {
			return
		}
		pause = min(2*pause, lastPause)
	}
}

// prove tells the office what the source can prove now.
func (f *Feed) prove() {
	f.mu.Lock()
	changed, can := f.proving, f.state.Connected
	f.proving = false
	f.mu.Unlock()
	switch {
	case changed && can:
		f.office.Calls.Proves(f.office.Name, f.lines.Powers()...)
	case changed:
		f.office.Calls.Proves(f.office.Name)
	}
}

func (f *Feed) batch() (batch []channel.Sight, messages int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.waiting[:min(len(f.waiting), mostAtOnce)] {
		batch = append(batch, s.Sight)
		if s.last {
			messages++
		}
	}
	return batch, messages
}

func (f *Feed) delivered(n int, messages int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting = f.waiting[n:]; len(f.waiting) == 0 {
		f.waiting = nil // so that a long queue does not stay in memory
	}
	if err != nil {
		f.state.Refused += messages
		return
	}
	f.state.Taken += messages
	f.state.TakenAt = f.office.Now().UTC()
	if f.state.Trouble == troubleKey("office") {
		f.state.Trouble = ""
	}
}

// wait waits; false: the context has ended first.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// Room waits while more waits to be handed over than a quarter of what there is room for. A file can be read more slowly.
func (f *Feed) Room(ctx context.Context) error {
	for {
		f.mu.Lock()
		n := len(f.waiting)
		f.mu.Unlock()
		if n < mostWaiting/4 {
			return nil
		}
		if !wait(ctx, firstPause) {
			return ctx.Err()
		}
	}
}

// Rest waits until everything was handed over, or the context ends. It is for what has an end.
func (f *Feed) Rest(ctx context.Context) {
	for {
		f.mu.Lock()
		n := len(f.waiting)
		f.mu.Unlock()
		if n == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-f.idle:
		}
	}
}
