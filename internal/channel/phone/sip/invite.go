package sip

import (
	"time"

	"jikim/internal/channel"
)

// invite takes in an INVITE that opens a call, on one hop of its way.
func (o *Observer) invite(c *call, m *Message, p Packet, s stamp) {
	h := hop{m.Branch, m.CSeq}
	if c.invites[h] != nil {
		o.seen.Repeated = true
		return
	}
	if len(c.invites) >= mostInvites {
		o.gap("too_much", s.received, s.received)
		return
	}
	i := &invite{user: m.User, from: p.From.Addr(), to: p.To.Addr(), hops: m.Hops}
	c.invites[h] = i
	if k := o.kindOf(i.from); k != other {
		c.kind = k
	}
	if c.tag == "" {
		o.introduce(c, m)
	}
	if c.called == "" || o.root(i) {
		c.called = m.User
	}
	if m.CSeq > c.expected {
		c.expected = m.CSeq // again with a password: what failed before was no end
	}
	c.decided, c.over = false, time.Time{}
	o.joins(c, m, i, s)
	o.tell(c, nil, channel.Offered, m.User+"@"+i.to.String(), s, func(t *channel.Sight) { t.To = m.User })
	if m.Diverted.User != "" {
		o.tell(c, nil, channel.Diverted, m.Diverted.User+">"+m.User, s, func(t *channel.Sight) {
			t.To, t.Cause = m.User, m.DivertedReason
		})
	}
	o.replay(c)
}

// introduce notes who calls, from the first INVITE that is seen.
func (o *Observer) introduce(c *call, m *Message) {
	c.tag = m.From.Tag
	c.number = numberOf(m)
	c.identity = m.Identity.User
	c.where = m.Media.Where
	c.replaces = m.Replaces
	if m.Replaces.CallID != "" {
		c.same = append(c.same, m.Replaces.CallID)
	}
}

// numberOf is the number of who sent a message, as the network says, else as he says. Who does not want to be named is not.
func numberOf(m *Message) string {
	if m.Hidden || m.From.Host == "anonymous.invalid" || m.From.User == "anonymous" || m.From.User == "Anonymous" {
		return ""
	}
	if m.Identity.User != "" {
		return m.Identity.User
	}
	return m.From.User
}

// cancel takes in a CANCEL. What it means shows when the INVITE has its final response: it may have crossed an answer.
func (o *Observer) cancel(c *call, m *Message, p Packet, s stamp) {
	i := c.invites[hop{m.Branch, m.CSeq}]
	if i == nil {
		o.wait(c, m, p, s)
		return
	}
	if !i.cancel.received.IsZero() {
		o.seen.Repeated = true
		return
	}
	i.cancel, i.reason = s, m.Reason
	o.outcome(c, p.Received)
}

// response takes in a response to any INVITE.
func (o *Observer) response(c *call, m *Message, p Packet, s stamp) {
	i := c.invites[hop{m.Branch, m.CSeq}]
	if i == nil {
		// Not one that opens the call: a change of it, or one whose request was not seen yet.
		if !o.changed(c, m, s) {
			o.wait(c, m, p, s)
		}
		return
	}
	if o.seen.Repeated = i.latest == m.Status; m.Status == 100 {
		return
	}
	i.latest = m.Status
	var l *leg
	if m.To.Tag != "" {
		if l = c.leg(m.To.Tag); l == nil {
			o.gap("too_much", s.received, s.received)
			return
		}
		if k := o.kindOf(i.to); k != other && (l.kind == other || k == phone) {
			l.kind, l.user = k, i.user
		} else if l.kind == other {
			l.user = i.user
		}
	}
	switch {
	case m.Status < 200:
		o.provisional(c, l, m, s)
	case m.Status < 300:
		o.picked(c, l, i, m, s)
	default:
		o.refused(c, l, i, m, s)
	}
}

// provisional takes in that a telephone rings, or that something is played to the caller.
func (o *Observer) provisional(c *call, l *leg, m *Message, s stamp) {
	if m.Media.Known && (m.Status == 180 || m.Status == 183) {
		o.tell(c, l, channel.EarlyMedia, "", s, nil)
	}
	switch m.Status {
	case 180:
		o.tell(c, l, channel.Ringing, "", s, nil)
		o.progress(c, channel.TransferRinging, 0, s)
	case 181:
		o.tell(c, l, channel.Diverted, "181", s, func(t *channel.Sight) { t.To = "" })
	case 183:
		if m.Media.Known {
			o.tell(c, l, channel.Ringing, "estimated", s, func(t *channel.Sight) { t.Estimated = true })
		}
	}
}

// picked takes in an answer. Who answered is known where the telephone itself is seen; at the line to the outside it may be
// a machine or a queue of the exchange.
func (o *Observer) picked(c *call, l *leg, i *invite, m *Message, s stamp) {
	if i.final, i.ended = m.Status, s; l == nil {
		return // without a tag there is no dialog
	}
	c.answered = true
	if l.answered.received.IsZero() {
		l.answered = s
		l.identity[callee], l.where[callee] = m.Identity.User, m.Media.Where
		l.expires, l.refreshed = time.Duration(m.Expires)*time.Second, s
		l.okAt = s.at
	}
	by := channel.BySomebody
	if o.kindOf(i.to) == phone {
		by = channel.ByPerson
	}
	if by == channel.ByPerson || !l.person {
		l.person = by == channel.ByPerson
		o.tell(c, l, channel.Answered, string(by), s, func(t *channel.Sight) { t.By = by })
	}
	o.takesOver(c)
	o.progress(c, channel.TransferAnswered, 0, s)
	o.consulted(c, s)
	o.outcome(c, s.received)
}

// again are responses after which the same call is offered once more: with a password, another session timer, another form.
func again(status int) bool {
	switch status {
	case 401, 407, 415, 420, 421, 422, 428, 494:
		return true
	}
	return false
}

// refused takes in a final response that is no answer.
func (o *Observer) refused(c *call, l *leg, i *invite, m *Message, s stamp) {
	if i.final != 0 {
		return
	}
	i.final, i.ended = m.Status, s
	switch {
	case again(m.Status):
		return
	case m.Status < 400:
		o.tell(c, l, channel.Diverted, "", s, func(t *channel.Sight) { t.To, t.Code = m.Contact.User, m.Status })
	case m.Status == 487: // the CANCEL tells more
	default:
		o.tell(c, l, channel.Rejected, "", s, func(t *channel.Sight) { t.Cause, t.Code = causeOf(m.Status), m.Status })
	}
	o.outcome(c, s.received)
}

// causeOf names why a call failed.
func causeOf(status int) string {
	switch status {
	case 486, 600:
		return "busy"
	case 603, 403, 607:
		return "declined"
	case 408, 480:
		return "no_answer"
	case 404, 410, 484, 604, 485:
		return "not_found"
	}
	return "failed"
}

// outcome decides what became of a call once nothing of it is open: abandoned, or simply not answered. Where the way of the
// caller himself is seen, that alone decides; else all ways together do, since a telephone that is no longer needed when
// another one was picked up is cancelled as well (RFC 3261, section 16.7).
func (o *Observer) outcome(c *call, now time.Time) {
	if c.answered || c.decided || len(c.invites) == 0 {
		return
	}
	var first *invite // nearest to the caller
	var latest stamp
	open, retry := false, true
	for h, i := range c.invites {
		if h.cseq != c.expected {
			continue
		}
		gone := i.final != 0 || !i.cancel.received.IsZero() && now.Sub(i.cancel.received) >= patience
		open = open || !gone
		retry = retry && again(i.final)
		if i.ended.received.After(latest.received) {
			latest = i.ended
		}
		if first == nil || i.hops < first.hops {
			first = i
		}
	}
	sure := first != nil && o.root(first) && first.final != 0
	if first == nil || retry || again(first.final) || !sure && (open || now.Before(latest.received.Add(reorder))) {
		return // a proxy may yet try another telephone
	}
	f := cancelled(c)
	if f != nil && f.uncalled() && f.ended.clock != channel.Captured && now.Before(f.ended.received.Add(settling)) {
		return // the CANCEL may come yet
	}
	c.decided, c.over = true, now
	if f != nil {
		o.gaveUp(c, f)
	}
	guessed := latest.received.IsZero()
	if guessed {
		latest = stamp{now, now, channel.Arrival}
	}
	if f == nil {
		o.progress(c, channel.TransferFailed, first.final, latest)
	}
	o.tell(c, nil, channel.Ended, "", latest, func(t *channel.Sight) { t.Estimated = guessed })
}

// cancelled returns the INVITE that was cancelled nearest to the caller, if possible one whose CANCEL was seen; nil: none was.
func cancelled(c *call) (found *invite) {
	for _, i := range c.invites {
		switch {
		case i.final != 487 && i.cancel.received.IsZero():
		case found == nil, found.uncalled() && !i.uncalled(), found.uncalled() == i.uncalled() && i.hops < found.hops:
			found = i
		}
	}
	return found
}

// uncalled says that an INVITE has ended as one that was cancelled, and no CANCEL was seen.
func (i *invite) uncalled() bool { return i.final == 487 && i.cancel.received.IsZero() }

// gaveUp tells why a call was cancelled: the caller gave up, unless the CANCEL says otherwise (RFC 3326).
func (o *Observer) gaveUp(c *call, i *invite) {
	why, at := i.reason.word(), i.cancel
	if i.uncalled() {
		at = i.ended
	}
	switch {
	case i.reason.SIP == 200 || i.reason.Q850 == 26:
		return // another telephone was picked up
	case i.reason.SIP == 302:
		o.tell(c, nil, channel.Diverted, "cancelled", at, func(t *channel.Sight) { t.To, t.Code = "", 302 })
	case (i.reason.SIP != 0 || i.reason.Q850 != 0) && why != "other":
		o.tell(c, nil, channel.Rejected, "cancelled", at, func(t *channel.Sight) { t.Cause, t.Code = why, i.reason.SIP })
	default:
		o.tell(c, nil, channel.Abandoned, "", at, func(t *channel.Sight) {
			t.Side, t.Cause, t.Estimated = o.side(c, nil, offerer), "cancelled", i.uncalled()
		})
	}
	o.progress(c, channel.TransferFailed, 487, at)
}

// wait keeps a message until its request comes.
func (o *Observer) wait(c *call, m *Message, p Packet, s stamp) {
	if len(c.orphans) >= mostOrphans {
		o.gap("too_much", s.received, s.received)
		return
	}
	if len(c.orphans) == 0 {
		c.orphaned = s.received
	}
	p.Raw = nil
	c.orphans = append(c.orphans, orphan{m, p, s})
}

// replay takes in what waited, now that more of the call is known.
func (o *Observer) replay(c *call) {
	waited := c.orphans
	c.orphans = nil
	since := c.orphaned
	for _, w := range waited {
		o.route(c, w.m, w.p, w.seen)
	}
	if len(c.orphans) > 0 {
		c.orphaned = since
	}
}
