package charter

import (
	"fmt"
	"slices"

	"jikim/internal/core/civil"
)

// Versions are the versions of one institution's charter, from the oldest to the newest. A case keeps the version that
// was in force on the day it was received.
type Versions []*Charter

// NewVersions puts charters in order. It is an error when there is none, when they belong to different institutions, or
// when two begin on the same day.
func NewVersions(charters ...*Charter) (Versions, error) {
	if len(charters) == 0 {
		return nil, fmt.Errorf("an office without a charter promises nothing")
	}
	v := Versions(slices.Clone(charters))
	slices.SortFunc(v, func(a, b *Charter) int { return a.From.Compare(b.From) })
	for i := 1; i < len(v); i++ {
		if v[i].Institution != v[0].Institution {
			return nil, fmt.Errorf("charters of two institutions: %s and %s", v[0].Institution, v[i].Institution)
		}
		if v[i].From == v[i-1].From {
			return nil, fmt.Errorf("two versions of the charter of %s begin on %s", v[i].Institution, v[i].From)
		}
	}
	return v, nil
}

// At returns the version in force on that day. Days before the first version are judged by the first: the office made
// its promises before it began to count.
func (v Versions) At(day civil.Date) *Charter {
	i, found := slices.BinarySearchFunc(v, day, func(c *Charter, d civil.Date) int { return c.From.Compare(d) })
	if !found && i > 0 {
		i--
	}
	return v[i]
}

// Last returns the newest version.
func (v Versions) Last() *Charter { return v[len(v)-1] }
