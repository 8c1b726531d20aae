package sip

import "jikim/internal/channel"

// consults looks for the one call that the officer at a telephone keeps on hold while calling a colleague. With none or several
// nothing is said: it could be any other call of his.
func (o *Observer) consults(c *call, m *Message, i *invite, s stamp) {
	var about *call
	var on *leg
	for e := o.talking.Back(); e != nil; e = e.Prev() {
		w := e.Value.(*call)
		for _, l := range w.legs {
			at, held := o.holder(w, l)
			if !held || at != m.From.User || w == c || !w.phoneAt(o, i) {
				continue
			}
			if about != nil {
				return
			}
			about, on = w, l
		}
	}
	if about == nil {
		return
	}
	c.consult = on
	c.about = about
	o.tell(about, on, channel.ConsultOffered, c.id, s, func(t *channel.Sight) {
		t.From, t.To, t.Side = m.From.User, m.User, channel.OfficerSide
		t.Same = append(t.Same[:len(t.Same):len(t.Same)], c.id)
	})
}

// holder returns the number of the officer who keeps the other end of a leg on hold.
func (o *Observer) holder(c *call, l *leg) (number string, held bool) {
	if !l.byeAt.IsZero() {
		return "", false
	}
	for e := range l.held {
		if l.held[e] && o.side(c, l, end(e)) == channel.OfficerSide {
			if end(e) == callee {
				return l.user, true
			}
			return c.number, true
		}
	}
	return "", false
}

// phoneAt says that a call has touched the telephone that an INVITE comes from.
func (c *call) phoneAt(o *Observer, i *invite) bool {
	for _, was := range c.invites {
		if was.to == i.from || was.from == i.from {
			return true
		}
	}
	return false
}

// consulted tells that the colleague has answered.
func (o *Observer) consulted(c *call, s stamp) {
	if c.about == nil || o.calls[c.about.key] != c.about {
		return
	}
	o.tell(c.about, c.consult, channel.ConsultAnswered, c.id, s, func(t *channel.Sight) {
		t.From, t.To, t.Side = c.number, c.called, channel.OfficerSide
		t.Same = append(t.Same[:len(t.Same):len(t.Same)], c.id)
	})
}
