package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/engine"
	"jikim/test/harness"
)

// kept counts upkeeps and fails the first.
type kept struct {
	*app.Service
	done []time.Time
}

func (k *kept) Upkeep(context.Context, string) error {
	if k.done = append(k.done, k.Now()); len(k.done) == 1 {
		return errors.New("the disk is full")
	}
	return nil
}

func TestUpkeepOnceADay(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:00")
	k := &kept{Service: o.Service}
	e := engine.New(engine.Config{Office: k, Deliver: engine.DelivererFunc(o.Show)})
	if err := e.CatchUp(t.Context()); err == nil {
		t.Error("nobody heard of the upkeep that failed")
	}
	for range 100 { // 50 hours
		o.Clock.Set(o.Clock.Now().Add(30 * time.Minute))
		if err := e.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"2026-11-23 09:00", "2026-11-23 10:00", "2026-11-24 10:00", "2026-11-25 10:00"}
	if len(k.done) != len(want) {
		t.Fatalf("upkeep at %v, want %v", k.done, want)
	}
	for i, at := range want {
		if !k.done[i].Equal(harness.At(t, at)) {
			t.Errorf("upkeep at %v, want %s", k.done[i], at)
		}
	}
}
