package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// CallEvent is one thing that the telephone exchange of the office tells of a call.
type CallEvent struct {
	Call    string    // the exchange's name for the call, the same for everything it tells of it and never given again
	Kind    fact.Kind // one of CallEvents
	At      time.Time // when it happened; zero: now
	From    string    // number of the caller; empty: withheld
	To      string    // number or extension that rings or was answered
	By      string    // who answered: person, machine or queue; empty: a person
	MidTalk bool      // the caller hung up in the middle of the talk
	Cause   string    // of the end: normal, line
}

// CallEvents are the kinds that an exchange can tell.
func CallEvents() []fact.Kind {
	return []fact.Kind{fact.CallRinging, fact.CallAnswered, fact.CallMissed, fact.CallCallerHungUp, fact.CallOfficerHungUp, fact.CallEnded}
}

// longestCall is the longest name of a call that is taken.
const longestCall = 200

// TellCall records an event of a call, as measured by the exchange (via pbx). The first event of a call opens its case; the same
// event told twice is recorded once, and events may come late and in any order. The number of the caller is sealed; whether
// an earlier case came from it is kept as that case's identifier. For exchanges.
func (s *Service) TellCall(ctx context.Context, a Actor, e CallEvent) (caseID string, err error) {
	if a.Device == "" || a.DeviceKind != Exchange {
		return "", denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return "", unknown()
	}
	f := &form{}
	if e.Call = strings.TrimSpace(e.Call); e.Call == "" || len(e.Call) > longestCall {
		f.fault("call", "fault.required")
	}
	if !slices.Contains(CallEvents(), e.Kind) {
		f.fault("event", "fault.choice")
	}
	e.From = f.phone("from", e.From, false)
	e.To = f.line("to", e.To, false)
	f.choice("by", e.By, false, "person", "machine", "queue")
	f.choice("cause", e.Cause, false, "normal", "line")
	if err := f.err(); err != nil {
		return "", err
	}
	key := "call " + a.Device + " " + e.Call
	caseID = s.caseFor(a.Institution, key)
	earlier, err := s.calledBefore(ctx, a.Institution, caseID, e.From)
	if err != nil {
		return "", err
	}
	t, err := s.turn(ctx, asked{institution: a.Institution, caseID: caseID, create: true, add: func(c *current) (*added, error) {
		g := &form{}
		if g.instant(c, e.At); g.err() != nil {
			return nil, g.err()
		}
		return s.callFacts(ctx, a, ch, caseID, key, &e, earlier), nil
	}})
	if err != nil {
		return "", err
	}
	return t.Case, nil
}

// callFacts makes the fact of an event. All facts of a call are of one contact, whose identifier follows from its name as well.
func (s *Service) callFacts(ctx context.Context, a Actor, ch *charter.Charter, caseID, key string, e *CallEvent, earlier *Head) *added {
	if e.Kind == fact.CallAnswered && e.By == "" {
		e.By = "person"
	}
	id := s.factFor(a.Institution, caseID, key+" "+e.Kind.String()+" "+e.By, 0) // a queue may answer, and then a person
	out := fact.Fact{ID: id, Contact: s.factFor(a.Institution, caseID, key, 0), At: e.At, Kind: e.Kind, By: a.by(e.Kind), Via: fact.ViaPBX}
	add := &added{}
	switch e.Kind {
	case fact.CallRinging, fact.CallAnswered:
		officer, desk := s.extension(ctx, a.Institution, ch, e.To)
		if desk != "" {
			out.Data = append(out.Data, fact.With("desk", desk)...)
		}
		if officer != "" && e.Kind == fact.CallAnswered {
			out.Data = append(out.Data, fact.With("officer", officer)...)
		}
		if e.Kind == fact.CallAnswered {
			out.Data = append(out.Data, fact.With("by", e.By)...)
		}
		if e.From != "" {
			x := text{Fact: id}
			x.set("phone", e.From)
			out.Data = append(out.Data, fact.With(sealedField, true)...)
			add.texts = append(add.texts, x)
		}
		if earlier != nil {
			out.Data = append(out.Data, fact.With("earlier", earlier.Case)...)
			add.name = &earlier.Name
		}
	case fact.CallCallerHungUp:
		if e.MidTalk {
			out.Data = fact.With("mid_talk", true)
		}
	case fact.CallEnded:
		if e.Cause != "" {
			out.Data = fact.With("cause", e.Cause)
		}
	}
	add.facts = []fact.Fact{out}
	return add
}

// extension returns whose telephone a number is: the officer's who has it, and the desk's where he sits or that has it. A number
// that several have is nobody's. Desks for complaints and for visitors who need help share theirs with the desk for the matter.
func (s *Service) extension(ctx context.Context, institution string, ch *charter.Charter, number string) (officer, desk string) {
	digits := digitsOf(number)
	if digits == "" {
		return "", ""
	}
	same := func(phone string) bool {
		local := digitsOf(phone)
		return local != "" && (local == digits || len(local) >= 7 && strings.HasSuffix(digits, local) || len(digits) >= 3 && strings.HasSuffix(local, digits))
	}
	desks := 0
	for i := range ch.Directory.Desks {
		d := &ch.Directory.Desks[i]
		if !d.Complaints && !d.Accessible && (same(d.Phone) || slices.ContainsFunc(d.Further, func(n charter.Number) bool { return same(n.Phone) })) {
			desk = d.ID
			desks++
		}
	}
	if desks > 1 {
		desk = ""
	}
	members, err := s.staff(ctx, institution)
	if err != nil {
		s.log.WarnContext(ctx, "the list of staff cannot be read", "error", err)
	}
	var found []Member
	for _, m := range members {
		if same(m.Phone) {
			found = append(found, m)
		}
	}
	if len(found) != 1 { // nobody's, or a telephone that several share: who picked it up is not known
		return "", desk
	}
	if found[0].Desk != "" {
		desk = found[0].Desk
	}
	return found[0].ID, desk
}

// calledBefore returns the newest other case with that telephone number; nil when there is none.
func (s *Service) calledBefore(ctx context.Context, institution, caseID, from string) (*Head, error) {
	heads, err := s.earlier(ctx, institution, caseID, from, "")
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	return &heads[0], nil
}
