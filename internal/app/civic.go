package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// The values of case.received by which a petition that came by Open311 is known, and one whose text may be read there.
const (
	civicField   = "open311"
	publishField = "publish"
)

// civic returns what the receipt of a petition says about Open311.
func (p *Petition) civic() fact.Data {
	var d fact.Data
	if p.Open311 {
		d = append(d, fact.Field{Name: civicField, Value: fact.Truth(true)})
		if p.Publish {
			d = append(d, fact.Field{Name: publishField, Value: fact.Truth(true)})
		}
	}
	return d
}

// civic tells whether a case came by Open311.
func civic(facts []fact.Fact) bool {
	return slices.ContainsFunc(facts, func(f fact.Fact) bool { return f.Kind == fact.CaseReceived && f.Data.True(civicField) })
}

// Civic is a petition that came by Open311, without anything personal.
type Civic struct {
	Case, Number        string
	Status              casefile.Status
	Service             string
	Responsible         Responsible // without the name of the officer
	ReceivedAt, Changed time.Time
	Due                 time.Time // of the case's own period; zero: the service has none, or the clock stands still
	Text                string    // only where the citizen allowed it to be published
}

// CivicFilter chooses petitions that came by Open311.
type CivicFilter struct {
	Numbers     []string // receipt numbers; with any, nothing else counts
	Services    []string // empty: all
	From, Until time.Time
	Open        bool // those that are worked on, and those at rest: with neither, both
	Closed      bool
	Limit       int
}

// mostCivic is how many of the newest petitions that came by Open311 are looked through.
const mostCivic = 10_000

// CivicRequests lists petitions that came by Open311, newest first. It is public: it tells of no other petitions, and of these only
// what everybody may know.
func (s *Service) CivicRequests(ctx context.Context, institution string, f CivicFilter, lang string) ([]Civic, error) {
	heads, err := s.civicHeads(ctx, institution, &f)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(heads))
	for i := range heads {
		ids[i] = heads[i].Case
	}
	cases, err := s.store.LoadMany(ctx, institution, ids)
	if err != nil {
		return nil, fmt.Errorf("open311: %w", err)
	}
	out := make([]Civic, 0, len(cases))
	for _, stored := range cases {
		if !civic(stored.Facts) {
			continue // equal tokens of other words
		}
		one, err := s.civicOf(ctx, s.currentOf(stored, s.Now()), lang)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Civic) int { return b.ReceivedAt.Compare(a.ReceivedAt) })
	return out, nil
}

// civicHeads finds the heads that a filter chooses.
func (s *Service) civicHeads(ctx context.Context, institution string, f *CivicFilter) ([]Head, error) {
	if len(f.Numbers) > 0 {
		var out []Head
		for _, number := range f.Numbers {
			c, err := s.numbered(ctx, institution, number)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return nil, err
			}
			if c != nil {
				out = append(out, c.Head)
			}
		}
		return out, nil
	}
	heads, err := s.store.Search(ctx, institution, []string{s.grams.blind("open311", institution, "open311")}, mostCivic)
	if err != nil {
		return nil, fmt.Errorf("open311: %w", err)
	}
	heads = slices.DeleteFunc(heads, func(h Head) bool {
		working := casefile.Status(h.Status).Working()
		return h.ReceivedAt.Before(f.From) || h.ReceivedAt.After(f.Until) || f.Open != f.Closed && working != f.Open ||
			len(f.Services) > 0 && !slices.Contains(f.Services, h.Service)
	})
	return heads[:min(len(heads), f.Limit)], nil
}

func (s *Service) civicOf(ctx context.Context, c *current, lang string) (Civic, error) {
	st := &c.state
	out := Civic{Case: c.Case, Number: st.Number, Status: st.Status, Service: st.Service, ReceivedAt: st.ReceivedAt, Changed: st.ChangedAt,
		Responsible: deskResponsible(c.ch, st.Desk, lang)}
	r := c.read(c.Facts, c.now, c.since(nil), false)
	if v := deadlineOf(r.verdicts, c.ch); v != nil {
		out.Due = v.Due
	}
	if f := c.first(fact.CaseReceived); f != nil && f.Data.True(publishField) {
		texts, err := s.texts(ctx, c.Institution, c.Case, c.Facts)
		if err != nil {
			return out, err
		}
		out.Text = field(texts, f.ID, "text")
	}
	return out, nil
}

// deskResponsible is who answers for a case, without the officer.
func deskResponsible(ch *charter.Charter, desk, lang string) Responsible {
	r := Responsible{Phone: ch.Directory.Dial(ch.Directory.Phone)}
	if d := deskOf(ch, desk); d != nil {
		r.Desk, r.Department = d.Name.In(lang), departmentName(ch, d.Department, lang)
	}
	return r
}
