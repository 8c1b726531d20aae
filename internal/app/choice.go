package app

import (
	"context"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// deliverable tells whether a result may still have to be handed over.
func deliverable(st *casefile.State) bool {
	switch st.Status {
	case casefile.Open, casefile.Waiting, casefile.Answered:
		return !st.ReceivedAt.IsZero() && st.DeliveredAt.IsZero()
	}
	return false
}

// deliveries lists in which ways the result of the case's service can be received.
func deliveries(c *current) []string {
	if svc := c.ch.Service(c.state.Service); svc != nil {
		return svc.Delivery
	}
	return nil
}

// chosen tells whether a fact is a change of how the result is to be received, by the citizen.
func chosen(f *fact.Fact) bool {
	return f.Kind == fact.FactCorrected && f.By == "citizen" && f.Data.Present("delivery")
}

// petition returns the fact by which the petition was received, or nil.
func (c *current) petition() *fact.Fact {
	for i := range c.known {
		if c.known[i].Kind == fact.CaseReceived {
			return &c.known[i]
		}
	}
	return nil
}

// chooseDelivery is ChooseDelivery.
func (s *Service) chooseDelivery(ctx context.Context, a Actor, m Choice) error {
	if err := linked(a); err != nil {
		return err
	}
	c, texts, err := s.readCase(ctx, a.Institution, a.Case)
	if err != nil {
		return err
	}
	p := personOf(c, texts)
	f := &form{}
	f.key(m.Key)
	f.choice("delivery", m.Delivery, true, deliveries(c)...)
	var x text
	f.keep(&x, "address", f.line("address", m.Address, m.Delivery == "post" && p.Address == ""))
	f.keep(&x, "email", f.email("email", m.Email, m.Delivery == "email" && p.Email == ""))
	if err := f.err(); err != nil {
		return err
	}
	x.Fact = s.factFor(a.Institution, a.Case, m.Key, 0)
	_, err = s.turn(ctx, asked{institution: a.Institution, caseID: a.Case, add: func(c *current) (*added, error) {
		received := c.petition()
		if received == nil || !c.has(x.Fact) && !deliverable(&c.state) {
			return nil, unlawful("fault.delivered")
		}
		return &added{texts: []text{x}, facts: []fact.Fact{{ID: x.Fact, Kind: fact.FactCorrected, By: a.by(fact.FactCorrected),
			Via: fact.ViaWeb, Data: append(sealedData(&x), fact.With("of", received.ID, "delivery", m.Delivery)...)}}}, nil
	}})
	return err
}
