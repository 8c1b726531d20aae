package calendar

import (
	"fmt"
	"maps"
	"slices"

	"jikim/internal/core/civil"
)

// DayHours are the opening hours of a single date, in place of those of its weekday; none: closed. They count from the day on
// which they became known.
type DayHours struct {
	Date  civil.Date
	Spans []Span
	Known civil.Date // zero: always
}

// With returns the calendar with further days off and with hours of single dates, as an office enters them while it runs. The
// calendar itself stays as it is. Hours that are given win over the hours and the days off of the calendar on that date; of two
// of one date the one that became known later, and of those the last. It is an error when a date is not covered, a day off has
// no name or an unknown kind, or a span is none.
func (c *Calendar) With(days []DayOff, hours []DayHours) (*Calendar, error) {
	if len(days) == 0 && len(hours) == 0 {
		return c, nil
	}
	s := &source{name: c.name, loc: c.loc, zone: c.zone, week: c.week, replaced: c.source.replaced, rule: c.rule, first: c.first, last: c.last,
		extra: slices.Clone(c.extra), changed: slices.Clone(c.changed)}
	for _, d := range days {
		switch {
		case !s.includes(d.Date):
			return nil, fmt.Errorf("%s: %s is not within the years %d to %d", s.name, d.Date, s.first, s.last)
		case d.Name == "" || !slices.Contains(kinds, string(d.Kind)):
			return nil, fmt.Errorf("%s: the day off %s has no name or no kind", s.name, d.Date)
		}
		s.extra = append(s.extra, d)
	}
	for _, h := range hours {
		if !s.includes(h.Date) {
			return nil, fmt.Errorf("%s: %s is not within the years %d to %d", s.name, h.Date, s.first, s.last)
		}
		for i, span := range h.Spans {
			if span.From >= span.To || i > 0 && span.From < h.Spans[i-1].To {
				return nil, fmt.Errorf("%s: the hours %v of %s are none", s.name, h.Spans, h.Date)
			}
		}
		s.changed = append(s.changed, h)
	}
	s.extra = sortedOnce(s.extra)
	slices.SortStableFunc(s.changed, func(a, b DayHours) int { return a.Known.Compare(b.Known) })
	return s.prepare(), nil
}

func (s *source) includes(d civil.Date) bool { return d.Year >= s.first && d.Year <= s.last }

// replacedBy returns the hours of single dates as far as they are known.
func (s *source) replacedBy(known func(civil.Date) bool) map[civil.Date][]Span {
	if len(s.changed) == 0 {
		return s.replaced
	}
	out := maps.Clone(s.replaced)
	if out == nil {
		out = map[civil.Date][]Span{}
	}
	for _, h := range s.changed {
		if known(h.Known) {
			out[h.Date] = h.Spans
		}
	}
	return out
}

// WithWeek returns the calendar with other hours of the week, by time.Weekday, as they would be under another rota. Days off and hours
// of single dates stay. It is an error when a span is none, or no day has any.
func (c *Calendar) WithWeek(week [7][]Span) (*Calendar, error) {
	some := false
	for _, spans := range week {
		for i, span := range spans {
			if span.From >= span.To || i > 0 && span.From < spans[i-1].To {
				return nil, fmt.Errorf("%s: the hours %v are none", c.name, spans)
			}
			some = true
		}
	}
	if !some {
		return nil, fmt.Errorf("%s: no day has hours", c.name)
	}
	s := &source{name: c.name, loc: c.loc, zone: c.zone, week: week, replaced: c.source.replaced, rule: c.rule, first: c.first, last: c.last,
		extra: slices.Clone(c.extra), changed: slices.Clone(c.changed)}
	return s.prepare(), nil
}

// Week returns the hours of the week, by time.Weekday.
func (c *Calendar) Week() [7][]Span { return c.week }
