package app

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/judge"
)

// Charters holds the charter versions of all institutions served, made ready for judging. The versions stay as they were
// read; their calendars may learn further days (see extend). It is safe for concurrent use.
type Charters struct {
	served map[string]*atomic.Pointer[served]
	read   map[string][]*charter.Charter // as they were read, by From, earliest first
	names  []string
}

// served is the versions of one institution with the days that its calendars have learned.
type served struct {
	versions []*charter.Charter
	judges   map[string]*judge.Judge // by digest
}

func serving(versions []*charter.Charter) *served {
	out := &served{versions: versions, judges: map[string]*judge.Judge{}}
	for _, v := range versions {
		out.judges[v.Digest] = judge.New(v)
	}
	return out
}

// NewCharters returns the set of the given versions; an error when there is none, or two of one institution begin on the
// same day.
func NewCharters(versions ...*charter.Charter) (*Charters, error) {
	if len(versions) == 0 {
		return nil, fmt.Errorf("no charter to serve")
	}
	c := &Charters{served: map[string]*atomic.Pointer[served]{}, read: map[string][]*charter.Charter{}}
	for _, v := range versions {
		c.read[v.Institution] = append(c.read[v.Institution], v)
	}
	for name, vs := range c.read {
		c.names = append(c.names, name)
		slices.SortFunc(vs, func(a, b *charter.Charter) int { return a.From.Compare(b.From) })
		for i := 1; i < len(vs); i++ {
			if vs[i].From == vs[i-1].From {
				return nil, fmt.Errorf("two charter versions of %s begin on %s", name, vs[i].From)
			}
		}
		c.served[name] = &atomic.Pointer[served]{}
		c.served[name].Store(serving(vs))
	}
	slices.SortFunc(c.names, cmp.Compare[string])
	return c, nil
}

// Institutions lists the institutions, sorted.
func (c *Charters) Institutions() []string { return c.names }

// Versions returns the versions of an institution, earliest first.
func (c *Charters) Versions(institution string) []*charter.Charter {
	if at := c.served[institution]; at != nil {
		return at.Load().versions
	}
	return nil
}

// At returns the version in force at an instant: the last that had begun on that day in the office's time zone, or the
// earliest one before all; nil for an unknown institution.
func (c *Charters) At(institution string, t time.Time) *charter.Charter {
	vs := c.Versions(institution)
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
	for _, at := range c.served {
		if j := at.Load().judges[digest]; j != nil {
			return j.Charter()
		}
	}
	return nil
}

// judge returns the judge of a version, by the days that are known to it now.
func (c *Charters) judge(ch *charter.Charter) *judge.Judge {
	return c.served[ch.Institution].Load().judges[ch.Digest]
}

// asRead returns a version with the calendars that were read with it.
func (c *Charters) asRead(ch *charter.Charter) *charter.Charter {
	for _, v := range c.read[ch.Institution] {
		if v.Digest == ch.Digest {
			return v
		}
	}
	return ch
}

// extend serves an institution's versions with further days from now on.
func (c *Charters) extend(institution string, days []SpecialDay) error {
	versions := make([]*charter.Charter, len(c.read[institution]))
	for i, v := range c.read[institution] {
		var err error
		if versions[i], err = withDays(v, days); err != nil {
			return err
		}
	}
	c.served[institution].Store(serving(versions))
	return nil
}

// withDays returns a charter version whose calendars have further days: public holidays both, what the office does by itself
// only the calendar of the desks.
func withDays(ch *charter.Charter, days []SpecialDay) (*charter.Charter, error) {
	var holidays, own []calendar.DayOff
	var hours []calendar.DayHours
	for i := range days {
		d := &days[i]
		off := calendar.DayOff{Date: d.Date, Name: d.Name, Kind: calendar.Kind(d.Kind), Known: d.Known}
		switch d.Kind {
		case DayHours:
			hours = append(hours, calendar.DayHours{Date: d.Date, Spans: d.Spans, Known: d.Known})
		case DayTemporary:
			holidays = append(holidays, off)
		default:
			own = append(own, off)
		}
	}
	out := *ch
	var err error
	if out.Petition, err = ch.Petition.With(holidays, nil); err != nil {
		return nil, err
	}
	if ch.Desk == ch.Petition {
		out.Desk = out.Petition
		return &out, nil
	}
	out.Desk, err = ch.Desk.With(append(holidays, own...), hours)
	return &out, err
}
