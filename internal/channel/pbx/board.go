package pbx

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
)

// board follows the legs of calls in an exchange of which channels are told, and makes sights of what happens to them. A leg is one
// channel: to a telephone, whose extension is in its name, or to the outside, when its name begins as one of the trunks does.
type board struct {
	trunks []string
	put    func(channel.Sight)
	legs   map[string]*leg
	talks  map[string]*talk
	lost   func() // more legs than can be: the oldest are forgotten
}

// mostLegs bounds the legs that are followed: an office has some dozens.
const mostLegs = 5000

// leg is one channel.
type leg struct {
	id, name        string
	talk            *talk
	trunk           bool
	number, dialled string // of who calls by it, and what he dialled
	ext             string // of a telephone
	up, asked       bool   // answered; its far end asked to hang up
	consult         bool   // by it an officer asks a colleague
	made            time.Time
}

// talk is a call: the legs that belong together.
type talk struct {
	id        string
	way       channel.CallWay
	from, to  string
	legs      int
	answered  bool // by a person
	taken     bool // by a queue or a machine
	handed    bool // a transfer goes on
	ended     bool
	hungUp    bool           // somebody hung up first
	pending   *channel.Sight // an officer's leg asked to end: a hang-up if the caller's goes with it, else he has handed the call on
	pendingAt time.Time
}

// together is within what time the caller's leg ends after the officer's when the officer has hung up.
const together = 2 * time.Second

// stamp is when something happened, and how we know.
type stamp struct {
	at, received time.Time
	clock        channel.ClockQuality
	precision    time.Duration
}

func newBoard(trunks []string, put func(channel.Sight), lost func()) *board {
	b := &board{trunks: trunks, put: put, lost: lost}
	b.reset()
	return b
}

// reset forgets everything: a connection begins anew.
func (b *board) reset() { b.legs, b.talks = map[string]*leg{}, map[string]*talk{} }

// sight tells a sight of a talk, and made makes it. Its identifier is the same only when it is told at the same instant of the same leg: exchanges tell
// things once.
func (b *board) sight(kind channel.SightKind, l *leg, w stamp, change ...func(*channel.Sight)) {
	b.put(b.made(kind, l, w, change...))
}

func (b *board) made(kind channel.SightKind, l *leg, w stamp, change ...func(*channel.Sight)) channel.Sight {
	when := w.at
	if when.IsZero() {
		when = w.received
	}
	s := channel.Sight{ID: l.id + " " + string(kind) + " " + strconv.FormatInt(when.UnixMicro(), 36), Kind: kind, At: w.at, Received: w.received,
		Clock: w.clock, Precision: w.precision, Call: l.talk.id, Leg: l.id, Way: l.talk.way, From: l.talk.from, To: l.talk.to}
	for _, c := range change {
		c(&s)
	}
	return s
}

func toward(number string) func(*channel.Sight) {
	return func(s *channel.Sight) {
		if number != "" {
			s.To = number
		}
	}
}

func outOf(number string) func(*channel.Sight) {
	return func(s *channel.Sight) {
		if number != "" {
			s.From = number
		}
	}
}

// arrive takes a new channel. call is the exchange's name for the whole call; empty: the leg begins one, until it is dialled by another.
func (b *board) arrive(w stamp, id, call, name, number, dialled string) *leg {
	if l := b.legs[id]; l != nil {
		return l
	}
	l := b.add(w, id, call, name, number, dialled)
	if l == nil || l.talk.legs > 1 {
		return l
	}
	if l.trunk && dialled != "" { // somebody outside dials
		l.talk.way, l.talk.from, l.talk.to = channel.Inward, number, dialled
		b.sight(channel.Offered, l, w)
	}
	return l
}

// add makes a leg of its talk.
func (b *board) add(w stamp, id, call, name, number, dialled string) *leg {
	if len(b.legs) >= mostLegs {
		b.reset()
		b.lost()
	}
	if id == "" {
		return nil
	}
	if call == "" {
		call = id
	}
	t := b.talks[call]
	if t == nil {
		t = &talk{id: call}
		b.talks[call] = t
	}
	l := &leg{id: id, name: name, talk: t, number: number, dialled: dialled, made: w.received, trunk: b.outside(name)}
	if !l.trunk {
		l.ext = extensionOf(name)
	}
	t.legs++
	b.legs[id] = l
	return l
}

func (b *board) outside(name string) bool {
	for _, t := range b.trunks {
		if strings.HasPrefix(name, t) {
			return true
		}
	}
	return false
}

// extensionOf returns the telephone in the name of a channel: PJSIP/1043-0000002a, sofia/internal/1043@10.0.0.1. Empty when the name has
// none, as those of channels within the exchange.
func extensionOf(name string) string {
	if strings.HasPrefix(name, "Local/") || strings.HasPrefix(name, "loopback/") {
		return ""
	}
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return ""
	}
	ext := name[i+1:]
	if k := strings.IndexByte(ext, '@'); k >= 0 {
		ext = ext[:k]
	} else if k := strings.LastIndexByte(ext, '-'); k >= 0 {
		ext = ext[:k]
	}
	if ext == "" || len(ext) > 8 || strings.Trim(ext, "0123456789") != "" {
		return ""
	}
	return ext
}

// dial tells that one leg calls another.
func (b *board) dial(w stamp, from, to *leg, dialled string) {
	if to == nil {
		return
	}
	if from != nil && to.talk != from.talk && to.talk.legs == 1 {
		delete(b.talks, to.talk.id)
		to.talk = from.talk
		to.talk.legs++
	}
	t := to.talk
	switch {
	case t.way != "" || from == nil:
	case to.trunk && !from.trunk:
		t.way, t.from, t.to = channel.Outward, from.ext, firstOf(from.dialled, dialled)
		b.sight(channel.Offered, to, w)
		return
	case !to.trunk && !from.trunk:
		t.way, t.from, t.to = channel.Internal, from.ext, firstOf(to.ext, from.dialled)
		if b.busy(from) {
			to.consult = true
			b.sight(channel.ConsultOffered, to, w)
		}
		return
	case from.trunk:
		t.way, t.from, t.to = channel.Inward, from.number, from.dialled
	}
	if t.way == channel.Inward && !to.trunk && !t.handed {
		b.sight(channel.Offered, to, w, toward(to.ext))
	}
}

// busy tells whether the telephone of a leg speaks to somebody outside by another leg: what it dials now is a consultation.
func (b *board) busy(l *leg) bool {
	for _, other := range b.legs {
		if other != l && other.ext != "" && other.ext == l.ext && other.up && other.talk.way == channel.Inward {
			return true
		}
	}
	return false
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// ring tells that a leg rings.
func (b *board) ring(w stamp, l *leg) {
	switch {
	case l == nil || l.up:
	case l.consult:
	case l.talk.way == channel.Outward && l.trunk:
		b.sight(channel.Ringing, l, w)
	case l.talk.handed && !l.trunk:
		b.sight(channel.TransferRinging, l, w, toward(l.ext))
	case !l.trunk && l.talk.way != channel.Outward:
		b.sight(channel.Ringing, l, w, toward(l.ext))
	}
}

// answer tells that whoever is at the other end of a leg has answered.
func (b *board) answer(w stamp, l *leg) {
	if l == nil || l.up {
		return
	}
	l.up = true
	t := l.talk
	switch {
	case l.consult:
		b.sight(channel.ConsultAnswered, l, w)
	case t.way == channel.Outward && l.trunk:
		b.sight(channel.Answered, l, w, func(s *channel.Sight) { s.By = channel.BySomebody })
	case l.trunk && t.handed: // the colleague is outside
		t.handed = false
		b.sight(channel.TransferAnswered, l, w)
	case l.trunk:
	case t.handed:
		t.handed = false
		b.sight(channel.TransferAnswered, l, w, toward(l.ext))
	case t.way == channel.Inward && l.ext != "":
		t.answered = true
		b.sight(channel.Answered, l, w, toward(l.ext), func(s *channel.Sight) { s.By = channel.ByPerson })
	}
}

// take tells that the exchange itself has taken a call from outside: a queue, or a machine that speaks.
func (b *board) take(w stamp, l *leg, by channel.Answerer) {
	if l == nil || l.talk.way != channel.Inward || l.talk.answered || l.talk.taken && by == channel.ByMachine {
		return
	}
	l.talk.taken = true
	b.sight(channel.Answered, l, w, func(s *channel.Sight) { s.By = by })
}

// hold and resume tell of the officer's leg.
func (b *board) hold(w stamp, l *leg, kind channel.SightKind) {
	if l != nil && l.talk.way == channel.Inward {
		b.sight(kind, l, w, func(s *channel.Sight) { s.From = l.ext })
	}
}

// blind tells that an officer has put the call through without a word.
func (b *board) blind(w stamp, l *leg, to string) {
	if l == nil || l.talk.way != channel.Inward {
		return
	}
	l.talk.handed = true
	b.sight(channel.TransferRequested, l, w, outOf(l.ext), toward(to), func(s *channel.Sight) { s.Leave = true })
}

// attended tells that an officer has joined the caller with the colleague whom he had called by another leg.
func (b *board) attended(w stamp, first, second, target *leg) {
	if first == nil || first.talk.way != channel.Inward {
		return
	}
	same := func(s *channel.Sight) {
		if second != nil && second.talk != first.talk {
			s.Same = append(s.Same, second.talk.id)
		}
	}
	to := ""
	if target != nil {
		to = firstOf(target.ext, target.dialled)
	}
	if to == "" && second != nil {
		to = second.talk.to
	}
	b.sight(channel.TransferRequested, first, w, outOf(first.ext), toward(to), same)
	if target != nil && target.up || second != nil && second.up {
		b.sight(channel.TransferAnswered, first, w, toward(to))
	} else {
		first.talk.handed = true
	}
	if target != nil && target.talk != first.talk { // from now on it is a leg of this call
		target.talk.legs--
		target.talk = first.talk
		target.consult = false
		first.talk.legs++
	}
}

// failed tells that a leg that was dialled came to nothing.
func (b *board) failed(w stamp, l *leg, cause string) {
	if l == nil || l.up || l.talk.way != channel.Inward || l.trunk && !l.talk.handed {
		return
	}
	kind := channel.Rejected
	if l.talk.handed {
		kind, l.talk.handed = channel.TransferFailed, false
	}
	b.sight(kind, l, w, toward(l.ext), func(s *channel.Sight) { s.Cause = cause })
}

// hangUp tells that the far end of a leg asked to hang up.
func (b *board) hangUp(w stamp, l *leg) {
	if l == nil || l.asked {
		return
	}
	l.asked = true
	t := l.talk
	if t.way != channel.Inward || !t.answered && !t.taken || l.consult {
		return
	}
	side := channel.OfficerSide
	switch {
	case l.trunk && l.number == t.from:
		side = channel.CallerSide
	case l.trunk, !l.up:
		return // of a colleague outside, or of a telephone that only rang
	}
	if side == channel.CallerSide {
		t.hungUp = true
		b.sight(channel.HungUp, l, w, func(s *channel.Sight) { s.Side = side })
		return
	}
	if t.hungUp {
		return
	}
	one := b.made(channel.HungUp, l, w, outOf(l.ext), func(s *channel.Sight) { s.Side = side })
	t.pending, t.pendingAt = &one, w.received
}

// gone tells that a leg is no more, with the Q.850 cause; 0: not told.
func (b *board) gone(w stamp, l *leg, code int) {
	if l == nil || b.legs[l.id] != l {
		return
	}
	delete(b.legs, l.id)
	t := l.talk
	t.legs--
	if t.way == channel.Inward && l.trunk && l.number == t.from && !t.ended { // the caller's own leg
		t.ended = true
		if p := t.pending; p != nil && w.received.Sub(t.pendingAt) <= together {
			t.hungUp = true
			b.put(*p)
		}
		switch {
		case t.answered:
			if !t.hungUp && code != 0 && code != normalClearing {
				b.sight(channel.HungUp, l, w, func(s *channel.Sight) { s.Side, s.Code = channel.NobodySide, code })
			}
		case l.asked:
			b.sight(channel.Abandoned, l, w, func(s *channel.Sight) { s.Code = code })
		default:
			b.sight(channel.Rejected, l, w, func(s *channel.Sight) { s.Code, s.Cause = code, causeOf(code) })
		}
		b.sight(channel.Ended, l, w, func(s *channel.Sight) { s.Code = code })
	}
	if t.legs <= 0 {
		delete(b.talks, t.id)
		if !t.ended && t.way != "" {
			t.ended = true
			b.sight(channel.Ended, l, w, func(s *channel.Sight) { s.Code = code })
		}
	}
}

const normalClearing = 16 // Q.850

// causeOf words a Q.850 cause.
func causeOf(code int) string {
	switch code {
	case 17:
		return "busy"
	case 18, 19:
		return "no_answer"
	case 21:
		return "declined"
	case 0, 16:
		return ""
	}
	return "failed"
}
