package app

import (
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/duty"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/publication"
)

// current is a case as a use case finds it, at the instant of its turn.
type current struct {
	*Stored
	ch    *charter.Charter
	judge judging
	// earlier are the versions before ch, of the institution's own case: it is judged by each while it is in force.
	earlier []*charter.Charter
	now     time.Time
	known   []fact.Fact // effective at now
	state   casefile.State
}

// judging judges a case: a *judge.Judge, or the *judge.Versions of the institution's own case.
type judging interface {
	CaseOf(id string, facts []fact.Fact, now time.Time, o judge.Options) judge.Result
	AimsEffective(known []fact.Fact) []judge.Verdict
}

// reading is what follows from the facts of a case at an instant.
type reading struct {
	known    []fact.Fact
	state    casefile.State
	verdicts []judge.Verdict
	measured []judge.Verdict // no verdicts: how long it took to reach what promises aim at, and how satisfied the citizen was
	plan     duty.Plan
	next     time.Time // when anything of it changes by itself
}

// currentOf reads a stored case at now. The clock of the case never runs backwards: a node whose clock is behind takes the
// instant at which the last fact was recorded.
func (s *Service) currentOf(st *Stored, now time.Time) *current {
	for i := range st.Facts {
		if st.Facts[i].RecordedAt.After(now) {
			now = st.Facts[i].RecordedAt
		}
	}
	c := &current{Stored: st, now: now, ch: s.charterOf(st, now)}
	switch {
	case c.ch == nil:
	case st.Case == fact.Institution:
		c.judge, c.earlier = s.charters.office(st.Institution), s.charters.before(c.ch)
	default:
		j := s.charters.judge(c.ch)
		c.judge, c.ch = j, j.Charter() // its calendars may have learned a day in between
	}
	if len(st.Facts) > 0 {
		c.known, _ = fact.Effective(st.Facts, now)
		c.state = casefile.FoldEffective(c.known, now, c.ch.Petition.Location())
	}
	return c
}

// charterOf returns the version a case is judged by: the one that its first fact names, which was in force when it began.
// The institution's own case goes with the version of the day.
func (s *Service) charterOf(st *Stored, now time.Time) *charter.Charter {
	if st.Case == fact.Institution || len(st.Facts) == 0 {
		return s.charters.At(st.Institution, now)
	}
	first := &st.Facts[0]
	if ch := s.charters.ByDigest(first.Data.Text("charter")); ch != nil && ch.Institution == st.Institution {
		return ch
	}
	return s.charters.At(st.Institution, first.At)
}

// read judges facts at an instant and plans what follows. Standing promises are judged from the day since on.
func (c *current) read(facts []fact.Fact, at time.Time, since civil.Date, explain bool) reading {
	known, _ := fact.Effective(facts, at)
	r := reading{known: known, state: casefile.FoldEffective(known, at, c.ch.Petition.Location())}
	result := c.judge.CaseOf(c.Case, facts, at, judge.Options{Since: since, Explain: explain})
	r.verdicts, r.measured = result.Verdicts, c.judge.AimsEffective(known)
	if row, ok := ratingRow(known); ok {
		r.measured = append(r.measured, row)
	}
	r.plan = duty.Make(c.ch, c.earlier, r.verdicts, &r.state, known, at)
	r.next = earliest(result.Next, earliest(r.plan.Next, r.state.Until))
	return r
}

// settled returns what is stored of the verdicts and measurements of the case.
func (r *reading) settled() []judge.Verdict {
	out := make([]judge.Verdict, 0, len(r.verdicts)+len(r.measured))
	for i := range r.verdicts {
		if r.verdicts[i].Status.Settled() {
			out = append(out, r.verdicts[i])
		}
	}
	return append(out, r.measured...)
}

// lastInstant is an instant at which reading the stored facts gives what the last turn read: nothing changes by itself
// before WakeAt, so that neither the instant nor the derived rows of the last turn need be kept.
func (c *current) lastInstant() time.Time {
	if w := c.Head.WakeAt; !w.IsZero() && !w.After(c.now) {
		return w.Add(-time.Microsecond)
	}
	return c.now
}

// since returns the first day whose standing promises new facts or the passing of time can have changed; zero, for all
// days, outside of the institution's own case.
func (c *current) since(added []fact.Fact) civil.Date {
	if c.Case != fact.Institution || len(c.Facts) == 0 {
		return civil.Date{}
	}
	from := c.lastInstant()
	for i := range added {
		from = earliest(from, c.touches(&added[i]))
	}
	return civil.DateOf(from, c.ch.Petition.Location()).AddDays(-1)
}

// touches returns the earliest instant that a fact speaks of: its own, or that of the fact it corrects or retracts.
func (c *current) touches(f *fact.Fact) time.Time {
	at := f.At
	if right, ok := f.Data.Time("at"); ok {
		at = earliest(at, right)
	}
	if year, ok := f.Data.Int("year"); ok && year > 1900 && year < 2200 {
		at = earliest(at, time.Date(int(year), 1, 1, 0, 0, 0, 0, c.ch.Petition.Location()))
	}
	if f.Kind == fact.FiguresPublished {
		if from, _, err := publication.ParsePeriod(f.Data.Text("period"), c.ch.Petition.Location()); err == nil {
			at = earliest(at, from)
		}
	}
	if of := f.Data.Text("of"); of != "" {
		for i := range c.Facts {
			if g := &c.Facts[i]; g.ID == of {
				at = earliest(at, g.At)
				if g.Kind == fact.FactCorrected || g.Kind == fact.FactRetracted {
					at = earliest(at, c.touches(g))
				}
			}
		}
	}
	return at
}

// earliest returns the earlier of two instants; zero stands for never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// has tells whether a fact with that identifier is on record.
func (c *current) has(id string) bool {
	for i := range c.Facts {
		if c.Facts[i].ID == id {
			return true
		}
	}
	return false
}

// find returns the effective fact with that identifier, or nil.
func (c *current) find(id string) *fact.Fact {
	for i := range c.known {
		if c.known[i].ID == id {
			return &c.known[i]
		}
	}
	return nil
}

// promise returns a promise by which the case is judged; nil for an unknown one.
func (c *current) promise(id string) *charter.Promise {
	p := c.ch.Promise(id)
	for i := len(c.earlier) - 1; i >= 0 && p == nil; i-- {
		p = c.earlier[i].Promise(id)
	}
	return p
}
