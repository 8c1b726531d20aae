package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// CloseSurvey ends a survey before its time: no answer is taken any more. For managers.
func (s *Service) CloseSurvey(ctx context.Context, a Actor, id string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	w, b, err := s.waveOf(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	switch w.State {
	case WaveClosed, WaveClosing, WaveMixing:
		return nil // the form came twice, or its time is over
	case WaveOpening:
		return &Fault{Kind: Busy, Key: "fault.busy"}
	}
	b.ClosedBy = a.Account
	if err := w.keep(b); err != nil {
		return err
	}
	return s.endWave(ctx, w)
}

// endWave closes a wave in steps, each of which can be done again: no answers are taken; what is known of it is counted; answers and
// comments are mixed; survey.closed is put on record; whom it asked is forgotten.
func (s *Service) endWave(ctx context.Context, w *Wave) error {
	if w.State == WaveOpen {
		w.State, w.ClosedAt = WaveClosing, s.Now()
		if last := w.ClosesAt.Add(wave.Grace); w.ClosedAt.After(last) { // nobody was there to note it, and no answer was taken any more
			w.ClosedAt = last
		}
		if err := s.store.MoveWave(ctx, w, WaveOpen); errors.Is(err, ErrConflict) {
			return nil // another node was faster, and goes on
		} else if err != nil {
			return fmt.Errorf("closing a survey: %w", err)
		}
	}
	b, err := w.body()
	if err != nil {
		return err
	}
	responses, err := s.coarse(ctx, w)
	if err != nil {
		return err
	}
	if w.State == WaveClosing { // before the mixing: how many answered by which mode is not told by every answer afterwards
		counts, err := s.countWave(ctx, w, b)
		if err != nil {
			return err
		}
		b.Result = &waveResult{Answers: len(responses), State: *counts, Digest: digestOf(b.Salt, responses), By: b.ClosedBy}
		if err := w.keep(b); err != nil {
			return err
		}
		w.State = WaveMixing
		if err := s.store.MoveWave(ctx, w, WaveClosing); errors.Is(err, ErrConflict) {
			return nil // another node was faster, and goes on
		} else if err != nil {
			return fmt.Errorf("closing a survey: %w", err)
		}
	}
	if err := s.mix(ctx, w, b, responses); errors.Is(err, ErrConflict) {
		return nil // another node has ended it
	} else if err != nil {
		return err
	}
	if err := s.recordClosing(ctx, w, b); err != nil {
		return err
	}
	w.State = WaveClosed
	if err := s.store.EndWave(ctx, w); err != nil && !errors.Is(err, ErrConflict) {
		return fmt.Errorf("closing a survey: %w", err)
	}
	return nil
}

// recordClosing puts on record that the survey is over. Modes of few answers are not told, nor one by which their number would follow.
func (s *Service) recordClosing(ctx context.Context, w *Wave, b *waveBody) error {
	q, err := b.questionnaire()
	if err != nil {
		return err
	}
	r := b.Result
	f := fact.Fact{Kind: fact.SurveyClosed, At: w.ClosedAt, By: "system", Via: fact.ViaSystem}
	if r.By != "" {
		f.By, f.Via = "officer:"+r.By, fact.ViaDesk
	}
	invited, responded := r.State.invited()
	data := []any{"year", w.Year, "wave", w.ID, "answers", r.Answers, "invited", invited, "responded", responded, "digest", r.Digest}
	if invited > 0 {
		data = append(data, "rate", 100*responded/invited)
	}
	for _, mode := range survey.ShownModes(r.State.Modes, q.Shown) {
		if !mode.Hidden {
			data = append(data, "by_"+mode.ID, mode.N)
		}
	}
	f.Data = fact.With(data...)
	return s.recordWave(ctx, w, f)
}

// responses opens the answers of a wave.
func (s *Service) responses(ctx context.Context, w *Wave) ([]survey.Response, error) {
	kept, err := s.store.Answers(ctx, w.Institution, w.ID)
	if err != nil {
		return nil, fmt.Errorf("loading answers: %w", err)
	}
	out := make([]survey.Response, len(kept))
	for i := range kept {
		out[i] = survey.Response{Stratum: wave.StratumOf(kept[i].Stratum), Mode: kept[i].Mode}
		if err := s.openPadded(w, "answer", &kept[i], &out[i].Answers); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// coarse is responses without what would leave one of them alone with its stratum or mode. Done twice it is done once.
func (s *Service) coarse(ctx context.Context, w *Wave) ([]survey.Response, error) {
	out, err := s.responses(ctx, w)
	if err != nil {
		return nil, err
	}
	cells := make([]wave.Cell, len(out))
	for i := range out {
		cells[i] = wave.Cell{Stratum: out[i].Stratum, Mode: out[i].Mode}
	}
	for i, c := range wave.Coarsen(cells) {
		out[i].Stratum, out[i].Mode = c.Stratum, c.Mode
	}
	return out, nil
}

// mix writes answers and comments anew under new random identifiers, sealed anew, in their order: neither what a copy of the database from before
// shows nor where in the file a row stands leads to one of them.
func (s *Service) mix(ctx context.Context, w *Wave, b *waveBody, responses []survey.Response) error {
	q, err := b.questionnaire()
	if err != nil {
		return err
	}
	answers := make([]Kept, len(responses))
	for i := range responses {
		r := &responses[i]
		answers[i] = Kept{ID: randomID(), Stratum: wave.Name(r.Stratum), Mode: r.Mode}
		if answers[i].Cipher, err = s.sealAnswer(w, q, r.Answers); err != nil {
			return err
		}
	}
	words, err := s.remarks(ctx, w)
	if err != nil {
		return err
	}
	remarks := make([]Kept, len(words))
	for i := range words {
		remarks[i] = Kept{ID: randomID()}
		if remarks[i].Cipher, err = s.sealRemark(w, words[i]); err != nil {
			return err
		}
	}
	byID := func(a, b Kept) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(answers, byID)
	slices.SortFunc(remarks, byID)
	if err := s.store.ReplaceAnswers(ctx, w.Institution, w.ID, answers); err != nil {
		return fmt.Errorf("mixing answers: %w", err)
	}
	if err := s.store.ReplaceRemarks(ctx, w.Institution, w.ID, remarks); err != nil {
		return fmt.Errorf("mixing comments: %w", err)
	}
	return nil
}

func (s *Service) remarks(ctx context.Context, w *Wave) ([]remark, error) {
	kept, err := s.store.Remarks(ctx, w.Institution, w.ID)
	if err != nil {
		return nil, fmt.Errorf("loading comments: %w", err)
	}
	out := make([]remark, len(kept))
	for i := range kept {
		if err := s.openPadded(w, "remark", &kept[i], &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// digestOf is the hex SHA-256 of a salt and the responses, each as a line of JSON, in the order of these lines. Without the salt few
// answers could be found by trying all.
func digestOf(salt string, responses []survey.Response) string {
	lines := make([]string, len(responses))
	for i := range responses {
		line, err := json.Marshal(responses[i])
		if err != nil {
			panic(err) // maps of numbers can always be written
		}
		lines[i] = string(line)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(salt + "\n" + strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// SurveyAnswers is what a survey that is over has brought.
type SurveyAnswers struct {
	Wave, Digest       string // Digest of the answers, as survey.closed names it
	Year               int
	OpenedAt, ClosedAt time.Time
	Questionnaire      *survey.Questionnaire
	People, Invited    int
	Responded          int            // of the invited
	Strata             []survey.Share // of the draw
	Responses          []survey.Response
	// Words are the comments by question, in no order, apart from the responses; of a question with fewer than the fewest that may be
	// shown there are none.
	Words map[string][]string

	counts *surveyCounts
}

// SurveyAnswers returns what a survey has brought; an Unlawful fault while it runs. For managers, and the system.
func (s *Service) SurveyAnswers(ctx context.Context, a Actor, id string) (*SurveyAnswers, error) {
	if !a.System && !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	out, w, err := s.surveyOver(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	if out.Responses, err = s.responses(ctx, w); err != nil {
		return nil, err
	}
	return out, s.readWords(ctx, w, out)
}

// surveyOver is SurveyAnswers without the answers.
func (s *Service) surveyOver(ctx context.Context, institution, id string) (*SurveyAnswers, *Wave, error) {
	w, b, err := s.waveOf(ctx, institution, id)
	if err != nil {
		return nil, nil, err
	}
	if w.State != WaveClosed {
		return nil, nil, unlawful("fault.survey_runs")
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, nil, err
	}
	out := &SurveyAnswers{Wave: w.ID, Digest: b.Result.Digest, Year: w.Year, OpenedAt: w.OpensAt, ClosedAt: w.ClosedAt, Questionnaire: q, People: b.People, Strata: b.shares()}
	out.counts = &b.Result.State
	out.Invited, out.Responded = out.counts.invited()
	return out, w, nil
}

// readWords reads the comments.
func (s *Service) readWords(ctx context.Context, w *Wave, out *SurveyAnswers) error {
	words, err := s.remarks(ctx, w)
	if err != nil {
		return err
	}
	out.Words = map[string][]string{}
	for _, r := range words {
		out.Words[r.Item] = append(out.Words[r.Item], r.Words)
	}
	for item, said := range out.Words {
		if len(said) < max(out.Questionnaire.Shown, wave.Fewest) {
			delete(out.Words, item)
		}
	}
	return nil
}
