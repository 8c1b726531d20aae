package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/notice"
)

// wake is Wake.
func (s *Service) wake(ctx context.Context, institution, caseID string, stored *Stored) error {
	_, err := s.turn(ctx, asked{institution: institution, caseID: caseID, stored: stored, create: caseID == fact.Institution})
	return err
}

// aheadFor is how long after the instant of a wake-up a judgement made ahead still counts. A machine that was asleep judges
// anew: what was true then, such as that somebody has to be reminded, may be long past.
const aheadFor = 10 * time.Second

// ready is Ready.
func (s *Service) ready(ctx context.Context, stored *Stored, at time.Time) (func(context.Context) error, error) {
	q := &asked{institution: stored.Institution, caseID: stored.Case}
	t, change, err := s.prepare(ctx, q, stored, at)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if change == nil || s.Now().Sub(at) > aheadFor { // as seen from then nothing comes of it, or it is long past: look again
			return s.wake(ctx, stored.Institution, stored.Case, nil)
		}
		err := s.commit(ctx, t, change)
		if errors.Is(err, ErrConflict) {
			return s.wake(ctx, stored.Institution, stored.Case, nil)
		}
		return err
	}, nil
}

// delivered is Delivered. The fact comes before the settling: after a crash between the two, the entry is claimed again and
// the fact, whose identifier is made from the key, is not recorded twice.
func (s *Service) delivered(ctx context.Context, o Outgoing, failure error, last bool, retryAt time.Time) error {
	if failure != nil && !last {
		return s.store.Settle(ctx, o.Institution, o.Key, false, retryAt, failureOf(failure))
	}
	kind := fact.NoticeSent
	if failure != nil {
		kind = fact.NoticeFailed
	}
	if failure == nil && o.Data.Text("way") == string(notice.Post) { // told is who gets what was posted
		kind = fact.LetterPrepared
		o.Data = fact.With("document", o.Data.Text("document"), "to", o.To)
	}
	id := s.factFor(o.Institution, o.Case, "notice "+o.Key, 0)
	_, err := s.turn(ctx, asked{institution: o.Institution, caseID: o.Case, add: func(*current) (*added, error) {
		return &added{facts: []fact.Fact{{ID: id, Kind: kind, By: "system", Via: fact.ViaSystem, Data: o.Data}}}, nil
	}})
	if err != nil {
		return fmt.Errorf("recording a notice: %w", err)
	}
	return s.store.Settle(ctx, o.Institution, o.Key, true, time.Time{}, "")
}

// failureOf says why a notice failed, without anything that was in it.
func failureOf(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "stopped"
	}
	return "failed"
}
