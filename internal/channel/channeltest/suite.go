package channeltest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
)

// suite is one test: an office, another side, and the source between them.
type suite struct {
	t    *testing.T
	ctx  context.Context
	peer Peer
	box  *Letterbox
}

// run starts a source; stop ends it and waits. Its state is asked all the time, as administrators' pages do.
func (s *suite) run() (source channel.Source, stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.ctx)
	source = s.peer.Open(s.t, channel.Office{Name: "under-test", Letters: s.box, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	var running sync.WaitGroup
	running.Go(func() {
		if err := source.Run(ctx); err != nil {
			s.t.Errorf("Run: %v", err)
		}
	})
	running.Go(func() {
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				sound(s.t, source.State())
			}
		}
	})
	stop = func() {
		cancel()
		running.Wait()
	}
	s.t.Cleanup(stop) // whatever a test that fails leaves behind
	return source, stop
}

// sound holds a state to what it says of itself.
func sound(t testing.TB, st channel.State) {
	if st.Taken+st.Repeated+st.Refused > st.Seen || len(st.Gaps) > channel.MostGaps {
		t.Errorf("state: %+v", st)
	}
	if st.Taken > 0 && st.TakenAt.IsZero() {
		t.Errorf("something was taken, never: %+v", st)
	}
}

func (s *suite) until(what string, holds func() bool) {
	s.t.Helper()
	if err := s.box.Until(s.ctx, what, holds); err != nil {
		s.t.Fatal(err)
	}
}

// stateUntil waits for the state of a source, which may follow what the office sees a moment later.
func (s *suite) stateUntil(source channel.Source, what string, holds func(channel.State) bool) {
	s.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		st := source.State()
		if holds(st) {
			return
		}
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			s.t.Fatalf("waited in vain for %s: %+v", what, st)
		}
	}
}

func (s *suite) put(from, to int) {
	s.t.Helper()
	for n := from; n <= to; n++ {
		s.peer.Put(s.t, n)
	}
}

func (s *suite) kept(n int) {
	s.t.Helper()
	s.until(fmt.Sprintf("%d letters", n), func() bool { return len(s.box.Kept()) >= n })
}

// exactly holds the office to letters 1 to n, each once, and each with what a person needs who doubts it.
func (s *suite) exactly(n int) {
	s.t.Helper()
	var got, want []int
	for _, l := range s.box.Kept() {
		got = append(got, s.peer.Number(l))
		if l.Key == "" || l.Channel == "" || l.Source != "under-test" || l.At.IsZero() || l.Original.Name == "" {
			s.t.Errorf("letter %d is not whole: key %q, channel %q, source %q, at %v, original %q", s.peer.Number(l), l.Key, l.Channel, l.Source, l.At, l.Original.Name)
		}
		if l.Original.Body == nil && len(l.Files) == 0 {
			s.t.Errorf("letter %d is not kept as it came", s.peer.Number(l))
		}
	}
	for i := 1; i <= n; i++ {
		want = append(want, i)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		s.t.Errorf("the office has letters %v, want each of 1 to %d once", got, n)
	}
}
