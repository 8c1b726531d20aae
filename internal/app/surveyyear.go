package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// SurveyDuty is one promise about surveys and what became of it lately.
type SurveyDuty struct {
	Promise  *charter.Promise
	Verdicts []judge.Verdict // the newest first; empty: its clock has not begun
}

// SurveyYear returns the promises of the charter in force about surveys, in its order, with what became of them in the last two
// years and what is running. It is public.
func (s *Service) SurveyYear(ctx context.Context, institution string) ([]SurveyDuty, error) {
	now := s.Now()
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil, unknown()
	}
	running, err := s.institutionRunning(ctx, institution)
	if err != nil {
		return nil, err
	}
	var out []SurveyDuty
	for _, p := range ch.Promises {
		if !p.Publish || !ofSurvey(p) {
			continue
		}
		d := SurveyDuty{Promise: p}
		rows, err := s.store.Verdicts(ctx, VerdictQuery{Institution: institution, Status: []judge.Status{judge.Kept, judge.Broken, judge.Unproven},
			Promise: p.ID, From: now.AddDate(-2, 0, 0), Until: now.Add(time.Second), Limit: 20})
		if err != nil {
			return nil, fmt.Errorf("loading verdicts about surveys: %w", err)
		}
		for i := range rows {
			d.Verdicts = append(d.Verdicts, rows[i].Verdict)
		}
		for i := range running {
			if v := &running[i]; v.Promise == p.ID && slices.Contains(shownOfYear, v.Status) {
				d.Verdicts = append(d.Verdicts, *v)
			}
		}
		slices.SortStableFunc(d.Verdicts, func(a, b judge.Verdict) int {
			return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(b.Trigger, a.Trigger))
		})
		out = append(out, d)
	}
	return out, nil
}

// shownOfYear are the verdicts that are told of: void ones say nothing.
var shownOfYear = []judge.Status{judge.Pending, judge.Kept, judge.Broken, judge.Unproven}

// institutionRunning returns the pending verdicts of the institution's own case as the last turn left them: nobody who looks makes the
// office judge its whole record. Before its first fact there is nothing in the store and all of them are judged, which costs nothing:
// an office that has never done anything is seen to have broken its word, too.
func (s *Service) institutionRunning(ctx context.Context, institution string) ([]judge.Verdict, error) {
	heads, err := s.store.Heads(ctx, institution, []string{fact.Institution})
	if err != nil {
		return nil, fmt.Errorf("loading what runs for the office: %w", err)
	}
	if len(heads) > 0 {
		return heads[0].Open, nil
	}
	c, _, err := s.institutionOf(ctx, institution)
	if err != nil {
		return nil, err
	}
	return c.read(c.Facts, c.now, c.since(nil), false).verdicts, nil
}

// surveyKinds are the facts of the year of a survey.
var surveyKinds = []fact.Kind{fact.SurveyOpened, fact.SurveyClosed, fact.SurveyPublished, fact.PlanPublished}

// ofSurvey tells whether a promise speaks of surveys.
func ofSurvey(p *charter.Promise) bool {
	for _, list := range [][]charter.Pattern{p.When, p.Then} {
		if slices.ContainsFunc(list, func(pt charter.Pattern) bool { return slices.Contains(surveyKinds, pt.Kind) }) {
			return true
		}
	}
	return false
}

// Plan tells whether it is the promise to publish a corrective plan.
func (d *SurveyDuty) Plan() bool {
	return slices.ContainsFunc(d.Promise.Then, func(pt charter.Pattern) bool { return pt.Kind == fact.PlanPublished })
}
