package app

import (
	"context"
	"time"

	"jikim/internal/core/stats"
)

// Figures is a table of promises over a period, as of an instant.
type Figures struct {
	Institution string
	Period      string    // "2026-11" a month, "2026" a year
	From, Until time.Time // the period, in the office's time zone
	AsOf        time.Time
	Charter     string   // digest of the version in force; the document of kind "charter" with that name keeps it
	Calendars   []string // digests of its calendars, of petitions and of desks; likewise of kind "calendar"
	Table       stats.Table
}

// Figures returns the table of a month ("2026-11") or year ("2026"); empty: the present month. It is computed in the background
// after changes and kept, so that pages are instant; only the first call for a period computes it. Only to be read.
func (s *Service) Figures(ctx context.Context, institution, period string) (*Figures, error) {
	return s.figures(ctx, institution, period)
}

// FreshFigures computes the table now and keeps it.
func (s *Service) FreshFigures(ctx context.Context, institution, period string) (*Figures, error) {
	return s.freshFigures(ctx, institution, period)
}

// Trend returns the tables of the months of a year up to the present one, oldest first.
func (s *Service) Trend(ctx context.Context, institution string, year int) ([]Figures, error) {
	return s.trend(ctx, institution, year)
}
