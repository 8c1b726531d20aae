package calendar

import "testing"

func TestToday(t *testing.T) {
	t.Parallel()
	office := shipped(t, "kr-office")
	tests := []struct {
		now, next string
		open      bool
		hours     int
		off       string
	}{
		{"2026-11-23 10:00", "", true, 2, ""},
		{"2026-11-23 20:00", "2026-11-24 09:00", false, 2, ""},
		{"2026-11-28 10:00", "2026-11-30 09:00", false, 0, ""},      // a Saturday
		{"2026-12-25 10:00", "2026-12-28 09:00", false, 0, "기독탄신일"}, // a Friday
		{"1800-01-01 10:00", "", false, 0, ""},                      // before the calendar begins
	}
	for _, tt := range tests {
		got := office.Today(at(t, office, tt.now))
		next := ""
		if !got.Next.IsZero() {
			next = got.Next.In(office.Location()).Format("2006-01-02 15:04")
		}
		if got.Open != tt.open || len(got.Hours) != tt.hours || got.Off != tt.off || next != tt.next {
			t.Errorf("%s: %+v, next %q", tt.now, got, next)
		}
	}
}
