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
	Before     time.Time // where the time before begins, which is as long
	From, At   time.Time
	Broken     pattern.Found // sorts are promises
	Complaints pattern.Found // sorts are what complaints are about
}

// patternsFor is how long patterns are kept: they rest on a quarter of a year.
const patternsFor = time.Hour

// patternCache keeps the patterns by institution.
type patternCache struct {
	mu sync.Mutex
	by map[string]*Patterns
}

// Number is how many were found.
func (p *Patterns) Number() int {
	return len(p.Broken.Patterns) + len(p.Broken.Spread) + len(p.Complaints.Patterns) + len(p.Complaints.Spread)
}

// patternDays is over how many days patterns are looked for, and how long the time before them is.
const patternDays = 90

// Patterns finds, among what began in the last 90 days, the promises that a desk breaks more often than the others, and the causes of
// complaints that gather at one; whether they rise or fall beside the 90 days before; and what has become more frequent at several
// desks at once. They are found anew after an hour. For leads and above.
func (s *Service) Patterns(ctx context.Context, a Actor) (*Patterns, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	if have := s.knownPatterns(a.Institution); have != nil {
		return have, nil
	}
	return s.readPatterns(ctx, a.Institution)
}

// PatternsKnown is Patterns for a page that does not wait for them: nil when none of the last hour are known; they are looked for in the
// background then. For leads and above.
func (s *Service) PatternsKnown(a Actor) (*Patterns, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	have := s.knownPatterns(a.Institution)
	if have == nil {
		s.refresh.run(func(ctx context.Context) {
			if _, err := s.readPatterns(ctx, a.Institution); err != nil && ctx.Err() == nil {
				s.log.Error("patterns could not be found", "institution", a.Institution, "error", err)
			}
		})
		have = s.knownPatterns(a.Institution)
	}
	return have, nil
}

// knownPatterns returns the patterns of the last hour, or nil.
func (s *Service) knownPatterns(institution string) *Patterns {
	k := &s.patterns
	k.mu.Lock()
	defer k.mu.Unlock()
	if have := k.by[institution]; have != nil && s.Now().Before(have.At.Add(patternsFor)) {
		return have
	}
	return nil
}

// readPatterns finds the patterns anew; all who ask meanwhile get the same.
func (s *Service) readPatterns(ctx context.Context, institution string) (*Patterns, error) {
	return s.patternReads.Get(ctx, institution, func(ctx context.Context) (*Patterns, error) {
		found, err := s.findPatterns(ctx, institution, s.Now())
		if err != nil {
			return nil, err
		}
		k := &s.patterns
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.by == nil {
			k.by = map[string]*Patterns{}
		}
		k.by[institution] = found
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
	p := &Patterns{Before: now.AddDate(0, 0, -2*patternDays), From: now.AddDate(0, 0, -patternDays), At: now}
	places := placesOf(ch, &sh)
	var broken, complaints spans
	err = s.store.EachVerdict(ctx, institution, p.Before, now, func(v *VerdictRow) error {
		if place := places[v.Desk]; place != "" && (v.Status == judge.Kept || v.Status == judge.Broken) {
			broken.of(p, v.Started).Add(pattern.Key{Sort: v.Promise, Place: place}, v.Status == judge.Broken, pattern.Case{Case: v.Case, Number: v.Number, At: v.Started})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("finding patterns: %w", err)
	}
	f := RaisedFilter{From: p.Before, Until: now, Limit: 500}
	for {
		f.Cursor, err = s.eachRaised(ctx, institution, fact.ComplaintReceived, f, func(c *current, id string) {
			k, place := complaintOf(&c.state, id), places[deskTold(c, id)]
			if k == nil || place == "" {
				return
			}
			for _, about := range ComplaintAbout() { // each is compared with all others there
				complaints.of(p, k.ReceivedAt).Add(pattern.Key{Sort: about, Place: place}, k.About == about, pattern.Case{Case: c.Case, Number: c.state.Number, At: k.ReceivedAt})
			}
		})
		if err != nil {
			return nil, fmt.Errorf("finding patterns: %w", err)
		}
		if f.Cursor == "" {
			break
		}
	}
	p.Broken, p.Complaints = broken.now.Find(&broken.before), complaints.now.Find(&complaints.before)
	return p, nil
}

// spans counts the time that is looked at, and the time before.
type spans struct{ now, before pattern.Count }

// of is the count of when something began.
func (s *spans) of(p *Patterns, at time.Time) *pattern.Count {
	if at.Before(p.From) {
		return &s.before
	}
	return &s.now
}

// placesOf returns the place of each desk: the desk itself or, when a single officer works at it, its department, as which all such desks of
// it are counted together. Where these are one desk alone nothing is said, since it would be said of one person.
func placesOf(ch *charter.Charter, sh *shift) map[string]string {
	staff, alone := map[string]int{}, map[string]int{}
	for i := range sh.members {
		staff[sh.members[i].Desk]++
	}
	desks := ch.Directory.Desks
	for i := range desks {
		if of := departmentOf(ch, desks[i].Department); of != nil && staff[desks[i].ID] == 1 {
			alone[of.ID]++
		}
	}
	out := map[string]string{}
	for i := range desks {
		d := &desks[i]
		if out[d.ID] = d.ID; staff[d.ID] != 1 {
			continue
		}
		out[d.ID] = ""
		if of := departmentOf(ch, d.Department); of != nil && alone[of.ID] > 1 {
			out[d.ID] = of.ID
		}
	}
	return out
}
