package app

import (
	"context"
	"time"
)

// Rebuild makes the head and verdict rows and the search entries of every case anew from its facts. progress is called now
// and then with the number of cases done; it may be nil. For the system.
func (s *Service) Rebuild(ctx context.Context, a Actor, progress func(cases int)) (cases int, err error) {
	return s.rebuild(ctx, a, progress)
}

// Demo fills the institution with believable facts of the time from … until, the same for the same seed, through the
// same turn as everything else; cases is about how many (0: 3,000). It makes demo accounts and returns them with their
// passwords. A fault when the institution has cases already.
func (s *Service) Demo(ctx context.Context, a Actor, seed uint64, from, until time.Time, cases int) ([]DemoAccount, error) {
	return s.demo(ctx, a, seed, from, until, cases)
}

// DemoAccount is an account of the demonstration.
type DemoAccount struct {
	Login, Password string
	Role            Role
}

// Institutions lists the institutions served.
func (s *Service) Institutions() []string { return s.charters.Institutions() }

// Charters returns the charter versions served.
func (s *Service) Charters() *Charters { return s.charters }

// Now returns the service's clock, in UTC microseconds.
func (s *Service) Now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }
