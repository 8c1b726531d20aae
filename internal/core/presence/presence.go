// Package presence tells whether a member of staff is at his place and when he is back: by the hours of his part of the office, and
// by the times in which he said, or was said, to be away.
//
// It is pure. Nobody watches: who has said nothing counts as here while his part of the office is open.
package presence

import (
	"time"

	"jikim/internal/core/calendar"
)

// Span is a time in which somebody is away, Until excluded.
type Span struct {
	From, Until time.Time
	Vague       bool // he has not said when he is back: Until is the latest
}

// State is where somebody is at an instant.
type State struct {
	Here bool
	Away bool      // not here for a reason of his own: his part of the office is open
	Back time.Time // not here: when he is expected; zero when that is not known
}

// mostSteps is how many times away that follow each other are looked through.
const mostSteps = 40

// At returns the state at an instant of somebody with these times away, in any order.
func At(now time.Time, hours *calendar.Calendar, away []Span) State {
	t, vague := now, false
	st := State{Away: hours.IsOpen(now)}
	for range mostSteps {
		next := t
		for _, s := range away {
			if !next.Before(s.From) && next.Before(s.Until) {
				next, vague = s.Until, vague || s.Vague
			}
		}
		if next.Equal(t) && hours.IsOpen(t) {
			if t.Equal(now) {
				return State{Here: true}
			}
			if !vague {
				st.Back = t
			}
			return st
		}
		if !hours.IsOpen(next) {
			open, err := hours.NextOpening(next)
			if err != nil {
				return st // outside the years of the calendar nothing can be said
			}
			next = open
		}
		t = next
	}
	return st
}
