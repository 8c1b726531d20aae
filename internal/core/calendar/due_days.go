package calendar

import (
	"time"

	"jikim/internal/core/civil"
)

// lawDay returns the number i day that counts for periods of the law, from 0.
func (c *Calendar) lawDay(i int) (day int, err error) {
	if len(c.agenda.law) == 0 {
		return 0, ErrNoHours
	}
	if i >= len(c.agenda.law) {
		return 0, c.outside()
	}
	return int(c.agenda.law[i]), nil
}

// lawRank returns how many days that count lie before a day; days beyond the years covered count as their ends.
func (c *Calendar) lawRank(day int64) int {
	i := min(max(day-int64(c.begin), 0), int64(len(c.flags)))
	return int(c.rank[i])
}

// nextLawDay returns the first day that counts at or after a day. The end of a period moves to it from a Saturday or a
// day off (민법 제161조).
func (c *Calendar) nextLawDay(day int) (int, error) {
	if !c.covers(day) {
		return 0, c.outside()
	}
	return c.lawDay(c.lawRank(int64(day)))
}

// receipt returns when a period of the law begins: on receipt, or at the next opening.
func (p *period) receipt() (start time.Time, day int, err error) {
	if start, err = p.c.add(p.c.law, p.from, 0, false); err != nil {
		return time.Time{}, 0, err
	}
	return start, civil.DateOf(start, p.c.loc).DayNumber(), nil
}

// ends fills in the end of a deadline in days, at 24:00 of the last day.
func (p *period) ends(d *Deadline, day int) {
	d.LastDay = civil.FromDayNumber(day)
	d.Due = d.LastDay.AddDays(1).Start(p.c.loc)
}

// days is a period of the law of 6 days and more: working days, with the day of receipt as the first (법 제19조 제2항). A
// day that a pause touches does not count.
func (p *period) days() (Deadline, error) {
	c := p.c
	start, first, err := p.receipt()
	if err != nil {
		return Deadline{}, err
	}
	pauses, err := c.pausedDays(p.o.Pauses)
	if err != nil {
		return Deadline{}, err
	}
	d := Deadline{Start: start}
	target := c.lawRank(int64(first)) + p.count - 1
	day, err := c.lawDay(target)
	for _, s := range pauses {
		if err != nil || s.from > int64(day) {
			break
		}
		if s.to < int64(first) {
			continue
		}
		if d.Paused = s.to == running; d.Paused {
			break
		}
		target += c.lawRank(s.to+1) - c.lawRank(max(s.from, int64(first)))
		day, err = c.lawDay(target)
	}
	if err != nil {
		return Deadline{}, err
	}
	if !d.Paused {
		p.ends(&d, day)
	}
	if p.o.Explain {
		p.explainDays(&d, first, day)
	}
	return d, nil
}

// explainDays says how a period of working days was counted.
func (p *period) explainDays(d *Deadline, first, day int) {
	c := p.c
	from := civil.FromDayNumber(first)
	p.sayReceived(d)
	p.say(StepDays, "days", p.limit.Count, "date", from)
	p.sayExtended()
	p.sayPausedDays(d, first, day, func(s stretch) int { return c.lawRank(s.to+1) - c.lawRank(s.from) })
	if d.Paused {
		d.Steps = p.steps
		return
	}
	p.steps = c.explainDays(p.steps, StepHoliday, flagLaw, from, d.LastDay)
	if n := weekends(from, d.LastDay); n > 0 {
		p.say(StepWeekends, "days", n)
	}
	p.say(StepLastDay, "date", d.LastDay, "due", d.Due)
	d.Steps = p.steps
}

// sayReceived tells when a period of the law began.
func (p *period) sayReceived(d *Deadline) {
	p.say(StepReceived, "at", p.from.UTC())
	if !d.Start.Equal(p.from) {
		p.say(StepReceivedOpening, "at", p.from.UTC(), "opening", d.Start)
	}
}

// sayPausedDays tells of each pause that touched the period; lost counts the days that it took.
func (p *period) sayPausedDays(d *Deadline, first, last int, lost func(stretch) int) {
	p.steps = explainPauses(p.steps, p.o.Pauses, func(one Pause) (int, time.Duration, bool) {
		s, err := p.c.pausedDays([]Pause{one})
		if err != nil || s[0].from > int64(last) || s[0].to < int64(first) {
			return 0, 0, false
		}
		if one.To.IsZero() {
			return 0, 0, d.Paused
		}
		s[0].from = max(s[0].from, int64(first))
		return lost(s[0]), 0, true
	})
}

// byCalendar is a period of the law in weeks, months or years: by the calendar, the first day included (법 제19조 제3항).
//
// The law does not say how a pause counts here. The reading of the office: the end moves by as many days as pauses touch,
// working days or not, and never onto a day that a pause touches.
func (p *period) byCalendar() (Deadline, error) {
	c := p.c
	start, first, err := p.receipt()
	if err != nil {
		return Deadline{}, err
	}
	pauses, err := c.pausedDays(p.o.Pauses)
	if err != nil {
		return Deadline{}, err
	}
	d := Deadline{Start: start}
	end, short := p.lastDay(civil.FromDayNumber(first))
	plain, earliest := end, end
	day, err := c.nextLawDay(end)
	for _, s := range pauses {
		if err != nil || s.from > int64(day) {
			break
		}
		if s.to < int64(first) {
			continue
		}
		if d.Paused = s.to == running; d.Paused {
			break
		}
		if s.from <= int64(end) {
			end += int(s.to - max(s.from, int64(first)) + 1)
		}
		earliest = max(end, int(s.to)+1)
		day, err = c.nextLawDay(earliest)
	}
	if err != nil {
		return Deadline{}, err
	}
	if !d.Paused {
		p.ends(&d, day)
	}
	if p.o.Explain {
		p.sayReceived(&d)
		p.say(StepCalendar, "limit", p.limit.String(), "date", civil.FromDayNumber(first))
		p.sayExtended()
		p.sayMonthEnd(plain, short)
		p.sayPausedDays(&d, first, day, func(s stretch) int { return int(s.to - s.from + 1) })
		p.sayEnd(&d, end, StepLastDay)
	}
	return d, nil
}

// civil is a period by the civil calendar: the first day is not counted (민법 제157조), the end on a Saturday or a day off
// moves to the next working day (제161조).
func (p *period) civil() (Deadline, error) {
	c := p.c
	d := Deadline{Start: p.from.UTC()}
	today := civil.DateOf(p.from, c.loc)
	if !c.covers(today.DayNumber()) {
		return Deadline{}, c.outside()
	}
	end, short := p.lastDay(today.AddDays(1))
	day, err := c.nextLawDay(end)
	if err != nil {
		return Deadline{}, err
	}
	p.ends(&d, day)
	if p.o.Explain {
		whole := p.limit
		whole.Count = p.count
		p.say(StepCivil, "limit", whole.String(), "date", today, "next", today.AddDays(1))
		p.sayMonthEnd(end, short)
		p.sayEnd(&d, end, StepCivilEnd)
	}
	return d, nil
}

// lastDay returns the last day of a period that is counted from the beginning of a day (민법 제160조): the day before the
// one that corresponds to the first, or the end of the month when the last month has no such day; short tells the latter.
func (p *period) lastDay(first civil.Date) (day int, short bool) {
	months := p.count
	switch p.limit.Unit {
	case Days:
		return first.DayNumber() + p.count - 1, false
	case Weeks, LawWeeks:
		return first.DayNumber() + 7*p.count - 1, false
	case Years, LawYears:
		months *= 12
	}
	same := first.AddMonths(months)
	if same.Day != first.Day {
		return same.DayNumber(), true
	}
	return same.DayNumber() - 1, false
}

func (p *period) sayMonthEnd(day int, short bool) {
	if short {
		p.say(StepMonthEnd, "date", civil.FromDayNumber(day))
	}
}

// sayEnd tells the last day, and from where it was moved.
func (p *period) sayEnd(d *Deadline, end int, key string) {
	if !d.Paused {
		if from := civil.FromDayNumber(end); from != d.LastDay {
			p.say(StepMoved, "from", from, "to", d.LastDay)
		}
		p.say(key, "date", d.LastDay, "due", d.Due)
	}
	d.Steps = p.steps
}
