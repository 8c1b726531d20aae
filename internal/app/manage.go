package app

import (
	"context"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// VerdictFilter asks for settled verdicts.
type VerdictFilter struct {
	Promise     string
	From, Until time.Time // zero: the last 31 days
	Before      time.Time // page
	Limit       int       // 0: 100
}

// Broken lists broken promises, newest first. For leads and above.
func (s *Service) Broken(ctx context.Context, a Actor, f VerdictFilter) ([]VerdictRow, error) {
	return s.settled(ctx, a, judge.Broken, f)
}

// Unproven lists promises of which nobody recorded whether they were kept, newest first. For leads and above.
func (s *Service) Unproven(ctx context.Context, a Actor, f VerdictFilter) ([]VerdictRow, error) {
	return s.settled(ctx, a, judge.Unproven, f)
}

// Remedy is a remedy that is owed now.
type Remedy struct {
	Case, Number  string
	Verdict       judge.Verdict // pending
	Desk, Officer string
	Name          string // of the citizen, masked
}

// RemedyFilter asks for remedies that are owed.
type RemedyFilter struct {
	Promise string // empty: all
	Cursor  string // page
	Limit   int    // cases; 0: 100
}

// RemedyPage is a page of remedies.
type RemedyPage struct {
	Rows   []Remedy
	Cursor string // of the next page; empty on the last
}

// RemediesDue lists remedies that are owed now, case by case, those first of which one is due first. For leads and above.
func (s *Service) RemediesDue(ctx context.Context, a Actor, f RemedyFilter) (*RemedyPage, error) {
	return s.remediesDue(ctx, a, f)
}

// RemediesOf lists the remedies that the given cases owe. For leads and above.
func (s *Service) RemediesOf(ctx context.Context, a Actor, cases []string) ([]Remedy, error) {
	return s.remediesOf(ctx, a, cases)
}

// InstitutionView is the institution's own case: its facts of the last time, standing and yearly promises.
type InstitutionView struct {
	Facts    []Line          // newest first, at most 200
	Verdicts []judge.Verdict // of the present day and pending ones, with explanations
	Next     []casefile.Act
}

// InstitutionCase returns the institution's own case.
func (s *Service) InstitutionCase(ctx context.Context, a Actor) (*InstitutionView, error) {
	return s.institutionCase(ctx, a)
}

// RecordInstitution records inspections, outages, surveys, plans and incidents. Inspectors may record the kinds of an
// inspection; managers all; officers outages (item.down, item.up). Key, Kind, At, Data, Prose
// and Files of the entry are used; files are photos, drawn anew so that nothing but the picture is kept.
func (s *Service) RecordInstitution(ctx context.Context, a Actor, e Entry) (*Done, error) {
	return s.recordInstitution(ctx, a, e)
}

// RecordMany records an inspection round: many entries of the institution in one turn, all or none.
func (s *Service) RecordMany(ctx context.Context, a Actor, es []Entry) (*Done, error) {
	return s.recordMany(ctx, a, es)
}

// inspection tells whether facts of the kind are what an inspector saw.
func inspection(k fact.Kind) bool {
	switch k {
	case fact.ItemInspected, fact.SignInspected, fact.BadgeInspected, fact.DeskTested, fact.AuditScored, fact.ActOmitted:
		return true
	}
	return false
}
