package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rickar/cal/v2"

	"jikim/internal/core/calendar"
)

// shipped is where the calendars of the main module are.
const shipped = "../calendars"

// office returns the calendar kr-office.
func office(t testing.TB) *calendar.Calendar {
	t.Helper()
	name := "kr-office.yaml"
	src, err := os.ReadFile(filepath.Join(shipped, name))
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Parse(name, src, calendar.Source{Zone: time.LoadLocation, File: func(file string) ([]byte, error) {
		return os.ReadFile(filepath.Join(shipped, file))
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// peer returns the same office for rickar/cal. Its list of holidays is as short as it can be, since it walks the list for
// every day: entry n is the n-th day off of each year.
func peer(c *calendar.Calendar, cached bool) *cal.BusinessCalendar {
	b := cal.NewBusinessCalendar()
	b.Cacheable = cached
	b.SetWorkHours(9*time.Hour, 17*time.Hour)
	days := map[int][]time.Time{}
	first, last := c.Years()
	longest := 0
	for year := first; year <= last; year++ {
		for _, d := range c.DaysOff(year) {
			at := time.Date(d.Date.Year, d.Date.Month, d.Date.Day, 0, 0, 0, 0, time.UTC)
			if n := len(days[year]); n == 0 || !days[year][n-1].Equal(at) {
				days[year] = append(days[year], at)
			}
		}
		longest = max(longest, len(days[year]))
	}
	for n := range longest {
		b.AddHoliday(&cal.Holiday{Name: fmt.Sprint("day off ", n), Func: func(_ *cal.Holiday, year int) time.Time {
			if n < len(days[year]) {
				return days[year][n]
			}
			return time.Time{}
		}})
	}
	return b
}

// starts are instants of office hours spread over twenty years.
func starts(t testing.TB, c *calendar.Calendar) []time.Time {
	t.Helper()
	out := make([]time.Time, 1024)
	at := time.Date(2015, 2, 1, 10, 0, 0, 0, c.Location())
	step := (20*365*24*time.Hour + 7*time.Hour + 13*time.Minute) / time.Duration(len(out))
	for i := range out {
		open, err := c.NextOpening(at.Add(time.Duration(i) * step))
		if err != nil {
			t.Fatal(err)
		}
		out[i] = open.In(c.Location())
	}
	return out
}

// amounts are what is added.
var amounts = []struct {
	name string
	work time.Duration
}{
	{"3 hours", 3 * time.Hour},
	{"7 days", 7 * calendar.WorkingDay},
	{"30 days", 30 * calendar.WorkingDay},
}

// TestSameDays holds both calendars to the same days: whole working days from a morning end on the same date.
func TestSameDays(t *testing.T) {
	t.Parallel()
	c := office(t)
	p := peer(c, false)
	for _, from := range starts(t, c) {
		y, m, d := from.Date()
		morning := time.Date(y, m, d, 9, 0, 0, 0, c.Location())
		for _, a := range amounts[1:] {
			got, err := c.Add(morning, a.work)
			if err != nil {
				t.Fatal(err)
			}
			want := p.AddWorkHours(morning, a.work)
			if got, want := got.In(c.Location()).Format(time.DateOnly), want.Format(time.DateOnly); got != want {
				t.Errorf("%s + %s: jikim ends on %s, rickar/cal on %s", morning.Format(time.DateOnly), a.name, got, want)
			}
		}
	}
}

// BenchmarkAdd adds working time from instants of twenty years. jikim also keeps the lunch break.
func BenchmarkAdd(b *testing.B) {
	c := office(b)
	from := starts(b, c)
	utc := make([]time.Time, len(from))
	for i := range from {
		utc[i] = from[i].UTC()
	}
	plain, cached := peer(c, false), peer(c, true)
	for _, a := range amounts {
		b.Run(a.name+"/jikim", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := c.Add(utc[i%len(utc)], a.work); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(a.name+"/rickar", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				plain.AddWorkHours(from[i%len(from)], a.work)
			}
		})
		b.Run(a.name+"/rickar, cached", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				cached.AddWorkHours(from[i%len(from)], a.work)
			}
		})
	}
}

// BenchmarkBetween measures a working month.
func BenchmarkBetween(b *testing.B) {
	c := office(b)
	from := starts(b, c)
	plain, cached := peer(c, false), peer(c, true)
	until := make([]time.Time, len(from))
	for i := range from {
		until[i] = from[i].AddDate(0, 1, 0)
	}
	b.Run("jikim", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := c.Between(from[i%len(from)], until[i%len(until)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("rickar", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			plain.WorkHoursInRange(from[i%len(from)], until[i%len(until)])
		}
	})
	b.Run("rickar, cached", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			cached.WorkHoursInRange(from[i%len(from)], until[i%len(until)])
		}
	})
}
