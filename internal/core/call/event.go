package call

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"jikim/internal/core/fact"
)

// Event is one fact of a conversation.
type Event struct {
	// Key names it within the conversation, the same however much is learned later: "answered person", "held 0".
	Key       string
	Kind      fact.Kind
	At        time.Time
	Precision time.Duration
	Via       fact.Via
	Own       string // telephone of the office that it concerns; empty: not known
	Data      fact.Data
}

// Reasons of Data "unseen": what no source of the conversation sees, so that a promise which needs it is unproven.
const (
	UnseenRing     = "ring"     // when the bell of the telephone began
	UnseenPerson   = "person"   // whether a person answered
	UnseenHook     = "hook"     // when the officer's handset went down
	UnseenOrder    = "order"    // who hung up first
	UnseenTransfer = "transfer" // when the colleague answered
	UnseenSummary  = "summary"  // what the colleague was told
)

const (
	// oneHappening is within what time two sights of a kind are the same happening.
	oneHappening = 2 * time.Second
	// bell is how coarse a bell is that follows from something else: one ring with its pause.
	bell = 3 * time.Second
	// roundTrip is how far two times of one ending may lie apart and the order of them not be known.
	roundTrip = 200 * time.Millisecond
)

// Events returns the facts of a conversation with somebody outside, by key. Without such there are none, and of one from the
// office there is one, the attempt to reach him.
func (c *Contact) Events() []Event {
	r := &reading{c: c}
	switch c.Way {
	case Inward:
		r.inward()
	case Outward:
		r.outward()
	}
	slices.SortFunc(r.out, func(a, b Event) int { return cmp.Compare(a.Key, b.Key) })
	return r.out
}

// reading reads one conversation.
type reading struct {
	c   *Contact
	out []Event
}

// of returns the sights of a kind that pass, the earliest first.
func (r *reading) of(kind Kind, pass func(*Sight) bool) []*Sight {
	var out []*Sight
	for _, s := range r.c.Sights {
		if s.Kind == kind && (pass == nil || pass(s)) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, earlier)
	return out
}

// sees tells whether the source of a sight can prove something.
func (s *Sight) sees(p Power) bool { return slices.Contains(s.Powers, p) }

// can tells whether any source of the conversation can.
func (r *reading) can(p Power) bool {
	return slices.ContainsFunc(r.c.Sights, func(s *Sight) bool { return s.sees(p) })
}

// first returns, of the sights within one happening from the earliest on, the one whose time is the best.
func first(sights []*Sight) *Sight {
	if len(sights) == 0 {
		return nil
	}
	best := sights[0]
	for _, s := range sights[1:] {
		if s.Time().Sub(sights[0].Time()) <= oneHappening && better(s, best) < 0 {
			best = s
		}
	}
	return best
}

// happenings parts sights, the earliest first, into those of one happening each.
func happenings(sights []*Sight) [][]*Sight {
	var out [][]*Sight
	for _, s := range sights {
		if n := len(out); n > 0 && s.Time().Sub(out[n-1][0].Time()) <= oneHappening {
			out[n-1] = append(out[n-1], s)
		} else {
			out = append(out, []*Sight{s})
		}
	}
	return out
}

// add records an event at the time of a sight.
func (r *reading) add(key string, kind fact.Kind, s *Sight, own string, data fact.Data) {
	via := fact.ViaPBX
	if s.clock() == Captured {
		via = fact.ViaSIP
	}
	data = append(data, fact.With("source", s.Source, "clock", string(s.clock()))...)
	r.out = append(r.out, Event{Key: key, Kind: kind, At: s.Time(), Precision: s.Precision, Via: via, Own: own, Data: data})
}

// last is the event that was added last.
func (r *reading) last() *Event { return &r.out[len(r.out)-1] }

func numbered(name string, n int) string { return name + " " + strconv.Itoa(n) }

// inward reads a call of somebody outside.
func (r *reading) inward() {
	person, somebody := r.answers()
	r.ringing(person)
	r.holds()
	r.transfers()
	r.diversions()
	over := r.over(person != nil || somebody != nil)
	if person == nil && somebody == nil {
		if over != nil {
			r.missed(over)
		}
		return
	}
	r.hangUp(over)
}

// answers records who answered: a queue, a machine, and the person that counts. unknown is an answer of which it is not known whose
// it was, when no person's is.
func (r *reading) answers() (person, unknown *Sight) {
	all := r.of(Answered, nil)
	by := func(who Answerer) []*Sight {
		return slices.DeleteFunc(slices.Clone(all), func(s *Sight) bool { return s.answerer() != who })
	}
	for _, who := range []Answerer{ByQueue, ByMachine} {
		if s := first(by(who)); s != nil {
			r.add("answered "+string(who), fact.CallAnswered, s, s.To.own(), fact.With("by", string(who)))
		}
	}
	if told := by(ByPerson); len(told) > 0 {
		person = told[0]
		own := ""
		for _, s := range told {
			if own == "" {
				own = s.To.own()
			}
		}
		// Somebody's answer at the same time is the person's, and may have been timed better, unless a queue or machine took the call first.
		best := person
		for _, s := range append(told, by(BySomebody)...) {
			if s.Time().Sub(person.Time()).Abs() <= oneHappening && better(s, best) < 0 && !r.taken(s) {
				best = s
			}
		}
		r.add("answered person", fact.CallAnswered, best, own, fact.With("by", string(ByPerson)))
		return best, nil
	}
	somebody := by(BySomebody)
	somebody = slices.DeleteFunc(somebody, r.taken)
	if s := first(somebody); s != nil {
		r.add("answered somebody", fact.CallAnswered, s, s.To.own(), fact.With("by", string(BySomebody), "unseen", UnseenPerson))
		return nil, s
	}
	return nil, nil
}

// answerer is who answered, as far as the source can know.
func (s *Sight) answerer() Answerer {
	switch {
	case s.By == ByQueue, s.By == ByMachine:
		return s.By
	case s.By == ByPerson && s.sees(SeesPerson):
		return ByPerson
	}
	return BySomebody
}

// taken tells whether an answer that a trunk saw is that of a queue or machine which another source knows of.
func (r *reading) taken(s *Sight) bool {
	return slices.ContainsFunc(r.c.Sights, func(o *Sight) bool {
		return o.Kind == Answered && (o.answerer() == ByQueue || o.answerer() == ByMachine) && o.Time().Sub(s.Time()).Abs() <= oneHappening
	})
}

// ringing records the first bell, which forks and hunting do not begin anew.
func (r *reading) ringing(person *Sight) {
	surely := func(s *Sight) bool { return !s.Estimated && s.sees(SeesRing) }
	data := fact.Data{}
	if r.c.Number == "" {
		data = fact.With("withheld", true)
	}
	if r.c.Apart {
		data = append(data, fact.With("apart", "ambiguous")...)
	}
	if s := first(r.of(Ringing, surely)); s != nil {
		r.add("ringing", fact.CallRinging, s, r.rung(), data)
		return
	}
	estimates := append(r.of(Ringing, func(s *Sight) bool { return s.sees(SeesRing) }), r.of(EarlyMedia, func(s *Sight) bool { return s.sees(SeesRing) })...)
	slices.SortFunc(estimates, earlier)
	if s := first(estimates); s != nil {
		r.add("ringing", fact.CallRinging, s, r.rung(), append(data, fact.With("estimated", true)...))
		r.last().Precision = max(bell, s.Precision)
		return
	}
	// No bell was seen: it began somewhere between the call's coming and the answer.
	began := append(r.of(Ringing, nil), append(r.of(EarlyMedia, nil), r.of(Offered, nil)...)...)
	slices.SortFunc(began, earlier)
	s := first(began)
	if s == nil {
		return
	}
	if s.Kind == Offered && person == nil && r.over(false) == nil && len(r.of(Answered, nil)) == 0 {
		return // it will ring in a moment
	}
	r.add("ringing", fact.CallRinging, s, r.rung(), append(data, fact.With("estimated", true, "unseen", UnseenRing)...))
	r.last().Precision = max(bell, s.Precision)
	if person != nil {
		r.last().Precision = max(r.last().Precision, person.Time().Sub(s.Time())+person.Precision)
	}
}

// rung is the telephone that rings: the only one, or the first of several.
func (r *reading) rung() string {
	for _, s := range r.of(Ringing, nil) {
		if own := s.To.own(); own != "" {
			return own
		}
	}
	for _, s := range r.of(Offered, nil) {
		if own := s.To.own(); own != "" {
			return own
		}
	}
	return ""
}

func (r *reading) holds() {
	for n, h := range happenings(r.of(Held, nil)) {
		r.add(numbered("held", n), fact.CallHeld, first(h), first(h).From.own(), nil)
	}
	for n, h := range happenings(r.of(Resumed, nil)) {
		r.add(numbered("resumed", n), fact.CallResumed, first(h), first(h).From.own(), nil)
	}
}

func (r *reading) diversions() {
	for n, h := range happenings(r.of(Diverted, nil)) {
		to := ""
		if s := first(h); s.To.own() != "" {
			to = s.To.own()
		} else if s.To.outside() != "" {
			to = "outside"
		}
		data := fact.Data{}
		if to != "" {
			data = fact.With("to", to)
		}
		r.add(numbered("diverted", n), fact.CallDiverted, first(h), "", data)
	}
}

// outward records an attempt to reach somebody outside, when a source sees those.
func (r *reading) outward() {
	if !r.can(SeesOutward) || r.c.Number == "" {
		return
	}
	tries := append(r.of(Offered, nil), r.of(Ringing, nil)...)
	tries = append(tries, append(r.of(EarlyMedia, nil), r.of(Answered, nil)...)...)
	slices.SortFunc(tries, earlier)
	s := first(tries)
	if s == nil {
		return
	}
	own := ""
	for _, t := range r.c.Sights {
		if own == "" {
			own = t.From.own()
		}
	}
	answered := r.of(Answered, func(s *Sight) bool { return s.By != ByMachine })
	r.add("callback", fact.CallbackMade, s, own, fact.With("reached", len(answered) > 0))
}
