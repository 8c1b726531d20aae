package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"jikim/internal/core/stats"
)

// visitCounters names the counters of a month in which visitors said at a kiosk how they had been served. They belong to no survey and
// to no visit: what is kept is how many pressed what, of a desk and a month.
func visitCounters(month string) string { return "visits " + month }

// RateVisit counts how a visitor was served at a desk, 1 to 5, by one press at a kiosk. Nothing else of it is kept, neither who nor when.
// Faults of fields are named "stars", "desk".
func (s *Service) RateVisit(ctx context.Context, a Actor, desk string, stars int) error {
	if a.Device == "" || a.DeviceKind != Kiosk {
		return denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	f := &form{}
	if stars < 1 || stars > stats.Best {
		f.fault("stars", "fault.choice")
	}
	if ch == nil || deskOf(ch, desk) == nil {
		f.fault("desk", "fault.choice")
	}
	if err := f.err(); err != nil {
		return err
	}
	month := s.Now().In(ch.Petition.Location()).Format("2006-01")
	if err := s.store.CountTally(ctx, a.Institution, visitCounters(month), deskOf(ch, desk).ID+" "+strconv.Itoa(stars)); err != nil {
		return fmt.Errorf("counting how a visitor was served: %w", err)
	}
	return nil
}

// VisitRatings counts what visitors pressed in a period ("2026-11" or "2026") by desk; small numbers are suppressed. For managers.
func (s *Service) VisitRatings(ctx context.Context, a Actor, period string) ([]RatingGroup, error) {
	of, err := s.ratingsOf(a, &RatingFilter{Period: period})
	if err != nil {
		return nil, err
	}
	ch := s.charters.At(a.Institution, s.Now())
	loc := ch.Petition.Location()
	whole, desks := stats.Stars{}, map[string]*stats.Stars{}
	for month := of.From.In(loc); month.Before(of.Until); month = month.AddDate(0, 1, 0) {
		counters, err := s.store.Tallies(ctx, a.Institution, visitCounters(month.Format("2006-01")))
		if err != nil {
			return nil, fmt.Errorf("counting how visitors were served: %w", err)
		}
		for _, c := range counters {
			desk, raw, _ := strings.Cut(c.Name, " ")
			stars, err := strconv.Atoi(raw)
			if err != nil {
				continue // no counter of ours
			}
			if desks[desk] == nil {
				desks[desk] = &stats.Stars{}
			}
			for range c.Count {
				desks[desk].Add(stars)
				whole.Add(stars)
			}
		}
	}
	var order []string
	for i := range ch.Directory.Desks {
		order = append(order, ch.Directory.Desks[i].ID)
	}
	return grouped(desks, order, &whole), nil
}
