package judge

import (
	"strconv"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/explain"
	"jikim/internal/core/fact"
)

// everyYear judges a duty of the calendar: one instance a year, from the charter's first year, even without any fact. An
// act counts for the year it names ("year"), else for the year in which it happened, so that a late one can say which
// year it makes up for.
func (r *run) everyYear(p *charter.Promise) {
	loc := r.charter.Petition.Location()
	thisYear := civil.DateOf(r.now, loc).Year
	for year := max(r.charter.From.Year, r.opt.Since.Year); year <= thisYear; year++ {
		r.yearOf(p, year, loc)
	}
	r.at(time.Date(thisYear+1, 1, 1, 0, 0, 0, 0, loc).UTC())
}

// everyMonth judges a duty of each month: one instance for each month from the charter's first on, which begins when the month is over.
// An act counts for the month it names ("period"), else for the month before the one in which it happened; one that names another period
// counts for none.
func (r *run) everyMonth(p *charter.Promise) {
	loc := r.charter.Petition.Location()
	month := civil.Date{Year: r.charter.From.Year, Month: r.charter.From.Month, Day: 1}
	if s := r.opt.Since; !s.IsZero() {
		if since := (civil.Date{Year: s.Year, Month: s.Month, Day: 1}).AddMonths(-1); month.Before(since) {
			month = since
		}
	}
	for ; ; month = month.AddMonths(1) {
		if start := month.AddMonths(1).Start(loc).UTC(); start.After(r.now) {
			r.at(start)
			return
		}
		r.monthOf(p, month, loc)
	}
}

func (r *run) monthOf(p *charter.Promise, month civil.Date, loc *time.Location) {
	next := month.AddMonths(1)
	start := next.Start(loc).UTC()
	due := endOfDay(civil.Date{Year: next.Year, Month: next.Month, Day: p.ByDay}, loc)
	v := Verdict{Case: r.id, Promise: p.ID, Trigger: month.String()[:7], Evidence: fact.Measured, Started: start, Due: due, Share: -1}
	in := instance{run: r, p: p, trigger: &fact.Fact{ID: v.Trigger, At: start, Via: fact.ViaSystem}, v: v}
	in.step("judge.every_month", "month", v.Trigger, "due", due)
	in.dutyDone(in.actOfMonth(v.Trigger, loc))
}

func (in *instance) actOfMonth(month string, loc *time.Location) *fact.Fact {
	return in.actOf(func(f *fact.Fact) bool {
		if period := f.Data.Text("period"); period != "" {
			return period == month
		}
		day := civil.DateOf(f.At, loc)
		return (civil.Date{Year: day.Year, Month: day.Month, Day: 1}).AddMonths(-1).String()[:7] == month
	})
}

// dutyDone judges a duty of the calendar by the act that was done for it; nil: none yet.
func (in *instance) dutyDone(done *fact.Fact) {
	d := deadline{start: in.v.Started, due: in.v.Due}
	switch {
	case done != nil:
		in.closed(&d, done)
	case !in.now.Before(d.ranOut()):
		in.silence()
	default:
		in.v.Status = Pending
		in.at(d.ranOut())
	}
	in.explainStatus()
	in.put(in.p, in.v)
}

func (r *run) yearOf(p *charter.Promise, year int, loc *time.Location) {
	from := civil.Date{Year: year, Month: time.January, Day: 1}
	if r.charter.From.Year == year {
		from = r.charter.From
	}
	start := time.Date(from.Year, from.Month, from.Day, 0, 0, 0, 0, loc).UTC()
	due := endOfDay(civil.Date{Year: year, Month: p.ByMonth, Day: p.ByDay}, loc)
	v := Verdict{Case: r.id, Promise: p.ID, Trigger: strconv.Itoa(year), Evidence: fact.Measured, Started: start, Due: due, Share: -1}
	if start.After(r.now) {
		r.at(start)
		return
	}
	in := instance{run: r, p: p, trigger: &fact.Fact{ID: v.Trigger, At: start, Via: fact.ViaSystem}, v: v}
	in.step("judge.every_year", "year", strconv.Itoa(year), "due", due)
	in.dutyDone(in.actOfYear(year, loc))
}

func (in *instance) actOfYear(year int, loc *time.Location) *fact.Fact {
	return in.actOf(func(f *fact.Fact) bool {
		of := civil.DateOf(f.At, loc).Year
		if in.p.ByMonth == time.December && in.p.ByDay == 31 {
			of = civil.DateOf(f.At.Add(-time.Microsecond), loc).Year // the due instant itself is the first of the next year
		}
		if n, ok := f.Data.Int("year"); ok {
			of = int(n)
		}
		return of == year
	})
}

// actOf returns the first act that keeps the promise among those that are for the instance.
func (in *instance) actOf(belongs func(*fact.Fact) bool) *fact.Fact {
	for i := range in.facts {
		f := &in.facts[i]
		x := charter.Context{Fact: f, Received: in.received}
		if !charter.MatchAny(in.p.Then, &x) || !belongs(f) {
			continue
		}
		if o, by := in.must(f); o != charter.Holds {
			in.step("judge.must", "at", f.At, "field", by.Field)
			continue
		}
		return f
	}
	return nil
}

// step adds a step to the explanation, when one is asked for. Where most verdicts pass, callers ask Options.Explain first,
// so that the arguments cost nothing.
func (in *instance) step(key string, namesAndValues ...any) {
	if in.opt.Explain {
		in.v.Why = append(in.v.Why, explain.New(key, namesAndValues...))
	}
}
