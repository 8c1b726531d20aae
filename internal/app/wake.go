package app

import (
	"context"
	"time"
)

// Due returns the cases that must be judged before an instant, earliest first. For the engine.
func (s *Service) Due(ctx context.Context, institution string, until time.Time, limit int) ([]Wake, error) {
	return s.store.Due(ctx, institution, until, limit)
}

// Prefetch loads cases that will soon be due, so that Wake need not. For the engine.
func (s *Service) Prefetch(ctx context.Context, institution string, cases []string) ([]*Stored, error) {
	return s.store.LoadMany(ctx, institution, cases)
}

// Ready judges a prefetched case ahead, as it will be at the instant of its wake-up, and returns what is left to do then: the
// writing. When the case was changed meanwhile, the returned function wakes it in the ordinary way. For the engine.
func (s *Service) Ready(ctx context.Context, stored *Stored, at time.Time) (wake func(context.Context) error, err error) {
	return s.ready(ctx, stored, at)
}

// Wake judges a case again because time has passed: reminders, breaches, remedies. stored may be a prefetched state; it
// is loaded anew when it is nil or was changed meanwhile. Waking twice does nothing.
func (s *Service) Wake(ctx context.Context, institution, caseID string, stored *Stored) error {
	return s.wake(ctx, institution, caseID, stored)
}

// Claim leases outbox entries that are ready. For the engine.
func (s *Service) Claim(ctx context.Context, institution string, lease time.Duration, limit int) ([]Outgoing, error) {
	return s.store.Claim(ctx, institution, s.Now(), lease, limit)
}

// Delivered settles an outbox entry: recorded as notice.sent, or after the last failure as notice.failed; before that it
// is put back until retryAt. For the engine.
func (s *Service) Delivered(ctx context.Context, o Outgoing, failure error, last bool, retryAt time.Time) error {
	return s.delivered(ctx, o, failure, last, retryAt)
}

// Postpone puts an outbox entry back until an instant. That is no failure and no attempt. For the engine.
func (s *Service) Postpone(ctx context.Context, o Outgoing, until time.Time) error {
	return s.store.Postpone(ctx, o.Institution, o.Key, until)
}

// Show delivers a notice within the system, by doing nothing: officers and citizens are shown the fact that the notice was sent,
// and open pages hear of it once that is recorded. It is the deliverer of this system's own notices.
func (s *Service) Show(context.Context, *Outgoing) error { return nil }
