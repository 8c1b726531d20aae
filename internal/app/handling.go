package app

import (
	"context"
	"slices"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/course"
	"jikim/internal/core/fact"
)

// ComplaintView is a complaint with how far it has come.
type ComplaintView struct {
	*CaseView
	Complaint     casefile.Complaint
	Stages        []course.Stage
	Words         string   // what the complainant wrote; empty unless opened
	Named         string   // whom the complainant named; empty unless opened
	Investigators []Member // who may be made to look into it; empty: it has to go to a body outside of the office
	Barred        bool     // it may be about the actor, or about his department
}

// OpinionView is an opinion with how far it has come.
type OpinionView struct {
	*CaseView
	Opinion casefile.Opinion
	Stages  []course.Stage
	Words   string // what the citizen wrote; empty unless opened
}

// Complaint returns a complaint of a case, masked or, when open, with names and texts in clear, as OpenCase does: the reading is
// then logged, and who is neither of the desk, the department nor made to look into it says why. Its stages offer what the actor may
// record. For officers and above.
func (s *Service) Complaint(ctx context.Context, a Actor, caseID, factID string, open bool, reason string) (*ComplaintView, error) {
	v, err := s.caseView(ctx, a, caseID, open, reason)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.State.Complaints, func(k casefile.Complaint) bool { return k.Fact == factID })
	if i < 0 {
		return nil, unknown()
	}
	out := &ComplaintView{CaseView: v, Complaint: v.State.Complaints[i]}
	r := readingOf(v)
	out.Stages = r.OfComplaint(&out.Complaint)
	out.Words, out.Named = proseOf(v, factID, "text"), proseOf(v, factID, "officer")
	sh, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	h := handlerOf(a, &sh, v.Charter, r.Known, &out.Complaint)
	out.Investigators, out.Barred = h.others, h.barred
	for i := range out.Stages {
		st := &out.Stages[i]
		st.Acts = slices.DeleteFunc(st.Acts, func(act casefile.Act) bool { return h.refused(act.Kind) != nil })
	}
	return out, nil
}

// Opinion returns an opinion of a case, as Complaint does a complaint.
func (s *Service) Opinion(ctx context.Context, a Actor, caseID, factID string, open bool, reason string) (*OpinionView, error) {
	v, err := s.caseView(ctx, a, caseID, open, reason)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(v.State.Opinions, func(o casefile.Opinion) bool { return o.Fact == factID })
	if i < 0 {
		return nil, unknown()
	}
	out := &OpinionView{CaseView: v, Opinion: v.State.Opinions[i], Words: proseOf(v, factID, "text")}
	r := readingOf(v)
	out.Stages = r.OfOpinion(&out.Opinion)
	return out, nil
}

// readingOf is what courses are read from: the facts that stand.
func readingOf(v *CaseView) course.Reading {
	r := course.Reading{Charter: v.Charter, State: &v.State, Verdicts: v.Verdicts, Acts: v.Next}
	for i := range v.Facts {
		if !v.Facts[i].Retracted {
			r.Known = append(r.Known, v.Facts[i].Fact)
		}
	}
	return r
}

// proseOf returns one text of a fact; "" when the case was not opened, or the text was destroyed by law.
func proseOf(v *CaseView, factID, name string) string {
	for i := range v.Facts {
		if v.Facts[i].ID == factID {
			return v.Facts[i].Prose[name]
		}
	}
	return ""
}

// person is a member of staff as the rule of who may look into a complaint knows him.
func person(ch *charter.Charter, m *Member) course.Person {
	p := course.Person{Account: m.ID, Department: m.Department, Above: m.Role.AtLeast(Manager)}
	if d := departmentOf(ch, m.Department); d != nil {
		p.Department = d.ID
	}
	return p
}

// handler is an actor before a complaint.
type handler struct {
	actor     Actor
	complaint *casefile.Complaint
	barred    bool     // it may be about the actor
	others    []Member // who may look into it
}

func handlerOf(a Actor, sh *shift, ch *charter.Charter, known []fact.Fact, k *casefile.Complaint) handler {
	department := func(account string) string {
		m := sh.byID[account]
		return person(ch, &m).Department
	}
	takes := func(id string) bool {
		for i := range ch.Directory.Desks {
			d := &ch.Directory.Desks[i]
			if of := departmentOf(ch, d.Department); d.Complaints && of != nil && of.ID == id {
				return true
			}
		}
		return false
	}
	barred := course.BarredFrom(known, k, department, takes)
	me := sh.byID[a.Account]
	h := handler{actor: a, complaint: k, barred: !barred.May(person(ch, &me))}
	for i := range sh.members {
		if barred.May(person(ch, &sh.members[i])) {
			h.others = append(h.others, sh.members[i])
		}
	}
	return h
}

// steps tells whether facts of the kind are steps of a complaint that not everybody may take.
func steps(k fact.Kind) bool {
	switch k {
	case fact.ComplaintAssessed, fact.ComplaintChecked, fact.ComplaintClosed, fact.ComplaintReopened, fact.ComplaintTold:
		return true
	}
	return false
}

// refused tells why the actor may not take a step of the complaint; nil when he may. Whoever may tell a result, but whom the complaint
// may be about only one that somebody else has come to; unless nobody is left in the office, and the result is that it has to go elsewhere.
func (h *handler) refused(kind fact.Kind) error {
	lead, given := h.actor.Role.AtLeast(Lead), h.complaint.Investigator
	switch {
	case !steps(kind):
	case kind == fact.ComplaintTold:
		if h.barred && h.complaint.CheckedAt.IsZero() && len(h.others) > 0 {
			return &Fault{Kind: Denied, Key: "improve.fault.unchecked"}
		}
	case h.barred:
		return &Fault{Kind: Denied, Key: "improve.fault.own"}
	case kind == fact.ComplaintAssessed && !lead:
		return denied()
	case given != "" && given != h.actor.Account && !lead:
		return &Fault{Kind: Denied, Key: "improve.fault.given"}
	}
	return nil
}

// looksInto tells whether an account may be made to look into the complaint.
func (h *handler) looksInto(account string) bool {
	return slices.ContainsFunc(h.others, func(m Member) bool { return m.ID == account })
}

// handling holds the steps of a complaint to the rule that nobody looks into his own cause, and the review of an opinion to one
// clock: what the citizen said is not said again by the review, since the promise runs from receipt already.
func (s *Service) handling(ctx context.Context, a Actor, c *current, f *form, d *draft) error {
	if d.kind == fact.OpinionReviewed {
		s.reviewed(c, d)
		return nil
	}
	if !steps(d.kind) {
		return nil
	}
	sh, err := s.shift(ctx, c.Institution)
	if err != nil {
		return err
	}
	of := d.data.Text("of")
	for i := range c.state.Complaints {
		k := &c.state.Complaints[i]
		if of != "" && !k.Is(of) {
			continue // of several, one of which is not named, it could be each
		}
		h := handlerOf(a, &sh, c.ch, c.known, k)
		if err := h.refused(d.kind); err != nil {
			return err
		}
		if d.kind == fact.ComplaintAssessed && !h.looksInto(d.data.Text("investigator")) {
			f.fault("investigator", "improve.fault.investigator")
		}
	}
	return nil
}

// rehandling holds corrections to the same rule: whom a complaint may be about takes back no step of it and puts none right. Who has
// recorded a complaint may put that right, unless it names him. Nothing becomes a step of a complaint afterwards.
func (s *Service) rehandling(ctx context.Context, a Actor, c *current, f *form, old *fact.Fact, right fact.Data) error {
	if kind, _ := fact.FindKind(right.Text("kind")); steps(kind) && kind != old.Kind {
		f.fault("kind", "fault.choice")
	}
	if old.Kind != fact.ComplaintReceived && !steps(old.Kind) {
		return nil
	}
	sh, err := s.shift(ctx, c.Institution)
	if err != nil {
		return err
	}
	of := old.Data.Text("of")
	if old.Kind == fact.ComplaintReceived {
		of = old.ID
	}
	for i := range c.state.Complaints {
		k := &c.state.Complaints[i]
		if of != "" && !k.Is(of) {
			continue
		}
		h := handlerOf(a, &sh, c.ch, c.known, k)
		if h.barred && (old.Kind != fact.ComplaintReceived || k.Officer == a.Account || old.By != "officer:"+a.Account) {
			return &Fault{Kind: Denied, Key: "improve.fault.own"}
		}
		if who := right.Text("investigator"); who != "" && old.Kind == fact.ComplaintAssessed && !h.looksInto(who) {
			f.fault("investigator", "improve.fault.investigator")
		}
	}
	return nil
}

// reviewed leaves "now" out of a review of what was said on receipt to be improvable at once.
func (s *Service) reviewed(c *current, d *draft) {
	of := d.data.Text("of")
	for i := range c.state.Opinions {
		o := &c.state.Opinions[i]
		if (o.Fact == of || of == "" && len(c.state.Opinions) == 1) && o.Improvable && d.data.Text("improvable") == casefile.ImproveNow {
			d.data = slices.DeleteFunc(d.data, func(f fact.Field) bool { return f.Name == "improvable" })
		}
	}
}
