package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/directory"
	"jikim/internal/core/whatif"
)

// Supposing is another charter, calendar or rota under which a year is to be seen again. What is left empty is as it is.
type Supposing struct {
	Year    int    // 0: the present one
	Instead string // SupposeDraft, or the digest of a version
	Promise string // that is looked at closely; empty: all
	Limit   string // of that promise, as the charter language writes it
	// Days are special days, a line each: a date and hours such as 09:00-12:00, or "-" for closed, or words, which name a public holiday.
	Days string
	// Week are the hours of each day from Monday, such as "09:00-12:00, 13:00-18:00"; "-": closed. Lunch, SupposeOpen or SupposeShut, says
	// of the days whose hours are not written whether somebody is there at noon. OnDesk tells that hours are those of counters and rooms,
	// and not those by which periods run.
	Week   [7]string
	Lunch  string
	OnDesk bool
	Desk   string // whose rota it is: the cases of that desk alone are seen under what is supposed
}

// What can be supposed of the charter, and of lunch.
const (
	SupposeDraft = "draft"
	SupposeOpen  = "open"
	SupposeShut  = "shut"
)

// mostSupposedDays is how many special days can be supposed.
const mostSupposedDays = 60

// suppose checks what is supposed and returns the year with the charter under it.
func (s *Service) suppose(ctx context.Context, a Actor, q *Supposing, now time.Time) (*SupposedYear, error) {
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return nil, unknown()
	}
	loc := ch.Petition.Location()
	this := now.In(loc).Year()
	if q.Year == 0 {
		q.Year = this
	}
	y := &SupposedYear{Charter: ch, Promised: ch.Promise(q.Promise), desk: q.Desk}
	y.Year = whatif.Year{Comparison: whatif.Comparison{Most: supposedExamples}, Promise: q.Promise, Loc: loc}
	y.From, y.Until = time.Date(q.Year, 1, 1, 0, 0, 0, 0, loc).UTC(), time.Date(q.Year+1, 1, 1, 0, 0, 0, 0, loc).UTC()
	f := &form{}
	if q.Year > this || q.Year < this-10 {
		f.fault("year", "fault.choice")
	}
	if q.Desk != "" && deskOf(ch, q.Desk) == nil {
		f.fault("desk", "fault.choice")
	}
	base, err := s.instead(ctx, a, f, ch, q.Instead)
	if err != nil {
		return nil, err
	}
	// What the office owes as a whole begins with its first charter, and is seen under one that comes next, too.
	other := charter.Suppose{From: s.charters.Versions(a.Institution)[0].From}
	f.limit(base, q, y, &other)
	f.rota(base, q, y, &other)
	f.days(base, q, y, &other)
	same := base.Digest == ch.Digest && slices.Equal(calendarsOf(base), calendarsOf(ch))
	if y.Limit == "" && !y.Hours && y.Days == 0 && same {
		f.fault("limit", "whatif.fault.nothing")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if y.Would, err = base.Suppose(other); err != nil {
		return nil, invalid(FieldFault{Field: "limit", Key: "whatif.fault.rings"})
	}
	return y, nil
}

// instead returns the charter that is supposed in place of the one in force.
func (s *Service) instead(ctx context.Context, a Actor, f *form, ch *charter.Charter, which string) (*charter.Charter, error) {
	switch which {
	case "":
		return ch, nil
	case SupposeDraft:
		found, err := s.CheckDraft(ctx, a, nil)
		if err != nil {
			return nil, err
		}
		if found.Charter == nil {
			f.fault("instead", "whatif.fault.draft")
			return ch, nil
		}
		return found.Charter, nil
	}
	for _, v := range s.charters.Versions(a.Institution) {
		if v.Digest == which {
			return v, nil
		}
	}
	f.fault("instead", "fault.choice")
	return ch, nil
}

// limit takes the other limit of a promise.
func (f *form) limit(ch *charter.Charter, q *Supposing, y *SupposedYear, other *charter.Suppose) {
	promised := ch.Promise(q.Promise)
	if q.Promise != "" && promised == nil && y.Promised == nil {
		f.fault("promise", "fault.choice")
		return
	}
	limit := f.line("limit", q.Limit, false)
	if limit == "" {
		return
	}
	l, err := calendar.ParseLimit(limit)
	switch {
	case promised == nil:
		f.fault("promise", "whatif.fault.whose")
	case err != nil:
		f.fault("limit", "whatif.fault.limit")
	case !promised.Limited():
		f.fault("limit", "whatif.fault.none")
	default:
		other.Limits, y.Limit = map[string]calendar.Limit{q.Promise: l}, l.String()
	}
}

// which returns the calendar that hours are supposed of: that of counters, or that of periods.
func (q *Supposing) which(ch *charter.Charter) *calendar.Calendar {
	if q.OnDesk {
		return ch.Desk
	}
	return ch.Petition
}

// put supposes another calendar in place of one; an office that has a single one has a single other.
func (q *Supposing) put(ch *charter.Charter, other *charter.Suppose, changed *calendar.Calendar) {
	one := ch.Petition.Digest() == ch.Desk.Digest()
	if one || q.OnDesk {
		other.Desk = changed
	}
	if one || !q.OnDesk {
		other.Petition = changed
	}
}

// rota takes the hours of the week, if any are said that differ from those there are.
func (f *form) rota(ch *charter.Charter, q *Supposing, y *SupposedYear, other *charter.Suppose) {
	cal := q.which(ch)
	have, wrong := cal.Week(), false
	week := have
	f.choice("lunch", q.Lunch, false, SupposeOpen, SupposeShut)
	for i, text := range q.Week {
		name, day := directory.Weekdays()[i], (i+1)%7
		switch text = f.line(name, text, false); text {
		case "":
			week[day] = lunch(have[day], q.Lunch)
			continue
		case "-":
			week[day] = nil
			continue
		}
		spans, ok := directory.Hours(text)
		if !ok {
			f.fault(name, "fault.hours")
			wrong = true
		}
		week[day] = spans
	}
	same := true
	for day := range week {
		same = same && slices.Equal(have[day], week[day])
	}
	if wrong || same {
		return
	}
	changed, err := cal.WithWeek(week)
	if err != nil {
		f.fault("mon", "fault.hours")
		return
	}
	y.Hours = true
	q.put(ch, other, changed)
}

// The hour of lunch, and between which times a pause is one of lunch.
const (
	lunchFrom   = civil.TimeOfDay(12 * 60 * 60)
	lunchTo     = civil.TimeOfDay(13 * 60 * 60)
	lunchBegins = civil.TimeOfDay(11 * 60 * 60)
	lunchEnds   = civil.TimeOfDay(14 * 60 * 60)
)

// lunch returns the hours of a day with somebody there at noon, or without.
func lunch(spans []calendar.Span, which string) []calendar.Span {
	var out []calendar.Span
	for _, span := range spans {
		switch n := len(out); {
		case which == SupposeOpen && n > 0 && out[n-1].To >= lunchBegins && span.From <= lunchEnds:
			out[n-1].To = span.To
		case which == SupposeShut && span.From < lunchTo && span.To > lunchFrom:
			if span.From < lunchFrom {
				out = append(out, calendar.Span{From: span.From, To: lunchFrom})
			}
			if span.To > lunchTo {
				out = append(out, calendar.Span{From: lunchTo, To: span.To})
			}
		default:
			out = append(out, span)
		}
	}
	return out
}

// days takes special days: a holiday on both calendars, hours on the one that is supposed.
func (f *form) days(ch *charter.Charter, q *Supposing, y *SupposedYear, other *charter.Suppose) {
	var off []calendar.DayOff
	var hours []calendar.DayHours
	n := 0
	for line := range strings.Lines(f.prose("days", q.Days, false)) {
		n++
		text, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if text == "" {
			continue
		}
		date, err := civil.ParseDate(text)
		if y.Days++; err != nil || y.Days > mostSupposedDays {
			f.fault("days", "whatif.fault.days", "line", n)
			return
		}
		rest = strings.TrimSpace(rest)
		spans, timed := directory.Hours(strings.TrimPrefix(rest, "-"))
		switch {
		case rest == "":
			off = append(off, calendar.DayOff{Date: date, Name: text, Kind: calendar.Temporary})
		case timed:
			hours = append(hours, calendar.DayHours{Date: date, Spans: spans})
		case !timed && strings.ContainsRune("-0123456789", rune(rest[0])): // hours written wrong, and no holiday of that name
			f.fault("days", "whatif.fault.day_hours", "line", n)
			return
		default:
			off = append(off, calendar.DayOff{Date: date, Name: rest, Kind: calendar.Temporary})
		}
	}
	if y.Days == 0 {
		return
	}
	learn := func(cal *calendar.Calendar, hours []calendar.DayHours) *calendar.Calendar {
		out, err := cal.With(off, hours)
		if err != nil { // of a year that the calendar does not know
			f.fault("days", "whatif.fault.year")
		}
		return out
	}
	with := func(supposed, is *calendar.Calendar, timed bool) *calendar.Calendar {
		if supposed == nil {
			supposed = is
		}
		if timed {
			return learn(supposed, hours)
		}
		return learn(supposed, nil)
	}
	one := ch.Petition.Digest() == ch.Desk.Digest()
	other.Petition, other.Desk = with(other.Petition, ch.Petition, one || !q.OnDesk), with(other.Desk, ch.Desk, one || q.OnDesk)
}
