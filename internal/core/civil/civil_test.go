package civil

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2026-11-23", "2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29"} {
		d, err := ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "2026-11-3", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "0000-01-01",
		"2026/11/23", "2026-11-23 ", "+026-11-23", "2026-11-0a", "２０２６-11-23"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, d)
		}
	}
}

// TestDaysLikeTheStandardLibrary checks all arithmetic of days against package time.
func TestDaysLikeTheStandardLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-719162, 2932896).Draw(t, "n") // years 1 to 9999
		d := FromDayNumber(n)
		std := time.Unix(int64(n)*86400, 0).UTC()
		if y, m, day := std.Date(); (d != Date{y, m, day}) || d.Weekday() != std.Weekday() || d.DayNumber() != n {
			t.Fatalf("day %d: %v %v %d, want %v", n, d, d.Weekday(), d.DayNumber(), std)
		}
		if !d.IsValid() || DateOf(std, time.UTC) != d {
			t.Fatalf("day %d: %v", n, d)
		}
		e := d.AddDays(rapid.IntRange(-1000, 1000).Draw(t, "k"))
		if e.Sub(d) != e.DayNumber()-n || e.Before(d) != (e.DayNumber() < n) || e.After(d) != (e.DayNumber() > n) {
			t.Fatalf("%v and %v", d, e)
		}
		back, err := ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%v read back as %v, %v", d, back, err)
		}
	})
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-11-23", 3, "2027-02-23"},
		{"2026-11-23", 1, "2026-12-23"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2026-01-15", -13, "2024-12-15"},
	}
	for _, tt := range tests {
		d, err := ParseDate(tt.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
	if got := (Date{2026, time.February, 3}).MonthEnd().String(); got != "2026-02-28" {
		t.Errorf("MonthEnd = %s", got)
	}
}

func TestTimeOfDay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]TimeOfDay{"00:00": 0, "09:00": 32400, "24:00": EndOfDay, "23:59:59": 86399, "12:30": 45000} {
		got, err := ParseTimeOfDay(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("ParseTimeOfDay(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "9:00", "24:01", "25:00", "12:60", "12:00:60", "12-00", "12:00:0", "-1:00", "24:00:01", "12:00-00"} {
		if got, err := ParseTimeOfDay(text); err == nil {
			t.Errorf("ParseTimeOfDay(%q) = %v, want an error", text, got)
		}
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, zone, date, clock, want string }{
		{"Seoul", "Asia/Seoul", "2026-11-23", "09:00", "2026-11-23T00:00:00Z"},
		{"end of day", "Asia/Seoul", "2026-12-01", "24:00", "2026-12-01T15:00:00Z"},
		{"before the gap", "America/New_York", "2026-03-08", "01:59:59", "2026-03-08T06:59:59Z"},
		{"in the gap", "America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"},
		{"after the gap", "America/New_York", "2026-03-08", "03:00", "2026-03-08T07:00:00Z"},
		{"first of two", "America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"},
		{"after the fold", "America/New_York", "2026-11-01", "02:00", "2026-11-01T07:00:00Z"},
		{"half an hour skipped", "Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z"},
		{"half an hour twice", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"},
		{"a day that never was", "Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00:00Z"},
		{"end of a day that never was", "Pacific/Apia", "2011-12-30", "24:00", "2011-12-30T10:00:00Z"},
		{"the day before it", "Pacific/Apia", "2011-12-29", "24:00", "2011-12-30T10:00:00Z"},
		{"midnight skipped", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T03:00:00Z"},
		{"midnight twice", "America/Sao_Paulo", "2018-02-17", "24:00", "2018-02-18T03:00:00Z"},
		{"fourteen hours ahead", "Pacific/Kiritimati", "2026-01-01", "00:00", "2025-12-31T10:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := ParseDate(tt.date)
			if err != nil {
				t.Fatal(err)
			}
			clock, err := ParseTimeOfDay(tt.clock)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.At(clock, zone(t, tt.zone)).Format(time.RFC3339); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
