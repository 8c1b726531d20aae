package app

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/judge"
)

// Charters holds the charter versions of all institutions served, made ready for judging. It is immutable and safe for
// concurrent use.
type Charters struct {
	byInstitution map[string][]*charter.Charter // by From, earliest first
	judges        map[string]*judge.Judge       // by digest
	names         []string
}

// NewCharters returns the set of the given versions; an error when there is none, or two of one institution begin on the
// same day.
func NewCharters(versions ...*charter.Charter) (*Charters, error) {
	if len(versions) == 0 {
		return nil, fmt.Errorf("no charter to serve")
	}
	c := &Charters{byInstitution: map[string][]*charter.Charter{}, judges: map[string]*judge.Judge{}}
	for _, v := range versions {
		c.byInstitution[v.Institution] = append(c.byInstitution[v.Institution], v)
		c.judges[v.Digest] = judge.New(v)
	}
	for name, vs := range c.byInstitution {
		c.names = append(c.names, name)
		slices.SortFunc(vs, func(a, b *charter.Charter) int { return a.From.Compare(b.From) })
		for i := 1; i < len(vs); i++ {
			if vs[i].From == vs[i-1].From {
				return nil, fmt.Errorf("two charter versions of %s begin on %s", name, vs[i].From)
			}
		}
	}
	slices.SortFunc(c.names, cmp.Compare[string])
	return c, nil
}

// Institutions lists the institutions, sorted.
func (c *Charters) Institutions() []string { return c.names }

// Versions returns the versions of an institution, earliest first.
func (c *Charters) Versions(institution string) []*charter.Charter {
	return c.byInstitution[institution]
}

// At returns the version in force at an instant: the last that had begun on that day in the office's time zone, or the
// earliest one before all; nil for an unknown institution.
func (c *Charters) At(institution string, t time.Time) *charter.Charter {
	vs := c.byInstitution[institution]
	for i := len(vs) - 1; i > 0; i-- {
		if day := civil.DateOf(t, vs[i].Petition.Location()); vs[i].From.Compare(day) <= 0 {
			return vs[i]
		}
	}
	if len(vs) == 0 {
		return nil
	}
	return vs[0]
}

// ByDigest returns a version, or nil.
func (c *Charters) ByDigest(digest string) *charter.Charter {
	if j := c.judges[digest]; j != nil {
		return j.Charter()
	}
	return nil
}

// judge returns the judge of a version.
func (c *Charters) judge(ch *charter.Charter) *judge.Judge { return c.judges[ch.Digest] }
