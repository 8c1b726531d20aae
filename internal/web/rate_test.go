package web

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"
)

// TestLimiterIsBounded proves that a flood of addresses does not grow the memory, and that visitors of one household
// share one allowance while their neighbours have their own.
func TestLimiterIsBounded(t *testing.T) {
	t.Parallel()
	l := newLimiter(Rate{Burst: 2, Every: time.Minute})
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for n := range uint32(3 * maxVisitors) {
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], n)
		if wait := l.take(netip.AddrFrom4(a), now); wait != 0 {
			t.Fatalf("visitor %d has to wait %v at his first visit", n, wait)
		}
	}
	if len(l.seen) > maxVisitors {
		t.Errorf("%d visitors are remembered", len(l.seen))
	}
	home, away := netip.MustParseAddr("2001:db8:1::1"), netip.MustParseAddr("2001:db8:2::1")
	l.take(home, now)
	l.take(netip.MustParseAddr("2001:db8:1::2"), now)
	if wait := l.take(home, now); wait != time.Minute {
		t.Errorf("the third of a household waits %v, want a minute", wait)
	}
	if wait := l.take(away, now); wait != 0 {
		t.Errorf("a neighbour waits %v", wait)
	}
	if wait := l.take(home, now.Add(time.Minute)); wait != 0 {
		t.Errorf("after a minute the wait is %v", wait)
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	b := budget{most: 10}
	if !b.take(10) || b.take(1) {
		t.Error("the budget is not what it says")
	}
	b.give(4)
	if !b.take(4) || b.take(1) {
		t.Error("what was given back is not there again")
	}
}
