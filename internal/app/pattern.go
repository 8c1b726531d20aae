package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/pattern"
)

// Patterns are what goes wrong again and again, as found at an instant.
type Patterns struct {
	From, At   time.Time
	Broken     pattern.Found // sorts are promises
	Complaints pattern.Found // sorts are what complaints are about
	// Departments tells which places are departments: those of desks at which a single officer works, so that no figure is of a person.
	Departments map[string]bool
}

// patternsFor is how long patterns are kept: they rest on a quarter of a year.
const patternsFor = time.Hour

// patternCache keeps the patterns by institution.
type patternCache struct {
	mu sync.Mutex
	by map[string]*Patterns
}

// Patterns finds, among what began in the last 90 days, the promises that a desk breaks more often than the others, and the causes of
// complaints that gather at one. They are found anew after an hour. For leads and above.
func (s *Service) Patterns(ctx context.Context, a Actor) (*Patterns, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	return s.patternReads.Get(ctx, a.Institution, func(ctx context.Context) (*Patterns, error) {
		k, now := &s.patterns, s.Now()
		k.mu.Lock()
		have := k.by[a.Institution]
		k.mu.Unlock()
		if have != nil && now.Before(have.At.Add(patternsFor)) {
			return have, nil
		}
		found, err := s.findPatterns(ctx, a.Institution, now)
		if err != nil {
			return nil, err
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.by == nil {
			k.by = map[string]*Patterns{}
		}
		k.by[a.Institution] = found
		return found, nil
	})
}

func (s *Service) findPatterns(ctx context.Context, institution string, now time.Time) (*Patterns, error) {
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil, unknown()
	}
	sh, err := s.shift(ctx, institution)
	if err != nil {
		return nil, err
	}
	p := &Patterns{From: now.AddDate(0, 0, -90), At: now, Departments: map[string]bool{}}
	places := p.places(ch, &sh)
	var broken, complaints pattern.Count
	err = s.store.EachVerdict(ctx, institution, p.From, now, func(v *VerdictRow) error {
		if place := places[v.Desk]; place != "" && (v.Status == judge.Kept || v.Status == judge.Broken) {
			broken.Add(pattern.Key{Sort: v.Promise, Place: place}, v.Status == judge.Broken, pattern.Case{Case: v.Case, Number: v.Number, At: v.Started})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("finding patterns: %w", err)
	}
	f := RaisedFilter{From: p.From, Until: now, Limit: 500}
	for {
		f.Cursor, err = s.eachRaised(ctx, institution, fact.ComplaintReceived, f, func(c *current, id string) {
			k, place := complaintOf(&c.state, id), places[deskTold(c, id)]
			if k == nil || place == "" {
				return
			}
			for _, about := range ComplaintAbout() { // each is compared with all others there
				complaints.Add(pattern.Key{Sort: about, Place: place}, k.About == about, pattern.Case{Case: c.Case, Number: c.state.Number, At: k.ReceivedAt})
			}
		})
		if err != nil {
			return nil, fmt.Errorf("finding patterns: %w", err)
		}
		if f.Cursor == "" {
			break
		}
	}
	p.Broken, p.Complaints = broken.Find(), complaints.Find()
	return p, nil
}

// places returns the place of each desk: the desk itself or, when a single officer works at it, its department.
func (p *Patterns) places(ch *charter.Charter, sh *shift) map[string]string {
	staff := map[string]int{}
	for i := range sh.members {
		staff[sh.members[i].Desk]++
	}
	out := map[string]string{}
	for i := range ch.Directory.Desks {
		d := &ch.Directory.Desks[i]
		if out[d.ID] = d.ID; staff[d.ID] != 1 {
			continue
		}
		if of := departmentOf(ch, d.Department); of != nil {
			out[d.ID], p.Departments[of.ID] = of.ID, true
		} else {
			out[d.ID] = "" // nothing is said of one person
		}
	}
	return out
}
