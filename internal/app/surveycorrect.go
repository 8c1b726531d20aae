package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
)

// NewSurveyCorrection corrects the last result of a survey.
type NewSurveyCorrection struct {
	Reason string // why; public
	Of     string // the result that is corrected
	Digest string // of what was looked at, as Fingerprint gives it
}

// number is the place of a result among those of its survey: 1, and of "2026-1.2" 2.
func (r *SurveyResult) number() int {
	n, err := strconv.Atoi(strings.TrimPrefix(r.ID, r.Wave+"."))
	if err != nil {
		return 1
	}
	return n
}

// correction finds in what a computation of today differs from the result that was published last.
func (v *SurveyReview) correction(now, last *SurveyResult) {
	now.Fieldwork = last.Fieldwork // it was counted when the survey was closed, and is not computed
	figures, differ := survey.Changes(last.Analysis, now.Analysis)
	if !differ {
		return
	}
	now.ID = last.Wave + "." + strconv.Itoa(last.number()+1)
	now.Corrects, now.Where = last.ID, last.Where
	v.Correction, v.Changes = now, figures
}

// Fingerprint is a digest of a result that was not published yet, by which the one that was looked at is published and no other.
func (r *SurveyResult) Fingerprint() string {
	body, err := json.Marshal(r)
	if err != nil {
		panic(err) // it is numbers and words
	}
	return hexDigest(body)
}

// CorrectSurvey publishes what is computed of the answers of a survey now, beside the result that was published before, which stays as
// it is, and records survey.corrected. An Unlawful fault when nothing is to be corrected, or a weak item has no task. For managers.
// Faults of fields are named "reason".
func (s *Service) CorrectSurvey(ctx context.Context, a Actor, id string, n NewSurveyCorrection) error {
	v, err := s.ReviewSurvey(ctx, a, id)
	if err != nil {
		return err
	}
	f := &form{}
	if reason := f.line("reason", n.Reason, true); personal(reason) {
		f.fault("reason", "fault.personal")
	}
	if err := f.err(); err != nil {
		return err
	}
	r := v.Correction
	switch {
	case v.Published && v.Corrects == n.Of && n.Of != "":
		return nil // the form came twice
	case r == nil:
		return unlawful("fault.survey_same")
	case r.Corrects != n.Of || r.Fingerprint() != n.Digest:
		return &Fault{Kind: Conflict, Key: "fault.publication_other"}
	case len(v.Missing) > 0:
		return unlawful("fault.survey_tasks", "n", len(v.Missing))
	}
	r.Reason, r.PublishedAt, r.Tasks = strings.TrimSpace(n.Reason), s.Now(), v.Tasks
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("correcting survey %s: %w", id, err)
	}
	told := fact.Fact{ID: s.factFor(a.Institution, fact.Institution, "survey corrected "+r.ID, 0), Kind: fact.SurveyCorrected, By: a.by(fact.SurveyCorrected),
		Via: fact.ViaDesk, Data: fact.With("year", r.Year, "wave", r.Wave, "result", r.ID, "corrects", r.Corrects, "digest", hexDigest(body))}
	_, err = s.turn(ctx, asked{institution: a.Institution, caseID: fact.Institution, create: true, add: func(c *current) (*added, error) {
		if c.has(told.ID) {
			return nil, &Fault{Kind: Conflict, Key: "fault.publication_other"} // somebody else was faster
		}
		return &added{facts: []fact.Fact{told}, documents: []Document{{Institution: a.Institution, Kind: resultKind, Name: r.ID, At: r.PublishedAt, Body: body}}}, nil
	}})
	if err != nil {
		return fmt.Errorf("correcting survey %s: %w", id, err)
	}
	return nil
}
