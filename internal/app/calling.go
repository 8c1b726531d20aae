package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// Calling is a call that nobody has answered yet.
type Calling struct {
	Case, Contact string
	Desk          string // whose telephone rings; empty: not known
	RingingAt     time.Time
	Withheld      bool  // the caller does not show a number
	Earlier       *Head // the newest earlier case from the same number; nil: none
	Head          Head
}

// Calling lists the calls that ring now, the longest first; the list is shared and must not be changed. For officers: of the
// callers it tells no more than lists do.
func (s *Service) Calling(ctx context.Context, a Actor) ([]Calling, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	return s.ringing.Get(ctx, a.Institution, func(ctx context.Context) ([]Calling, error) { return s.readCalls(ctx, a.Institution) })
}

func (s *Service) readCalls(ctx context.Context, institution string) ([]Calling, error) {
	var out []Calling
	err := s.goingOn(ctx, institution, "", "phone", func(c *current, v *casefile.Visit, h *Head) error {
		if !v.Has(fact.CallRinging) || v.Has(fact.CallAnswered) || v.Has(fact.CallCallerHungUp) {
			return nil
		}
		one, err := s.callingOf(ctx, c, v, h)
		out = append(out, one)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	slices.SortFunc(out, func(x, y Calling) int {
		if c := x.RingingAt.Compare(y.RingingAt); c != 0 {
			return c
		}
		return strings.Compare(x.Contact, y.Contact)
	})
	return out, nil
}

// callingOf reads a call that rings from the facts of its case.
func (s *Service) callingOf(ctx context.Context, c *current, v *casefile.Visit, h *Head) (Calling, error) {
	out := Calling{Case: c.Case, Contact: v.ID, Desk: c.state.Desk, RingingAt: v.BeganAt, Head: *h}
	for i := range c.known {
		f := &c.known[i]
		if f.Contact != v.ID || f.Kind != fact.CallRinging {
			continue
		}
		out.Withheld = f.Via == fact.ViaPBX && !f.Data.True(sealedField)
		if earlier := f.Data.Text("earlier"); earlier != "" {
			heads, err := s.store.Heads(ctx, c.Institution, []string{earlier})
			if err != nil {
				return out, err
			}
			if len(heads) > 0 {
				out.Earlier = &heads[0]
			}
		}
	}
	return out, nil
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
