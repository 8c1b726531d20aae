package sip

import (
	"container/heap"
	"container/list"
	"net/netip"
	"time"

	"jikim/internal/channel"
)

// How long things last, by the clock of this machine.
const (
	reorder    = 2 * time.Second        // how long a message may wait for what belongs before it
	settling   = 50 * time.Millisecond  // how long one who copies messages to us usually mixes them up
	least      = 200 * time.Millisecond // two BYEs within it, or within a round trip, have no order
	longTrip   = 2 * time.Second        // no round trip is longer than that; what is, was a person
	patience   = 32 * time.Second       // timers B, F and H of RFC 3261: nothing is sent again after that
	unanswered = 5 * time.Minute        // without a message for so long, a call that nobody answered is gone (timer C: 3 min)
	asked      = 3 * time.Minute        // how long a transfer may take
)

// Bounds of what one call may keep.
const (
	mostInvites = 64
	mostLegs    = 32
	mostOrphans = 16
	mostChanges = 8
	mostTold    = 400
	mostRefers  = 1000
)

// Packet is one message as it was seen on a line. The observer keeps nothing of Raw.
type Packet struct {
	Raw      []byte
	At       time.Time // by the clock of the source; zero: it told none
	Received time.Time // when it reached this machine; never goes back
	Clock    channel.ClockQuality
	From, To netip.AddrPort
}

// Settings are what the office says about its lines.
type Settings struct {
	Source string // name of the source, which all sights bear
	// Phones are the addresses of telephones, Trunk those of the line to the outside. What is neither is an exchange between.
	// Messages that touch neither are not ours.
	Phones, Trunk []netip.Prefix
	// Analogue says that the line to the outside is a gateway which hears late that a caller has hung up. Then an officer who
	// seems to be first proves nothing.
	Analogue bool
	Most     int           // how many calls are kept at once; 0: 20,000
	Longest  time.Duration // after so long without a message an answered call is taken for over; 0: 4 hours
}

// Seen is what came of one message, or of time.
type Seen struct {
	Sights   []channel.Sight
	Gaps     []channel.Gap // what must have been missed; Why: a key "channel.gap.sip_…"
	Repeated bool          // it had been seen before
	Refused  bool          // it is no SIP, or not ours
}

// Observer follows calls. It is for one goroutine at a time.
type Observer struct {
	set    Settings
	calls  map[string]*call
	refers map[string]*refer // those that are under way, by whom they name; nil: several name him

	over, ringing, talking *list.List // by what they are, the longest silent first
	due                    dues
	seen                   Seen
}

// New returns an observer that knows of no call.
func New(s Settings) *Observer {
	if s.Most == 0 {
		s.Most = 20_000
	}
	if s.Longest == 0 {
		s.Longest = 4 * time.Hour
	}
	return &Observer{
		set: s, calls: map[string]*call{}, refers: map[string]*refer{},
		over: list.New(), ringing: list.New(), talking: list.New(),
	}
}

// Calls returns how many calls are kept.
func (o *Observer) Calls() int { return len(o.calls) }

// See takes in one message. What should have happened by itself before it, happens first.
func (o *Observer) See(p Packet) Seen {
	o.pass(p.Received)
	m, err := Parse(p.Raw)
	if err != nil || o.kindOf(p.From.Addr()) == other && o.kindOf(p.To.Addr()) == other {
		o.seen.Refused = true
		return o.take()
	}
	if follows(m.Method) {
		o.message(m, p, stampOf(p))
	}
	return o.take()
}

// Pass lets time go by.
func (o *Observer) Pass(now time.Time) Seen {
	o.pass(now)
	return o.take()
}

// Next returns when something happens by itself; false: nothing is waited for.
func (o *Observer) Next() (time.Time, bool) {
	if len(o.due) == 0 {
		return time.Time{}, false
	}
	return o.due[0].due, true
}

func (o *Observer) take() Seen {
	s := o.seen
	o.seen = Seen{}
	return s
}

// follows tells the methods that say something about a call. OPTIONS, REGISTER, SUBSCRIBE and so on make no state: they are what
// the Internet floods telephones with.
func follows(method string) bool {
	switch method {
	case "INVITE", "ACK", "BYE", "CANCEL", "REFER", "NOTIFY", "UPDATE", "PRACK", "INFO", "MESSAGE", "OPTIONS":
		return true
	}
	return false
}

// stampOf judges the time that a source tells: one that is missing or cannot be is replaced by our own, and said to be so.
func stampOf(p Packet) stamp {
	const ahead, behind = 5 * time.Second, time.Hour
	s := stamp{p.At, p.Received, p.Clock}
	if p.At.IsZero() || p.At.After(p.Received.Add(ahead)) || p.At.Before(p.Received.Add(-behind)) {
		s.at, s.clock = p.Received, channel.Arrival
	}
	return s
}

func (o *Observer) kindOf(a netip.Addr) kind {
	a = a.Unmap()
	for _, p := range o.set.Phones {
		if p.Contains(a) {
			return phone
		}
	}
	for _, p := range o.set.Trunk {
		if p.Contains(a) {
			return trunk
		}
	}
	return other
}

// message hands a message to its call, which it may begin.
func (o *Observer) message(m *Message, p Packet, s stamp) {
	c := o.calls[keyOf(m.CallID, m.From.Tag)]
	if c == nil && m.To.Tag != "" {
		c = o.calls[keyOf(m.CallID, m.To.Tag)]
	}
	if c == nil {
		if !begins(m) {
			return
		}
		c = o.open(m.CallID, m.From.Tag, p.Received)
	}
	c.last = p.Received
	o.route(c, m, p, s)
	o.rest(c, p.Received)
	o.keep(c)
}

// begins tells messages from which a call can be known, be its beginning late or lost.
func begins(m *Message) bool {
	if m.Request() {
		return m.Method == "INVITE" || m.Method == "CANCEL" || m.To.Tag != "" && (m.Method == "BYE" || m.Method == "REFER")
	}
	return m.Method == "INVITE" && m.Status > 100
}

func (o *Observer) route(c *call, m *Message, p Packet, s stamp) {
	switch {
	case m.Method == "CANCEL" && m.Request():
		o.cancel(c, m, p, s)
	case m.Method == "INVITE" && m.Request() && m.To.Tag == "":
		o.invite(c, m, p, s)
	case m.Method == "INVITE" && !m.Request():
		o.response(c, m, p, s)
	case m.Method == "CANCEL":
	case m.Request():
		o.request(c, m, p, s)
	default:
		o.answer(c, m, p, s)
	}
}

// open makes room for a call and begins it.
func (o *Observer) open(id, tag string, now time.Time) *call {
	for len(o.calls) >= o.set.Most {
		o.evict()
	}
	c := &call{id: id, key: keyOf(id, tag), last: now, place: -1, invites: map[hop]*invite{}, legs: map[string]*leg{}, told: map[string]struct{}{}}
	o.calls[c.key] = c
	return c
}

func keyOf(id, tag string) string { return id + "\x00" + tag }

// evict forgets a call: one that is over, else one that nobody answered, which is what a flood is made of, else the one that
// was silent for the longest.
func (o *Observer) evict() {
	for _, l := range []*list.List{o.over, o.ringing, o.talking} {
		if e := l.Front(); e != nil {
			c := e.Value.(*call)
			if l != o.over {
				o.gap("full", c.last, c.last)
			}
			o.forget(c)
			return
		}
	}
}

func (o *Observer) forget(c *call) {
	for _, l := range c.legs {
		o.settled(l.refer)
	}
	delete(o.calls, c.key)
	c.queue.Remove(c.elem)
	if c.place >= 0 {
		heap.Remove(&o.due, c.place)
	}
}

// keep puts a call where it belongs among those that are kept, and notes when it has to be looked at again.
func (o *Observer) keep(c *call) {
	queue := o.ringing
	switch {
	case !c.over.IsZero():
		queue = o.over
	case c.answered:
		queue = o.talking
	}
	if c.queue != nil {
		c.queue.Remove(c.elem)
	}
	c.queue, c.elem = queue, queue.PushBack(c)
	c.due = o.dueOf(c)
	o.fix(c)
}

// fix puts a call where it belongs in the heap.
func (o *Observer) fix(c *call) {
	if c.place < 0 {
		heap.Push(&o.due, c)
	} else {
		heap.Fix(&o.due, c.place)
	}
}

func (o *Observer) gap(why string, from, until time.Time) {
	o.seen.Gaps = append(o.seen.Gaps, channel.Gap{From: from, Until: until, Why: "channel.gap.sip_" + why})
}

// dues is a heap of calls by when they are due.
type dues []*call

func (d dues) Len() int           { return len(d) }
func (d dues) Less(i, j int) bool { return d[i].due.Before(d[j].due) }
func (d dues) Swap(i, j int) {
	d[i], d[j] = d[j], d[i]
	d[i].place, d[j].place = i, j
}

// Push is for package heap.
func (d *dues) Push(x any) {
	c := x.(*call)
	c.place = len(*d)
	*d = append(*d, c)
}

// Pop is for package heap.
func (d *dues) Pop() any {
	old := *d
	c := old[len(old)-1]
	old[len(old)-1] = nil
	*d = old[:len(old)-1]
	c.place = -1
	return c
}
