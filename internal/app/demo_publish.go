package app

import (
	"context"
	"fmt"
	"time"

	"jikim/internal/core/publication"
)

// demoPublished is how many months a demonstration has published.
const demoPublished = 6

// DemoPublish publishes the last months of an office that Demo has filled, and a correction of one of them, each as of a few days after
// its month. For the system.
func (s *Service) DemoPublish(ctx context.Context, a Actor) error {
	if !a.System {
		return denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return unknown()
	}
	now := s.Now().In(ch.Petition.Location())
	for back := demoPublished; back > 0; back-- {
		month := time.Date(now.Year(), now.Month(), 1, 9, 0, 0, 0, now.Location()).AddDate(0, -back, 0)
		over := month.AddDate(0, 1, 3)
		if over.After(now) {
			over = now
		}
		if err := s.demoPublish(ctx, a, month.Format("2006-01"), "", over); err != nil {
			return err
		}
		if late := over.AddDate(0, 0, 20); back == 2 && late.Before(now) {
			if err := s.demoPublish(ctx, a, month.Format("2006-01"), "늦게 적은 방문 기록과 고친 기록을 반영했습니다.", late); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoPublish publishes a period as of an instant.
func (s *Service) demoPublish(ctx context.Context, a Actor, period, reason string, at time.Time) error {
	d := &PublicationDraft{Period: period, Reason: reason, By: demoID("manager"), Started: at}
	if err := s.countDraft(ctx, a.Institution, d); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	p, err := publication.Decode(d.Body)
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	p.Approved = publication.Approval{At: at.UTC().Truncate(time.Microsecond), Role: string(Manager)}
	return s.makePublic(ctx, "officer:"+demoID("manager"), p, at)
}
