package judge

import (
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
)

// instance is the judging of one promise for one triggering fact.
type instance struct {
	*run
	p       *charter.Promise
	trigger *fact.Fact
	v       Verdict
	of      string // what the trigger answers, once that was read: see answering
	read    bool
}

// answering is what the trigger answers; empty: nothing. Every fact is held against it.
func (in *instance) answering() string {
	if !in.read {
		in.of, in.read = in.trigger.Data.Text("of"), true
	}
	return in.of
}

// instance judges p for the trigger, when the trigger is one.
func (r *run) instance(p *charter.Promise, trigger *fact.Fact) {
	in := instance{run: r, p: p, trigger: trigger}
	if !in.applies() {
		return
	}
	in.v = Verdict{Case: r.id, Contact: trigger.Contact, Promise: p.ID, Trigger: trigger.ID, Evidence: trigger.Grade(),
		Started: trigger.At, Share: -1}
	in.explainTrigger()
	switch p.Shape {
	case charter.Within:
		in.within()
	case charter.AtLeast:
		in.atLeast()
	case charter.Each:
		in.each()
	}
	in.explainStatus()
	r.put(p, in.v)
}

// applies tells whether the fact triggers the promise.
func (in *instance) applies() bool {
	p := in.p
	if in.trigger.Kind != fact.PromiseBroken || len(p.BrokenOf) == 0 {
		x := charter.Context{Fact: in.trigger, Trigger: in.trigger, Received: in.received}
		if !in.matchAny(p.When, &x) && !in.outOfOrder(&x) {
			return false
		}
	}
	x := charter.Context{Fact: in.trigger, Trigger: in.trigger, Received: in.received}
	if o, _ := charter.TestAll(p.OnlyIf, &x); o != charter.Holds {
		return false
	}
	if p.FirstOnly && in.matchAny(p.When, &x) && in.overtaken() {
		return false // the act came first, which is the breach; what follows it triggers nothing more
	}
	return len(p.UnlessEarlier) == 0 || !in.stoodBefore(p.UnlessEarlier, in.trigger) ||
		len(p.ExceptAfter) > 0 && in.stoodBefore(p.ExceptAfter, in.trigger)
}

// overtaken tells whether the act came before its trigger. At the same instant nobody was first.
func (in *instance) overtaken() bool {
	for i := range in.facts {
		f := &in.facts[i]
		if !f.At.Before(in.trigger.At) {
			return false
		}
		x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
		if in.inScope(f) && in.matchAny(in.p.Then, &x) {
			return true
		}
	}
	return false
}

// outOfOrder tells whether the fact is a closing fact that nothing of a trigger's kind precedes, of a promise that forbids
// that: who hangs up first, say. A caller who broke off in the middle triggers nothing, but was first.
func (in *instance) outOfOrder(x *charter.Context) bool {
	if !in.p.FirstOnly || !in.matchAny(in.p.Then, x) {
		return false
	}
	for i := range in.facts {
		f := &in.facts[i]
		if f.At.After(in.trigger.At) {
			break
		}
		for k := range in.p.When {
			if f.Kind == in.p.When[k].Kind && f.ID != in.trigger.ID && in.inScope(f) {
				return false
			}
		}
	}
	return true
}

// matchAny tells whether the fact of the context matches a pattern, including what must stand before it.
func (in *instance) matchAny(ps []charter.Pattern, x *charter.Context) bool {
	for i := range ps {
		if ps[i].Kind == x.Fact.Kind && ps[i].Matches(x) && (len(ps[i].After) == 0 || in.stoodBefore(ps[i].After, x.Fact)) {
			return true
		}
	}
	return false
}

// stoodBefore tells whether a fact matching one of the patterns stands at or before f in the instance's scope. When f is
// not the trigger, what happened before the trigger does not count: the fact check of an earlier complaint is none of this
// one.
func (in *instance) stoodBefore(ps []charter.Pattern, f *fact.Fact) bool {
	if !in.hasAny(ps) {
		return false
	}
	for i := range in.facts {
		g := &in.facts[i]
		if g.At.After(f.At) {
			break
		}
		if g == f || g.ID == f.ID || f != in.trigger && g.At.Before(in.trigger.At) || !in.inScope(g) {
			continue
		}
		x := charter.Context{Fact: g, Trigger: in.trigger, Received: in.received}
		if charter.MatchAny(ps, &x) {
			return true
		}
	}
	return false
}

// from returns the index of the first fact that happened at or after t.
func (r *run) from(t time.Time) int {
	lo, hi := 0, len(r.facts)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.facts[mid].At.Before(t) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// first returns the first fact in scope at or after since that matches one of the patterns, other than the trigger.
func (in *instance) first(ps []charter.Pattern, since time.Time) *fact.Fact {
	if len(ps) == 0 || !in.hasAny(ps) {
		return nil
	}
	for i := in.from(since); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.ID == in.trigger.ID || !in.inScope(f) {
			continue
		}
		x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
		if in.matchAny(ps, &x) {
			return f
		}
	}
	return nil
}

// must tests what a closing fact has to show.
func (in *instance) must(f *fact.Fact) (charter.Outcome, *charter.Condition) {
	x := charter.Context{Fact: f, Trigger: in.trigger, Received: in.received}
	if len(in.p.Unless) > 0 {
		if o, _ := charter.TestAll(in.p.Unless, &x); o == charter.Holds {
			return charter.TestAll(in.unwaived(), &x)
		}
	}
	return charter.TestAll(in.p.Must, &x)
}

// unwaived returns what must still be shown when the exception holds.
func (in *instance) unwaived() []charter.Condition {
	var rest []charter.Condition
	for _, c := range in.p.Must {
		if len(in.p.Waives) > 0 && !slices.Contains(in.p.Waives, c.Field) {
			rest = append(rest, c)
		}
	}
	return rest
}

var omissions = []charter.Pattern{{Kind: fact.ActOmitted}}

// omitted returns the strongest word that the act was not done: act.omitted by an inspector or the customer.
func (in *instance) omitted() *fact.Fact {
	if !in.hasAny(omissions) {
		return nil
	}
	var found *fact.Fact
	for i := in.from(in.trigger.At); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.Kind == fact.ActOmitted && in.meant(f) && in.awaits(f.Data.Text("kind")) && (found == nil || f.Grade() > found.Grade()) {
			found = f
		}
	}
	return found
}

// meant tells whether a word about an omission is about this instance. Who saw it seldom knows the number of the contact:
// without one it is about the only instance that there is.
func (in *instance) meant(f *fact.Fact) bool {
	if in.inScope(f) {
		return true
	}
	return f.Contact == "" && f.Data.Text("of") == "" && !in.triggersToo(func(*fact.Fact) bool { return true })
}

func (in *instance) awaits(kind string) bool {
	for i := range in.p.Then {
		if in.p.Then[i].Kind.String() == kind {
			return true
		}
	}
	return false
}

// decide sets the status with the facts that decided it; the evidence is the weakest of them and the trigger.
func (in *instance) decide(s Status, ended time.Time, by ...*fact.Fact) {
	in.v.Status, in.v.Ended = s, ended
	for _, f := range by {
		if f != nil {
			in.v.Evidence = fact.Weakest(in.v.Evidence, f.Grade())
		}
	}
}

// omission makes the instance broken when somebody saw that the act was not done, unless a stronger witness saw it done.
// It tells whether it decided.
func (in *instance) omission(done *fact.Fact) bool {
	o := in.omitted()
	if o == nil || done != nil && done.Grade() > o.Grade() {
		return false
	}
	in.v.Status, in.v.Evidence = Broken, fact.Weakest(in.trigger.Grade(), o.Grade())
	if in.v.Due.IsZero() || o.At.Before(in.v.Due) {
		in.v.Ended = o.At // known before the limit ran out: the breach, and its remedies, begin here
	}
	in.step("judge.omitted", "at", o.At, "kind", o.Data.Text("kind"), "grade", o.Grade().String())
	return true
}

// silence is what it means that the window closed and nobody recorded the act.
func (in *instance) silence() {
	if in.blindly() {
		in.decide(Unproven, time.Time{})
		return
	}
	if in.p.Silence == charter.SilenceUnproven {
		in.decide(Unproven, time.Time{})
		in.step("judge.silence_unproven")
		return
	}
	in.decide(Broken, time.Time{})
	in.step("judge.silence_broken")
}
