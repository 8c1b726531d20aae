package app

import (
	"context"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/letter"
)

// takeMessage is TakeMessage. The channel is that of the contact in which the message was taken: the charter promises a
// call-back for both, in different words.
func (s *Service) takeMessage(ctx context.Context, a Actor, m Memo) (*Done, error) {
	return s.write(ctx, a, m.Key, m.Case, func(c *current, f *form) ([]draft, error) {
		d := draft{kind: fact.MessageTaken, contact: m.Contact}
		channel := c.state.Channel
		if i := slices.IndexFunc(c.state.Contacts, func(v casefile.Visit) bool { return v.ID == m.Contact }); i >= 0 {
			channel = c.state.Contacts[i].Channel
		} else if m.Contact != "" {
			f.fault("contact", "fault.contact")
		}
		if m.For == "" {
			m.For = c.state.Officer
		}
		if _, ok := s.member(ctx, a.Institution, m.For); !ok {
			f.fault("for", "fault.officer")
		}
		if !m.CallbackAt.IsZero() && (m.CallbackAt.Before(c.now) || m.CallbackAt.After(c.now.AddDate(0, 3, 0))) {
			f.fault("callback_at", "fault.time")
		}
		f.keep(&d.text, "about", f.prose("about", m.About, true))
		f.keep(&d.text, "place", f.line("place", m.Place, false))
		d.data = fact.With("for", m.For, "about", true, "callback", m.Callback)
		if channel != "" {
			d.data = append(d.data, fact.Field{Name: "channel", Value: fact.Text(channel)})
		}
		if m.Callback && !m.CallbackAt.IsZero() {
			d.data = append(d.data, fact.Field{Name: "callback_at", Value: fact.Instant(m.CallbackAt)})
		}
		if m.Place != "" {
			d.data = append(d.data, fact.Field{Name: "place", Value: fact.Text("wanted")}) // which one is sealed
		}
		return []draft{d}, nil
	})
}

// callBack is CallBack: at the place the customer wanted.
func (s *Service) callBack(ctx context.Context, a Actor, key, caseID, message string, reached bool, note string) (*Done, error) {
	return s.write(ctx, a, key, caseID, func(c *current, f *form) ([]draft, error) {
		i := slices.IndexFunc(c.state.Messages, func(m casefile.Message) bool { return m.Fact == message })
		if i < 0 {
			return nil, unknown()
		}
		d := draft{kind: fact.CallbackMade, contact: c.state.Messages[i].Contact, data: fact.With("of", message, "reached", reached)}
		if taken := c.find(message); taken != nil && taken.Data.Present("place") {
			d.data = append(d.data, fact.Field{Name: "place", Value: fact.Text(taken.Data.Text("place"))})
		}
		f.keep(&d.text, "note", f.prose("note", note, false))
		return []draft{d}, nil
	})
}

// transfer is Transfer.
func (s *Service) transfer(ctx context.Context, a Actor, p Passing) (*Done, error) {
	return s.write(ctx, a, p.Key, p.Case, func(c *current, f *form) ([]draft, error) {
		d := draft{contact: p.Contact, data: fact.With("summary", true)}
		f.keep(&d.text, "summary", f.prose("summary", p.Summary, true))
		i := slices.IndexFunc(c.state.Contacts, func(v casefile.Visit) bool { return v.ID == p.Contact && v.Channel == "phone" })
		switch {
		case i >= 0 && !p.Outside:
			d.kind = fact.CallTransferStarted
			d.data = append(d.data, fact.Field{Name: "to", Value: fact.Text(f.line("to", p.To, true))})
			return []draft{d}, nil
		case !p.Outside:
			d.kind = fact.CaseAssigned
			return []draft{d}, s.assignTo(ctx, a, c, f, &d, p.To)
		}
		if !casefile.Lawful(&c.state, fact.CaseTransferred) {
			return nil, unlawful("fault.settled")
		}
		d.kind = fact.CaseTransferred
		office := f.line("to", p.Office, true)
		d.data = append(d.data, fact.Field{Name: "to", Value: fact.Text(office)})
		l := letter.Letter{Form: letter.Transfer, To: office, Text: p.Summary}
		return s.withLetter(ctx, a, c, f, d, &l)
	})
}

// assignTo sets officer or desk of an assignment by the identifier of either.
func (s *Service) assignTo(ctx context.Context, a Actor, c *current, f *form, d *draft, to string) error {
	if m, ok := s.member(ctx, a.Institution, to); ok {
		d.data = append(d.data, fact.Field{Name: "officer", Value: fact.Text(m.ID)})
		if m.Desk != "" {
			d.data = append(d.data, fact.Field{Name: "desk", Value: fact.Text(m.Desk)})
		}
		return nil
	}
	if desk := deskOf(c.ch, to); desk != nil {
		d.data = append(d.data, fact.Field{Name: "desk", Value: fact.Text(desk.ID)})
		return nil
	}
	f.fault("to", "fault.choice")
	return nil
}

// askSupplement is AskSupplement: a reasonable time has to be given (민원 처리에 관한 법률 제22조 제1항).
func (s *Service) askSupplement(ctx context.Context, a Actor, m Missing) (*Done, error) {
	return s.write(ctx, a, m.Key, m.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.Lawful(&c.state, fact.CaseSupplementAsked) {
			return nil, unlawful("fault.settled")
		}
		switch {
		case m.Until.IsZero():
			f.fault("until", "fault.required")
		case !m.Until.After(c.now):
			f.fault("until", "fault.past")
		}
		d := draft{kind: fact.CaseSupplementAsked, data: fact.With("what", true, "until", m.Until, "oral", m.Oral)}
		f.keep(&d.text, "what", f.prose("what", m.What, true))
		if m.Oral {
			return []draft{d}, nil
		}
		return s.withLetter(ctx, a, c, f, d, &letter.Letter{Form: letter.Supplement, Text: m.What, Until: m.Until})
	})
}

// extend is Extend: once by at most the original period, a second and last time with consent (시행령 제21조).
func (s *Service) extend(ctx context.Context, a Actor, e Extension) (*Done, error) {
	return s.write(ctx, a, e.Key, e.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.CanExtend(&c.state) {
			return nil, unlawful("fault.extended")
		}
		if c.state.Extensions == 1 && !e.Consent {
			f.fault("consent", "fault.consent")
		}
		f.choice("ground", e.Ground, true, ExtensionGrounds()...)
		if e.Days < 0 {
			f.fault("days", "fault.count")
		}
		d := draft{kind: fact.CaseExtended, data: fact.With("ground", e.Ground, "reason", true, "consent", e.Consent)}
		f.keep(&d.text, "reason", f.prose("reason", e.Reason, true))
		if len(f.faults) > 0 {
			return nil, nil
		}
		if e.Days > 0 {
			d.data = append(d.data, fact.Field{Name: "by", Value: fact.Number(int64(e.Days))})
		}
		was, due := c.extendedBy(&d)
		switch {
		case was == nil || was.Status != judge.Pending:
			return nil, unlawful("fault.period_over")
		case e.Days > 0 && !due.After(was.Due):
			f.fault("days", "fault.count")
			return nil, nil
		}
		d.data = append(d.data, fact.Field{Name: "until", Value: fact.Instant(due)})
		return s.withLetter(ctx, a, c, f, d, &letter.Letter{Form: letter.Extension, Ground: e.Ground, Text: e.Reason, Until: due})
	})
}

// extendedBy returns the verdict on the case's period as it stands, and the due instant it would have with the extension. The
// judge cuts an extension to the original period.
func (c *current) extendedBy(d *draft) (was *judge.Verdict, due time.Time) {
	was = deadlineOf(c.judge.CaseOf(c.Case, c.Facts, c.now, judge.Options{}).Verdicts, c.ch)
	trial := append(slices.Clip(c.Facts), fact.Fact{ID: "trial", Case: c.Case, At: c.now, RecordedAt: c.now, Kind: d.kind, Data: d.data})
	if v := deadlineOf(c.judge.CaseOf(c.Case, trial, c.now, judge.Options{}).Verdicts, c.ch); v != nil {
		due = v.Due
	}
	return was, due
}

// answer is Answer.
func (s *Service) answer(ctx context.Context, a Actor, r Result) (*Done, error) {
	r.Files = s.scan(ctx, r.Files)
	return s.write(ctx, a, r.Key, r.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.Lawful(&c.state, fact.CaseAnswered) {
			return nil, unlawful("fault.settled")
		}
		d := draft{kind: fact.CaseAnswered, data: fact.With("how", f.how(c, r.How))}
		f.keep(&d.text, "text", f.prose("text", r.Text, true))
		f.masked = d.text.attach(f.files("files", r.Files)) || f.masked
		return s.withLetter(ctx, a, c, f, d, &letter.Letter{Form: letter.Answer, Text: r.Text})
	})
}

// refuse is Refuse.
func (s *Service) refuse(ctx context.Context, a Actor, r Refusal) (*Done, error) {
	return s.write(ctx, a, r.Key, r.Case, func(c *current, f *form) ([]draft, error) {
		if !casefile.Lawful(&c.state, fact.CaseRefused) {
			return nil, unlawful("fault.settled")
		}
		if r.Appeal == "" {
			r.Appeal = letter.Appeal(c.catalogue(), c.kind())
		}
		d := draft{kind: fact.CaseRefused, data: fact.With("reason", true, "law", f.line("law", r.Law, true), "appeal", true,
			"how", f.how(c, r.How))}
		f.keep(&d.text, "reason", f.prose("reason", r.Reason, true))
		f.keep(&d.text, "appeal", f.prose("appeal", r.Appeal, true))
		return s.withLetter(ctx, a, c, f, d, &letter.Letter{Form: letter.Refusal, Text: r.Reason, Law: r.Law, Appeal: r.Appeal})
	})
}

// how returns how the citizen is told: as the officer says, else as the citizen asked for.
func (f *form) how(c *current, how string) string {
	f.choice("how", how, false, "web", "phone", "email", "post", "visit")
	if how == "" {
		how = c.state.Answer
	}
	if how == "" {
		how = "web"
	}
	return how
}

// tellDelay is TellDelay.
func (s *Service) tellDelay(ctx context.Context, a Actor, key, caseID, reason string, expected time.Time) (*Done, error) {
	return s.write(ctx, a, key, caseID, func(c *current, f *form) ([]draft, error) {
		if !expected.After(c.now) {
			f.fault("expected", "fault.past")
		}
		d := draft{kind: fact.DelayTold, data: fact.With("reason", true, "expected", expected)}
		f.keep(&d.text, "reason", f.prose("reason", reason, true))
		return s.withLetter(ctx, a, c, f, d, &letter.Letter{Form: letter.Delay, Text: reason, Until: expected})
	})
}

// tell is Tell. A message is not the promised word about the procedure unless the officer says so; that one names its
// channel, and the charter says which channels count.
func (s *Service) tell(ctx context.Context, a Actor, key, caseID, words string, procedure bool) (*Done, error) {
	return s.write(ctx, a, key, caseID, func(c *current, f *form) ([]draft, error) {
		d := draft{kind: fact.ConsultAnswered, contact: "", data: fact.With("channel", "web", "text", true)}
		if procedure {
			if !casefile.Lawful(&c.state, fact.CaseProcedureTold) {
				return nil, unlawful("fault.settled")
			}
			d.kind = fact.CaseProcedureTold
		}
		f.keep(&d.text, "text", f.prose("text", words, true))
		return []draft{d}, nil
	})
}

// deliver is Deliver.
func (s *Service) deliver(ctx context.Context, a Actor, key, caseID, method, note string) (*Done, error) {
	e := Entry{Key: key, Case: caseID, Kind: fact.CaseDelivered, Data: fact.With("method", method), Prose: map[string]string{"note": note}}
	return s.recordPlain(ctx, a, e)
}

// assign is Assign.
func (s *Service) assign(ctx context.Context, a Actor, key, caseID, officer, desk string) (*Done, error) {
	if officer != a.Account && !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	return s.write(ctx, a, key, caseID, func(c *current, f *form) ([]draft, error) {
		d := draft{kind: fact.CaseAssigned}
		switch {
		case officer == "" && desk == "":
			f.fault("officer", "fault.required")
		case officer != "":
			if _, ok := s.member(ctx, a.Institution, officer); !ok {
				f.fault("officer", "fault.officer")
			}
			d.data = append(d.data, fact.Field{Name: "officer", Value: fact.Text(officer)})
		}
		if desk != "" {
			if deskOf(c.ch, desk) == nil {
				f.fault("desk", "fault.choice")
			}
			d.data = append(d.data, fact.Field{Name: "desk", Value: fact.Text(desk)})
		}
		return []draft{d}, nil
	})
}
