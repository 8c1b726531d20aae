package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/proof"
)

// DefaultRetention is for how many years the texts of petitions are usually kept.
const DefaultRetention = 5

// UpkeepEvery is how often Upkeep has something to do.
const UpkeepEvery = 24 * time.Hour

// keysKept is for how long the outbox remembers what it has sent in a case that is at rest.
const keysKept = 365 * 24 * time.Hour

// The documents by which nodes know what has been done: the last upkeep, and the instant before which cases at rest have
// had their texts destroyed.
const (
	upkeepKind      = "upkeep"
	upkeepLast      = "last"
	upkeepDestroyed = "destroyed"
)

// atRest are the statuses of cases in which nobody has to do anything any more.
var atRest = []casefile.Status{casefile.Answered, casefile.Refused, casefile.Withdrawn, casefile.Merged, casefile.Transferred, casefile.Closed}

// Upkeep forgets what nobody needs any more: sessions that have expired, keys of notices sent long ago, what sources saw of calls a week ago, and texts whose
// retention is over. It also has the figures of a month counted when the month is over, for a manager to look at. Once a day: before a day has gone by, on this node or another, it does nothing. Done by two at once it
// does no harm. For the engine.
func (s *Service) Upkeep(ctx context.Context, institution string) error {
	now := s.Now()
	last, err := s.store.Document(ctx, institution, upkeepKind, upkeepLast)
	switch {
	case errors.Is(err, ErrNotFound):
	case err != nil:
		return fmt.Errorf("upkeep: %w", err)
	case now.Sub(last.At) < UpkeepEvery:
		return nil
	}
	if err := s.store.DeleteSessions(ctx, institution, "", now); err != nil {
		return fmt.Errorf("upkeep: sessions: %w", err)
	}
	if err := s.store.PruneOutbox(ctx, institution, now.Add(-keysKept)); err != nil {
		return fmt.Errorf("upkeep: outbox: %w", err)
	}
	if err := s.store.PruneProofs(ctx, institution, now.Add(-proof.Window)); err != nil {
		return fmt.Errorf("upkeep: codes: %w", err)
	}
	if err := s.store.PruneSights(ctx, institution, now.Add(-sightsKept)); err != nil {
		return fmt.Errorf("upkeep: sights: %w", err)
	}
	if err := s.store.PruneReplies(ctx, institution, now.Add(-replyFor)); err != nil {
		return fmt.Errorf("upkeep: answers: %w", err)
	}
	if err := s.store.PruneDeliveries(ctx, institution, now.Add(-hookTaken), now.Add(-hookDead)); err != nil {
		return fmt.Errorf("upkeep: events: %w", err)
	}
	if err := s.destroyOld(ctx, institution, now); err != nil {
		return fmt.Errorf("upkeep: texts: %w", err)
	}
	if err := s.prepareDue(ctx, institution); err != nil {
		return fmt.Errorf("upkeep: publication: %w", err)
	}
	if err := s.OpenData(ctx, institution); err != nil {
		return fmt.Errorf("upkeep: open data: %w", err)
	}
	return s.mark(ctx, institution, upkeepLast, now)
}

func (s *Service) mark(ctx context.Context, institution, name string, at time.Time) error {
	return s.store.PutDocument(ctx, &Document{Institution: institution, Kind: upkeepKind, Name: name, At: at, Body: []byte("{}")})
}

// retained returns the instant before which a case must have come to rest for its texts to be destroyed at now. Retention
// is counted in whole years from the first of January after the case was completed (공공기록물 관리에 관한 법률 시행령 제26조).
func (s *Service) retained(now time.Time, loc *time.Location) time.Time {
	return time.Date(now.In(loc).Year()-s.retains, time.January, 1, 0, 0, 0, 0, loc).UTC()
}

// destroyOld destroys the texts of the cases whose retention is over. A day on which nothing has newly come to that is
// over at once.
func (s *Service) destroyOld(ctx context.Context, institution string, now time.Time) error {
	ch := s.charters.At(institution, now)
	if s.retains == 0 || ch == nil {
		return nil
	}
	until := s.retained(now, ch.Petition.Location())
	done, err := s.store.Document(ctx, institution, upkeepKind, upkeepDestroyed)
	if err == nil && !done.At.Before(until) {
		return nil
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, status := range atRest {
		if err := s.destroyOf(ctx, institution, status, until); err != nil {
			return err
		}
	}
	return s.mark(ctx, institution, upkeepDestroyed, until)
}

// destroyOf goes through the cases of a status, those received first first, as far as any can be old enough.
func (s *Service) destroyOf(ctx context.Context, institution string, status casefile.Status, until time.Time) error {
	q := InboxQuery{Institution: institution, Status: string(status), Limit: 200}
	for {
		heads, err := s.store.Inbox(ctx, q)
		if err != nil {
			return err
		}
		for i := range heads {
			h := &heads[i]
			switch {
			case !h.BreaksAt.IsZero(): // something is still owed; these come first, whenever they were received
			case !h.ReceivedAt.Before(until):
				return nil
			case h.ChangedAt.Before(until) && h.Case != fact.Institution:
				if err := s.destroy(ctx, h); err != nil {
					return err
				}
			}
		}
		if len(heads) < q.Limit {
			return nil
		}
		q.After = &heads[len(heads)-1]
	}
}

// destroy destroys what people wrote in a case and are called, and puts that on record. The facts stay.
func (s *Service) destroy(ctx context.Context, h *Head) error {
	texts, err := s.store.Sealed(ctx, h.Institution, h.Case)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if len(texts) > 0 {
		err := s.store.LogAccess(ctx, &Access{Institution: h.Institution, At: s.Now(), Account: "system", Case: h.Case, What: "destroy",
			Reason: "retention"})
		if err != nil {
			return err
		}
		if err := s.store.Destroy(ctx, h.Institution, h.Case); err != nil {
			return err
		}
	}
	if h.Name == "" {
		return nil
	}
	nameless := ""
	_, err = s.turn(ctx, asked{institution: h.Institution, caseID: h.Case, add: func(*current) (*added, error) {
		return &added{name: &nameless}, nil
	}})
	return err
}
