// Package duty says what has to be done now: acknowledge a petition, remind an officer before a promise breaks, tell who
// must know that it broke, record the breach, ask for the remedies owed, and tell the citizen what the office decided.
//
// It is pure and keeps no memory. Every action has a key made of case, promise, trigger, action and due instant; who carries
// actions out does each key once, ever. A later due instant (an extension, a supplement) makes new keys, and so new reminders.
package duty

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Kind is what an action is.
type Kind string

// The kinds of actions.
const (
	Acknowledge Kind = "acknowledge" // tell the citizen that the petition has arrived, who is in charge and until when
	Remind      Kind = "remind"      // tell the officer that a promise will break
	Breach      Kind = "breach"      // tell officer, desk and managers that a promise is broken
	Remedy      Kind = "remedy"      // tell the officer that a remedy is owed
	Told        Kind = "told"        // tell the citizen that the office has written to him
	Called      Kind = "called"      // tell an officer that a visitor who needs help waits for him
	Message     Kind = "message"     // tell an officer that there is a message for him
)

// Stage is how far the time of a promise has gone when a reminder is due.
type Stage string

// The stages. Named is the instant that the charter itself names ("warn:"), with the number of its place.
const (
	Half  Stage = "half"
	Most  Stage = "most" // 80 %
	Named Stage = "named"
)

// Action is something to be done once. Its addressees are officer:ID, desk:ID, manager or citizen.
type Action struct {
	Key     string
	Kind    Kind
	Stage   Stage
	To      string
	At      time.Time // when it became due
	Promise string
	Trigger string
	Due     time.Time // of the promise; zero when there is none
	Of      fact.Kind // Told: what the office did
}

// Plan is what has to be done at an instant.
type Plan struct {
	Actions []Action
	// Breaches are the facts promise.broken that have to be on record, whether or not they already are.
	Breaches []fact.Fact
	// Next is the earliest later instant at which there is more to do; zero when there is none.
	Next time.Time
}

// Shortest is the shortest time of a promise for which reminders and breach notices are sent. What runs for seconds at the
// counter is over before a notice could be read; it is judged, listed and published all the same.
const Shortest = 30 * time.Minute

// Make returns what has to be done at now. Verdicts and state are those of the same facts at now; facts are the effective
// ones. The charter is the one in force, earlier are the versions before it: of what they have promised something may be left.
func Make(ch *charter.Charter, earlier []*charter.Charter, verdicts []judge.Verdict, st *casefile.State, facts []fact.Fact, now time.Time) Plan {
	p := planner{ch: ch, st: st, now: now}
	p.acknowledge()
	p.told(facts)
	p.called(facts)
	p.messages()
	for i := range verdicts {
		v := &verdicts[i]
		promise := ch.Promise(v.Promise)
		for k := len(earlier) - 1; k >= 0 && promise == nil; k-- {
			promise = earlier[k].Promise(v.Promise)
		}
		if promise == nil {
			continue
		}
		switch v.Status {
		case judge.Pending:
			p.remedy(promise, v)
			p.remind(promise, v)
		case judge.Broken:
			p.broken(promise, v)
		}
	}
	return p.out
}

type planner struct {
	ch  *charter.Charter
	st  *casefile.State
	now time.Time
	out Plan
}

// at tells whether an instant has come, and otherwise notes it as the next one.
func (p *planner) at(t time.Time) bool {
	if !t.After(p.now) {
		return true
	}
	if p.out.Next.IsZero() || t.Before(p.out.Next) {
		p.out.Next = t
	}
	return false
}

func (p *planner) add(a Action, tos ...string) {
	for _, to := range tos {
		a.To = to
		a.Key = key(p.st.Case, &a)
		p.out.Actions = append(p.out.Actions, a)
	}
}

// key names an action; the parts cannot hold the separator.
func key(caseID string, a *Action) string {
	var b strings.Builder
	b.Grow(len(caseID) + len(a.Promise) + len(a.Trigger) + 48)
	b.WriteString(caseID)
	for _, part := range [...]string{string(a.Kind) + string(a.Stage), a.To, a.Promise, a.Trigger} {
		b.WriteByte('|')
		b.WriteString(part)
	}
	if !a.Due.IsZero() {
		b.WriteByte('|')
		b.WriteString(strconv.FormatInt(a.Due.UnixMicro(), 36))
	}
	return b.String()
}

// acknowledge tells the citizen that the petition has arrived; a page that took it has done so by its answer.
func (p *planner) acknowledge() {
	if !p.st.ReceivedAt.IsZero() && !p.st.Acknowledged && p.st.Number != "" {
		p.add(Action{Kind: Acknowledge, At: p.st.ReceivedAt}, "citizen")
	}
}

// told tells the citizen what the office has done that he must know of (민원 처리에 관한 법률 제27조; 시행령 제13조, 제21조, 제24조).
func (p *planner) told(facts []fact.Fact) {
	if p.st.ReceivedAt.IsZero() && len(p.st.Complaints) == 0 && len(p.st.Opinions) == 0 {
		return
	}
	for i := range facts {
		f := &facts[i]
		switch f.Kind {
		case fact.CaseAnswered, fact.CaseRefused, fact.CaseSupplementAsked, fact.CaseExtended, fact.CaseTransferred,
			fact.DelayTold, fact.ComplaintTold, fact.OpinionTold, fact.ImprovementTold:
			p.add(Action{Kind: Told, At: f.At, Trigger: f.ID, Of: f.Kind}, "citizen")
		}
	}
}

// called calls the officer whom a visitor who needs help is waiting for, as long as he waits.
func (p *planner) called(facts []fact.Fact) {
	for i := range p.st.Contacts {
		v := &p.st.Contacts[i]
		if !v.Open() || !v.Has(fact.VisitAssistCalled) || v.Has(fact.VisitAssistArrived) {
			continue
		}
		for j := range facts {
			if f := &facts[j]; f.Kind == fact.VisitAssistCalled && f.Contact == v.ID {
				p.add(Action{Kind: Called, At: f.At, Trigger: f.ID}, p.who(f.Data.Text("officer")))
			}
		}
	}
}

// messages tells officers of messages that have not been delivered to them yet.
func (p *planner) messages() {
	for i := range p.st.Messages {
		if m := &p.st.Messages[i]; m.DeliveredAt.IsZero() && m.CalledAt.IsZero() {
			p.add(Action{Kind: Message, At: m.TakenAt, Trigger: m.Fact}, p.who(m.For))
		}
	}
}

// remedy tells the officer and the managers that a complaint has started a remedy. One that a breach started needs no notice
// of its own: that of the breach has just gone out.
func (p *planner) remedy(promise *charter.Promise, v *judge.Verdict) {
	if promise.Remedy && len(promise.BrokenOf) == 0 && p.long(v) {
		p.add(Action{Kind: Remedy, At: v.Started, Promise: v.Promise, Trigger: v.Trigger, Due: v.Due}, p.officer(), "manager")
	}
}

// broken records a breach and tells who must know.
func (p *planner) broken(promise *charter.Promise, v *judge.Verdict) {
	if promise.Shape == charter.Always || promise.Shape == charter.Each || promise.Shape == charter.AtLeast || !p.long(v) {
		return
	}
	breach := breachOf(v)
	p.out.Breaches = append(p.out.Breaches, breach)
	tos := append(make([]string, 0, 3), p.owing(v), "manager")
	if p.st.Desk != "" && p.st.Officer != "" {
		tos = append(tos, "desk:"+p.st.Desk)
	}
	p.add(Action{Kind: Breach, At: breach.At, Promise: v.Promise, Trigger: v.Trigger, Due: v.Due}, tos...)
}

// long tells whether the promise runs long enough for notices. One without a limit always does.
func (p *planner) long(v *judge.Verdict) bool {
	return v.Due.IsZero() || v.Due.Sub(v.Started) >= Shortest
}

// who is the named officer, or whoever is to be told first when nobody is named.
func (p *planner) who(officer string) string {
	if officer == "" {
		return p.officer()
	}
	return "officer:" + officer
}

// owing is who is to be told of a verdict first: the officer for whom the message is whose answer is owed.
func (p *planner) owing(v *judge.Verdict) string {
	for i := range p.st.Messages {
		if m := &p.st.Messages[i]; m.Fact == v.Trigger {
			return p.who(m.For)
		}
	}
	return p.officer()
}

// officer returns who is to be told first: the officer in charge, else the desk, else the managers.
func (p *planner) officer() string {
	switch {
	case p.st.Officer != "":
		return "officer:" + p.st.Officer
	case p.st.Desk != "":
		return "desk:" + p.st.Desk
	}
	return "manager"
}

// breachOf makes the fact that puts a breach on record, at the same instant at which the judge derives it. It has one
// identifier, so that it is recorded once.
func breachOf(v *judge.Verdict) fact.Fact {
	return fact.Fact{ID: judge.BreachTrigger(v.Promise, v.Trigger), Case: v.Case, At: v.BreachedAt(), Kind: fact.PromiseBroken,
		By: "system", Via: fact.ViaSystem, Data: fact.With("promise", v.Promise, "trigger", v.Trigger)}
}
