// Package judge turns facts into verdicts: which promises of the charter were kept, broken, left unproven, are still
// pending or fell away, with the evidence and the next instant at which any of that can change.
//
// It is a pure function. The same charter, facts and instant always give the same answer, in any order of the facts.
package judge

import (
	"time"

	"jikim/internal/core/explain"
	"jikim/internal/core/fact"
)

// Status is what became of one instance of a promise.
type Status uint8

// The statuses.
const (
	Pending  Status = iota + 1 // the limit has not run out
	Kept                       // done in time, on evidence
	Broken                     // not done, done late, or done wrongly
	Unproven                   // the window closed and nobody recorded it; never counted as kept
	Void                       // withdrawn, merged, transferred away, or given up by the customer before the limit ran out
	Timed                      // no verdict: how long it took to reach what a promise aims at (Aims)
	Rated                      // no verdict: how satisfied a citizen was, as a share of the best rating
)

var statusNames = [...]string{"", "pending", "kept", "broken", "unproven", "void", "timed", "rated"}

// String returns the status as in the contract of the command line.
func (s Status) String() string {
	if int(s) >= len(statusNames) {
		return ""
	}
	return statusNames[s]
}

// FindStatus returns the status of a verdict with that name; false when there is none.
func FindStatus(name string) (Status, bool) {
	for s := Pending; s <= Void; s++ {
		if statusNames[s] == name {
			return s, true
		}
	}
	return 0, false
}

// Settled tells whether the status is anything but pending.
func (s Status) Settled() bool { return s > Pending }

// Verdict is the judgement of one instance: a promise and the fact that triggered it. Times are UTC; zero means none.
type Verdict struct {
	Case, Contact string
	Promise       string
	Trigger       string // identifier of the triggering fact, or a made one ("2026", "2026-11-23/search_pc", "broken:…")
	Status        Status
	Evidence      fact.Grade // the weakest grade of the facts that decided it
	Started       time.Time  // when the clock began
	Due           time.Time  // kept when done by then; zero when there is no limit or the clock stands still
	Ended         time.Time  // when the deciding act happened; zero while nothing ended it
	// Share is, for standing promises, the part of the opening hours in which the condition held, 0 to 1: known at closing,
	// and where a failure tells of more than a moment; of a rating the part of the best one; -1 otherwise.
	Share float64
	// Why are the steps of the explanation; only when Options.Explain is set.
	Why []explain.Step
}

// Margin returns how much time was left (positive) or how late it was (negative); false when that cannot be said.
func (v *Verdict) Margin() (time.Duration, bool) {
	if v.Due.IsZero() || v.Ended.IsZero() {
		return 0, false
	}
	return v.Due.Sub(v.Ended), true
}

// BreachedAt returns when a broken promise became broken, from which its remedies run: the due instant, or the act that was
// wrong when that came before, or the start when there is neither.
func (v *Verdict) BreachedAt() time.Time {
	at := v.Due
	if !v.Ended.IsZero() && (at.IsZero() || v.Ended.Before(at)) {
		at = v.Ended
	}
	if at.IsZero() {
		at = v.Started
	}
	return at
}
