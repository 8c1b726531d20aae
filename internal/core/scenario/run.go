package scenario

import (
	"fmt"
	"math"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Mismatch is an expected line that the judge does not confirm.
type Mismatch struct {
	File         string
	Line, Column int
	Want         string // the expected line
	Got          string // what the judge says
}

// String writes the mismatch on one line, with its place.
func (m Mismatch) String() string {
	return fmt.Sprintf("%s:%d:%d: want %s; got %s", m.File, m.Line, m.Column, m.Want, m.Got)
}

// Run judges the facts at each instant and returns what differs from the expectations, in the order of the file. The judge
// has to be one of the scenario's charter. Every case among the facts is judged by itself; without any fact, the
// institution is.
func Run(s *Scenario, j *judge.Judge) []Mismatch {
	var out []Mismatch
	s.each(j, func(judged *Judgement, all judge.Result) {
		w := writer{s: s, day: civil.DateOf(judged.At, s.Zone)}
		for i := range judged.Expect {
			e := &judged.Expect[i]
			if got, ok := e.check(&w, all); !ok {
				out = append(out, Mismatch{s.File, e.Line, e.Column, strings.TrimSpace(w.line(e)), got})
			}
		}
	})
	return out
}

// Update sets the times and shares that the expectations name, and those written as "?", to what the judge says. What is expected of
// statuses, grades and reasons stays. The caller shows the difference to a person.
func Update(s *Scenario, j *judge.Judge) {
	s.each(j, func(judged *Judgement, all judge.Result) {
		for i := range judged.Expect {
			e := &judged.Expect[i]
			if e.Form == Next {
				e.At = momentOf(all.Next)
				continue
			}
			v, n := e.find(all.Verdicts)
			if e.Form != OfVerdict || n != 1 {
				continue
			}
			for _, m := range []struct {
				want *Moment
				got  time.Time
			}{{&e.Due, v.Due}, {&e.Started, v.Started}, {&e.Ended, v.Ended}} {
				if m.want.Said != Unsaid {
					*m.want = momentOf(m.got)
				}
			}
			if e.Share.Said != Unsaid {
				e.Share = shareOf(v.Share)
			}
		}
	})
}

// each judges all cases at every instant of the scenario.
func (s *Scenario) each(j *judge.Judge, do func(*Judgement, judge.Result)) {
	for i := range s.Judgements {
		do(&s.Judgements[i], s.judge(j, s.Judgements[i].At))
	}
}

// Verdicts judges the facts at an instant, with explanations, case by case in the order of the file.
func Verdicts(s *Scenario, j *judge.Judge, at time.Time) []judge.Verdict {
	return s.judge(j, at).Verdicts
}

// judge judges all cases at one instant.
func (s *Scenario) judge(j *judge.Judge, at time.Time) (all judge.Result) {
	var cases []string
	facts := map[string][]fact.Fact{}
	for i := range s.Facts {
		f := &s.Facts[i].Fact
		if len(facts[f.Case]) == 0 {
			cases = append(cases, f.Case)
		}
		facts[f.Case] = append(facts[f.Case], *f)
	}
	if len(cases) == 0 {
		cases = []string{fact.Institution}
	}
	for _, name := range cases {
		one := j.CaseOf(name, facts[name], at, judge.Options{Explain: true})
		all.Verdicts = append(all.Verdicts, one.Verdicts...)
		if all.Next.IsZero() || !one.Next.IsZero() && one.Next.Before(all.Next) {
			all.Next = one.Next
		}
	}
	return all
}

// find returns the verdict that is meant, and how many there are that could be.
func (e *Expectation) find(all []judge.Verdict) (v *judge.Verdict, n int) {
	for i := range all {
		if all[i].Promise == e.Promise && (e.Trigger == "" || all[i].Trigger == e.Trigger) {
			v = &all[i]
			n++
		}
	}
	return v, n
}

// check compares; got says what the judge says when that is something else.
func (e *Expectation) check(w *writer, all judge.Result) (got string, ok bool) {
	v, n := e.find(all.Verdicts)
	switch {
	case e.Form == Next:
		at := momentOf(all.Next)
		return "next " + at.end(w.s.Zone, w.day), at == e.At
	case e.Form == Nothing:
		return fmt.Sprintf("%d verdicts", len(all.Verdicts)), len(all.Verdicts) == 0
	case e.Form == Absent && n == 0:
		return "", true
	case n == 0:
		return "no such instance", false
	case n > 1 && e.Form == OfVerdict:
		return fmt.Sprintf("%d instances, say which (%s, …)", n, v.Trigger), false
	}
	ok = e.Form == OfVerdict && e.Status == v.Status && (e.Evidence == fact.NoGrade || e.Evidence == v.Evidence) &&
		e.Due.agrees(v.Due) && e.Started.agrees(v.Started) && e.Ended.agrees(v.Ended) &&
		(e.Share.Said == Unsaid || e.Share == shareOf(v.Share))
	for _, b := range e.Because {
		ok = ok && explained(v, b)
	}
	return w.got(v), ok
}

func (m Moment) agrees(t time.Time) bool { return m.Said == Unsaid || m == momentOf(t) }

func momentOf(t time.Time) Moment {
	if t.IsZero() {
		return Moment{Said: None}
	}
	return Moment{Exact, t.UTC()}
}

func shareOf(share float64) Share {
	if share < 0 {
		return Share{Said: None}
	}
	return Share{Exact, int(math.Round(share * 10000))}
}

// explained tells whether a step of the explanation has that in its key.
func explained(v *judge.Verdict, part string) bool {
	for i := range v.Why {
		if strings.Contains(v.Why[i].Key, part) {
			return true
		}
	}
	return false
}

// line writes an expectation alone.
func (w *writer) line(e *Expectation) string {
	w.b.Reset()
	w.expectation(&Expectation{Form: e.Form, Promise: e.Promise, Trigger: e.Trigger, Status: e.Status, Evidence: e.Evidence,
		Due: e.Due, Started: e.Started, Ended: e.Ended, Share: e.Share, Because: e.Because, At: e.At})
	return w.b.String()
}

// got writes a verdict as an expectation that it would meet.
func (w *writer) got(v *judge.Verdict) string {
	e := Expectation{Promise: v.Promise, Trigger: v.Trigger, Status: v.Status, Evidence: v.Evidence, Due: momentOf(v.Due),
		Started: momentOf(v.Started), Ended: momentOf(v.Ended)}
	if v.Share >= 0 {
		e.Share = shareOf(v.Share)
	}
	for i := range v.Why {
		e.Because = append(e.Because, v.Why[i].Key)
	}
	return strings.TrimSpace(w.line(&e))
}
