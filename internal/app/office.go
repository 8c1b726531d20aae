package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// settled lists settled verdicts of one status.
func (s *Service) settled(ctx context.Context, a Actor, st judge.Status, f VerdictFilter) ([]VerdictRow, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	if f.Until.IsZero() {
		f.Until = s.Now().Add(time.Second)
	}
	if f.From.IsZero() {
		f.From = f.Until.AddDate(0, 0, -31)
	}
	return s.store.Verdicts(ctx, VerdictQuery{Institution: a.Institution, Status: []judge.Status{st}, Promise: f.Promise,
		From: f.From, Until: f.Until, Before: f.Before, Limit: bounded(f.Limit, 100, 1000)})
}

// remediesDue is RemediesDue. With a filter, page after page is read until enough of the promise are found.
func (s *Service) remediesDue(ctx context.Context, a Actor, f RemedyFilter) (*RemedyPage, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	after, err := owedCursor(f.Cursor)
	if err != nil {
		return nil, err
	}
	limit, p := bounded(f.Limit, 100, 1000), &RemedyPage{}
	for {
		heads, err := s.store.Owing(ctx, a.Institution, OwesRemedy, after, limit)
		if err != nil {
			return nil, err
		}
		for i := range heads {
			p.Rows = append(p.Rows, remediesIn(s.charters.Versions(a.Institution), &heads[i], f.Promise)...)
		}
		if len(heads) < limit {
			return p, nil
		}
		if after = &heads[len(heads)-1]; len(p.Rows) >= limit {
			p.Cursor = after.RemedyAt.Format(time.RFC3339Nano) + " " + after.Case
			return p, nil
		}
	}
}

// owedCursor reads the place of a page of remedies; nil is the first.
func owedCursor(text string) (*Head, error) {
	if text == "" {
		return nil, nil
	}
	at, id, ok := strings.Cut(text, " ")
	t, err := time.Parse(time.RFC3339Nano, at)
	if !ok || err != nil {
		return nil, invalid(FieldFault{Field: "cursor", Key: "fault.choice"})
	}
	return &Head{Case: id, RemedyAt: t}, nil
}

// remediesOf is RemediesOf.
func (s *Service) remediesOf(ctx context.Context, a Actor, cases []string) ([]Remedy, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	heads, err := s.store.Heads(ctx, a.Institution, cases)
	if err != nil {
		return nil, err
	}
	var out []Remedy
	for i := range heads {
		out = append(out, remediesIn(s.charters.Versions(a.Institution), &heads[i], "")...)
	}
	return out, nil
}

// remediesIn lists the remedies that a case owes by due time, of one promise or of all (empty). A case may be judged by any of the
// charter's versions.
func remediesIn(versions []*charter.Charter, h *Head, promise string) []Remedy {
	var out []Remedy
	for _, v := range h.Open {
		remedy := slices.ContainsFunc(versions, func(ch *charter.Charter) bool { return !owedAt(ch.Promise(v.Promise), &v).IsZero() })
		if !remedy || promise != "" && v.Promise != promise {
			continue
		}
		v.Case = h.Case
		out = append(out, Remedy{Case: h.Case, Number: h.Number, Verdict: v, Desk: h.Desk, Officer: h.Officer, Name: h.Name})
	}
	slices.SortFunc(out, func(x, y Remedy) int { return byDue(x.Verdict, y.Verdict) })
	return out
}

// institutionOf returns the institution's own case, which exists even before its first fact.
func (s *Service) institutionOf(ctx context.Context, institution string) (*current, map[string]text, error) {
	c, texts, err := s.readCase(ctx, institution, fact.Institution)
	if f := FaultOf(err); f != nil && f.Kind == Unknown {
		c, err = s.currentOf(&Stored{Institution: institution, Case: fact.Institution}, s.Now()), nil
		if c.ch == nil {
			return nil, nil, unknown()
		}
	}
	return c, texts, err
}

// shownFacts is how many facts of the institution a page shows.
const shownFacts = 200

// institutionCase is InstitutionCase.
func (s *Service) institutionCase(ctx context.Context, a Actor) (*InstitutionView, error) {
	if !a.Role.AtLeast(Lead) && a.Role != Inspector {
		return nil, denied()
	}
	c, texts, err := s.institutionOf(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	r := c.read(c.Facts, c.now, c.since(nil), true)
	today := midnight(c.ch, c.now).AddDate(0, 0, -2)
	r.verdicts = slices.DeleteFunc(r.verdicts, func(v judge.Verdict) bool {
		return v.Status != judge.Pending && v.Started.Before(today)
	})
	lines := s.timeline(ctx, c, texts)
	slices.Reverse(lines)
	return &InstitutionView{Facts: lines[:min(len(lines), shownFacts)], Verdicts: r.verdicts, Next: institutionActs(a)}, nil
}

// institutionActs lists what the actor may enter for the institution.
func institutionActs(a Actor) []casefile.Act {
	var out []casefile.Act
	for k := fact.Kind(1); int(k) < fact.KindCount; k++ {
		if institutional(k) && mayTell(a, k) {
			out = append(out, casefile.Act{Kind: k, Fields: casefile.Fields(k), Form: true})
		}
	}
	return out
}

// mayTell tells whether the actor may enter facts of the kind for the institution.
func mayTell(a Actor, k fact.Kind) bool {
	switch {
	case a.System || a.Role.AtLeast(Manager):
		return institutional(k)
	case k == fact.ItemDown || k == fact.ItemUp:
		return a.Role.AtLeast(Officer)
	case a.Role == Inspector || a.Role.AtLeast(Lead):
		return inspection(k) && k != fact.ActOmitted
	}
	return false
}

// recordInstitution is RecordInstitution.
func (s *Service) recordInstitution(ctx context.Context, a Actor, e Entry) (*Done, error) {
	return s.recordMany(ctx, a, []Entry{e})
}

// recordMany is RecordMany: the key of the first entry is that of the round.
func (s *Service) recordMany(ctx context.Context, a Actor, es []Entry) (*Done, error) {
	if len(es) == 0 {
		return nil, errors.New("no entry to record")
	}
	for i := range es {
		if !a.Staff() && !a.System || !mayTell(a, es[i].Kind) {
			return nil, denied()
		}
		es[i].Files = s.scan(ctx, es[i].Files)
	}
	q := asked{institution: a.Institution, caseID: fact.Institution, create: true}
	return s.writeTo(ctx, a, es[0].Key, q, func(c *current, f *form) ([]draft, error) {
		drafts := make([]draft, len(es))
		for i := range es {
			e := es[i]
			e.Files = f.photos("files", e.Files)
			drafts[i] = s.entry(c, f, &e)
		}
		return drafts, nil
	})
}
