package charter

import (
	"fmt"
	"maps"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
)

// Suppose is what of a charter is to be otherwise, to see what would follow.
type Suppose struct {
	Limits         map[string]calendar.Limit // by promise
	Petition, Desk *calendar.Calendar        // nil: as they are
	From           civil.Date                // first day in force, if that is earlier than it is; zero: as it is
}

// Suppose returns the charter with other limits and calendars; the charter itself stays as it is. What it returns is for judging
// alone: its digest is that of the charter. It is an error when there is no such promise, when it has no limit of its own, or when
// rings are to be counted of what does not ring.
func (c *Charter) Suppose(s Suppose) (*Charter, error) {
	out := *c
	if s.Petition != nil {
		out.Petition = s.Petition
	}
	if s.Desk != nil {
		out.Desk = s.Desk
	}
	if !s.From.IsZero() && s.From.Before(out.From) {
		out.From = s.From
	}
	out.Promises, out.byID = make([]*Promise, len(c.Promises)), maps.Clone(c.byID)
	for i, p := range c.Promises {
		out.Promises[i] = p
		limit, other := s.Limits[p.ID]
		if !other {
			continue
		}
		switch {
		case !p.Limited():
			return nil, fmt.Errorf("the promise %s has no limit of its own", p.ID)
		case limit.Unit == calendar.Rings && p.Limit.Unit != calendar.Rings:
			return nil, fmt.Errorf("the promise %s counts no rings", p.ID)
		}
		changed := *p
		changed.Limit = limit
		out.Promises[i], out.byID[p.ID] = &changed, &changed
	}
	for id := range s.Limits {
		if c.byID[id] == nil {
			return nil, fmt.Errorf("there is no promise %s", id)
		}
	}
	return &out, nil
}

// Limited tells whether the promise has a limit of its own that could be another.
func (p *Promise) Limited() bool {
	return (p.Shape == Within || p.Shape == Each) && !p.OfService && !p.Limit.IsZero()
}
