// Package course reads how far a complaint or an opinion has come, stage by stage, and says who may look into a complaint.
//
// The stages of a complaint are those of ISO 10002:2018, chapter 8 (receipt, acknowledgement, assessment, investigation, response,
// communicating the decision, closing); tracking (8.3) is the page that shows them. Those of an opinion are the office's own:
// receipt, review, improvement, telling. Each stage is one or several kinds of facts, and the promises that these facts keep.
// Nothing is stored; all of it follows from facts and verdicts and can be made again from them.
package course

import (
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// State is how far a stage has come.
type State string

// The states of a stage. A stage that was passed over has nothing on record while a later one has.
const (
	Done    State = "done"
	Next    State = "next"  // what has to be done now; a stage that is under way is next, too
	Later   State = "later" // waits for another stage
	Passed  State = "passed"
	Nothing State = "nothing" // no remedy is owed, or nothing has to be improved
)

// The stages, by name.
const (
	Received     = "received"
	Acknowledged = "acknowledged"
	Assessed     = "assessed"
	Checked      = "checked"
	Remedied     = "remedied"
	Told         = "told"
	Closed       = "closed"
	Reviewed     = "reviewed"
	Improved     = "improved"
	ResultTold   = "result_told"
)

// Stage is one step of the handling.
type Stage struct {
	Name     string
	State    State
	Facts    []fact.Fact     // on record for it since the complaint came or was reopened, the first first
	Verdicts []judge.Verdict // of the promises that its facts keep
	Acts     []casefile.Act  // what may be recorded for it now
}

// At is when the stage was reached: its first fact; zero before.
func (s *Stage) At() time.Time {
	if len(s.Facts) == 0 {
		return time.Time{}
	}
	return s.Facts[0].At
}

// Due is the earliest instant at which a pending promise of the stage breaks; zero when none runs.
func (s *Stage) Due() time.Time {
	var due time.Time
	for i := range s.Verdicts {
		v := &s.Verdicts[i]
		if v.Status == judge.Pending && !v.Due.IsZero() && (due.IsZero() || v.Due.Before(due)) {
			due = v.Due
		}
	}
	return due
}

// Reading is a case as it stands, from which courses are read.
type Reading struct {
	Charter  *charter.Charter
	Known    []fact.Fact // effective, in the order of what happened
	State    *casefile.State
	Verdicts []judge.Verdict
	Acts     []casefile.Act
}

// step names a stage and the kinds of facts by which it is reached.
type step struct {
	name  string
	kinds []fact.Kind
}

var complaintSteps = []step{
	{Received, []fact.Kind{fact.ComplaintReceived, fact.ComplaintReopened}},
	{Acknowledged, []fact.Kind{fact.NoticeSent}},
	{Assessed, []fact.Kind{fact.ComplaintAssessed}},
	{Checked, []fact.Kind{fact.ComplaintChecked}},
	{Remedied, []fact.Kind{fact.ApologyMade, fact.TrainingDone, fact.PriorityGiven}},
	{Told, []fact.Kind{fact.ComplaintTold}},
	{Closed, []fact.Kind{fact.ComplaintClosed}},
}

var opinionSteps = []step{
	{Received, []fact.Kind{fact.OpinionReceived}},
	{Acknowledged, []fact.Kind{fact.NoticeSent}},
	{Reviewed, []fact.Kind{fact.OpinionReviewed}},
	{Told, []fact.Kind{fact.OpinionTold}},
	{Improved, []fact.Kind{fact.ImprovementMade}},
	{ResultTold, []fact.Kind{fact.ImprovementTold}},
}

// OfComplaint returns the stages of a complaint. After a reopening they are those of the new round; apologies and training that
// were given before count for it.
func (r *Reading) OfComplaint(k *casefile.Complaint) []Stage {
	from := k.ReceivedAt
	if !k.ReopenedAt.IsZero() {
		from = k.ReopenedAt
	}
	stages := r.stages(complaintSteps, from, k.Is, k.Fact)
	for i := range stages {
		s := &stages[i]
		if s.Name == Remedied {
			s.Facts = r.factsOf(complaintSteps[i].kinds, k.ReceivedAt, k.Is, k.Fact)
			if !owes(s) && (len(s.Facts) == 0 || len(s.Verdicts) > 0) && !k.CheckedAt.IsZero() {
				s.State = Nothing
				if len(s.Facts) > 0 {
					s.State = Done
				}
			}
		}
	}
	return order(stages)
}

// OfOpinion returns the stages of an opinion.
func (r *Reading) OfOpinion(o *casefile.Opinion) []Stage {
	stages := r.stages(opinionSteps, o.ReceivedAt, func(of string) bool { return of == o.Fact }, o.Fact)
	planned := o.Improvable || o.Finding == casefile.ImproveLater
	for i := range stages {
		s := &stages[i]
		if (s.Name == Improved || s.Name == ResultTold) && len(s.Facts) == 0 && !planned && !o.ReviewedAt.IsZero() {
			s.State = Nothing
		}
	}
	return order(stages)
}

// stages fills in the facts, promises and acts of each step.
func (r *Reading) stages(steps []step, from time.Time, is func(string) bool, first string) []Stage {
	out := make([]Stage, len(steps))
	for i, st := range steps {
		s := Stage{Name: st.name, Facts: r.factsOf(st.kinds, from, is, first)}
		if received := out[0].Facts; st.name == Acknowledged && len(s.Facts) == 0 && len(received) > 0 && received[0].Via == fact.ViaWeb {
			s.Facts = received[:1] // the page that took it has answered with the receipt
		}
		for j := range r.Acts {
			// What a remedy of the charter asks for names nothing that it answers: it is meant where there is one thing alone to answer.
			if a := &r.Acts[j]; slices.Contains(st.kinds, a.Kind) && (is(a.Of) || a.Of == "" && !r.several(a.Kind)) {
				s.Acts = append(s.Acts, *a)
			}
		}
		s.Verdicts = r.promised(st.kinds, is, first)
		out[i] = s
	}
	return out
}

// factsOf returns the facts of the kinds since an instant that belong to the complaint or opinion.
func (r *Reading) factsOf(kinds []fact.Kind, from time.Time, is func(string) bool, first string) []fact.Fact {
	var out []fact.Fact
	for i := range r.Known {
		f := &r.Known[i]
		if !slices.Contains(kinds, f.Kind) || f.At.Before(from) {
			continue
		}
		of := f.Data.Text("of")
		switch {
		case f.Kind == fact.NoticeSent && f.Data.Text("action") != "acknowledge":
			continue
		case f.Kind == fact.ComplaintReceived || f.Kind == fact.OpinionReceived:
			if f.ID != first {
				continue
			}
		case of != "" && !is(of):
			continue
		case of == "" && r.several(f.Kind):
			continue // which of several is meant was not said
		}
		out = append(out, *f)
	}
	return out
}

// several tells whether a case has more than one complaint or opinion that a fact of the kind could belong to.
func (r *Reading) several(k fact.Kind) bool {
	switch k.Family() {
	case "complaint", "apology", "training", "priority":
		return len(r.State.Complaints) > 1
	case "opinion", "improvement":
		return len(r.State.Opinions) > 1
	}
	return false
}

// promised returns the verdicts of the promises that facts of the kinds keep, begun by the complaint or opinion, its reopening,
// its check or its review.
func (r *Reading) promised(kinds []fact.Kind, is func(string) bool, first string) []judge.Verdict {
	var out []judge.Verdict
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		p := r.Charter.Promise(v.Promise)
		if p == nil || !is(v.Trigger) && !is(r.answered(v.Trigger)) && v.Trigger != first {
			continue
		}
		if slices.ContainsFunc(p.Then, func(t charter.Pattern) bool { return slices.Contains(kinds, t.Kind) }) {
			out = append(out, *v)
		}
	}
	return out
}

// answered returns what a fact says that it answers.
func (r *Reading) answered(id string) string {
	for i := range r.Known {
		if r.Known[i].ID == id {
			return r.Known[i].Data.Text("of")
		}
	}
	return ""
}

// owes tells whether a remedy is still owed.
func owes(s *Stage) bool {
	return slices.ContainsFunc(s.Verdicts, func(v judge.Verdict) bool { return v.Status == judge.Pending }) || len(s.Acts) > 0
}

// order says which stages are done, passed over, next, or wait for others. Remedies hold nothing up: their promises say when they
// are due.
func order(stages []Stage) []Stage {
	last := 0
	for i := range stages {
		if len(stages[i].Facts) > 0 && stages[i].Name != Remedied {
			last = i
		}
	}
	found := false
	for i := range stages {
		s := &stages[i]
		switch {
		case s.State != "":
		case s.Name == Remedied && owes(s) && last >= i-1:
			s.State = Next
		case len(s.Facts) > 0:
			s.State = Done
		case i < last:
			s.State = Passed
		case !found && s.Name == Acknowledged:
			s.State = Later // the system does it by itself
		case !found:
			s.State, found = Next, true
		default:
			s.State = Later
		}
	}
	return stages
}
