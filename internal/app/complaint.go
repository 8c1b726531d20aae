package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// OpenComplaint is a complaint whose result has not been told yet.
type OpenComplaint struct {
	Case, Number  string
	Fact, About   string // the complaint, and what it is about
	At            time.Time
	Desk, Officer string        // who is responsible for the case
	Step          *casefile.Act // what has to be done about it next; nil when nothing is offered
}

// complaintsShown is how many complaints are listed, complaintsSince how long ago a promise about one may have been broken for it
// still to be looked for, when nothing about it is pending any more.
const (
	complaintsShown = 200
	complaintsSince = 92 * 24 * time.Hour
)

// OpenComplaints lists the complaints whose result has not been told, the earliest next step first. For leads and above.
func (s *Service) OpenComplaints(ctx context.Context, a Actor) ([]OpenComplaint, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	ids, err := s.complained(ctx, a.Institution)
	if err != nil {
		return nil, fmt.Errorf("listing complaints: %w", err)
	}
	var out []OpenComplaint
	for chunk := range slices.Chunk(ids, previewLoads) {
		stored, err := s.store.LoadMany(ctx, a.Institution, chunk)
		if err != nil {
			return nil, fmt.Errorf("listing complaints: %w", err)
		}
		for _, st := range stored {
			out = append(out, openComplaints(s.currentOf(st, s.Now()))...)
		}
	}
	slices.SortStableFunc(out, func(x, y OpenComplaint) int { return x.due().Compare(y.due()) })
	return out[:min(len(out), complaintsShown)], nil
}

// due is when the next step is due; a complaint without one comes by its own time.
func (o *OpenComplaint) due() time.Time {
	if o.Step != nil && !o.Step.Due.IsZero() {
		return o.Step.Due
	}
	return o.At
}

// complained lists the cases in which a promise about a complaint is pending, or was broken lately.
func (s *Service) complained(ctx context.Context, institution string) ([]string, error) {
	ch := s.charters.At(institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	about := map[string]bool{}
	for _, p := range ch.Promises {
		about[p.ID] = slices.ContainsFunc(p.When, func(w charter.Pattern) bool { return w.Kind.Family() == "complaint" })
	}
	var out []string
	err := s.store.EachOpen(ctx, institution, func(h *Head) error {
		if slices.ContainsFunc(h.Open, func(v judge.Verdict) bool { return about[v.Promise] }) {
			out = append(out, h.Case)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, p := range ch.Promises {
		if !about[p.ID] {
			continue
		}
		rows, err := s.store.Verdicts(ctx, VerdictQuery{Institution: institution, Status: []judge.Status{judge.Broken}, Promise: p.ID,
			From: s.Now().Add(-complaintsSince), Until: s.Now().Add(time.Second), Limit: complaintsShown})
		if err != nil {
			return nil, err
		}
		for i := range rows {
			out = append(out, rows[i].Case)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// openComplaints lists the complaints of a case whose result has not been told.
func openComplaints(c *current) []OpenComplaint {
	var out []OpenComplaint
	var acts []casefile.Act
	for i := range c.state.Complaints {
		k := &c.state.Complaints[i]
		if !k.ToldAt.IsZero() || c.state.Status == casefile.Withdrawn || c.state.Status == casefile.Merged {
			continue
		}
		if acts == nil {
			r := c.read(c.Facts, c.now, c.since(nil), false)
			acts = casefile.NextActs(c.ch, &r.state, r.verdicts)
		}
		o := OpenComplaint{Case: c.Case, Number: c.state.Number, Fact: k.Fact, About: k.About, At: k.ReceivedAt, Desk: c.state.Desk, Officer: c.state.Officer}
		o.Step = step(acts, k)
		out = append(out, o)
	}
	return out
}

// step returns what has to be done about a complaint next: the check of the facts before anything else, due when the first of
// what follows is.
func step(acts []casefile.Act, k *casefile.Complaint) *casefile.Act {
	var out *casefile.Act
	for i := range acts {
		a := &acts[i]
		switch {
		case a.Of != k.Fact:
		case out == nil:
			out = a
		case a.Kind == fact.ComplaintChecked && k.CheckedAt.IsZero():
			check := *a
			check.Due = earliest(check.Due, out.Due)
			return &check
		}
	}
	return out
}
