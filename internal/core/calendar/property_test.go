package calendar

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jikim/internal/core/civil"
)

// slow is a calendar that is computed by looking at the wall clock minute by minute: the meaning of the fast one, without
// its tables. All its hours begin and end at whole minutes, and so do all changes of clocks since 1970.
type slow struct {
	loc  *time.Location
	week [7][]Span
	off  map[civil.Date]bool
	own  map[civil.Date][]Span
}

func (s *slow) open(t time.Time) bool {
	local := t.In(s.loc)
	d := civil.DateOf(t, s.loc)
	spans, replaced := s.own[d]
	if !replaced {
		if s.off[d] {
			return false
		}
		spans = s.week[local.Weekday()]
	}
	clock := civil.TimeOfDay(local.Hour()*3600 + local.Minute()*60 + local.Second())
	for _, span := range spans {
		if span.From <= clock && clock < span.To {
			return true
		}
	}
	return false
}

// between counts the open minutes from a to b, which are whole minutes.
func (s *slow) between(a, b time.Time) time.Duration {
	var sum time.Duration
	for ; a.Before(b); a = a.Add(time.Minute) {
		if s.open(a) {
			sum += time.Minute
		}
	}
	return sum
}

// add walks until the minutes are used up; ok is false when that takes longer than the given number of days.
func (s *slow) add(t time.Time, minutes, days int, back bool) (_ time.Time, ok bool) {
	step := time.Minute
	if back {
		step = -step
	}
	for limit := days * 24 * 60; limit > 0; limit-- {
		here := t
		if back {
			here = t.Add(step) // the minute before
		}
		open := s.open(here)
		if minutes == 0 && open {
			return t, true
		}
		if open {
			if minutes--; minutes == 0 {
				return t.Add(step), true
			}
		}
		t = t.Add(step)
	}
	return t, false
}

// file writes the calendar as text.
func (s *slow) file() string {
	var b strings.Builder
	fmt.Fprintf(&b, "timezone: %s\nhours:\n  mon: []\n", s.loc)
	for day, spans := range s.week {
		if day != int(time.Monday) {
			fmt.Fprintf(&b, "  %s: %s\n", weekdays[day], list(spans))
		}
	}
	text := strings.Replace(b.String(), "mon: []", "mon: "+list(s.week[time.Monday]), 1)
	b.Reset()
	b.WriteString(text + "days_off:\n")
	for d := range s.off {
		fmt.Fprintf(&b, "  - {date: %s, name: x, kind: closure}\n", d)
	}
	b.WriteString("spans:\n")
	for d, spans := range s.own {
		fmt.Fprintf(&b, "  - {date: %s, hours: %s}\n", d, list(spans))
	}
	return b.String()
}

func list(spans []Span) string {
	words := make([]string, len(spans))
	for i, s := range spans {
		words[i] = `"` + s.String() + `"`
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// changes are zones with days on which their clocks, or their calendar, jump.
var changes = []struct{ zone, day string }{
	{"Asia/Seoul", "2026-11-23"},
	{"Asia/Seoul", "1987-05-10"},
	{"America/New_York", "2026-03-08"},
	{"America/New_York", "2026-11-01"},
	{"Australia/Lord_Howe", "2026-04-05"},
	{"Australia/Lord_Howe", "2026-10-04"},
	{"Pacific/Apia", "2011-12-30"},
	{"Pacific/Kiritimati", "1994-12-31"},
	{"America/Sao_Paulo", "2018-11-04"},
	{"Africa/Casablanca", "2026-02-15"},
	{"Antarctica/Troll", "2026-03-29"},
	{"Europe/Dublin", "2026-10-25"},
}

func drawSpans(t *rapid.T, most int) []Span {
	cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, 48), 0, 2*most, rapid.ID).Draw(t, "cuts")
	var seen [49]bool
	for _, c := range cuts {
		seen[c] = true
	}
	var sorted []int
	for c, ok := range seen {
		if ok {
			sorted = append(sorted, c)
		}
	}
	var out []Span
	for i := 0; i+1 < len(sorted); i += 2 {
		out = append(out, Span{civil.TimeOfDay(sorted[i] * 1800), civil.TimeOfDay(sorted[i+1] * 1800)})
	}
	return out
}

func drawSlow(t *rapid.T) (*slow, civil.Date) {
	change := rapid.SampledFrom(changes).Draw(t, "change")
	loc, err := time.LoadLocation(change.zone)
	if err != nil {
		t.Fatal(err)
	}
	middle, err := civil.ParseDate(change.day)
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{loc: loc, off: make(map[civil.Date]bool), own: make(map[civil.Date][]Span)}
	for day := range s.week {
		s.week[day] = drawSpans(t, 3)
	}
	for n := rapid.IntRange(0, 2).Draw(t, "off"); n > 0; n-- {
		s.off[middle.AddDays(rapid.IntRange(-3, 3).Draw(t, "day"))] = true
	}
	for n := rapid.IntRange(0, 2).Draw(t, "own"); n > 0; n-- {
		s.own[middle.AddDays(rapid.IntRange(-3, 3).Draw(t, "day"))] = drawSpans(t, 2)
	}
	return s, middle
}

// TestLikeTheWallClock compares the tables with the wall clock, on days on which it jumps.
func TestLikeTheWallClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, middle := drawSlow(t)
		c, err := Parse("slow.yaml", []byte(s.file()), files)
		if err != nil {
			t.Fatalf("%v in\n%s", err, s.file())
		}
		draw := func(name string) time.Time {
			return middle.AddDays(-4).Start(s.loc).Add(time.Duration(rapid.IntRange(0, 8*24*60).Draw(t, name)) * time.Minute)
		}
		from, to := draw("from"), draw("to")
		if to.Before(from) {
			from, to = to, from
		}
		want := s.between(from, to)
		got, err := c.Between(from, to)
		if errors.Is(err, ErrNoHours) {
			return
		}
		if err != nil || got != want {
			t.Fatalf("between %v and %v: %v, %v; want %v in\n%s", from, to, got, err, want, s.file())
		}
		if c.IsOpen(from) != s.open(from) {
			t.Fatalf("open at %v: %v in\n%s", from, c.IsOpen(from), s.file())
		}
		back := rapid.Bool().Draw(t, "back")
		minutes := rapid.IntRange(0, 2*24*60).Draw(t, "minutes")
		end, ok := s.add(from, minutes, 20, back)
		if !ok {
			return
		}
		add := c.Add
		if back {
			add = c.AddBack
		}
		if got, err := add(from, time.Duration(minutes)*time.Minute); err != nil || !got.Equal(end) {
			t.Fatalf("%d minutes from %v, back %v: %v, %v; want %v in\n%s", minutes, from, back, got, err, end, s.file())
		}
	})
}

// TestArithmetic has the laws that Add and Between keep on any calendar.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	calendars := []*Calendar{shipped(t, "kr-office"), shipped(t, "wonju-desk"),
		parse(t, "timezone: America/New_York\nhours: {mon: [\"00:00-24:00\"], tue: [\"00:00-02:30\", \"22:00-24:00\"], sun: [\"01:30-02:30\"]}\n"),
		parse(t, "timezone: Asia/Seoul\nhours: {}\nspans: [{date: 2026-11-23, hours: [\"09:00-09:01\"]}, {date: 2030-11-23, hours: [\"09:00-18:00\"]}]\n")}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(calendars).Draw(t, "calendar")
		first := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)
		instant := func(name string) time.Time {
			return first.Add(time.Duration(rapid.Int64Range(0, int64(18*365*24*time.Hour)).Draw(t, name)))
		}
		a, b, z := instant("a"), instant("b"), instant("z")
		ab, errAB := c.Between(a, b)
		bz, errBZ := c.Between(b, z)
		az, errAZ := c.Between(a, z)
		if errAB != nil || errBZ != nil || errAZ != nil || ab+bz != az {
			t.Fatalf("%v + %v is not %v (%v)", ab, bz, az, errors.Join(errAB, errBZ, errAZ))
		}
		if (ab > 0 && !a.Before(b)) || (ab < 0 && !b.Before(a)) {
			t.Fatalf("%v from %v to %v", ab, a, b)
		}
		x := time.Duration(rapid.Int64Range(-int64(900*time.Hour), int64(900*time.Hour)).Draw(t, "x"))
		y := time.Duration(rapid.Int64Range(-int64(900*time.Hour), int64(900*time.Hour)).Draw(t, "y"))
		ax, err := c.Add(a, x)
		if err != nil {
			var outside *RangeError
			if !errors.As(err, &outside) {
				t.Fatal(err)
			}
			return
		}
		if got, err := c.Between(a, ax); err != nil || got != x {
			t.Fatalf("%v + %v is %v, which is %v, %v away", a, x, ax, got, err)
		}
		if back, err := c.Add(ax, -x); err == nil && x != 0 {
			if d, err := c.Between(a, back); err != nil || d != 0 {
				t.Fatalf("%v + %v - %v is %v, with %v, %v of working time between", a, x, x, back, d, err)
			}
		}
		if ay, err := c.Add(a, y); err == nil && x < y && !ax.Before(ay) {
			t.Fatalf("%v + %v is %v, + %v is %v", a, x, ax, y, ay)
		}
		if x > 0 && y > 0 {
			axy, err1 := c.Add(ax, y)
			sum, err2 := c.Add(a, x+y)
			if (err1 == nil) != (err2 == nil) || err1 == nil && !axy.Equal(sum) {
				t.Fatalf("%v + %v + %v is %v, but + %v is %v (%v, %v)", a, x, y, axy, x+y, sum, err1, err2)
			}
		}
	})
}

// slowDays counts a period of the law of 6 days and more day by day.
func slowDays(c *Calendar, from time.Time, n int, pauses []Pause) civil.Date {
	start, err := c.NextOpening(from)
	if err != nil {
		return civil.Date{}
	}
	for d := civil.DateOf(start, c.loc); d.Year <= 2035; d = d.AddDays(1) {
		counts := c.OpenDay(d) && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		for _, p := range pauses {
			if !d.Before(civil.DateOf(p.From, c.loc)) && !d.After(civil.DateOf(p.To, c.loc)) {
				counts = false
			}
		}
		if counts {
			n--
		}
		if n == 0 {
			return d
		}
	}
	return civil.Date{}
}

// TestDueLikeCounting compares deadlines with counting days and minutes one by one.
func TestDueLikeCounting(t *testing.T) {
	t.Parallel()
	c := shipped(t, "kr-office")
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		minute := func(name string, most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * time.Minute
		}
		from := first.Add(minute("from", 600*24*60))
		var pauses []Pause
		for n := rapid.IntRange(0, 4).Draw(t, "pauses"); n > 0; n-- {
			begin := from.Add(minute("begin", 40*24*60) - 5*24*time.Hour)
			pauses = append(pauses, Pause{From: begin, To: begin.Add(minute("length", 5*24*60)), Kind: PauseKind(n % 3)})
		}
		n := rapid.IntRange(1, 30).Draw(t, "days")
		d, err := c.Due(from, Limit{n, LawDays}, Options{Pauses: pauses, Explain: rapid.Bool().Draw(t, "explain")})
		if err != nil {
			t.Fatal(err)
		}
		if n > 5 {
			if want := slowDays(c, from, n, pauses); d.LastDay != want {
				t.Fatalf("%d days from %v with %v: %v, want %v", n, from, pauses, d.LastDay, want)
			}
			return
		}
		left := n * 8 * 60
		for now := from; ; now = now.Add(time.Minute) {
			paused := false
			for _, p := range pauses {
				paused = paused || !now.Before(p.From) && now.Before(p.To)
			}
			if !paused && c.IsOpen(now) {
				left--
			}
			if left == 0 {
				if want := now.Add(time.Minute); !d.Due.Equal(want) {
					t.Fatalf("%d days from %v with %v: %v, want %v", n, from, pauses, d.Due, want)
				}
				return
			}
		}
	})
}

func FuzzDue(f *testing.F) {
	f.Add(int64(1795392000), uint8(LawDays), 7, int64(3600), int64(7200), 0)
	f.Add(int64(1795392000), uint8(LawMonths), 1, int64(-5), int64(1<<40), 1)
	f.Add(int64(2082758399), uint8(WorkingHours), 9, int64(0), int64(0), 2)
	c := shipped(f, "kr-office")
	f.Fuzz(func(t *testing.T, from int64, unit uint8, count int, begin, length int64, extend int) {
		start := time.Unix(from, 0)
		o := Options{Extend: extend, Explain: true}
		if length != 0 {
			o.Pauses = []Pause{{From: start.Add(time.Duration(begin) * time.Second), To: start.Add(time.Duration(length) * time.Second), Kind: PauseKind(unit % 3)}}
		}
		l := Limit{count, Unit(unit)}
		d, err := c.Due(start, l, o)
		if err != nil {
			return
		}
		if d.Due.Before(d.Start) || d.Start.Before(start) && !l.IsWall() && !l.IsCivil() {
			t.Fatalf("%v from %v: %+v", l, start, d)
		}
		plain, err := c.Due(start, l, Options{})
		if err != nil || d.Due.Before(plain.Due) {
			t.Fatalf("%v from %v: with pauses and extension %v, without %v, %v", l, start, d.Due, plain.Due, err)
		}
	})
}
