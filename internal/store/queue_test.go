package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func turnOf(institution, caseID string) func() work {
	todo := work{institution: institution, caseID: caseID, steps: []step{{text: caseID}}}
	return func() work { return todo }
}

// TestWaitingEnds lets a caller give up while its transaction waits behind one that does not end: it is told at once, and
// its transaction is never written.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	written := make(chan string, 10)
	hold := make(chan struct{})
	w := startLanes(func(_ context.Context, steps []step) error {
		written <- steps[0].text
		<-hold
		return nil
	}, time.Minute)
	busy := make(chan error, lanes)
	for n := range lanes {
		go func() { busy <- w.do(context.Background(), turnOf("a", fmt.Sprint("busy", n))) }()
		<-written
	}
	ctx, giveUp := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	go func() { waiting <- w.do(ctx, turnOf("a", "given up")) }()
	giveUp()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up is told %v", err)
	}
	close(hold)
	for range lanes {
		if err := <-busy; err != nil {
			t.Error(err)
		}
	}
	w.close()
	close(written)
	for text := range written {
		t.Errorf("written: %s", text)
	}
}

// TestNobodyWaitsForOthersTimeouts: when the server is away, one part of a group finds it out for all of them.
func TestNobodyWaitsForOthersTimeouts(t *testing.T) {
	t.Parallel()
	tried := make(chan string, 10)
	w := &laneWriter{queue: newQueue(), timeout: time.Minute, write: func(_ context.Context, steps []step) error {
		tried <- steps[0].text
		return errors.New("no answer")
	}}
	var all []*op
	for n, institution := range strings.Split("abcab", "") {
		o := &op{ctx: t.Context(), build: turnOf(institution, institution+fmt.Sprint(n)), ready: make(chan struct{})}
		all = append(all, o)
		if err := w.enqueue(o); err != nil {
			t.Fatal(err)
		}
	}
	w.shut()
	w.run()
	for i, o := range all {
		<-o.ready
		want := errRefused // it was not tried
		if i == 0 || i == 3 {
			want = errUnheard
		}
		if !errors.Is(o.err, want) {
			t.Errorf("%d: told %q, want %q", i, o.err, want)
		}
	}
	if len(tried) != 1 {
		t.Errorf("the server that is away was tried %d times", len(tried))
	}
}
