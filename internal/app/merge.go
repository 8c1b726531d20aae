package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// merge records that a petition goes on in another one, which the officer names by its receipt number.
func (s *Service) merge(ctx context.Context, a Actor, e Entry) (*Done, error) {
	return s.write(ctx, a, e.Key, e.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.Lawful(&c.state, fact.CaseMerged) {
			return nil, unlawful("fault.settled")
		}
		d := s.entry(c, f, &e)
		into, err := s.mergeable(ctx, c, f, e.Data.Text("into"))
		if err != nil {
			return nil, err
		}
		d.data = d.data.Set("into", fact.Text(into))
		return []draft{d}, nil
	})
}

// mergeable returns the receipt number of the petition into which the case may be merged: another one that still runs, since
// nobody would ever answer in one that has ended.
func (s *Service) mergeable(ctx context.Context, c *current, f *form, typed string) (string, error) {
	if strings.TrimSpace(typed) == "" {
		return "", nil // required: said already
	}
	number, ok := parseNumber(typed)
	if !ok {
		f.fault("into", "fault.number")
		return "", nil
	}
	other, err := s.numbered(ctx, c.Institution, number)
	switch {
	case err != nil:
		return "", err
	case other == nil:
		f.fault("into", "fault.no_such_number", "number", number)
	case other.Case == c.Case:
		f.fault("into", "fault.merge_itself")
	case !casefile.Lawful(&other.state, fact.CaseMerged):
		f.fault("into", "fault.merge_ended", "number", number)
	}
	return number, nil
}

// numbered returns the petition with a receipt number; nil when there is none.
func (s *Service) numbered(ctx context.Context, institution, number string) (*current, error) {
	heads, err := s.store.Search(ctx, institution, []string{s.grams.blind("number", institution, number)}, 10)
	if err != nil {
		return nil, fmt.Errorf("looking up a receipt number: %w", err)
	}
	for i := range heads {
		if heads[i].Number != number { // equal tokens of other words
			continue
		}
		stored, err := s.store.Load(ctx, institution, heads[i].Case)
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("loading a case: %w", err)
		}
		return s.currentOf(stored, s.Now()), nil
	}
	return nil, nil
}

// parseNumber reads a receipt number as people write it, also without its leading zeros: 2026-123 is 2026-000123.
func parseNumber(typed string) (string, bool) {
	year, count, ok := strings.Cut(strings.TrimSpace(typed), "-")
	if !ok || len(year) != 4 || len(count) > 12 || strings.Trim(year+count, "0123456789") != "" {
		return "", false
	}
	y, err1 := strconv.Atoi(year)
	n, err2 := strconv.ParseInt(count, 10, 64)
	if err1 != nil || err2 != nil || n <= 0 {
		return "", false
	}
	return writeNumber(y, n), true
}
