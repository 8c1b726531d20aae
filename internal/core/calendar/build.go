package calendar

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"jikim/internal/core/civil"
)

const daySeconds = 24 * 60 * 60

// What is noted of a day.
const (
	flagOff  uint8 = 1 << iota // listed as a day off
	flagHoly                   // listed as a public holiday
	flagOpen                   // has opening hours that exist
	flagLaw                    // counts for periods of the law
)

// agenda is what is known of each day covered.
type agenda struct {
	begin int     // day number of the first day covered
	flags []uint8 // one for each day
	rank  []int32 // number of law days before each day, and one more
	law   []int32 // day numbers of the law days
}

func (a *agenda) covers(day int) bool { return day >= a.begin && day < a.begin+len(a.flags) }

func (a *agenda) is(day int, flag uint8) bool { return a.covers(day) && a.flags[day-a.begin]&flag != 0 }

// prepare readies all views of the calendar and returns the one that knows everything.
func (s *source) prepare() *Calendar {
	known := s.decrees()
	for _, d := range s.extra {
		if !d.Known.IsZero() {
			known = append(known, d.Known)
		}
	}
	for _, h := range s.changed {
		if !h.Known.IsZero() {
			known = append(known, h.Known)
		}
	}
	slices.SortFunc(known, civil.Date.Compare)
	s.learned = slices.Compact(known)
	s.views = make([]func() *Calendar, len(s.learned)+1)
	for i := range s.views {
		s.views[i] = sync.OnceValue(func() *Calendar { return s.build(i) })
	}
	return s.views[len(s.learned)]()
}

// decrees returns the days on which holidays by rule became known.
func (s *source) decrees() []civil.Date {
	if !s.rule {
		return nil
	}
	var out []civil.Date
	for _, h := range decree {
		for _, d := range []civil.Date{h.since, h.substitutes} {
			if d.Year >= s.first {
				out = append(out, d)
			}
		}
	}
	return out
}

// build makes the calendar as it was known before learned[level].
func (s *source) build(level int) *Calendar {
	c := &Calendar{source: s, level: level}
	known := func(d civil.Date) bool { return level == len(s.learned) || d.Before(s.learned[level]) }
	for _, d := range s.extra {
		if known(d.Known) {
			c.days = append(c.days, d)
		}
	}
	if s.rule {
		c.days = append(c.days, koreanHolidays(s.first, s.last, c.days, known)...)
	}
	c.days = sortedOnce(c.days)
	c.replaced = s.replacedBy(known)
	c.mark()
	c.fill()
	c.count()
	c.digest = c.sum()
	return c
}

// sortedOnce sorts days off and drops the repetition of a name on a date, keeping the one that became known first.
func sortedOnce(days []DayOff) []DayOff {
	slices.SortStableFunc(days, func(a, b DayOff) int {
		return cmp.Or(a.Date.Compare(b.Date), strings.Compare(a.Name, b.Name), a.Known.Compare(b.Known))
	})
	return slices.CompactFunc(days, func(a, b DayOff) bool { return a.Date == b.Date && a.Name == b.Name })
}

// mark notes the days off.
func (c *Calendar) mark() {
	c.begin = civil.Date{Year: c.first, Month: 1, Day: 1}.DayNumber()
	end := civil.Date{Year: c.last + 1, Month: 1, Day: 1}.DayNumber()
	c.flags = make([]uint8, end-c.begin)
	for _, d := range c.days {
		n := d.Date.DayNumber()
		if !c.covers(n) {
			continue
		}
		c.flags[n-c.begin] |= flagOff
		if d.Kind.official() {
			c.flags[n-c.begin] |= flagHoly
		}
	}
}

// fill turns the wall-clock hours of all days into instants.
//
// The time zone is walked from one change of clocks to the next; between two changes the offset is constant and a span
// of the wall clock is a span of time. Clipping each span to such a stretch gives exactly the time during which the wall
// clock shows opening hours: hours that the clocks skip do not exist, hours that they show twice count twice, and a day
// that a country leaves out has no hours at all.
func (c *Calendar) fill() {
	first := civil.FromDayNumber(c.begin).Start(c.loc).Unix()
	last := civil.FromDayNumber(c.begin + len(c.flags)).Start(c.loc).Unix()
	c.open, c.law = newTable(first, last), newTable(first, last)
	for from := first; from < last; {
		local := time.Unix(from, 0).In(c.loc)
		_, offset := local.Zone()
		to := last
		if _, change := local.ZoneBounds(); !change.IsZero() && change.Unix() > from {
			to = min(last, change.Unix())
		}
		c.fillStretch(from, to, int64(offset))
		from = to
	}
	c.open.finish()
	c.law.finish()
	if c.law.len() == c.open.len() && c.law.total() == c.open.total() {
		c.law = c.open
	}
}

func newTable(first, last int64) *table {
	return &table{from: first * int64(time.Second), to: last * int64(time.Second)}
}

// fillStretch adds the hours between two instants, in seconds, with a constant offset.
func (c *Calendar) fillStretch(from, to, offset int64) {
	firstDay, lastDay := floorDay(from+offset), floorDay(to-1+offset)
	week := civil.FromDayNumber(firstDay).Weekday()
	for day := firstDay; day <= lastDay; day, week = day+1, (week+1)%7 {
		if !c.covers(day) {
			continue
		}
		spans := c.week[week]
		replaced := false
		if len(c.replaced) > 0 {
			if r, ok := c.replaced[civil.FromDayNumber(day)]; ok {
				spans, replaced = r, true
			}
		}
		flags := &c.flags[day-c.begin]
		if *flags&flagOff != 0 && !replaced {
			continue
		}
		counts := week != time.Saturday && week != time.Sunday && *flags&flagHoly == 0
		for _, s := range spans {
			start := max(from, int64(day)*daySeconds+int64(s.From)-offset)
			end := min(to, int64(day)*daySeconds+int64(s.To)-offset)
			if start >= end {
				continue
			}
			*flags |= flagOpen
			c.open.push(start*int64(time.Second), end*int64(time.Second))
			if counts {
				*flags |= flagLaw
				c.law.push(start*int64(time.Second), end*int64(time.Second))
			}
		}
	}
}

// floorDay returns the day number of a time in seconds since 1970 on the wall clock.
func floorDay(wall int64) int {
	if wall < 0 {
		wall -= daySeconds - 1
	}
	return int(wall / daySeconds)
}

// count numbers the days that count for periods of the law.
func (c *Calendar) count() {
	c.rank = make([]int32, len(c.flags)+1)
	for i, f := range c.flags {
		c.rank[i] = int32(len(c.agenda.law))
		if f&flagLaw != 0 {
			c.agenda.law = append(c.agenda.law, int32(c.begin+i))
		}
	}
	c.rank[len(c.flags)] = int32(len(c.agenda.law))
}

// sum returns the digest of the content in a canonical form.
func (c *Calendar) sum() string {
	h := sha256.New()
	fmt.Fprintf(h, "jikim calendar 1\n%q %q %d %d\n", c.name, c.zone, c.first, c.last)
	for day, spans := range c.week {
		fmt.Fprintf(h, "week %d %v\n", day, spans)
	}
	for _, d := range c.days {
		fmt.Fprintf(h, "off %s %q %s %s\n", d.Date, d.Name, d.Kind, d.Known)
	}
	dates := make([]civil.Date, 0, len(c.replaced))
	for d := range c.replaced {
		dates = append(dates, d)
	}
	slices.SortFunc(dates, civil.Date.Compare)
	for _, d := range dates {
		fmt.Fprintf(h, "span %s %v\n", d, c.replaced[d])
	}
	for _, changed := range c.changed {
		fmt.Fprintf(h, "hours %s %v %s\n", changed.Date, changed.Spans, changed.Known)
	}
	return hex.EncodeToString(h.Sum(nil))
}
