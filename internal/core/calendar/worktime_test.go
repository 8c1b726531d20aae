package calendar

import (
	"errors"
	"testing"
	"time"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	const h, m = time.Hour, time.Minute
	tests := []struct {
		name string
		from string
		work time.Duration
		back bool
		want string
	}{
		{"inside a morning", "2026-11-23 09:30", h, false, "2026-11-23 10:30:00"},
		{"over lunch", "2026-11-23 11:30", h, false, "2026-11-23 13:30:00"},
		{"up to lunch ends at lunch", "2026-11-23 11:00", h, false, "2026-11-23 12:00:00"},
		{"a second more goes over lunch", "2026-11-23 11:00", h + time.Second, false, "2026-11-23 13:00:01"},
		{"from lunch", "2026-11-23 12:30", h, false, "2026-11-23 14:00:00"},
		{"exactly at lunch", "2026-11-23 12:00", h, false, "2026-11-23 14:00:00"},
		{"before opening", "2026-11-23 07:00", h, false, "2026-11-23 10:00:00"},
		{"after closing", "2026-11-23 20:00", h, false, "2026-11-24 10:00:00"},
		{"exactly at closing", "2026-11-23 18:00", h, false, "2026-11-24 10:00:00"},
		{"up to closing", "2026-11-23 17:00", h, false, "2026-11-23 18:00:00"},
		{"over the weekend", "2026-11-27 17:30", h, false, "2026-11-30 09:30:00"},
		{"Friday at closing", "2026-11-27 18:00", h, false, "2026-11-30 10:00:00"},
		{"a day is eight hours", "2026-11-23 09:00", 8 * h, false, "2026-11-23 18:00:00"},
		{"seven days", "2026-11-23 10:00", 56 * h, false, "2026-12-02 10:00:00"},
		{"설날 of 2027", "2027-02-05 17:00", 2 * h, false, "2027-02-10 10:00:00"},
		{"over the new year", "2026-12-31 17:30", h, false, "2027-01-04 09:30:00"},
		{"zero inside", "2026-11-23 10:00", 0, false, "2026-11-23 10:00:00"},
		{"zero at opening", "2026-11-23 09:00", 0, false, "2026-11-23 09:00:00"},
		{"zero at closing", "2026-11-23 18:00", 0, false, "2026-11-24 09:00:00"},
		{"zero at lunch", "2026-11-23 12:00", 0, false, "2026-11-23 13:00:00"},
		{"zero on a Saturday", "2026-11-28 10:00", 0, false, "2026-11-30 09:00:00"},
		{"zero back inside", "2026-11-23 10:00", 0, true, "2026-11-23 10:00:00"},
		{"zero back at opening", "2026-11-23 09:00", 0, true, "2026-11-20 18:00:00"},
		{"zero back at closing", "2026-11-23 18:00", 0, true, "2026-11-23 18:00:00"},
		{"zero back in lunch", "2026-11-23 12:30", 0, true, "2026-11-23 12:00:00"},
		{"zero back after lunch", "2026-11-23 13:00", 0, true, "2026-11-23 12:00:00"},
		{"negative inside", "2026-11-23 10:30", -h, false, "2026-11-23 09:30:00"},
		{"negative down to opening ends at opening", "2026-11-23 10:00", -h, false, "2026-11-23 09:00:00"},
		{"negative a second more", "2026-11-23 10:00", -h - time.Second, false, "2026-11-20 17:59:59"},
		{"negative from opening", "2026-11-23 09:00", -h, false, "2026-11-20 17:00:00"},
		{"negative over lunch", "2026-11-23 13:30", -h, false, "2026-11-23 11:30:00"},
		{"negative exactly after lunch", "2026-11-23 14:00", -h, false, "2026-11-23 13:00:00"},
		{"back counts as negative", "2026-11-23 10:30", h, true, "2026-11-23 09:30:00"},
		{"back of a negative amount", "2026-11-23 10:30", -h, true, "2026-11-23 09:30:00"},
		{"a part of a second stays", "2026-11-23 09:30:00.25", h, false, "2026-11-23 10:30:00.25"},
		{"a part of a second goes over lunch", "2026-11-23 11:59:59.5", time.Second, false, "2026-11-23 13:00:00.5"},
		{"election day", "2026-06-02 17:00", 2 * h, false, "2026-06-04 10:00:00"},
		{"minutes", "2026-11-23 17:45", 30 * m, false, "2026-11-24 09:15:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			add := office.Add
			if tt.back {
				add = office.AddBack
			}
			got, err := add(at(t, office, tt.from), tt.work)
			if err != nil || show(office, got) != tt.want {
				t.Errorf("got %s, %v; want %s", show(office, got), err, tt.want)
			}
			if got.Location() != time.UTC {
				t.Errorf("the result is in %v", got.Location())
			}
		})
	}
}

func TestBetween(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	tests := []struct {
		name, from, to string
		want           time.Duration
	}{
		{"a morning", "2026-11-23 09:00", "2026-11-23 12:00", 3 * time.Hour},
		{"a day", "2026-11-23 00:00", "2026-11-24 00:00", 8 * time.Hour},
		{"lunch", "2026-11-23 12:00", "2026-11-23 13:00", 0},
		{"a week", "2026-11-23 00:00", "2026-11-30 00:00", 40 * time.Hour},
		{"weekend", "2026-11-27 18:00", "2026-11-30 09:00", 0},
		{"backwards", "2026-11-24 10:00", "2026-11-23 17:00", -2 * time.Hour},
		{"half a second", "2026-11-23 11:59:59.5", "2026-11-23 12:30", time.Second / 2},
		{"설날 of 2026", "2026-02-13 18:00", "2026-02-20 09:00", 8 * time.Hour},
		{"245 working days in 2026", "2026-01-01 00:00", "2027-01-01 00:00", 245 * 8 * time.Hour},
		{"246 working days in 2027", "2027-01-01 00:00", "2028-01-01 00:00", 246 * 8 * time.Hour},
		{"247 working days in 2023", "2023-01-01 00:00", "2024-01-01 00:00", 247 * 8 * time.Hour},
		{"246 working days in 2024", "2024-01-01 00:00", "2025-01-01 00:00", 246 * 8 * time.Hour},
		{"244 working days in 2025", "2025-01-01 00:00", "2026-01-01 00:00", 244 * 8 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := office.Between(at(t, office, tt.from), at(t, office, tt.to))
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func TestOpenings(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	tests := []struct {
		at, opening, closing string
		open                 bool
	}{
		{"2026-11-23 08:59:59", "2026-11-23 09:00:00", "2026-11-23 12:00:00", false},
		{"2026-11-23 09:00", "2026-11-23 09:00:00", "2026-11-23 12:00:00", true},
		{"2026-11-23 12:00", "2026-11-23 13:00:00", "2026-11-23 18:00:00", false},
		{"2026-11-23 17:59:59", "2026-11-23 17:59:59", "2026-11-23 18:00:00", true},
		{"2026-11-27 18:00", "2026-11-30 09:00:00", "2026-11-30 12:00:00", false},
	}
	for _, tt := range tests {
		v := at(t, office, tt.at)
		opening, err := office.NextOpening(v)
		if err != nil || show(office, opening) != tt.opening {
			t.Errorf("NextOpening(%s) = %s, %v", tt.at, show(office, opening), err)
		}
		closing, err := office.NextClosing(v)
		if err != nil || show(office, closing) != tt.closing {
			t.Errorf("NextClosing(%s) = %s, %v", tt.at, show(office, closing), err)
		}
		if office.IsOpen(v) != tt.open {
			t.Errorf("IsOpen(%s) = %v", tt.at, !tt.open)
		}
	}
	if office.OpenDay(date(t, "2026-11-28")) || !office.OpenDay(date(t, "2026-11-27")) {
		t.Error("OpenDay: Friday is, Saturday is not")
	}
	from, to, ok := office.Opening(date(t, "2026-11-27"))
	if !ok || show(office, from) != "2026-11-27 09:00:00" || show(office, to) != "2026-11-27 18:00:00" {
		t.Errorf("Opening = %v, %v, %v", from, to, ok)
	}
	if _, _, ok := office.Opening(date(t, "2026-11-28")); ok {
		t.Error("Opening on a Saturday")
	}
}

func TestOutsideTheYears(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	var outside *RangeError
	checks := map[string]error{
		"before":       second(office.Add(at(t, office, "2014-12-31 23:59:59"), time.Hour)),
		"after":        second(office.Add(at(t, office, "2036-01-01 00:00"), time.Hour)),
		"off the end":  second(office.Add(at(t, office, "2035-12-31 17:30"), time.Hour)),
		"off at zero":  second(office.Add(at(t, office, "2035-12-31 18:00"), 0)),
		"off the back": second(office.Add(at(t, office, "2015-01-02 09:30"), -time.Hour)),
		"back at zero": second(office.AddBack(at(t, office, "2015-01-01 09:30"), 0)),
		"huge":         second(office.Add(at(t, office, "2026-11-23 09:30"), 1<<63-1)),
		"huge back":    second(office.Add(at(t, office, "2026-11-23 09:30"), -1<<63)),
		"between":      second(office.Between(at(t, office, "2026-11-23 09:30"), time.Time{})),
		"far":          second(office.Add(time.Unix(1<<55, 0), 0)),
		"law":          second(office.Due(at(t, office, "2035-12-28 10:00"), Limit{7, LawDays}, Options{})),
		"law months":   second(office.Due(at(t, office, "2035-12-28 10:00"), Limit{1, LawMonths}, Options{})),
		"civil":        second(office.Due(at(t, office, "2035-12-28 10:00"), Limit{1, Months}, Options{})),
		"civil before": second(office.Due(at(t, office, "1999-12-28 10:00"), Limit{1, Months}, Options{})),
	}
	for name, err := range checks {
		if !errors.As(err, &outside) || outside.First != 2015 || outside.Last != 2035 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if last, err := office.Add(at(t, office, "2035-12-31 17:00"), time.Hour); err != nil || show(office, last) != "2035-12-31 18:00:00" {
		t.Errorf("the last hour: %v, %v", last, err)
	}
	if office.IsOpen(time.Time{}) || office.OpenDay(date(t, "2036-01-02")) {
		t.Error("open outside the years")
	}
}

func second[T any](_ T, err error) error { return err }

func TestNoHours(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"no days":    "timezone: Asia/Seoul\nhours: {}\n",
		"empty days": "timezone: Asia/Seoul\nhours: {mon: [], tue: []}\n",
		"empty span": "timezone: Asia/Seoul\nhours: {}\nspans: [{date: 2026-12-31, hours: []}]\n",
	} {
		c := parse(t, src)
		now := at(t, c, "2026-11-23 09:00")
		for op, err := range map[string]error{
			"Add":         second(c.Add(now, time.Hour)),
			"Add zero":    second(c.Add(now, 0)),
			"AddBack":     second(c.AddBack(now, 0)),
			"Between":     second(c.Between(now, now)),
			"NextOpening": second(c.NextOpening(now)),
			"NextClosing": second(c.NextClosing(now)),
			"hours":       second(c.Due(now, Limit{1, WorkingHours}, Options{})),
			"law":         second(c.Due(now, Limit{7, LawDays}, Options{})),
			"law months":  second(c.Due(now, Limit{1, LawMonths}, Options{})),
			"civil":       second(c.Due(now, Limit{1, Months}, Options{})),
		} {
			if !errors.Is(err, ErrNoHours) {
				t.Errorf("%s: %s: %v", name, op, err)
			}
		}
		if c.IsOpen(now) || c.OpenDay(date(t, "2026-11-23")) || c.Hours(date(t, "2026-11-23")) != nil {
			t.Errorf("%s: open", name)
		}
		if d, err := c.Due(now, Limit{5, Seconds}, Options{}); err != nil || d.Due.Sub(now) != 5*time.Second {
			t.Errorf("%s: the wall clock needs no hours: %v, %v", name, d, err)
		}
	}
}

// TestChangesOfClocks has the days on which wall clocks jump.
func TestChangesOfClocks(t *testing.T) {
	t.Parallel()
	day := func(zone, hours string) string {
		s := "timezone: " + zone + "\nhours:\n"
		for _, d := range weekdays {
			s += "  " + d + ": " + hours + "\n"
		}
		return s
	}
	const h, m = time.Hour, time.Minute
	tests := []struct {
		name, src, from, to string
		want                time.Duration
	}{
		{"New York, spring, night", day("America/New_York", `["00:00-08:00"]`), "2026-03-08 00:00", "2026-03-09 00:00", 7 * h},
		{"New York, autumn, night", day("America/New_York", `["00:00-08:00"]`), "2026-11-01 00:00", "2026-11-02 00:00", 9 * h},
		{"New York, hours that begin in the gap", day("America/New_York", `["02:30-06:00"]`), "2026-03-08 00:00", "2026-03-09 00:00", 3 * h},
		{"New York, hours that end in the gap", day("America/New_York", `["01:00-02:30"]`), "2026-03-08 00:00", "2026-03-09 00:00", h},
		{"New York, hours inside the gap", day("America/New_York", `["02:10-02:50"]`), "2026-03-08 00:00", "2026-03-09 00:00", 0},
		{"New York, hours that come twice", day("America/New_York", `["01:00-02:00"]`), "2026-11-01 00:00", "2026-11-02 00:00", 2 * h},
		{"New York, half of what comes twice", day("America/New_York", `["01:00-01:30"]`), "2026-11-01 00:00", "2026-11-02 00:00", h},
		{"Lord Howe, half an hour less", day("Australia/Lord_Howe", `["00:00-06:00"]`), "2026-10-04 00:00", "2026-10-05 00:00", 5*h + 30*m},
		{"Lord Howe, half an hour more", day("Australia/Lord_Howe", `["00:00-06:00"]`), "2026-04-05 00:00", "2026-04-06 00:00", 6*h + 30*m},
		{"Apia, the day that never was", day("Pacific/Apia", `["09:00-17:00"]`), "2011-12-29 00:00", "2012-01-01 00:00", 16 * h},
		{"Kiritimati, two days that never were one", day("Pacific/Kiritimati", `["09:00-17:00"]`), "1994-12-30 00:00", "1995-01-02 00:00", 16 * h},
		{"Kiritimati today", day("Pacific/Kiritimati", `["09:00-17:00"]`), "2026-11-23 00:00", "2026-11-24 00:00", 8 * h},
		{"round the clock", day("America/New_York", `["00:00-24:00"]`), "2026-03-08 00:00", "2026-03-09 00:00", 23 * h},
		{"late shift to midnight", day("Asia/Seoul", `["22:00-24:00"]`), "2026-11-23 00:00", "2026-11-25 00:00", 4 * h},
		{"five spans", day("Asia/Seoul", `["06:00-06:30", "08:00-08:30", "10:00-10:30", "12:00-12:30", "23:30-24:00"]`), "2026-11-23 00:00", "2026-11-24 00:00", 150 * m},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := parse(t, tt.src)
			from, to := at(t, c, tt.from), at(t, c, tt.to)
			got, err := c.Between(from, to)
			if err != nil || got != tt.want {
				t.Fatalf("got %v, %v; want %v", got, err, tt.want)
			}
			if got > 0 {
				end, err := c.Add(from, got)
				if err != nil || end.After(to) {
					t.Errorf("Add of it leads to %v, %v, beyond %v", end, err, to)
				}
			}
		})
	}
}

func TestMidnight(t *testing.T) {
	t.Parallel()
	c := parse(t, "timezone: Asia/Seoul\nhours:\n  mon: [\"22:00-24:00\"]\n  tue: [\"00:00-02:00\", \"22:00-24:00\"]\n")
	got, err := c.Add(at(t, c, "2026-11-23 23:00"), 3*time.Hour)
	if err != nil || show(c, got) != "2026-11-24 02:00:00" {
		t.Errorf("over midnight: %s, %v", show(c, got), err)
	}
	got, err = c.Add(at(t, c, "2026-11-23 23:00"), time.Hour)
	if err != nil || show(c, got) != "2026-11-24 00:00:00" {
		t.Errorf("to midnight: %s, %v", show(c, got), err)
	}
	got, err = c.NextClosing(at(t, c, "2026-11-23 23:00"))
	if err != nil || show(c, got) != "2026-11-24 02:00:00" {
		t.Errorf("hours past midnight close at %s, %v", show(c, got), err)
	}
	got, err = c.Add(at(t, c, "2026-11-24 23:00"), time.Hour)
	if err != nil || show(c, got) != "2026-11-25 00:00:00" {
		t.Errorf("to the closing at 24:00: %s, %v", show(c, got), err)
	}
	got, err = c.Add(at(t, c, "2026-11-25 00:00"), 0)
	if err != nil || show(c, got) != "2026-11-30 22:00:00" {
		t.Errorf("from the closing at 24:00: %s, %v", show(c, got), err)
	}
}
