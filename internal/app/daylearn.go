package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// dayKind is the kind of the documents that keep special days, by identifier; the store never replaces one. A day that was
// taken back has a second one, with withdrawnMark after its name.
const (
	dayKind       = "dayoff"
	withdrawnMark = "/withdrawn"
)

// learning keeps which special days the calendars of this node know.
type learning struct {
	mu    sync.Mutex
	known map[string]string // by institution: the set that is served
	swept map[string]string // by institution: the set for which the cases were woken
	begun map[string]bool   // by institution: whether this node has looked whether cases have to be woken
}

// storedDays reads the special days; set names what was found, so that two readings can be compared.
func (s *Service) storedDays(ctx context.Context, institution string) (days []SpecialDay, set string, err error) {
	docs, err := s.store.ListDocuments(ctx, institution, dayKind)
	if err != nil || len(docs) == 0 {
		return nil, "", err
	}
	h := sha256.New()
	withdrawn := map[string]time.Time{}
	for i := range docs {
		fmt.Fprintln(h, docs[i].Name)
		id, isMark := strings.CutSuffix(docs[i].Name, withdrawnMark)
		if isMark {
			withdrawn[id] = docs[i].At
			continue
		}
		d := SpecialDay{}
		if err := json.Unmarshal(docs[i].Body, &d); err != nil {
			return nil, "", fmt.Errorf("reading the special day %s: %w", docs[i].Name, err)
		}
		d.ID = id
		days = append(days, d)
	}
	for i := range days {
		days[i].Withdrawn = withdrawn[days[i].ID]
	}
	return days, hex.EncodeToString(h.Sum(nil)), nil
}

// standing leaves out the days that were taken back.
func standing(days []SpecialDay) []SpecialDay {
	return slices.DeleteFunc(slices.Clone(days), func(d SpecialDay) bool { return !d.Withdrawn.IsZero() })
}

// learnDays is LearnDays; without wake it only lets the calendars know. A node that starts wakes the cases unless that was
// done for the same days before; a node that runs always does, since it may have judged by the old calendar meanwhile.
func (s *Service) learnDays(ctx context.Context, institution string, wake bool) error {
	s.learning.mu.Lock()
	defer s.learning.mu.Unlock()
	days, set, err := s.storedDays(ctx, institution)
	if err != nil {
		return fmt.Errorf("special days: %w", err)
	}
	l := &s.learning
	if set != l.known[institution] {
		if err := s.charters.extend(institution, standing(days)); err != nil {
			return fmt.Errorf("special days: %w", err)
		}
		l.known[institution] = set
	}
	if !wake {
		return nil
	}
	started := !l.begun[institution]
	l.begun[institution] = true
	if set == l.swept[institution] {
		return nil
	}
	mark := "days/" + set
	if started {
		_, err := s.store.Document(ctx, institution, upkeepKind, mark)
		if err == nil {
			l.swept[institution] = set
			return nil
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	for _, ch := range s.charters.Versions(institution) {
		if err := s.keepVersion(ctx, institution, ch); err != nil {
			return fmt.Errorf("special days: putting calendars on record: %w", err)
		}
	}
	if err := s.wakeMoved(ctx, institution, days); err != nil {
		return fmt.Errorf("special days: %w", err)
	}
	l.swept[institution] = set
	return s.mark(ctx, institution, mark, s.Now())
}

// wakeMoved takes a turn of every case that has a limit on or after a day that does not count yet: nothing is judged
// differently before, but the turn notes when the case has to be judged anew.
func (s *Service) wakeMoved(ctx context.Context, institution string, days []SpecialDay) error {
	ch := s.charters.At(institution, s.Now())
	if ch == nil {
		return nil
	}
	today := civil.DateOf(s.Now(), ch.Petition.Location())
	var from time.Time
	for i := range days {
		if days[i].Known.After(today) {
			from = earliest(from, days[i].Date.Start(ch.Petition.Location()))
		}
	}
	if from.IsZero() {
		return nil
	}
	moved, err := s.reaching(ctx, institution, from)
	if err != nil {
		return err
	}
	for _, id := range moved {
		if err := s.wake(ctx, institution, id, nil); err != nil {
			return fmt.Errorf("waking case %s: %w", id, err)
		}
	}
	return nil
}

// reaching lists the open cases with a limit that runs on or after an instant, or that does not run yet.
func (s *Service) reaching(ctx context.Context, institution string, from time.Time) ([]string, error) {
	var out []string
	err := s.store.EachOpen(ctx, institution, func(h *Head) error {
		reach := h.Case == fact.Institution
		for i := range h.Open {
			reach = reach || h.Open[i].Due.IsZero() || !h.Open[i].Due.Before(from)
		}
		if reach {
			out = append(out, h.Case)
		}
		return nil
	})
	return out, err
}
