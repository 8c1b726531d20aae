package judge

import (
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// notBefore judges a promise that something happens at least a time after the trigger: the handset goes down one second
// after the customer's.
func (in *instance) notBefore() {
	x := charter.Context{Fact: in.trigger, Trigger: in.trigger, Received: in.received}
	if in.outOfOrder(&x) {
		if void := in.first(in.p.Void, in.trigger.At); void != nil || in.selfVoid(&x) {
			in.decide(Void, in.trigger.At)
			return
		}
		in.decide(Broken, in.trigger.At)
		in.step("judge.out_of_order", "kind", in.trigger.Kind.String(), "at", in.trigger.At)
		return
	}
	d, err := in.calendar().Due(in.trigger.At, in.p.Limit, calendar.Options{RingOn: in.charter.RingOn, RingOff: in.charter.RingOff, Explain: in.opt.Explain})
	if err != nil {
		in.decide(Unproven, time.Time{})
		in.step("judge.no_deadline", "error", err.Error())
		return
	}
	in.v.Due = d.Due
	if in.opt.Explain {
		in.step("judge.not_before", "at", d.Due)
	}
	open := deadline{start: in.trigger.At}
	done := in.closing(&open)
	end := in.windowEnd()
	if void := in.first(in.p.Void, in.trigger.At); void != nil && (done == nil || !void.At.After(done.At) ||
		in.p.Scope == charter.ScopeContact && done.At.Before(d.Due)) { // a call's end may name its cause after the act
		in.decide(Void, void.At, void)
		in.step("judge.void", "kind", void.Kind.String(), "at", void.At)
		return
	}
	if in.omission(done) {
		return
	}
	switch {
	case done != nil:
		in.cameAfter(done, d.Due)
	case !in.now.Before(end):
		in.silence()
	default:
		in.v.Status = Pending
		in.at(end)
	}
}

// cameAfter judges the act that closed the instance by the instant before which it was too soon.
func (in *instance) cameAfter(done *fact.Fact, earliest time.Time) {
	switch in.surelyAfter(done, earliest) {
	case charter.Missing:
		in.decide(Unproven, done.At, done)
		in.step("judge.coarse", "precision", max(done.Precision, in.trigger.Precision))
	case charter.Failed:
		in.decide(Broken, done.At, done)
		in.step("judge.too_soon", "at", done.At, "by", earliest.Sub(done.At))
	default:
		in.decide(Kept, done.At, done)
		if in.opt.Explain {
			in.step("judge.done", "at", done.At, "kind", done.Kind.String(), "after", done.At.Sub(in.trigger.At))
		}
	}
}

// surelyAfter tells whether the act surely came late enough (Holds), surely too soon (Failed), or cannot be told because
// the instants are too coarse (Missing); see certain.
func (in *instance) surelyAfter(done *fact.Fact, earliest time.Time) charter.Outcome {
	if coarse := max(done.Precision, in.trigger.Precision); coarse > 0 && in.p.Limit.IsWall() && earliest.Sub(in.trigger.At) <= coarse {
		return charter.Missing
	}
	latest := earliest
	if in.trigger.Precision > 0 {
		o := calendar.Options{RingOn: in.charter.RingOn, RingOff: in.charter.RingOff}
		if d, err := in.calendar().Due(in.trigger.At.Add(in.trigger.Precision-time.Microsecond), in.p.Limit, o); err == nil {
			latest = d.Due
		}
	}
	switch {
	case !done.At.Before(latest):
		return charter.Holds
	case done.At.Add(max(0, done.Precision-time.Microsecond)).Before(earliest):
		return charter.Failed
	}
	return charter.Missing
}

// selfVoid tells whether the trigger itself makes the instance void: a call that was ended lawfully, say.
func (in *instance) selfVoid(x *charter.Context) bool { return in.matchAny(in.p.Void, x) }
