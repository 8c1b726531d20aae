package stats

import (
	"maps"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Tally counts verdicts of a period by promise, month, desk and channel. A verdict belongs to the period, and to the month, in which its
// clock began. The order in which verdicts are added changes nothing, and tallies that were filled apart can be joined. It keeps eight
// bytes of each verdict with a margin and a cell of each combination that occurs.
type Tally struct {
	from, until, asOf time.Time
	loc               *time.Location
	months            []string
	promises          []tallied
	index             map[string]int
	cells             map[slot]*content
	aims              map[aimSlot]*reaching
	remedies          map[fact.Kind]bool // acts by which remedies are kept
	amends            map[amendSlot][]int64
}

// tallied is a promise that is counted.
type tallied struct {
	id      string
	minimum bool // "at least after": the margin is the other way round
	former  bool // an earlier version published it, the present one does not
	office  bool // about the office as a whole, so that nothing of it is suppressed
	void    map[fact.Kind]bool
	then    map[fact.Kind]bool
}

// slot is a combination that occurs.
type slot struct {
	promise, month int
	desk, channel  string
}

type aimSlot struct{ promise, month int }

// content is what was counted of a slot.
type content struct {
	figure  Figure // without margins, voids and the mean of hours
	void    map[string]int
	hours   int64 // sum of parts of a million
	margins []int64
}

// reaching is what was timed of the aim of a promise.
type reaching struct {
	within int
	grades Grades
	took   []int64
}

// NewTally returns an empty tally of the months that begin in [from, until), as of an instant, with a line for every promise that the
// charter publishes. What only earlier versions, the oldest first, have published gets a line as soon as something is counted.
func NewTally(ch *charter.Charter, earlier []*charter.Charter, from, until, asOf time.Time) *Tally {
	t := &Tally{from: from, until: until, asOf: asOf, loc: ch.Petition.Location(), index: map[string]int{}, cells: map[slot]*content{},
		aims: map[aimSlot]*reaching{}, remedies: map[fact.Kind]bool{}, amends: map[amendSlot][]int64{}}
	for m := from.In(t.loc); m.Before(until); m = m.AddDate(0, 1, 0) {
		t.months = append(t.months, m.Format("2006-01"))
	}
	t.publish(ch, false)
	for _, v := range slices.Backward(earlier) {
		t.publish(v, true)
	}
	return t
}

func (t *Tally) publish(ch *charter.Charter, former bool) {
	for _, p := range ch.Promises {
		if p.Remedy {
			maps.Copy(t.remedies, kindsOf(p.Then))
		}
		if !p.Publish {
			continue
		}
		if i, has := t.index[p.ID]; has { // cases of then are judged by that version
			was := &t.promises[i]
			maps.Copy(was.void, kindsOf(p.Void))
			maps.Copy(was.then, kindsOf(p.Then))
			was.office = was.office && p.OfOffice()
			continue
		}
		t.index[p.ID] = len(t.promises)
		t.promises = append(t.promises, tallied{id: p.ID, minimum: p.Minimum, former: former, office: p.OfOffice(), void: kindsOf(p.Void), then: kindsOf(p.Then)})
	}
}

func kindsOf(patterns []charter.Pattern) map[fact.Kind]bool {
	out := map[fact.Kind]bool{}
	for i := range patterns {
		out[patterns[i].Kind] = true
	}
	return out
}

// Add counts a verdict, settled or pending, or what was timed of an aim, of a case that belongs to a desk and came by a channel. The
// known facts of the case tell why a promise fell away. One outside the period, or of a promise that is not published, counts nowhere.
func (t *Tally) Add(v *judge.Verdict, desk, channel string, known []fact.Fact) {
	p, ok := t.index[v.Promise]
	if !ok || v.Started.Before(t.from) || !v.Started.Before(t.until) || v.Started.After(t.asOf) {
		return
	}
	month := slices.Index(t.months, v.Started.In(t.loc).Format("2006-01"))
	if v.Status == judge.Timed {
		t.timed(v, aimSlot{p, month})
		return
	}
	if v.Status < judge.Pending || v.Status > judge.Void {
		return
	}
	s := slot{p, month, desk, channel}
	c := t.cells[s]
	if c == nil {
		c = &content{void: map[string]int{}}
		t.cells[s] = c
	}
	c.add(v, &t.promises[p], t.asOf, known)
	t.mend(v, p, month, known)
}

func (c *content) add(v *judge.Verdict, p *tallied, asOf time.Time, known []fact.Fact) {
	f := &c.figure
	switch v.Status {
	case judge.Pending:
		if v.Due.IsZero() || p.minimum || !asOf.After(v.Due) {
			f.Open++
			return
		}
		f.Overdue++
		f.Grades.add(fact.Measured)
		return
	case judge.Unproven:
		f.Unproven++
		return
	case judge.Void:
		c.void[voidedBy(v, p, known)]++
		return
	case judge.Kept:
		f.Kept++
	case judge.Broken:
		f.Broken++
	}
	f.Grades.add(v.Evidence)
	if v.Share >= 0 {
		c.hours += int64(v.Share*1e6 + 0.5)
		f.Stood++
		return
	}
	if margin, ok := v.Margin(); ok {
		if p.minimum {
			margin = -margin
		}
		c.margins = append(c.margins, milliseconds(margin))
	}
}

// voidedBy returns the kind of fact by which a promise fell away: the first of those that the promise names, at the instant at which it
// ended.
func voidedBy(v *judge.Verdict, p *tallied, known []fact.Fact) string {
	for i := range known {
		if f := &known[i]; f.At.Equal(v.Ended) && p.void[f.Kind] {
			return f.Kind.String()
		}
	}
	return VoidOther
}

func (t *Tally) timed(v *judge.Verdict, s aimSlot) {
	a := t.aims[s]
	if a == nil {
		a = &reaching{}
		t.aims[s] = a
	}
	a.took = append(a.took, milliseconds(v.Ended.Sub(v.Started)))
	if !v.Ended.After(v.Due) {
		a.within++
	}
	a.grades.add(v.Evidence)
}

// Join adds what another tally of the same period and charters has counted.
func (t *Tally) Join(o *Tally) {
	for s, c := range o.cells {
		if have := t.cells[s]; have != nil {
			have.join(c)
		} else {
			t.cells[s] = c
		}
	}
	for s, a := range o.aims {
		if have := t.aims[s]; have != nil {
			have.join(a)
		} else {
			t.aims[s] = a
		}
	}
	for s, took := range o.amends {
		t.amends[s] = append(t.amends[s], took...)
	}
}

func (c *content) join(o *content) {
	f, g := &c.figure, &o.figure
	f.Kept, f.Broken, f.Unproven = f.Kept+g.Kept, f.Broken+g.Broken, f.Unproven+g.Unproven
	f.Open, f.Overdue, f.Stood = f.Open+g.Open, f.Overdue+g.Overdue, f.Stood+g.Stood
	f.Grades.join(g.Grades)
	c.hours += o.hours
	c.margins = append(c.margins, o.margins...)
	for by, n := range o.void {
		c.void[by] += n
	}
}

func (a *reaching) join(o *reaching) {
	a.within += o.within
	a.grades.join(o.grades)
	a.took = append(a.took, o.took...)
}

// finish returns the figure of what was counted.
func (c *content) finish() Figure {
	f := c.figure
	for _, by := range slices.Sorted(maps.Keys(c.void)) {
		f.Void = append(f.Void, Voided{by, c.void[by]})
	}
	f.Margin = left(c.margins)
	if f.Stood > 0 {
		f.Hours = int((c.hours + int64(f.Stood)/2) / int64(f.Stood))
	}
	return f
}

func (a *reaching) finish() Reached {
	n := len(a.took)
	if n == 0 {
		return Reached{}
	}
	slices.Sort(a.took)
	return Reached{N: n, Within: a.within, Median: a.took[(n-1)/2], Ninety: a.took[(9*n-1)/10], Grades: a.grades}
}
