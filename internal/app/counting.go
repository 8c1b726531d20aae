package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
)

// figuresKind is the kind of the documents that keep figures; the name is the period.
const figuresKind = "figures"

// span returns the bounds of a period in the office's time zone and its year.
func span(ch *charter.Charter, period string) (from, until time.Time, year int, err error) {
	loc := ch.Petition.Location()
	if t, bad := time.ParseInLocation("2006-01", period, loc); bad == nil {
		return t.UTC(), t.AddDate(0, 1, 0).UTC(), t.Year(), nil
	}
	if y, bad := strconv.Atoi(period); bad == nil && len(period) == 4 && y > 1900 && y < 2200 {
		t := time.Date(y, 1, 1, 0, 0, 0, 0, loc)
		return t.UTC(), t.AddDate(1, 0, 0).UTC(), y, nil
	}
	return from, until, 0, invalid(FieldFault{Field: "period", Key: "fault.period"})
}

// figures is Figures.
func (s *Service) figures(ctx context.Context, institution, period string) (*Figures, error) {
	ch := s.charters.At(institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	if period == "" {
		period = s.Now().In(ch.Petition.Location()).Format("2006-01")
	}
	if _, _, _, err := span(ch, period); err != nil {
		return nil, err
	}
	now := s.Now()
	if f := s.keptFigures.get(institution, period, now); f != nil {
		return f, nil
	}
	doc, err := s.store.Document(ctx, institution, figuresKind, period)
	if errors.Is(err, ErrNotFound) {
		return s.freshFigures(ctx, institution, period)
	}
	if err != nil {
		return nil, err
	}
	var f Figures
	if err := json.Unmarshal(doc.Body, &f); err != nil {
		return nil, fmt.Errorf("reading kept figures: %w", err)
	}
	s.keptFigures.put(&f, now)
	return &f, nil
}

// freshFigures is FreshFigures: the whole year of the period is counted, since what may be shown of one month depends on
// the others.
func (s *Service) freshFigures(ctx context.Context, institution, period string) (*Figures, error) {
	ch := s.charters.At(institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	if period == "" {
		period = s.Now().In(ch.Petition.Location()).Format("2006-01")
	}
	_, _, year, err := span(ch, period)
	if err != nil {
		return nil, err
	}
	all, err := s.countYear(ctx, institution, ch, year)
	if err != nil {
		return nil, err
	}
	var found *Figures
	for i := range all {
		f := &all[i]
		if f.From.After(f.AsOf) && f.Period != period {
			continue // a month to come
		}
		body, err := json.Marshal(f)
		if err != nil {
			return nil, fmt.Errorf("keeping figures: %w", err)
		}
		err = s.store.PutDocument(ctx, &Document{Institution: institution, Kind: figuresKind, Name: f.Period, At: f.AsOf, Body: body})
		if err != nil {
			return nil, fmt.Errorf("keeping figures: %w", err)
		}
		s.keptFigures.put(f, s.Now())
		if f.Period == period {
			found = f
		}
	}
	return found, nil
}

// countYear counts a year and its months in one pass over its verdicts: the year first.
func (s *Service) countYear(ctx context.Context, institution string, ch *charter.Charter, year int) ([]Figures, error) {
	now, earlier := s.Now(), s.charters.before(ch)
	periods := []string{strconv.Itoa(year)}
	for m := 1; m <= 12; m++ {
		periods = append(periods, fmt.Sprintf("%04d-%02d", year, m))
	}
	all := make([]Figures, len(periods))
	counts := make([]*stats.Count, len(periods))
	loc := ch.Petition.Location()
	for i, p := range periods {
		from, until, _, err := span(ch, p)
		if err != nil {
			return nil, err
		}
		all[i] = Figures{Institution: institution, Period: p, From: from, Until: until, AsOf: now, Charter: ch.Digest, Calendars: calendarsOf(ch)}
		counts[i] = stats.New(ch, earlier, from, until, now)
	}
	err := s.store.EachVerdict(ctx, institution, all[0].From, all[0].Until, func(v *VerdictRow) error {
		counts[0].Add(&v.Verdict)
		counts[v.Started.In(loc).Month()].Add(&v.Verdict)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting verdicts: %w", err)
	}
	err = s.store.EachOpen(ctx, institution, func(h *Head) error {
		for i := range h.Open {
			v := &h.Open[i]
			if v.Started.In(loc).Year() == year {
				counts[0].Add(v)
				counts[v.Started.In(loc).Month()].Add(v)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counting open promises: %w", err)
	}
	published, err := s.publicationsOf(ctx, institution)
	if err != nil {
		return nil, err
	}
	months := make([]stats.Month, 12)
	for m := range months {
		months[m] = stats.Month{Name: periods[m+1], Table: counts[m+1].Table()}
	}
	whole := counts[0].Table()
	stats.Protect(ch, earlier, &whole, months, shownOf(overlapping(published, periods[1:])))
	all[0].Table = whole
	for m := range months {
		all[m+1].Table = months[m].Table
	}
	return all, nil
}

// trend is Trend.
func (s *Service) trend(ctx context.Context, institution string, year int) ([]Figures, error) {
	now := s.Now()
	var out []Figures
	for m := 1; m <= 12; m++ {
		f, err := s.figures(ctx, institution, fmt.Sprintf("%04d-%02d", year, m))
		if err != nil {
			return nil, err
		}
		if f.From.After(now) {
			break
		}
		out = append(out, *f)
	}
	return out, nil
}
