package publication

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/stats"
)

// sketch is a charter of two promises.
const sketch = `charter: office
institution: office
title: 헌장
office: 사무소
from: 2026-01-01
calendars: {petition: every, desk: every}
promises:
- {id: call, text: 전화, when: call.ringing, then: call.answered, within: 9 seconds, void when: call.misdialled}
- {id: year, text: 조사, every: year, then: survey.closed, by: 12-31}
`

func law(t testing.TB) *Law {
	t.Helper()
	ch, err := charter.Parse(charter.Files{"charter.yaml": []byte(sketch)}, func(name string) (*calendar.Calendar, error) {
		return calendar.Parse(name, []byte("name: every\ntimezone: Asia/Seoul\nhours: {mon: [\"09:00-18:00\"]}\n"), calendar.Source{Zone: time.LoadLocation})
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := charter.NewVersions(ch)
	if err != nil {
		t.Fatal(err)
	}
	return NewLaw(v)
}

var october = time.Date(2026, 10, 5, 1, 0, 0, 0, time.UTC)

// call is a call that was answered after some seconds.
func call(id string, at time.Time, seconds int, desk string) []fact.Fact {
	facts := []fact.Fact{
		{ID: id + "a", Case: id, Contact: id, At: at, Kind: fact.CallRinging, By: "device:x", Via: "sip", Data: fact.With("desk", desk, "channel", "phone")},
		{ID: id + "b", Case: id, Contact: id, At: at.Add(time.Duration(seconds) * time.Second), Kind: fact.CallAnswered, By: "device:x", Via: "sip",
			Data: fact.With("by", "person")},
	}
	for i := range facts {
		facts[i] = facts[i].Normal()
	}
	return facts
}

// counted is a publication of October with calls at two desks.
func counted(t testing.TB, asOf time.Time) *Publication {
	t.Helper()
	l := law(t)
	from, until, err := ParsePeriod("2026-10", l.zone())
	if err != nil {
		t.Fatal(err)
	}
	c := NewCounter(l, from, until, asOf)
	c.Office()
	for i := range 20 {
		desk := []string{"hall", "reading"}[i%2]
		if err := c.Case(call(string(rune('a'+i)), october.Add(time.Duration(i)*time.Hour), 5+i/2, desk)); err != nil {
			t.Fatal(err)
		}
	}
	return &Publication{Form: Form, ID: "2026-10", Institution: "office", Period: "2026-10", From: from, Until: until, AsOf: asOf,
		Charters: l.Editions(from, until), Ledger: Ledger{Size: 40, Root: strings.Repeat("ab", 32)}, Lines: c.Lines(nil),
		Days:     []open.Day{{Date: civil.Date{Year: 2026, Month: 10, Day: 8}, Kind: "own", Name: "개관 기념일", Known: civil.Date{Year: 2026, Month: 9, Day: 1}}},
		Approved: Approval{At: asOf, Role: "manager"}}
}

func TestCasesAreCountedByDeskAndChannel(t *testing.T) {
	t.Parallel()
	p := counted(t, october.AddDate(0, 1, 0))
	l := p.Line("call")
	if l.Whole.Kept != 10 || l.Whole.Broken != 10 || l.Whole.Grades.Measured != 20 || l.Whole.Margin.Worst != -5000 || l.Whole.Margin.Median != -1000 {
		t.Errorf("whole %+v", l.Whole)
	}
	if len(l.Desks) != 2 || l.Desks[0].Key != "hall" || l.Desks[0].Kept != 5 || l.Desks[1].Broken != 5 || len(l.Months) != 0 {
		t.Errorf("desks %+v, months %+v", l.Desks, l.Months)
	}
	if len(l.Channels) != 1 || l.Channels[0].Key != "phone" || l.Channels[0].Total() != 20 {
		t.Errorf("channels %+v", l.Channels)
	}
	if p.Line("year") == nil || len(p.Charters) != 1 {
		t.Errorf("a promise of which there is nothing has a line too: %+v, %+v", p.Line("year"), p.Charters)
	}
}

// TestOnlyWhatWasKnownCounts: what happened or was recorded after the as-of instant changes nothing.
func TestOnlyWhatWasKnownCounts(t *testing.T) {
	t.Parallel()
	l := law(t)
	from, until, _ := ParsePeriod("2026-10", l.zone())
	asOf := october.Add(time.Hour)
	c := NewCounter(l, from, until, asOf)
	facts := call("x", october, 5, "hall")
	facts[1].RecordedAt = asOf.Add(time.Microsecond)
	if err := c.Case(facts); err != nil {
		t.Fatal(err)
	}
	if f := c.Whole()[0].Whole; f.Overdue+f.Unproven+f.Broken != 1 || f.Kept != 0 {
		t.Errorf("%+v", f)
	}
	late := call("y", until, 5, "hall") // the first instant of the next month
	c = NewCounter(l, from, until, until.AddDate(0, 1, 0))
	if err := c.Case(late); err != nil || c.Whole()[0].Whole.Total() != 0 {
		t.Errorf("%v %+v", err, c.Whole()[0].Whole)
	}
}

func TestWhatFellAwaySaysWhy(t *testing.T) {
	t.Parallel()
	l := law(t)
	from, until, _ := ParsePeriod("2026-10", l.zone())
	c := NewCounter(l, from, until, until)
	for i := range 6 {
		facts := call(string(rune('a'+i)), october, 5, "hall")
		facts[1].Kind = fact.CallMisdialled
		if err := c.Case(facts); err != nil {
			t.Fatal(err)
		}
	}
	if f := c.Whole()[0].Whole; !slices.Equal(f.Void, []stats.Voided{{By: "call.misdialled", N: 6}}) {
		t.Errorf("%+v", f)
	}
}

func TestCaseOfAnUnknownCharter(t *testing.T) {
	t.Parallel()
	l := law(t)
	facts := call("x", october, 5, "hall")
	facts[0].Data = facts[0].Data.Set("charter", fact.Text(strings.Repeat("0", 64)))
	if err := NewCounter(l, october, october.AddDate(0, 1, 0), october).Case(facts); err == nil {
		t.Error("a case was judged by a charter that is not there")
	}
}

func TestDiffNamesEachDifference(t *testing.T) {
	t.Parallel()
	a, b := counted(t, october.AddDate(0, 1, 0)), counted(t, october.AddDate(0, 1, 0))
	if d := Diff(a.Lines, b.Lines); len(d) != 0 {
		t.Fatalf("equal tables differ: %+v", d)
	}
	a.Line("call").Desks[1].Kept++
	a.Line("call").Whole.Void = []stats.Voided{{By: "call.misdialled", N: 2}}
	a.Line("call").Amends[0].Worst--
	want := []Difference{
		{"call", "", "", "void.call.misdialled", "2", "0"},
		{"call", "", "", "amends.late.worst", "4999", "5000"},
		{"call", "desk", "reading", "kept", "6", "5"},
	}
	if got := Diff(a.Lines, b.Lines); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if got := Diff(a.Lines[:1], b.Lines); got[len(got)-1] != (Difference{Promise: "year", Column: "row", Recomputed: "1"}) {
		t.Errorf("a missing row: %+v", got)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		period, from, until string
	}{
		{"2026-10", "2026-09-30T15:00:00Z", "2026-10-31T15:00:00Z"},
		{"2026", "2025-12-31T15:00:00Z", "2026-12-31T15:00:00Z"},
		{"2025-12..2026-02", "2025-11-30T15:00:00Z", "2026-02-28T15:00:00Z"},
	} {
		from, until, err := ParsePeriod(c.period, seoul)
		if err != nil || from.Format(time.RFC3339) != c.from || until.Format(time.RFC3339) != c.until {
			t.Errorf("%s: %s to %s, %v", c.period, from, until, err)
		}
	}
	for _, bad := range []string{"", "26", "2026-13", "2026-1", "2026-10..2026-10", "2026-10..2026-09", "2026-01..2026-12", "2026..2027",
		"2026-10-01", "1800", "2000-01..2026-01", "2026-10.2"} {
		if _, _, err := ParsePeriod(bad, seoul); err == nil {
			t.Errorf("%q is taken for a period", bad)
		}
	}
}

func TestQuarters(t *testing.T) {
	t.Parallel()
	for written, period := range map[string]string{"2026-Q1": "2026-01..2026-03", "2026-Q4": "2026-10..2026-12", "2026-Q5": "2026-Q5", "2026-Q": "2026-Q",
		"2026-Q11": "2026-Q11", "2026": "2026", "2026-10": "2026-10", "": ""} {
		if got := Canonical(written); got != period {
			t.Errorf("%q is %q", written, got)
		}
		year, n, ok := Quarter(period)
		if is := strings.Contains(period, dots); ok != is || is && (year != "2026" || Canonical(year+"-Q"+string(rune('0'+n))) != period) {
			t.Errorf("%q is the quarter %d of %q, %v", period, n, year, ok)
		}
	}
	if _, _, ok := Quarter("2026-02..2026-04"); ok {
		t.Error("from February to April is a quarter")
	}
	if _, _, err := ParsePeriod(Canonical("x-Q1"), time.UTC); err == nil {
		t.Error("a quarter of no year is a period")
	}
}

func TestEncodingIsCanonical(t *testing.T) {
	t.Parallel()
	p := counted(t, october.AddDate(0, 1, 0))
	b := Encode(p)
	q, err := Decode(b)
	if err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if q.Digest() != p.Digest() || !bytes.Equal(Encode(q), b) {
		t.Error("reading and writing again gives another publication")
	}
	text := string(b)
	for name, other := range map[string]string{
		"blanks":            strings.Replace(text, `{"form"`, `{ "form"`, 1),
		"another order":     strings.Replace(text, `"form":1,"id":"2026-10"`, `"id":"2026-10","form":1`, 1),
		"an unknown field":  strings.Replace(text, `{"form":1`, `{"form":1,"more":1`, 1),
		"a zero":            strings.Replace(text, `"kept":10`, `"kept":10,"open":0`, 1),
		"twice":             strings.Replace(text, `"kept":10`, `"kept":9,"kept":10`, 1),
		"another form":      strings.Replace(text, `{"form":1`, `{"form":2`, 1),
		"below zero":        strings.Replace(text, `"kept":10`, `"kept":-10`, 1),
		"a root too short":  strings.Replace(text, "abab", "ab", 1),
		"another period":    strings.Replace(text, `"period":"2026-10"`, `"period":"2026-11"`, 1),
		"correcting itself": strings.Replace(text, `"charters"`, `"corrects":"2026-10","reason":"x","charters"`, 1),
		"few amends":        strings.Replace(text, `"by":"late","n":10`, `"by":"late","n":0`, 1),
		"something behind":  text + "{}",
		"a local time":      strings.Replace(text, `"from":"2026-09-30T15:00:00Z"`, `"from":"2026-10-01T00:00:00+09:00"`, 1),
	} {
		if other == text {
			t.Errorf("%s: the test changes nothing", name)
		}
		if _, err := Decode([]byte(other)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// TestSuppressedShowsNothing: what is suppressed has no number of any sort.
func TestSuppressedShowsNothing(t *testing.T) {
	t.Parallel()
	for name, show := range map[string]func(*stats.Line){
		"grades":  func(l *stats.Line) { l.Whole = stats.Figure{Suppressed: true, Grades: stats.Grades{Measured: 1}} },
		"margins": func(l *stats.Line) { l.Desks[0].Figure = stats.Figure{Suppressed: true, Margin: stats.Left{Worst: -1}} },
		"hours":   func(l *stats.Line) { l.Whole = stats.Figure{Suppressed: true, Hours: 1} },
		"times":   func(l *stats.Line) { l.Aim = stats.Reached{Suppressed: true, Within: 1} },
	} {
		p := counted(t, october.AddDate(0, 1, 0))
		show(p.Line("call"))
		if _, err := Decode(Encode(p)); err == nil {
			t.Errorf("%s of what is suppressed are read", name)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for id, ok := range map[string]bool{"2026": true, "2026.2": true, "2026.1": false, "2026.02": false, "2026.": false, "2026-01": false, "2026.x": false} {
		if identified(id, "2026") != ok {
			t.Errorf("%s: %v", id, !ok)
		}
	}
	if Identify("2026-10", 1) != "2026-10" || Identify("2026-10", 3) != "2026-10.3" {
		t.Error("identifiers")
	}
	for id, n := range map[string]int{"2026-10": 1, "2026-10.3": 3, "2026-01..2026-06": 1, "2026-01..2026-06.12": 12} {
		if Nth(id) != n {
			t.Errorf("%s is number %d", id, Nth(id))
		}
	}
}

// FuzzDecode: whatever is read is written again as it was, and nothing makes reading fail otherwise than by an error.
func FuzzDecode(f *testing.F) {
	f.Add(Encode(counted(f, october.AddDate(0, 1, 0))))
	f.Add([]byte(`{"form":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(b)
		if err == nil && !bytes.Equal(Encode(p), b) {
			t.Error("another writing was read")
		}
	})
}
