package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
