package stats

import (
	"math"
	"slices"
	"time"

	"jikim/internal/core/fact"
)

// Figure is what became of a promise in one cell of a publication: the whole, a month, a desk or a channel. It holds whole numbers only,
// so that everybody who counts again comes to the same; shares and intervals follow from them.
type Figure struct {
	Kept     int `json:"kept,omitempty"`
	Broken   int `json:"broken,omitempty"` // settled as broken
	Unproven int `json:"unproven,omitempty"`
	Open     int `json:"open,omitempty"`    // pending and not yet due
	Overdue  int `json:"overdue,omitempty"` // pending with the due instant passed: counts as broken
	// Void counts by the kind of fact that made the promise fall away, sorted; VoidOther is that kind where none is known.
	Void []Voided `json:"void,omitempty"`
	// Grades counts the judged ones by the grade of their evidence; overdue ones are measured by the system's own clock.
	Grades Grades `json:"grades,omitzero"`
	// Margin tells how much time was left (positive) or missing (negative).
	Margin Left `json:"margin,omitzero"`
	// Hours is the mean share of the opening hours in which a standing promise held, in parts of a million, over Stood days.
	Hours int `json:"hours,omitempty"`
	Stood int `json:"stood,omitempty"`
	// Suppressed tells that the numbers are not shown because some are small, here or in what could be had by subtraction; all others
	// are zero then.
	Suppressed bool `json:"suppressed,omitempty"`
}

// Voided is how many fell away by facts of a kind.
type Voided struct {
	By string `json:"by"`
	N  int    `json:"n"`
}

// VoidOther stands for the kind of a fact by which a promise fell away where none is known.
const VoidOther = "other"

// Grades counts verdicts by the grade of their evidence.
type Grades struct {
	Measured int `json:"measured,omitempty"`
	Audited  int `json:"audited,omitempty"`
	Attested int `json:"attested,omitempty"`
	Reported int `json:"reported,omitempty"`
}

// add counts one more of a grade.
func (g *Grades) add(of fact.Grade) {
	switch of {
	case fact.Measured:
		g.Measured++
	case fact.Audited:
		g.Audited++
	case fact.Attested:
		g.Attested++
	case fact.Reported:
		g.Reported++
	}
}

func (g *Grades) join(o Grades) {
	g.Measured, g.Audited = g.Measured+o.Measured, g.Audited+o.Audited
	g.Attested, g.Reported = g.Attested+o.Attested, g.Reported+o.Reported
}

// Left is a summary of margins, in milliseconds (rounded down). N is how many there were.
type Left struct {
	N      int   `json:"n"`
	Median int64 `json:"median"`
	Ninety int64 `json:"ninety"` // nine of ten had at least this much left
	Worst  int64 `json:"worst"`
}

// Reached is a summary of the times that it took to reach an aim, in milliseconds (rounded down).
type Reached struct {
	N      int    `json:"n,omitempty"`
	Within int    `json:"within,omitempty"` // of them, those within the limit of the aim
	Median int64  `json:"median,omitempty"`
	Ninety int64  `json:"ninety,omitempty"` // nine of ten took at most this
	Grades Grades `json:"grades,omitzero"`
	// Suppressed is as in Figure.
	Suppressed bool `json:"suppressed,omitempty"`
}

// Judged is the denominator: kept, broken and overdue.
func (f *Figure) Judged() int { return f.Kept + f.Broken + f.Overdue }

// Voids is how many fell away.
func (f *Figure) Voids() int {
	n := 0
	for _, v := range f.Void {
		n += v.N
	}
	return n
}

// Total is how many instances the figure is about, whatever became of them.
func (f *Figure) Total() int { return f.Judged() + f.Unproven + f.Open + f.Voids() }

// Share is the part of the judged ones that was kept, 0 to 1; -1 when none was judged.
func (f *Figure) Share() float64 {
	if f.Judged() == 0 {
		return -1
	}
	return float64(f.Kept) / float64(f.Judged())
}

// Sampled tells that all evidence is from audits, and returns the bounds of Share at 95 % (Wilson).
func (f *Figure) Sampled() (low, high float64, ok bool) {
	n := f.Judged()
	if n == 0 || f.Grades.Audited != n {
		return 0, 0, false
	}
	low, high = wilson(f.Kept, n)
	return low, high, true
}

// milliseconds is a margin in milliseconds, rounded down.
func milliseconds(d time.Duration) int64 {
	return int64(math.Floor(float64(d) / float64(time.Millisecond)))
}

// left summarises margins, which it sorts.
func left(margins []int64) Left {
	n := len(margins)
	if n == 0 {
		return Left{}
	}
	slices.Sort(margins)
	return Left{N: n, Median: margins[(n-1)/2], Ninety: margins[(n-1)/10], Worst: margins[0]}
}
