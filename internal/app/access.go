package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/seal"
)

// oneReading is how long a page that is opened again counts as the reading that is on record: whoever works a case loads its
// page after every act, and a log full of that hides what matters in it. It runs from the row, so that a case that is read
// all day has a row for each quarter of an hour.
const oneReading = 15 * time.Minute

// logReading puts on record that a case was opened, once for one reading: the same account, from the same place, for the
// same reason.
func (s *Service) logReading(ctx context.Context, a Actor, caseID, reason string) error {
	entry := s.access(a, caseID, "case", reason)
	latest, err := s.store.ListAccess(ctx, a.Institution, caseID, 50)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("reading the access log: %w", err)
	}
	if slices.ContainsFunc(latest, func(l Access) bool { return sameReading(&l, entry) }) {
		return nil
	}
	return s.store.LogAccess(ctx, entry)
}

// sameReading tells whether a row on record covers another one.
func sameReading(was, now *Access) bool {
	passed := now.At.Sub(was.At)
	return was.Account == now.Account && was.Case == now.Case && was.What == now.What && was.Reason == now.Reason &&
		was.From == now.From && passed >= 0 && passed < oneReading
}

// logAccess puts on record who read personal data (개인정보의 안전성 확보조치 기준 제8조).
func (s *Service) logAccess(ctx context.Context, a Actor, caseID, what, reason string) error {
	return s.store.LogAccess(ctx, s.access(a, caseID, what, reason))
}

// access is a row of the log, without what nobody should keep in it.
func (s *Service) access(a Actor, caseID, what, reason string) *Access {
	reason, _ = seal.MaskResident(reason)
	if len(reason) > 500 {
		reason = strings.ToValidUTF8(reason[:500], "")
	}
	return &Access{Institution: a.Institution, At: s.Now(), Account: a.Account, Case: caseID, What: what, Reason: reason, From: a.From}
}

func (s *Service) accessLog(ctx context.Context, a Actor, caseID string, limit int) ([]Access, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	if limit <= 0 || limit > 1000 {
		limit = 100
	}
	list, err := s.store.ListAccess(ctx, a.Institution, caseID, limit)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return list, err
}
