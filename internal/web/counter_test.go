package web

import (
	"strconv"
	"testing"
	"time"
)

// TestCounter counts each name by itself, lets it again after a while, and forgets those who are not there any more.
func TestCounter(t *testing.T) {
	t.Parallel()
	c := NewCounter(Rate{Burst: 2, Every: 10 * time.Second})
	now := time.Unix(1_795_000_000, 0)
	for i, want := range []bool{true, true, false} {
		if got := c.Take("a", now) == 0; got != want {
			t.Errorf("request %d: %v, want %v", i, got, want)
		}
	}
	if c.Take("b", now) != 0 {
		t.Error("another name is counted together")
	}
	if wait := c.Take("a", now); wait < time.Second || wait > 10*time.Second {
		t.Errorf("to wait %v", wait)
	}
	if c.Take("a", now.Add(10*time.Second)) != 0 {
		t.Error("it is not let in again")
	}
	for i := range 2 * mostCounted {
		c.Take(strconv.Itoa(i), now)
	}
	if len(c.by) > mostCounted {
		t.Errorf("%d names are kept", len(c.by))
	}
	none := NewCounter(Rate{Burst: -1})
	for range 1000 {
		if none.Take("a", now) != 0 {
			t.Fatal("there is no limit, and it is reached")
		}
	}
}
