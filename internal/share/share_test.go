package share

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// TestReadingIsShared lets many ask while a reading goes on: they share the next one, and none gets what was read before he asked.
func TestReadingIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s Reads[string, int64]
		var state, reads atomic.Int64
		hold := make(chan struct{})
		read := func(context.Context) (int64, error) {
			reads.Add(1)
			now := state.Load()
			<-hold
			return now, nil
		}
		var wait sync.WaitGroup
		ask := func(want int64) {
			wait.Go(func() {
				if got, err := s.Get(t.Context(), "list", read); got != want || err != nil {
					t.Errorf("read %d, %v; want %d", got, err, want)
				}
			})
		}
		ask(0)
		synctest.Wait() // the first reading has looked
		state.Store(1)
		for range 100 {
			ask(1)
		}
		synctest.Wait()
		hold <- struct{}{}
		synctest.Wait()
		state.Store(2)
		ask(2) // the second has looked, too
		synctest.Wait()
		close(hold)
		wait.Wait()
		if n := reads.Load(); n != 3 {
			t.Errorf("%d readings for 102 who asked, want 3", n)
		}
		if len(s.keys) > 0 {
			t.Errorf("%d keys are left", len(s.keys))
		}
	})
}

// TestSharedReadingFails proves that an error reaches all, that a panic leaves nobody waiting, and that who goes away stops
// waiting.
func TestSharedReadingFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s Reads[string, int]
		failed := errors.New("the disk is gone")
		hold := make(chan struct{})
		var wait sync.WaitGroup
		wait.Go(func() {
			defer func() { _ = recover() }()
			_, _ = s.Get(t.Context(), "list", func(context.Context) (int, error) { <-hold; panic("broken") })
		})
		synctest.Wait()
		gone, leave := context.WithCancel(t.Context())
		want := []error{failed, failed, context.Canceled}
		for i, ctx := range []context.Context{t.Context(), t.Context(), gone} {
			wait.Go(func() {
				if _, err := s.Get(ctx, "list", func(context.Context) (int, error) { return 0, failed }); !errors.Is(err, want[i]) {
					t.Errorf("reader %d: %v, want %v", i, err, want[i])
				}
			})
			synctest.Wait()
		}
		leave()
		synctest.Wait()
		close(hold)
		wait.Wait()
		if len(s.keys) > 0 {
			t.Errorf("%d keys are left", len(s.keys))
		}
	})
}
