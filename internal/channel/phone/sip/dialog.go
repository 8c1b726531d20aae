package sip

import (
	"fmt"
	"slices"
	"time"

	"jikim/internal/channel"
)

// request takes in a request within a dialog.
func (o *Observer) request(c *call, m *Message, p Packet, s stamp) {
	by, tag, ok := c.endOf(m)
	if !ok {
		if m.Method == "BYE" || m.Method == "REFER" || m.Method == "UPDATE" || m.Method == "INVITE" {
			o.wait(c, m, p, s)
		}
		return
	}
	l := c.leg(tag)
	if l == nil {
		o.gap("too_much", s.received, s.received)
		return
	}
	if m.Method == "ACK" {
		// One with a branch of its own is for a 200 (section 13.2.2.4), be that seen or not.
		if c.invites[hop{m.Branch, m.CSeq}] == nil {
			l.acked, c.answered = true, true
		}
		l.acknowledged(s)
		return
	}
	o.count(c, l, by, m, s)
	switch m.Method {
	case "BYE":
		o.bye(c, l, by, m, s)
	case "INVITE", "UPDATE":
		o.change(c, l, by, m, s)
	case "REFER":
		o.refer(c, l, by, m, p, s)
	case "NOTIFY":
		o.notify(c, l, by, m, s)
	}
}

// acknowledged measures the round trip from the 200 to its ACK, which telephones send by themselves.
func (l *leg) acknowledged(s stamp) {
	if !l.okAt.IsZero() {
		l.measure(s.at.Sub(l.okAt))
		l.okAt = time.Time{}
	}
}

func (l *leg) measure(d time.Duration) {
	if d > l.trip && d < longTrip {
		l.trip = d
	}
}

// count follows the numbers of CSeq, which rise by one at each end (RFC 3261, section 12.2.1.1): a number that was skipped is a
// message that was missed, unless it comes a little later.
func (o *Observer) count(c *call, l *leg, by end, m *Message, s stamp) {
	was := l.cseq[by]
	switch {
	case m.CSeq == was:
		o.seen.Repeated = true
		return
	case m.CSeq < was:
		if l.holes[by] > 0 {
			l.holes[by]--
		}
	case was != 0 && m.CSeq > was+1 && (by == callee || len(c.legs) == 1): // many count all dialogs of a forked call as one
		if l.holes == [2]int{} {
			l.holeAt = s.received
		}
		l.holes[by] += int(min(m.CSeq-was-1, 1000))
	}
	l.cseq[by] = max(was, m.CSeq)
	if len(l.asked) < mostChanges {
		l.asked[m.CSeq<<1|uint32(by)] = s
	}
}

// answer takes in a response within a dialog to anything but INVITE.
func (o *Observer) answer(c *call, m *Message, p Packet, s stamp) {
	by, tag, ok := c.endOf(m)
	if !ok || m.Status < 200 {
		return
	}
	l := c.legs[tag]
	if l == nil {
		return
	}
	key := m.CSeq<<1 | uint32(by)
	if asked, ok := l.asked[key]; ok {
		delete(l.asked, key)
		l.measure(s.at.Sub(asked.at))
	}
	switch m.Method {
	case "BYE":
		// It may come before the BYE itself, which it proves to have been sent.
		if b := &l.bye[by]; !b.done && !again(m.Status) {
			b.done, b.doneAt = true, s
			o.hangUp(c, l, p.Received)
		}
	case "UPDATE":
		if !o.changed(c, m, s) {
			o.wait(c, m, p, s)
		}
	case "REFER":
		if r := l.refer; r != nil && r.cseq == m.CSeq && m.Status >= 300 && !again(m.Status) {
			o.failed(r, m.Status, s)
		}
	}
}

// change takes in a re-INVITE or UPDATE; it becomes true when it is accepted.
func (o *Observer) change(c *call, l *leg, by end, m *Message, s stamp) {
	same := func(x change) bool { return x.by == by && x.cseq == m.CSeq }
	if slices.ContainsFunc(l.changes, same) {
		return
	}
	if len(l.changes) >= mostChanges {
		l.changes = slices.Delete(l.changes, 0, 1)
	}
	l.changes = append(l.changes, change{by, m.Method, m.CSeq, s, m.Media, m.Identity.User})
	if len(c.orphans) > 0 {
		o.replay(c)
	}
}

// changed takes in the response to a change; false: no change is known that it could be for.
func (o *Observer) changed(c *call, m *Message, s stamp) bool {
	by, tag, ok := c.endOf(m)
	if !ok || c.legs[tag] == nil {
		return false
	}
	l := c.legs[tag]
	at := slices.IndexFunc(l.changes, func(x change) bool { return x.by == by && x.cseq == m.CSeq && x.method == m.Method })
	if at < 0 {
		return m.CSeq <= l.cseq[by] && l.cseq[by] != 0 // answered before
	}
	if m.Status < 200 {
		return true
	}
	x := l.changes[at]
	l.changes = slices.Delete(l.changes, at, at+1)
	if m.Status >= 300 {
		return true
	}
	l.expires, l.refreshed = time.Duration(m.Expires)*time.Second, s // the response decides (RFC 4028, section 9)
	o.apply(c, l, x)
	return true
}

// apply tells what a change was: put on hold, taken back, or somebody else who speaks now. It happened when it was asked for.
func (o *Observer) apply(c *call, l *leg, x change) {
	detail := fmt.Sprint(x.by, x.cseq)
	side := o.side(c, l, x.by)
	if x.media.Known && x.media.Held != l.held[x.by] {
		k := channel.Resumed
		if l.held[x.by] = x.media.Held; x.media.Held {
			k = channel.Held
		}
		if !l.answered.received.IsZero() { // before, nobody speaks who could be kept waiting
			o.tell(c, l, k, detail, x.seen, func(t *channel.Sight) {
				t.Side = side
				t.From, t.To = ends(c, l, x.by)
			})
		}
	}
	moved := x.media.Where != "" && !x.media.Held && l.where[x.by] != "" && x.media.Where != l.where[x.by]
	if x.media.Where != "" && !x.media.Held {
		l.where[x.by] = x.media.Where
	}
	renamed := x.identity != "" && x.identity != l.identity[x.by]
	if renamed {
		l.identity[x.by] = x.identity
		if x.by == callee {
			l.user = x.identity
		}
	}
	if renamed || moved {
		o.tell(c, l, channel.PartyChanged, detail, x.seen, func(t *channel.Sight) {
			t.Side, t.Estimated = side, !renamed
			if t.Cause = "identity"; !renamed {
				t.Cause = "media" // the same party may have moved to another machine
			} else if x.by == offerer {
				t.From = x.identity
			}
		})
	}
}
