package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// arrive is Arrive.
func (s *Service) arrive(ctx context.Context, a Actor, r Arrival) (*Arrived, error) {
	if a.Device == "" || a.DeviceKind != Kiosk {
		return nil, denied()
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return nil, unknown()
	}
	f := &form{}
	purpose := f.arrival(ch, &r)
	if err := f.err(); err != nil {
		return nil, err
	}
	caseID := s.caseFor(a.Institution, r.Key)
	stored, err := s.store.Load(ctx, a.Institution, caseID)
	if err == nil {
		out, err := s.arrivedOf(ctx, a, s.currentOf(stored, now))
		if out != nil {
			out.Repeated = true
		}
		return out, err
	}
	if !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("arrival: %w", err)
	}
	if !ch.Desk.IsOpen(now) && !ch.Petition.IsOpen(now) {
		return nil, unlawful("fault.closed_now")
	}
	if r.Busy, err = s.occupied(ctx, a.Institution, &r); err != nil {
		return nil, err
	}
	slip, err := s.store.NextNumber(ctx, a.Institution, "slip-"+now.In(ch.Petition.Location()).Format("2006-01-02"), 1)
	if err != nil {
		return nil, fmt.Errorf("number of the day: %w", err)
	}
	t, err := s.turn(ctx, asked{institution: a.Institution, caseID: caseID, fresh: true, create: true,
		add: func(*current) (*added, error) { return s.arrivalFacts(a, caseID, &r, purpose, slip), nil }})
	if err != nil {
		return nil, err
	}
	out, err := s.arrivedOf(ctx, a, s.currentOf(&Stored{Institution: t.Institution, Case: t.Case, Facts: t.after.known}, t.now))
	if out != nil {
		out.Repeated = t.repeated
	}
	return out, err
}

// arrival checks what a visitor chose, puts the desk in its place, and says in words what the visitor came for when the desk
// alone does not tell.
func (f *form) arrival(ch *charter.Charter, r *Arrival) (purpose string) {
	f.key(r.Key)
	if r.Service != "" {
		svc := ch.Service(r.Service)
		if svc == nil {
			f.fault("service", "fault.choice")
			return ""
		}
		purpose = svc.Name.KO
		if r.Desk == "" {
			r.Desk = svc.Desk
		}
	}
	f.choice("assist", r.Assist, false, Assists()...)
	single := ch.Directory.Accessible()
	if r.Assist != "" && single != nil && r.Desk != single.ID {
		if d := ch.Directory.FindDesk(r.Desk); d != nil && purpose == "" {
			purpose = d.Name.KO
		}
		r.Desk = single.ID
	}
	if r.Desk == "" {
		f.fault("desk", "fault.required")
	} else if deskOf(ch, r.Desk) == nil {
		f.fault("desk", "fault.choice")
	}
	return purpose
}

// occupied tells whether the officer of the desk is busy: the visitor says so, or somebody is being served there by the
// desk's own record.
func (s *Service) occupied(ctx context.Context, institution string, r *Arrival) (bool, error) {
	if r.Busy {
		return true, nil
	}
	there, err := s.visiting(ctx, institution, r.Desk)
	return slices.ContainsFunc(there, func(v Visiting) bool { return !v.CalledAt.IsZero() }), err
}

// arrivalFacts are the facts of an arrival at a kiosk. Who asks for help with writing has asked for a scribe (민원 처리에 관한
// 법률 시행령 제10조 제4항).
func (s *Service) arrivalFacts(a Actor, caseID string, r *Arrival, purpose string, slip int64) *added {
	id := func(n int) string { return s.factFor(a.Institution, caseID, r.Key, n) }
	x := text{Fact: id(0)}
	x.set("purpose", purpose)
	d := append(sealedData(&x, "purpose"), fact.With("desk", r.Desk, "slip", slip)...)
	if r.Busy {
		d = append(d, fact.Field{Name: "busy", Value: fact.Truth(true)})
	}
	if r.Assist != "" {
		d = append(d, fact.Field{Name: "assist", Value: fact.Text(r.Assist)})
	}
	add := &added{texts: []text{x}, facts: []fact.Fact{{ID: id(0), Contact: id(0), Kind: fact.VisitArrived, By: a.by(fact.VisitArrived),
		Via: fact.ViaKiosk, Data: d}}}
	if r.Assist == "writing" {
		add.facts = append(add.facts, fact.Fact{ID: id(1), Contact: id(0), Kind: fact.ScribeAsked, By: a.by(fact.ScribeAsked), Via: fact.ViaKiosk})
	}
	if looked(r.Looked, s.Now()) { // who takes a number of the desk that he looked for has found it
		add.facts = append(add.facts, located(a, id(2), id(0), r.Looked, ""))
	}
	return add
}

// arrivedOf reads an arrival of this kiosk from its facts.
func (s *Service) arrivedOf(ctx context.Context, a Actor, c *current) (*Arrived, error) {
	for i := range c.known {
		f := &c.known[i]
		if f.Kind != fact.VisitArrived || f.By != a.by(fact.VisitArrived) {
			continue
		}
		out := &Arrived{Case: c.Case, Desk: f.Data.Text("desk"), Assist: f.Data.Text("assist"), At: f.At}
		out.Slip, _ = f.Data.Int("slip")
		there, err := s.visiting(ctx, a.Institution, out.Desk)
		for _, v := range there {
			if v.CalledAt.IsZero() && v.Contact != f.Contact && (v.First || v.ArrivedAt.Before(f.At)) {
				out.Ahead++
			}
		}
		return out, err
	}
	return nil, unknown()
}

// arrival is Arrival.
func (s *Service) arrival(ctx context.Context, a Actor, caseID string) (*Arrived, error) {
	if a.Device == "" || a.DeviceKind != Kiosk {
		return nil, denied()
	}
	stored, err := s.store.Load(ctx, a.Institution, caseID)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown()
	}
	if err != nil {
		return nil, fmt.Errorf("arrival: %w", err)
	}
	out, err := s.arrivedOf(ctx, a, s.currentOf(stored, s.Now()))
	if err == nil && s.Now().Sub(out.At) > ArrivedShown {
		return nil, unknown()
	}
	return out, err
}

// press is Press.
func (s *Service) press(ctx context.Context, a Actor, key string) (string, error) {
	if a.Device == "" || a.DeviceKind != Button && a.DeviceKind != Sensor {
		return "", denied()
	}
	if key == "" {
		key = s.NewKey()
	}
	f := &form{}
	f.key(key)
	if err := f.err(); err != nil {
		return "", err
	}
	caseID := s.caseFor(a.Institution, key)
	id := s.factFor(a.Institution, caseID, key, 0)
	_, err := s.turn(ctx, asked{institution: a.Institution, caseID: caseID, fresh: true, create: true, add: func(*current) (*added, error) {
		return &added{facts: []fact.Fact{{ID: id, Contact: id, Kind: fact.VisitArrived, By: a.by(fact.VisitArrived), Via: fact.ViaDevice,
			Data: fact.With("desk", a.Place.ID)}}}, nil
	}})
	return caseID, err
}

// mostVisiting is how many visits or calls that go on are looked at: more than an office has room for.
const mostVisiting = 500

// goingOn yields the visits or calls that go on, of one desk or of all (empty), in no particular order.
func (s *Service) goingOn(ctx context.Context, institution, desk, channel string, yield func(*current, *casefile.Visit, *Head) error) error {
	heads, err := s.store.Inbox(ctx, InboxQuery{Institution: institution, Desk: desk, Channel: channel, Status: string(casefile.Contact),
		Limit: mostVisiting})
	if err != nil {
		return err
	}
	ids, byCase := make([]string, len(heads)), make(map[string]*Head, len(heads))
	for i := range heads {
		ids[i], byCase[heads[i].Case] = heads[i].Case, &heads[i]
	}
	cases, err := s.store.LoadMany(ctx, institution, ids)
	if err != nil {
		return err
	}
	for _, stored := range cases {
		c := s.currentOf(stored, s.Now())
		if c.ch == nil {
			continue
		}
		for i := range c.state.Contacts {
			if v := &c.state.Contacts[i]; v.Channel == channel && v.Open() {
				if err := yield(c, v, byCase[c.Case]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// visiting lists the visits that go on, at one desk or at all (empty): those to be served first, then in the order in which they began.
// The list is shared.
func (s *Service) visiting(ctx context.Context, institution, desk string) ([]Visiting, error) {
	return s.visits.Get(ctx, [2]string{institution, desk}, func(ctx context.Context) ([]Visiting, error) {
		return s.readVisits(ctx, institution, desk)
	})
}

func (s *Service) readVisits(ctx context.Context, institution, desk string) ([]Visiting, error) {
	var out []Visiting
	err := s.goingOn(ctx, institution, desk, "visit", func(c *current, v *casefile.Visit, h *Head) error {
		out = append(out, c.visit(v, h))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("visits: %w", err)
	}
	slices.SortFunc(out, func(x, y Visiting) int {
		if x.First != y.First {
			return map[bool]int{true: -1, false: 1}[x.First]
		}
		return cmp.Or(x.ArrivedAt.Compare(y.ArrivedAt), strings.Compare(x.Contact, y.Contact))
	})
	return out, nil
}

// visit reads a visit from the facts of its case.
func (c *current) visit(v *casefile.Visit, h *Head) Visiting {
	out := Visiting{Case: c.Case, Contact: v.ID, Desk: c.state.Desk, Officer: v.Officer, ArrivedAt: v.BeganAt, Head: *h}
	for i := range h.Open {
		p := c.ch.Promise(h.Open[i].Promise)
		out.First = out.First || p != nil && slices.ContainsFunc(p.Then, func(t charter.Pattern) bool { return t.Kind == fact.PriorityGiven })
	}
	for i := range c.known {
		switch f := &c.known[i]; {
		case f.Contact != v.ID:
		case f.Kind == fact.VisitArrived:
			out.Slip, _ = f.Data.Int("slip")
			out.Assist, out.Busy = f.Data.Text("assist"), f.Data.True("busy")
		case f.Kind == fact.VisitAcknowledged:
			out.Acknowledged = true
		case called(f.Kind) && out.CalledAt.IsZero():
			out.CalledAt = f.At
		}
	}
	return out
}
