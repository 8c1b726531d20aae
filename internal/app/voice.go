package app

import (
	"context"
	"slices"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// linked refuses actors without the private link of a case.
func linked(a Actor) error {
	if a.Case == "" || a.Staff() {
		return denied()
	}
	return nil
}

func (s *Service) withdraw(ctx context.Context, a Actor, key, reason string) error {
	if err := linked(a); err != nil {
		return err
	}
	f := &form{}
	f.key(key)
	var x text
	f.keep(&x, "reason", f.prose("reason", reason, false))
	if err := f.err(); err != nil {
		return err
	}
	x.Fact = s.factFor(a.Institution, a.Case, key, 0)
	_, err := s.turn(ctx, asked{institution: a.Institution, caseID: a.Case, add: func(c *current) (*added, error) {
		if !c.has(x.Fact) && !canWithdraw(&c.state) {
			return nil, unlawful("fault.settled")
		}
		return &added{texts: []text{x}, facts: []fact.Fact{{ID: x.Fact, Kind: fact.CaseWithdrawn, By: a.by(fact.CaseWithdrawn),
			Via: fact.ViaWeb, Data: sealedData(&x, "reason")}}}, nil
	}})
	return err
}

// canWithdraw tells whether the petition can be taken back: until it is settled (민원 처리에 관한 법률 제22조 제2항).
func canWithdraw(st *casefile.State) bool {
	return !st.ReceivedAt.IsZero() && (st.Status == casefile.Open || st.Status == casefile.Waiting)
}

// sealedData returns the data of a fact with a text: that there is one, and which of the named fields it has.
func sealedData(x *text, fields ...string) fact.Data {
	var d fact.Data
	if !x.empty() {
		d = fact.With(sealedField, true)
	}
	for _, name := range fields {
		if x.Fields[name] != "" {
			d = append(d, fact.Field{Name: name, Value: fact.Truth(true)})
		}
	}
	if n := len(x.Files); n > 0 {
		d = append(d, fact.Field{Name: "files", Value: fact.Number(int64(n))})
	}
	return d
}

// person checks who complains or gives an opinion without a link, and how to answer.
func (f *form) person(x *text, name, phone, email string, answer *string) {
	*answer = f.choice("answer", *answer, true, "web", "phone", "email")
	f.keep(x, "name", f.line("name", name, false))
	f.keep(x, "phone", f.phone("phone", phone, *answer == "phone"))
	f.keep(x, "email", f.email("email", email, *answer == "email"))
}

func (s *Service) complain(ctx context.Context, a Actor, c Complaint) (*Receipt, error) {
	f := &form{}
	f.key(c.Key)
	f.choice("about", c.About, true, ComplaintAbout()...)
	var x text
	f.keep(&x, "officer", f.line("officer", c.Officer, false))
	f.keep(&x, "text", f.prose("text", c.Text, true))
	return s.raise(ctx, a, f, &x, voice{key: c.Key, kind: fact.ComplaintReceived, name: c.Name, phone: c.Phone, email: c.Email,
		answer: c.Answer, lang: c.Lang, channel: "web",
		data: func(ch *charter.Charter) fact.Data {
			return fact.With("about", c.About, "desk", complaintDesk(ch, c.Desk))
		}})
}

func (s *Service) giveOpinion(ctx context.Context, a Actor, o Opinion) (*Receipt, error) {
	f := &form{}
	f.key(o.Key)
	if o.Channel == "" {
		o.Channel = "web"
	}
	f.choice("channel", o.Channel, true, "web", "visit", "phone", "post", "fax", "email", "kiosk")
	var x text
	f.keep(&x, "text", f.prose("text", o.Text, true))
	return s.raise(ctx, a, f, &x, voice{key: o.Key, kind: fact.OpinionReceived, name: o.Name, phone: o.Phone, email: o.Email,
		answer: o.Answer, lang: o.Lang, channel: o.Channel,
		data: func(ch *charter.Charter) fact.Data {
			return fact.With("kind", "suggestion", "improvable", o.Improvable, "desk", complaintDesk(ch, ""))
		}})
}

// voice is a complaint or an opinion.
type voice struct {
	key, channel, lang string
	kind               fact.Kind
	name, phone, email string
	answer             string
	data               func(*charter.Charter) fact.Data
}

// raise records a complaint or an opinion: on the case of the link, or as a case of its own that then has a link itself.
func (s *Service) raise(ctx context.Context, a Actor, f *form, x *text, v voice) (*Receipt, error) {
	q := asked{institution: a.Institution, caseID: a.Case}
	if a.Case == "" {
		f.person(x, v.name, v.phone, v.email, &v.answer)
		q.caseID, q.create, q.fresh = s.caseFor(a.Institution, v.key), true, true
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	x.Fact = s.factFor(a.Institution, q.caseID, v.key, 0)
	q.add = func(c *current) (*added, error) {
		d := append(v.data(c.ch), fact.Field{Name: "channel", Value: fact.Text(v.channel)}, fact.Field{Name: sealedField, Value: fact.Truth(true)})
		if a.Case != "" { // the case keeps the desk that handles it
			d = slices.DeleteFunc(d, func(f fact.Field) bool { return f.Name == "desk" })
		}
		if v.answer != "" {
			d = append(d, fact.Field{Name: "answer", Value: fact.Text(v.answer)})
		}
		add := &added{texts: []text{*x}, facts: []fact.Fact{{ID: x.Fact, Kind: v.kind, By: a.by(v.kind), Via: s.via(a, v.channel), Data: d}}}
		if name := seal.Name(x.Fields["name"]); a.Case == "" && name != "" {
			add.name = &name
		}
		return add, nil
	}
	t, err := s.turn(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.receipt(ctx, t, f.masked, v.lang), nil
}

// via is how the system learned of what an actor tells: its own clock saw a form arrive, while an officer attests what he
// enters for somebody.
func (s *Service) via(a Actor, channel string) fact.Via {
	switch {
	case a.Staff():
		return fact.ViaDesk
	case a.System:
		return fact.ViaSystem
	case channel == "kiosk":
		return fact.ViaKiosk
	}
	return fact.ViaWeb
}

func (s *Service) supplyMissing(ctx context.Context, a Actor, m Supplement) (bool, error) {
	return s.handIn(ctx, a, m, fact.CaseSupplementReceived, nil, func(c *current) error {
		if openSupplement(&c.state) == nil {
			return unlawful("fault.no_supplement")
		}
		return nil
	})
}

// addMessage records a message of the citizen for the officer in charge. It wants no call-back, so no clock starts.
func (s *Service) addMessage(ctx context.Context, a Actor, m Supplement) (bool, error) {
	return s.handIn(ctx, a, m, fact.MessageTaken, fact.With("channel", "web", "callback", false), func(c *current) error {
		if c.state.ReceivedAt.IsZero() && len(c.state.Complaints)+len(c.state.Opinions) == 0 {
			return unlawful("fault.settled")
		}
		return nil
	})
}

// handIn records words and files of the citizen on his case.
func (s *Service) handIn(ctx context.Context, a Actor, m Supplement, kind fact.Kind, data fact.Data, lawful func(*current) error) (bool, error) {
	if err := linked(a); err != nil {
		return false, err
	}
	m.Attachments = s.scan(ctx, m.Attachments)
	f := &form{}
	f.key(m.Key)
	var x text
	f.keep(&x, "text", f.prose("text", m.Text, len(m.Attachments) == 0))
	f.masked = x.attach(f.files("attachments", m.Attachments)) || f.masked
	if err := f.err(); err != nil {
		return false, err
	}
	x.Fact = s.factFor(a.Institution, a.Case, m.Key, 0)
	_, err := s.turn(ctx, asked{institution: a.Institution, caseID: a.Case, add: func(c *current) (*added, error) {
		if !c.has(x.Fact) {
			if err := lawful(c); err != nil {
				return nil, err
			}
		}
		return &added{texts: []text{x}, facts: []fact.Fact{{ID: x.Fact, Kind: kind, By: a.by(kind), Via: fact.ViaWeb,
			Data: append(sealedData(&x, "text"), data...)}}}, nil
	}})
	return f.masked, err
}
