package sip

import (
	"time"

	"jikim/internal/channel"
)

// pass lets happen what happens by itself up to now.
func (o *Observer) pass(now time.Time) {
	for len(o.due) > 0 && !o.due[0].due.After(now) {
		c := o.due[0]
		at := c.due
		if o.tick(c, at) {
			continue // forgotten
		}
		o.keep(c)
		if !c.due.After(at) {
			c.due = at.Add(time.Second) // something is due that could not be done: not again at once
			o.fix(c)
		}
	}
}

// tick lets happen what is due of one call at an instant, and says whether it was forgotten.
func (o *Observer) tick(c *call, at time.Time) (gone bool) {
	if len(c.orphans) > 0 && !at.Before(c.orphaned.Add(reorder)) {
		o.abandonOrphans(c)
	}
	for _, l := range c.legs {
		if l.holes != [2]int{} && !l.holeAt.IsZero() && !at.Before(l.holeAt.Add(reorder)) {
			o.gap("cseq", l.holeAt, at)
			l.holeAt = time.Time{}
		}
		o.hangUp(c, l, at)
		o.settle(c, l, at)
	}
	if !c.over.IsZero() && !at.Before(c.over.Add(patience)) {
		o.forget(c)
		return true
	}
	o.outcome(c, at)
	o.silent(c, at)
	return false
}

// abandonOrphans gives up waiting: what should have come before was missed. Hang-ups are told all the same.
func (o *Observer) abandonOrphans(c *call) {
	waited := c.orphans
	c.orphans = nil
	for _, w := range waited {
		switch {
		case w.m.Method == "BYE" && w.m.Request() && c.tag == "":
			c.tag = w.m.From.Tag
			o.midway(c, w)
		case w.m.Method == "INVITE" && w.m.Status >= 200 && w.m.Status < 300:
			o.gap("answer_without_offer", w.seen.received, w.seen.received)
		default:
			o.gap("request_unseen", w.seen.received, w.seen.received)
		}
	}
	if len(c.legs) == 0 && len(c.invites) == 0 && c.over.IsZero() {
		c.over = c.last
	}
}

// midway begins a leg of which only the end is seen, after a restart for example. Whose telephone is at which end is told by
// the addresses; what happened before is not known, a transfer above all, so that nobody is said to have hung up first.
func (o *Observer) midway(c *call, w orphan) {
	l := c.leg(w.m.To.Tag)
	if l == nil {
		return
	}
	l.missed = true
	c.answered = true
	c.kind, l.kind = o.kindOf(w.p.From.Addr()), o.kindOf(w.p.To.Addr())
	o.bye(c, l, offerer, w.m, w.seen)
}

// silent ends what nothing is heard of any more.
func (o *Observer) silent(c *call, at time.Time) {
	if !c.over.IsZero() {
		return
	}
	if !c.answered {
		if !at.Before(c.last.Add(unanswered)) {
			c.over = at
			if len(c.invites) > 0 && !c.decided {
				c.decided = true
				o.tell(c, nil, channel.Ended, "", stamp{at, at, channel.Arrival}, func(t *channel.Sight) {
					t.Side, t.Cause, t.Estimated = channel.NobodySide, "silence", true
				})
			}
		}
		return
	}
	for _, l := range c.legs {
		if l.ended || l.answered.received.IsZero() && !l.missed && !l.acked {
			continue
		}
		if until, cause := o.lives(c, l); !at.Before(until) {
			o.lost(c, l, at, cause)
		}
	}
	o.rest(c, at)
}

// lives returns until when a leg is believed in without a message, and why no longer.
func (o *Observer) lives(c *call, l *leg) (until time.Time, cause string) {
	until, cause = c.last.Add(o.set.Longest), "silence"
	if l.expires > 0 {
		if t := l.refreshed.received.Add(l.expires + patience); t.Before(until) {
			until, cause = t, "timer"
		}
	}
	return until, cause
}

// transferring says that a transfer of the call is still under way, whose telling outlives the leg.
func (o *Observer) transferring(c *call, at time.Time) bool {
	for _, l := range c.legs {
		if r := l.refer; r != nil && !r.done && !r.failed && at.Before(r.seen.received.Add(asked)) {
			return true
		}
	}
	return false
}

// dueOf returns when something of a call is due next.
func (o *Observer) dueOf(c *call) time.Time {
	if !c.over.IsZero() {
		return c.over.Add(patience)
	}
	next := c.last.Add(unanswered)
	if c.answered {
		next = c.last.Add(o.set.Longest)
	}
	sooner := func(t time.Time) {
		if t.Before(next) {
			next = t
		}
	}
	if len(c.orphans) > 0 {
		sooner(c.orphaned.Add(reorder))
	}
	for _, i := range c.invites {
		switch {
		case c.answered || c.decided:
		case i.final != 0 && !again(i.final):
			sooner(i.ended.received.Add(reorder))
			if t := i.ended.received.Add(settling); i.uncalled() && t.After(c.last) {
				sooner(t)
			}
		case !i.cancel.received.IsZero():
			sooner(i.cancel.received.Add(patience))
		}
	}
	for _, l := range c.legs {
		switch {
		case l.ended:
			if r := l.refer; r != nil && !r.done && !r.failed {
				sooner(r.seen.received.Add(asked))
			}
			continue
		case !l.byeAt.IsZero() && !l.decided:
			sooner(l.byeAt.Add(l.window()))
			if at, done := l.settled(); done && at.After(c.last) {
				sooner(at)
			}
		case !l.byeAt.IsZero():
			sooner(l.byeAt.Add(patience))
		case !l.answered.received.IsZero() || l.acked:
			until, _ := o.lives(c, l)
			sooner(until)
		}
		if !l.holeAt.IsZero() {
			sooner(l.holeAt.Add(reorder))
		}
	}
	return next
}
