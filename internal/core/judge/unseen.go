package judge

import (
	"slices"
	"strings"
	"time"

	"jikim/internal/core/fact"
)

// What no source saw of a fact is named in its data, "unseen". A promise that rests on it is unproven, with that reason: silence is
// evidence only where somebody could have seen.
const (
	unseenField   = "unseen"
	unseenPerson  = "person"  // of an answer: whether it was a person's
	unseenSummary = "summary" // of a transfer: what the colleague was told
)

// silences are what makes the silence after a fact prove nothing.
var silences = []string{"ring", "hook", "order", "transfer"}

// unseen returns what no source saw of a fact.
func unseen(f *fact.Fact) []string {
	text := f.Data.Text(unseenField)
	if text == "" {
		return nil
	}
	return strings.Fields(text)
}

// blindly tells, and explains, that the silence after the trigger proves nothing because no source sees what is missing.
func (in *instance) blindly() bool {
	for _, what := range unseen(in.trigger) {
		if slices.Contains(silences, what) {
			in.step("judge.unseen_" + what)
			return true
		}
	}
	return false
}

// perhaps returns an act in time of which it is only not known whose it was: an answer that may be a person's or a machine's.
func (in *instance) perhaps(d *deadline) *fact.Fact {
	for i := in.from(in.trigger.At); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.ID == in.trigger.ID || !in.inScope(f) || !in.awaits(f.Kind.String()) || !d.met(f.At) {
			continue
		}
		if slices.Contains(unseen(f), unseenPerson) {
			return f
		}
	}
	return nil
}

// unclear leaves the instance unproven because of an act of which it is not known whose it was, once the limit has run out or
// nothing more can come. It tells whether it decided.
func (in *instance) unclear(d *deadline, void *fact.Fact) bool {
	f := in.perhaps(d)
	if f == nil || void != nil && void.At.Before(f.At) {
		return false
	}
	if void == nil && !d.due.IsZero() && in.now.Before(d.ranOut()) {
		in.v.Status = Pending
		in.at(d.ranOut())
		return true
	}
	in.decide(Unproven, time.Time{}, f)
	in.step("judge.unseen_" + unseenPerson)
	return true
}

// untold tells, and explains, that what a fact must show could not be seen by the source that told it.
func (in *instance) untold(field string) bool {
	if field != unseenSummary || !slices.Contains(unseen(in.trigger), unseenSummary) {
		return false
	}
	in.decide(Unproven, in.trigger.At)
	in.step("judge.unseen_" + unseenSummary)
	return true
}
