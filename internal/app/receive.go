package app

import (
	"context"
	"slices"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// Receive makes a visit or call that goes on a petition: whoever came to ask hands in something after all. The contact stays
// what it was; the petition is received now, with a receipt number, and accepted. Of n everything but channel, beginning and
// attachments counts.
func (s *Service) Receive(ctx context.Context, a Actor, caseID, contact string, n NewContact) (*Done, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	n.Channel, n.At, n.Ringing, n.Attachments = "visit", s.Now(), false, nil
	f := &form{}
	if s.contactText(f, ch, a, &n); n.Text == "" {
		f.fault("text", "fault.required")
	}
	if n.Service == "" {
		f.fault("service", "fault.required")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	number, err := s.nextNumber(ctx, a.Institution, s.Now())
	if err != nil {
		return nil, err
	}
	return s.write(ctx, a, n.Key, caseID, func(c *current, f *form) ([]draft, error) {
		return s.received(c, f, a, contact, number, n)
	})
}

// received drafts the receipt and the acceptance of a petition within a contact of the case as it is now.
func (s *Service) received(c *current, f *form, a Actor, contact, number string, n NewContact) ([]draft, error) {
	i := slices.IndexFunc(c.state.Contacts, func(v casefile.Visit) bool { return v.ID == contact })
	if i < 0 {
		f.fault("contact", "fault.contact")
		return nil, nil
	}
	if !casefile.Lawful(&c.state, fact.CaseReceived) {
		return nil, unlawful("fault.received")
	}
	n.Channel = c.state.Contacts[i].Channel
	d := draft{kind: fact.CaseReceived, contact: contact, text: s.contactText(f, c.ch, a, &n)}
	svc := c.ch.Service(n.Service)
	d.data = receivedData(svc, number, n.Channel, n.Delivery, n.Answer, "")
	d.data = slices.DeleteFunc(d.data, func(x fact.Field) bool { return x.Name == sealedField }) // said with the text
	if svc != nil && svc.Desk == "" && n.Desk != "" {
		d.data = append(d.data, fact.Field{Name: "desk", Value: fact.Text(n.Desk)})
	}
	if n.Name != "" {
		name := seal.Name(n.Name)
		d.name = &name
	}
	return []draft{d, {kind: fact.CaseAccepted, contact: contact}}, nil
}
