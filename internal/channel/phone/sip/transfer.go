package sip

import (
	"net/netip"
	"slices"

	"jikim/internal/channel"
)

// refer takes in that one end asks the other to call somebody else (RFC 3515): blind, or with Replaces in the place of a
// conversation that the officer had with the colleague before (RFC 3891).
func (o *Observer) refer(c *call, l *leg, by end, m *Message, p Packet, s stamp) {
	if r := l.refer; r != nil && r.cseq == m.CSeq && r.by == by {
		if len(r.asked) < mostChanges {
			r.asked = append(r.asked, p.To.Addr())
		}
		return
	}
	o.settled(l.refer)
	r := &refer{call: c, leg: l, cseq: m.CSeq, by: by, target: m.ReferTo.User, names: m.ReferTo.Replaces, seen: s, asked: []netip.Addr{p.To.Addr()}}
	l.refer = r
	if len(o.refers) < mostRefers && r.target != "" {
		if _, taken := o.refers[r.target]; taken {
			o.refers[r.target] = nil // two at once to one colleague: which call is whose cannot be told
		} else {
			o.refers[r.target] = r
		}
	}
	for _, tag := range []string{r.names.To, r.names.From} {
		if was := o.calls[keyOf(r.names.CallID, tag)]; was != nil && was != c {
			was.namedBy = r
		}
	}
	o.tell(c, l, channel.TransferRequested, referName(m.CSeq), s, func(t *channel.Sight) {
		t.From, _ = ends(c, l, by)
		t.Side, t.To, t.Leave = o.side(c, l, by), r.target, r.names.CallID == ""
		if r.names.CallID != "" {
			t.Same = append(slices.Clip(t.Same), r.names.CallID)
		}
	})
}

// settled forgets that a transfer is under way.
func (o *Observer) settled(r *refer) {
	if r == nil || r.target == "" {
		return
	}
	if now, ok := o.refers[r.target]; ok && (now == r || now == nil) {
		delete(o.refers, r.target)
	}
}

// notify takes in how a transfer goes, as the end that was asked tells (RFC 3515, section 2.4.5).
func (o *Observer) notify(c *call, l *leg, by end, m *Message, s stamp) {
	r := l.refer
	if r == nil || m.Fragment == 0 || by == r.by || m.Event != "" && m.Event != "refer" {
		return
	}
	switch {
	case m.Fragment >= 300:
		o.failed(r, m.Fragment, s)
	case m.Fragment >= 200:
		o.reached(r, channel.TransferAnswered, s)
	case m.Fragment == 180:
		o.reached(r, channel.TransferRinging, s)
	}
}

// progress takes in how the call goes that a transfer has made.
func (o *Observer) progress(c *call, k channel.SightKind, status int, s stamp) {
	if c.referrer == nil {
		return
	}
	if k == channel.TransferFailed {
		o.failed(c.referrer, status, s)
		return
	}
	o.reached(c.referrer, k, s)
}

func (o *Observer) reached(r *refer, k channel.SightKind, s stamp) {
	if r.failed {
		return
	}
	if k == channel.TransferAnswered {
		r.done = true
		o.settled(r)
	}
	o.tell(r.call, r.leg, k, referName(r.cseq), s, func(t *channel.Sight) {
		t.From, _ = ends(r.call, r.leg, r.by)
		t.Side, t.To, t.Leave = o.side(r.call, r.leg, r.by), r.target, r.names.CallID == ""
	})
	o.settle(r.call, r.leg, s.received)
}

func (o *Observer) failed(r *refer, status int, s stamp) {
	if r.done || r.failed {
		return
	}
	r.failed = true
	o.settled(r)
	o.tell(r.call, r.leg, channel.TransferFailed, referName(r.cseq), s, func(t *channel.Sight) {
		t.From, _ = ends(r.call, r.leg, r.by)
		t.Side, t.To, t.Leave = o.side(r.call, r.leg, r.by), r.target, r.names.CallID == ""
		t.Cause, t.Code = causeOf(status), status
	})
	o.settle(r.call, r.leg, s.received)
}

// handedOver says that the end of a leg is none of the conversation: its officer has asked for a transfer that did not fail, or
// another dialog has taken its place.
func (o *Observer) handedOver(c *call, l *leg) bool {
	r := l.refer
	return c.replaced || c.namedBy != nil && !c.namedBy.failed || r != nil && !r.failed && (r.done || l.bye[r.by].sent())
}

// joins finds out what a new call has to do with others: it was asked for by a transfer, or an officer who keeps a caller
// waiting calls a colleague.
func (o *Observer) joins(c *call, m *Message, i *invite, s stamp) {
	if c.referrer != nil {
		return
	}
	r := o.refers[m.User]
	if r != nil && r.call != c && s.received.Sub(r.seen.received) < asked && (m.Referred || m.Replaces.CallID != "" || slices.Contains(r.asked, i.from)) {
		c.referrer, r.made = r, true
		o.settle(r.call, r.leg, s.received)
		c.same = append(c.same, r.call.id)
		return
	}
	if o.kindOf(i.from) == phone {
		o.consults(c, m, i, s)
	}
}

// takesOver notes that a call with Replaces was answered: the one that it names is not hung up but replaced.
func (o *Observer) takesOver(c *call) {
	p := c.replaces
	if p.CallID == "" {
		return
	}
	for _, tag := range []string{p.To, p.From} {
		if was := o.calls[keyOf(p.CallID, tag)]; was != nil && was != c {
			was.replaced = true
		}
	}
}
