package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/letter"
)

// MaxRepeats is how many earlier petitions one form can name.
const MaxRepeats = 10

// closedAsRepeated is why a petition was closed without further handling (종결, 민원 처리에 관한 법률 제23조 제1항).
const closedAsRepeated = "repeated"

// Repeat says that a petition has the same content as earlier ones of the same petitioner.
type Repeat struct {
	Key, Case string
	SameAs    []string // receipt numbers, as people write them; at least one
	Reason    string   // what of nature, likeness and unavoidable answer shows it (제23조 제3항); sealed, for the office alone
}

// RepeatClosing closes a petition as a repetition.
type RepeatClosing struct {
	Key, Case string
	Reason    string     // why there was no just ground to file it again; told to the petitioner, sealed
	Mass      bool       // it concerns many (다수인관련민원)
	Heard     civil.Date // the day of the committee (민원조정위원회), of those that concern many; zero: none
	Audited   bool       // a grievance: the audit department has looked into it
}

// Repetition is how a petition stands to earlier ones.
type Repetition struct {
	Marked     []Marked        // petitions that were found to have the same content
	Candidates []Candidate     // further petitions of the same telephone number or e-mail address, the most alike first
	Times      int             // how often it has come, this time included
	Told       int             // how often the result had been told when it came
	Lacks      []casefile.Lack // conditions of the closing that are not met, as far as the facts tell
	Grievance  bool            // the audit department has to look into it first
	Closable   bool            // the petition still runs
	Closed     bool            // it was closed as a repetition
}

// Marked is an earlier petition of the same content.
type Marked struct {
	Fact, Number, Reason string
	Case                 string // empty: it is not found any more
	ReceivedAt, ToldAt   time.Time
}

// MarkRepeated records that a petition repeats earlier ones: a fact for each of them, so that each can be taken back. The
// program compares telephone number, e-mail address, and name with postal address, and refuses petitions of others.
func (s *Service) MarkRepeated(ctx context.Context, a Actor, r Repeat) (*Done, error) {
	return s.write(ctx, a, r.Key, r.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.Lawful(&c.state, fact.CaseRepeated) {
			return nil, unlawful("fault.settled")
		}
		reason := f.prose("reason", r.Reason, true)
		numbers, err := s.repeatable(ctx, c, f, r.SameAs)
		if err != nil {
			return nil, err
		}
		out := make([]draft, 0, len(numbers))
		for _, number := range numbers {
			d := draft{kind: fact.CaseRepeated, data: fact.With("same_as", number, "reason", true)}
			f.keep(&d.text, "reason", reason)
			out = append(out, d)
		}
		return out, nil
	})
}

// repeatable reads the receipt numbers of petitions that the case may be said to repeat.
func (s *Service) repeatable(ctx context.Context, c *current, f *form, typed []string) ([]string, error) {
	var out []string
	texts, err := s.texts(ctx, c.Institution, c.Case, c.Facts)
	if err != nil {
		return nil, err
	}
	who := personOf(c, texts)
	for _, t := range typed {
		if strings.TrimSpace(t) == "" {
			continue
		}
		number, ok := parseNumber(t)
		if !ok {
			f.fault("same_as", "fault.number")
			continue
		}
		if slices.Contains(out, number) {
			continue
		}
		if err := s.sameAs(ctx, c, f, &who, number); err != nil {
			return nil, err
		}
		out = append(out, number)
	}
	switch {
	case len(out) == 0 && len(f.faults) == 0:
		f.fault("same_as", "fault.none_chosen")
	case len(out) > MaxRepeats:
		f.fault("same_as", "fault.too_many_cases", "most", MaxRepeats)
	}
	return out, nil
}

// sameAs checks one earlier petition: it exists, came before, was not taken back, is the same person's and not named yet.
func (s *Service) sameAs(ctx context.Context, c *current, f *form, who *Person, number string) error {
	other, err := s.numbered(ctx, c.Institution, number)
	if err != nil {
		return err
	}
	switch {
	case other == nil:
		f.fault("same_as", "fault.no_such_number", "number", number)
		return nil
	case other.Case == c.Case || !other.state.ReceivedAt.Before(c.state.ReceivedAt):
		f.fault("same_as", "fault.repeat_later", "number", number)
		return nil
	case other.state.Status == casefile.Withdrawn:
		f.fault("same_as", "fault.repeat_withdrawn", "number", number)
		return nil
	case slices.ContainsFunc(c.state.Repeats, func(r casefile.Repeat) bool { return r.SameAs == number }):
		f.fault("same_as", "fault.repeat_named", "number", number)
		return nil
	}
	texts, err := s.texts(ctx, c.Institution, other.Case, other.Facts)
	if err != nil {
		return err
	}
	if them := personOf(other, texts); !samePerson(who, &them) {
		f.fault("same_as", "fault.repeat_other", "number", number)
	}
	return nil
}

// samePerson tells whether two petitions come from one person: the same telephone number, e-mail address, or name and postal
// address. A name alone is shared by many.
func samePerson(a, b *Person) bool {
	same := func(x, y string) bool { return x != "" && x == y }
	flat := func(t string) string { return string(syllables(t)) }
	return same(digitsOf(a.Phone), digitsOf(b.Phone)) || same(mailbox(a.Email), mailbox(b.Email)) ||
		same(flat(a.Name), flat(b.Name)) && same(flat(a.Address), flat(b.Address))
}

// mailbox is an e-mail address as it is compared.
func mailbox(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// CloseRepeated closes a petition without further handling because it repeats others, and tells the petitioner by a letter.
// The decision is that of the head of the office (제23조 제1항, 제3항), so that it is for leads and above. When a condition of
// the law is not met nothing is recorded, and the fault names each of them.
func (s *Service) CloseRepeated(ctx context.Context, a Actor, r RepeatClosing) (*Done, error) {
	if !a.Staff() || !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	return s.write(ctx, a, r.Key, r.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.Lawful(&c.state, fact.CaseRepeated) {
			return nil, unlawful("fault.settled")
		}
		rep, marked, err := s.repetitionOf(ctx, c)
		if err != nil {
			return nil, err
		}
		rep.Mass, rep.Audited = r.Mass, r.Audited
		if r.Mass && !r.Heard.IsZero() {
			rep.Heard = f.heard(c, r.Heard)
		}
		f.lacks(&rep)
		d := draft{kind: fact.CaseClosed, data: fact.With("reason", closedAsRepeated)}
		f.keep(&d.text, "note", f.prose("reason", r.Reason, true))
		d.data = append(d.data, fact.With("note", true, "law", repeatLaw)...)
		if r.Mass {
			d.data = append(d.data, fact.With("mass", true, "heard", r.Heard.String())...)
		}
		if r.Audited {
			d.data = append(d.data, fact.With("audited", true)...)
		}
		l := letter.Letter{Form: letter.Repeat, Text: r.Reason, Appeal: letter.Appeal(c.catalogue(), c.kind())}
		for i := range marked {
			l.Earlier = append(l.Earlier, letter.Told{Number: marked[i].Number, ReceivedAt: marked[i].ReceivedAt, ToldAt: marked[i].ToldAt})
		}
		return s.withLetter(ctx, a, c, f, d, &l)
	})
}

// repeatLaw is the provision of the closing, as refusals name theirs.
const repeatLaw = "민원 처리에 관한 법률 제23조 제1항"

// heard checks the day on which the committee dealt with the petition: since it came, and not to come.
func (f *form) heard(c *current, day civil.Date) time.Time {
	loc := c.ch.Petition.Location()
	if day.Compare(civil.DateOf(c.state.ReceivedAt, loc)) < 0 || day.Compare(civil.DateOf(c.now, loc)) > 0 {
		f.fault("heard", "fault.repeat_heard")
	}
	return time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, loc).UTC()
}

// lacks says which conditions of the law are not met.
func (f *form) lacks(r *casefile.Repetition) {
	times, told := r.Counted()
	for _, l := range r.Lacks() {
		field := ""
		switch l {
		case casefile.LackHearing:
			field = "heard"
		case casefile.LackAudit:
			field = "audited"
		}
		f.fault(field, "repeat.lack."+string(l), "times", times, "told", told)
	}
}

// repetitionOf reads the earlier petitions that a case is said to repeat.
func (s *Service) repetitionOf(ctx context.Context, c *current) (casefile.Repetition, []Marked, error) {
	r := casefile.Repetition{Kind: c.kind(), ReceivedAt: c.state.ReceivedAt}
	var marked []Marked
	for _, m := range c.state.Repeats {
		one := Marked{Fact: m.Fact, Number: m.SameAs}
		other, err := s.numbered(ctx, c.Institution, m.SameAs)
		if err != nil {
			return r, nil, err
		}
		if other != nil {
			one.Case, one.ReceivedAt, one.ToldAt = other.Case, other.state.ReceivedAt, resultTold(other)
			r.Earlier = append(r.Earlier, casefile.Same{Number: one.Number, ReceivedAt: one.ReceivedAt, ToldAt: one.ToldAt})
		}
		marked = append(marked, one)
	}
	return r, marked, nil
}

// resultTold is when the result of a petition was first told; zero: it was not.
func resultTold(c *current) time.Time {
	for i := range c.known {
		if k := c.known[i].Kind; k == fact.CaseAnswered || k == fact.CaseRefused {
			return c.known[i].At
		}
	}
	return time.Time{}
}

// Repetition returns how a petition stands to earlier ones of the same petitioner. Reasons and candidates come only with a
// case that was opened, since they say something of the person; the page that asks has opened it (see OpenCase).
func (s *Service) Repetition(ctx context.Context, a Actor, v *CaseView) (*Repetition, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	stored, err := s.store.Load(ctx, a.Institution, v.State.Case)
	if err != nil {
		return nil, fmt.Errorf("repetition: %w", err)
	}
	c := s.currentOf(stored, s.Now())
	rep, marked, err := s.repetitionOf(ctx, c)
	if err != nil {
		return nil, err
	}
	out := &Repetition{Marked: marked, Grievance: rep.Kind == "grievance", Closable: casefile.Lawful(&c.state, fact.CaseRepeated),
		Closed: c.state.ClosedFor == closedAsRepeated}
	rep.Audited = true // whether it was is asked with the closing
	out.Lacks = rep.Lacks()
	out.Times, out.Told = rep.Counted()
	if !v.Opened {
		return out, nil
	}
	for i := range out.Marked {
		for j := range v.Facts {
			if v.Facts[j].ID == out.Marked[i].Fact {
				out.Marked[i].Reason = v.Facts[j].Prose["reason"]
			}
		}
	}
	out.Candidates, err = s.candidates(ctx, c, v, marked)
	return out, err
}
