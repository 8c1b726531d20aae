package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/notice"
	"jikim/internal/core/wave"
	"jikim/internal/locale"
)

// The states of an invitation. None of them says whether the link was used.
const (
	InvitationPlanned   = "planned"
	InvitationSent      = "sent"
	InvitationWaiting   = "waiting"   // was sent, and a reminder by letter waits to be posted
	InvitationUnreached = "unreached" // no way has worked
	InvitationRefused   = "refused"   // does not want to be asked
)

const (
	invitedAtOnce = 50               // invitations that one look takes
	invitingLease = 5 * time.Minute  // for which an invitation is left to the node that sends it
	invitingRetry = 10 * time.Minute // after a failure that may pass, more each time
	invitingTries = 8                // after which such a failure counts as one for good
)

// Surveys does what is due of surveys: it puts on record what was interrupted, invites and reminds, and closes what is over. For the
// engine, every few seconds; done by two nodes at once it does no harm. It returns how much it did.
func (s *Service) Surveys(ctx context.Context, institution string) (int, error) {
	waves, err := s.store.ListWaves(ctx, institution)
	if err != nil {
		return 0, fmt.Errorf("surveys: %w", err)
	}
	did := 0
	for i := range waves {
		w := &waves[i]
		phase := w.phase(s.Now())
		switch {
		case w.State == WaveOpening:
			err = s.beginWave(ctx, w)
		case w.State == WaveClosing || w.State == WaveMixing || w.State == WaveOpen && phase == wave.Over:
			err = s.endWave(ctx, w)
		case phase == wave.Open:
			var sent int
			sent, err = s.invite(ctx, w)
			did += sent - 1
		default:
			continue
		}
		if err != nil {
			return did, fmt.Errorf("survey %s: %w", w.ID, err)
		}
		did++
	}
	return did, nil
}

// invite sends what is due of an open wave.
func (s *Service) invite(ctx context.Context, w *Wave) (int, error) {
	now := s.Now()
	due, err := s.store.DueInvitations(ctx, w.Institution, now, invitedAtOnce)
	if err != nil {
		return 0, err
	}
	b, err := w.body()
	if err != nil {
		return 0, err
	}
	did := 0
	for k := range due {
		i := &due[k]
		if i.Wave != w.ID {
			continue
		}
		if err := s.store.LeaseInvitation(ctx, i, now.Add(invitingLease)); errors.Is(err, ErrConflict) {
			continue // another node has it
		} else if err != nil {
			return did, err
		}
		i.Attempts++
		did++
		if err := s.inviteOne(ctx, w, b, i); err != nil {
			return did, err
		}
		if err := s.store.SetInvitation(ctx, i); err != nil && !errors.Is(err, ErrConflict) { // closed or refused meanwhile
			return did, err
		}
	}
	return did, nil
}

// inviteOne writes to one person by the next way that reaches him, and notes in the invitation what follows.
func (s *Service) inviteOne(ctx context.Context, w *Wave, b *waveBody, i *Invitation) error {
	now := s.Now()
	if !i.Open { // answered, and nobody has to know any more whose link it was
		i.NextAt, i.Contact, i.Attempts = time.Time{}, nil, 0
		return nil
	}
	c, err := s.openContact(i)
	if err != nil {
		return err
	}
	if len(c.Ways) == 0 || c.Ways[0] == ByCall {
		i.NextAt, i.Attempts = time.Time{}, 0
		return nil
	}
	if c.Ways[0] == ByPost {
		i.NextAt, i.Attempts = time.Time{}, 0
		if i.State == InvitationSent {
			i.State = InvitationWaiting
		}
		return nil
	}
	ch := s.charters.At(w.Institution, now)
	way := notice.Way(c.Ways[0])
	if until := notice.Wait(way, nil, now, ch.Petition.Location()); !until.IsZero() {
		i.NextAt, i.Attempts = until, i.Attempts-1
		return nil
	}
	err = channel.ErrUnfit
	if courier := s.couriers[way]; courier != nil {
		_, err = courier.Carry(ctx, s.surveyMessage(w, b, i, c, way))
	}
	switch {
	case err == nil:
		if i.State == InvitationSent {
			i.Reminders++
		}
		i.State, i.Way, i.Attempts, i.NextAt = InvitationSent, string(way), 0, wave.Remind(now, i.Reminders, w.ClosesAt)
		return nil
	case !errors.Is(err, channel.ErrNoSuchAddress) && !errors.Is(err, channel.ErrUnfit) && i.Attempts < invitingTries:
		i.NextAt = now.Add(time.Duration(i.Attempts) * invitingRetry)
		return nil
	}
	s.log.InfoContext(ctx, "an invitation to a survey could not go one way", "way", string(way), "why", whyNot(err))
	return s.nextWay(i, c)
}

// nextWay leaves a way out that has failed for good.
func (s *Service) nextWay(i *Invitation, c *contact) error {
	c.Ways = c.Ways[1:]
	i.Attempts, i.NextAt = 0, s.Now()
	switch {
	case len(c.Ways) > 0:
		i.Way = c.Ways[0]
	case i.State == InvitationSent: // it has reached him before
		i.NextAt = time.Time{}
		return nil
	case len(digitsOf(c.Phone)) >= minCalled:
		c.Ways, i.Way, i.NextAt = []string{ByCall}, ByCall, time.Time{}
	case c.Address != "":
		c.Ways, i.Way, i.NextAt = []string{ByPost}, ByPost, time.Time{}
	default:
		i.State, i.NextAt, i.Contact = InvitationUnreached, time.Time{}, nil
		return nil
	}
	return s.sealContact(i, c)
}

// surveyLink is the address of a one-time link.
func (s *Service) surveyLink(b *waveBody, i *Invitation) string {
	return strings.TrimSuffix(b.Base, "/") + "/s/" + s.linkToken(i)
}

// surveyMessage writes an invitation or a reminder. It names nobody: the link is all that is particular of it.
func (s *Service) surveyMessage(w *Wave, b *waveBody, i *Invitation, c *contact, way notice.Way) *channel.Message {
	ch := s.charters.At(w.Institution, s.Now())
	ko, en := locale.For(locale.Korean).In(ch.Petition.Location()), locale.For(locale.English).In(ch.Petition.Location())
	values := map[string]string{"office": ch.Office.KO, "link": s.surveyLink(b, i), "due": ko.Deadline(w.ClosesAt, ko.Location()), "phone": ch.Directory.Dial(ch.Directory.Phone)}
	args := []any{"office", values["office"], "link", values["link"], "due", values["due"], "phone", values["phone"]}
	what := "ask.invite"
	if i.State == InvitationSent {
		what = "ask.remind"
	}
	m := &channel.Message{ID: "survey-" + hex.EncodeToString(s.keys.Blind("survey message", messageBytes, i.Institution, i.Wave, i.ID, string(way), strconv.Itoa(i.Reminders), i.State)),
		To: c.Phone, Subject: ko.T(what+".subject", args...), Text: ko.T(what+".short", args...), Template: "survey", Values: values, Automatic: true}
	if way == notice.Email {
		english := []any{"office", ch.Office.In("en"), "link", values["link"], "due", en.Deadline(w.ClosesAt, en.Location()), "phone", values["phone"]}
		m.To, m.Text = c.Email, ko.T(what+".long", args...)+"\n\n"+en.T("ask.invite.short", english...)
	}
	return m
}
