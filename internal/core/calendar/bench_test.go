package calendar

import (
	"testing"
	"time"
)

// starts are instants spread over twenty years, at all hours.
func starts(c *Calendar) []time.Time {
	out := make([]time.Time, 1024)
	first := time.Date(2015, 2, 1, 0, 0, 0, 0, c.Location()).UTC()
	step := (20*365*24*time.Hour + 7*time.Hour + 13*time.Minute) / time.Duration(len(out))
	for i := range out {
		out[i] = first.Add(time.Duration(i) * step)
	}
	return out
}

func BenchmarkAdd(b *testing.B) {
	c := shipped(b, "kr-office")
	from := starts(c)
	for name, work := range map[string]time.Duration{"3 hours": 3 * time.Hour, "7 days": 7 * WorkingDay, "30 days": 30 * WorkingDay} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := c.Add(from[i%len(from)], work); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBetween(b *testing.B) {
	c := shipped(b, "kr-office")
	from := starts(c)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := c.Between(from[i%len(from)], from[(i*7+1)%len(from)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDue(b *testing.B) {
	c := shipped(b, "kr-office")
	from := starts(c)
	for _, l := range []Limit{{7, LawDays}, {3, LawDays}, {1, LawMonths}, {1, Months}, {1, WorkingHours}, {3, Rings}, {5, Seconds}} {
		b.Run(l.String(), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := c.Due(from[i%len(from)], l, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkParse reads a calendar of 21 years with holidays by rule, and one of 131 years without.
func BenchmarkParse(b *testing.B) {
	b.Run("rule", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			shipped(b, "kr-office")
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			parse(b, "timezone: America/New_York\nhours: {mon: [\"09:00-18:00\"], tue: [\"09:00-18:00\"], wed: [\"09:00-18:00\"]}\n")
		}
	})
}

// TestNoAllocations keeps the arithmetic off the heap. It does not run in parallel, as it counts.
func TestNoAllocations(t *testing.T) {
	c := shipped(t, "kr-office")
	from := at(t, c, "2026-11-23 10:00")
	now := from.UTC()
	for name, f := range map[string]func(){
		"Add":         func() { _, _ = c.Add(now, 30*WorkingDay) },
		"Between":     func() { _, _ = c.Between(now, from) },
		"NextOpening": func() { _, _ = c.NextOpening(now) },
		"NextClosing": func() { _, _ = c.NextClosing(now) },
		"IsOpen":      func() { c.IsOpen(now) },
		"OpenDay":     func() { c.OpenDay(date(t, "2026-11-23")) },
		"AsKnown":     func() { c.AsKnown(now) },
		"Due, hours":  func() { _, _ = c.Due(now, Limit{3, LawDays}, Options{}) },
		"Due, days":   func() { _, _ = c.Due(now, Limit{7, LawDays}, Options{}) },
		"Due, month":  func() { _, _ = c.Due(now, Limit{1, Months}, Options{}) },
		"Due, rings":  func() { _, _ = c.Due(now, Limit{3, Rings}, Options{}) },
	} {
		if n := testing.AllocsPerRun(100, f); n > 0 {
			t.Errorf("%s makes %v allocations", name, n)
		}
	}
}
