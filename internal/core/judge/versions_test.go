package judge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// editions are two versions of a charter, of which the second, from a day on, promises more. Both have further promises, if any.
func editions(t *testing.T, from string, further ...string) *judge.Versions {
	t.Helper()
	text := `charter: office
title: 헌장
office: 사무소
from: 2026-01-01
calendars: {petition: kr-office}
promises:
- {id: a.consult, text: 상담, when: consult.asked, then: consult.answered, within: 5 minutes}
- {id: a.item, text: 시설, always: at least 1 working, item: printer}
- {id: a.mended, text: 보상, when: promise.broken, of: a.item, then: apology.made, within: 1 working hour}
- {id: a.survey, text: 조사, every: year, then: survey.closed, by: 12-31}
- {id: a.sorry, text: 사과, when: promise.broken, of: a.survey, then: apology.made, within: 1 working hour}
` + strings.Join(further, "\n")
	var all []*charter.Charter
	for _, src := range []string{
		strings.NewReplacer("2026-01-01", from, "5 minutes", "3 minutes", "at least 1", "at least 2", "12-31", "11-30", "by: 10", "by: 5").Replace(text), text,
	} {
		j, err := ready(charter.Files{charter.Main: []byte(src)})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, j.Charter())
	}
	v, err := charter.NewVersions(all...)
	if err != nil {
		t.Fatal(err)
	}
	return judge.NewVersions(v)
}

func TestACaseKeepsItsVersion(t *testing.T) {
	t.Parallel()
	v := editions(t, "2026-07-01")
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339, s+"+09:00")
		if err != nil {
			t.Fatal(err)
		}
		return when.UTC()
	}
	one := func(id string, k fact.Kind, s string) fact.Fact {
		return fact.Fact{ID: id, Case: "1", At: at(s), Kind: k, Via: fact.ViaDesk}.Normal()
	}
	asked, answered := one("a", fact.ConsultAsked, "2026-07-02T10:00:00"), one("b", fact.ConsultAnswered, "2026-07-02T10:04:00")
	for _, tt := range []struct {
		name  string
		facts []fact.Fact
		want  judge.Status
	}{
		{"received under the old one", []fact.Fact{asked, answered, one("r", fact.CaseReceived, "2026-06-30T23:59:59")}, judge.Kept},
		{"received under the new one", []fact.Fact{asked, answered, one("r", fact.CaseReceived, "2026-07-01T00:00:00")}, judge.Broken},
		{"received before a word of it", []fact.Fact{one("v", fact.VisitArrived, "2026-06-30T10:00:00"), asked, answered, one("r", fact.CaseReceived, "2026-07-01T00:00:00")}, judge.Broken},
		{"never received, begun under the old one", []fact.Fact{asked, answered, one("v", fact.VisitArrived, "2026-06-30T10:00:00")}, judge.Kept},
		{"older than both", []fact.Fact{one("a", fact.ConsultAsked, "2025-07-02T10:00:00"), one("b", fact.ConsultAnswered, "2025-07-02T10:04:00")}, judge.Kept},
	} {
		got := v.CaseOf("1", tt.facts, at("2026-08-01T00:00:00"), judge.Options{}).Verdicts
		if len(got) != 1 || got[0].Status != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestTheOfficeIsJudgedByTheVersionOfTheDay(t *testing.T) {
	t.Parallel()
	v := editions(t, "2026-07-01")
	seen := fact.Fact{ID: "i", Case: fact.Institution, At: time.Date(2026, 6, 29, 1, 0, 0, 0, time.UTC), Kind: fact.ItemInspected, Via: fact.ViaInspection,
		Data: fact.With("item", "printer", "working", 1)}.Normal()
	now := time.Date(2026, 7, 2, 12, 0, 0, 0, time.UTC)
	var got []string
	r := v.CaseOf(fact.Institution, []fact.Fact{seen}, now, judge.Options{})
	for _, w := range r.Verdicts {
		got = append(got, w.Promise+" "+w.Trigger+" "+w.Status.String())
	}
	want := []string{
		"a.item 2026-06-29 kept",
		"a.item 2026-06-30 kept",
		"a.survey 2026 pending",
		"a.item 2026-07-01 broken", "a.mended broken:a.item:2026-07-01 broken",
		"a.item 2026-07-02 broken", "a.mended broken:a.item:2026-07-02 broken",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, w := range r.Verdicts {
		if w.Promise == "a.survey" && !w.Due.Equal(time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC)) {
			t.Errorf("the duty of the year is due %s, want the end of November", w.Due)
		}
	}
	if opening := time.Date(2026, 7, 3, 0, 0, 0, 0, time.UTC); !r.Next.Equal(opening) {
		t.Errorf("next %s, want the next opening", r.Next)
	}
	if one := v.CaseOf(fact.Institution, []fact.Fact{seen}, now, judge.Options{Promise: "a.item", Trigger: "2026-06-30"}).Verdicts; len(one) != 1 || one[0].Status != judge.Kept {
		t.Errorf("one instance: %+v", one)
	}
}

// TestNoMonthIsLostWhenTheCharterChanges: each month is owed once, by the version that was in force at its end, also where the next one
// begins with the month.
func TestNoMonthIsLostWhenTheCharterChanges(t *testing.T) {
	t.Parallel()
	for from, want := range map[string][]string{
		"2026-07-01": {"2026-05 due 10", "2026-06 due 10", "2026-07 due 5"},
		"2026-07-02": {"2026-05 due 10", "2026-06 due 10", "2026-07 due 5"},
		"2026-06-30": {"2026-05 due 10", "2026-06 due 5", "2026-07 due 5"},
	} {
		v := editions(t, from, "- {id: a.figures, text: 공개, every: month, then: figures.published, by: 10}")
		var got []string
		now := time.Date(2026, 8, 2, 12, 0, 0, 0, time.UTC)
		for _, w := range v.CaseOf(fact.Institution, nil, now, judge.Options{Promise: "a.figures", Since: civil.Date{Year: 2026, Month: 6, Day: 1}}).Verdicts {
			got = append(got, fmt.Sprintf("%s due %d", w.Trigger, w.Due.Add(8*time.Hour).Day())) // an hour before the end of the last day
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("from %s (-want +got):\n%s", from, diff)
		}
	}
}

// TestAVersionToComeChangesNothing: until its first day a version can be known or not, the answer is the same; only the instant
// at which the office is judged again is that day.
func TestAVersionToComeChangesNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 30, 14, 59, 0, 0, time.UTC) // a minute before the first of July at the office
	seen := fact.Fact{ID: "i", Case: fact.Institution, At: now.AddDate(0, 0, -2), Kind: fact.ItemInspected, Via: fact.ViaInspection,
		Data: fact.With("item", "printer", "working", 1)}.Normal()
	know := editions(t, "2026-07-01").CaseOf(fact.Institution, []fact.Fact{seen}, now, judge.Options{})
	later := editions(t, "2029-07-01").CaseOf(fact.Institution, []fact.Fact{seen}, now, judge.Options{})
	if diff := cmp.Diff(later.Verdicts, know.Verdicts); diff != "" || len(know.Verdicts) < 3 {
		t.Errorf("a version of tomorrow changes today:\n%s", diff)
	}
	if begins := now.Add(time.Minute); !know.Next.Equal(begins) {
		t.Errorf("judged again at %s, want %s", know.Next, begins)
	}
}

// TestARemedyGoesWithTheBreach: what an old version owes for the last year begins on the first day of the new one.
func TestARemedyGoesWithTheBreach(t *testing.T) {
	t.Parallel()
	var got []string
	for _, w := range editions(t, "2027-01-01").CaseOf(fact.Institution, nil, time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC), judge.Options{}).Verdicts {
		got = append(got, w.Promise+" "+w.Trigger+" "+w.Status.String())
	}
	want := []string{"a.survey 2026 broken", "a.sorry broken:a.survey:2026 pending", "a.survey 2027 pending"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSinceLeavesOutEarlierYears(t *testing.T) {
	t.Parallel()
	now := time.Date(2029, 6, 1, 0, 0, 0, 0, time.UTC)
	for since, want := range map[civil.Date]string{{}: "2026 2027 2028 2029", {Year: 2028, Month: 5, Day: 1}: "2028 2029"} {
		var got []string
		for _, v := range judgeOf(t, "wonju").CaseOf(fact.Institution, nil, now, judge.Options{Since: since}).Verdicts {
			got = append(got, v.Trigger)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("since %s: %v, want %s", since, got, want)
		}
	}
}
