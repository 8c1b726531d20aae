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
	done := in.actOfYear(year, loc)
	d := deadline{start: start, due: due}
	switch {
	case done != nil:
		in.closed(&d, done)
	case !r.now.Before(d.ranOut()):
		in.silence()
	default:
		in.v.Status = Pending
		r.at(d.ranOut())
	}
	in.explainStatus()
	r.put(p, in.v)
}

func (in *instance) actOfYear(year int, loc *time.Location) *fact.Fact {
	for i := range in.facts {
		f := &in.facts[i]
		x := charter.Context{Fact: f, Received: in.received}
		if !charter.MatchAny(in.p.Then, &x) {
			continue
		}
		of := civil.DateOf(f.At, loc).Year
		if in.p.ByMonth == time.December && in.p.ByDay == 31 {
			of = civil.DateOf(f.At.Add(-time.Microsecond), loc).Year // the due instant itself is the first of the next year
		}
		if n, ok := f.Data.Int("year"); ok {
			of = int(n)
		}
		if of != year {
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
