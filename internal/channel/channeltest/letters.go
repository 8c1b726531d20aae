package channeltest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jikim/internal/channel"
)

// Peer is the other side of a source of letters: a mail server, a fax machine, a folder of scans. It outlives the source.
type Peer interface {
	// Open makes a source, as the program does when it starts. It should wait some milliseconds between tries, not seconds.
	Open(t testing.TB, o channel.Office) channel.Source
	// Put has the other side hand over the letter of a number, or keep on trying to until it is taken. It does not wait for that.
	Put(t testing.TB, number int)
	// Number tells which letter it is, as the office got it or as its original; 0: none that was put.
	Number(l *channel.Letter) int
	// Acknowledged is how many letters the other side believes to be taken for good. A side that is only looked at says 0.
	Acknowledged() int
}

// patience bounds every wait: only a fault lasts as long.
const patience = 60 * time.Second

// Letters holds a source of letters to the contract of channel.Source and channel.Letters.
func Letters(t *testing.T, start func(t *testing.T) Peer) {
	for _, tt := range []struct {
		name string
		test func(*suite)
	}{
		{"each letter once", (*suite).each},
		{"letters that were waiting", (*suite).waiting},
		{"nothing is acknowledged before it is committed", (*suite).early},
		{"an office that is away for a while", (*suite).away},
		{"an answer that is lost", (*suite).lost},
		{"a restart after every letter", (*suite).restarts},
		{"marks that are lost", (*suite).marks},
		{"marks that cannot be noted", (*suite).unmarked},
		{"a letter that is refused as it was read", (*suite).refused},
		{"a letter that is refused whatever it is", (*suite).hopeless},
		{"it stops at once while the office is slow", (*suite).stopsBusy},
		{"it stops at once while nothing comes", (*suite).stopsIdle},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			tt.test(&suite{t: t, ctx: ctx, peer: start(t), box: NewLetterbox()})
		})
	}
}

func (s *suite) each() {
	source, stop := s.run()
	defer stop()
	s.stateUntil(source, "a connection", func(st channel.State) bool { return st.Connected && !st.Since.IsZero() })
	s.put(1, 20)
	s.kept(20)
	s.stateUntil(source, "20 taken", func(st channel.State) bool {
		return st.Taken == 20 && st.Seen >= 20 && st.Trouble == "" && !st.HeardAt.IsZero() && !st.TakenAt.IsZero()
	})
	stop()
	s.exactly(20)
}

func (s *suite) waiting() {
	s.put(1, 5)
	_, stop := s.run()
	defer stop()
	s.kept(5)
	s.put(6, 8)
	s.kept(8)
	stop()
	s.exactly(8)
}

func (s *suite) early() {
	var early atomic.Int64
	s.box.Behave(Behaviour{Before: func(context.Context, *channel.Letter) error {
		if s.peer.Acknowledged() > len(s.box.Kept()) {
			early.Add(1)
		}
		return nil
	}})
	_, stop := s.run()
	s.put(1, 10)
	s.kept(10)
	stop()
	if early.Load() > 0 {
		s.t.Errorf("%d letters were acknowledged before they were committed", early.Load())
	}
	s.exactly(10)
}

func (s *suite) away() {
	s.box.Behave(Behaviour{Before: func(context.Context, *channel.Letter) error { return ErrAway }})
	source, stop := s.run()
	defer stop()
	s.put(1, 3)
	s.until("two tries", func() bool { return s.box.Asked() >= 2 })
	s.stateUntil(source, "the trouble to be told", func(st channel.State) bool { return st.Trouble != "" })
	if n := s.peer.Acknowledged(); n > 0 {
		s.t.Errorf("%d letters were acknowledged by an office that is away", n)
	}
	s.box.Behave(Behaviour{})
	s.kept(3)
	s.stateUntil(source, "the trouble to be over", func(st channel.State) bool { return st.Trouble == "" && st.Taken == 3 })
	stop()
	s.exactly(3)
}

func (s *suite) lost() {
	var once sync.Map
	s.box.Behave(Behaviour{After: func(_ context.Context, l *channel.Letter) error {
		if _, again := once.LoadOrStore(l.Key, true); !again {
			return ErrAway
		}
		return nil
	}})
	source, stop := s.run()
	defer stop()
	s.put(1, 5)
	s.kept(5)
	s.until("each a second time", func() bool { return s.box.Repeated() >= 5 })
	s.stateUntil(source, "the repetitions to be counted", func(st channel.State) bool { return st.Repeated >= 5 })
	stop()
	s.exactly(5)
}

func (s *suite) restarts() {
	s.put(1, 6)
	for n := 1; n <= 6; n++ {
		stopped := make(chan struct{})
		var first sync.Once
		s.box.Behave(Behaviour{After: func(ctx context.Context, _ *channel.Letter) error {
			first.Do(func() { close(stopped) })
			<-ctx.Done()
			return ctx.Err()
		}})
		_, stop := s.run()
		select {
		case <-stopped:
		case <-s.ctx.Done():
			s.t.Fatal("no letter came")
		}
		stop()
	}
	s.box.Behave(Behaviour{})
	_, stop := s.run()
	s.kept(6)
	stop()
	s.exactly(6)
}

func (s *suite) marks() {
	s.put(1, 4)
	_, stop := s.run()
	s.kept(4)
	stop()
	s.box.Forget()
	_, stop = s.run()
	s.put(5, 5)
	s.kept(5)
	stop()
	s.exactly(5)
}

func (s *suite) unmarked() {
	s.box.Behave(Behaviour{Mark: func(context.Context, string) error { return ErrAway }})
	_, stop := s.run()
	s.put(1, 4)
	s.kept(4)
	stop()
	s.box.Behave(Behaviour{})
	_, stop = s.run()
	s.put(5, 6)
	s.kept(6)
	stop()
	s.exactly(6)
}

func (s *suite) refused() {
	s.box.Behave(Behaviour{Before: func(_ context.Context, l *channel.Letter) error {
		if s.peer.Number(l) == 2 && (l.Text != "" || len(l.Doubts) == 0) {
			return fmt.Errorf("a text that cannot be kept: %w", channel.ErrRefused)
		}
		return nil
	}})
	_, stop := s.run()
	s.put(1, 3)
	s.kept(3)
	stop()
	s.exactly(3)
	for _, l := range s.box.Kept() {
		if s.peer.Number(l) == 2 && len(l.Doubts) == 0 {
			s.t.Error("the letter that was refused waits for nobody")
		}
	}
}

func (s *suite) hopeless() {
	s.box.Behave(Behaviour{Before: func(_ context.Context, l *channel.Letter) error {
		if s.peer.Number(l) == 2 {
			return channel.ErrRefused
		}
		return nil
	}})
	source, stop := s.run()
	defer stop()
	s.put(1, 3)
	s.kept(2)
	s.stateUntil(source, "the refusal to be told", func(st channel.State) bool { return st.Refused >= 1 && st.Taken == 2 })
	stop()
	var got []int
	for _, l := range s.box.Kept() {
		got = append(got, s.peer.Number(l))
	}
	if slices.Sort(got); !slices.Equal(got, []int{1, 3}) {
		s.t.Errorf("the office has letters %v, want 1 and 3", got)
	}
}

func (s *suite) stopsBusy() {
	busy := make(chan struct{})
	var first sync.Once
	s.box.Behave(Behaviour{Before: func(ctx context.Context, _ *channel.Letter) error {
		first.Do(func() { close(busy) })
		<-ctx.Done()
		return ctx.Err()
	}})
	_, stop := s.run()
	s.put(1, 1)
	select {
	case <-busy:
	case <-s.ctx.Done():
		s.t.Fatal("no letter came")
	}
	s.stopsSoon(stop)
	if n := s.peer.Acknowledged(); n > 0 {
		s.t.Error("a letter was acknowledged that was never committed")
	}
	s.box.Behave(Behaviour{})
	_, stop = s.run()
	s.kept(1)
	stop()
	s.exactly(1)
}

func (s *suite) stopsIdle() {
	source, stop := s.run()
	s.stateUntil(source, "a connection", func(st channel.State) bool { return st.Connected })
	s.stopsSoon(stop)
	if source.State().Connected {
		s.t.Error("it has stopped and says that it is connected")
	}
}

// stopsSoon holds a source to an end in seconds, not in the time of its next try.
func (s *suite) stopsSoon(stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		stop()
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		s.t.Fatal("it does not stop")
	}
}
