package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// OpenComplaint is a complaint whose result has not been told yet.
type OpenComplaint struct {
	Case, Number  string
	Fact, About   string // the complaint, and what it is about
	Asked         string // what the next step answers: the complaint, or its last reopening
	At            time.Time
	Desk, Officer string        // who is responsible for the case
	Step          *casefile.Act // what has to be done about it next; nil when nothing is offered
}

// complaintsShown is how many complaints are listed.
const complaintsShown = 200

// OpenComplaints lists the complaints whose result has not been told, the earliest next step first; of very many those that have
// waited longest. For leads and above.
func (s *Service) OpenComplaints(ctx context.Context, a Actor) ([]OpenComplaint, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	heads, err := s.store.Owing(ctx, a.Institution, OwesResult, nil, complaintsShown)
	if err != nil {
		return nil, fmt.Errorf("listing complaints: %w", err)
	}
	ids := make([]string, len(heads))
	for i := range heads {
		ids[i] = heads[i].Case
	}
	stored, err := s.store.LoadMany(ctx, a.Institution, ids)
	if err != nil {
		return nil, fmt.Errorf("listing complaints: %w", err)
	}
	var out []OpenComplaint
	for _, st := range stored {
		out = append(out, openComplaints(s.currentOf(st, s.Now()))...)
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

// openComplaints lists the complaints of a case whose result has not been told.
func openComplaints(c *current) []OpenComplaint {
	var out []OpenComplaint
	var acts []casefile.Act
	for i := range c.state.Complaints {
		k := &c.state.Complaints[i]
		if !untold(&c.state, k) {
			continue
		}
		if acts == nil {
			r := c.read(c.Facts, c.now, c.since(nil), false)
			acts = casefile.NextActs(c.ch, &r.state, r.verdicts)
		}
		o := OpenComplaint{Case: c.Case, Number: c.state.Number, Fact: k.Fact, Asked: k.Asked(), About: k.About, At: k.ReceivedAt, Desk: c.state.Desk, Officer: c.state.Officer}
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
		case a.Of != k.Asked():
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
