package stats

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

var (
	jan = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	feb = jan.AddDate(0, 1, 0)
)

// counted counts verdicts of one promise p over January as of some instant.
func counted(asOf time.Time, vs ...judge.Verdict) Row {
	c := New(&charter.Charter{Promises: []*charter.Promise{{ID: "p", Publish: true}, {ID: "hidden"}}}, nil, jan, feb, asOf)
	for i := range vs {
		if vs[i].Promise == "" {
			vs[i].Promise = "p"
		}
		if vs[i].Started.IsZero() {
			vs[i].Started = jan.Add(time.Hour)
		}
		if vs[i].Share == 0 {
			vs[i].Share = -1
		}
		c.Add(&vs[i])
	}
	t := c.Table()
	if len(t.Rows) != 1 {
		panic("a promise that is not published has a row")
	}
	return t.Rows[0]
}

func settled(s judge.Status, left time.Duration, g fact.Grade) judge.Verdict {
	return judge.Verdict{Status: s, Evidence: g, Due: jan.Add(10 * time.Hour), Ended: jan.Add(10*time.Hour - left)}
}

func TestHonestDenominators(t *testing.T) {
	t.Parallel()
	due := jan.Add(10 * time.Hour)
	kept, broken := settled(judge.Kept, time.Hour, fact.Measured), settled(judge.Broken, -time.Hour, fact.Attested)
	pending := judge.Verdict{Status: judge.Pending, Due: due}
	for _, c := range []struct {
		name         string
		asOf         time.Time
		vs           []judge.Verdict
		judged, open int
		share        float64
	}{
		{"nothing", feb, nil, 0, 0, -1},
		{"one of each", feb, []judge.Verdict{kept, broken}, 2, 0, 0.5},
		{"unproven is not kept and not judged", feb, []judge.Verdict{kept, {Status: judge.Unproven}}, 1, 0, 1},
		{"void is not judged", feb, []judge.Verdict{kept, {Status: judge.Void}}, 1, 0, 1},
		{"open before its due instant", due.Add(-time.Second), []judge.Verdict{kept, pending}, 1, 1, 1},
		{"open at its due instant", due, []judge.Verdict{kept, pending}, 1, 1, 1},
		{"overdue counts as broken", due.Add(time.Microsecond), []judge.Verdict{kept, pending}, 2, 0, 0.5},
		{"open without a due instant", feb, []judge.Verdict{{Status: judge.Pending}}, 0, 1, -1},
		{"of another period", feb, []judge.Verdict{kept, {Status: judge.Broken, Started: feb}}, 1, 0, 1},
		{"of before the period", feb, []judge.Verdict{kept, {Status: judge.Broken, Started: jan.Add(-time.Second)}}, 1, 0, 1},
		{"of the first instant of the period", feb, []judge.Verdict{kept, {Status: judge.Broken, Started: jan}}, 2, 0, 0.5},
		{"begun after the figures were made", jan.Add(2 * time.Hour), []judge.Verdict{kept, {Status: judge.Broken, Started: jan.Add(3 * time.Hour)}}, 1, 0, 1},
		{"not published", feb, []judge.Verdict{kept, {Promise: "hidden", Status: judge.Broken}}, 1, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := counted(c.asOf, c.vs...)
			if r.Judged != c.judged || r.Open != c.open || r.Share != c.share {
				t.Errorf("judged %d, open %d, share %v; want %d, %d, %v", r.Judged, r.Open, r.Share, c.judged, c.open, c.share)
			}
			if r.Judged != r.Kept+r.Broken+r.Overdue {
				t.Errorf("the denominator is not the sum of its parts: %+v", r)
			}
		})
	}
}

func TestMarginsAndGrades(t *testing.T) {
	t.Parallel()
	var vs []judge.Verdict
	for i := 1; i <= 20; i++ {
		vs = append(vs, settled(judge.Kept, time.Duration(i)*time.Minute, fact.Audited))
	}
	r := counted(feb, vs...)
	if want := (Margin{N: 20, Median: 10 * time.Minute, Ninety: 2 * time.Minute, Worst: time.Minute}); r.Margin != want {
		t.Errorf("margins %+v, want %+v", r.Margin, want)
	}
	if r.Grades[fact.Audited] != 20 || !r.Sampled {
		t.Errorf("grades %v, sampled %v", r.Grades, r.Sampled)
	}
	if r.Low < 0.83 || r.Low > 0.85 || r.High != 1 { // Wilson: 20 of 20 is not certain
		t.Errorf("between %v and %v", r.Low, r.High)
	}
	r = counted(feb, judge.Verdict{Status: judge.Kept, Share: 1}, judge.Verdict{Status: judge.Broken, Share: 0.5})
	if r.Hours != 0.75 || r.Margin.N != 0 {
		t.Errorf("a standing promise: hours %v, margins %+v", r.Hours, r.Margin)
	}
}

func TestWhatIsNotAllFromAuditsIsNoSample(t *testing.T) {
	t.Parallel()
	r := counted(feb, settled(judge.Kept, time.Hour, fact.Audited), settled(judge.Kept, time.Hour, fact.Measured))
	if r.Sampled || r.Low != -1 || r.High != -1 {
		t.Errorf("%+v", r)
	}
}

func TestOverdueIsMeasuredByTheClock(t *testing.T) {
	t.Parallel()
	r := counted(feb, judge.Verdict{Status: judge.Pending, Due: jan.Add(2 * time.Hour), Evidence: fact.Reported})
	if r.Overdue != 1 || r.Grades[fact.Measured] != 1 || r.Grades[fact.Reported] != 0 {
		t.Errorf("%+v", r)
	}
}

// TestMinimumsCountTheOtherWay: a promise of at least a second has time left when the act comes later, and is never overdue.
func TestMinimumsCountTheOtherWay(t *testing.T) {
	t.Parallel()
	c := New(&charter.Charter{Promises: []*charter.Promise{{ID: "p", Publish: true, Minimum: true}}}, nil, jan, feb, feb)
	due := jan.Add(time.Hour)
	for _, v := range []judge.Verdict{
		{Status: judge.Kept, Due: due, Ended: due.Add(3 * time.Second)},
		{Status: judge.Broken, Due: due, Ended: due.Add(-time.Second)},
		{Status: judge.Pending, Due: due},
	} {
		v.Promise, v.Started, v.Share = "p", jan, -1
		c.Add(&v)
	}
	r := c.Table().Rows[0]
	if want := (Margin{N: 2, Median: -time.Second, Ninety: -time.Second, Worst: -time.Second}); r.Margin != want || r.Open != 1 || r.Overdue != 0 {
		t.Errorf("%+v, want margins %+v", r, want)
	}
}

// TestAimsAreCountedBesideVerdicts: times change no denominator, and few of them are not shown.
func TestAimsAreCountedBesideVerdicts(t *testing.T) {
	t.Parallel()
	c := New(&charter.Charter{Promises: []*charter.Promise{{ID: "p", Publish: true}}}, nil, jan, feb, feb)
	for i := 1; i <= 10; i++ {
		v := judge.Verdict{Promise: "p", Status: judge.Timed, Evidence: fact.Measured, Started: jan, Due: jan.Add(time.Minute),
			Ended: jan.Add(time.Duration(i) * 10 * time.Second), Share: -1}
		c.Add(&v)
	}
	year := c.Table()
	want := Took{N: 10, Within: 6, Median: 50 * time.Second, Ninety: 90 * time.Second, Grades: [5]int{fact.Measured: 10}}
	if r := year.Rows[0]; r.Aim != want || r.Judged != 0 || r.total() != 0 || r.Margin.N != 0 {
		t.Errorf("%+v, want %+v", r, want)
	}
	ch := &charter.Charter{Promises: []*charter.Promise{{ID: "p", Shape: charter.Always}}}
	for _, test := range []struct {
		months []int
		hidden string // of the year and the months
	}{{[]int{10}, ""}, {[]int{5, 5}, ""}, {[]int{4, 3, 3}, "123"}, {[]int{6, 4}, "12"}, {[]int{6, 2, 2}, "123"}, {[]int{0, 5, 5}, ""}} {
		whole, months, hidden := c.Table(), make([]Month, len(test.months)), ""
		for i, n := range test.months {
			months[i] = Month{jan.AddDate(0, i, 0).Format("2006-01"), Table{Rows: []Row{{Promise: "p", Aim: Took{N: n, Median: time.Second}}}}}
		}
		Protect(ch, nil, &whole, months, nil)
		if got := whole.Rows[0].Aim; got != want {
			t.Errorf("of months of %v: %+v", test.months, got)
		}
		for i := range months {
			if got := months[i].Rows[0].Aim; got == (Took{Suppressed: true}) {
				hidden += strconv.Itoa(i + 1)
			}
		}
		if hidden != test.hidden {
			t.Errorf("of months of %v the times of %q are hidden, want %q", test.months, hidden, test.hidden)
		}
	}
	whole, few := c.Table(), Table{Rows: []Row{{Promise: "p", Aim: Took{N: 4}}}}
	published := []Shown{{[]string{"2026-01"}, []Line{{Promise: "p", Aim: Reached{N: 6}}}}}
	six := Table{Rows: []Row{{Promise: "p", Aim: Took{N: 6}}}}
	if Protect(ch, nil, &whole, []Month{{"2026-01", six}, {"2026-02", few}}, published); !whole.Rows[0].Aim.Suppressed {
		t.Errorf("beside six that are published the four follow from %+v", whole.Rows[0].Aim)
	}
}

func TestStandingPromisesHaveNoMargin(t *testing.T) {
	t.Parallel()
	v := settled(judge.Kept, time.Hour, fact.Audited)
	v.Share = 1
	if r := counted(feb, v); r.Margin.N != 0 || r.Hours != 1 {
		t.Errorf("%+v", r)
	}
}

// TestNothingSmallCanBeHadBySubtraction draws a year of months, of which some are published by themselves, and takes what is shown from the
// year.
func TestNothingSmallCanBeHadBySubtraction(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var published []Shown
		year, g := Row{Promise: "p"}, guarded{}
		var n, open []int // how many there are, and how many of a month that nobody has published
		for i := range rapid.IntRange(1, 12).Draw(rt, "months") {
			n = append(n, rapid.IntRange(0, 9).Draw(rt, "judged"))
			g.months, g.names = append(g.months, &Row{Judged: n[i], Kept: n[i]}), append(g.names, jan.AddDate(0, i, 0).Format("2006-01"))
			year.Judged += n[i]
			open = append(open, n[i])
			if rapid.Bool().Draw(rt, "published") {
				f := Figure{Kept: n[i]}
				if n[i] > 0 && n[i] < Smallest {
					f.suppress()
				} else {
					open[i] = 0
				}
				published = append(published, Shown{g.names[i : i+1], []Line{{Promise: "p", Whole: f}}})
			}
		}
		year.Kept, g.whole = year.Judged, &year
		g.numbers(published)
		together, hidden := 0, 0
		for i, m := range g.months {
			switch {
			case m.Suppressed && (m.Judged != 0 || m.Kept != 0):
				rt.Fatal("a suppressed month shows figures")
			case m.Suppressed && open[i] > 0:
				together, hidden = together+open[i], hidden+1
			case !m.Suppressed && m.total() > 0 && m.total() < Smallest:
				rt.Fatalf("a month with %d is shown", m.total())
			}
		}
		if !year.Suppressed && hidden > 0 && (together < Smallest || hidden < 2) {
			rt.Fatalf("the year less the months shown, here or published, leaves %d in %d months", together, hidden)
		}
	})
}

// office is a charter whose promises are about the office, about cases, or about either.
const office = `charter: office
institution: office
title: 헌장
office: 사무소
from: 2026-01-01
calendars: {petition: every, desk: every}
promises:
- {id: item, text: 프린터, always: at least 1 working, item: printer, look every: 8 working hours}
- {id: year, text: 조사, every: year, then: survey.closed, by: 12-31}
- {id: plan, text: 계획, when: survey.published, then: plan.published, within: 3 months}
- {id: tasks, text: 과제, each: survey.published, must: {shortcomings: present}}
- {id: call, text: 전화, when: call.ringing, then: call.answered, within: 9 seconds}
- {id: mixed, text: 어느 쪽이든, when: [survey.published, complaint.received], then: delay.told, within: 1 hour}
- {id: remedy, text: 사과, when: promise.broken, of: call, then: apology.made, within: 1 hour, remedy: yes}
`

func TestPublicThingsAreNotSuppressed(t *testing.T) {
	t.Parallel()
	ch, err := charter.Parse(charter.Files{"charter.yaml": []byte(office)}, func(name string) (*calendar.Calendar, error) {
		return calendar.Parse(name, []byte("name: every\ntimezone: Asia/Seoul\nhours: {mon: [\"09:00-18:00\"]}\n"), calendar.Source{Zone: time.LoadLocation})
	})
	if err != nil {
		t.Fatal(err)
	}
	year := Table{Rows: []Row{{Promise: "unknown", Judged: 1}}}
	for _, p := range ch.Promises {
		year.Rows = append(year.Rows, Row{Promise: p.ID, Judged: 1})
	}
	Protect(ch, nil, &year, nil, nil)
	want := map[string]bool{"call": true, "mixed": true, "remedy": true}
	for _, r := range year.Rows {
		if r.Suppressed != want[r.Promise] {
			t.Errorf("%s: suppressed %v, want %v", r.Promise, r.Suppressed, want[r.Promise])
		}
	}
}

// TestFormerPromisesStay: what became of a promise that only an earlier version made is counted; what nobody was owed has no row.
func TestFormerPromisesStay(t *testing.T) {
	t.Parallel()
	version := func(ids ...string) *charter.Charter {
		ch := &charter.Charter{}
		for _, id := range ids {
			ch.Promises = append(ch.Promises, &charter.Promise{ID: id, Publish: true})
		}
		return ch
	}
	c := New(version("p"), []*charter.Charter{version("older", "gone"), version("p", "gone")}, jan, feb, feb)
	c.Add(&judge.Verdict{Promise: "gone", Status: judge.Broken, Started: jan, Share: -1})
	table := c.Table()
	if len(table.Rows) != 2 || table.Row("gone") == nil || table.Row("gone").Broken != 1 || table.Row("p") == nil {
		t.Errorf("rows %+v", table.Rows)
	}
}
