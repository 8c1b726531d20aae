package casefile

import (
	"slices"
	"time"

	"jikim/internal/core/fact"
)

// contact folds a fact of a visit or call.
func (st *State) contact(f *fact.Fact) {
	if f.Contact == "" && (f.Kind == fact.ConsultAsked || f.Kind == fact.ConsultAnswered) {
		return // asked or answered in writing
	}
	i := slices.IndexFunc(st.Contacts, func(v Visit) bool { return v.ID == f.Contact })
	if i < 0 {
		if !f.Kind.InContact() {
			return // a fact of the case that was noted within no contact of its own
		}
		if f.Kind == fact.VisitLocated {
			return // whoever looked for an office at a kiosk, and asked for nothing else, is served by nobody
		}
		st.Contacts = append(st.Contacts, Visit{ID: f.Contact, Channel: channelOf(f), BeganAt: f.At})
		i = len(st.Contacts) - 1
	}
	v := &st.Contacts[i]
	if v.Officer == "" {
		v.Officer = officerOf(f)
	}
	v.LastKind, v.LastAt = f.Kind, f.At
	if !slices.Contains(v.Seen, f.Kind) {
		v.Seen = append(v.Seen, f.Kind)
	}
	v.Repeated = v.Repeated || f.Kind == fact.VisitRepeated || f.Kind == fact.VisitArrived && f.Data.Text("repeat_of") != ""
	switch f.Kind {
	case fact.VisitLeft, fact.CallEnded, fact.CallMissed:
		v.EndedAt = f.At
	}
}

// missed makes a call that nobody answered, and whose number is known, a message with nothing in it but that the caller waits.
func (st *State) missed(f *fact.Fact) {
	if f.Kind == fact.CallMissed && f.Data.True("callback") {
		st.Messages = append(st.Messages, Message{Fact: f.ID, Contact: f.Contact, For: f.Data.Text("officer"), Channel: "phone", TakenAt: f.At,
			DeliveredAt: f.At, Callback: true, Missed: true})
	}
}

func (st *State) message(f *fact.Fact) {
	if f.Kind == fact.MessageTaken {
		m := Message{Fact: f.ID, Contact: f.Contact, For: f.Data.Text("for"), Channel: f.Data.Text("channel"), TakenAt: f.At}
		m.Wanted, _ = f.Data.Time("callback_at")
		v, said := f.Data.Get("callback")
		m.Callback = !said || !v.No() // a message for somebody who is away promises a call-back unless none is wanted
		st.Messages = append(st.Messages, m)
		return
	}
	for i := range st.Messages {
		m := &st.Messages[i]
		if of := f.Data.Text("of"); of != "" && of != m.Fact {
			continue
		}
		switch {
		case f.Kind == fact.MessageDelivered && m.DeliveredAt.IsZero():
			m.DeliveredAt = f.At
			return
		case f.Kind == fact.CallbackMade && m.CalledAt.IsZero():
			m.CalledAt, m.Reached = f.At, f.Data.True("reached")
			return
		}
	}
}

// handOn makes another officer the one who owes the call-backs of a case that was given to him.
func (st *State) handOn(officer string) {
	for i := range st.Messages {
		if m := &st.Messages[i]; m.Open() {
			m.For = officer
		}
	}
}

func (st *State) complaint(f *fact.Fact) {
	if f.Kind == fact.ComplaintReceived {
		st.Complaints = append(st.Complaints, Complaint{Fact: f.ID, About: f.Data.Text("about"),
			Officer: f.Data.Text("officer"), ReceivedAt: f.At})
		return
	}
	for i := range st.Complaints {
		c := &st.Complaints[i]
		if of := f.Data.Text("of"); of != "" && !c.Is(of) {
			continue
		}
		switch {
		case f.Kind == fact.ComplaintAssessed:
			c.AssessedAt, c.Severity, c.Urgency = f.At, f.Data.Text("severity"), f.Data.Text("urgency")
			c.Investigator = f.Data.Text("investigator")
		case f.Kind == fact.ComplaintClosed && c.ClosedAt.IsZero():
			c.ClosedAt, c.Agreed = f.At, f.Data.True("agreed")
		case f.Kind == fact.ComplaintReopened && !c.ToldAt.IsZero():
			c.reopen(f)
		case f.Kind == fact.ComplaintChecked && c.CheckedAt.IsZero():
			c.Check, c.CheckedAt, c.Founded = f.ID, f.At, f.Data.True("founded")
		case f.Kind == fact.ComplaintTold && c.ToldAt.IsZero():
			c.ToldAt = f.At
		case f.Kind == fact.ApologyMade && c.ApologyAt.IsZero():
			c.ApologyAt = f.At
		case f.Kind == fact.TrainingDone && !c.Trained():
			c.TrainingAt = f.At
		default:
			continue
		}
		return
	}
}

// reopen begins the handling of a complaint anew, with its assessment: who looked into it the first time need not be who does so again.
// An apology that was made stays made.
func (c *Complaint) reopen(f *fact.Fact) {
	again := *c
	again.AssessedAt, again.CheckedAt, again.ToldAt, again.ClosedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	again.Founded, again.Agreed = false, false
	again.ReopenedAt, again.Reopenings = f.At, append(slices.Clip(c.Reopenings), f.ID)
	*c = again
}

func (st *State) opinion(f *fact.Fact) {
	if f.Kind == fact.OpinionReceived {
		st.Opinions = append(st.Opinions, Opinion{Fact: f.ID, Improvable: f.Data.True("improvable"), ReceivedAt: f.At})
		return
	}
	for i := range st.Opinions {
		o := &st.Opinions[i]
		if of := f.Data.Text("of"); of != "" && of != o.Fact {
			continue
		}
		switch {
		case f.Kind == fact.OpinionReviewed && o.ReviewedAt.IsZero():
			o.Review, o.ReviewedAt, o.Finding = f.ID, f.At, f.Data.Text("improvable")
			o.Improvable = (o.Improvable || o.Finding == ImproveNow) && o.Finding != ImproveLater && o.Finding != ImproveNot
		case f.Kind == fact.OpinionTold && o.ToldAt.IsZero():
			o.ToldAt = f.At
		case f.Kind == fact.ImprovementMade && o.ImprovedAt.IsZero():
			o.ImprovedAt = f.At
		case f.Kind == fact.ImprovementTold && o.ResultAt.IsZero():
			o.ResultAt = f.At
		default:
			continue
		}
		return
	}
}
