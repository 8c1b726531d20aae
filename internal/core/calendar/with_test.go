package calendar

import (
	"testing"
	"time"

	"jikim/internal/core/civil"
)

func day(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const plainWeek = `name: plain
timezone: Asia/Seoul
hours:
  mon: ["09:00-12:00", "13:00-18:00"]
  tue: ["09:00-12:00", "13:00-18:00"]
  wed: ["09:00-12:00", "13:00-18:00"]
  thu: ["09:00-12:00", "13:00-18:00"]
  fri: ["09:00-12:00", "13:00-18:00"]
days_off: [{rule: kr}]
`

func plain(t *testing.T) *Calendar {
	t.Helper()
	c, err := Parse("plain.yaml", []byte(plainWeek), Source{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestWithDayOff enters a temporary holiday: it counts from the day on which it became known, moves a period of the law, and
// leaves the calendar it was added to as it was.
func TestWithDayOff(t *testing.T) {
	t.Parallel()
	base := plain(t)
	friday := day(t, "2026-11-27")
	c, err := base.With([]DayOff{{Date: friday, Name: "임시공휴일", Kind: Temporary, Known: day(t, "2026-11-25")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 11, 23, 10, 0, 0, 0, c.Location())
	limit := Limit{Count: 7, Unit: LawDays}
	due := func(c *Calendar) string {
		t.Helper()
		d, err := c.Due(start, limit, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return d.Due.In(c.Location()).Format("01-02 15:04")
	}
	before, after := time.Date(2026, 11, 24, 23, 0, 0, 0, c.Location()), time.Date(2026, 11, 25, 0, 0, 0, 0, c.Location())
	if got := due(c.AsKnown(before)); got != "12-02 00:00" {
		t.Errorf("before it was known the period ends %s", got)
	}
	if got := due(c.AsKnown(after)); got != "12-03 00:00" {
		t.Errorf("once it is known the period ends %s", got)
	}
	if learned, ok := c.Learns(before); !ok || !learned.Equal(after) {
		t.Errorf("learned at %s, %v", learned, ok)
	}
	if !base.OpenDay(friday) || c.OpenDay(friday) || base.Digest() == c.Digest() {
		t.Error("the calendar it was added to has changed, or the new one has not")
	}
	if same, err := base.With(nil, nil); err != nil || same != base {
		t.Errorf("nothing added: %v", err)
	}
	twice, err := c.With([]DayOff{{Date: day(t, "2026-11-26"), Name: "휴관", Kind: Closure}}, nil)
	if err != nil || twice.OpenDay(day(t, "2026-11-26")) || twice.OpenDay(friday) {
		t.Errorf("added twice: %v", err)
	}
}

// TestWithHours enters hours of a single date, on a day off too, and later others for the same date.
func TestWithHours(t *testing.T) {
	t.Parallel()
	eve, newYear := day(t, "2026-12-31"), day(t, "2027-01-01")
	morning, evening := []Span{{From: 9 * 3600, To: 12 * 3600}}, []Span{{From: 18 * 3600, To: 20 * 3600}}
	c, err := plain(t).With(nil, []DayHours{
		{Date: eve, Spans: evening, Known: day(t, "2026-12-20")},
		{Date: eve, Spans: morning, Known: day(t, "2026-12-10")},
		{Date: newYear, Spans: morning, Known: day(t, "2026-12-10")},
		{Date: day(t, "2026-12-30"), Known: day(t, "2026-12-10")}})
	if err != nil {
		t.Fatal(err)
	}
	hours := func(at string, d civil.Date) string {
		out := ""
		for _, s := range c.AsKnown(day(t, at).Start(c.Location())).Hours(d) {
			out += s.String() + " "
		}
		return out
	}
	tests := []struct {
		at   string
		date civil.Date
		want string
	}{
		{"2026-12-09", eve, "09:00-12:00 13:00-18:00 "}, {"2026-12-10", eve, "09:00-12:00 "}, {"2026-12-20", eve, "18:00-20:00 "},
		{"2026-12-09", newYear, ""}, {"2026-12-10", newYear, "09:00-12:00 "}, {"2026-12-10", day(t, "2026-12-30"), ""},
	}
	for _, tt := range tests {
		if got := hours(tt.at, tt.date); got != tt.want {
			t.Errorf("on %s the hours of %s are %q, want %q", tt.at, tt.date, got, tt.want)
		}
	}
	if c.is(newYear.DayNumber(), flagLaw) {
		t.Error("a public holiday on which the office opens counts for periods of the law")
	}
}

func TestWithRefuses(t *testing.T) {
	t.Parallel()
	c, ok := plain(t), day(t, "2026-12-31")
	nine := Span{From: 9 * 3600, To: 12 * 3600}
	for name, err := range map[string]error{
		"year":    refused(c.With([]DayOff{{Date: day(t, "2099-01-01"), Name: "휴관", Kind: Closure}}, nil)),
		"name":    refused(c.With([]DayOff{{Date: ok, Kind: Closure}}, nil)),
		"kind":    refused(c.With([]DayOff{{Date: ok, Name: "휴관", Kind: "closed"}}, nil)),
		"hours":   refused(c.With(nil, []DayHours{{Date: ok, Spans: []Span{{From: nine.To, To: nine.From}}}})),
		"overlap": refused(c.With(nil, []DayHours{{Date: ok, Spans: []Span{nine, nine}}})),
		"date":    refused(c.With(nil, []DayHours{{Date: day(t, "1999-01-01"), Spans: []Span{nine}}})),
	} {
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func refused(_ *Calendar, err error) error { return err }

// TestWithWeek opens on Saturdays: a period of working time ends earlier, days off stay.
func TestWithWeek(t *testing.T) {
	t.Parallel()
	c := plain(t)
	week := c.Week()
	week[time.Saturday] = week[time.Monday]
	other, err := c.WithWeek(week)
	if err != nil {
		t.Fatal(err)
	}
	saturday := civil.Date{Year: 2026, Month: 11, Day: 28}
	if c.OpenDay(saturday) || !other.OpenDay(saturday) || other.OpenDay(civil.Date{Year: 2026, Month: 12, Day: 25}) {
		t.Error("the week of the copy, and only that, is other")
	}
	if c.Digest() == other.Digest() {
		t.Error("two calendars that answer differently have one digest")
	}
	for _, wrong := range [][7][]Span{{}, {time.Monday: {{From: 60, To: 60}}}} {
		if _, err := c.WithWeek(wrong); err == nil {
			t.Errorf("hours %v are taken", wrong)
		}
	}
}
