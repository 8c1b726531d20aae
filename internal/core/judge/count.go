package judge

import (
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// atLeast judges a promise that something is done a number of times before the contact ends. What was done earlier in the
// same contact counts too: an officer may restate the matter before the trigger is on record.
func (in *instance) atLeast() {
	end, closed := in.window()
	need := max(1, in.p.Count)
	var last, failed *fact.Fact
	missing, weakest := false, fact.NoGrade // of those that counted: the verdict rests on all of them
	for i := in.windowStart(); i < len(in.facts) && need > 0; i++ {
		f := &in.facts[i]
		if f.At.After(end) {
			break
		}
		x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
		if f.ID == in.trigger.ID || !in.inScope(f) || !in.matchAny(in.p.Then, &x) {
			continue
		}
		if len(in.p.Needs) > 0 && !in.stoodBefore(in.p.Needs, f) {
			in.step("judge.needs", "at", f.At, "kind", in.p.Needs[0].Kind.String())
			continue
		}
		switch o, by := in.must(f); o {
		case charter.Holds:
			need--
			last, weakest = f, fact.Weakest(weakest, f.Grade())
		case charter.Failed:
			failed = f
			in.step("judge.must_failed", "at", f.At, "field", by.Field)
		default:
			missing = true
			in.step("judge.must", "at", f.At, "field", by.Field)
		}
	}
	done := last
	if need > 0 {
		done = nil
	}
	if done == nil {
		if void := in.voidIn(end); void != nil {
			in.decide(Void, void.At, void)
			in.step("judge.void", "kind", void.Kind.String(), "at", void.At)
			return
		}
	}
	if in.omission(done) {
		return
	}
	switch {
	case done != nil:
		in.decide(Kept, done.At)
		in.v.Evidence = fact.Weakest(in.v.Evidence, weakest)
		if in.opt.Explain {
			in.step("judge.counted", "at", done.At, "kind", done.Kind.String(), "count", max(1, in.p.Count))
		}
	case !closed && in.now.Before(end):
		in.v.Status = Pending
		in.at(end)
	case failed != nil && !missing:
		in.decide(Broken, failed.At, failed)
	default:
		in.silence()
		if in.v.Status == Broken {
			in.v.Ended = end // the breach, and its remedies, begin when the window closed
		}
	}
}

// window returns when the window of an at-least promise closes, and whether a fact closed it. A contact that nobody
// closed ends with its day.
func (in *instance) window() (end time.Time, closed bool) {
	if f := in.first(in.p.Before, in.trigger.At); f != nil {
		return f.At, true
	}
	if in.p.Scope == charter.ScopeContact || in.trigger.Contact != "" && in.trigger.Kind.InContact() {
		return in.dayEnd(), false
	}
	return farFuture, false
}

// farFuture stands for a window that only a fact can close.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (in *instance) windowEnd() time.Time {
	end, _ := in.window()
	return end
}

// dayEnd is the end of the trigger's day, in the office's time zone.
func (in *instance) dayEnd() time.Time {
	loc := in.charter.Petition.Location()
	return endOfDay(civil.DateOf(in.trigger.At, loc), loc)
}

func (in *instance) windowStart() int {
	if in.p.Scope == charter.ScopeContact && in.trigger.Contact != "" {
		return 0
	}
	return in.from(in.trigger.At)
}

// voidIn returns a fact that makes an at-least promise void: anywhere in the contact, also after the window closed (a call's
// end may name its cause after the officer hung up), or in the case up to the end of the window.
func (in *instance) voidIn(end time.Time) *fact.Fact {
	if len(in.p.Void) == 0 || !in.hasAny(in.p.Void) {
		return nil
	}
	for i := in.windowStart(); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.At.After(end) && in.p.Scope != charter.ScopeContact {
			return nil
		}
		x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
		if in.inScope(f) && in.matchAny(in.p.Void, &x) {
			return f
		}
	}
	return nil
}

// each judges a promise that every fact of a kind shows something, and, where the promise has a limit, that it came in
// time.
func (in *instance) each() {
	f := in.trigger
	if void := in.voidIn(f.At); void != nil {
		in.decide(Void, f.At, void)
		in.step("judge.void", "kind", void.Kind.String(), "at", void.At)
		return
	}
	o, by := in.must(f)
	switch {
	case o != charter.Holds && in.untold(by.Field):
		return
	case o == charter.Failed, o == charter.Missing && in.p.Silence != charter.SilenceUnproven:
		in.decide(Broken, f.At)
		in.step("judge.must_failed", "at", f.At, "field", by.Field)
		return
	case in.omittedEach(o):
		return
	case o == charter.Missing:
		in.decide(Unproven, f.At)
		in.step("judge.must", "at", f.At, "field", by.Field)
		return
	}
	if len(in.p.Since) > 0 && !in.p.Limit.IsZero() {
		in.eachInTime()
		return
	}
	in.decide(Kept, f.At)
	if in.opt.Explain {
		in.step("judge.shows", "at", f.At)
	}
}

// omittedEach makes the instance broken when an inspector or the customer says that the fact did not show what it must,
// unless a stronger witness says that it did. It tells whether it decided.
func (in *instance) omittedEach(o charter.Outcome) bool {
	if !in.hasAny(omissions) {
		return false
	}
	for i := in.from(in.trigger.At); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.Kind != fact.ActOmitted || !in.meant(f) || f.Data.Text("kind") != in.trigger.Kind.String() ||
			o == charter.Holds && in.trigger.Grade() > f.Grade() {
			continue
		}
		in.decide(Broken, in.trigger.At, f)
		in.step("judge.omitted", "at", f.At, "kind", f.Data.Text("kind"), "grade", f.Grade().String())
		return true
	}
	return false
}

// eachInTime judges the limit of an each promise: from the last of the Since facts before the judged fact. The patterns of
// Since are in order of preference.
func (in *instance) eachInTime() {
	f := in.trigger
	var since *fact.Fact
	for i := range in.p.Since {
		if since = in.last(in.p.Since[i:i+1], f.At); since != nil {
			break
		}
	}
	if since == nil {
		in.decide(Kept, f.At)
		if in.opt.Explain {
			in.step("judge.shows", "at", f.At)
		}
		return
	}
	in.v.Evidence = fact.Weakest(in.v.Evidence, since.Grade())
	o := calendar.Options{Explain: in.opt.Explain, RingOn: in.charter.RingOn, RingOff: in.charter.RingOff}
	if in.p.Paused {
		o.Pauses = in.pauses()
	}
	d, err := in.calendar().Due(since.At, in.p.Limit, o)
	if err != nil {
		in.decide(Unproven, f.At)
		in.step("judge.no_deadline", "error", err.Error())
		return
	}
	in.v.Started, in.v.Due = since.At, d.Due
	if d.Paused {
		in.v.Due = time.Time{}
	}
	in.v.Why = append(in.v.Why, d.Steps...)
	limit := deadline{start: since.At, due: in.v.Due, before: d.Before, coarse: since.Precision}
	in.closed(&limit, f)
}

// last returns the last fact in scope before t that matches, not the trigger itself.
func (in *instance) last(ps []charter.Pattern, t time.Time) *fact.Fact {
	if !in.hasAny(ps) {
		return nil
	}
	var found *fact.Fact
	for i := range in.facts {
		f := &in.facts[i]
		if f.At.After(t) {
			break
		}
		x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
		if f.ID != in.trigger.ID && in.inScope(f) && charter.MatchAny(ps, &x) {
			found = f
		}
	}
	return found
}
