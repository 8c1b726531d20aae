package provider

import (
	"context"
	"errors"
	"time"

	"jikim/internal/channel"
)

const (
	askTime  = 15 * time.Second // for one question
	idleTime = time.Minute      // between looks when nothing is under way
	mostAsks = 100              // questions of one look, so that messages to be sent are not held up by them
)

// Run tells what becomes of messages until the context ends.
func (c *Courier) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.woken:
		case <-timer.C:
		}
		wait := idleTime
		if next := c.Look(ctx); !next.IsZero() {
			wait = min(max(next.Sub(c.depot.Now()), time.Second), idleTime)
		}
		timer.Reset(wait)
	}
}

// Look asks for what is due and returns when the next message will be; zero: none is under way. Run does so by itself.
func (c *Courier) Look(ctx context.Context) time.Time {
	for range mostAsks {
		now := c.depot.Now()
		if c.paused(now) || ctx.Err() != nil {
			return c.pauseEnd()
		}
		id, ref, ok, next := c.ledger.due(now)
		if !ok {
			return next
		}
		if !c.ask(ctx, id, ref) {
			return now.Add(usualPause) // the provider is not there: asking for the others would only be in its way
		}
	}
	return c.depot.Now()
}

// ask asks for one message and tells the office what became of it; false: the provider does not answer. What the office does not
// take is asked for again.
func (c *Courier) ask(ctx context.Context, id, ref string) bool {
	asking, cancel := context.WithTimeout(ctx, askTime)
	r, err := c.line.Ask(asking, ref)
	cancel()
	c.note(err)
	told := false
	if err == nil && r.Final {
		told = c.tell(ctx, id, r)
	}
	c.ledger.asked(id, c.depot.Now(), told)
	if err != nil && ctx.Err() == nil {
		c.depot.Log.Warn("what became of a message could not be asked", "courier", c.depot.Name, "message", id, "error", err)
	}
	for _, silent := range []error{ErrAway, ErrUnsure, ErrBusy, ErrLogin} {
		if errors.Is(err, silent) {
			return false
		}
	}
	return true
}

func (c *Courier) tell(ctx context.Context, id string, r Result) bool {
	now := c.depot.Now()
	o := channel.Outcome{ID: id, At: r.At.UTC(), Delivered: r.Delivered, Why: r.Why}
	if r.At.IsZero() || r.At.After(now) {
		o.At = now.UTC() // no provider knows better than we when we heard of it
	}
	if o.Delivered {
		o.Why = ""
	} else if o.Why == "" {
		o.Why = "other"
	}
	if err := c.depot.Outcomes.Became(ctx, o); err != nil {
		c.depot.Log.Warn("what became of a message was not taken", "courier", c.depot.Name, "message", id, "error", err)
		return false
	}
	c.count(func(s *channel.State) {
		s.Taken++
		s.TakenAt = now.UTC()
	})
	return true
}

func (c *Courier) pauseEnd() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.until
}

// wake makes Run look now.
func (c *Courier) wake() {
	select {
	case c.woken <- struct{}{}:
	default:
	}
}
