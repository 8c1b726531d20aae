package provider

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
)

// fake is a line on which everything happens as the test says.
type fake struct {
	mu     sync.Mutex
	send   func(*channel.Message) (string, error)
	result Result
	err    error
	asked  []string
}

func (f *fake) Send(_ context.Context, m *channel.Message) (string, error) { return f.send(m) }

func (f *fake) Find(context.Context, *channel.Message, Try) (string, error) { return "", nil }

func (f *fake) Ask(_ context.Context, ref string) (Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, ref)
	return f.result, f.err
}

// told hands outcomes to the test.
type told chan channel.Outcome

func (c told) Became(_ context.Context, o channel.Outcome) error { c <- o; return nil }

func depot(out channel.Outcomes, now func() time.Time) channel.Depot {
	return channel.Depot{Name: "line", Outcomes: out, Log: slog.New(slog.DiscardHandler), Now: now}
}

var begin = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

func TestRunTells(t *testing.T) {
	t.Parallel()
	line := &fake{send: func(m *channel.Message) (string, error) { return "ref-" + m.ID, nil }, result: Result{Final: true, At: begin.Add(time.Hour)}}
	out := make(told)
	c := New(depot(out, func() time.Time { return begin }), line)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	c.Expect("n-1", channel.Sent{ID: "r"}, begin) // due at once, and told after Run has begun to wait
	if got, want := <-out, (channel.Outcome{ID: "n-1", At: begin, Why: "other"}); got != want {
		t.Errorf("told %+v, want %+v", got, want)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestTheSameAtOnce proves that the same message is handed over once when it comes twice at the same time.
func TestTheSameAtOnce(t *testing.T) {
	t.Parallel()
	inside, leave := make(chan struct{}), make(chan struct{})
	line := &fake{send: func(*channel.Message) (string, error) { close(inside); <-leave; return "r", nil }}
	c := New(depot(nil, func() time.Time { return begin }), line)
	first := make(chan error, 1)
	go func() { _, err := c.Carry(t.Context(), &channel.Message{ID: "n"}); first <- err }()
	<-inside
	if _, err := c.Carry(t.Context(), &channel.Message{ID: "n"}); !errors.Is(err, ErrUnderWay) {
		t.Error(err)
	}
	close(leave)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if s, err := c.Carry(t.Context(), &channel.Message{ID: "n"}); err != nil || s.ID != "r" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestNameless proves that messages without an identifier go over each time, and that nobody is asked what became of them.
func TestNameless(t *testing.T) {
	t.Parallel()
	sent := 0
	line := &fake{send: func(*channel.Message) (string, error) { sent++; return fmt.Sprint("r", sent), nil }}
	c := New(depot(nil, func() time.Time { return begin }), line)
	for i := range 2 {
		if s, err := c.Carry(t.Context(), &channel.Message{}); err != nil || s.ID != fmt.Sprint("r", i+1) {
			t.Errorf("%+v, %v", s, err)
		}
	}
	if next := c.Look(t.Context()); !next.IsZero() || len(line.asked) != 0 {
		t.Errorf("next %v, asked for %v", next, line.asked)
	}
}

// TestAwayStopsAsking proves that nobody is asked for all messages while the provider is away.
func TestAwayStopsAsking(t *testing.T) {
	t.Parallel()
	line := &fake{err: ErrAway}
	c := New(depot(nil, func() time.Time { return begin }), line)
	for i := range 20 {
		c.Expect(fmt.Sprint(i), channel.Sent{ID: "r"}, begin)
	}
	next := c.Look(t.Context())
	if len(line.asked) != 1 || !next.Equal(begin.Add(usualPause)) || c.State().Connected {
		t.Errorf("asked %d times, next %v", len(line.asked), next)
	}
	line.err = Pause(0)
	c.Look(t.Context())
	if next := c.Look(t.Context()); len(line.asked) != 2 || !next.Equal(begin.Add(usualPause)) || c.State().Trouble != "channel.trouble.provider_busy" {
		t.Errorf("in a pause: asked %d times, next %v", len(line.asked), next)
	}
}

// TestMemoryIsBounded proves that what is under way is kept longest.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	l := &ledger{held: map[string]*held{}}
	for i := range mostHeld + 10 {
		id := fmt.Sprint(i)
		if _, err := l.begin(id, begin.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
		l.end(id, "r", begin.Add(time.Duration(i)*time.Second), nil)
		if i%2 == 0 {
			l.asked(id, begin, true)
		}
	}
	if n := len(l.held); n > mostHeld || n < mostHeld-mostHeld/10 {
		t.Errorf("%d are held", n)
	}
	if l.held["1"] == nil || l.held["0"] != nil {
		t.Error("one under way was forgotten before one that had ended")
	}
	if _, err := l.begin("1", begin.Add(keepTime+2*time.Second)); err != nil || l.held["1"].ref != "" {
		t.Errorf("one of four days ago is still known (%v)", err)
	}
}

// TestMarks proves that a message that may have gone over is remembered by the instant of the try of which nobody knows.
func TestMarks(t *testing.T) {
	t.Parallel()
	l := &ledger{held: map[string]*held{}}
	try := func(at time.Time, err error) time.Time {
		known, fault := l.begin("n", at)
		if fault != nil {
			t.Fatal(fault)
		}
		l.end("n", "", at, err)
		return known.doubt
	}
	try(begin, ErrUnsure)
	if doubt := try(begin.Add(time.Second), fmt.Errorf("%w: again", ErrUnsure)); !doubt.Equal(begin) {
		t.Errorf("in doubt since %v", doubt)
	}
	if doubt := try(begin.Add(2*time.Second), ErrAway); !doubt.Equal(begin) {
		t.Errorf("in doubt since %v", doubt)
	}
	l.settled("n")
	try(begin.Add(3*time.Second), ErrAway)
	if len(l.held) != 0 {
		t.Error("what went to nobody is remembered")
	}
}
