package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/directory"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
)

// Supposing is another charter, calendar or rota under which a year is to be seen again.
type Supposing struct {
	Year    int    // 0: the present one
	Promise string // that is looked at
	Limit   string // its limit, as the charter language writes it; empty: as it is
	// Week are the hours of each day from Monday, such as "09:00-12:00, 13:00-18:00"; empty: as they are; "-": closed. OnDesk tells
	// that they are those of counters and rooms, and not those by which periods run.
	Week   [7]string
	OnDesk bool
}

// SupposedYear is a year as it was, and as it would have been.
type SupposedYear struct {
	whatif.Year
	From, Until time.Time
	Promised    *charter.Promise // as it is
	Limit       string           // that was supposed, in the words of the charter; empty: as it is
	Hours       bool             // other hours were supposed
	Charter     *charter.Charter // in force now
}

// supposedExamples is how many examples are kept.
const supposedExamples = 20

// noteEvery is after how many cases WhatIf tells how far it is.
const noteEvery = 5000

// WhatIf judges the cases that began in a year twice, by the charter of each and by the one in force with another limit of a promise,
// other hours, or both. told hears how many cases have been judged; it may be nil. It reads case by case, so that it takes as much
// memory for a million facts as for a hundred, and ends when the context does: nobody counts for somebody who has left. One runs at a
// time, since the office has other things to do. For managers.
//
// What people would have done under other hours or limits nobody knows: the facts stay as they are, only their judgement changes.
func (s *Service) WhatIf(ctx context.Context, a Actor, q Supposing, told func(cases int)) (*SupposedYear, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return nil, unknown()
	}
	y, would, err := suppose(ch, &q, now)
	if err != nil {
		return nil, err
	}
	if !s.supposing.TryLock() {
		return nil, &Fault{Kind: Busy, Key: "whatif.fault.busy"}
	}
	defer s.supposing.Unlock()
	j := judge.New(would)
	err = s.store.EachCase(ctx, a.Institution, "", func(st *Stored) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(st.Facts) == 0 {
			return nil
		}
		o, cur := judge.Options{}, s.currentOf(st, now)
		if st.Case == fact.Institution {
			o.Since = civil.DateOf(y.From, y.Loc)
		} else if cur.state.BeganAt.Before(y.From) || !cur.state.BeganAt.Before(y.Until) {
			return nil
		}
		was, then := cur.judge.CaseOf(st.Case, st.Facts, now, o).Verdicts, j.CaseOf(st.Case, st.Facts, now, o).Verdicts
		y.Add(cur.state.Number, cur.state.Desk, within(was, y.Until), within(then, y.Until))
		if told != nil && y.Cases%noteEvery == 0 {
			told(y.Cases)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("seeing a year again: %w", err)
	}
	return y, nil
}

// within leaves out what began after a year; of the institution's own case, which goes on.
func within(verdicts []judge.Verdict, until time.Time) []judge.Verdict {
	return slices.DeleteFunc(verdicts, func(v judge.Verdict) bool { return !v.Started.Before(until) })
}

// suppose checks what is supposed and returns the charter under it.
func suppose(ch *charter.Charter, q *Supposing, now time.Time) (*SupposedYear, *charter.Charter, error) {
	loc := ch.Petition.Location()
	this := now.In(loc).Year()
	if q.Year == 0 {
		q.Year = this
	}
	y := &SupposedYear{Charter: ch, Promised: ch.Promise(q.Promise)}
	y.Year = whatif.Year{Comparison: whatif.Comparison{Most: supposedExamples}, Promise: q.Promise, Loc: loc}
	y.From, y.Until = time.Date(q.Year, 1, 1, 0, 0, 0, 0, loc).UTC(), time.Date(q.Year+1, 1, 1, 0, 0, 0, 0, loc).UTC()
	f, other := &form{}, charter.Suppose{}
	if q.Year > this || q.Year < this-10 {
		f.fault("year", "fault.choice")
	}
	if y.Promised == nil {
		f.fault("promise", "fault.choice")
	}
	if limit := f.line("limit", q.Limit, false); limit != "" && y.Promised != nil {
		l, err := calendar.ParseLimit(limit)
		switch {
		case err != nil:
			f.fault("limit", "whatif.fault.limit")
		case !y.Promised.Limited():
			f.fault("limit", "whatif.fault.none")
		default:
			other.Limits, y.Limit = map[string]calendar.Limit{q.Promise: l}, l.String()
		}
	}
	y.Hours = f.week(ch, q, &other)
	if y.Limit == "" && !y.Hours {
		f.fault("limit", "whatif.fault.nothing")
	}
	if err := f.err(); err != nil {
		return nil, nil, err
	}
	would, err := ch.Suppose(other)
	if err != nil {
		return nil, nil, invalid(FieldFault{Field: "limit", Key: "whatif.fault.rings"})
	}
	return y, would, nil
}

// week takes the hours of the week, if any are said that differ from those there are.
func (f *form) week(ch *charter.Charter, q *Supposing, other *charter.Suppose) bool {
	if !slices.ContainsFunc(q.Week[:], func(text string) bool { return strings.TrimSpace(text) != "" }) {
		return false
	}
	cal := ch.Petition
	if q.OnDesk {
		cal = ch.Desk
	}
	have, wrong := cal.Week(), false
	week := have
	for i, text := range q.Week {
		name, day := directory.Weekdays()[i], (i+1)%7
		switch text = f.line(name, text, false); text {
		case "":
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
		return false
	}
	changed, err := cal.WithWeek(week)
	if err != nil {
		f.fault("mon", "fault.hours")
		return false
	}
	if one := ch.Petition.Digest() == ch.Desk.Digest(); one || q.OnDesk {
		other.Desk = changed
	}
	if one := ch.Petition.Digest() == ch.Desk.Digest(); one || !q.OnDesk {
		other.Petition = changed
	}
	return true
}

// CheckSupposing tells whether WhatIf would take what is supposed, without counting anything. For managers.
func (s *Service) CheckSupposing(_ context.Context, a Actor, q Supposing) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return unknown()
	}
	_, _, err := suppose(ch, &q, now)
	return err
}
