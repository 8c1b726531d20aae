// Package app holds the use cases: what citizens, officers, managers and the system itself can do. Everything that changes
// a case goes through one function, turn. Each use case takes the Actor first and checks rights itself.
package app

import (
	"log/slog"
	"time"

	"jikim/internal/seal"
)

// Config is what a Service is made of.
type Config struct {
	Store    Store
	Charters *Charters
	Keys     *seal.Keys
	Clock    func() time.Time // nil: time.Now
	IDs      func() string    // nil: UUIDv7; new identifiers that sort by time
	Hooks    Hooks
	Log      *slog.Logger // nil: discards
	// Hashing bounds how many passwords are hashed at once (19 MiB each); 0: 2.
	Hashing int
	// Background is how long after a change figures are computed anew; 0: 5 s; negative: only on demand (FreshFigures).
	Background time.Duration
}

// Hooks are called after a commit, outside of any transaction. They must not block.
type Hooks struct {
	// Committed tells the engine when the case must be judged again (zero: never) and whether something waits in the outbox.
	Committed func(institution, caseID string, wakeAt time.Time, outgoing bool)
}

// Service holds the use cases. It is safe for concurrent use.
type Service struct {
	store    Store
	charters *Charters
	keys     *seal.Keys
	clock    func() time.Time
	ids      func() string
	hooks    Hooks
	log      *slog.Logger
	hub      *hub
}

// New returns a Service. Close ends its background work.
func New(c Config) (*Service, error) {
	return nil, errUnbuilt
}

// Close ends the background work and waits for it.
func (s *Service) Close() {}
