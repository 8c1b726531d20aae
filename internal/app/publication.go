package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"jikim/internal/core/fact"
)

// Publication is something that the office has made public.
type Publication struct {
	ID     string // stays the same
	Kind   string // figures, charter, survey or plan
	At     time.Time
	Period string // figures: the month, such as 2026-10
	Digest string // charter: of the version
	Year   int    // survey, plan: in which it was published
}

// mostMonths is of how many months the figures are listed.
const mostMonths = 24

// Publications lists what was published, newest first: the figures of each month when it was over, charter versions on their first
// day, and surveys and plans of the year. It is public.
func (s *Service) Publications(ctx context.Context, institution string) ([]Publication, error) {
	now := s.Now()
	var out []Publication
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil, unknown()
	}
	loc := ch.Petition.Location()
	first := now
	for _, v := range s.charters.Versions(institution) {
		from := v.From.Start(loc)
		if from.After(now) {
			continue
		}
		if from.Before(first) {
			first = from
		}
		out = append(out, Publication{ID: "charter-" + v.Digest[:min(len(v.Digest), 16)], Kind: "charter", At: from.UTC(), Digest: v.Digest})
	}
	month := time.Date(now.In(loc).Year(), now.In(loc).Month(), 1, 0, 0, 0, 0, loc)
	for range mostMonths {
		begins := month.AddDate(0, -1, 0)
		if !month.After(first) {
			break
		}
		period := begins.Format("2006-01")
		out = append(out, Publication{ID: "figures-" + period, Kind: "figures", At: month.UTC(), Period: period})
		month = begins
	}
	c, _, err := s.institutionOf(ctx, institution)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	if c != nil {
		for i := range c.known {
			f := &c.known[i]
			kind := map[fact.Kind]string{fact.SurveyPublished: "survey", fact.PlanPublished: "plan"}[f.Kind]
			if kind != "" {
				out = append(out, Publication{ID: f.ID, Kind: kind, At: f.At, Year: f.At.In(loc).Year()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Publication) int { return b.At.Compare(a.At) })
	return out, nil
}
