package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
)

// CharterTrial is what the last twelve months would have been under another charter.
type CharterTrial struct {
	Digest  string     `json:"digest"` // of the charter that is tried
	By      string     `json:"by"`     // account
	From    time.Time  `json:"from"`   // cases that began since are judged
	Started time.Time  `json:"started"`
	Told    time.Time  `json:"told"` // when the counting last said how far it is
	Done    bool       `json:"done"`
	Failed  bool       `json:"failed"`
	Cases   int        `json:"cases"` // judged so far
	Changed int        `json:"changed"`
	Rows    []TrialRow `json:"rows"` // when done: promises of either charter, by identifier
	// Calendars are the digests of the calendars of the charter that is tried, which its own digest does not cover.
	Calendars []string `json:"calendars"`
}

// Of tells whether it was this charter, with these calendars, that was tried.
func (t *CharterTrial) Of(ch *charter.Charter) bool {
	return t.Digest == ch.Digest && slices.Equal(t.Calendars, calendarsOf(ch))
}

// TrialRow is a promise under the charter that was in force, and under the one that is tried.
type TrialRow struct {
	Promise string     `json:"promise"`
	Was     TrialCount `json:"was"`
	Would   TrialCount `json:"would"`
	Changed int        `json:"changed"` // instances that come out differently
}

// TrialCount counts instances by what became of them.
type TrialCount struct{ Kept, Broken, Unproven, Pending, Void int }

// The document that keeps the latest trial of an institution, how many cases are judged between two notes of how far it is, and
// after how long without one a trial counts as broken off.
const (
	trialKind   = "trial"
	trialName   = "latest"
	trialNotes  = 2000
	trialSilent = 2 * time.Minute
)

// TryCharter judges the cases of the last twelve months by the text of another charter file, in the background, beside the charter
// that each is judged by. Nothing but the counts is kept. A fault when the text has mistakes, or while another trial runs. For
// managers.
func (s *Service) TryCharter(ctx context.Context, a Actor, text string) error {
	found, err := s.CheckCharter(ctx, a, text)
	if err != nil {
		return err
	}
	return s.tryFound(ctx, a, found)
}

// TryDraft is TryCharter for the draft as it is saved.
func (s *Service) TryDraft(ctx context.Context, a Actor) error {
	found, err := s.CheckDraft(ctx, a, nil)
	if err != nil {
		return err
	}
	return s.tryFound(ctx, a, found)
}

// tryFound begins the trial of a charter that was checked.
func (s *Service) tryFound(ctx context.Context, a Actor, found *CharterCheck) error {
	if found.Charter == nil {
		return unlawful("fault.charter")
	}
	if found.Charter.Institution != a.Institution {
		return unlawful("fault.charter_elsewhere")
	}
	now := s.Now()
	switch last, err := s.LatestTrial(ctx, a); {
	case err != nil:
		return err
	case last != nil && !last.Done && !last.Failed:
		return &Fault{Kind: Busy, Key: "fault.trial_runs"}
	}
	t := &CharterTrial{Digest: found.Charter.Digest, Calendars: calendarsOf(found.Charter), By: a.Account, From: now.AddDate(-1, 0, 0), Started: now}
	if err := s.noteTrial(ctx, a.Institution, t); err != nil {
		return err
	}
	s.refresh.run(func(ctx context.Context) {
		if err := s.try(ctx, a.Institution, t, judge.New(found.Charter)); err != nil {
			t.Failed = true
			s.log.Error("a charter could not be tried", "institution", a.Institution, "error", err)
		}
		if err := s.noteTrial(context.WithoutCancel(ctx), a.Institution, t); err != nil {
			s.log.Error("the trial of a charter could not be kept", "institution", a.Institution, "error", err)
		}
	})
	return nil
}

// LatestTrial returns the latest trial; nil when there was none. For managers.
func (s *Service) LatestTrial(ctx context.Context, a Actor) (*CharterTrial, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	doc, err := s.store.Document(ctx, a.Institution, trialKind, trialName)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a trial: %w", err)
	}
	t := &CharterTrial{}
	if err := json.Unmarshal(doc.Body, t); err != nil {
		return nil, fmt.Errorf("reading a trial: %w", err)
	}
	if !t.Done && s.Now().Sub(t.Told) > trialSilent {
		t.Failed = true // the node that counted has ended
	}
	return t, nil
}

func (s *Service) noteTrial(ctx context.Context, institution string, t *CharterTrial) error {
	t.Told = s.Now()
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return s.store.PutDocument(ctx, &Document{Institution: institution, Kind: trialKind, Name: trialName, At: t.Told, Body: body})
}

// try judges case by case; of the office's own case what began since then.
func (s *Service) try(ctx context.Context, institution string, t *CharterTrial, would *judge.Judge) error {
	c, read := whatif.Comparison{Most: 1}, 0
	err := s.store.EachCase(ctx, institution, "", func(st *Stored) error {
		if read++; read%trialNotes == 0 {
			if err := s.noteTrial(ctx, institution, t); err != nil {
				return err
			}
		}
		if len(st.Facts) == 0 {
			return nil
		}
		cur, o := s.currentOf(st, t.Started), judge.Options{}
		if st.Case == fact.Institution {
			o.Since = civil.DateOf(t.From, cur.ch.Petition.Location())
		} else if cur.state.BeganAt.Before(t.From) {
			return nil
		}
		c.Add(cur.judge.CaseOf(st.Case, st.Facts, t.Started, o).Verdicts, would.CaseOf(st.Case, st.Facts, t.Started, o).Verdicts)
		t.Cases++
		return nil
	})
	if err != nil {
		return fmt.Errorf("trying a charter: %w", err)
	}
	for _, tally := range c.Tallies() {
		t.Rows = append(t.Rows, TrialRow{Promise: tally.Promise, Was: trialCount(tally.Was[:]), Would: trialCount(tally.Would[:]), Changed: tally.Changed})
	}
	t.Changed, t.Done = c.Changed(), true
	return nil
}

func trialCount(n []int) TrialCount {
	return TrialCount{Kept: n[judge.Kept], Broken: n[judge.Broken], Unproven: n[judge.Unproven], Pending: n[judge.Pending], Void: n[judge.Void]}
}
