package duty_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/duty"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// office judges and plans with the shipped charter.
type office struct {
	t  *testing.T
	ch *charter.Charter
	j  *judge.Judge
}

func open(t *testing.T) office {
	ch := wonju(t)
	return office{t, ch, judge.New(ch)}
}

// plan is what has to be done about facts at a time of the office.
func (o office) plan(at time.Time, facts ...fact.Fact) duty.Plan {
	known, _ := fact.Effective(facts, at)
	st := casefile.FoldEffective(known, at, seoul)
	return duty.Make(o.ch, nil, o.j.Case(facts, at, judge.Options{}).Verdicts, &st, known, at)
}

func (o office) fact(id string, k fact.Kind, at string, data ...any) fact.Fact {
	return fact.Fact{ID: id, Case: "c", At: instant(o.t, at), Kind: k, By: "system", Via: fact.ViaSystem, Data: fact.With(data...)}.Normal()
}

// petition is a question by web of Monday, due at the end of 1 December.
func (o office) petition() []fact.Fact {
	return []fact.Fact{
		o.fact("r", fact.CaseReceived, "2026-11-23 09:30", "channel", "web", "service", "question", "number", "2026-000001", "desk", "petition"),
		o.fact("a", fact.CaseAccepted, "2026-11-23 09:30"),
		o.fact("s", fact.CaseAssigned, "2026-11-23 09:31", "officer", "kim"),
	}
}

// of lists the actions of a kind on a promise, as "stage to".
func of(p duty.Plan, k duty.Kind, promise string) []string {
	var out []string
	for _, a := range p.Actions {
		if a.Kind == k && a.Promise == promise {
			out = append(out, strings.TrimSpace(string(a.Stage)+" "+a.To))
		}
	}
	return out
}

func TestStagesOfADeadline(t *testing.T) {
	t.Parallel()
	o := open(t)
	for _, c := range []struct {
		name, at       string
		remind, breach []string
	}{
		{"early", "2026-11-25 09:00", nil, nil},
		{"two working days before, by the charter", "2026-11-30 09:00", []string{"named0 officer:kim"}, nil},
		{"at the due instant", "2026-12-02 00:00", nil, nil},
		{"after it", "2026-12-02 00:01", nil, []string{"officer:kim", "manager", "desk:petition"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := o.plan(instant(t, c.at), o.petition()...)
			if got := of(p, duty.Remind, "case.deadline"); !slices.Equal(got, c.remind) {
				t.Errorf("reminders %v, want %v", got, c.remind)
			}
			if got := of(p, duty.Breach, "case.deadline"); !slices.Equal(got, c.breach) {
				t.Errorf("breach notices %v, want %v", got, c.breach)
			}
		})
	}
}

func TestBreachIsRecordedAtTheDueInstant(t *testing.T) {
	t.Parallel()
	o := open(t)
	p := o.plan(instant(t, "2026-12-05 12:00"), o.petition()...)
	i := slices.IndexFunc(p.Breaches, func(f fact.Fact) bool { return f.Data.Text("promise") == "case.deadline" })
	if i < 0 || !p.Breaches[i].At.Equal(instant(t, "2026-12-02 00:00")) || p.Breaches[i].ID != judge.BreachTrigger("case.deadline", "r") {
		t.Fatalf("breaches %+v", p.Breaches)
	}
	again := o.plan(instant(t, "2026-12-05 13:00"), append(o.petition(), p.Breaches...)...)
	if len(again.Breaches) != len(p.Breaches) || again.Breaches[i].ID != p.Breaches[i].ID {
		t.Errorf("a recorded breach makes others: %+v", again.Breaches)
	}
}

func TestAnExtensionMakesNewStages(t *testing.T) {
	t.Parallel()
	o := open(t)
	before := o.plan(instant(t, "2026-11-30 10:00"), o.petition()...)
	longer := append(o.petition(), o.fact("e", fact.CaseExtended, "2026-11-30 11:00", "ground", "site_check", "by", 5))
	if got := of(o.plan(instant(t, "2026-11-30 12:00"), longer...), duty.Remind, "case.deadline"); len(got) != 0 {
		t.Errorf("just after the extension: %v", got)
	}
	after := o.plan(instant(t, "2026-12-08 10:00"), longer...)
	if len(of(before, duty.Remind, "case.deadline")) != 1 || len(of(after, duty.Remind, "case.deadline")) != 1 {
		t.Fatalf("before %v, after %v", before.Actions, after.Actions)
	}
	for _, a := range before.Actions {
		for _, b := range after.Actions {
			if a.Kind == duty.Remind && a.Promise == "case.deadline" && a.Key == b.Key {
				t.Errorf("the new due instant has the old key %s", a.Key)
			}
		}
	}
}

func TestSecondsAtTheCounterAreNotNoticed(t *testing.T) {
	t.Parallel()
	o := open(t)
	visit := o.fact("v", fact.VisitArrived, "2026-11-23 10:00", "busy", true, "desk", "general")
	visit.Contact = "v"
	late := o.fact("k", fact.VisitAcknowledged, "2026-11-23 10:01")
	late.Contact = "v"
	if p := o.plan(instant(t, "2026-11-23 10:02"), visit, late); len(p.Actions) != 0 || len(p.Breaches) != 0 {
		t.Errorf("5 seconds at the counter made %+v", p)
	}
}

func TestLettersAreAcknowledgedAndPagesAreNot(t *testing.T) {
	t.Parallel()
	o := open(t)
	letter := o.petition()
	letter[0].Data = letter[0].Data.Set("channel", fact.Text("post"))
	when := instant(t, "2026-11-23 10:00")
	if got := of(o.plan(when, letter...), duty.Acknowledge, ""); !slices.Equal(got, []string{"citizen"}) {
		t.Errorf("a letter: %v", got)
	}
	if got := of(o.plan(when, o.petition()...), duty.Acknowledge, ""); len(got) != 0 {
		t.Errorf("a page that has answered: %v", got)
	}
	sent := append(letter, o.fact("n", fact.NoticeSent, "2026-11-23 09:40", "action", "acknowledge"))
	if got := of(o.plan(when, sent...), duty.Acknowledge, ""); len(got) != 0 {
		t.Errorf("acknowledged already: %v", got)
	}
}

// TestNothingChangesBeforeNext plans at instants between now and Next: the plan must be the same, each key once.
func TestNothingChangesBeforeNext(t *testing.T) {
	t.Parallel()
	o := open(t)
	facts := o.petition()
	rapid.Check(t, func(r *rapid.T) {
		when := instant(t, "2026-11-23 09:32").Add(time.Duration(rapid.Int64Range(0, int64(12*24*time.Hour)).Draw(r, "after")))
		p := o.plan(when, facts...)
		seen := map[string]bool{}
		for _, a := range p.Actions {
			if seen[a.Key] {
				r.Fatalf("the key %s stands twice", a.Key)
			}
			seen[a.Key] = true
		}
		if p.Next.IsZero() {
			return
		}
		if !p.Next.After(when) {
			r.Fatalf("next %v is not after %v", p.Next, when)
		}
		verdictsNext := o.j.Case(facts, when, judge.Options{}).Next
		until := p.Next
		if !verdictsNext.IsZero() && verdictsNext.Before(until) {
			until = verdictsNext
		}
		between := when.Add(time.Duration(rapid.Int64Range(0, int64(until.Sub(when)-time.Microsecond)).Draw(r, "between")))
		later := o.plan(between, facts...)
		if len(later.Actions) != len(p.Actions) {
			r.Fatalf("at %v: %d actions, at %v: %d", when, len(p.Actions), between, len(later.Actions))
		}
		for _, a := range later.Actions {
			if !seen[a.Key] {
				r.Fatalf("%s came before next %v", a.Key, p.Next)
			}
		}
	})
}
