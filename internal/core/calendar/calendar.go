// Package calendar computes working time and the periods of Korean administrative law.
//
// A Calendar knows the opening hours of an office and its days off, as text that the office keeps (see Parse). It answers
// two kinds of questions: how much working time lies between instants (Add, Between, NextOpening, NextClosing), and when
// a limit runs out (Due), be it in elapsed time, rings of a telephone, working hours, civil months, or a period of the
// law.
//
// Sources, by article:
//
//   - 민원 처리에 관한 법률 제19조, 같은 법 시행령 제19조: how a period is counted (immediately, up to 5 days, 6 days and
//     more, weeks, months and years);
//   - 같은 법 시행령 제20조, 행정절차법 시행령 제11조: time that does not count (supplement of papers, outage of a system);
//   - 같은 법 시행령 제21조: how far a period can be extended;
//   - 민법 제157조, 제159조부터 제161조까지: civil periods, their end, and ends on a day off;
//   - 관공서의 공휴일에 관한 규정 제2조, 제3조: public and substitute holidays.
//
// A Calendar is immutable and safe for concurrent use. Instants go in with any location and come out in UTC; a fraction
// of a second is carried along.
package calendar

import (
	"slices"
	"sort"
	"time"

	"jikim/internal/core/civil"
)

// Kind says why a day is off.
type Kind string

// The kinds of days off. The first four are public holidays (공휴일) by decree; Closure is a day on which the office
// itself is closed, Regional a holiday of a local ordinance (지방공휴일).
const (
	Public     Kind = "public"
	Substitute Kind = "substitute"
	Election   Kind = "election"
	Temporary  Kind = "temporary"
	Closure    Kind = "closure"
	Regional   Kind = "regional"
)

// kinds lists what a file may say.
var kinds = []string{string(Public), string(Substitute), string(Election), string(Temporary), string(Closure), string(Regional)}

// official says that the day is a 공휴일 in the sense of the periods of the law, on which nothing counts even if the
// office happens to open.
func (k Kind) official() bool { return k != Closure && k != Regional }

// DayOff is a day on which the office is closed, with one of its names.
type DayOff struct {
	Date civil.Date `json:"date"`
	Name string     `json:"name"`
	Kind Kind       `json:"kind"`
	// Known is the day on which the day off became known, or the zero Date when it always was: a temporary holiday is
	// known from the decision of the cabinet, a holiday of an amended decree from the day the decree took effect. It is
	// not part of the JSON, whose fields are a contract.
	Known civil.Date `json:"-"`
}

// Span is a stretch of opening hours on the wall clock, From included, To excluded. To may be 24:00.
type Span struct {
	From, To civil.TimeOfDay
}

// String writes the span as calendar files do: "09:00-12:00".
func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// Calendar is the opening hours and days off of an office. See Parse.
type Calendar struct {
	*source
	level    int                   // index into source.views: what is known in this view of the calendar
	days     []DayOff              // sorted by date and name
	agenda                         // the days
	replaced map[civil.Date][]Span // hours of single dates
	open     *table                // all opening hours
	law      *table                // opening hours that count for periods of the law; often the same table
	digest   string
}

// source is what a calendar file says, shared by all views of it.
type source struct {
	name        string
	loc         *time.Location
	zone        string
	week        [7][]Span // by time.Weekday
	replaced    map[civil.Date][]Span
	changed     []DayHours // further hours of single dates, by the day they became known
	extra       []DayOff   // days listed in files, sorted
	rule        bool       // Korean public holidays by rule
	first, last int        // years covered, both included

	// learned are the days on which a day off or hours became known, ascending; views[i] is the calendar as it was known before
	// learned[i], and the last view knows everything.
	learned []civil.Date
	views   []func() *Calendar
}

// Name returns the name of the calendar, as in its file.
func (c *Calendar) Name() string { return c.name }

// Location returns the time zone of the office.
func (c *Calendar) Location() *time.Location { return c.loc }

// Digest returns the SHA-256 of the content in hexadecimal: two calendars with the same digest answer alike (given the
// same time zone data).
func (c *Calendar) Digest() string { return c.digest }

// Years returns the first and the last year that the calendar covers. Outside them every question is a *RangeError.
func (c *Calendar) Years() (first, last int) { return c.first, c.last }

// DaysOff returns the days off of a year as listed, by date and then name. Weekends are not listed; a date with two
// names has two rows.
func (c *Calendar) DaysOff(year int) []DayOff {
	from := c.dayIndex(civil.Date{Year: year, Month: 1, Day: 1})
	to := c.dayIndex(civil.Date{Year: year + 1, Month: 1, Day: 1})
	return slices.Clone(c.days[from:to])
}

// dayIndex returns the index of the first listed day off that is not before d.
func (c *Calendar) dayIndex(d civil.Date) int {
	return sort.Search(len(c.days), func(i int) bool { return !c.days[i].Date.Before(d) })
}

// OpenDay says whether the office has opening hours on that day. Outside the covered years it is false.
func (c *Calendar) OpenDay(d civil.Date) bool { return c.is(d.DayNumber(), flagOpen) }

// Hours returns the opening hours of a day as its wall clock shows them, none when the office is closed.
func (c *Calendar) Hours(d civil.Date) []Span {
	if !c.OpenDay(d) {
		return nil
	}
	return slices.Clone(c.hours(d))
}

// Opening returns the instants at which the office first opens and last closes on a day; ok is false on a day off.
func (c *Calendar) Opening(d civil.Date) (from, to time.Time, ok bool) {
	spans := c.hours(d)
	if !c.OpenDay(d) {
		return time.Time{}, time.Time{}, false
	}
	return d.At(spans[0].From, c.loc), d.At(spans[len(spans)-1].To, c.loc), true
}

// hours returns the hours of a day without regard to days off, except that replaced hours stand for themselves.
func (c *Calendar) hours(d civil.Date) []Span {
	if spans, ok := c.replaced[d]; ok {
		return spans
	}
	return c.week[d.Weekday()]
}

// Learns returns the next instant after the given one at which a day off becomes known, in the view of this calendar; false
// when none does.
func (c *Calendar) Learns(after time.Time) (time.Time, bool) {
	for _, d := range c.learned[:c.level] {
		if start := d.Start(c.loc); start.After(after) {
			return start.UTC(), true
		}
	}
	return time.Time{}, false
}

// AsKnown returns the calendar as it was known at an instant: days off that became known later are left out, and so are
// the substitute holidays that follow from them. Views are built once and kept; when nothing differs, c itself is
// returned.
func (c *Calendar) AsKnown(at time.Time) *Calendar {
	today := civil.DateOf(at, c.loc)
	level := sort.Search(len(c.learned), func(i int) bool { return c.learned[i].After(today) })
	if level >= c.level {
		return c
	}
	return c.views[level]()
}
