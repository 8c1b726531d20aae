package app

import (
	"time"

	"jikim/internal/core/charter"
)

// Charters holds the charter versions of all institutions served. It is immutable and safe for concurrent use.
type Charters struct {
	byInstitution map[string][]*charter.Charter // by From, earliest first
	byDigest      map[string]*charter.Charter
	names         []string
}

// NewCharters returns the set of the given versions; an error when two of one institution begin on the same day.
func NewCharters(versions ...*charter.Charter) (*Charters, error) {
	return nil, errUnbuilt
}

// Institutions lists the institutions, sorted.
func (c *Charters) Institutions() []string { return c.names }

// Versions returns the versions of an institution, earliest first.
func (c *Charters) Versions(institution string) []*charter.Charter {
	return c.byInstitution[institution]
}

// At returns the version in force at an instant: the last that had begun on that day in the office's time zone, or the
// earliest one before all; nil for an unknown institution.
func (c *Charters) At(institution string, t time.Time) *charter.Charter { return nil }

// ByDigest returns a version, or nil.
func (c *Charters) ByDigest(digest string) *charter.Charter { return c.byDigest[digest] }
