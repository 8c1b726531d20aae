package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
)

// SurveyPlan is the corrective plan (시정계획) after a survey, as it was published: never changed afterwards.
type SurveyPlan struct {
	Wave        string        `json:"wave"`
	PublishedAt time.Time     `json:"published_at"`
	Where       string        `json:"where"`
	Lead        string        `json:"lead"` // a word of the office before the tasks; may be empty
	Tasks       []survey.Task `json:"tasks"`
}

// PublishPlan publishes the corrective plan after a survey whose result was published: its tasks as they stand. It puts
// plan.published on record. Where is "homepage", or "both" when it was put up on the board, too. An Unlawful fault without any
// task, or while a weak item has none. For managers. Faults of fields are named "where" and "lead".
func (s *Service) PublishPlan(ctx context.Context, a Actor, id, where, lead string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	p, err := s.PublishedSurvey(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	if p.SurveyResult = p.Newest(); p.Wave != id {
		return unknown() // a plan follows a survey, not one of its results
	}
	f := &form{}
	f.choice("where", where, true, "homepage", "both")
	lead = f.prose("lead", lead, false)
	if err := f.err(); err != nil {
		return err
	}
	plan := p.Plan
	if plan == nil {
		plan = &SurveyPlan{Wave: id, PublishedAt: s.Now(), Where: where, Lead: lead}
		for _, t := range p.Now {
			if t.State() != survey.Dropped {
				plan.Tasks = append(plan.Tasks, t)
			}
		}
		if missing := survey.Untasked(p.Weak, p.Now); len(missing) > 0 || len(plan.Tasks) == 0 {
			return unlawful("fault.survey_tasks", "n", max(1, len(missing)))
		}
		if err := s.keepLasting(ctx, a.Institution, planKind, id, plan.PublishedAt, plan); err != nil {
			return err
		}
		if plan, err = s.keptPlan(ctx, a.Institution, id); err != nil {
			return err
		}
	}
	return s.recordPublished(ctx, a, fact.PlanPublished, p.SurveyResult, plan.PublishedAt, "note", plan.Lead, "where", plan.Where)
}

// keptPlan returns the plan after a survey as it was published; nil when it was not.
func (s *Service) keptPlan(ctx context.Context, institution, id string) (*SurveyPlan, error) {
	doc, err := s.store.Document(ctx, institution, planKind, id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("loading a plan: %w", err)
	}
	p := &SurveyPlan{}
	if err := json.Unmarshal(doc.Body, p); err != nil {
		return nil, fmt.Errorf("reading the plan of survey %s: %w", id, err)
	}
	return p, nil
}
