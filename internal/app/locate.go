package app

import (
	"context"
	"time"

	"jikim/internal/core/fact"
)

// Located is what a visitor says at a kiosk who has found the way to an office. Nothing of it is personal.
type Located struct {
	Key   string
	Since time.Time // when the visitor began to look, by the clock of the server
	Place string    // what was looked for: a room or department of the directory; empty: not known
}

// LongestLook is how long ago a look for an office may have begun, so that it counts: a kiosk goes back to its beginning long before,
// and what is older was begun by somebody else.
const LongestLook = 10 * time.Minute

// Locate records that a visitor has found the way, and since when he looked: how long that took is measured by the machine at both
// ends. It makes a case of its own that is closed at once: nobody waits to be served. For kiosks.
func (s *Service) Locate(ctx context.Context, a Actor, w Located) error {
	if a.Device == "" || a.DeviceKind != Kiosk {
		return denied()
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return unknown()
	}
	f := &form{}
	f.key(w.Key)
	if !looked(w.Since, now) {
		f.fault("since", "fault.past")
	}
	if d := &ch.Directory; w.Place != "" && d.FindRoom(w.Place) == nil && d.FindDepartment(w.Place) == nil {
		f.fault("place", "fault.choice")
	}
	if err := f.err(); err != nil {
		return err
	}
	caseID := s.caseFor(a.Institution, w.Key)
	id := s.factFor(a.Institution, caseID, w.Key, 0)
	_, err := s.turn(ctx, asked{institution: a.Institution, caseID: caseID, fresh: true, create: true, add: func(*current) (*added, error) {
		return &added{facts: []fact.Fact{located(a, id, id, w.Since, w.Place)}}, nil
	}})
	return err
}

// looked tells whether a look that began at an instant can have ended now.
func looked(since, now time.Time) bool {
	return !since.IsZero() && !since.After(now) && now.Sub(since) <= LongestLook
}

// located is the fact that a visitor knows where an office is.
func located(a Actor, id, contact string, since time.Time, place string) fact.Fact {
	d := fact.With("since", since.UTC().Truncate(time.Microsecond))
	if place != "" {
		d = d.Set("place", fact.Text(place))
	}
	return fact.Fact{ID: id, Contact: contact, Kind: fact.VisitLocated, By: a.by(fact.VisitLocated), Via: fact.ViaKiosk, Data: d}
}
