package stats

import (
	"math"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Count gathers verdicts of a period. A verdict belongs to the period in which its clock began, so that nothing is counted
// twice or moves when it is settled later.
type Count struct {
	from, until, asOf time.Time
	cells             []cell
	index             map[string]int
}

// cell gathers the verdicts of one promise.
type cell struct {
	row     Row
	minimum bool // "at least after": the margin is the other way round
	former  bool // an earlier version published it, the present one does not
	hours   float64
	stood   int
	margins []time.Duration
	took    []time.Duration
}

// New returns an empty count over [from, until) as of an instant, with a row for every promise the charter publishes. What only
// earlier versions, the oldest first, have published gets a row as soon as something is counted: what became of a promise does
// not vanish with it.
func New(ch *charter.Charter, earlier []*charter.Charter, from, until, asOf time.Time) *Count {
	c := &Count{from: from, until: until, asOf: asOf, index: map[string]int{}}
	c.publish(ch, false)
	for _, v := range slices.Backward(earlier) {
		c.publish(v, true)
	}
	return c
}

func (c *Count) publish(ch *charter.Charter, former bool) {
	for _, p := range ch.Promises {
		if _, has := c.index[p.ID]; p.Publish && !has {
			c.index[p.ID] = len(c.cells)
			c.cells = append(c.cells, cell{row: Row{Promise: p.ID}, minimum: p.Minimum, former: former})
		}
	}
}

// Add counts a verdict, settled or pending, or what was timed of an aim. One outside the period or of a promise that is not published counts nowhere.
func (c *Count) Add(v *judge.Verdict) {
	i, ok := c.index[v.Promise]
	if !ok || v.Started.Before(c.from) || !v.Started.Before(c.until) || v.Started.After(c.asOf) {
		return
	}
	cell := &c.cells[i]
	switch v.Status {
	case judge.Pending:
		cell.pending(v, c.asOf)
	case judge.Kept:
		cell.row.Kept++
		cell.judged(v)
	case judge.Broken:
		cell.row.Broken++
		cell.judged(v)
	case judge.Unproven:
		cell.row.Unproven++
	case judge.Void:
		cell.row.Void++
	case judge.Timed:
		cell.timed(v)
	}
}

func (c *cell) timed(v *judge.Verdict) {
	c.took = append(c.took, v.Ended.Sub(v.Started))
	if !v.Ended.After(v.Due) {
		c.row.Aim.Within++
	}
	if int(v.Evidence) < len(c.row.Aim.Grades) {
		c.row.Aim.Grades[v.Evidence]++
	}
}

func (c *cell) pending(v *judge.Verdict, asOf time.Time) {
	if v.Due.IsZero() || c.minimum || !asOf.After(v.Due) {
		c.row.Open++
		return
	}
	c.row.Overdue++
	c.row.Grades[fact.Measured]++
}

func (c *cell) judged(v *judge.Verdict) {
	if int(v.Evidence) < len(c.row.Grades) {
		c.row.Grades[v.Evidence]++
	}
	if v.Share >= 0 {
		c.hours += v.Share
		c.stood++
	}
	if left, ok := v.Margin(); ok && v.Share < 0 {
		if c.minimum {
			left = -left
		}
		c.margins = append(c.margins, left)
	}
}

// Table returns what was counted, nothing suppressed: see Protect.
func (c *Count) Table() Table {
	t := Table{Rows: make([]Row, 0, len(c.cells))}
	for i := range c.cells {
		if row := c.cells[i].finish(); !c.cells[i].former || row.total() > 0 {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func (c *cell) finish() Row {
	r := c.row
	r.Judged = r.Kept + r.Broken + r.Overdue
	r.Share, r.Low, r.High, r.Hours = -1, -1, -1, -1
	if r.Judged > 0 {
		r.Share = float64(r.Kept) / float64(r.Judged)
		if r.Grades[fact.Audited] == r.Judged {
			r.Sampled = true
			r.Low, r.High = wilson(r.Kept, r.Judged)
		}
	}
	if c.stood > 0 {
		r.Hours = c.hours / float64(c.stood)
	}
	if n := len(c.margins); n > 0 {
		slices.Sort(c.margins)
		r.Margin = Margin{N: n, Median: c.margins[(n-1)/2], Ninety: c.margins[(n-1)/10], Worst: c.margins[0]}
	}
	if n := len(c.took); n > 0 {
		slices.Sort(c.took)
		r.Aim.N, r.Aim.Median, r.Aim.Ninety = n, c.took[(n-1)/2], c.took[(9*n-1)/10]
	}
	return r
}

// wilson returns the bounds of a share at 95 % by Wilson's score interval, which is right for small samples too.
func wilson(k, n int) (low, high float64) {
	const z = 1.959964
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, centre-half), min(1, centre+half)
}
