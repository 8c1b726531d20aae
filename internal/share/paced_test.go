package share

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestSlowReadingIsPaced makes a reading slow: it is then kept, made anew in the background when it is old, and at every look
// again when it has become fast.
func TestSlowReadingIsPaced(t *testing.T) {
	t.Parallel()
	var p Paced[int]
	at, takes, reads, fails := time.Unix(0, 0), time.Millisecond, 0, error(nil)
	now := func() time.Time { return at }
	read := func(context.Context) (int, error) {
		reads++
		at = at.Add(takes)
		return reads, fails
	}
	var waiting []func(context.Context)
	behind := func(work func(context.Context)) { waiting = append(waiting, work) }
	look := func(want int) {
		t.Helper()
		if got, err := p.Get(t.Context(), now, behind, read); got != want || err != nil {
			t.Fatalf("read %d, %v; want %d", got, err, want)
		}
	}
	work := func(want int) {
		t.Helper()
		if len(waiting) != want {
			t.Fatalf("%d readings wait, want %d", len(waiting), want)
		}
		for _, w := range waiting {
			w(t.Context())
		}
		waiting = nil
	}
	look(1)
	look(2) // fast: at every look
	takes = time.Second
	look(3)
	look(3) // slow: kept
	work(0)
	at = at.Add(51 * time.Second)
	look(3) // old: still shown
	look(3) // and made anew once
	fails = errors.New("the disk is gone")
	work(1)
	look(3) // tried again, since the last reading failed
	fails, takes = nil, time.Millisecond
	work(1)
	look(6) // fast again
	work(0)
}
