package sip

import (
	"container/list"
	"net/netip"
	"time"

	"jikim/internal/channel"
)

// kind is whose an address is, as the office says.
type kind uint8

const (
	other kind = iota // an exchange or proxy between
	phone
	trunk
)

// stamp is when something was seen.
type stamp struct {
	at, received time.Time
	clock        channel.ClockQuality
}

// end is one of the two ends of a dialog: who offered the call, and who was offered it.
type end uint8

const (
	offerer end = iota
	callee
)

func (e end) opposite() end { return 1 - e }

// call is all that has one Call-ID and one who offered it: the ways on which an INVITE went, and the dialogs that came of it.
// Some exchanges use one Call-ID on both of their sides; these are two calls here, with one name.
type call struct {
	id       string
	key      string // Call-ID and tag of who offered it, or of who sent the first message that was seen
	tag      string // of who offered it; empty: its INVITE was not seen
	number   string // of who offered it, as told; empty: withheld
	called   string // number that was called first
	kind     kind   // of who offered it
	identity string // as asserted in the INVITE
	where    string // where the offerer expects sound
	expected uint32 // CSeq of the latest INVITE that opened it
	same     []string
	replaces Replace
	referrer *refer // the REFER of another call that made this one
	about    *call  // the call on hold that the officer asks a colleague about by this one, and its leg
	consult  *leg

	invites  map[hop]*invite
	legs     map[string]*leg // by both tags, the offerer's first
	orphans  []orphan        // messages whose request was not seen yet
	orphaned time.Time       // when the first of them came
	told     map[string]struct{}

	answered bool
	decided  bool // whether it was abandoned is decided
	over     time.Time
	replaced bool   // another dialog takes its place: its BYEs are no hang-ups
	namedBy  *refer // the transfer that will put another dialog in its place
	last     time.Time

	due   time.Time // when something changes by itself
	place int       // in the heap; -1: in none
	queue *list.List
	elem  *list.Element
}

// hop names an INVITE on one hop.
type hop struct {
	branch string
	cseq   uint32
}

// invite is an INVITE that opens a call, on one hop.
type invite struct {
	user     string
	from, to netip.Addr
	hops     int
	latest   int // status of the latest response
	final    int // status of the final one; 0: none yet
	ended    stamp
	cancel   stamp // when it was cancelled; zero: it was not
	reason   Reason
}

// root says that its sender is an end of the call and no proxy.
func (o *Observer) root(i *invite) bool { return i.hops == 1 || o.kindOf(i.from) != other }

// leg is a dialog, by the tags of both ends (RFC 3261, section 12).
type leg struct {
	name     string
	tag      string // of the callee
	user     string // who was called on it
	kind     kind   // of the callee
	answered stamp
	acked    bool // its answer was acknowledged, and so there was one
	person   bool // at a telephone
	missed   bool // a part of it was not seen

	identity, where [2]string
	held            [2]bool
	cseq            [2]uint32
	holes           [2]int    // numbers of CSeq that were skipped and have not come yet
	holeAt          time.Time // when the first was skipped, until it is told
	changes         []change
	asked           map[uint32]stamp // requests without an answer, of both ends; for the length of a round trip
	trip            time.Duration
	okAt            time.Time // when the 200 to the INVITE was seen, until its ACK

	expires   time.Duration // of the session; 0: without a limit
	refreshed stamp
	refer     *refer

	bye     [2]bye
	byeAt   time.Time // when the first BYE reached us
	decided bool
	ended   bool
	owing   *stamp // the end that is told only when the transfer has come to nothing more that we see
}

// bye is a BYE of one end.
type bye struct {
	seen   stamp
	reason Reason
	done   bool // it was answered
	doneAt stamp
}

func (b *bye) sent() bool { return !b.seen.received.IsZero() }

// change is a re-INVITE or UPDATE that was not answered yet.
type change struct {
	by       end
	method   string
	cseq     uint32
	seen     stamp
	media    Media
	identity string
}

// refer is a request for a transfer.
type refer struct {
	call   *call
	leg    *leg
	cseq   uint32
	by     end
	target string
	names  Replace
	seen   stamp
	asked  []netip.Addr // who was asked, on each hop
	made   bool         // the call that it makes is seen
	done   bool         // the colleague answered
	failed bool
}

// orphan is a message that waits for its request.
type orphan struct {
	m    *Message
	p    Packet
	seen stamp
}
