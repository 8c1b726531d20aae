package casefile

import (
	"cmp"
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// NextActs returns the acts that may lawfully come next, those that keep a pending promise first, by due time; the rest in
// the order of the work. State and verdicts are those of the same instant.
//
// The law decides what is offered: an extension only while the case runs, a second one only with consent (시행령 제21조); no
// supplement while one is open; an answer or refusal only once (민원 처리에 관한 법률 제27조); a withdrawal until the
// case is settled (제22조 제2항).
func NextActs(ch *charter.Charter, st *State, verdicts []judge.Verdict) []Act {
	b := actList{st: st}
	for i := range st.Contacts {
		if v := &st.Contacts[i]; v.Open() {
			b.contact(v)
		}
	}
	b.messages()
	b.complaints()
	b.opinions()
	b.petition()
	if goesOn(st) {
		b.add(fact.CaseNoted, "", "") // for colleagues, in every status
	}
	b.remedies(ch, verdicts)
	b.promised(ch, verdicts)
	slices.SortStableFunc(b.acts, compareActs)
	return b.acts
}

// compareActs puts acts with a due instant first, earliest first, then acts that keep a promise without one.
func compareActs(a, b Act) int {
	if c := cmp.Compare(urgency(&a), urgency(&b)); c != 0 {
		return c
	}
	return a.Due.Compare(b.Due)
}

func urgency(a *Act) int {
	switch {
	case !a.Due.IsZero():
		return 0
	case a.Promise != "":
		return 1
	}
	return 2
}

type actList struct {
	st   *State
	acts []Act
}

func (b *actList) add(k fact.Kind, contact, of string) {
	for i := range b.acts {
		if a := &b.acts[i]; a.Kind == k && a.Contact == contact && a.Of == of {
			return
		}
	}
	a := Act{Kind: k, Contact: contact, Of: of, Fields: fieldsOf[k]}
	a.Form = slices.ContainsFunc(a.Fields, func(f Field) bool { return f.Required && f.Type != TypeYes })
	b.acts = append(b.acts, a)
}

// steps of a contact, in the order in which they happen; each is offered until it is done.
var (
	visitSteps = []fact.Kind{fact.VisitGreeted, fact.VisitAttended, fact.VisitOfficerMet, fact.VisitConfirmed, fact.VisitFarewelled}
	callSteps  = []fact.Kind{fact.CallGreeted, fact.CallRestated, fact.CallConfirmed, fact.CallFarewelled}
)

func (b *actList) contact(v *Visit) {
	steps, ends := visitSteps, []fact.Kind{fact.VisitLeft}
	if v.Channel == "phone" {
		steps, ends = callSteps, []fact.Kind{fact.CallCallerHungUp, fact.CallOfficerHungUp, fact.CallEnded}
		if !v.Has(fact.CallAnswered) { // the bell rings: nothing can be said to anybody
			b.add(fact.CallAnswered, v.ID, "")
			b.add(fact.CallMissed, v.ID, "")
			return
		}
	}
	for _, k := range steps {
		if !v.Has(k) {
			b.add(k, v.ID, "")
		}
	}
	if v.Channel == "phone" {
		b.call(v)
	} else {
		b.visit(v)
	}
	b.consult(v)
	b.add(fact.MessageTaken, v.ID, "")
	if b.st.ReceivedAt.IsZero() { // whoever came to ask may hand in a petition after all
		b.add(fact.CaseReceived, v.ID, "")
	}
	for _, k := range ends {
		if !v.Has(k) {
			b.add(k, v.ID, "")
		}
	}
}

func (b *actList) call(v *Visit) {
	switch {
	case v.Has(fact.CallTransferStarted) && !v.Has(fact.CallTransferAnswered) && !v.Has(fact.CallTransferAbandoned):
		b.add(fact.CallTransferAnswered, v.ID, "")
		b.add(fact.CallTransferAbandoned, v.ID, "")
	default:
		b.add(fact.CallTransferStarted, v.ID, "")
	}
	if !v.Has(fact.CallMisdialled) {
		b.add(fact.CallMisdialled, v.ID, "")
	}
	if slices.ContainsFunc(b.st.Messages, func(m Message) bool { return m.Contact == v.ID }) {
		if !v.Has(fact.CallMobileOffered) {
			b.add(fact.CallMobileOffered, v.ID, "")
		} else if !v.Has(fact.CallMobileGiven) {
			b.add(fact.CallMobileGiven, v.ID, "")
		}
	}
}

func (b *actList) visit(v *Visit) {
	if !v.Has(fact.VisitAcknowledged) {
		b.add(fact.VisitAcknowledged, v.ID, "")
	}
	if !v.Repeated {
		b.add(fact.VisitRepeated, v.ID, "")
	}
	if !v.Has(fact.VisitAssistCalled) {
		b.add(fact.VisitAssistCalled, v.ID, "")
	} else if !v.Has(fact.VisitAssistArrived) {
		b.add(fact.VisitAssistArrived, v.ID, "")
	}
	if !v.Has(fact.ScribeAsked) {
		b.add(fact.ScribeAsked, v.ID, "")
	} else if !v.Has(fact.ScribeDone) {
		b.add(fact.ScribeDone, v.ID, "")
	}
}

func (b *actList) consult(v *Visit) {
	if v.Has(fact.ConsultAsked) && !v.Has(fact.ConsultAnswered) {
		b.add(fact.ConsultAnswered, v.ID, "")
	} else if !v.Has(fact.ConsultAsked) {
		b.add(fact.ConsultAsked, v.ID, "")
	}
}

func (b *actList) messages() {
	for i := range b.st.Messages {
		m := &b.st.Messages[i]
		if m.DeliveredAt.IsZero() && m.CalledAt.IsZero() {
			b.add(fact.MessageDelivered, m.Contact, m.Fact)
		}
		if m.Callback && !m.Reached && (m.CalledAt.IsZero() || b.st.Status.Working()) {
			b.add(fact.CallbackMade, m.Contact, m.Fact)
		}
	}
}

func (b *actList) complaints() {
	for i := range b.st.Complaints {
		c := &b.st.Complaints[i]
		if c.AssessedAt.IsZero() && c.CheckedAt.IsZero() {
			b.add(fact.ComplaintAssessed, "", c.Asked())
		}
		if c.CheckedAt.IsZero() {
			b.add(fact.ComplaintChecked, "", c.Asked())
		}
		if c.ToldAt.IsZero() {
			b.add(fact.ComplaintTold, "", c.Asked())
		}
		if c.ApologyAt.IsZero() && (c.CheckedAt.IsZero() || c.Founded) {
			b.add(fact.ApologyMade, "", c.Asked())
		}
		if c.Founded && !c.Trained() {
			b.add(fact.TrainingDone, "", c.Asked())
		}
		if !c.ToldAt.IsZero() {
			if c.ClosedAt.IsZero() {
				b.add(fact.ComplaintClosed, "", c.Asked())
			}
			b.add(fact.ComplaintReopened, "", c.Asked())
		}
	}
}

func (b *actList) opinions() {
	for i := range b.st.Opinions {
		o := &b.st.Opinions[i]
		if (o.Improvable || o.Finding == ImproveLater) && o.ImprovedAt.IsZero() {
			b.add(fact.ImprovementMade, "", o.Fact)
		}
		if o.ReviewedAt.IsZero() {
			b.add(fact.OpinionReviewed, "", o.Fact)
		}
		if o.ToldAt.IsZero() {
			b.add(fact.OpinionTold, "", o.Fact)
		}
		if !o.ImprovedAt.IsZero() && o.ResultAt.IsZero() {
			b.add(fact.ImprovementTold, "", o.Fact)
		}
	}
}

// petition offers what the law allows for the petition itself.
func (b *actList) petition() {
	st := b.st
	if st.ReceivedAt.IsZero() {
		return
	}
	switch st.Status {
	case Open, Waiting:
		b.running()
	case Answered, Refused:
		if st.DeliveredAt.IsZero() && st.Status == Answered && st.Delivery != "" {
			b.add(fact.CaseDelivered, "", "")
		}
		b.add(fact.CaseReopened, "", "")
		b.add(fact.CaseClosed, "", "")
	case Closed:
		b.add(fact.CaseReopened, "", "")
	}
}

func (b *actList) running() {
	st := b.st
	if st.AcceptedAt.IsZero() {
		b.add(fact.CaseAccepted, "", "")
	}
	if st.Status == Waiting {
		b.add(fact.CaseSupplementReceived, "", st.Supplements[len(st.Supplements)-1].Fact)
	}
	if st.ProcedureAt.IsZero() {
		b.add(fact.CaseProcedureTold, "", "")
	}
	b.add(fact.CaseAnswered, "", "")
	b.add(fact.CaseRefused, "", "")
	if st.Status == Open {
		b.add(fact.CaseSupplementAsked, "", "")
	}
	if CanExtend(st) {
		b.add(fact.CaseExtended, "", "")
	}
	for _, k := range []fact.Kind{fact.CaseAssigned, fact.CaseTransferred, fact.CaseMerged, fact.CaseRepeated,
		fact.CaseWithdrawn, fact.CaseClosed} {
		b.add(k, "", "")
	}
}

// goesOn tells whether the case is more than a contact that may be over in a minute: somebody will come back to it.
func goesOn(st *State) bool {
	return !st.ReceivedAt.IsZero() || len(st.Messages)+len(st.Complaints)+len(st.Opinions) > 0
}

// CanExtend tells whether the period may be prolonged: once, and a second and last time with consent (시행령 제21조).
func CanExtend(st *State) bool {
	return !st.AcceptedAt.IsZero() && st.Extensions < 2 && (st.Status == Open || st.Status == Waiting)
}

// remedies offers what a pending remedy wants, even when the case itself is at rest.
func (b *actList) remedies(ch *charter.Charter, verdicts []judge.Verdict) {
	for i := range verdicts {
		v := &verdicts[i]
		if v.Status != judge.Pending {
			continue
		}
		p := ch.Promise(v.Promise)
		if p == nil || !p.Remedy && p.Shape != charter.Every && b.st.Status != Standing {
			continue
		}
		for j := range p.Then {
			if !b.offered(p.Then[j].Kind) {
				b.add(p.Then[j].Kind, "", "")
			}
		}
	}
}

func (b *actList) offered(k fact.Kind) bool {
	return slices.ContainsFunc(b.acts, func(a Act) bool { return a.Kind == k })
}

// promised marks the acts that keep a pending promise with the earliest due and what to say.
func (b *actList) promised(ch *charter.Charter, verdicts []judge.Verdict) {
	for i := range verdicts {
		v := &verdicts[i]
		p := ch.Promise(v.Promise)
		if p == nil || v.Status != judge.Pending || p.Minimum {
			continue
		}
		for j := range b.acts {
			a := &b.acts[j]
			if !b.keeps(p, v, a) {
				continue
			}
			if a.Promise == "" || a.Due.IsZero() && !v.Due.IsZero() || !v.Due.IsZero() && v.Due.Before(a.Due) {
				a.Promise, a.Due = v.Promise, v.Due
			}
			for _, s := range p.Say {
				if !slices.Contains(a.Say, s.Text) {
					a.Say = append(a.Say, s.Text)
				}
			}
		}
	}
}

// keeps tells whether the act would close the instance.
func (b *actList) keeps(p *charter.Promise, v *judge.Verdict, a *Act) bool {
	if p.Scope == charter.ScopeContact && a.Contact != v.Contact ||
		a.Of != "" && a.Of != v.Trigger && answersOne(a.Kind) && !b.st.found(v.Trigger, a.Of) {
		return false
	}
	return slices.ContainsFunc(p.Then, func(t charter.Pattern) bool { return t.Kind == a.Kind })
}

// found tells whether a fact is the check of the complaint, or the review of the opinion, that an act answers: from there run the promises
// that are made of what was found.
func (st *State) found(check, of string) bool {
	return slices.ContainsFunc(st.Complaints, func(c Complaint) bool { return c.Check == check && c.Is(of) }) ||
		slices.ContainsFunc(st.Opinions, func(o Opinion) bool { return o.Review == check && o.Fact == of })
}

// answersOne tells whether facts of the kind belong to the one message, complaint or opinion they name.
func answersOne(k fact.Kind) bool {
	switch k.Family() {
	case "message", "callback", "complaint", "opinion", "improvement", "training":
		return true
	}
	return false
}

// Lawful tells whether a fact of the kind may be recorded on the case as it stands. Facts of a contact may always be
// recorded, late ones too; what the law orders is the petition.
func Lawful(st *State, k fact.Kind) bool {
	petition := !st.ReceivedAt.IsZero()
	running := petition && (st.Status == Open || st.Status == Waiting)
	switch k {
	case fact.CaseReceived:
		return !petition
	case fact.CaseAccepted:
		return running && st.AcceptedAt.IsZero()
	case fact.CaseSupplementAsked:
		return running && st.Status != Waiting
	case fact.CaseSupplementReceived:
		return st.Status == Waiting
	case fact.CaseExtended:
		return CanExtend(st)
	case fact.CaseAnswered, fact.CaseRefused, fact.CaseTransferred, fact.CaseMerged, fact.CaseRepeated, fact.CaseWithdrawn,
		fact.CaseProcedureTold:
		return running
	case fact.CaseClosed:
		return petition && st.Status != Closed && st.Status != Merged && st.Status != Transferred
	case fact.CaseReopened:
		return petition && (st.Status == Answered || st.Status == Refused || st.Status == Closed)
	case fact.CaseDelivered:
		return petition && st.Status == Answered
	case fact.ComplaintAssessed, fact.ComplaintChecked, fact.ComplaintTold, fact.TrainingDone:
		return len(st.Complaints) > 0
	case fact.ComplaintClosed, fact.ComplaintReopened:
		return slices.ContainsFunc(st.Complaints, func(c Complaint) bool { return !c.Waits() })
	case fact.OpinionReviewed, fact.OpinionTold, fact.ImprovementMade, fact.ImprovementTold:
		return len(st.Opinions) > 0
	case fact.MessageDelivered, fact.CallbackMade:
		return len(st.Messages) > 0
	}
	return true
}
