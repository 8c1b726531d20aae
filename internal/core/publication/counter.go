package publication

import (
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/open"
	"jikim/internal/core/stats"
)

// Law is what facts are judged by: the charter versions of an office, their calendars with the special days that were known. It is
// immutable and safe for concurrent use.
type Law struct {
	versions charter.Versions
	judges   map[string]*judge.Judge // by digest
	office   *judge.Versions
}

// NewLaw returns the law of charter versions, the oldest first.
func NewLaw(versions charter.Versions) *Law {
	l := &Law{versions: versions, judges: map[string]*judge.Judge{}, office: judge.NewVersions(versions)}
	for _, ch := range versions {
		l.judges[ch.Digest] = judge.New(ch)
	}
	return l
}

// Judge judges one case.
type Judge interface {
	CaseOf(id string, facts []fact.Fact, now time.Time, o judge.Options) judge.Result
	AimsEffective(known []fact.Fact) []judge.Verdict
}

// Of returns what a case is judged by: the version that its first fact names, or else the one that was in force then. The case of the
// office as a whole is judged by all versions, each while it was in force. An error when the version that is named is not there.
func (l *Law) Of(facts []fact.Fact) (Judge, error) {
	if facts[0].Case == fact.Institution {
		return l.office, nil
	}
	digest := facts[0].Data.Text("charter")
	if digest == "" {
		digest = l.versions.At(civil.DateOf(facts[0].At, l.zone())).Digest
	}
	j, ok := l.judges[digest]
	if !ok {
		return nil, fmt.Errorf("the charter version %s, by which the case %s is judged, is not there", digest, facts[0].Case)
	}
	return j, nil
}

func (l *Law) zone() *time.Location { return l.versions.Last().Petition.Location() }

// Whole tells whether the bounds of a publication are those of its period in the office's time zone, and it was made when that was over:
// one that is about some of its days only could leave out the bad ones.
func (l *Law) Whole(p *Publication) bool {
	from, until, err := ParsePeriod(p.Period, l.zone())
	return err == nil && p.From.Equal(from) && p.Until.Equal(until) && !p.AsOf.Before(until)
}

// Editions lists the versions that were in force in a period.
func (l *Law) Editions(from, until time.Time) []Edition {
	var out []Edition
	for i, ch := range l.versions {
		ends := i+1 < len(l.versions) && !l.versions[i+1].From.Start(l.zone()).After(from)
		if begins := ch.From.Start(l.zone()); !ends && (begins.Before(until) || i == 0) {
			out = append(out, Edition{ch.Digest, ch.From.String()})
		}
	}
	return out
}

// Counter counts cases into the table of a publication. It is not safe for concurrent use: who counts with several joins them.
type Counter struct {
	law   *Law
	asOf  time.Time
	tally *stats.Tally
}

// NewCounter returns an empty counter over [from, until), whole months in the office's time zone, as of an instant.
func NewCounter(law *Law, from, until, asOf time.Time) *Counter {
	last := law.versions.At(civil.DateOf(until.Add(-time.Microsecond), law.zone()))
	i := slices.Index(law.versions, last)
	return &Counter{law, asOf, stats.NewTally(last, law.versions[:i], from, until, asOf)}
}

// Case judges the facts of one case anew and counts what comes of it. They are open forms in the order of the ledger, all of the case
// that are in it, and may be changed; those not known at the as-of instant do not count.
func (c *Counter) Case(facts []fact.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	by, err := c.law.Of(facts)
	if err != nil {
		return err
	}
	open.Align(facts)
	known, _ := fact.Effective(facts, c.asOf)
	c.Add(known, by.CaseOf(facts[0].Case, facts, c.asOf, judge.Options{}).Verdicts, by.AimsEffective(known))
	return nil
}

// Office counts the case of the office as a whole when it has no facts: its standing promises and duties exist without.
func (c *Counter) Office() {
	c.Add(nil, c.law.office.CaseOf(fact.Institution, nil, c.asOf, judge.Options{}).Verdicts, nil)
}

// Add counts verdicts, and what was timed of aims, of one case whose known facts are given as fact.Effective returns them. The case
// belongs to the desk that is responsible for it by these facts, and to the channel by which it came first.
func (c *Counter) Add(known []fact.Fact, verdicts, aims []judge.Verdict) {
	if len(verdicts)+len(aims) == 0 {
		return
	}
	st := casefile.FoldEffective(known, c.asOf, c.law.zone())
	for i := range verdicts {
		c.tally.Add(&verdicts[i], st.Desk, st.Channel, known)
	}
	for i := range aims {
		c.tally.Add(&aims[i], st.Desk, st.Channel, known)
	}
}

// Join adds what another counter of the same law, period and instant has counted.
func (c *Counter) Join(o *Counter) { c.tally.Join(o.tally) }

// Lines returns the table with small numbers suppressed, also those that would follow from earlier publications (Publication.Shown).
func (c *Counter) Lines(earlier []stats.Shown) []stats.Line { return c.tally.Protected(earlier) }

// Whole returns the table with nothing suppressed. It is for the office's own eyes.
func (c *Counter) Whole() []stats.Line { return c.tally.Lines() }
