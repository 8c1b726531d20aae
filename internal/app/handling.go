package app

import (
	"context"
	"slices"

	"jikim/internal/core/casefile"
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
	Mine          bool     // the actor may check, close and reopen it
}

// OpinionView is an opinion with how far it has come.
type OpinionView struct {
	*CaseView
	Opinion casefile.Opinion
	Stages  []course.Stage
	Words   string // what the citizen wrote; empty unless opened
}

// Complaint returns a complaint of a case, masked or, when open, with names and texts in clear, as OpenCase does: the reading is
// then logged, and who is neither of the desk, the department nor made to look into it says why. For officers and above.
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
	barred := s.barred(&sh, v, r.Known, &out.Complaint)
	for i := range sh.members {
		if barred.May(person(v, &sh.members[i])) {
			out.Investigators = append(out.Investigators, sh.members[i])
		}
	}
	me := sh.byID[a.Account]
	out.Mine = barred.May(person(v, &me)) && (out.Complaint.Investigator == a.Account || a.Role.AtLeast(Lead))
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
func person(v *CaseView, m *Member) course.Person {
	p := course.Person{Account: m.ID, Department: m.Department, Above: m.Role.AtLeast(Manager)}
	if d := departmentOf(v.Charter, m.Department); d != nil {
		p.Department = d.ID
	}
	return p
}

// barred tells who may not look into a complaint.
func (s *Service) barred(sh *shift, v *CaseView, known []fact.Fact, k *casefile.Complaint) course.Barred {
	department := func(account string) string {
		m := sh.byID[account]
		return person(v, &m).Department
	}
	takes := func(id string) bool {
		for i := range v.Charter.Directory.Desks {
			d := &v.Charter.Directory.Desks[i]
			if of := departmentOf(v.Charter, d.Department); d.Complaints && of != nil && of.ID == id {
				return true
			}
		}
		return false
	}
	return course.BarredFrom(known, k, department, takes)
}

// handling holds the steps of a complaint to the rule that nobody looks into his own cause, and the review of an opinion to one
// clock: what the citizen said is not said again by the review, since the promise runs from receipt already.
func (s *Service) handling(ctx context.Context, a Actor, c *current, f *form, d *draft) error {
	switch d.kind {
	case fact.OpinionReviewed:
		s.reviewed(c, d)
		return nil
	case fact.ComplaintAssessed, fact.ComplaintChecked, fact.ComplaintClosed, fact.ComplaintReopened, fact.ComplaintTold:
	default:
		return nil
	}
	k := complaintOf(&c.state, d.data.Text("of"))
	if k == nil {
		return nil // which of several is meant was not said, as from an import: nothing is known of whom it is about
	}
	sh, err := s.shift(ctx, c.Institution)
	if err != nil {
		return err
	}
	v := &CaseView{Charter: c.ch, State: c.state}
	barred := s.barred(&sh, v, c.known, k)
	me := sh.byID[a.Account]
	mine := barred.May(person(v, &me))
	if d.kind == fact.ComplaintTold {
		// Whoever may tell a result, but whom the complaint may be about only one that somebody else has come to; unless nobody is left in
		// the office, and the result is that it has to go elsewhere.
		others := slices.ContainsFunc(sh.members, func(m Member) bool { return barred.May(person(v, &m)) })
		if !mine && k.CheckedAt.IsZero() && others {
			return &Fault{Kind: Denied, Key: "improve.fault.unchecked"}
		}
		return nil
	}
	if !mine {
		return &Fault{Kind: Denied, Key: "improve.fault.own"}
	}
	switch {
	case d.kind == fact.ComplaintAssessed && !a.Role.AtLeast(Lead):
		return denied()
	case d.kind == fact.ComplaintAssessed:
		who, there := sh.byID[d.data.Text("investigator")]
		if !there || !barred.May(person(v, &who)) {
			f.fault("investigator", "improve.fault.investigator")
		}
	case k.Investigator != "" && k.Investigator != a.Account && !a.Role.AtLeast(Lead):
		return &Fault{Kind: Denied, Key: "improve.fault.given"}
	}
	return nil
}

// complaintOf finds the complaint that a fact answers: the only one when it names none.
func complaintOf(st *casefile.State, of string) *casefile.Complaint {
	for i := range st.Complaints {
		if k := &st.Complaints[i]; k.Is(of) || of == "" && len(st.Complaints) == 1 {
			return k
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
