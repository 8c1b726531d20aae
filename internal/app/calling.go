package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// Stage is how far a call has come.
type Stage string

// The stages of calls that go on, and of those that nobody answered.
const (
	StageRinging Stage = "ringing"
	StageWaiting Stage = "waiting" // a queue or a machine has taken it
	StageTalking Stage = "talking"
	StageHeld    Stage = "held"
	StageMissed  Stage = "missed" // and has to be called back
)

// Calling is a call that goes on, or one that has to be called back.
type Calling struct {
	Case, Contact string
	Stage         Stage
	Since         time.Time // when the stage began
	Desk          string    // whose telephone it is; empty: not known
	Officer       string    // who talks, or whose telephone it was; empty: not known
	RingingAt     time.Time // when the call began
	Withheld      bool      // the caller does not show a number
	Of            string    // StageMissed: the fact that the call-back is owed for
	Earlier       *Head     // the newest earlier case from the same number; nil: none
	Head          Head
}

// Calling lists the calls that go on now, those that ring first and each the longest first, and then those that nobody answered and
// that have to be called back. The list is shared and must not be changed. For officers: of the callers it tells no more than lists
// do; the number is shown to who opens the case, and that is logged.
func (s *Service) Calling(ctx context.Context, a Actor) ([]Calling, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	return s.ringing.Get(ctx, a.Institution, func(ctx context.Context) ([]Calling, error) { return s.readCalls(ctx, a.Institution) })
}

func (s *Service) readCalls(ctx context.Context, institution string) ([]Calling, error) {
	var out []Calling
	err := s.goingOn(ctx, institution, "", "phone", func(c *current, v *casefile.Visit, h *Head) error {
		one, err := s.callingOf(ctx, c, v, h)
		if err == nil && one.Stage != "" {
			out = append(out, one)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	missed, err := s.missedCalls(ctx, institution)
	if err != nil {
		return nil, fmt.Errorf("missed calls: %w", err)
	}
	out = append(out, missed...)
	slices.SortFunc(out, func(x, y Calling) int {
		return cmp.Or(cmp.Compare(stageRank(x.Stage), stageRank(y.Stage)), x.RingingAt.Compare(y.RingingAt), strings.Compare(x.Contact, y.Contact))
	})
	return out, nil
}

func stageRank(st Stage) int {
	return slices.Index([]Stage{StageRinging, StageWaiting, StageHeld, StageTalking, StageMissed}, st)
}

// mostMissed is how many cases in which a call-back may be owed are looked at, and shownMissed how many are listed: all of them stand in
// the inbox as well, with the clock of each.
const (
	mostMissed  = 200
	shownMissed = 20
)

// missedCalls lists the calls that nobody answered and that were not called back, those that break first first.
func (s *Service) missedCalls(ctx context.Context, institution string) ([]Calling, error) {
	heads, err := s.store.Inbox(ctx, InboxQuery{Institution: institution, Channel: "phone", Status: string(casefile.Open), Limit: mostMissed})
	if err != nil {
		return nil, err
	}
	heads = slices.DeleteFunc(heads, func(h Head) bool { return h.Number != "" }) // petitions are more than a call
	heads = heads[:min(len(heads), shownMissed)]
	ids, byCase := make([]string, len(heads)), make(map[string]*Head, len(heads))
	for i := range heads {
		ids[i], byCase[heads[i].Case] = heads[i].Case, &heads[i]
	}
	cases, err := s.store.LoadMany(ctx, institution, ids)
	if err != nil {
		return nil, err
	}
	var out []Calling
	for _, stored := range cases {
		c := s.currentOf(stored, s.Now())
		if c.ch == nil {
			continue
		}
		for i := range c.state.Messages {
			m := &c.state.Messages[i]
			if !m.Missed || !m.Open() {
				continue
			}
			one := Calling{Case: c.Case, Contact: m.Contact, Stage: StageMissed, Since: m.TakenAt, RingingAt: m.TakenAt, Desk: c.state.Desk, Officer: m.For,
				Of: m.Fact, Head: *byCase[c.Case]}
			if one.Earlier, err = s.earlierOf(ctx, c, m.Contact); err != nil {
				return nil, err
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// callingOf reads a call that goes on from the facts of its case. One that has no stage is over, or was not told by a machine.
func (s *Service) callingOf(ctx context.Context, c *current, v *casefile.Visit, h *Head) (Calling, error) {
	out := Calling{Case: c.Case, Contact: v.ID, Desk: c.state.Desk, RingingAt: v.BeganAt, Head: *h}
	if !v.Has(fact.CallRinging) || v.Has(fact.CallCallerHungUp) || v.Has(fact.CallOfficerHungUp) {
		return out, nil
	}
	for i := range c.known {
		if f := &c.known[i]; f.Contact == v.ID {
			out.pass(f)
		}
	}
	var err error
	out.Earlier, err = s.earlierOf(ctx, c, v.ID)
	return out, err
}

// pass takes a call on by one of its facts, in the order in which they happened.
func (w *Calling) pass(f *fact.Fact) {
	to := w.Stage
	switch f.Kind {
	case fact.CallRinging:
		w.Withheld = f.Data.True("withheld")
		if w.Stage == "" {
			to = StageRinging
		}
	case fact.CallAnswered:
		to = StageTalking
		if by := f.Data.Text("by"); by == "queue" || by == "machine" {
			to = StageWaiting
		}
		if o := f.Data.Text("officer"); o != "" {
			w.Officer = o
		}
	case fact.CallTransferAnswered:
		to = StageTalking
		w.Officer = f.Data.Text("officer")
	case fact.CallHeld:
		to = StageHeld
	case fact.CallResumed:
		to = StageTalking
	}
	if to != w.Stage {
		w.Stage, w.Since = to, f.At
	}
}

// earlierOf returns the newest earlier case from the number of a call; nil: none.
func (s *Service) earlierOf(ctx context.Context, c *current, contact string) (*Head, error) {
	for i := range c.known {
		f := &c.known[i]
		if f.Contact != contact || f.Data.Text("earlier") == "" {
			continue
		}
		heads, err := s.store.Heads(ctx, c.Institution, []string{f.Data.Text("earlier")})
		if err != nil || len(heads) == 0 {
			return nil, err
		}
		return &heads[0], nil
	}
	return nil, nil
}

// mostEarlier is how many earlier cases of a caller are shown.
const mostEarlier = 5

// earlier returns the newest other cases with the same telephone number or e-mail address as the person's, newest first.
func (s *Service) earlier(ctx context.Context, institution, caseID, phone, email string) ([]Head, error) {
	var heads []Head
	look := func(token string) error {
		found, err := s.store.Search(ctx, institution, []string{token}, mostEarlier+1)
		if err != nil {
			return fmt.Errorf("earlier cases: %w", err)
		}
		for _, h := range found {
			if h.Case != caseID && !slices.ContainsFunc(heads, func(x Head) bool { return x.Case == h.Case }) {
				heads = append(heads, h)
			}
		}
		return nil
	}
	if number := s.normalPhone(institution, phone); len(number) >= 7 {
		if err := look(s.phoneToken(institution, number)); err != nil {
			return nil, err
		}
	}
	if email = mailbox(email); email != "" {
		if err := look(s.grams.blind("email", institution, email)); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(heads, func(x, y Head) int { return y.ReceivedAt.Compare(x.ReceivedAt) })
	return heads[:min(len(heads), mostEarlier)], nil
}
