package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"jikim/internal/channel"
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

// exchangePowers is what an exchange proves that tells of calls by CallEvents: it says itself who answered and who hung up when.
func exchangePowers() []channel.Power {
	return []channel.Power{channel.SeesRing, channel.SeesPerson, channel.SeesOrder, channel.SeesHook}
}

// longestCall is the longest name of a call that is taken.
const longestCall = 200

// TellCall records an event of a call, as an exchange measured it (via pbx). It is a sight as those of any other source: the same
// event told twice is recorded once, and events may come late and in any order. It returns the case; empty: nothing can be said of
// the call yet. For exchanges.
func (s *Service) TellCall(ctx context.Context, a Actor, e CallEvent) (caseID string, err error) {
	if a.Device == "" || a.DeviceKind != Exchange {
		return "", denied()
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
	now := s.Now()
	if e.At.IsZero() {
		e.At = now
	}
	f.instant(&current{now: now}, e.At)
	if err := f.err(); err != nil {
		return "", err
	}
	return s.see(ctx, a.Institution, []channel.Sight{e.sight(a.Device, now)}, exchangePowers())
}

// sight is the event as a source tells it.
func (e *CallEvent) sight(device string, now time.Time) channel.Sight {
	k := channel.Sight{Source: device, ID: e.Call + " " + e.Kind.String() + " " + e.By, At: e.At, Received: now, Clock: channel.Agent,
		Call: e.Call, From: e.From, To: e.To, Way: channel.Inward}
	switch e.Kind {
	case fact.CallRinging:
		k.Kind = channel.Ringing
	case fact.CallAnswered:
		k.Kind, k.By = channel.Answered, channel.ByPerson
		if e.By != "" {
			k.By = channel.Answerer(e.By)
		}
	case fact.CallMissed:
		k.Kind = channel.Rejected
	case fact.CallCallerHungUp:
		k.Kind, k.Side = channel.HungUp, channel.CallerSide
		if e.MidTalk {
			k.Cause = "mid_talk"
		}
	case fact.CallOfficerHungUp:
		k.Kind, k.Side = channel.HungUp, channel.OfficerSide
	case fact.CallEnded:
		k.Kind, k.Cause = channel.Ended, e.Cause
	}
	return k
}

// extension returns whose telephone a number is: the officer's who has it, and the desk's where he sits or that has it. A number
// that several have is nobody's. Desks for complaints and for visitors who need help share theirs with the desk for the matter.
func extension(members []Member, ch *charter.Charter, number string) (officer, desk string) {
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
