package calendar

import (
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/explain"
)

// Options of Due. The zero value is a plain limit.
type Options struct {
	// Pauses do not count in limits of working time and periods of the law; limits on the wall clock and civil periods
	// run on.
	Pauses []Pause
	// Extend lengthens the limit by that many of its own units, at most twice the original number: once up to the
	// original period, and once more with the petitioner's consent (민원 처리에 관한 법률 시행령 제21조).
	Extend int
	// RingOn and RingOff are the cadence of the telephone; when both are zero it is the Korean one, 1 s and 2 s.
	RingOn, RingOff time.Duration
	// Explain asks for the steps.
	Explain bool
}

// Deadline is when a limit runs out.
type Deadline struct {
	// Due is the last good instant, in UTC; what happens exactly then is in time, unless Before is set. A deadline in
	// days is due at 00:00 of the day after LastDay in the time zone of the office.
	Due time.Time
	// LastDay is the last day of a deadline in days, and the zero Date for any other.
	LastDay civil.Date
	// Start is when the clock began: the next opening, when a limit of working time or a period of the law began outside
	// working hours, otherwise the given instant.
	Start time.Time
	// Before says that Due itself is too late: with telephone rings it is the beginning of the first ring too many.
	Before bool
	// Paused says that a pause still goes on, so that Due and LastDay are not known and are zero.
	Paused bool
	// Steps explain the result, when Options asked for it.
	Steps []explain.Step
}

// ErrExtend is wrapped by the error for an extension that the law does not allow.
var ErrExtend = errors.New("not a lawful extension")

// korean cadence of a ringing telephone
const (
	ringOn  = 1 * time.Second
	ringOff = 2 * time.Second
)

// Due returns when a limit that begins at an instant runs out.
//
// Limits on the wall clock need no calendar: for them c may be nil. The errors are ErrNoHours, a *RangeError, ErrPause,
// or wrap ErrExtend or ErrLimit.
func (c *Calendar) Due(from time.Time, l Limit, o Options) (Deadline, error) {
	if l.Unit == 0 || int(l.Unit) >= len(units) || l.Count < 1 || l.Count > units[l.Unit].most {
		return Deadline{}, fmt.Errorf("%w: count %d of unit %d", ErrLimit, l.Count, l.Unit)
	}
	p := period{c: c, from: from, limit: l, o: o, count: l.Count + o.Extend}
	if original := p.original(); o.Extend < 0 || o.Extend > 2*original {
		return Deadline{}, fmt.Errorf("%w: by %d, the limit %s may grow by %d at most", ErrExtend, o.Extend, l, 2*original)
	}
	switch {
	case l.IsWall():
		return p.wall()
	case c == nil:
		return Deadline{}, ErrNoHours
	case l.IsCivil():
		return p.civil()
	case !l.HasLastDay():
		return p.hours()
	case l.Unit == LawDays:
		return p.days()
	}
	return p.byCalendar()
}

// period is one computation of Due.
type period struct {
	c     *Calendar
	from  time.Time
	limit Limit
	o     Options
	count int // of units, with the extension
	steps []explain.Step
}

// original returns the number of units of the limit before extension; "immediately" is 3 working hours.
func (p *period) original() int {
	if p.limit.Unit == Immediately {
		return int(immediate / time.Hour)
	}
	return p.limit.Count
}

// say adds a step when an explanation is wanted. Callers whose arguments cost something ask o.Explain first.
func (p *period) say(key string, args ...any) {
	p.steps = append(p.steps, explain.New(key, args...))
}

// wall is a limit that elapses whatever the hours, or rings of a telephone.
func (p *period) wall() (Deadline, error) {
	d := Deadline{Start: p.from.UTC()}
	if p.limit.Unit == Rings {
		on, off := p.o.RingOn, p.o.RingOff
		if on == 0 && off == 0 {
			on, off = ringOn, ringOff
		}
		if on <= 0 || off < 0 || on > time.Minute || off > time.Minute {
			return Deadline{}, fmt.Errorf("%w: a ring of %v and a silence of %v", ErrLimit, on, off)
		}
		d.Due, d.Before = d.Start.Add(time.Duration(p.count)*(on+off)), true
		if p.o.Explain {
			p.say(StepRings, "rings", p.count, "period", on+off, "from", d.Start, "due", d.Due)
		}
	} else {
		whole := p.limit
		whole.Count = p.count
		d.Due = d.Start.Add(whole.Wall())
		if p.o.Explain {
			p.say(StepWall, "limit", whole.String(), "from", d.Start, "due", d.Due)
		}
	}
	d.Steps = p.steps
	return d, nil
}

// work returns the working time of a limit counted in hours, with its extension. A period of the law that is counted in
// hours stays in hours when it is extended.
func (p *period) work() time.Duration {
	if p.limit.Unit == Immediately {
		return immediate + time.Duration(p.o.Extend)*time.Hour
	}
	return p.limit.Work() + p.limit.Work()/time.Duration(p.limit.Count)*time.Duration(p.o.Extend)
}

// hours is a limit of working time: an amount of it, or a period of the law of up to 5 days (법 제19조 제1항).
func (p *period) hours() (Deadline, error) {
	c, tab := p.c, p.c.open
	if p.limit.IsLaw() {
		tab = c.law
	}
	start, err := c.add(tab, p.from, 0, false)
	if err != nil {
		return Deadline{}, err
	}
	pauses, err := pausedTime(p.o.Pauses, tab)
	if err != nil {
		return Deadline{}, err
	}
	d := Deadline{Start: start}
	now, left := start.UnixNano(), int64(p.work())
	for _, s := range pauses {
		if s.to <= now {
			continue
		}
		until := max(s.from, now)
		worked := tab.worked(until) - tab.worked(now)
		if left <= worked {
			break
		}
		if d.Paused = s.to == running; d.Paused {
			break
		}
		now, left = s.to, left-worked
	}
	if !d.Paused {
		if d.Due, err = c.add(tab, instant(now), time.Duration(left), false); err != nil {
			return Deadline{}, err
		}
	}
	if p.o.Explain {
		p.explainHours(&d, tab)
	}
	return d, nil
}

// explainHours says how a limit of working time was counted.
func (p *period) explainHours(d *Deadline, tab *table) {
	at := p.from.UTC()
	opening, amount := StepOpening, p.limit.Work()
	switch p.limit.Unit {
	case Immediately:
		p.say(StepReceived, "at", at)
		p.say(StepImmediately, "work", amount)
		opening = StepReceivedOpening
	case LawDays:
		p.say(StepReceived, "at", at)
		p.say(StepHours, "days", p.limit.Count, "work", amount)
		opening = StepReceivedOpening
	default:
		p.say(StepWork, "limit", p.limit.String(), "work", amount)
	}
	if !d.Start.Equal(p.from) {
		p.say(opening, "at", at, "opening", d.Start)
	}
	p.sayExtended()
	p.steps = explainPauses(p.steps, p.o.Pauses, func(one Pause) (int, time.Duration, bool) {
		if one.To.IsZero() {
			return 0, 0, d.Paused
		}
		s, err := pausedTime([]Pause{one}, tab)
		if err != nil || !d.Paused && s[0].from >= d.Due.UnixNano() {
			return 0, 0, false
		}
		from := max(s[0].from, d.Start.UnixNano())
		return 0, time.Duration(tab.worked(max(from, s[0].to)) - tab.worked(from)), s[0].to > from
	})
	if !d.Paused {
		p.explainEnd(d)
	}
	d.Steps = p.steps
}

// explainEnd tells the days that a limit of working time skipped, and its end.
func (p *period) explainEnd(d *Deadline) {
	from, to := civil.DateOf(d.Start, p.c.loc), civil.DateOf(d.Due, p.c.loc)
	if !p.limit.IsLaw() {
		p.steps = p.c.explainDays(p.steps, StepDayOff, flagOpen, from, to)
		p.say(StepWorkDue, "start", d.Start, "due", d.Due)
		return
	}
	p.steps = p.c.explainDays(p.steps, StepHoliday, flagLaw, from, to)
	if n := weekends(from, to); n > 0 {
		p.say(StepWeekends, "days", n)
	}
	p.say(StepDue, "start", d.Start, "due", d.Due)
}

func (p *period) sayExtended() {
	if p.o.Extend > 0 {
		p.say(StepExtended, "by", p.limit.Counting(p.o.Extend).String(), "total", p.limit.Counting(p.original()+p.o.Extend).String())
	}
}
