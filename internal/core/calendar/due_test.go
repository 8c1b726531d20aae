package calendar

import (
	"errors"
	"testing"
	"time"
)

// pauses reads pairs of instants; an empty second one is a pause that still goes on.
func pauses(t testing.TB, c *Calendar, kind PauseKind, pairs ...string) []Pause {
	t.Helper()
	var out []Pause
	for i := 0; i < len(pairs); i += 2 {
		p := Pause{From: at(t, c, pairs[i]), Kind: kind}
		if pairs[i+1] != "" {
			p.To = at(t, c, pairs[i+1])
		}
		out = append(out, p)
	}
	return out
}

func TestDue(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	tests := []struct {
		name, from, limit string
		due, last         string // on the wall clock
	}{
		// Periods of 6 days and more: 법 제19조 제2항.
		{"seven days from a Monday", "2026-11-23 10:00", "7 days by law", "2026-12-02 00:00:00", "2026-12-01"},
		{"six days", "2026-11-23 10:00", "6 days by law", "2026-12-01 00:00:00", "2026-11-30"},
		{"fourteen days", "2026-11-23 10:00", "14 days by law", "2026-12-11 00:00:00", "2026-12-10"},
		{"received before opening", "2026-11-23 06:00", "7 days by law", "2026-12-02 00:00:00", "2026-12-01"},
		{"received in the lunch break", "2026-11-23 12:30", "7 days by law", "2026-12-02 00:00:00", "2026-12-01"},
		{"received at the last second", "2026-11-23 17:59:59", "7 days by law", "2026-12-02 00:00:00", "2026-12-01"},
		{"received exactly at closing", "2026-11-23 18:00", "7 days by law", "2026-12-03 00:00:00", "2026-12-02"},
		{"received in the evening", "2026-11-23 22:00", "7 days by law", "2026-12-03 00:00:00", "2026-12-02"},
		{"received on Friday at closing", "2026-11-27 18:00", "7 days by law", "2026-12-09 00:00:00", "2026-12-08"},
		{"received on a Saturday", "2026-11-28 10:00", "7 days by law", "2026-12-09 00:00:00", "2026-12-08"},
		{"received on a holiday", "2026-12-25 10:00", "7 days by law", "2027-01-07 00:00:00", "2027-01-06"},
		{"over 설날 of 2026", "2026-02-13 10:00", "7 days by law", "2026-02-27 00:00:00", "2026-02-26"},
		{"over 설날 of 2027 with its substitute", "2027-02-05 10:00", "7 days by law", "2027-02-18 00:00:00", "2027-02-17"},
		{"over 추석 of 2026", "2026-09-23 10:00", "7 days by law", "2026-10-07 00:00:00", "2026-10-06"},
		{"over three substitutes in May", "2025-05-02 10:00", "7 days by law", "2025-05-15 00:00:00", "2025-05-14"},
		{"over 노동절 of 2026", "2026-04-28 10:00", "7 days by law", "2026-05-09 00:00:00", "2026-05-08"},
		// Up to 5 days: hours, 제19조 제1항.
		{"one day", "2026-11-23 10:00", "1 day by law", "2026-11-24 10:00:00", ""},
		{"one day from opening", "2026-11-23 09:00", "1 day by law", "2026-11-23 18:00:00", ""},
		{"one day from the evening", "2026-11-23 19:00", "1 day by law", "2026-11-24 18:00:00", ""},
		{"one day over lunch", "2026-11-23 12:30", "1 day by law", "2026-11-24 12:00:00", ""},
		{"three days", "2026-11-23 10:00", "3 days by law", "2026-11-26 10:00:00", ""},
		{"three days over a weekend", "2026-11-26 15:00", "3 days by law", "2026-12-01 15:00:00", ""},
		{"five days", "2026-11-23 10:00", "5 days by law", "2026-11-30 10:00:00", ""},
		{"five days over 추석", "2026-09-22 14:00", "5 days by law", "2026-10-01 14:00:00", ""},
		{"immediately", "2026-11-23 10:00", "immediately by law", "2026-11-23 14:00:00", ""},
		{"immediately in the afternoon", "2026-11-23 16:00", "immediately by law", "2026-11-24 10:00:00", ""},
		// Weeks, months and years: 제19조 제3항, the first day included.
		{"one week", "2026-11-23 10:00", "1 week by law", "2026-12-01 00:00:00", "2026-11-30"},
		{"two weeks", "2026-11-24 10:00", "2 weeks by law", "2026-12-08 00:00:00", "2026-12-07"},
		{"two weeks from a Saturday", "2026-11-28 10:00", "2 weeks by law", "2026-12-15 00:00:00", "2026-12-14"},
		{"one month", "2026-11-24 10:00", "1 month by law", "2026-12-24 00:00:00", "2026-12-23"},
		{"one month from the first", "2026-12-01 10:00", "1 month by law", "2027-01-01 00:00:00", "2026-12-31"},
		{"one month without such a day", "2025-01-31 10:00", "1 month by law", "2025-03-01 00:00:00", "2025-02-28"},
		{"one month to a Saturday", "2026-01-29 10:00", "1 month by law", "2026-03-04 00:00:00", "2026-03-03"},
		{"one year", "2026-11-24 10:00", "1 year by law", "2027-11-24 00:00:00", "2027-11-23"},
		// Civil periods: 민법 제157조, 제160조, 제161조.
		{"civil month", "2026-11-23 10:00", "1 month", "2026-12-24 00:00:00", "2026-12-23"},
		{"civil month at night", "2026-11-23 23:59", "1 month", "2026-12-24 00:00:00", "2026-12-23"},
		{"civil month to the end of a short one", "2026-01-31 10:00", "1 month", "2026-03-04 00:00:00", "2026-03-03"},
		{"civil month from the end of a short one", "2026-02-28 10:00", "1 month", "2026-04-01 00:00:00", "2026-03-31"},
		{"three civil months", "2026-11-23 10:00", "3 months", "2027-02-24 00:00:00", "2027-02-23"},
		{"civil end on a Saturday", "2026-11-05 10:00", "1 month", "2026-12-08 00:00:00", "2026-12-07"},
		{"civil end on a holiday", "2026-11-25 10:00", "1 month", "2026-12-29 00:00:00", "2026-12-28"},
		{"ten civil days", "2026-11-23 10:00", "10 days", "2026-12-04 00:00:00", "2026-12-03"},
		{"two civil weeks", "2026-11-23 10:00", "2 weeks", "2026-12-08 00:00:00", "2026-12-07"},
		{"a civil year", "2026-11-23 10:00", "1 year", "2027-11-24 00:00:00", "2027-11-23"},
		{"a civil year from a leap day", "2024-02-29 10:00", "1 year", "2025-03-01 00:00:00", "2025-02-28"},
		// Working time and the wall clock.
		{"a working hour", "2026-11-23 17:30", "1 working hour", "2026-11-24 09:30:00", ""},
		{"56 working hours", "2026-11-23 10:00", "56 working hours", "2026-12-02 10:00:00", ""},
		{"seven working days", "2026-11-23 10:00", "7 working days", "2026-12-02 10:00:00", ""},
		{"thirty working minutes", "2026-11-23 11:45", "30 working minutes", "2026-11-23 13:15:00", ""},
		{"five seconds", "2026-11-23 11:59:58", "5 seconds", "2026-11-23 12:00:03", ""},
		{"three minutes at night", "2026-11-23 23:59", "3 minutes", "2026-11-24 00:02:00", ""},
		{"two hours", "2026-11-23 17:00", "2 hours", "2026-11-23 19:00:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := ParseLimit(tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			d, err := office.Due(at(t, office, tt.from), l, Options{})
			if err != nil || show(office, d.Due) != tt.due || d.LastDay.String() != tt.last || d.Paused || d.Before || d.Steps != nil {
				t.Errorf("got %s, last day %v, %v; want %s, %s", show(office, d.Due), d.LastDay, err, tt.due, tt.last)
			}
			if l.HasLastDay() != (tt.last != "") {
				t.Errorf("HasLastDay is %v", l.HasLastDay())
			}
			explained, err := office.Due(at(t, office, tt.from), l, Options{Explain: true})
			if err != nil || !explained.Due.Equal(d.Due) || len(explained.Steps) == 0 {
				t.Errorf("explained: %+v, %v", explained, err)
			}
		})
	}
}

func TestDueWithPauses(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	const from = "2026-11-23 10:00"
	tests := []struct {
		name, limit string
		pauses      []Pause
		due, last   string
	}{
		{"supplement over two days", "7 days by law", pauses(t, c, Supplement, "2026-11-25 11:00", "2026-11-26 09:30"), "2026-12-04 00:00:00", "2026-12-03"},
		{"supplement on the first day", "7 days by law", pauses(t, c, Supplement, "2026-11-23 15:00", "2026-11-23 16:00"), "2026-12-03 00:00:00", "2026-12-02"},
		{"supplement on the last day", "7 days by law", pauses(t, c, Supplement, "2026-12-01 17:00", "2026-12-02 09:00"), "2026-12-04 00:00:00", "2026-12-03"},
		{"supplement in the last evening", "7 days by law", pauses(t, c, Supplement, "2026-12-01 23:00", "2026-12-02 09:00"), "2026-12-04 00:00:00", "2026-12-03"},
		{"supplement after the deadline", "7 days by law", pauses(t, c, Supplement, "2026-12-02 00:00", "2026-12-04 09:00"), "2026-12-02 00:00:00", "2026-12-01"},
		{"supplement over a weekend", "7 days by law", pauses(t, c, Supplement, "2026-11-27 16:00", "2026-11-30 10:00"), "2026-12-04 00:00:00", "2026-12-03"},
		{"supplement on a weekend only", "7 days by law", pauses(t, c, Supplement, "2026-11-28 16:00", "2026-11-29 10:00"), "2026-12-02 00:00:00", "2026-12-01"},
		{"pauses that overlap count once", "7 days by law", append(pauses(t, c, Supplement, "2026-11-25 11:00", "2026-11-26 09:30"),
			pauses(t, c, Outage, "2026-11-26 14:00", "2026-11-27 10:00")...), "2026-12-05 00:00:00", "2026-12-04"},
		{"two pauses, the later one first", "7 days by law", pauses(t, c, Supplement, "2026-12-02 11:00", "2026-12-02 12:00", "2026-11-25 11:00", "2026-11-25 12:00"), "2026-12-04 00:00:00", "2026-12-03"},
		{"a pause that the extension reaches", "7 days by law", pauses(t, c, Supplement, "2026-11-25 11:00", "2026-11-25 12:00", "2026-12-02 00:00", "2026-12-02 00:01"), "2026-12-04 00:00:00", "2026-12-03"},
		{"outage before receipt", "7 days by law", pauses(t, c, Outage, "2026-11-20 11:00", "2026-11-22 12:00"), "2026-12-02 00:00:00", "2026-12-01"},
		{"outage from before receipt", "7 days by law", pauses(t, c, Outage, "2026-11-20 11:00", "2026-11-24 12:00"), "2026-12-04 00:00:00", "2026-12-03"},
		{"three days: working hours are taken out", "3 days by law", pauses(t, c, Supplement, "2026-11-24 11:00", "2026-11-24 15:00"), "2026-11-26 14:00:00", ""},
		{"three days: nights and weekends weigh nothing", "3 days by law", pauses(t, c, Supplement, "2026-11-23 18:00", "2026-11-24 09:00"), "2026-11-26 10:00:00", ""},
		{"five days: over a weekend", "5 days by law", pauses(t, c, Supplement, "2026-11-27 17:00", "2026-11-30 10:00"), "2026-11-30 12:00:00", ""},
		{"one day: up to the deadline", "1 day by law", pauses(t, c, Outage, "2026-11-24 10:00", "2026-11-24 12:00"), "2026-11-24 10:00:00", ""},
		{"one day: at once", "1 day by law", pauses(t, c, Outage, "2026-11-23 10:00", "2026-11-23 12:00"), "2026-11-24 12:00:00", ""},
		{"one day: overlapping", "1 day by law", pauses(t, c, Outage, "2026-11-23 10:00", "2026-11-23 11:30", "2026-11-23 11:00", "2026-11-23 12:00"), "2026-11-24 12:00:00", ""},
		{"working hours", "2 working hours", pauses(t, c, Other, "2026-11-23 10:30", "2026-11-23 11:30"), "2026-11-23 14:00:00", ""},
		{"the wall clock is not paused", "30 minutes", pauses(t, c, Outage, "2026-11-23 10:00", "2026-11-24 12:00"), "2026-11-23 10:30:00", ""},
		{"civil periods are not paused", "10 days", pauses(t, c, Outage, "2026-11-23 10:00", "2026-11-24 12:00"), "2026-12-04 00:00:00", "2026-12-03"},
		{"a month of the law moves by the days touched", "1 month by law", pauses(t, c, Supplement, "2026-11-27 10:00", "2026-11-30 12:00"), "2026-12-29 00:00:00", "2026-12-28"},
		{"a month of the law, a pause after its end", "1 month by law", pauses(t, c, Supplement, "2026-12-23 10:00", "2026-12-24 12:00"), "2026-12-23 00:00:00", "2026-12-22"},
		{"two weeks, a pause on the Monday to which the end moves", "2 weeks by law", pauses(t, c, Supplement, "2026-12-07 10:00", "2026-12-08 12:00"), "2026-12-10 00:00:00", "2026-12-09"},
		{"two weeks, a pause while the end waits for Monday", "2 weeks by law", pauses(t, c, Supplement, "2026-12-06 10:00", "2026-12-07 12:00"), "2026-12-09 00:00:00", "2026-12-08"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := ParseLimit(tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, explained := range []bool{false, true} {
				d, err := c.Due(at(t, c, from), l, Options{Pauses: tt.pauses, Explain: explained})
				if err != nil || show(c, d.Due) != tt.due || d.LastDay.String() != tt.last || d.Paused {
					t.Errorf("got %s, last day %v, %v; want %s, %s", show(c, d.Due), d.LastDay, err, tt.due, tt.last)
				}
			}
		})
	}
}

func TestRunningPause(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	from := at(t, c, "2026-11-23 10:00")
	for _, l := range []Limit{{7, LawDays}, {3, LawDays}, {1, LawMonths}, {20, WorkingHours}, {1, Immediately}} {
		open := Options{Pauses: pauses(t, c, Supplement, "2026-11-23 11:00", ""), Explain: true}
		d, err := c.Due(from, l, open)
		if err != nil || !d.Paused || !d.Due.IsZero() || !d.LastDay.IsZero() || !d.Start.Equal(from) {
			t.Errorf("%v: %+v, %v", l, d, err)
		}
		if last := d.Steps[len(d.Steps)-1]; last.Key != StepRunning || last.Arg("kind") != "supplement" {
			t.Errorf("%v: the last step is %v", l, last)
		}
		later := Options{Pauses: pauses(t, c, Supplement, "2027-06-23 11:00", ""), Explain: true}
		plain, _ := c.Due(from, l, Options{})
		if d, err := c.Due(from, l, later); err != nil || d.Paused || !d.Due.Equal(plain.Due) {
			t.Errorf("%v with a pause after the end: %+v, %v", l, d, err)
		}
	}
	if d, err := c.Due(from, Limit{5, Minutes}, Options{Pauses: pauses(t, c, Outage, "2026-11-23 10:00", "")}); err != nil || d.Paused {
		t.Errorf("the wall clock paused: %+v, %v", d, err)
	}
}

func TestExtension(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	from := at(t, c, "2026-11-23 10:00")
	tests := []struct {
		limit  Limit
		extend int
		due    string
	}{
		{Limit{7, LawDays}, 7, "2026-12-11 00:00:00"},
		{Limit{7, LawDays}, 3, "2026-12-05 00:00:00"},
		{Limit{7, LawDays}, 14, "2026-12-22 00:00:00"},
		{Limit{7, LawDays}, 15, ""},
		{Limit{3, LawDays}, 3, "2026-12-01 10:00:00"}, // stays in hours
		{Limit{3, LawDays}, 6, "2026-12-04 10:00:00"},
		{Limit{3, LawDays}, 7, ""},
		{Limit{1, Immediately}, 3, "2026-11-23 17:00:00"},
		{Limit{1, Immediately}, 7, ""},
		{Limit{1, LawMonths}, 1, "2027-01-23 00:00:00"},
		{Limit{2, WorkingHours}, 1, "2026-11-23 14:00:00"},
		{Limit{2, Minutes}, 1, "2026-11-23 10:03:00"},
		{Limit{7, LawDays}, -1, ""},
	}
	for _, tt := range tests {
		d, err := c.Due(from, tt.limit, Options{Extend: tt.extend, Explain: true})
		switch {
		case tt.due == "":
			if !errors.Is(err, ErrExtend) {
				t.Errorf("%v + %d: %v", tt.limit, tt.extend, err)
			}
		case err != nil || show(c, d.Due) != tt.due:
			t.Errorf("%v + %d: %s, %v; want %s", tt.limit, tt.extend, show(c, d.Due), err, tt.due)
		}
	}
}

func TestRings(t *testing.T) {
	t.Parallel()
	c := shipped(t, "wonju-desk")
	from := at(t, c, "2026-11-24 10:00:00.5")
	d, err := c.Due(from, Limit{3, Rings}, Options{})
	if err != nil || d.Due.Sub(from) != 9*time.Second || !d.Before {
		t.Errorf("three rings: %+v, %v", d, err)
	}
	d, err = c.Due(from, Limit{3, Rings}, Options{RingOn: 2 * time.Second, RingOff: 4 * time.Second})
	if err != nil || d.Due.Sub(from) != 18*time.Second {
		t.Errorf("three rings of an American telephone: %+v, %v", d, err)
	}
	if _, err = c.Due(from, Limit{3, Rings}, Options{RingOn: -1, RingOff: 4}); !errors.Is(err, ErrLimit) {
		t.Errorf("a negative ring: %v", err)
	}
	var none *Calendar
	if d, err := none.Due(from, Limit{3, Rings}, Options{}); err != nil || d.Due.Sub(from) != 9*time.Second {
		t.Errorf("rings need no calendar: %+v, %v", d, err)
	}
	if _, err := none.Due(from, Limit{1, WorkingHours}, Options{}); !errors.Is(err, ErrNoHours) {
		t.Errorf("working hours without a calendar: %v", err)
	}
}

func TestDueErrors(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	from := at(t, c, "2026-11-23 10:00")
	for _, l := range []Limit{{}, {0, Seconds}, {-1, LawDays}, {1, 99}, {1 << 40, LawDays}} {
		if _, err := c.Due(from, l, Options{}); !errors.Is(err, ErrLimit) {
			t.Errorf("%#v: %v", l, err)
		}
	}
	backwards := pauses(t, c, Supplement, "2026-11-25 10:00", "2026-11-24 10:00")
	for _, l := range []Limit{{7, LawDays}, {3, LawDays}, {1, LawMonths}} {
		if _, err := c.Due(from, l, Options{Pauses: backwards}); !errors.Is(err, ErrPause) {
			t.Errorf("%v: %v", l, err)
		}
		if _, err := c.Due(from, l, Options{Pauses: []Pause{{}}}); !errors.Is(err, ErrPause) {
			t.Errorf("%v with a pause of nothing: %v", l, err)
		}
	}
}

// TestSaturdaysNeverCountByLaw has a calendar that is open when the law does not count: the law speaks of Saturdays and
// public holidays, whatever the hours of the office.
func TestSaturdaysNeverCountByLaw(t *testing.T) {
	t.Parallel()
	c := shipped(t, "wonju-desk")
	tests := []struct {
		limit     Limit
		from, due string
	}{
		{Limit{1, WorkingHours}, "2026-11-28 10:00", "2026-11-28 11:00:00"}, // working time is that of the calendar
		{Limit{1, LawDays}, "2026-11-27 15:00", "2026-12-01 14:00:00"},      // 3 hours on Friday, 5 on Tuesday
		{Limit{6, LawDays}, "2026-11-28 10:00", "2026-12-10 00:00:00"},      // Tuesday to Friday, Tuesday, Wednesday
		{Limit{4, Days}, "2026-11-24 10:00", "2026-12-02 00:00:00"},         // a Saturday moves to the next day that counts
	}
	for _, tt := range tests {
		d, err := c.Due(at(t, c, tt.from), tt.limit, Options{})
		if err != nil || show(c, d.Due) != tt.due {
			t.Errorf("%v from %s: %s, %v; want %s", tt.limit, tt.from, show(c, d.Due), err, tt.due)
		}
	}
	open := parse(t, `timezone: Asia/Seoul
hours: {mon: ["09:00-18:00"], tue: ["09:00-18:00"], wed: ["09:00-18:00"], thu: ["09:00-18:00"], fri: ["09:00-18:00"]}
days_off: [{date: 2026-11-25, name: 임시공휴일, kind: temporary}, {date: 2026-11-26, name: 휴관, kind: closure}]
spans: [{date: 2026-11-25, hours: ["09:00-12:00"]}, {date: 2026-11-26, hours: ["09:00-12:00"]}]
`)
	for limit, want := range map[Limit]string{
		{3, WorkingHours}: "2026-11-25 12:00:00", // replaced hours win over the day off
		{6, LawDays}:      "2026-12-04 00:00:00", // but a public holiday does not count by law; the office's own closure, opened, does
	} {
		d, err := open.Due(at(t, open, "2026-11-25 08:00"), limit, Options{})
		if err != nil || show(open, d.Due) != want {
			t.Errorf("%v: %s, %v; want %s", limit, show(open, d.Due), err, want)
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	d, err := c.Due(at(t, c, "2026-12-24 19:00"), Limit{7, LawDays}, Options{
		Extend: 1, Explain: true,
		Pauses: append(pauses(t, c, Supplement, "2026-12-29 10:00", "2026-12-30 10:00"), pauses(t, c, Outage, "2026-12-30 10:00", "2026-12-31 10:00")...),
	})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range d.Steps {
		keys = append(keys, s.Key)
	}
	want := []string{StepReceived, StepReceivedOpening, StepDays, StepExtended, StepSupplement, StepOutage, StepHoliday, StepWeekends, StepLastDay}
	if len(keys) != len(want) {
		t.Fatalf("steps %v, want %v", keys, want)
	}
	for i := range want {
		if keys[i] != want[i] {
			t.Errorf("step %d is %s, want %s", i, keys[i], want[i])
		}
	}
	if days := d.Steps[4].Arg("days"); days != 2 {
		t.Errorf("the supplement took %v days", days)
	}
	if name := d.Steps[6].Arg("name"); name != "1월 1일" {
		t.Errorf("the holiday is %v", name)
	}
	if total := d.Steps[3].Arg("total"); total != "8 days by law" {
		t.Errorf("extended to %v", total)
	}
	if last := d.Steps[8].Arg("date"); last != d.LastDay {
		t.Errorf("last day %v, want %v", last, d.LastDay)
	}
}
