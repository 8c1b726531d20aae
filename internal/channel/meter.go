package channel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Turn notes at an instant whether the other side is there; Since is when that changed.
func (s *State) Turn(connected bool, now time.Time) {
	if s.Connected != connected || s.Since.IsZero() {
		s.Connected, s.Since = connected, now.UTC()
	}
}

// Count counts a letter that the office has.
func (s *State) Count(t Taken, now time.Time) {
	if t.Repeated {
		s.Repeated++
		return
	}
	s.Taken++
	s.TakenAt = now.UTC()
}

// Miss notes a time in which something may have been missed; the oldest are forgotten.
func (s *State) Miss(g Gap) {
	g.From, g.Until = g.From.UTC(), g.Until.UTC()
	s.Gaps = append(s.Gaps, g)
	s.Gaps = s.Gaps[max(0, len(s.Gaps)-MostGaps):]
}

// Meter keeps the state of a source. The zero Meter is that of one that has not begun. It is safe for concurrent use.
type Meter struct {
	mu    sync.Mutex
	state State
}

// State returns the state as it is.
func (m *Meter) State() State {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state
	s.Gaps = slices.Clone(s.Gaps)
	return s
}

// Change changes the state; nobody sees half of it.
func (m *Meter) Change(change func(*State)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.state)
}

// Trouble notes why the source is not well; "" when it is.
func (m *Meter) Trouble(key string) { m.Change(func(s *State) { s.Trouble = key }) }

// Better notes that a trouble is over, when it is that one.
func (m *Meter) Better(key string) {
	m.Change(func(s *State) {
		if s.Trouble == key {
			s.Trouble = ""
		}
	})
}

// ErrAway tells that the office did not take a letter now: it has to be tried again.
var ErrAway = errors.New("the office does not take letters now")

// Deliver hands a letter over and counts it. When the office refuses it as it was read, it is handed over once more as unreadable makes
// it: something that a person has to look at. An error with ErrRefused says that even that is refused, one with ErrAway that it has
// to be tried again, for which trouble is noted until a letter is taken.
func (m *Meter) Deliver(ctx context.Context, o Office, l *Letter, unreadable func() *Letter, trouble string) error {
	m.Change(func(s *State) { s.Seen++ })
	taken, err := o.Letters.Receive(ctx, l)
	if errors.Is(err, ErrRefused) {
		o.Log.Warn("a letter was refused as it was read; it is kept as unreadable", "source", o.Name, "bytes", len(l.Original.Body))
		taken, err = o.Letters.Receive(ctx, unreadable())
	}
	switch {
	case err == nil:
		m.Change(func(s *State) { s.Count(taken, o.Now()) })
		m.Better(trouble)
		return nil
	case errors.Is(err, ErrRefused):
		m.Change(func(s *State) { s.Refused++ })
		return err
	}
	if ctx.Err() == nil {
		m.Trouble(trouble)
	}
	// What the office says may quote the letter: it is not handed on.
	return fmt.Errorf("%w (%T)", ErrAway, err)
}
