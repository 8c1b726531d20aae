// Package call joins what several sources saw of telephone calls into conversations, and reads from each what happened, as facts.
//
// It is pure, and a function of the set of sights: late, repeated and disordered ones give what ordered ones give. Nothing is put
// in order by the clocks of sources alone: what was first on one leg is told by the source, and times of different sources are only
// compared where they lie further apart than the sources are exact.
package call

import (
	"cmp"
	"time"
)

// Sight is one thing that a source saw of a call. Its words are those of package channel, which hands it over; the numbers of
// people outside are blinded.
type Sight struct {
	Source, ID string
	Kind       Kind
	At         time.Time // by the source's clock; zero: it does not tell
	Received   time.Time // when it reached us
	Clock      Clock
	Precision  time.Duration
	Call, Leg  string
	Same       []string
	Way        Way
	From, To   End
	Side       Side
	By         Answerer
	Leave      bool // transfer: blind
	Estimated  bool
	Cause      string
	Code       int
	Powers     []Power // what its source can prove
}

// End is one end of a call: a telephone of the office, by its number, or one outside, by a blinded name that is the same for the
// same number. The zero End is one that was not told, or withheld.
type End struct {
	Name string
	Own  bool
}

// outside returns the name of an end outside; empty: none.
func (e End) outside() string {
	if e.Own {
		return ""
	}
	return e.Name
}

// own returns the number of a telephone of the office; empty: none.
func (e End) own() string {
	if e.Own {
		return e.Name
	}
	return ""
}

// Kind is what was seen.
type Kind string

// The kinds of sights.
const (
	Offered           Kind = "offered"
	Ringing           Kind = "ringing"
	EarlyMedia        Kind = "early_media"
	Answered          Kind = "answered"
	Rejected          Kind = "rejected"
	Abandoned         Kind = "abandoned"
	Diverted          Kind = "diverted"
	Held              Kind = "held"
	Resumed           Kind = "resumed"
	PartyChanged      Kind = "party_changed"
	ConsultOffered    Kind = "consult_offered"
	ConsultAnswered   Kind = "consult_answered"
	TransferRequested Kind = "transfer_requested"
	TransferRinging   Kind = "transfer_ringing"
	TransferAnswered  Kind = "transfer_answered"
	TransferFailed    Kind = "transfer_failed"
	HungUp            Kind = "hung_up"
	OnHook            Kind = "on_hook"
	Finished          Kind = "ended"
)

// Way is which way a call goes.
type Way string

// The ways of calls.
const (
	Inward   Way = "in"
	Outward  Way = "out"
	Internal Way = "internal"
)

// Side is who did something.
type Side string

// The sides of a call.
const (
	CallerSide   Side = "caller"
	OfficerSide  Side = "officer"
	NobodySide   Side = "nobody"
	Undetermined Side = "undetermined"
)

// Answerer is who answered.
type Answerer string

// Who answers.
const (
	ByPerson   Answerer = "person"
	ByMachine  Answerer = "machine"
	ByQueue    Answerer = "queue"
	BySomebody Answerer = "somebody"
)

// Clock is how a source came to a time.
type Clock string

// The qualities of times, the best first.
const (
	Captured Clock = "captured"
	Agent    Clock = "agent"
	Arrival  Clock = "arrival"
)

func (c Clock) rank() int {
	switch c {
	case Captured:
		return 0
	case Agent:
		return 1
	}
	return 2
}

// Power is something that a source can prove.
type Power string

// The powers of sources, and Unseen reasons of the same names.
const (
	SeesRing     Power = "ring"
	SeesPerson   Power = "person"
	SeesTransfer Power = "transfer"
	SeesOrder    Power = "order"
	SeesHook     Power = "hook"
	SeesOutward  Power = "outward"
)

// Time is when it happened, as well as we know. A time that lies after its arrival cannot be, and one that is not told is the
// arrival's.
func (s *Sight) Time() time.Time {
	if s.At.IsZero() || s.At.After(s.Received) && !s.Received.IsZero() {
		return s.Received
	}
	return s.At
}

// clock is the quality of Time.
func (s *Sight) clock() Clock {
	switch {
	case s.At.IsZero(), s.At.After(s.Received) && !s.Received.IsZero(), s.Clock.rank() == Arrival.rank():
		return Arrival
	}
	return s.Clock
}

// better orders sights of the same happening: whose time is taken. The better clock and the finer stamp win; what else is the same
// is decided so that the order of arrival does not matter.
func better(a, b *Sight) int {
	return cmp.Or(cmp.Compare(a.clock().rank(), b.clock().rank()), cmp.Compare(a.Precision, b.Precision), a.Time().Compare(b.Time()),
		cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
}

// earlier orders sights by time, then so that the order of arrival does not matter.
func earlier(a, b *Sight) int {
	return cmp.Or(a.Time().Compare(b.Time()), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
}
