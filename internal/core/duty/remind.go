package duty

import (
	"strconv"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/judge"
)

// stage is an instant at which a reminder is due.
type stage struct {
	name Stage
	at   time.Time
}

// remind plans the reminder of the latest stage that has come: whoever was away for two stages hears of the promise once.
func (p *planner) remind(promise *charter.Promise, v *judge.Verdict) {
	if promise.Shape != charter.Within && promise.Shape != charter.Every || promise.Minimum || v.Due.IsZero() ||
		!p.long(v) || !v.Due.After(p.now) {
		return
	}
	var latest stage
	for _, s := range p.stages(promise, v) {
		if s.at.Before(v.Due) && s.at.After(v.Started) && p.at(s.at) && !s.at.Before(latest.at) {
			latest = s
		}
	}
	if latest.name != "" {
		p.add(Action{Kind: Remind, Stage: latest.name, At: latest.at, Promise: v.Promise, Trigger: v.Trigger, Due: v.Due}, p.owing(v))
	}
}

// stages returns when reminders are due: where the charter says so, else at half and at 80 % of the time. Time is working
// time, unless there is none between start and due.
func (p *planner) stages(promise *charter.Promise, v *judge.Verdict) []stage {
	cal := p.ch.Petition
	if promise.OnDesk {
		cal = p.ch.Desk
	}
	cal = cal.AsKnown(p.now) // as the due instant was counted
	if len(promise.Warn) > 0 {
		out := make([]stage, 0, len(promise.Warn))
		for i, w := range promise.Warn {
			if at, ok := before(cal, v.Due, w); ok {
				out = append(out, stage{Named + Stage(strconv.Itoa(i)), at})
			}
		}
		return out
	}
	half, most := share(cal, v.Started, v.Due, 50), share(cal, v.Started, v.Due, 80)
	return []stage{{Half, half}, {Most, most}}
}

// share returns the instant at which a part of the time between two instants has gone.
func share(cal *calendar.Calendar, from, due time.Time, percent time.Duration) time.Time {
	if work, err := cal.Between(from, due); err == nil && work > 0 {
		if t, err := cal.Add(from, (work * percent / 100).Truncate(time.Second)); err == nil {
			return t
		}
	}
	return from.Add((due.Sub(from) * percent / 100).Truncate(time.Second))
}

// before returns the instant a limit before the due instant; false when the calendar does not reach it.
func before(cal *calendar.Calendar, due time.Time, l calendar.Limit) (time.Time, bool) {
	if work := l.Work(); work > 0 {
		t, err := cal.AddBack(due, work)
		return t, err == nil
	}
	local := due.In(cal.Location())
	switch l.Unit {
	case calendar.WorkingDays, calendar.LawDays:
		t, err := cal.AddBack(due, time.Duration(l.Count)*calendar.WorkingDay)
		return t, err == nil
	case calendar.Days:
		return local.AddDate(0, 0, -l.Count).UTC(), true
	case calendar.Weeks, calendar.LawWeeks:
		return local.AddDate(0, 0, -7*l.Count).UTC(), true
	case calendar.Months, calendar.LawMonths:
		return local.AddDate(0, -l.Count, 0).UTC(), true
	case calendar.Years, calendar.LawYears:
		return local.AddDate(-l.Count, 0, 0).UTC(), true
	}
	wall := l.Wall()
	return due.Add(-wall), wall > 0
}
