package channeltest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
)

// soon is how long a test waits for what must happen; nothing waits for it to pass.
const soon = 20 * time.Second

// Calls is an office that takes in what sources see of calls, and that fails when a test wants it to. It is safe for concurrent use.
type Calls struct {
	mu      sync.Mutex
	sights  []channel.Sight
	powers  map[string][]channel.Power
	proved  int // how often a source told what it can prove
	failing bool
	refused int
	changed chan struct{}
}

// NewCalls returns an office that has seen nothing.
func NewCalls() *Calls {
	return &Calls{powers: map[string][]channel.Power{}, changed: make(chan struct{})}
}

var errAway = errors.New("the store is away")

// See implements channel.Calls.
func (c *Calls) See(_ context.Context, sights ...channel.Sight) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.change()
	if c.failing {
		c.refused++
		return errAway
	}
	c.sights = append(c.sights, sights...)
	return nil
}

// Proves implements channel.Calls.
func (c *Calls) Proves(source string, powers ...channel.Power) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.change()
	c.powers[source] = powers
	c.proved++
}

func (c *Calls) change() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// Fail lets the office take nothing in, or take in again.
func (c *Calls) Fail(yes bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failing = yes
}

// Sights returns what was taken in, in its order.
func (c *Calls) Sights() []channel.Sight {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sights)
}

// Count returns how many sights were taken in.
func (c *Calls) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sights)
}

// Powers returns what a source can prove now.
func (c *Calls) Powers(source string) []channel.Power {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.powers[source])
}

// Refused returns how often something was offered while the office failed.
func (c *Calls) Refused() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// Await waits until something holds of what was taken in, and fails the test when it does not come to be.
func (c *Calls) Await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	if !c.Until(holds) {
		t.Fatalf("waited in vain for %s; taken in: %s", what, Kinds(c.Sights()))
	}
}

// Until waits until something holds of what was taken in; false: it did not come to be.
func (c *Calls) Until(holds func() bool) bool {
	end := time.NewTimer(soon)
	defer end.Stop()
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		if holds() {
			return true
		}
		select {
		case <-changed:
		case <-end.C:
			return false
		}
	}
}

// Kinds writes sights by their kinds, for messages.
func Kinds(sights []channel.Sight) string {
	var out []string
	for _, s := range sights {
		out = append(out, strings.TrimSpace(string(s.Kind)+" "+string(s.Side)))
	}
	return fmt.Sprint(out)
}

// Office returns what a source of calls is given.
func (c *Calls) Office(name string) channel.Office {
	return channel.Office{Name: name, Calls: c, Log: slog.New(slog.DiscardHandler), Now: time.Now}
}

// CallSource is a source of calls under test, with the other side that tells it of one conversation.
type CallSource struct {
	Name string
	// Open makes the source, also anew as after a restart.
	Open func(t *testing.T, o channel.Office) channel.Source
	// Messages is how many messages the conversation has; Tell sends one of them, the same each time, and returns when it is on
	// its way. The first may be sent again and again until the source listens.
	Messages int
	Tell     func(t *testing.T, message int)
	// Hostile sends what is no message, or an evil one.
	Hostile func(t *testing.T)
	// Last says that a sight is the one that the last message leads to.
	Last func(channel.Sight) bool
	// Forgets says that a source does not know after a restart what it was told before, as those do that look at what passes by.
	// Such a source may then leave out sights, and say of a hang-up that its side is undetermined, but nothing else.
	Forgets bool
}

// running is a source that runs.
type running struct {
	source channel.Source
	stop   context.CancelFunc
	done   chan error
}

func start(t *testing.T, s CallSource, c *Calls) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &running{s.Open(t, c.Office(s.Name)), stop, make(chan error, 1)}
	go func() { r.done <- r.source.Run(ctx) }()
	t.Cleanup(stop)
	return r
}

// end stops a source, which must end at once and without an error.
func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	select {
	case err := <-r.done:
		if err != nil {
			t.Errorf("a source that was told to stop ended with %v", err)
		}
	case <-time.After(soon):
		t.Fatal("the source does not stop")
	}
}

// begin sends the first message until the source has heard of it: it may not listen yet.
func (r *running) begin(t *testing.T, s CallSource) {
	t.Helper()
	pulse := time.NewTicker(20 * time.Millisecond)
	defer pulse.Stop()
	end := time.After(soon)
	for r.source.State().Seen == 0 {
		s.Tell(t, 0)
		select {
		case err := <-r.done:
			t.Fatalf("the source ended by itself: %v", err)
		case <-end:
			t.Fatal("the source hears nothing")
		case <-pulse.C:
		}
	}
}

// heard waits until the last sight has come, and as many as there are to come: in another order the last is not the last to come.
func (c *Calls) heard(t *testing.T, s CallSource, whole map[string]channel.Sight) {
	t.Helper()
	c.Await(t, "the end of the conversation", func() bool { return slices.ContainsFunc(c.Sights(), s.Last) })
	c.Until(func() bool {
		seen := map[string]bool{}
		for _, s := range c.Sights() {
			seen[s.ID] = true
		}
		return len(seen) >= len(whole)
	})
}

// tell runs a source, tells it messages in an order, waits for what is to come of them and stops it.
func tell(t *testing.T, s CallSource, order []int, whole map[string]channel.Sight) map[string]channel.Sight {
	t.Helper()
	c := NewCalls()
	r := start(t, s, c)
	r.begin(t, s)
	for _, i := range order {
		s.Tell(t, i)
	}
	c.heard(t, s, whole)
	r.end(t)
	return byID(t, c.Sights())
}

// byID returns sights by their names, and holds each to what all must be.
func byID(t *testing.T, sights []channel.Sight) map[string]channel.Sight {
	t.Helper()
	all := map[string]channel.Sight{}
	for _, s := range sights {
		if s.Source == "" || s.ID == "" || s.Kind == "" || s.Received.IsZero() || s.Clock == "" {
			t.Errorf("a sight lacks what all have: %+v", s)
		}
		if was, known := all[s.ID]; known && (was.Kind != s.Kind || was.Leg != s.Leg) {
			t.Errorf("two sights have one name: %+v and %+v", was, s)
		}
		all[s.ID] = s
	}
	return all
}

// TestCalls holds a source of calls to its contract: what is told twice, late, out of order, around a restart, while the office
// fails or amid hostile bytes leads to the same sights, and nothing is told to the office that did not happen.
func TestCalls(t *testing.T, s CallSource) {
	order := make([]int, 0, s.Messages)
	for i := range s.Messages {
		order = append(order, i)
	}
	whole := tell(t, s, order, nil)
	if len(whole) == 0 {
		t.Fatal("nothing is seen of the conversation")
	}
	t.Run("repeated", func(t *testing.T) { repeated(t, s, order, whole) })
	t.Run("out of order", func(t *testing.T) { disordered(t, s, order, whole) })
	t.Run("restarted in the middle", func(t *testing.T) { restarted(t, s, order, whole) })
	t.Run("while the office fails", func(t *testing.T) { failing(t, s, order, whole) })
	t.Run("amid hostile bytes", func(t *testing.T) { hostile(t, s, order, whole) })
	t.Run("state and powers", func(t *testing.T) { honest(t, s, order) })
	t.Run("stops before it heard anything", func(t *testing.T) {
		r := start(t, s, NewCalls())
		r.end(t)
		if r.source.State().Connected {
			t.Error("it says that it is connected after its end")
		}
	})
}

func same(t *testing.T, want, got map[string]channel.Sight) {
	t.Helper()
	for id, s := range want {
		if _, ok := got[id]; !ok {
			t.Errorf("missing: %s %s", s.Kind, s.Side)
		}
	}
	for id, s := range got {
		if _, ok := want[id]; !ok {
			t.Errorf("too much: %s %s of %s", s.Kind, s.Side, s.Leg)
		}
	}
}

func repeated(t *testing.T, s CallSource, order []int, whole map[string]channel.Sight) {
	var twice []int
	for _, i := range order {
		twice = append(twice, i, i)
	}
	same(t, whole, tell(t, s, twice, whole))
}

// disordered swaps neighbours, and later sends the whole conversation once more.
func disordered(t *testing.T, s CallSource, order []int, whole map[string]channel.Sight) {
	swapped := slices.Clone(order)
	for i := 0; i+1 < len(swapped); i += 2 {
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
	}
	same(t, whole, tell(t, s, append(swapped, order...), whole))
}

func restarted(t *testing.T, s CallSource, order []int, whole map[string]channel.Sight) {
	c := NewCalls()
	half := len(order) / 2
	r := start(t, s, c)
	r.begin(t, s)
	for _, i := range order[:half] {
		s.Tell(t, i)
	}
	c.Await(t, "something of the first half", func() bool { return len(c.Sights()) > 0 })
	r.end(t)
	r = start(t, s, c)
	r.begin(t, s)
	for _, i := range order[half:] {
		s.Tell(t, i)
	}
	c.Await(t, "the end of the conversation", func() bool {
		return slices.ContainsFunc(c.Sights(), func(x channel.Sight) bool {
			return s.Last(x) || s.Forgets && (x.Kind == channel.HungUp || x.Kind == channel.Ended)
		})
	})
	r.end(t)
	for id, x := range byID(t, c.Sights()) {
		was, known := whole[id]
		vague := s.Forgets && (x.Kind == channel.Ended || x.Kind == channel.HungUp && x.Side == channel.Undetermined)
		if !vague && (!known || was.Kind != x.Kind || was.Side != x.Side) {
			t.Errorf("after the restart it says %s %s, which did not happen", x.Kind, x.Side)
		}
	}
}

func failing(t *testing.T, s CallSource, order []int, whole map[string]channel.Sight) {
	c := NewCalls()
	c.Fail(true)
	r := start(t, s, c)
	r.begin(t, s)
	for _, i := range order {
		s.Tell(t, i)
	}
	c.Await(t, "an attempt", func() bool { return c.Refused() > 1 })
	c.Fail(false)
	c.heard(t, s, whole)
	r.end(t)
	same(t, whole, byID(t, c.Sights()))
}

func hostile(t *testing.T, s CallSource, order []int, whole map[string]channel.Sight) {
	c := NewCalls()
	r := start(t, s, c)
	r.begin(t, s)
	for _, i := range order {
		s.Hostile(t)
		s.Tell(t, i)
	}
	c.heard(t, s, whole)
	state := r.source.State()
	r.end(t)
	same(t, whole, byID(t, c.Sights()))
	if state.Refused == 0 {
		t.Errorf("nothing was counted as refused: %+v", state)
	}
}

// counted returns the state of a source when it has seen so many messages, which may overtake each other, or cannot be waited for any
// longer.
func counted(s channel.Source, messages int64) channel.State {
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for end := time.After(soon); ; {
		if state := s.State(); state.Seen >= messages {
			return state
		}
		select {
		case <-look.C:
		case <-end:
			return s.State()
		}
	}
}

func honest(t *testing.T, s CallSource, order []int) {
	c := NewCalls()
	r := start(t, s, c)
	begun := time.Now().Add(-time.Second)
	r.begin(t, s)
	for _, i := range order {
		s.Tell(t, i)
	}
	c.Await(t, "the end of the conversation", func() bool { return slices.ContainsFunc(c.Sights(), s.Last) })
	c.Await(t, "what the source can prove", func() bool { return len(c.Powers(s.Name)) > 0 })
	state := counted(r.source, int64(s.Messages))
	if !state.Connected || state.HeardAt.Before(begun) || state.Since.Before(begun) || state.Seen < int64(s.Messages) || state.Trouble != "" {
		t.Errorf("the state is not that of a source that is well: %+v", state)
	}
	if state.Taken+state.Repeated+state.Refused > state.Seen {
		t.Errorf("more was taken, repeated and refused than seen: %+v", state)
	}
	r.end(t)
	if c.Powers(s.Name) != nil {
		t.Errorf("after its end it still proves %v", c.Powers(s.Name))
	}
	if r.source.State().Connected {
		t.Error("after its end it is still connected")
	}
}
