package judge

import (
	"sort"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

var extension = []charter.Pattern{{Kind: fact.CaseExtended}}

// period returns a case's own period: the "due" of the trigger (an instant, a last day, or a limit such as "7 days by
// law"), else the period of its service, else what the charter says for the rest. fixed is set for an instant or a day.
func (in *instance) period() (limit calendar.Limit, fixed time.Time) {
	if text := in.trigger.Data.Text("due"); text != "" {
		if t, ok := in.trigger.Data.Time("due"); ok {
			in.step("judge.due_given", "at", t)
			return limit, t
		}
		if day, err := civil.ParseDate(text); err == nil {
			in.step("judge.due_day_given", "day", day)
			return limit, endOfDay(day, in.calendar().Location())
		}
		if l, err := calendar.ParseLimit(text); err == nil {
			in.step("judge.due_limit_given", "limit", l)
			return l, time.Time{}
		}
	}
	if s := in.service(); s != nil && !s.Period.IsZero() {
		if in.opt.Explain {
			in.step("judge.service_period", "ko", s.Name.KO, "en", s.Name.In("en"), "limit", s.Period, "law", s.Law)
		}
		return s.Period, time.Time{}
	}
	in.step("judge.usual_period", "limit", in.p.Otherwise)
	return in.p.Otherwise, time.Time{}
}

func (in *instance) service() *charter.Service {
	id := in.trigger.Data.Text("service")
	if id == "" && in.received != nil {
		id = in.received.Data.Text("service")
	}
	return in.charter.Service(id)
}

func endOfDay(d civil.Date, loc *time.Location) time.Time {
	n := d.AddDays(1)
	return time.Date(n.Year, n.Month, n.Day, 0, 0, 0, 0, loc).UTC()
}

// pauses returns the stretches in which the clock stood still: from a request for a supplement to its arrival
// (행정절차법 시행령 제11조), as far as they began by now.
func (in *instance) pauses() []calendar.Pause {
	var out []calendar.Pause
	open := false
	for i := range in.facts {
		f := &in.facts[i]
		switch f.Kind {
		case fact.CaseSupplementAsked:
			if !open {
				out = append(out, calendar.Pause{From: f.At, Kind: calendar.Supplement})
				open = true
			}
		case fact.CaseSupplementReceived:
			if open {
				out[len(out)-1].To = f.At
				open = false
			}
		}
	}
	return out
}

// extension returns by how many units the period was lawfully prolonged (민원 처리에 관한 법률 시행령 제21조): told before
// the period ended, not for overload, late assignment or absence, once by at most the original period and a second time
// only with the petitioner's consent.
func (in *instance) extension(start time.Time, limit calendar.Limit, due calendar.Deadline, o calendar.Options) int {
	total, times := 0, 0
	for i := in.from(in.trigger.At); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.Kind != fact.CaseExtended || !in.inScope(f) {
			continue
		}
		switch {
		case !due.Paused && f.At.After(due.Due):
			in.step("judge.extended_late", "at", f.At)
			continue
		case unlawfulGround(f.Data.Text("ground")):
			in.step("judge.extended_unlawful", "at", f.At, "ground", f.Data.Text("ground"))
			continue
		case times == 1 && !f.Data.True("consent"), times > 1:
			in.step("judge.extended_again", "at", f.At)
			continue
		}
		times++
		n := min(in.prolonged(f, start, limit, total, o), original(limit))
		total += n
		in.step("judge.extended", "at", f.At, "by", limit.Counting(n).String(), "ground", f.Data.Text("ground"))
		o.Extend = total
		if d, err := in.calendar().Due(start, limit, o); err == nil {
			due = d
		}
	}
	return total
}

// unlawfulGround names the grounds that the decree rules out by name.
func unlawfulGround(g string) bool {
	switch strings.TrimSpace(g) {
	case "workload", "overload", "late_assignment", "absence", "업무 과다", "업무과다", "배정 지연", "담당자 부재":
		return true
	}
	return false
}

// original is the period in the units in which it can be extended: "immediately" is 3 working hours.
func original(limit calendar.Limit) int {
	if limit.Unit == calendar.Immediately {
		return int(limit.Work() / time.Hour)
	}
	return limit.Count
}

// prolonged returns how many units the extension adds: "by" as a number, or as many as it takes to reach "until" (an
// instant or a day). Without either it is the whole original period.
func (in *instance) prolonged(f *fact.Fact, start time.Time, limit calendar.Limit, already int, o calendar.Options) int {
	whole := original(limit)
	if n, ok := f.Data.Int("by"); ok && n >= 0 {
		return int(min(n, int64(whole)))
	}
	until, ok := in.until(f)
	if !ok {
		return whole
	}
	return sort.Search(whole, func(n int) bool {
		o.Extend, o.Explain = already+n, false
		d, err := in.calendar().Due(start, limit, o)
		return err != nil || !d.Due.Before(until)
	})
}

// until returns the end that an extension names: an instant, or a day, which is meant with its end.
func (in *instance) until(f *fact.Fact) (time.Time, bool) {
	if t, ok := f.Data.Time("until"); ok {
		return t, true
	}
	day, err := civil.ParseDate(f.Data.Text("until"))
	if err != nil {
		return time.Time{}, false
	}
	return endOfDay(day, in.calendar().Location()), true
}

// adjustFixed moves a due instant that was given as such: by the time for which the clock stood still, and to the last
// lawful "until" of an extension.
func (in *instance) adjustFixed(d deadline) deadline {
	if !in.p.Paused {
		return d
	}
	for _, p := range in.pauses() {
		if d.due = in.resumed(d, p); d.due.IsZero() {
			return d
		}
	}
	if !in.hasAny(extension) {
		return d
	}
	for i := in.from(in.trigger.At); i < len(in.facts); i++ {
		f := &in.facts[i]
		if f.Kind != fact.CaseExtended || !in.inScope(f) || f.At.After(d.due) || unlawfulGround(f.Data.Text("ground")) {
			continue
		}
		if until, ok := in.until(f); ok && until.After(d.due) {
			in.step("judge.extended", "at", f.At, "until", until, "ground", f.Data.Text("ground"))
			d.due = until
		}
	}
	return d
}

// resumed returns where a pause leaves a given due instant: the working time that was left when it began is left when it
// ends. A due day loses whole days, those of the beginning and the end included. Zero while the pause goes on.
func (in *instance) resumed(d deadline, p calendar.Pause) time.Time {
	from, to := maxTime(p.From, d.start), p.To
	if !from.Before(d.due) || !to.IsZero() && !to.After(d.start) {
		return d.due
	}
	if to.IsZero() {
		return time.Time{}
	}
	cal := in.calendar()
	loc := cal.Location()
	lastDay := civil.DateOf(d.due.Add(-time.Microsecond), loc)
	whole := endOfDay(lastDay, loc).Equal(d.due)
	if whole {
		from, to = civil.DateOf(from, loc).Start(loc), endOfDay(civil.DateOf(to, loc), loc)
	}
	left, err := cal.Between(from, d.due)
	if err != nil || left == 0 {
		return d.due
	}
	due, err := cal.Add(to, left)
	if err != nil {
		return d.due
	}
	if whole {
		due = endOfDay(civil.DateOf(due.Add(-time.Microsecond), loc), loc)
	}
	in.step("judge.due_moved", "from", p.From, "to", p.To, "due", due)
	return due
}
