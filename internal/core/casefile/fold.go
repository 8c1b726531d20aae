package casefile

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/fact"
)

// Fold reads the facts of one case, in any order, as known at now; days are those of the office's time zone. Facts that
// were retracted do not count, corrected ones count as corrected.
func Fold(facts []fact.Fact, now time.Time, loc *time.Location) State {
	known, _ := fact.Effective(facts, now)
	return FoldEffective(known, now, loc)
}

// FoldEffective is Fold for facts that fact.Effective has returned.
func FoldEffective(known []fact.Fact, now time.Time, loc *time.Location) State {
	var st State
	if len(known) == 0 {
		return st
	}
	st.Case, st.BeganAt, st.Status = known[0].Case, known[0].At, Contact
	if st.Case == fact.Institution {
		st.Status = Standing
	}
	for i := range known {
		st.apply(&known[i])
	}
	st.settle(now, loc)
	return st
}

// settle gives a case without a petition its status: open while a message, complaint or opinion waits, a contact while
// somebody is being served, else closed. A contact that nobody ended ends with its day, as for the judge.
func (st *State) settle(now time.Time, loc *time.Location) {
	for i := range st.Contacts {
		v := &st.Contacts[i]
		if !v.EndedAt.IsZero() {
			continue
		}
		if end := dayEnd(v.BeganAt, loc); !end.After(now) {
			v.EndedAt = end
		} else if st.Until.IsZero() || end.Before(st.Until) {
			st.Until = end
		}
	}
	if !st.ReceivedAt.IsZero() || st.Status != Contact {
		return
	}
	serving := slices.ContainsFunc(st.Contacts, func(v Visit) bool { return v.Open() })
	switch {
	case st.Letter != nil && st.Letter.FiledAs == "":
		st.Status = Held
	case serving:
	case st.Waits():
		st.Status = Open
		st.wanted()
	default:
		st.Status, st.EndedAt = Closed, st.ChangedAt
	}
}

// wanted makes the officer for whom a message is responsible for a case that is nothing but a message: whoever took it has
// done his part.
func (st *State) wanted() {
	for i := range st.Messages {
		if m := &st.Messages[i]; m.Open() && m.For != "" {
			st.Officer = m.For
			return
		}
	}
}

// Waits tells whether somebody waits for word from the office beside any petition: for a call-back, for what became of a
// complaint or an opinion.
func (st *State) Waits() bool {
	return slices.ContainsFunc(st.Messages, func(m Message) bool { return m.Open() }) ||
		slices.ContainsFunc(st.Complaints, func(c Complaint) bool { return c.ToldAt.IsZero() }) ||
		slices.ContainsFunc(st.Opinions, func(o Opinion) bool { return o.ToldAt.IsZero() })
}

// dayEnd is 24:00 of the day of t.
func dayEnd(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, loc).UTC()
}

func (st *State) apply(f *fact.Fact) {
	st.ChangedAt = f.At
	if f.Contact != "" || f.Kind.InContact() {
		st.contact(f)
	}
	st.common(f)
	switch f.Kind.Family() {
	case "case":
		st.petition(f)
	case "message", "callback":
		st.message(f)
	case "call":
		st.missed(f)
	case "complaint", "apology", "training", "priority":
		st.complaint(f)
	case "opinion", "improvement":
		st.opinion(f)
	case "letter":
		st.letter(f)
	}
	if told(f) {
		st.InterimAt = f.At
	}
}

// told tells whether the fact is a word to the citizen.
func told(f *fact.Fact) bool {
	switch f.Kind {
	case fact.CaseProcedureTold, fact.CaseSupplementAsked, fact.CaseExtended, fact.CaseAnswered, fact.CaseRefused,
		fact.ComplaintTold, fact.OpinionTold, fact.ImprovementTold, fact.DelayTold, fact.CallbackMade:
		return true
	}
	return false
}

// common takes what any fact may say: the first channel, the desk and the officer who works on it.
func (st *State) common(f *fact.Fact) {
	if st.Channel == "" {
		st.Channel = channelOf(f)
	}
	if st.Charter == "" {
		st.Charter = f.Data.Text("charter")
	}
	if st.Desk == "" && f.Kind != fact.CallTransferStarted {
		st.Desk = f.Data.Text("desk")
	}
	if st.Officer == "" && f.Kind.InContact() {
		st.Officer = officerOf(f)
	}
	switch f.Kind {
	case fact.DocumentIssued:
		st.Documents = append(st.Documents, Document{Fact: f.ID, Form: f.Data.Text("form"),
			Department: f.Data.Text("department"), Officer: f.Data.Text("officer"), Contact: f.Data.Text("contact"), IssuedAt: f.At})
	case fact.PromiseBroken:
		st.BrokenSoFar = append(st.BrokenSoFar, Breach{Fact: f.ID, Promise: f.Data.Text("promise"),
			Trigger: f.Data.Text("trigger"), At: f.At})
	case fact.NoticeSent:
		if f.Data.Text("action") == "acknowledge" {
			st.Acknowledged = true
		}
	}
}

func channelOf(f *fact.Fact) string {
	if c := f.Data.Text("channel"); c != "" {
		return c
	}
	switch f.Kind.Family() {
	case "visit", "scribe":
		return "visit"
	case "call":
		return "phone"
	}
	return ""
}

// officerOf is the officer who did what a fact tells: its teller, or of a machine's fact whom it names.
func officerOf(f *fact.Fact) string {
	switch teller, id, _ := strings.Cut(f.By, ":"); teller {
	case "officer":
		return id
	case "device":
		return f.Data.Text("officer")
	}
	return ""
}

func (st *State) petition(f *fact.Fact) {
	switch f.Kind {
	case fact.CaseReceived:
		st.received(f)
	case fact.CaseAccepted:
		st.AcceptedAt = f.At
	case fact.CaseAssigned:
		if o := f.Data.Text("officer"); o != "" {
			st.Officer = o
			st.handOn(o)
		}
		if d := f.Data.Text("desk"); d != "" {
			st.Desk = d
		}
	case fact.CaseProcedureTold:
		st.ProcedureAt = f.At
	case fact.CaseSupplementAsked:
		until, _ := f.Data.Time("until")
		st.Supplements = append(st.Supplements, Supplement{Fact: f.ID, AskedAt: f.At, Until: until})
		st.rest(Waiting, time.Time{})
	case fact.CaseSupplementReceived:
		st.supplied(f.At)
	case fact.CaseExtended:
		st.Extensions++
		st.ExtendedTo, _ = f.Data.Time("until")
	case fact.CaseTransferred:
		st.TransferTo = f.Data.Text("to")
		st.rest(Transferred, f.At)
	case fact.CaseAnswered:
		st.rest(Answered, f.At)
	case fact.CaseRefused:
		st.rest(Refused, f.At)
	case fact.CaseDelivered:
		st.DeliveredAt = f.At
	case fact.CaseWithdrawn:
		st.rest(Withdrawn, f.At)
	case fact.CaseMerged:
		st.MergedInto = f.Data.Text("into")
		st.rest(Merged, f.At)
	case fact.CaseRepeated:
		st.Repeats = append(st.Repeats, Repeat{Fact: f.ID, SameAs: f.Data.Text("same_as"), At: f.At})
	case fact.CaseReopened:
		st.Status, st.EndedAt, st.ClosedFor = Open, time.Time{}, ""
	case fact.CaseClosed:
		st.rest(Closed, f.At)
		st.ClosedFor = f.Data.Text("reason")
	}
}

func (st *State) received(f *fact.Fact) {
	if !st.ReceivedAt.IsZero() {
		return
	}
	st.ReceivedAt, st.Status = f.At, Open
	st.Number, st.Service = f.Data.Text("number"), f.Data.Text("service")
	st.Delivery, st.Answer = f.Data.Text("delivery"), f.Data.Text("answer")
	if c := f.Data.Text("channel"); c != "" {
		st.Channel = c
		st.Acknowledged = st.Acknowledged || c == "web" // the page that took it has answered with the receipt
	}
	if d := f.Data.Text("desk"); d != "" {
		st.Desk = d
	}
}

// rest sets a status. A case that was closed after its answer stays answered, refused or withdrawn: that says more.
func (st *State) rest(s Status, ended time.Time) {
	if s == Closed && !st.EndedAt.IsZero() {
		return
	}
	st.Status, st.EndedAt = s, ended
}

func (st *State) supplied(at time.Time) {
	for i := range st.Supplements {
		if st.Supplements[i].ReceivedAt.IsZero() {
			st.Supplements[i].ReceivedAt = at
		}
	}
	if st.Status == Waiting {
		st.Status = Open
	}
}
