package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
	"jikim/internal/seal"
)

// AskedSurvey is a survey as somebody is asked it.
type AskedSurvey struct {
	*survey.Questionnaire
	Wave     string
	ClosesAt time.Time
	Phase    wave.Phase
	Used     bool // the link has been used
	Refused  bool // and this is how: the receiver does not want to be asked
	Paper    bool // the link is that of a numbered sheet: nobody knows who has it, and who could refuse
}

// Answering is what somebody answers.
type Answering struct {
	Key     string // of the form: sending it twice is sending it once
	Answers survey.Answers
	Desk    string // of those who were not invited: where they were
}

// Answered is an answer that was kept.
type Answered struct {
	Repeated bool // it had arrived before
	Masked   bool // a resident registration number was found in a comment and masked
}

// AskedSurvey returns the survey of a one-time link; an Unknown fault when the link is not genuine or the survey is over for good.
func (s *Service) AskedSurvey(ctx context.Context, a Actor, token string) (*AskedSurvey, error) {
	if a.Device != "" {
		return nil, denied()
	}
	i, w, b, err := s.linked(ctx, a.Institution, token)
	if err != nil {
		return nil, err
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	return &AskedSurvey{Questionnaire: q, Wave: w.ID, ClosesAt: w.ClosesAt, Phase: w.phase(s.Now()), Used: !i.Open, Refused: i.State == InvitationRefused,
		Paper: i.Way == byPaper}, nil
}

// AnswerSurvey keeps what the receiver of a one-time link answers. Faults of fields are named after the questions. It can be done once;
// until wave.Grace after the closing instant, for those who had begun before.
func (s *Service) AnswerSurvey(ctx context.Context, a Actor, token string, n Answering) (*Answered, error) {
	if a.Device != "" {
		return nil, denied()
	}
	i, w, b, err := s.linked(ctx, a.Institution, token)
	if err != nil {
		return nil, err
	}
	return s.take(ctx, w, b, &responding{Answering: n, mode: survey.Web, stratum: i.Stratum, ticket: i.Ticket, whole: true})
}

// RefuseSurvey has the receiver of a one-time link never be asked again. What is remembered of him are blinded addresses.
func (s *Service) RefuseSurvey(ctx context.Context, a Actor, token string) error {
	if a.Device != "" {
		return denied()
	}
	i, _, _, err := s.linked(ctx, a.Institution, token)
	if err != nil {
		return err
	}
	return s.refuseInvitation(ctx, i)
}

func (s *Service) refuseInvitation(ctx context.Context, i *Invitation) error {
	switch {
	case i.Way == byPaper: // nobody knows whose it is
		return unknown()
	case !i.Open:
		return unlawful("fault.survey_used")
	}
	c, err := s.openContact(i)
	if err != nil {
		return err
	}
	addresses := s.addressesOf(i.Institution, c)
	i.State, i.NextAt, i.Contact, i.Attempts = InvitationRefused, time.Time{}, nil, 0
	if err := s.store.RefuseInvitation(ctx, i, addresses); errors.Is(err, ErrConflict) { // answered, or refused, a moment ago
		return unlawful("fault.survey_used")
	} else if err != nil {
		return fmt.Errorf("refusing a survey: %w", err)
	}
	return nil
}

// SeenScreen counts that somebody with an unused link has come to a screen for the first time, the first is 1. Nothing else is noted,
// not even which link it was.
func (s *Service) SeenScreen(ctx context.Context, a Actor, token string, screen int) error {
	if a.Device != "" {
		return denied()
	}
	i, w, b, err := s.linked(ctx, a.Institution, token)
	if err != nil {
		return err
	}
	if !i.Open {
		return nil
	}
	return s.countScreen(ctx, w, b, screen)
}

func (s *Service) countScreen(ctx context.Context, w *Wave, b *waveBody, screen int) error {
	q, err := b.questionnaire()
	if err != nil {
		return err
	}
	if screen < 1 || screen > len(q.Items()) || w.State != WaveOpen {
		return nil
	}
	return s.store.CountTally(ctx, w.Institution, w.ID, screenName(screen))
}

// screenName names the counter of a screen.
func screenName(screen int) string { return fmt.Sprintf("screen %03d", screen) }

// linked finds the invitation of a token, with its wave.
func (s *Service) linked(ctx context.Context, institution, token string) (*Invitation, *Wave, *waveBody, error) {
	i, err := s.store.InvitationOf(ctx, institution, ticketOf(token))
	if errors.Is(err, ErrNotFound) {
		return nil, nil, nil, unknown()
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("finding an invitation: %w", err)
	}
	w, b, err := s.waveOf(ctx, institution, i.Wave)
	return i, w, b, err
}

// responding is an answer on its way in.
type responding struct {
	Answering
	mode, stratum string
	ticket        []byte // nil: it uses up a place at Desk
	whole         bool   // every question has to be answered
}

// take checks and keeps an answer. Its identifier follows from the key of the form alone, blinded, and so do those of its comments,
// each by itself: what came together cannot be seen to have.
func (s *Service) take(ctx context.Context, w *Wave, b *waveBody, in *responding) (*Answered, error) {
	f := &form{}
	if f.key(in.Key); f.err() != nil {
		return nil, f.err()
	}
	t := &Taken{Institution: w.Institution, Wave: w.ID, Ticket: in.ticket, Answer: Kept{ID: s.answerID(w, in.Key, ""), Stratum: in.stratum, Mode: in.mode}}
	if in.ticket == nil {
		t.Place = placeOf(in.Desk)
	}
	switch phase := w.phase(s.Now()); phase {
	case wave.Open, wave.Ending:
	case wave.Before:
		return nil, unlawful("fault.survey_before")
	default:
		return nil, unlawful("fault.survey_over")
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	ratings, words := f.said(q, in.Answers, in.whole)
	if err := f.err(); err != nil {
		return nil, err
	}
	if t.Answer.Cipher, err = s.sealAnswer(w, q, ratings); err != nil {
		return nil, err
	}
	for _, item := range q.Items() {
		if words[item.ID] == "" {
			continue
		}
		k := Kept{ID: s.answerID(w, in.Key, item.ID)}
		if k.Cipher, err = s.sealRemark(w, remark{item.ID, words[item.ID]}); err != nil {
			return nil, err
		}
		t.Remarks = append(t.Remarks, k)
	}
	out := &Answered{Masked: f.masked}
	if err = s.store.TakeAnswer(ctx, t); errors.Is(err, ErrConflict) {
		out.Repeated = true
		err = s.whyNotTaken(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// said checks answers and takes what is written in them apart from what is rated.
func (f *form) said(q *survey.Questionnaire, answers survey.Answers, whole bool) (survey.Answers, map[string]string) {
	for _, fault := range q.Check(answers, whole) {
		f.fault(fault.Item, SurveyFaultKey(fault), "most", survey.MostWords)
	}
	ratings, words := survey.Answers{}, map[string]string{}
	for id, a := range answers {
		if item := q.Item(id); item == nil || !item.Words() {
			ratings[id] = a
			continue
		}
		text, masked := seal.MaskResident(f.prose(id, a.Words, false))
		f.masked = f.masked || masked
		if !blank(text) {
			words[id] = text
		}
	}
	return ratings, words
}

// SurveyFaultKey is the sentence of what is wrong with an answer.
func SurveyFaultKey(f survey.Fault) string {
	return "fault.survey_" + strings.TrimPrefix(f.Key, "survey.fault.")
}

// whyNotTaken finds out why an answer was not kept; nil: it is, since the form came before.
func (s *Service) whyNotTaken(ctx context.Context, t *Taken) error {
	has, err := s.store.HasAnswer(ctx, t.Institution, t.Wave, t.Answer.ID)
	if err != nil || has {
		return err
	}
	w, err := s.store.Wave(ctx, t.Institution, t.Wave)
	switch {
	case err != nil:
		return fmt.Errorf("loading a survey: %w", err)
	case w.State != WaveOpen:
		return unlawful("fault.survey_over")
	case t.Ticket == nil:
		return unlawful("fault.survey_full")
	}
	return unlawful("fault.survey_used")
}

func (s *Service) answerID(w *Wave, key, item string) string {
	return hex.EncodeToString(s.keys.Blind("survey answer", 16, w.Institution, w.ID, key, item))
}

// remark is a comment as it is sealed.
type remark struct {
	Item  string `json:"item"`
	Words string `json:"words"`
}

// padding is of what the length of what is sealed is a multiple.
const padding = 1024

// sealAnswer seals ratings under a place that all answers of the wave share: their identifiers are changed when it is over. All are of
// one size, however much was answered: that of the longest that the questionnaire allows.
func (s *Service) sealAnswer(w *Wave, q *survey.Questionnaire, ratings survey.Answers) ([]byte, error) {
	longest := survey.Answers{}
	for _, item := range q.Items() {
		longest[item.ID] = survey.Answer{Rating: item.Scale.To(), None: true}
	}
	body, err := json.Marshal(longest)
	if err != nil {
		return nil, fmt.Errorf("sealing an answer: %w", err)
	}
	return s.sealPadded(w, "answer", ratings, len(body))
}

// sealRemark seals words; their length says only which of a few sizes they have.
func (s *Service) sealRemark(w *Wave, r remark) ([]byte, error) {
	return s.sealPadded(w, "remark", r, 0)
}

func wavePlace(w *Wave, name string) seal.Place {
	return seal.Place{Institution: w.Institution, Case: "survey " + w.ID, Name: name}
}

// sealPadded seals a value, filled up to a whole number of paddings that is not less than a size.
func (s *Service) sealPadded(w *Wave, name string, v any, size int) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("sealing an answer: %w", err)
	}
	size = max(size, len(body))
	size += (padding - size%padding) % padding
	body = append(body, bytes.Repeat([]byte{' '}, size-len(body))...)
	return s.keys.Seal(wavePlace(w, name), body)
}

// openPadded is the reverse of sealPadded.
func (s *Service) openPadded(w *Wave, name string, k *Kept, into any) error {
	body, err := s.keys.Open(wavePlace(w, name), k.Cipher)
	if err != nil {
		return err
	}
	if json.Unmarshal(body, into) != nil {
		return seal.ErrOpen // the cause could quote what was sealed
	}
	return nil
}

// questionnaire reads the questionnaire with which the wave was opened.
func (b *waveBody) questionnaire() (*survey.Questionnaire, error) {
	return questionnaireOf(b.Questionnaire)
}

// questionnaires are those that were read, by their texts: a survey keeps its text for good, and every answer and every page asks for it.
var questionnaires sync.Map

// questionnaireOf reads a questionnaire, which is only to be read.
func questionnaireOf(text string) (*survey.Questionnaire, error) {
	if q, ok := questionnaires.Load(text); ok {
		return q.(*survey.Questionnaire), nil
	}
	q, err := survey.Parse(survey.File, []byte(text))
	if err != nil {
		return nil, fmt.Errorf("reading the questionnaire of a survey: %w", err)
	}
	questionnaires.Store(text, q)
	return q, nil
}

// openStratum is the stratum of somebody who was not invited.
func openStratum(q *survey.Questionnaire, channel, desk string) string {
	return wave.Name(q.Sample.StratumOf(channel, desk))
}

// sheetID is the identifier of a numbered sheet among invitations.
func sheetID(number int) string { return "sheet-" + strconv.Itoa(number) }

// surveyDesk checks that a desk exists; empty is none.
func (s *Service) surveyDesk(f *form, institution, desk string) {
	ch := s.charters.At(institution, s.Now())
	if ch == nil || desk != "" && deskOf(ch, desk) == nil {
		f.fault("desk", "fault.choice")
	}
}
