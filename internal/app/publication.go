package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"jikim/internal/core/fact"
)

// Publication is something that the office has made public.
type Publication struct {
	ID     string // stays the same
	Kind   string // figures, charter, survey or plan
	At     time.Time
	Period string // figures: such as 2026-10 or 2026
	Issue  string // figures: the identifier of the publication
	// Corrects is the publication that the figures correct, or the result that a survey's corrects; may be empty.
	Corrects string
	Digest   string // charter: of the version; figures: of the publication; survey: of the result
	Year     int    // survey, plan: in which it was published
	Result   string // survey: which result; plan: of which survey. Empty where it was not taken with this program
}

// publicationsFor is how long the list is kept: feeds are read by many, again and again, and the list changes once a month.
const publicationsFor = time.Minute

// publicationCache keeps the lists by institution.
type publicationCache struct {
	mu sync.Mutex
	by map[string]publicationsRead
}

type publicationsRead struct {
	until time.Time
	list  []Publication
}

// Publications lists what was published, newest first: the figures when they were approved, charter versions on their first
// day, and surveys and plans of the year. It is public. The result is only to be read; what is new is in it after a minute.
func (s *Service) Publications(ctx context.Context, institution string) ([]Publication, error) {
	k, now := &s.published, s.Now()
	k.mu.Lock()
	have, ok := k.by[institution]
	k.mu.Unlock()
	if ok && now.Before(have.until) {
		return have.list, nil
	}
	list, err := s.publications(ctx, institution, now)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil {
		k.by = map[string]publicationsRead{}
	}
	k.by[institution] = publicationsRead{now.Add(publicationsFor), list}
	return list, nil
}

func (s *Service) publications(ctx context.Context, institution string, now time.Time) ([]Publication, error) {
	var out []Publication
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil, unknown()
	}
	loc := ch.Petition.Location()
	for _, v := range s.charters.Versions(institution) {
		from := v.From.Start(loc)
		if from.After(now) {
			continue
		}
		out = append(out, Publication{ID: "charter-" + v.Digest[:min(len(v.Digest), 16)], Kind: "charter", At: from.UTC(), Digest: v.Digest})
	}
	issued, err := s.publicationsOf(ctx, institution)
	if err != nil {
		return nil, err
	}
	for _, p := range issued {
		out = append(out, Publication{ID: "figures-" + p.ID, Kind: "figures", At: p.Approved.At, Period: p.Period, Issue: p.ID, Corrects: p.Corrects, Digest: p.Digest()})
	}
	c, _, err := s.institutionOf(ctx, institution)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	if c != nil {
		for i := range c.known {
			f := &c.known[i]
			p := Publication{ID: f.ID, At: f.At, Year: f.At.In(loc).Year(), Result: f.Data.Text("wave")}
			switch f.Kind {
			case fact.SurveyPublished:
				p.Kind, p.Digest = "survey", f.Data.Text("digest")
			case fact.SurveyCorrected:
				p.Kind, p.Result, p.Digest, p.Corrects = "survey", f.Data.Text("result"), f.Data.Text("digest"), f.Data.Text("corrects")
			case fact.PlanPublished:
				p.Kind = "plan"
			default:
				continue
			}
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Publication) int { return b.At.Compare(a.At) })
	return out, nil
}
