package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/wave"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// MaxSurveyLetters is the most letters of a survey that are printed at once.
const MaxSurveyLetters = 100

// SurveyLetters are the invitations and reminders of the running survey that wait to be posted, by identifier, the first to be
// reminded; More are further ones.
type SurveyLetters struct {
	IDs       []string
	Reminders int // of IDs
	More      int
}

// SurveyLetters lists what is to be posted of the running survey; nil when none runs. For officers.
func (s *Service) SurveyLetters(ctx context.Context, a Actor) (*SurveyLetters, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	w, _, err := s.runningWave(ctx, a.Institution)
	if err != nil || w == nil || w.phase(s.Now()) != wave.Open {
		return nil, err
	}
	out := &SurveyLetters{}
	for _, state := range []string{InvitationWaiting, InvitationPlanned} {
		list, err := s.store.ListInvitations(ctx, a.Institution, w.ID, ByPost, state, MaxSurvey)
		if err != nil {
			return nil, fmt.Errorf("finding letters to post: %w", err)
		}
		for i := range list {
			if len(out.IDs) == MaxSurveyLetters {
				out.More++
				continue
			}
			out.IDs = append(out.IDs, list[i].ID)
			if state == InvitationWaiting {
				out.Reminders++
			}
		}
	}
	return out, nil
}

// surveyPosting loads letters of the running survey that are to be posted. Those that were answered or posted meanwhile are left out.
func (s *Service) surveyPosting(ctx context.Context, a Actor, ids []string) ([]*Invitation, *Wave, *waveBody, error) {
	if !a.Role.AtLeast(Officer) {
		return nil, nil, nil, denied()
	}
	if len(ids) == 0 || len(ids) > MaxSurveyLetters {
		return nil, nil, nil, invalid(FieldFault{Field: "letter", Key: "fault.required"})
	}
	var out []*Invitation
	var w *Wave
	var b *waveBody
	for _, id := range ids {
		i, of, body, err := s.invited(ctx, a.Institution, id)
		if err != nil {
			return nil, nil, nil, err
		}
		w, b = of, body
		if i.Open && i.Way == ByPost && (i.State == InvitationPlanned || i.State == InvitationWaiting) {
			out = append(out, i)
		}
	}
	if w.phase(s.Now()) != wave.Open {
		return nil, nil, nil, unlawful("fault.survey_over")
	}
	return out, w, b, nil
}

// PrintSurveyLetters makes a PDF of invitations and reminders for window envelopes, each with its link as a code for telephones and in
// letters to be typed. Names and addresses are opened for it, which is logged. For officers.
func (s *Service) PrintSurveyLetters(ctx context.Context, a Actor, ids []string) ([]byte, error) {
	list, w, b, err := s.surveyPosting(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, unlawful("fault.survey_letters")
	}
	err = s.store.LogAccess(ctx, &Access{Institution: a.Institution, At: s.Now(), Account: a.Account, Case: fact.Institution, What: "survey", From: a.From})
	if err != nil {
		return nil, fmt.Errorf("logging a reading: %w", err)
	}
	ch := s.charters.At(a.Institution, s.Now())
	var sheets []sign.Sheet
	for _, i := range list {
		c, err := s.openContact(i)
		if err != nil {
			return nil, err
		}
		l := s.surveyLetter(ch, w, b, i, c)
		sheets = append(sheets, l.Paper(sign.UsualWindow)...)
	}
	return sign.PDF(ch.Office.KO, string(locale.Korean), sheets)
}

// surveyLetter writes an invitation or a reminder on paper.
func (s *Service) surveyLetter(ch *charter.Charter, w *Wave, b *waveBody, i *Invitation, c *contact) *sign.Letter {
	ko, en := locale.For(locale.Korean).In(ch.Petition.Location()), locale.For(locale.English).In(ch.Petition.Location())
	dir, what := &ch.Directory, "survey.letter.invite"
	if i.State == InvitationWaiting {
		what = "survey.letter.remind"
	}
	site, phone := strings.TrimSuffix(b.Base, "/")+"/s", dir.Dial(dir.Phone)
	text := ko.T(what, "office", ch.Office.KO, "due", ko.Deadline(w.ClosesAt, ko.Location()), "phone", phone)
	english := en.T("survey.letter.english", "office", ch.Office.In("en"), "due", en.Deadline(w.ClosesAt, en.Location()))
	return &sign.Letter{Office: printed(ch.Office), Sender: strings.TrimSpace(ch.Office.KO + "  " + dir.Address.KO), To: addressOf(ko, c.Name, c.Address),
		Date: ko.Date(s.Now(), ko.Location()), Subject: ko.T(what + ".subject"), Text: append(strings.Split(text, "\n"), "", english, ""), Foot: ch.Office.KO + "  " + phone,
		Code: s.surveyLink(b, i), CodeText: []string{ko.T("survey.letter.scan"), ko.T("survey.letter.type", "site", site), wave.Grouped(s.linkToken(i))}}
}

// PostSurveyLetters notes that letters were posted, and returns how many: those who do not answer are reminded by another letter. For officers.
func (s *Service) PostSurveyLetters(ctx context.Context, a Actor, ids []string) (int, error) {
	list, w, _, err := s.surveyPosting(ctx, a, ids)
	if err != nil {
		return 0, err
	}
	posted := 0
	for _, i := range list {
		if i.State == InvitationWaiting {
			i.Reminders++
		}
		i.State, i.NextAt, i.Attempts = InvitationSent, remindByPost(s.Now(), i.Reminders, w.ClosesAt), 0
		if err := s.store.SetInvitation(ctx, i); err != nil && !errors.Is(err, ErrConflict) { // refused meanwhile: posted all the same
			return posted, fmt.Errorf("posting letters of a survey: %w", err)
		}
		posted++
	}
	return posted, nil
}

// remindByPost is wave.Remind for letters, which are a few days on their way in both directions.
func remindByPost(at time.Time, reminders int, closes time.Time) time.Time {
	return wave.Remind(at.Add(wave.Mail), reminders, closes.Add(-wave.Mail))
}
