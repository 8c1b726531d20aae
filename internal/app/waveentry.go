package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// OpenToAll is a survey as those are asked it who were not invited; nil: none runs. An Unlawful fault when the places at the desk are
// taken. In wave.Ending only who has begun goes on.
func (s *Service) OpenToAll(ctx context.Context, a Actor, desk string) (*AskedSurvey, error) {
	if err := mayAsk(a); err != nil {
		return nil, err
	}
	w, b, err := s.runningWave(ctx, a.Institution)
	if err != nil || w == nil {
		return nil, err
	}
	phase := w.phase(s.Now())
	if phase != wave.Open && phase != wave.Ending {
		return nil, nil
	}
	places, err := s.store.Tallies(ctx, a.Institution, w.ID)
	if err != nil {
		return nil, fmt.Errorf("counting answers: %w", err)
	}
	for _, p := range places {
		if p.Name == placeOf(desk) && p.Most > 0 && p.Count >= p.Most {
			return nil, unlawful("fault.survey_full")
		}
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	return &AskedSurvey{Questionnaire: q, Wave: w.ID, ClosesAt: w.ClosesAt, Phase: phase}, nil
}

// mayAsk lets in who takes answers of those who were not invited: kiosks, and officers who write down what is said on the telephone.
func mayAsk(a Actor) error {
	if a.Device != "" && a.DeviceKind == Kiosk || a.Staff() && a.Role.AtLeast(Officer) {
		return nil
	}
	return denied()
}

// AnswerOpen keeps what somebody answers who was not invited: at a kiosk, or on the telephone to an officer. It is refused when the places
// at the desk are taken.
func (s *Service) AnswerOpen(ctx context.Context, a Actor, n Answering) (*Answered, error) {
	if err := mayAsk(a); err != nil {
		return nil, err
	}
	f := &form{}
	if s.surveyDesk(f, a.Institution, n.Desk); f.err() != nil {
		return nil, f.err()
	}
	w, b, err := s.runningWave(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	if w == nil {
		return nil, unlawful("fault.survey_over")
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	in := &responding{Answering: n, mode: survey.Phone, stratum: openStratum(q, "phone", n.Desk)}
	if a.Device != "" {
		in.mode, in.stratum = survey.Kiosk, openStratum(q, "visit", n.Desk)
	}
	return s.take(ctx, w, b, in)
}

// SeenAtKiosk counts that somebody has come to a screen of a kiosk for the first time.
func (s *Service) SeenAtKiosk(ctx context.Context, a Actor, screen int) error {
	if a.Device == "" || a.DeviceKind != Kiosk {
		return denied()
	}
	w, b, err := s.runningWave(ctx, a.Institution)
	if err != nil || w == nil {
		return err
	}
	return s.countScreen(ctx, w, b, screen)
}

// ToCall is somebody who is to be asked on the telephone.
type ToCall struct {
	ID          string // of the invitation
	Name, Phone string
	Attempts    int // calls so far
	Waiting     int // others who are to be called
	Survey      *AskedSurvey
}

// NextCall opens the name and the number of who is to be called next, those first who were called least; nil: nobody is. The reading is
// logged. For officers.
func (s *Service) NextCall(ctx context.Context, a Actor) (*ToCall, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	w, b, err := s.runningWave(ctx, a.Institution)
	if err != nil || w == nil || w.phase(s.Now()) != wave.Open {
		return nil, err
	}
	waiting, err := s.store.ListInvitations(ctx, a.Institution, w.ID, ByCall, InvitationPlanned, MaxSurvey)
	if err != nil {
		return nil, fmt.Errorf("finding whom to call: %w", err)
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	next := slices.MinFunc(waiting, func(x, y Invitation) int {
		return cmp.Or(cmp.Compare(x.Attempts, y.Attempts), bytes.Compare(turnOf(a.Account, x.ID), turnOf(a.Account, y.ID)))
	})
	i := &next
	c, err := s.openContact(i)
	if err != nil {
		return nil, err
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	err = s.store.LogAccess(ctx, &Access{Institution: a.Institution, At: s.Now(), Account: a.Account, Case: fact.Institution, What: "survey", From: a.From})
	if err != nil {
		return nil, fmt.Errorf("logging a reading: %w", err)
	}
	return &ToCall{ID: i.ID, Name: c.Name, Phone: c.Phone, Attempts: i.Attempts, Waiting: len(waiting) - 1,
		Survey: &AskedSurvey{Questionnaire: q, Wave: w.ID, ClosesAt: w.ClosesAt, Phase: wave.Open}}, nil
}

// turnOf places somebody among those who are to be called, for each officer in another order: two of them do not call the same person.
func turnOf(account, id string) []byte {
	sum := sha256.Sum256([]byte(account + "\n" + id))
	return sum[:]
}

// The outcomes of a call that brought no answer.
const (
	CallLater   = "later"   // nobody answered, or another time is better
	CallRefused = "refused" // does not want to be asked, now or ever
	CallWrong   = "wrong"   // the number is not that of the person
)

// EndCall notes what became of a call that brought no answer. For officers.
func (s *Service) EndCall(ctx context.Context, a Actor, id, outcome string) error {
	if !a.Role.AtLeast(Officer) {
		return denied()
	}
	i, _, _, err := s.invited(ctx, a.Institution, id)
	switch {
	case err != nil:
		return err
	case i.Way != ByCall || i.State != InvitationPlanned:
		return nil // the form came twice, or it was nobody to be called
	case !i.Open:
		return unlawful("fault.survey_used")
	}
	switch outcome {
	case CallRefused:
		return s.refuseInvitation(ctx, i)
	case CallWrong:
		if err := s.notByCall(i); err != nil {
			return err
		}
	case CallLater:
		i.Attempts++
	default:
		return invalid(FieldFault{Field: "outcome", Key: "fault.choice"})
	}
	if err := s.store.SetInvitation(ctx, i); err != nil && !errors.Is(err, ErrConflict) { // refused meanwhile, by somebody else's call
		return fmt.Errorf("noting a call: %w", err)
	}
	return nil
}

// notByCall leaves out the telephone, whose number was wrong: a letter is left where an address is known.
func (s *Service) notByCall(i *Invitation) error {
	c, err := s.openContact(i)
	if err != nil {
		return err
	}
	if c.Address == "" {
		i.State, i.Contact = InvitationUnreached, nil
		return nil
	}
	c.Phone, c.Ways, i.Way, i.Attempts = "", []string{ByPost}, ByPost, 0
	return s.sealContact(i, c)
}

// AnswerCall keeps what somebody answered who was called. For officers.
func (s *Service) AnswerCall(ctx context.Context, a Actor, id string, n Answering) (*Answered, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	i, w, b, err := s.invited(ctx, a.Institution, id)
	if err != nil {
		return nil, err
	}
	if i.Way != ByCall {
		return nil, unknown()
	}
	return s.take(ctx, w, b, &responding{Answering: n, mode: survey.Phone, stratum: i.Stratum, ticket: i.Ticket})
}

// invited finds an invitation of the running wave by its identifier.
func (s *Service) invited(ctx context.Context, institution, id string) (*Invitation, *Wave, *waveBody, error) {
	w, b, err := s.runningWave(ctx, institution)
	if err != nil {
		return nil, nil, nil, err
	}
	if w == nil {
		return nil, nil, nil, unlawful("fault.survey_over")
	}
	i := &Invitation{Institution: institution, Wave: w.ID, ID: id}
	i, _, _, err = s.linked(ctx, institution, s.linkToken(i))
	return i, w, b, err
}

// AskedSheet returns the survey for entering a numbered sheet; Used: it has been entered, or answered by its code. For officers.
func (s *Service) AskedSheet(ctx context.Context, a Actor, number int) (*AskedSurvey, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	w, b, err := s.runningWave(ctx, a.Institution)
	if err != nil || w == nil {
		return nil, err
	}
	q, err := b.questionnaire()
	if err != nil {
		return nil, err
	}
	asked := &AskedSurvey{Questionnaire: q, Wave: w.ID, ClosesAt: w.ClosesAt, Phase: w.phase(s.Now())}
	if number > 0 {
		i, _, _, err := s.invited(ctx, a.Institution, sheetID(number))
		if f := FaultOf(err); f != nil && f.Kind == Unknown {
			return nil, invalid(FieldFault{Field: "sheet", Key: "fault.survey_sheet"})
		}
		if err != nil {
			return nil, err
		}
		asked.Used = !i.Open
	}
	return asked, nil
}

// EnterSheet keeps what stands on a numbered sheet; questions may be left out. For officers.
func (s *Service) EnterSheet(ctx context.Context, a Actor, number int, n Answering) (*Answered, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	i, w, b, err := s.invited(ctx, a.Institution, sheetID(number))
	if f := FaultOf(err); f != nil && f.Kind == Unknown {
		return nil, invalid(FieldFault{Field: "sheet", Key: "fault.survey_sheet"})
	}
	if err != nil {
		return nil, err
	}
	return s.take(ctx, w, b, &responding{Answering: n, mode: survey.Paper, stratum: i.Stratum, ticket: i.Ticket})
}
