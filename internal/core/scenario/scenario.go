// Package scenario reads and runs scenario files: what happened, and what the judge has to say about it, as text that a
// lawyer can read.
//
//	title: 네 번째 벨이 울리는 순간
//	shows: An answer at the very beginning of the fourth ring is too late.
//	charter: wonju
//
//	facts
//	  2026-11-24 10:00 call.ringing contact=c1 via=sip
//	             10:00:09 call.answered contact=c1 via=sip data.by=person
//
//	judge at 2026-11-24 10:01
//	  phone.rings broken by measured due 10:00:09 because judge.late
//	  no phone.transfer
//	  next 24:00
//
// A fact is one line: the day (left out when it is that of the line above), the time of day, the kind, and name=value for
// the rest. The names id, case, contact, by, via, grade, precision and recorded belong to the fact itself; every other
// name is data, and data. before a name says so where the two would be confused. Facts without id are f1, f2, … by their
// order, and belong to case 1. A value is a word, or a text in quotes; true, false, null and numbers are what they look
// like, and 2026-11-24T15:00 is an instant.
//
// Below "judge at" stands what is expected: a promise, its trigger where there are several, and the status; then, each
// where it matters, by (the grade), due, started, ended, share, and because (a step of the explanation, or a part of its
// key). "none" says that there is none; "?" asks for the answer, which Update fills in. "no" and a promise says that there is no such
// instance, "nothing" that there is no verdict at all, "next" when the verdicts can change by themselves.
//
// Times are those of the office's clock. A time without a day is on the day above, or on the day of judging; 24:00 is
// the end of a day. A # begins a comment.
package scenario

import (
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Scenario is one scenario file.
type Scenario struct {
	File    string
	Title   string
	Shows   string // the sentence that the scenario shows
	Charter string
	Zone    *time.Location // of the office

	Facts      []Fact
	Judgements []Judgement

	head, factsHead, tail []string // comments before the title, before "facts", and at the end
}

// Fact is one fact with its place in the file.
type Fact struct {
	fact.Fact
	Line int
	remark
}

// Judgement is what is expected at one instant.
type Judgement struct {
	At     time.Time // UTC
	Expect []Expectation
	remark
}

// Form is what kind of expectation it is.
type Form uint8

// The forms.
const (
	OfVerdict Form = iota // a verdict of that kind exists
	Absent                // no such instance exists
	Nothing               // no verdict exists at all
	Next                  // when the verdicts can change next
)

// Expectation is one expected line. Which fields are used depends on Form.
type Expectation struct {
	Form     Form
	Promise  string
	Trigger  string // empty: the only one
	Status   judge.Status
	Evidence fact.Grade // NoGrade: not looked at
	Due      Moment
	Started  Moment
	Ended    Moment
	Share    Share
	Because  []string // each is a step key of the explanation, or a part of one
	At       Moment   // Next

	Line, Column int
	remark
}

// Said is whether, and how, an expectation speaks of a value.
type Said uint8

// The ways.
const (
	Unsaid Said = iota // it does not matter
	Exact              // it is this
	None               // there is none
	Asked              // written as "?": unknown to the author
)

// Moment is an expected instant in UTC.
type Moment struct {
	Said Said
	At   time.Time
}

// Share is an expected share of opening hours, in hundredths of a percent.
type Share struct {
	Said  Said
	Basis int
}

// remark keeps the comments of a line.
type remark struct {
	before []string // lines above it, without #
	aside  string   // at the end of the line, without #
}

// List returns the facts alone, in the order of the file.
func (s *Scenario) List() []fact.Fact {
	out := make([]fact.Fact, len(s.Facts))
	for i := range s.Facts {
		out[i] = s.Facts[i].Fact
	}
	return out
}
