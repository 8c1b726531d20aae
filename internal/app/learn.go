package app

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// learning keeps what this node knows of what was entered while offices run: special days and charter versions.
type learning struct {
	mu    sync.Mutex
	known map[string]string // by institution: the days and versions that are served
	// By what was entered and institution: the set for which the cases were woken, and whether this node has looked whether
	// that has to be done.
	swept map[sweep]string
	begun map[sweep]bool
	read  map[string]*charter.Charter // versions that were put into force, by the name of their texts
}

// sweep names a sort of what is learned, "days" or "versions", of an institution. It begins the name of the document that
// tells nodes for which set the cases were woken.
type sweep struct{ institution, of string }

// Learn takes over the special days and charter versions that were entered here or on another node, and wakes the cases that
// they concern, so that each is judged anew when they count. When nothing was entered it does nothing. For the engine, now and
// then.
func (s *Service) Learn(ctx context.Context, institution string) error {
	return s.learn(ctx, institution, true)
}

// Load is Learn without waking anything: for whoever opens an installation, before anything is judged.
func (s *Service) Load(ctx context.Context, institution string) error {
	return s.learn(ctx, institution, false)
}

// learn is Learn, or Load.
func (s *Service) learn(ctx context.Context, institution string, wake bool) error {
	s.learning.mu.Lock()
	defer s.learning.mu.Unlock()
	days, daySet, err := s.storedDays(ctx, institution)
	if err != nil {
		return fmt.Errorf("special days: %w", err)
	}
	enacted, versionSet, err := s.storedVersions(ctx, institution)
	if err != nil {
		return fmt.Errorf("charter versions: %w", err)
	}
	l := &s.learning
	if set := daySet + "/" + versionSet; set != l.known[institution] {
		read, err := s.readEnacted(ctx, institution, inForce(enacted))
		if err != nil {
			return err
		}
		if err := s.charters.extend(institution, read, standing(days)); err != nil {
			return fmt.Errorf("special days and charter versions: %w", err)
		}
		l.known[institution] = set
	}
	if !wake {
		return nil
	}
	err = s.sweep(ctx, sweep{institution, "days"}, daySet, func() error { return s.wakeMoved(ctx, institution, days) })
	if err != nil {
		return fmt.Errorf("special days: %w", err)
	}
	err = s.sweep(ctx, sweep{institution, "versions"}, versionSet, func() error { return s.wakeOffice(ctx, institution) })
	if err != nil {
		return fmt.Errorf("charter versions: %w", err)
	}
	return nil
}

// sweep wakes cases for a set of days or versions, once. A node that starts does so unless that was done for the same set
// before; a node that runs always does, since it may have judged by the old set meanwhile. The lock is held.
func (s *Service) sweep(ctx context.Context, of sweep, set string, wake func() error) error {
	l := &s.learning
	started := !l.begun[of]
	l.begun[of] = true
	if set == l.swept[of] {
		return nil
	}
	mark := of.of + "/" + set
	if started {
		_, err := s.store.Document(ctx, of.institution, upkeepKind, mark)
		if err == nil {
			l.swept[of] = set
			return nil
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	for _, ch := range s.charters.Versions(of.institution) {
		if err := s.keepVersion(ctx, of.institution, ch); err != nil {
			return fmt.Errorf("putting charter and calendars on record: %w", err)
		}
	}
	if err := wake(); err != nil {
		return err
	}
	l.swept[of] = set
	return s.mark(ctx, of.institution, mark, s.Now())
}

// wakeOffice takes a turn of the institution's own case, the only one that goes with the version of the day: it notes that the
// case has to be judged when a version begins.
func (s *Service) wakeOffice(ctx context.Context, institution string) error {
	stored, err := s.store.Load(ctx, institution, fact.Institution)
	if errors.Is(err, ErrNotFound) { // the office has not begun
		return nil
	}
	if err != nil {
		return err
	}
	return s.wake(ctx, institution, fact.Institution, stored)
}
