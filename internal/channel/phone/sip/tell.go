package sip

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"jikim/internal/channel"
)

// longest is how many digits the number of a telephone within the office has at most. It tells apart who calls from outside
// when an exchange stands between and only the leg of the telephone is seen.
const longest = 6

// tell says once that something was seen. detail makes it differ from others of its kind on the leg.
func (o *Observer) tell(c *call, l *leg, k channel.SightKind, detail string, s stamp, more func(*channel.Sight)) {
	name := c.id + ";" + c.tag
	to := c.called
	if l != nil {
		name, to = l.name, l.user
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{string(k), name, detail}, "\x00")))
	id := base64.RawURLEncoding.EncodeToString(sum[:18])
	if _, known := c.told[id]; known {
		return
	}
	if len(c.told) >= mostTold {
		o.gap("too_much", s.received, s.received)
		return
	}
	c.told[id] = struct{}{}
	t := channel.Sight{
		Source: o.set.Source, ID: id, Kind: k, At: s.at, Received: s.received, Clock: s.clock, Call: c.id, Leg: name,
		Same: c.same, Way: o.way(c, l), From: c.number, To: to,
	}
	if more != nil {
		more(&t)
	}
	o.seen.Sights = append(o.seen.Sights, t)
}

// way is which way a call goes, as far as one leg tells; empty: it does not.
func (o *Observer) way(c *call, l *leg) channel.CallWay {
	if l != nil && l.missed {
		return "" // who of the two had called was not seen
	}
	called := calledKind(o, c, l)
	switch {
	case c.kind == trunk:
		return channel.Inward
	case called == trunk:
		return channel.Outward
	case c.kind == phone && called == phone:
		return channel.Internal
	case called == phone:
		if n := digits(c.number); n == 0 || n > longest {
			return channel.Inward
		}
		return channel.Internal
	case c.kind == phone:
		if digits(c.called) > longest {
			return channel.Outward
		}
		return channel.Internal
	}
	return ""
}

// calledKind is whose telephone was called. Before a leg is known it is that of the first INVITE that reached one.
func calledKind(o *Observer, c *call, l *leg) kind {
	if l != nil && l.kind != other {
		return l.kind
	}
	found := other
	for _, i := range c.invites {
		if k := o.kindOf(i.to); k == phone {
			return phone
		} else if k == trunk {
			found = trunk
		}
	}
	return found
}

// ends returns the numbers of who does something on a leg, and of the other end.
func ends(c *call, l *leg, by end) (from, to string) {
	if by == callee {
		return l.user, c.number
	}
	return c.number, l.user
}

func digits(s string) int {
	n := 0
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// side is who an end of a dialog is: the office is where its telephone is, or opposite of the line to the outside.
func (o *Observer) side(c *call, l *leg, e end) channel.CallSide {
	called := calledKind(o, c, l)
	officer := callee
	switch {
	case c.kind == trunk:
	case called == trunk, c.kind == phone && called != phone:
		officer = offerer
	}
	if e == officer {
		return channel.OfficerSide
	}
	return channel.CallerSide
}

// endOf finds which end sent a request, or was answered, by its From tag; false: its leg cannot be told.
func (c *call) endOf(m *Message) (e end, tag string, ok bool) {
	if m.From.Tag == "" || m.To.Tag == "" {
		return 0, "", false
	}
	switch c.tag {
	case m.From.Tag:
		return offerer, m.To.Tag, true
	case m.To.Tag:
		return callee, m.From.Tag, true
	}
	return 0, "", false
}

// leg returns the dialog with a tag of the callee, and begins it when it is new; nil: there are too many.
func (c *call) leg(tag string) *leg {
	l := c.legs[tag]
	if l == nil {
		if len(c.legs) >= mostLegs {
			return nil
		}
		l = &leg{name: c.id + ";" + min(c.tag, tag) + ";" + max(c.tag, tag), tag: tag, user: c.called, asked: map[uint32]stamp{}}
		l.identity[offerer], l.where[offerer], l.cseq[offerer] = c.identity, c.where, c.expected
		c.legs[tag] = l
	}
	return l
}
