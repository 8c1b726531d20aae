package course

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

var began = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC) // 10:00 in Wonju, a Tuesday

// told is a fact so many minutes after the beginning.
func told(id string, minutes int, k fact.Kind, by string, data ...any) fact.Fact {
	at := began.Add(time.Duration(minutes) * time.Minute)
	return fact.Fact{ID: id, Case: "1", At: at, RecordedAt: at, Kind: k, By: by, Via: fact.ViaDesk, Data: fact.With(data...)}
}

// wonju parses the shipped charter.
func wonju(t *testing.T) *charter.Charter {
	t.Helper()
	files, err := charters.Files(charters.Wonju)
	if err != nil {
		t.Fatal(err)
	}
	ch, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		src, err := calendars.FS.ReadFile(name + ".yaml")
		if err != nil {
			return nil, err
		}
		return calendar.Parse(name+".yaml", src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// read judges facts by the charter that is shipped.
func read(t *testing.T, now time.Time, facts ...fact.Fact) *Reading {
	t.Helper()
	ch := wonju(t)
	known, _ := fact.Effective(facts, now)
	st := casefile.FoldEffective(known, now, ch.Petition.Location())
	verdicts := judge.New(ch).CaseOf("1", facts, now, judge.Options{}).Verdicts
	return &Reading{Charter: ch, Known: known, State: &st, Verdicts: verdicts, Acts: casefile.NextActs(ch, &st, verdicts)}
}

func states(stages []Stage) map[string]State {
	out := map[string]State{}
	for i := range stages {
		out[stages[i].Name] = stages[i].State
	}
	return out
}

func TestStagesOfAComplaint(t *testing.T) {
	t.Parallel()
	steps := []fact.Fact{
		told("c", 0, fact.ComplaintReceived, "citizen", "about", "rude_phone"),
		told("n", 0, fact.NoticeSent, "system", "action", "acknowledge"),
		told("a", 30, fact.ComplaintAssessed, "officer:lead", "of", "c", "severity", "moderate", "urgency", "normal", "investigator", "lee"),
		told("k", 90, fact.ComplaintChecked, "officer:lee", "of", "c", "founded", true),
		told("p", 120, fact.ApologyMade, "officer:kim", "of", "c", "officer", "kim", "how", "phone"),
		told("t", 130, fact.ComplaintTold, "officer:lee", "of", "c"),
		told("d", 140, fact.TrainingDone, "officer:lee", "of", "c"),
		told("z", 150, fact.ComplaintClosed, "officer:lee", "of", "c", "agreed", true),
		told("r", 200, fact.ComplaintReopened, "officer:lead", "of", "c"),
	}
	row := func(states ...State) map[string]State {
		out := map[string]State{}
		for i, s := range complaintSteps {
			out[s.name] = states[i]
		}
		return out
	}
	tests := map[int]map[string]State{ // by how many of the facts are on record
		1: row(Done, Later, Next, Later, Later, Later, Later),
		2: row(Done, Done, Next, Later, Later, Later, Later),
		3: row(Done, Done, Done, Next, Later, Later, Later),
		4: row(Done, Done, Done, Done, Next, Next, Later),
		6: row(Done, Done, Done, Done, Next, Done, Next),
		7: row(Done, Done, Done, Done, Done, Done, Next),
		8: row(Done, Done, Done, Done, Done, Done, Done),
		9: row(Done, Later, Next, Later, Done, Later, Later),
	}
	for n, want := range tests {
		now := steps[n-1].At.Add(time.Minute)
		r := read(t, now, steps[:n]...)
		stages := r.OfComplaint(&r.State.Complaints[0])
		if diff := cmp.Diff(want, states(stages)); diff != "" {
			t.Errorf("after %d facts (-want +got):\n%s", n, diff)
		}
		if n == 3 {
			checks(t, stages)
		}
	}
}

// checks looks at promises and acts of a complaint that has been assessed.
func checks(t *testing.T, stages []Stage) {
	t.Helper()
	for i := range stages {
		s := &stages[i]
		switch s.Name {
		case Remedied:
			if s.Due().IsZero() {
				t.Error("the apology that is due within the day has no time")
			}
		case Checked:
			if len(s.Acts) != 1 || s.Acts[0].Of != "c" {
				t.Errorf("acts of the check: %+v", s.Acts)
			}
		case Told:
			if len(s.Verdicts) == 0 {
				t.Error("no promise of telling")
			}
		}
	}
}

func TestUnfoundedComplaintOwesNoRemedy(t *testing.T) {
	t.Parallel()
	r := read(t, began.Add(2*time.Hour), told("c", 0, fact.ComplaintReceived, "citizen", "about", "careless"),
		told("k", 10, fact.ComplaintChecked, "officer:lee", "of", "c", "founded", false),
		told("t", 20, fact.ComplaintTold, "officer:lee", "of", "c"))
	got := states(r.OfComplaint(&r.State.Complaints[0]))
	if got[Remedied] != Nothing || got[Assessed] != Passed || got[Told] != Done || got[Closed] != Next {
		t.Errorf("got %v", got)
	}
}

func TestStagesOfAnOpinion(t *testing.T) {
	t.Parallel()
	opinion := told("o", 0, fact.OpinionReceived, "citizen")
	tests := []struct {
		name    string
		finding string
		facts   []fact.Fact
		want    map[string]State
	}{
		{"not reviewed", "", nil, map[string]State{Reviewed: Next, Told: Later, Improved: Later}},
		{"to be improved now", "now", nil, map[string]State{Reviewed: Done, Told: Next, Improved: Later, ResultTold: Later}},
		{"not possible", "never", nil, map[string]State{Reviewed: Done, Told: Next, Improved: Nothing, ResultTold: Nothing}},
		{"improved and told", "now", []fact.Fact{told("m", 60, fact.ImprovementMade, "officer:kim", "of", "o"), told("t", 70, fact.OpinionTold, "officer:kim", "of", "o")},
			map[string]State{Told: Done, Improved: Done, ResultTold: Next}},
	}
	for _, test := range tests {
		facts := []fact.Fact{opinion}
		if test.finding != "" {
			facts = append(facts, told("r", 30, fact.OpinionReviewed, "officer:kim", "of", "o", "improvable", test.finding))
		}
		r := read(t, began.Add(80*time.Minute), append(facts, test.facts...)...)
		got := states(r.OfOpinion(&r.State.Opinions[0]))
		for name, want := range test.want {
			if got[name] != want {
				t.Errorf("%s: %s is %s, want %s", test.name, name, got[name], want)
			}
		}
	}
}

func TestNobodyLooksIntoHisOwn(t *testing.T) {
	t.Parallel()
	facts := []fact.Fact{
		told("x", 0, fact.CaseAssigned, "officer:chief", "officer", "kim", "desk", "petition"),
		told("y", 5, fact.CaseProcedureTold, "officer:park", "channel", "phone"),
		told("c", 10, fact.ComplaintReceived, "citizen", "about", "careless", "officer", "choi"),
		told("z", 20, fact.CaseAnswered, "officer:lee"),
	}
	k := casefile.Complaint{Fact: "c", ReceivedAt: facts[2].At, Officer: "choi"}
	department := func(account string) string {
		return map[string]string{"kim": "affairs", "park": "affairs", "lee": "affairs", "choi": "library"}[account]
	}
	b := BarredFrom(facts, &k, department, func(d string) bool { return d == "affairs" })
	want := Barred{Accounts: []string{"choi", "kim", "park"}, Departments: []string{"affairs"}}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, test := range []struct {
		p   Person
		may bool
	}{
		{Person{Account: "kim", Department: "affairs", Above: true}, false}, // of whom it is, whatever his rank
		{Person{Account: "lee", Department: "affairs"}, false},              // of the department that would take it
		{Person{Account: "boss", Department: "affairs", Above: true}, true},
		{Person{Account: "han", Department: "library"}, true},
	} {
		if b.May(test.p) != test.may {
			t.Errorf("%+v may: %v, want %v", test.p, !test.may, test.may)
		}
	}
}
