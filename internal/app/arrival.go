package app

import (
	"context"
	"time"

	"jikim/internal/core/fact"
)

// Arrival is what a visitor says at a kiosk. Nothing of it is personal.
type Arrival struct {
	Key     string
	Desk    string // of the directory, where the visitor wants to be served
	Service string // what for; empty: not said. Names the desk when Desk is empty
	Busy    bool   // the visitor sees that the officer is occupied
	Assist  string // one of Assists; empty: no help is needed
	// Looked is when the visitor began to look for the desk at this kiosk, as in Located; zero when he did not, or too long ago.
	Looked time.Time
}

// Assists are the sorts of help that a visitor can ask for at a kiosk.
func Assists() []string { return []string{"wheelchair", "sight", "writing", "other"} }

// Arrived is what a kiosk shows after an arrival.
type Arrived struct {
	Case     string
	Desk     string // where the visitor is to go: the accessible desk when help is needed and there is one
	Slip     int64  // number of the day
	Ahead    int    // visitors of the desk who came earlier and have not been called
	Assist   string
	At       time.Time
	Repeated bool
}

// Arrive records a visit at a kiosk and gives it the next number of the day. The same key gives the same number. A visitor
// who needs help is led to the accessible desk (장애인·노약자 민원창구), and what he came for stands there as a sealed text. Busy
// is added when somebody is being served at the desk by its own record. Unlawful while neither desks nor petitions are open.
func (s *Service) Arrive(ctx context.Context, a Actor, r Arrival) (*Arrived, error) {
	return s.arrive(ctx, a, r)
}

// ArrivedShown is how long the kiosk that took an arrival can show it again.
const ArrivedShown = 2 * time.Minute

// Arrival returns an arrival to the kiosk that took it, for ArrivedShown; then it is unknown, so that nobody can read at a
// kiosk who was there before.
func (s *Service) Arrival(ctx context.Context, a Actor, caseID string) (*Arrived, error) {
	return s.arrival(ctx, a, caseID)
}

// Press records a visitor of the desk at which a button or a sensor stands: somebody came, and nothing else. It returns the case.
func (s *Service) Press(ctx context.Context, a Actor, key string) (caseID string, err error) {
	return s.press(ctx, a, key)
}

// Visiting is a visit that goes on.
type Visiting struct {
	Case, Contact string
	Desk, Officer string
	Slip          int64 // number of the day; 0: none was given
	Assist        string
	Busy          bool
	ArrivedAt     time.Time
	// CalledAt is when an officer first greeted the visitor or listened to him; zero while the visitor waits.
	CalledAt     time.Time
	Acknowledged bool // was asked to wait a moment
	// First says that the visitor is to be served before the others: a promise of priority runs.
	First bool
	Head  Head
}

// Waiting lists the visitors who have not been called: those to be served first, then in the order in which they came; of one desk,
// or of all (empty). Who is to be served first stays in it until that is done, so that everybody at the desk sees it. For those who
// work cases.
func (s *Service) Waiting(ctx context.Context, a Actor, desk string) ([]Visiting, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	all, err := s.visiting(ctx, a.Institution, desk)
	if err != nil {
		return nil, err
	}
	var out []Visiting
	for _, v := range all {
		if v.CalledAt.IsZero() || v.First {
			out = append(out, v)
		}
	}
	return out, nil
}

// called tells whether a fact of the kind means that the visitor is being served.
func called(k fact.Kind) bool {
	return k == fact.VisitGreeted || k == fact.VisitAttended || k == fact.VisitOfficerMet || k == fact.VisitAssistArrived
}
