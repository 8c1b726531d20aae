package judge

import (
	"slices"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// always judges a standing promise: one instance per opening day and place, from the later of the charter's first day and
// the first time anybody looked. A day is broken if the condition failed at any time in opening hours; it is unproven if
// at closing nobody had looked for longer than the promise's inspection interval.
func (r *run) always(p *charter.Promise) {
	places := p.Standing.Places
	if len(places) == 0 {
		places = []string{""}
	}
	for _, place := range places {
		s := standing{run: r, p: p, place: place, cal: r.charter.Desk}
		if !p.OnDesk {
			s.cal = r.charter.Petition
		}
		s.observe()
		s.days()
	}
}

// standing is a standing promise at one place (empty: anywhere).
type standing struct {
	*run
	p     *charter.Promise
	place string
	cal   *calendar.Calendar
	seen  []observation
}

// observation is what one fact tells of the condition.
type observation struct {
	f    *fact.Fact
	look bool // somebody looked at the whole, as opposed to a report of a change
	ok   bool // the condition holds from here on
	// brief: a failure tells of this moment only (a badge not worn, a call not answered), not of the time until the next look
	brief bool
}

// observe reads the facts that tell of the condition, in order.
func (s *standing) observe() {
	working := int64(s.p.Standing.AtLeast)
	for i := range s.facts {
		f := &s.facts[i]
		o := observation{f: f, look: true}
		switch {
		case s.p.Standing.Measure == charter.MeasureItem && f.Kind >= fact.ItemInspected && f.Kind <= fact.ItemUp:
			if !s.about(f, "item") {
				continue
			}
			o.look = f.Kind == fact.ItemInspected
			n, told := stock(f, working)
			if !told {
				continue
			}
			working = n
			o.ok = working >= int64(s.p.Standing.AtLeast) && s.feeRight(f)
		case s.p.Standing.Measure == charter.MeasureSign && f.Kind == fact.SignInspected && s.about(f, "sign"):
			o.ok = allOf(f, "present")
		case s.p.Standing.Measure == charter.MeasureBadge && f.Kind == fact.BadgeInspected && s.about(f, ""):
			o.ok, o.brief = allOf(f, "worn"), true
		case s.p.Standing.Measure == charter.MeasureDesk && f.Kind == fact.DeskTested && s.aboutDesk(f):
			o.ok, o.brief = f.Data.True("reached"), true
		case s.p.Standing.Measure == charter.MeasureNone && f.Kind == fact.PrivacyIncident:
			o.look, o.brief = false, true
		case s.p.Standing.Measure == charter.MeasureNone && f.Kind == fact.AuditScored && slices.Contains(s.p.Standing.Names, f.Data.Text("scorecard")):
			o.ok = true
		default:
			continue
		}
		s.seen = append(s.seen, o)
	}
}

// stock returns how many work after the fact, and whether the fact says so.
func stock(f *fact.Fact, before int64) (int64, bool) {
	if n, ok := f.Data.Int("working"); ok {
		return n, true
	}
	count, ok := f.Data.Int("count")
	if !ok {
		count = 1
	}
	switch f.Kind {
	case fact.ItemDown:
		return max(0, before-count), true
	case fact.ItemUp:
		return before + count, true
	}
	return 0, false
}

// allOf tells whether all that were checked show it: a yes, or a count that reaches "checked".
func allOf(f *fact.Fact, field string) bool {
	v, given := f.Data.Get(field)
	if !given {
		return false
	}
	n, isNumber := v.Int()
	if !isNumber {
		return v.Yes()
	}
	checked, told := f.Data.Int("checked")
	return n > 0 && !told || told && n >= checked
}

// feeRight tells whether what the inspection says of the fee is what the charter promises; silence is no contradiction.
func (s *standing) feeRight(f *fact.Fact) bool {
	v, given := f.Data.Get("fee")
	if !given || s.p.Standing.Fee == nil {
		return true
	}
	paid := v.Yes() || v.String() == "paid"
	free := v.No() || v.String() == "free"
	if *s.p.Standing.Fee {
		return !free
	}
	return !paid
}

// about tells whether the fact speaks of this promise's thing at this place. A fact that names no place speaks of a
// promise with one place only.
func (s *standing) about(f *fact.Fact, field string) bool {
	if field != "" && !slices.Contains(s.p.Standing.Names, f.Data.Text(field)) {
		return false
	}
	at := f.Data.Text("place")
	switch {
	case s.place != "":
		return at != "" && s.sameRoom(at, s.place)
	case s.p.Standing.Place != "" && at == "":
		return field == "" || f.Data.Text(field) == s.p.Standing.Names[0] // another name may be another room's thing
	case s.p.Standing.Place != "":
		return s.sameRoom(at, s.p.Standing.Place)
	}
	return true
}

func (s *standing) aboutDesk(f *fact.Fact) bool {
	desk := f.Data.Text("desk")
	if s.place != "" {
		return desk == s.place
	}
	return slices.Contains(s.p.Standing.Names, desk) || desk == s.p.ID
}

func (r *run) sameRoom(a, b string) bool {
	if a == b {
		return true
	}
	x, ok := r.places[a]
	y, ok2 := r.places[b]
	return ok && ok2 && x == y
}

// days judges day by day.
func (s *standing) days() {
	if len(s.seen) == 0 {
		return
	}
	loc := s.cal.Location()
	first := civil.DateOf(s.seen[0].f.At, loc)
	for _, from := range []civil.Date{s.charter.From, s.opt.Since} {
		if first.Before(from) {
			first = from
		}
	}
	today := civil.DateOf(s.now, loc)
	for d := first; !today.Before(d); d = d.AddDays(1) {
		if from, to, open := s.cal.Opening(d); open && !from.After(s.now) {
			s.day(d, from.UTC(), to.UTC())
		}
	}
	s.at(s.nextDay(today))
}

// nextDay returns when the next day to judge begins: the first opening of a day after now.
func (s *standing) nextDay(today civil.Date) time.Time {
	if from, _, open := s.cal.Opening(today); open && from.After(s.now) {
		return from.UTC()
	}
	next, err := s.cal.NextOpening(today.AddDays(1).Start(s.cal.Location()))
	if err != nil {
		return farFuture
	}
	return next
}

// day judges one opening day.
func (s *standing) day(d civil.Date, from, to time.Time) {
	trigger := d.String()
	if s.place != "" {
		trigger += "/" + s.place
	}
	in := instance{run: s.run, p: s.p, trigger: &fact.Fact{ID: trigger, At: from, Override: fact.Measured}}
	in.v = Verdict{Case: s.id, Promise: s.p.ID, Trigger: trigger, Started: from, Due: to, Share: -1}
	if in.opt.Explain && s.p.Note.KO != "" {
		in.step("judge.reading", "ko", s.p.Note.KO, "en", s.p.Note.In("en"))
	}
	look, failed, share := s.through(from, minTime(to, s.now))
	if failed != nil {
		in.v.Evidence = failed.f.Grade()
		in.decide(Broken, maxTime(from, failed.f.At))
		switch {
		case failed.brief: // of a moment there is no share of hours
			in.step("judge.standing_failed_at", "at", failed.f.At, "kind", failed.f.Kind.String())
		case s.now.Before(to): // the share is known at closing
			s.at(to)
			in.step("judge.standing_failed_at", "at", in.v.Ended, "kind", failed.f.Kind.String())
		default:
			in.v.Share = share
			in.step("judge.standing_failed", "at", in.v.Ended, "kind", failed.f.Kind.String(), "percent", int(share*100+0.5))
		}
	} else if s.now.Before(to) {
		in.v.Status = Pending
		in.v.Evidence = gradeOf(look)
		s.at(to)
		if next, err := s.cal.NextOpening(s.now); err == nil {
			s.at(next) // what failed over lunch breaks the day when the office opens again
		}
	} else {
		s.settle(&in, look, to)
	}
	in.explainStatus()
	s.put(s.p, in.v)
}

// settle decides a day that is over and on which nothing failed.
func (s *standing) settle(in *instance, look *observation, to time.Time) {
	in.v.Evidence = gradeOf(look)
	if look == nil || !look.ok {
		in.decide(Unproven, time.Time{})
		in.step("judge.standing_not_seen")
		return
	}
	fresh, err := s.cal.Due(look.f.At, s.p.Standing.Look, calendar.Options{})
	if err != nil || to.After(fresh.Due) {
		in.decide(Unproven, time.Time{})
		in.step("judge.standing_stale", "looked", look.f.At, "limit", s.p.Standing.Look)
		return
	}
	in.v.Share = 1
	in.decide(Kept, to)
	in.step("judge.standing_held", "looked", look.f.At)
}

func gradeOf(o *observation) fact.Grade {
	if o == nil {
		return fact.NoGrade
	}
	return o.f.Grade()
}

// through walks the observations through the opening hours up to until: the last look, the first failure in opening hours,
// and the share of the known opening time in which the condition held.
func (s *standing) through(from, until time.Time) (look, failed *observation, share float64) {
	var state *observation
	var good, known time.Duration
	mark, first := from, from
	if s.p.Standing.Measure == charter.MeasureNone {
		// An incident has no opening hours: what happened since the last closing is this day's.
		if last, err := s.cal.AddBack(from, 0); err == nil {
			first = last.Add(time.Microsecond)
		}
	}
	spend := func(to time.Time) {
		if state == nil || !to.After(mark) {
			return
		}
		if open, err := s.cal.Between(mark, to); err == nil {
			if !state.brief || state.ok {
				known += open
			}
			if state.ok {
				good += open
			}
			if !state.ok && !state.brief && open > 0 && failed == nil {
				failed = state
			}
		}
		mark = to
	}
	for i := range s.seen {
		o := &s.seen[i]
		if o.f.At.After(until) {
			break
		}
		if !o.f.At.Before(first) {
			spend(o.f.At)
			mark = maxTime(mark, o.f.At)
			if !o.ok && failed == nil && (o.brief || s.cal.IsOpen(o.f.At)) {
				failed = o
			}
		}
		if o.look {
			look = o
		}
		if s.p.Standing.Measure != charter.MeasureNone || o.look {
			state = o
		}
	}
	spend(until)
	if failed == nil && state != nil && !state.ok && !state.brief && s.cal.IsOpen(until) {
		failed = state // at the very instant of opening no time has passed yet
	}
	if known > 0 {
		share = float64(good) / float64(known)
	}
	return look, failed, share
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
