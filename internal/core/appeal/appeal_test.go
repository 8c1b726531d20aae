package appeal

import (
	"testing"
	"time"

	"jikim/calendars"
	"jikim/internal/core/calendar"
)

// TestUntil counts the days as 민법 제157조 and 제161조 do.
func TestUntil(t *testing.T) {
	t.Parallel()
	src, err := calendars.FS.ReadFile("kr-office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Parse("kr-office.yaml", src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, told string
		way        Way
		want       string // the last day; empty: none can be said
	}{
		{"a Friday", "2026-11-23 10:00", Objection, "2027-01-22"},
		{"the hour does not count", "2026-11-23 23:59", Objection, "2027-01-22"},
		{"a Wednesday", "2026-11-23 10:00", Disclosure, "2026-12-23"},
		{"a Saturday moves to Monday", "2026-11-19 10:00", Disclosure, "2026-12-21"},
		{"Christmas moves over the weekend", "2026-11-25 10:00", Disclosure, "2026-12-28"},
		{"a Sunday moves", "2026-11-23 10:00", Tribunal, "2027-02-22"},
		{"at any time", "2026-11-23 10:00", Grievance, ""},
		{"beyond the calendar", "2035-12-20 10:00", Court, ""},
	}
	for _, tt := range tests {
		told, err := time.ParseInLocation("2006-01-02 15:04", tt.told, c.Location())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if until := tt.way.Until(told, c); !until.IsZero() {
			got = until.Add(-time.Microsecond).In(c.Location()).Format(time.DateOnly)
		}
		if got != tt.want {
			t.Errorf("%s: until %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind    string
		refused bool
		want    []Way
	}{
		{"statutory", true, []Way{Objection, Tribunal, Court, Grievance}},
		{"statutory", false, []Way{Grievance}},
		{"disclosure", true, []Way{Disclosure, Tribunal, Court, Grievance}},
		{"disclosure", false, []Way{Disclosure, Tribunal, Court, Grievance}},
		{"question", true, []Way{Grievance}},
		{"", false, []Way{Grievance}},
	}
	for _, tt := range tests {
		got := Ways(tt.kind, tt.refused)
		same := len(got) == len(tt.want)
		for i := range got {
			same = same && got[i] == tt.want[i]
		}
		if !same {
			t.Errorf("%s, refused %v: %v", tt.kind, tt.refused, got)
		}
	}
}
