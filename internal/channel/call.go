package channel

import (
	"context"
	"time"
)

// Sight is one thing that a source saw of a call, in the source's own terms. What several sources saw of one call is joined
// by the office. It is never changed; the same thing seen again has the same ID.
type Sight struct {
	Source string // name of the source
	ID     string // names the sight at its source, the same when it is told again, also after a restart
	Kind   SightKind
	At     time.Time // by the source's clock; zero: it does not tell
	// Received is when it reached this machine. Nothing is ever put in order by At alone.
	Received  time.Time
	Clock     ClockQuality
	Precision time.Duration // how coarse At is: a source that stamps whole seconds says 1 s; 0: to the microsecond
	Call      string        // the source's name for the whole call, if it has one: linked id, dialog or channel
	Leg       string        // the source's name for this leg: Call-ID with tags, channel id
	// Same names other calls or legs of this source that are told to be the same conversation: Replaces, Refer-To, linked ids.
	Same      []string
	Way       CallWay
	From, To  string   // numbers or extensions as told; empty: not told, or withheld
	Side      CallSide // who did it
	By        Answerer // who answered
	Leave     bool     // transfer: the transferor leaves without having spoken to the transferee (blind)
	Estimated bool     // At follows from something else: the ring before early media, for example
	Cause     string   // why it ended or failed: busy, no_answer, cancelled, declined, failed, normal, timer, …
	Code      int      // of the response or the Q.850 cause; 0: none
}

// SightKind is what was seen.
type SightKind string

// The kinds of sights.
const (
	Offered           SightKind = "offered"     // a call reached the leg
	Ringing           SightKind = "ringing"     // the first bell of the leg
	EarlyMedia        SightKind = "early_media" // sound before an answer: an announcement, or a ring of the exchange
	Answered          SightKind = "answered"    // see By
	Rejected          SightKind = "rejected"    // busy, declined, not there: see Cause
	Abandoned         SightKind = "abandoned"   // the caller gave up before an answer
	Diverted          SightKind = "diverted"    // sent on to To without an answer
	Held              SightKind = "held"
	Resumed           SightKind = "resumed"
	PartyChanged      SightKind = "party_changed"   // somebody else speaks on this leg now: From or To
	ConsultOffered    SightKind = "consult_offered" // the officer calls a colleague about this call
	ConsultAnswered   SightKind = "consult_answered"
	TransferRequested SightKind = "transfer_requested" // see Leave
	TransferRinging   SightKind = "transfer_ringing"
	TransferAnswered  SightKind = "transfer_answered"
	TransferFailed    SightKind = "transfer_failed"
	HungUp            SightKind = "hung_up" // the first that ended the leg: see Side
	OnHook            SightKind = "on_hook" // the handset of the officer was put down, as the telephone itself tells
	Ended             SightKind = "ended"   // nothing of the call is left
)

// CallWay is which way a call goes.
type CallWay string

// The ways of calls.
const (
	Inward   CallWay = "in"       // from outside to the office
	Outward  CallWay = "out"      // from the office
	Internal CallWay = "internal" // within the office
)

// CallSide is who did something.
type CallSide string

// The sides of a call. Undetermined is said of a hang-up when both sides ended the call within one round trip.
const (
	CallerSide   CallSide = "caller"
	OfficerSide  CallSide = "officer"
	NobodySide   CallSide = "nobody" // a timer, a restart, a broken line
	Undetermined CallSide = "undetermined"
)

// Answerer is who answered a call.
type Answerer string

// Who answers. A source at the trunk that sees an answer but not whose says Somebody.
const (
	ByPerson   Answerer = "person"
	ByMachine  Answerer = "machine"
	ByQueue    Answerer = "queue"
	BySomebody Answerer = "somebody"
)

// ClockQuality is how a source came to a time, the best first.
type ClockQuality string

// The qualities of times.
const (
	Captured ClockQuality = "captured" // stamped by the kernel of the machine that saw the packet
	Agent    ClockQuality = "agent"    // stamped by a program at the other end
	Arrival  ClockQuality = "arrival"  // the other end told no time, or one that cannot be: it is when we heard of it
)

// Power is something that a source can prove, so that nobody takes silence for evidence.
type Power string

// The powers of sources.
const (
	SeesRing     Power = "ring"     // the bell of the telephone itself, and so how long it rang
	SeesPerson   Power = "person"   // that a person answered, not a machine or a queue
	SeesTransfer Power = "transfer" // transfers and when the colleague answered
	SeesOrder    Power = "order"    // who hung up first
	SeesHook     Power = "hook"     // when the officer's handset went down
	SeesOutward  Power = "outward"  // calls from the office, and so call-backs
)

// Calls takes in what sources see of calls. It is safe for concurrent use.
type Calls interface {
	// See commits what was seen. Late, repeated and disordered sights are harmless. When it returns without an error the other
	// side may be told that it was taken.
	See(ctx context.Context, sights ...Sight) error
	// Proves tells what a source can prove of the calls that it sees, from now on; nothing: it is gone.
	Proves(source string, powers ...Power)
}

// Marks keeps how far a source of calls has read, for those that read files. The Calls of the office keeps them as well.
type Marks interface {
	// Mark returns how far a source has read, as it noted itself by SetMark; empty: nothing was noted.
	Mark(ctx context.Context, source string) (string, error)
	SetMark(ctx context.Context, source, mark string) error
}
