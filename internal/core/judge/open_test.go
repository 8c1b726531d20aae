package judge_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/open"
	"jikim/internal/core/scenario"
)

// names gives pseudonyms whose order has nothing to do with that of the identifiers.
func names() open.Names {
	seen := map[string]string{}
	return func(space, id string) string {
		key := space + "\x00" + id
		if seen[key] == "" {
			seen[key] = "p" + strconv.Itoa((len(seen)*7919+13)%10007) + "x" + strconv.Itoa(len(seen))
		}
		return seen[key]
	}
}

// opened returns the open forms of facts as the ledger has them: in the order of recording, those that only their identifiers tell
// apart in that order.
func opened(t fataler, facts []fact.Fact, name open.Names) []fact.Fact {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b fact.Fact) int { return a.RecordedAt.Compare(b.RecordedAt) })
	fact.SortTies(facts)
	out := make([]fact.Fact, len(facts))
	for i := range facts {
		form := open.Of(&facts[i], name)
		again, err := open.Decode(open.Encode(&form))
		if err != nil {
			t.Fatalf("%s: %v", open.Encode(&form), err)
		}
		out[i] = again
	}
	open.Align(out)
	return out
}

type fataler interface{ Fatalf(string, ...any) }

// renamed gives verdicts on facts the identifiers of open data.
func renamed(verdicts []judge.Verdict, name open.Names) []judge.Verdict {
	out := slices.Clone(verdicts)
	for i := range out {
		v := &out[i]
		v.Trigger = open.Trigger(v.Case, v.Trigger, name)
		if v.Contact != "" {
			v.Contact = name(open.SpaceContact, v.Case+"/"+v.Contact)
		}
		v.Case = open.CaseName(v.Case, name)
	}
	return ordered(out)
}

func ordered(verdicts []judge.Verdict) []judge.Verdict {
	for i := range verdicts {
		verdicts[i].Trigger = open.Plain(verdicts[i].Trigger)
	}
	slices.SortFunc(verdicts, func(a, b judge.Verdict) int {
		if c := a.Started.Compare(b.Started); c != 0 {
			return c
		}
		return strings.Compare(a.Promise+" "+a.Trigger, b.Promise+" "+b.Trigger)
	})
	return verdicts
}

// alike judges facts and their open forms.
func alike(j *judge.Judge, facts []fact.Fact, now time.Time, t fataler) string {
	name := names()
	forms := opened(t, facts, name)
	want, got := j.Case(facts, now, judge.Options{}), j.Case(forms, now, judge.Options{})
	if diff := cmp.Diff(renamed(want.Verdicts, name), ordered(got.Verdicts)); diff != "" {
		return diff
	}
	return cmp.Diff(renamed(j.Aims(facts, now), name), ordered(j.Aims(forms, now)))
}

func TestOpenFormsAreJudgedAlike(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		j, facts := drawJudge(t, r), factList(r, true)
		if diff := alike(j, facts, instantAfter(r, epoch), r); diff != "" {
			r.Fatalf("the open forms are judged otherwise:\n%s", diff)
		}
	})
}

func TestOpenFormsOfScenariosAreJudgedAlike(t *testing.T) {
	t.Parallel()
	for _, file := range scenarioFiles(t) {
		s, _ := readScenario(t, file)
		j := judgeOf(t, s.Charter)
		for i := range s.Judgements {
			for _, facts := range cases(s) {
				if diff := alike(j, facts, s.Judgements[i].At, t); diff != "" {
					t.Errorf("%s, at %s:\n%s", file, s.Judgements[i].At, diff)
				}
			}
		}
	}
}

// cases returns the facts of a scenario by case.
func cases(s *scenario.Scenario) map[string][]fact.Fact {
	out := map[string][]fact.Fact{}
	for i := range s.Facts {
		out[s.Facts[i].Case] = append(out[s.Facts[i].Case], s.Facts[i].Fact)
	}
	return out
}
