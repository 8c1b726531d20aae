package app

import (
	"cmp"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/judge"
	"jikim/internal/core/open"
)

// Charters holds the charter versions of all institutions served, made ready for judging. The versions stay as they were
// read; while the office runs others may join them, and their calendars may learn further days (see extend). It is safe for
// concurrent use.
type Charters struct {
	served  map[string]*atomic.Pointer[served]
	folders map[string][]*charter.Charter // those it was made with, by From, earliest first; never changed
	names   []string
}

// served is the versions of one institution, earliest first: as they were read, and with the days that their calendars have
// learned. It is never changed.
type served struct {
	read     []*charter.Charter
	versions []*charter.Charter
	judges   map[string]*judge.Judge // by digest
	office   *judge.Versions         // judges the institution's own case
}

func serving(read, versions []*charter.Charter) *served {
	out := &served{read: read, versions: versions, judges: map[string]*judge.Judge{}, office: judge.NewVersions(versions)}
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
	c := &Charters{served: map[string]*atomic.Pointer[served]{}, folders: map[string][]*charter.Charter{}}
	for _, v := range versions {
		c.folders[v.Institution] = append(c.folders[v.Institution], v)
	}
	for name, vs := range c.folders {
		c.names = append(c.names, name)
		ordered, err := charter.NewVersions(vs...)
		if err != nil {
			return nil, err
		}
		c.folders[name] = ordered
		c.served[name] = &atomic.Pointer[served]{}
		c.served[name].Store(serving(ordered, ordered))
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

// Promise returns a promise as the version in force at an instant has it, or else as the newest version that has it: something
// may be left of what earlier ones have promised. nil when none has it.
func (c *Charters) Promise(institution, id string, at time.Time) *charter.Promise {
	if ch := c.At(institution, at); ch != nil {
		if p := ch.Promise(id); p != nil {
			return p
		}
	}
	for _, ch := range slices.Backward(c.Versions(institution)) {
		if p := ch.Promise(id); p != nil {
			return p
		}
	}
	return nil
}

// began tells whether the office had a charter in force before an instant.
func (c *Charters) began(institution string, t time.Time) bool {
	vs := c.Versions(institution)
	return len(vs) > 0 && vs[0].From.Start(vs[0].Petition.Location()).Before(t)
}

// judge returns the judge of a version, by the days that are known to it now.
func (c *Charters) judge(ch *charter.Charter) *judge.Judge {
	return c.served[ch.Institution].Load().judges[ch.Digest]
}

// office returns what judges the institution's own case: each day by the version of that day.
func (c *Charters) office(institution string) *judge.Versions {
	return c.served[institution].Load().office
}

// before returns the versions that came before one, earliest first.
func (c *Charters) before(ch *charter.Charter) []*charter.Charter {
	vs := c.Versions(ch.Institution)
	i := slices.IndexFunc(vs, func(v *charter.Charter) bool { return v.Digest == ch.Digest })
	return vs[:max(i, 0)]
}

// read returns an institution's versions with the calendars that were read with them, earliest first.
func (c *Charters) read(institution string) []*charter.Charter {
	return c.served[institution].Load().read
}

// asRead returns a version with the calendars that were read with it.
func (c *Charters) asRead(ch *charter.Charter) *charter.Charter {
	for _, v := range c.read(ch.Institution) {
		if v.Digest == ch.Digest {
			return v
		}
	}
	return ch
}

// extend serves an institution's versions with those that were put into force while it ran, and with further days, from now
// on. It is an error when a version begins on the day on which one of the folders does and is another one, or when a
// calendar cannot take a day; nothing changes then.
func (c *Charters) extend(institution string, enacted []*charter.Charter, days []SpecialDay) error {
	read, err := c.with(institution, enacted)
	if err != nil {
		return err
	}
	versions := make([]*charter.Charter, len(read))
	for i, v := range read {
		if versions[i], err = withDays(v, days); err != nil {
			return err
		}
	}
	c.served[institution].Store(serving(read, versions))
	return nil
}

// knowing returns an institution's versions with the calendars that were read with them and the given days, and no others: what everybody
// has who is told of these days.
func (c *Charters) knowing(institution string, days []open.Day) (charter.Versions, error) {
	var out charter.Versions
	for _, v := range c.read(institution) {
		with, err := open.WithDays(v, days)
		if err != nil {
			return nil, err
		}
		out = append(out, with)
	}
	return out, nil
}

// with returns the versions of the folders and those that were put into force. One that is both is taken as it was put into
// force: that is what cases were judged by.
func (c *Charters) with(institution string, enacted []*charter.Charter) ([]*charter.Charter, error) {
	all := slices.Clone(enacted)
	for _, v := range c.folders[institution] {
		at := slices.IndexFunc(enacted, func(e *charter.Charter) bool { return e.Digest == v.Digest || e.From == v.From })
		switch {
		case at < 0:
			all = append(all, v)
		case enacted[at].Digest != v.Digest:
			return nil, fmt.Errorf("two charter versions of %s begin on %s: %.12s, which was put into force in the program and is kept in the "+
				"database, and %.12s, which was given as a folder; start without that folder, or give it a later day", institution, v.From,
				enacted[at].Digest, v.Digest)
		}
	}
	return charter.NewVersions(all...)
}

// withDays returns a charter version whose calendars have learned further days.
func withDays(ch *charter.Charter, days []SpecialDay) (*charter.Charter, error) {
	return open.WithDays(ch, openDays(days))
}

// openDays returns special days as open data tell of them: without who entered them.
func openDays(days []SpecialDay) []open.Day {
	out := make([]open.Day, len(days))
	for i := range days {
		d := &days[i]
		out[i] = open.Day{Date: d.Date, Kind: string(d.Kind), Name: d.Name, Spans: d.Spans, Known: d.Known}
	}
	return out
}
