package sip

import (
	"strconv"
	"time"

	"jikim/internal/channel"
)

// bye takes in a BYE. Its meaning waits for the answer, which the other end gives only when it has not hung up itself.
func (o *Observer) bye(c *call, l *leg, by end, m *Message, s stamp) {
	b := &l.bye[by]
	if b.sent() {
		o.seen.Repeated = true
		return
	}
	b.seen, b.reason = s, m.Reason
	if l.byeAt.IsZero() {
		l.byeAt = s.received
	}
	if l.answered.received.IsZero() && by == offerer && !c.answered {
		// A caller may give up by BYE as well, before an answer (section 15).
		for _, i := range c.invites {
			if i.cancel.received.IsZero() {
				i.cancel, i.reason = s, m.Reason
			}
		}
	}
	if l.decided && l.bye[by.opposite()].sent() {
		o.both(c, l)
	}
	o.hangUp(c, l, s.received)
}

// window is how near two BYEs must be to have no order.
func (l *leg) window() time.Duration { return max(least, l.trip) }

// both tells of a second BYE after the first was told: they have crossed.
func (o *Observer) both(c *call, l *leg) {
	if _, clear := l.first(); !clear && c.about == nil && !o.handedOver(c, l) {
		o.tell(c, l, channel.HungUp, "both", l.bye[offerer].seen, func(t *channel.Sight) {
			t.Side, t.Cause = channel.Undetermined, "normal"
		})
	}
}

// first returns the end that hung up first; not clear: both did within a round trip, or their times and their coming contradict
// each other.
func (l *leg) first() (by end, clear bool) {
	a, z := &l.bye[offerer], &l.bye[callee]
	switch {
	case !z.sent():
		return offerer, true
	case !a.sent():
		return callee, true
	}
	told := z.seen.at.Sub(a.seen.at)
	came := z.seen.received.Sub(a.seen.received)
	if a.seen.clock == channel.Arrival || z.seen.clock == channel.Arrival {
		told = came
	}
	switch {
	case told.Abs() <= l.window() || told > 0 != (came > 0):
		return 0, false
	case told > 0:
		return offerer, true
	}
	return callee, true
}

// hangUp decides on the BYEs of a leg, if it can be decided now.
func (o *Observer) hangUp(c *call, l *leg, now time.Time) {
	if l.byeAt.IsZero() {
		return
	}
	settled, done := l.settled()
	// The answer to a BYE shows that the other end had sent none. Where messages are missing they may still come.
	sure := done && !now.Before(settled) && !l.answered.received.IsZero() && l.holes == [2]int{}
	if !l.decided && (sure || !now.Before(l.byeAt.Add(l.window()))) {
		l.decided = true
		o.decide(c, l)
	}
	if l.decided && !l.ended && (done || !now.Before(l.byeAt.Add(patience))) {
		o.end(c, l, now)
	}
}

// settled returns when the answer to a BYE can be relied on: at once where the kernel stamps what passes, else a moment later.
func (l *leg) settled() (at time.Time, done bool) {
	for i := range l.bye {
		b := &l.bye[i]
		if !b.done {
			continue
		}
		t := b.doneAt.received
		if b.doneAt.clock != channel.Captured {
			t = t.Add(settling)
		}
		if !done || t.Before(at) {
			at, done = t, true
		}
	}
	return at, done
}

func (o *Observer) decide(c *call, l *leg) {
	if l.answered.received.IsZero() {
		if !l.missed && !l.acked && !l.proven() {
			return // it was given up before an answer, which the outcome of the INVITE tells
		}
		o.gap("no_answer_seen", l.byeAt, l.byeAt)
	}
	if o.handedOver(c, l) || c.about != nil {
		return
	}
	by, clear := l.first()
	if !clear {
		o.tell(c, l, channel.HungUp, "", earlier(&l.bye[offerer], &l.bye[callee]).seen, func(t *channel.Sight) {
			t.Side, t.Cause = channel.Undetermined, "normal"
		})
		return
	}
	b := &l.bye[by]
	o.tell(c, l, channel.HungUp, "", b.seen, func(t *channel.Sight) {
		t.From, t.To = ends(c, l, by)
		t.Side, t.Cause, t.Code = o.side(c, l, by), "normal", b.reason.Q850
		switch {
		case b.reason.nobody():
			t.Side, t.Cause = channel.NobodySide, "failed"
			if b.reason.Timer || b.reason.Q850 == 102 || b.reason.SIP == 408 {
				t.Cause = "timer"
			}
		case l.ranOut(b.seen):
			t.Side, t.Cause = channel.NobodySide, "timer"
		case l.missed || l.holes[by] > 0, o.set.Analogue && t.Side == channel.OfficerSide:
			t.Side = channel.Undetermined
		}
	})
}

// proven says that a BYE of who was called stands for an answer that was not seen: before one he could not send it.
func (l *leg) proven() bool { return l.bye[callee].sent() }

func earlier(a, z *bye) *bye {
	if z.seen.received.Before(a.seen.received) {
		return z
	}
	return a
}

// nobody says that a BYE was sent for a reason that is no person's: a timer, a broken line (RFC 3326, Q.850).
func (r Reason) nobody() bool {
	switch r.Q850 {
	case 27, 38, 41, 42, 47, 102, 111, 127:
		return true
	}
	return r.Timer || r.SIP == 408 || r.SIP == 481 || r.SIP >= 500 && r.SIP < 600
}

// ranOut says that a BYE came when the session had not been refreshed in time: the end that waits for it then ends the
// session, the lesser of 32 s and a third of the interval before it runs out (RFC 4028, section 10).
func (l *leg) ranOut(s stamp) bool {
	return l.expires > 0 && s.at.Sub(l.refreshed.at) >= l.expires-min(32*time.Second, l.expires/3)-time.Second
}

// end tells that nothing is left of a leg.
func (o *Observer) end(c *call, l *leg, now time.Time) {
	l.ended = true
	s, guessed := stamp{now, now, channel.Arrival}, true
	for i := range l.bye {
		if b := &l.bye[i]; b.done {
			s, guessed = b.doneAt, false
		}
	}
	if o.handedOver(c, l) {
		l.owing = &s
		o.settle(c, l, now)
		return
	}
	if c.about != nil {
		return // a question to a colleague: the conversation is another one
	}
	o.tell(c, l, channel.Ended, "", s, func(t *channel.Sight) { t.Estimated, t.Cause = guessed, "normal" })
}

// settle tells the end of a leg that was handed over, if the conversation goes on nowhere where we see it; else its end will
// be that of the call that took its place.
func (o *Observer) settle(c *call, l *leg, now time.Time) {
	if l == nil || l.owing == nil {
		return
	}
	r := l.refer
	switch {
	case c.about != nil, c.replaced, c.namedBy != nil, r != nil && r.made:
		l.owing = nil
	case r == nil || r.done || r.failed || !now.Before(r.seen.received.Add(asked)):
		o.tell(c, l, channel.Ended, "", *l.owing, func(t *channel.Sight) { t.Cause = "transferred" })
		l.owing = nil
	}
}

// rest notes that a call is over: none of its legs goes on, and no transfer of it either.
func (o *Observer) rest(c *call, now time.Time) {
	if !c.answered || !c.over.IsZero() || o.transferring(c, now) {
		return
	}
	for _, l := range c.legs {
		if !l.ended && (l.missed || l.acked || !l.answered.received.IsZero()) {
			return
		}
	}
	if len(c.legs) > 0 {
		c.over = now
	}
}

// lost tells that a call is gone without a BYE: its session ran out, or nothing was heard of it for too long.
func (o *Observer) lost(c *call, l *leg, now time.Time, cause string) {
	l.ended = true
	o.tell(c, l, channel.Ended, "", stamp{now, now, channel.Arrival}, func(t *channel.Sight) {
		t.Side, t.Cause, t.Estimated = channel.NobodySide, cause, true
	})
}

func referName(cseq uint32) string { return strconv.FormatUint(uint64(cseq), 10) }
