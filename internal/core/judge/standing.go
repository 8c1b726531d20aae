package judge

import (
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
		s := standing{run: r, p: p, place: place, cal: r.desk}
		if !p.OnDesk {
			s.cal = r.petition
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
