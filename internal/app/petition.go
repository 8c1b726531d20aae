package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/seal"
)

// file is File: case.received and case.accepted at the same instant. The page that took the form has checked that it is
// complete, so it is accepted at once, at any hour (시행령 제6조 제8항 allows 8 working hours); the law's clock counts from the
// next opening by itself.
func (s *Service) file(ctx context.Context, a Actor, p Petition) (*Receipt, error) {
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	p.Attachments, p.Filer.Power = s.scan(ctx, p.Attachments), s.scan(ctx, p.Filer.Power)
	f := &form{}
	x := s.petitionText(f, ch, &p)
	if err := f.err(); err != nil {
		return nil, err
	}
	svc := ch.Service(p.Service)
	caseID := s.caseFor(a.Institution, f.key(p.Key))
	if err := f.err(); err != nil {
		return nil, err
	}
	shown, err := s.identified(ctx, a, svc, caseID, &p)
	if err != nil {
		return nil, err
	}
	number, err := s.nextNumber(ctx, a.Institution, s.Now())
	if err != nil {
		return nil, err
	}
	received := s.factFor(a.Institution, caseID, p.Key, 0)
	x.Fact = received
	name := seal.Name(p.Name)
	t, err := s.turn(ctx, asked{institution: a.Institution, caseID: caseID, fresh: true, create: true,
		add: func(*current) (*added, error) {
			data := append(receivedData(svc, number, "web", p.Delivery, p.Answer, p.Lang), append(p.Filer.filed(), shown...)...)
			data = append(data, p.civic()...)
			return &added{name: &name, texts: []text{x}, facts: []fact.Fact{
				{ID: received, Kind: fact.CaseReceived, By: a.by(fact.CaseReceived), Via: fact.ViaWeb, Data: data},
				{ID: s.factFor(a.Institution, caseID, p.Key, 1), Kind: fact.CaseAccepted, By: "system", Via: fact.ViaSystem},
			}}, nil
		}})
	if err != nil {
		return nil, err
	}
	return s.receipt(ctx, t, f.masked, p.Lang), nil
}

// receivedData are the values of case.received. Nothing personal is among them.
func receivedData(svc *charter.Service, number, channel, delivery, answer, lang string) fact.Data {
	d := fact.With("number", number, "channel", channel, sealedField, true)
	if svc != nil {
		d = append(d, fact.Field{Name: "service", Value: fact.Text(svc.ID)})
		if svc.Desk != "" {
			d = append(d, fact.Field{Name: "desk", Value: fact.Text(svc.Desk)})
		}
	}
	if delivery != "" {
		d = append(d, fact.Field{Name: "delivery", Value: fact.Text(delivery)})
	}
	if answer != "" {
		d = append(d, fact.Field{Name: "answer", Value: fact.Text(answer)})
	}
	if lang == "en" { // letters are in Korean unless the citizen wrote in English
		d = append(d, fact.Field{Name: "lang", Value: fact.Text(lang)})
	}
	return d
}

// petitionText checks the form and returns what is to be sealed.
func (s *Service) petitionText(f *form, ch *charter.Charter, p *Petition) text {
	svc := ch.Service(p.Service)
	if svc == nil || !svc.Online {
		f.fault("service", "fault.service")
		svc = &charter.Service{}
	}
	p.Answer = f.choice("answer", p.Answer, true, "web", "phone", "email", "post")
	p.Delivery = f.choice("delivery", p.Delivery, false, svc.Delivery...)
	p.Name = f.line("name", p.Name, true)
	p.Phone = f.phone("phone", p.Phone, p.Answer == "phone")
	p.Email = f.email("email", p.Email, p.Answer == "email" || p.Delivery == "email")
	p.Address = f.line("address", p.Address, p.Answer == "post" || p.Delivery == "post")
	p.Title = f.line("title", p.Title, false)
	p.Text = f.prose("text", p.Text, true)
	further := f.further(svc, p.Fields)
	files := f.files("attachments", p.Attachments)

	var x text
	f.keep(&x, "name", p.Name)
	f.keep(&x, "phone", p.Phone)
	f.keep(&x, "email", p.Email)
	f.keep(&x, "address", p.Address)
	f.keep(&x, "title", p.Title)
	f.keep(&x, "text", p.Text)
	for id, v := range further {
		f.keep(&x, "fields."+id, v)
	}
	f.filer(&x, &p.Filer)
	f.masked = x.attach(files) || f.masked
	f.masked = x.attachPower(p.Filer.Power) || f.masked
	return x
}

// keep adds a value to a text, with resident registration numbers masked.
func (f *form) keep(x *text, name, value string) {
	f.masked = x.set(name, value) || f.masked
}

// receipt answers a petition, the same whether it is the first or the tenth time.
func (s *Service) receipt(ctx context.Context, t *turned, masked bool, lang string) *Receipt {
	st := &t.after.state
	r := &Receipt{Case: t.Case, Number: st.Number, Token: s.keys.Token(t.Institution, t.Case), ReceivedAt: st.ReceivedAt,
		Repeated: t.repeated, Masked: masked, Desk: s.responsible(ctx, t.Institution, t.ch, st, lang)}
	if r.ReceivedAt.IsZero() {
		r.ReceivedAt = st.BeganAt
	}
	if v := deadlineOf(t.after.verdicts, t.ch); v != nil {
		r.Due = v.Due
	}
	return r
}

// deadlineOf returns the verdict on the case's own period: that of the promise that runs for the service's period, the
// latest when the case was reopened; nil when there is none.
func deadlineOf(verdicts []judge.Verdict, ch *charter.Charter) *judge.Verdict {
	var found *judge.Verdict
	for i := range verdicts {
		v := &verdicts[i]
		if p := ch.Promise(v.Promise); p != nil && p.OfService && (found == nil || v.Started.After(found.Started)) {
			found = v
		}
	}
	return found
}

// responsible names who answers for a case (시행령 제31조): department, officer and telephone, as far as known. While the officer
// is away it is who stands in.
func (s *Service) responsible(ctx context.Context, institution string, ch *charter.Charter, st *casefile.State, lang string) Responsible {
	r := Responsible{Phone: ch.Directory.Phone, Fax: ch.Directory.Fax}
	if d := deskOf(ch, st.Desk); d != nil {
		r.Desk = d.Name.In(lang)
		if d.Phone != "" {
			r.Phone = d.Phone
		}
		if d.Fax != "" {
			r.Fax = d.Fax
		}
		r.Department = departmentName(ch, d.Department, lang)
	}
	if m, ok := s.present(ctx, institution, st.Officer); ok {
		r.Name = m.Name
		if m.Phone != "" {
			r.Phone = m.Phone
		}
		if m.Department != "" {
			r.Department = departmentName(ch, m.Department, lang)
		}
	}
	r.Phone, r.Fax = withArea(ch, r.Phone), withArea(ch, r.Fax)
	return r
}

// withArea puts the area code before a local number.
func withArea(ch *charter.Charter, number string) string {
	if number == "" || ch.Directory.Area == "" || strings.HasPrefix(number, "0") || strings.HasPrefix(number, "+") {
		return number
	}
	return ch.Directory.Area + "-" + number
}

// deskOf returns a desk of the directory by identifier or alias, or nil.
func deskOf(ch *charter.Charter, id string) *charter.Desk {
	for i := range ch.Directory.Desks {
		d := &ch.Directory.Desks[i]
		if id != "" && (d.ID == id || slices.Contains(d.Aliases, id)) {
			return d
		}
	}
	return nil
}

// departmentOf returns a department of the directory by identifier or name, or nil.
func departmentOf(ch *charter.Charter, id string) *charter.Department {
	for i := range ch.Directory.Departments {
		d := &ch.Directory.Departments[i]
		if id != "" && (d.ID == id || d.Name.KO == id || d.Name.EN == id) {
			return d
		}
	}
	return nil
}

// departmentName returns the name of a department, or what was given when the directory has none of that identifier.
func departmentName(ch *charter.Charter, id, lang string) string {
	if d := departmentOf(ch, id); d != nil {
		return d.Name.In(lang)
	}
	return id
}

// complaintDesk returns the desk that takes complaints: the one named when it does, else the first of the directory.
func complaintDesk(ch *charter.Charter, named string) string {
	if d := deskOf(ch, named); d != nil {
		return d.ID
	}
	for i := range ch.Directory.Desks {
		if ch.Directory.Desks[i].Complaints {
			return ch.Directory.Desks[i].ID
		}
	}
	return ""
}

// openLink is OpenLink.
func (s *Service) openLink(ctx context.Context, institution, token, from string) (Actor, error) {
	caseID, err := s.keys.CaseOf(institution, token)
	if err != nil {
		return Actor{}, unknown()
	}
	heads, err := s.store.Heads(ctx, institution, []string{caseID})
	if err != nil {
		return Actor{}, err
	}
	if len(heads) == 0 {
		return Actor{}, unknown()
	}
	return Actor{Institution: institution, Case: caseID, From: from}, nil
}

// openSupplement returns the request for a supplement that is still open, or nil.
func openSupplement(st *casefile.State) *casefile.Supplement {
	for i := len(st.Supplements) - 1; i >= 0; i-- {
		if st.Supplements[i].ReceivedAt.IsZero() {
			return &st.Supplements[i]
		}
	}
	return nil
}

// midnight returns 24:00 of a day in the office's time zone.
func midnight(ch *charter.Charter, t time.Time) time.Time {
	y, m, d := t.In(ch.Petition.Location()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, ch.Petition.Location()).UTC()
}
