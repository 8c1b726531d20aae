package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// SurveyResult is the result of a survey as it is published: never changed afterwards. A correction is another result of the survey.
type SurveyResult struct {
	ID            string            `json:"-"` // "2026-1" as the survey, and of corrections "2026-1.2"
	Wave          string            `json:"wave"`
	Corrects      string            `json:"corrects,omitempty"` // the result that this one corrects
	Reason        string            `json:"reason,omitempty"`   // of a correction: why; public
	Year          int               `json:"year"`
	OpenedAt      time.Time         `json:"opened_at"`
	ClosedAt      time.Time         `json:"closed_at"`
	PublishedAt   time.Time         `json:"published_at"` // zero: it is not published
	Where         string            `json:"where"`        // homepage, or both: on the board, too
	Questionnaire string            `json:"questionnaire"`
	Answers       string            `json:"answers"` // digest of the answers, as survey.closed names it
	People        int               `json:"people"`  // who could be asked
	Invited       int               `json:"invited"`
	Responded     int               `json:"responded"` // of the invited
	Fieldwork     *survey.Fieldwork `json:"fieldwork,omitempty"`
	Before        string            `json:"before,omitempty"`      // the result that it is compared with
	BeforeYear    int               `json:"before_year,omitempty"` // of the survey that it is compared with
	Analysis      *survey.Analysis  `json:"analysis"`
	Weak          []survey.Weak     `json:"weak"`
	Tasks         []survey.Task     `json:"tasks"` // as they were then

	Digest string                `json:"-"` // hex SHA-256 of what is kept
	Body   []byte                `json:"-"` // what is kept, as everybody may have it
	Asked  *survey.Questionnaire `json:"-"`
}

// MarshalJSON writes what is kept of a result, which everybody may have as it is: nothing in it names who wrote a task.
func (r SurveyResult) MarshalJSON() ([]byte, error) {
	type kept SurveyResult
	out := kept(r)
	out.Tasks = make([]survey.Task, len(r.Tasks))
	for i := range r.Tasks {
		out.Tasks[i] = r.Tasks[i].Public()
	}
	return json.Marshal(out)
}

// SurveyReview is the result of a survey before it is published, as managers see it.
type SurveyReview struct {
	*SurveyResult
	Published bool
	// Correction is what is computed of the answers now, where that is another than the result that was published last; nil otherwise.
	Correction *SurveyResult
	Changes    []survey.Change     // the figures in which it differs
	Missing    []string            // weak items without a task: it cannot be published before they have one
	Words      map[string][]string // comments by question, of those questions that have enough
}

// The documents that keep what is published of a survey, by its identifier.
const (
	resultKind = "survey"
	planKind   = "survey_plan"
)

// ReviewSurvey computes the result of a survey that is over. Where one was published it returns the last, and what is computed now if
// that differs. For managers.
func (s *Service) ReviewSurvey(ctx context.Context, a Actor, id string) (*SurveyReview, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	got, w, err := s.surveyOver(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	if err := s.readWords(ctx, w, got); err != nil {
		return nil, err
	}
	published, err := s.resultsOf(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	now, err := s.analysis(ctx, w, got, published)
	if err != nil {
		return nil, err
	}
	v := &SurveyReview{Words: got.Words, SurveyResult: now}
	if n := len(published); n > 0 {
		v.Published, v.SurveyResult = true, published[n-1]
		v.correction(now, published[n-1])
	}
	if v.Tasks, err = s.surveyTasks(ctx, a.Institution, id); err != nil {
		return nil, err
	}
	weak := v.Weak
	if v.Correction != nil {
		weak = v.Correction.Weak
	}
	v.Missing = survey.Untasked(weak, v.Tasks)
	return v, nil
}

// analyses keeps what was computed of surveys that are over, whose answers change no more: by what it was computed of.
type analyses struct {
	mu sync.Mutex
	by map[string]*SurveyResult
}

// analysis is what the answers of a survey that is over come to, compared with the survey that was published for the year before it.
// Published are its results that everybody has.
func (s *Service) analysis(ctx context.Context, w *Wave, got *SurveyAnswers, published []*SurveyResult) (*SurveyResult, error) {
	before, err := s.resultBefore(ctx, w)
	if err != nil {
		return nil, err
	}
	of := w.Institution + "\n" + got.Digest
	if before != nil {
		of += "\nbefore " + before.Digest
	}
	for _, p := range published {
		of += "\n" + p.Digest
	}
	k := &s.analyses
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by[of] == nil {
		if got.Responses, err = s.responses(ctx, w); err != nil {
			return nil, err
		}
		if k.by == nil {
			k.by = map[string]*SurveyResult{}
		}
		k.by[of] = analyse(got, before, published)
	}
	r := *k.by[of]
	return &r, nil
}

func analyse(got *SurveyAnswers, before *SurveyResult, published []*SurveyResult) *SurveyResult {
	r := &SurveyResult{ID: got.Wave, Wave: got.Wave, Year: got.Year, OpenedAt: got.OpenedAt, ClosedAt: got.ClosedAt, Questionnaire: got.Questionnaire.Source,
		Answers: got.Digest, People: got.People, Invited: got.Invited, Responded: got.Responded, Asked: got.Questionnaire}
	in := &survey.Input{Questionnaire: got.Questionnaire, Responses: got.Responses, Strata: got.Strata, Words: got.Words}
	for _, p := range published {
		in.Published = append(in.Published, p.Analysis)
	}
	if before != nil {
		r.Before, r.BeforeYear, in.Before, in.BeforeAsked = before.ID, before.Year, before.Analysis, before.Asked
	}
	r.Analysis = survey.Analyse(in)
	r.Weak = r.Analysis.Weak()
	r.Fieldwork = r.Analysis.Field(got.fieldwork())
	return r
}

// resultBefore returns the last result that was published of a survey that closed before; nil when there is none.
func (s *Service) resultBefore(ctx context.Context, w *Wave) (*SurveyResult, error) {
	all, err := s.publishedSurveys(ctx, w.Institution)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(o *SurveyResult) bool { return o.Wave != w.ID && o.ClosedAt.Before(w.ClosedAt) })
	if i < 0 {
		return nil, nil
	}
	return all[i], nil
}

// PublishSurvey publishes the result of a survey, for good, and puts survey.published on record. Where is "homepage", or "both" when it
// was put up on the board, too. An Unlawful fault while a weak item has no improvement task. For managers.
func (s *Service) PublishSurvey(ctx context.Context, a Actor, id, where string) error {
	v, err := s.ReviewSurvey(ctx, a, id)
	if err != nil {
		return err
	}
	f := &form{}
	if f.choice("where", where, true, "homepage", "both"); f.err() != nil {
		return f.err()
	}
	if !v.Published {
		if len(v.Missing) > 0 {
			return unlawful("fault.survey_tasks", "n", len(v.Missing))
		}
		v.PublishedAt, v.Where = s.Now(), where
		if err := s.keepLasting(ctx, a.Institution, resultKind, id, v.PublishedAt, v.SurveyResult); err != nil {
			return err
		}
	}
	r, err := s.keptResult(ctx, a.Institution, id) // the first one, also when it was corrected before this was on record
	if err != nil || r == nil {
		return err
	}
	var names []string
	for _, w := range r.Weak {
		names = append(names, r.Asked.NameOf(w.ID).KO)
	}
	return s.recordPublished(ctx, a, fact.SurveyPublished, r, r.PublishedAt, "shortcomings", strings.Join(names, ", "), "where", r.Where, "digest", r.Digest)
}

// keepLasting keeps a document that is never replaced. When another node was faster, that one's stays.
func (s *Service) keepLasting(ctx context.Context, institution, kind, name string, at time.Time, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping %s %s: %w", kind, name, err)
	}
	err = s.store.PutDocument(ctx, &Document{Institution: institution, Kind: kind, Name: name, At: at, Body: body})
	if err != nil && !errors.Is(err, ErrConflict) {
		return fmt.Errorf("keeping %s %s: %w", kind, name, err)
	}
	return nil
}

// recordPublished puts on record that something of a survey was published, once. The year is that of the survey: one that is late
// makes up for it, and it answers what was done last for the same survey, so that it keeps no promise of another. Prose is kept sealed as the text of a field, as everything that people write is.
func (s *Service) recordPublished(ctx context.Context, a Actor, kind fact.Kind, r *SurveyResult, at time.Time, field, prose string, data ...any) error {
	q := asked{institution: a.Institution, caseID: fact.Institution, create: true}
	_, err := s.writeTo(ctx, a, "survey "+r.Wave+" "+kind.String(), q, func(c *current, f *form) ([]draft, error) {
		d := draft{kind: kind, at: at, data: fact.With(append([]any{"year", r.Year, "wave", r.Wave}, data...)...)}
		before := fact.SurveyClosed
		if kind == fact.PlanPublished {
			before = fact.SurveyPublished
		}
		for i := range c.known {
			if g := &c.known[i]; g.Kind == before && g.Data.Text("wave") == r.Wave {
				d.data = d.data.Set("of", fact.Text(g.ID))
			}
		}
		if prose == "" {
			prose = noShortcomings
		}
		f.keep(&d.text, field, prose)
		d.data = append(d.data, fact.Field{Name: field, Value: fact.Truth(true)})
		return []draft{d}, nil
	})
	if err != nil {
		return fmt.Errorf("recording %s: %w", kind, err)
	}
	return nil
}

// noShortcomings is what is kept of a survey that found none, and of a plan without a word of its own.
const noShortcomings = "–"

// keptResult returns a result as it was published, by its identifier; nil when there is none.
func (s *Service) keptResult(ctx context.Context, institution, id string) (*SurveyResult, error) {
	doc, err := s.store.Document(ctx, institution, resultKind, id)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("loading the result of a survey: %w", err)
	}
	return resultOf(doc)
}

func resultOf(doc *Document) (*SurveyResult, error) {
	r := &SurveyResult{ID: doc.Name}
	if err := json.Unmarshal(doc.Body, r); err != nil {
		return nil, fmt.Errorf("reading the result of survey %s: %w", doc.Name, err)
	}
	r.Digest, r.Body = hexDigest(doc.Body), doc.Body
	var err error
	r.Asked, err = questionnaireOf(r.Questionnaire)
	return r, err
}

// allResults returns all results that were published, corrections included, in the order in which they were.
func (s *Service) allResults(ctx context.Context, institution string) ([]*SurveyResult, error) {
	docs, err := s.store.ListDocuments(ctx, institution, resultKind)
	if err != nil {
		return nil, fmt.Errorf("loading the results of surveys: %w", err)
	}
	out := make([]*SurveyResult, len(docs))
	for i := range docs {
		if out[i], err = resultOf(&docs[i]); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b *SurveyResult) int {
		return cmp.Or(a.PublishedAt.Compare(b.PublishedAt), cmp.Compare(a.number(), b.number()))
	})
	return out, nil
}

// resultsOf returns the results of one survey, the first first; each that follows corrects the one before it.
func (s *Service) resultsOf(ctx context.Context, institution, wave string) ([]*SurveyResult, error) {
	all, err := s.allResults(ctx, institution)
	return slices.DeleteFunc(all, func(r *SurveyResult) bool { return r.Wave != wave }), err
}

// publishedSurveys returns the last result of each survey, that of the survey that closed last first.
func (s *Service) publishedSurveys(ctx context.Context, institution string) ([]*SurveyResult, error) {
	all, err := s.allResults(ctx, institution)
	if err != nil {
		return nil, err
	}
	var out []*SurveyResult
	for _, r := range slices.Backward(all) {
		if !slices.ContainsFunc(out, func(o *SurveyResult) bool { return o.Wave == r.Wave }) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *SurveyResult) int { return b.ClosedAt.Compare(a.ClosedAt) })
	return out, nil
}

// PublishedSurvey is what anybody may see of a survey: the result, what became of its tasks, the plan, and what became of the tasks of
// the survey before.
type PublishedSurvey struct {
	*SurveyResult
	All    []*SurveyResult // the results of the survey, the first first: all but the first are corrections
	Now    []survey.Task   // the tasks as they are
	Plan   *SurveyPlan     // nil: not yet
	Former []survey.Task   // of the survey before, as they are
	// FormerAsked is the questionnaire of the survey before, by whose items Former are named; nil when there is none.
	FormerAsked *survey.Questionnaire
}

// PublishedSurvey returns what is published of a survey, by the identifier of one of its results; an Unknown fault when there is none.
// It is public.
func (s *Service) PublishedSurvey(ctx context.Context, institution, id string) (*PublishedSurvey, error) {
	r, err := s.keptResult(ctx, institution, id)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, unknown()
	}
	p := &PublishedSurvey{SurveyResult: r}
	if p.All, err = s.resultsOf(ctx, institution, r.Wave); err != nil {
		return nil, err
	}
	if p.Now, err = s.surveyTasks(ctx, institution, r.Wave); err != nil {
		return nil, err
	}
	if p.Plan, err = s.keptPlan(ctx, institution, r.Wave); err != nil {
		return nil, err
	}
	if r.Before == "" {
		return p, nil
	}
	before, err := s.keptResult(ctx, institution, r.Before)
	if err != nil || before == nil {
		return p, err
	}
	p.FormerAsked = before.Asked
	p.Former, err = s.surveyTasks(ctx, institution, before.Wave)
	return p, err
}

// Newest returns the result of the survey that holds.
func (p *PublishedSurvey) Newest() *SurveyResult { return p.All[len(p.All)-1] }

// PublishedSurveys lists the results that hold, that of the last survey first. It is public.
func (s *Service) PublishedSurveys(ctx context.Context, institution string) ([]*SurveyResult, error) {
	return s.publishedSurveys(ctx, institution)
}

// shares are the strata that a sample was drawn from.
func (b *waveBody) shares() []survey.Share {
	out := make([]survey.Share, len(b.Strata))
	for i, s := range b.Strata {
		out[i] = survey.Share{Stratum: wave.StratumOf(s.Stratum), People: s.People, Asked: s.Asked}
	}
	return out
}
