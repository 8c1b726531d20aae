package judge

import (
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// deadline is when an instance has to be done.
type deadline struct {
	start    time.Time
	due      time.Time     // zero: unknown while the clock stands still
	earliest time.Time     // not before; zero: at once
	latest   time.Time     // the due instant if the clock started as late as the coarseness of its start allows; zero: due
	before   bool          // the due instant itself is too late (rings)
	ok       bool          // a deadline could be computed
	coarse   time.Duration // how coarsely the start is known
}

// in time tells whether t meets the deadline.
func (d *deadline) met(t time.Time) bool {
	if d.due.IsZero() {
		return true
	}
	return t.Before(d.due) || !d.before && t.Equal(d.due)
}

// ranOut returns the first instant, in microseconds, at which it is too late.
func (d *deadline) ranOut() time.Time {
	if d.before {
		return d.due
	}
	return d.due.Add(time.Microsecond)
}

// within judges a promise from a fact to a fact inside a limit.
func (in *instance) within() {
	if in.p.Minimum {
		in.notBefore()
		return
	}
	d := in.deadline(true)
	in.v.Started, in.v.Due = d.start, d.due
	if !d.ok {
		return
	}
	done := in.closing(&d)
	void := in.first(in.p.Void, in.trigger.At)
	if done == nil && in.unclear(&d, void) {
		return
	}
	if void != nil && (done == nil || void.At.Before(done.At) || void.ID == done.ID) && d.met(void.At) { // a fact that voids keeps nothing
		in.decide(Void, void.At, void)
		in.step("judge.void", "kind", void.Kind.String(), "at", void.At)
		return
	}
	if in.omission(done) {
		return
	}
	switch {
	case done != nil:
		in.closed(&d, done)
	case !d.due.IsZero() && !in.now.Before(d.ranOut()):
		in.silence()
	default:
		in.v.Status = Pending
		if !d.due.IsZero() {
			in.at(d.ranOut())
		}
	}
}

// closing returns the first fact that closes the instance. Facts that come before the wished-for time, before what they
// need, or without what they must show do not close it.
func (in *instance) closing(d *deadline) *fact.Fact {
	if !in.hasAny(in.p.Then) {
		return nil
	}
	for i := in.from(in.trigger.At); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.ID == in.trigger.ID || !in.inScope(f) {
			continue
		}
		x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
		if !in.matchAny(in.p.Then, &x) {
			continue
		}
		if f.At.Before(d.earliest) {
			in.step("judge.too_early", "at", f.At, "earliest", d.earliest)
			continue
		}
		if len(in.p.Needs) > 0 && !in.stoodBefore(in.p.Needs, f) {
			in.step("judge.needs", "at", f.At, "kind", in.p.Needs[0].Kind.String())
			continue
		}
		if o, by := in.must(f); o != charter.Holds {
			in.step("judge.must", "at", f.At, "field", by.Field)
			continue
		}
		return f
	}
	return nil
}

// closed judges an instance by the fact that closed it.
func (in *instance) closed(d *deadline, done *fact.Fact) {
	if in.opt.Explain {
		in.step("judge.done", "at", done.At, "kind", done.Kind.String(), "after", done.At.Sub(in.trigger.At))
	}
	if rings, ok := in.rings(done); ok {
		in.byRings(done, rings)
		return
	}
	switch in.certain(d, done) {
	case charter.Missing:
		in.decide(Unproven, done.At, done)
		in.blindly()
		in.step("judge.coarse", "precision", max(done.Precision, d.coarse))
	case charter.Holds:
		in.decide(Kept, done.At, done)
	default:
		in.decide(Broken, done.At, done)
		in.step("judge.late", "by", done.At.Sub(d.due))
	}
}

// certain tells whether the deadline was surely met (Holds), surely missed (Failed), or cannot be told because the
// instants are too coarse (Missing): the true instants lie in [At, At+Precision), and a wall-clock limit inside that
// coarseness proves nothing.
func (in *instance) certain(d *deadline, done *fact.Fact) charter.Outcome {
	if d.due.IsZero() {
		return charter.Holds
	}
	coarse := max(done.Precision, d.coarse)
	if limit := d.due.Sub(d.start); coarse > 0 && in.p.Limit.IsWall() && limit <= coarse && done.At.Sub(d.due) <= coarse {
		return charter.Missing
	}
	late := *d
	if !d.latest.IsZero() {
		late.due = d.latest
	}
	switch {
	case d.met(done.At.Add(max(0, done.Precision-time.Microsecond))):
		return charter.Holds
	case !late.met(done.At):
		return charter.Failed
	}
	return charter.Missing
}

// rings returns the rings that a machine counted, for limits in rings.
func (in *instance) rings(done *fact.Fact) (int64, bool) {
	if in.p.Limit.Unit != calendar.Rings || done.Grade() != fact.Measured {
		return 0, false
	}
	n, ok := done.Data.Int("rings")
	return n, ok && n > 0
}

func (in *instance) byRings(done *fact.Fact, rings int64) {
	in.step("judge.rings", "rings", rings)
	if rings <= int64(in.p.Limit.Count) {
		in.decide(Kept, done.At, done)
		return
	}
	in.decide(Broken, done.At, done)
}

// deadline computes when the instance has to be done.
func (in *instance) deadline(explain bool) deadline {
	d := deadline{start: in.trigger.At, ok: true}
	if wish, ok := in.wish(); ok {
		d.due, d.earliest = wish.Add(in.p.Grace), wish.Add(-in.p.Grace)
		in.step("judge.wish", "at", wish, "grace", in.p.Grace)
		return d
	}
	d.coarse = in.trigger.Precision
	if s := in.first(in.p.Starts, in.trigger.At); s != nil && !in.startedLate(s) {
		d.start, d.coarse = s.At, s.Precision
		in.v.Evidence = fact.Weakest(in.v.Evidence, s.Grade())
		if in.opt.Explain {
			in.step("judge.starts", "at", s.At, "kind", s.Kind.String())
		}
	}
	limit := in.p.Limit
	if in.p.OfService {
		var fixed time.Time
		if limit, fixed = in.period(); !fixed.IsZero() {
			d.due, d.coarse = fixed, 0
			return in.adjustFixed(d)
		}
	}
	return in.count(d, limit, explain)
}

// startedLate tells whether the clock was started only after the limit, counted from the trigger, had run out. By then the
// promise was broken, and nothing that the office does later takes that back.
func (in *instance) startedLate(s *fact.Fact) bool {
	before := in.v
	limit, fixed := in.p.Limit, time.Time{}
	if in.p.OfService {
		limit, fixed = in.period()
	}
	late := false
	if fixed.IsZero() && !soon(limit, s.At.Sub(in.trigger.At)) {
		d := in.count(deadline{start: in.trigger.At, ok: true}, limit, false)
		late = d.ok && !d.met(s.At)
	}
	in.v = before
	if late {
		in.step("judge.started_late", "at", s.At, "kind", s.Kind.String())
	}
	return late
}

// soon tells, without counting, that a limit cannot have run out after so long. It holds for nearly every start.
func soon(limit calendar.Limit, after time.Duration) bool {
	if limit.HasLastDay() {
		return after < 24*time.Hour
	}
	return after < max(limit.Wall(), limit.Work())
}

func (in *instance) wish() (time.Time, bool) {
	if in.p.OrAt == "" {
		return time.Time{}, false
	}
	at, ok := in.trigger.Data.Time(in.p.OrAt)
	if !ok {
		at, ok = localTime(in.trigger.Data.Text(in.p.OrAt), in.trigger.At, in.charter.Petition.Location())
	}
	return at, ok && !at.Add(in.p.Grace).Before(in.trigger.At)
}

// localTime reads a time as people write it: a day and a time of day, or a time of the day of the trigger.
func localTime(text string, day time.Time, loc *time.Location) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, loc); err == nil {
			return t.UTC(), true
		}
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return time.Time{}, false
	}
	y, m, d := day.In(loc).Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, loc).UTC(), true
}

// calendar is the calendar the promise is counted by, as it is known now.
func (in *instance) calendar() *calendar.Calendar {
	if in.p.OnDesk {
		return in.desk
	}
	return in.petition
}

// count counts the limit from the start, with pauses and extensions.
func (in *instance) count(d deadline, limit calendar.Limit, explain bool) deadline {
	o := calendar.Options{RingOn: in.charter.RingOn, RingOff: in.charter.RingOff, Explain: in.opt.Explain && explain}
	if in.p.Paused {
		o.Pauses = in.pauses()
	}
	due, err := in.calendar().Due(d.start, limit, o)
	if err == nil && in.p.Paused && in.hasAny(extension) {
		if n := in.extension(d.start, limit, due, o); n > 0 {
			o.Extend = n
			due, err = in.calendar().Due(d.start, limit, o)
		}
	}
	if err != nil {
		d.ok = false
		in.decide(Unproven, time.Time{})
		in.step("judge.no_deadline", "error", err.Error())
		return d
	}
	if in.opt.Explain && explain {
		in.v.Why = append(in.v.Why, due.Steps...)
		in.beside(d.start, o)
		in.asPromised(d.start, limit, o, due.Due)
	}
	d.due, d.before = due.Due, due.Before
	if due.Paused {
		d.due = time.Time{}
	}
	if d.coarse > 0 {
		o.Explain = false
		if last, err := in.calendar().Due(d.start.Add(d.coarse-time.Microsecond), limit, o); err == nil {
			d.latest = last.Due
		}
	}
	return d
}
