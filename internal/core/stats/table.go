// Package stats makes tables of verdicts with honest denominators: what is overdue and still open counts as broken, what
// nobody recorded never counts as kept, every figure shows the grades of its evidence, and small numbers are suppressed so
// that no single person can be recognised, not even by subtraction.
//
// It is pure: verdicts in, a table out.
package stats

import "time"

// Table holds the figures of a period, a row per promise in the order of the charter.
type Table struct {
	Rows []Row
}

// Row returns the row of a promise, or nil.
func (t *Table) Row(promise string) *Row {
	for i := range t.Rows {
		if t.Rows[i].Promise == promise {
			return &t.Rows[i]
		}
	}
	return nil
}

// Row is what became of one promise. Shares are from 0 to 1, or -1 when there is nothing to share.
type Row struct {
	Promise  string
	Kept     int
	Broken   int // settled as broken
	Unproven int
	Void     int
	Open     int // pending and not yet due
	Overdue  int // pending with the due instant passed: counts as broken
	// Judged is the denominator: Kept + Broken + Overdue.
	Judged int
	// Share is Kept / Judged.
	Share float64
	// Grades counts the judged verdicts by the grade of their evidence (index fact.Grade); overdue ones are measured by
	// the system's own clock.
	Grades [5]int
	// Sampled tells that all evidence is from audits: Low and High are then the bounds of Share at 95 % (Wilson).
	Sampled   bool
	Low, High float64
	// Hours is the mean share of opening hours in which a standing promise held.
	Hours float64
	// Margin tells how much time was left (positive) or missing (negative) over verdicts with a due instant and an end.
	Margin Margin
	// Aim tells how long it took to reach what the promise aims at, which is measured and not judged.
	Aim Took
	// Suppressed tells that the numbers are too small to be shown: all others are zero then.
	Suppressed bool
}

// Margin is a summary of margins. N is how many there were.
type Margin struct {
	N      int
	Median time.Duration
	Ninety time.Duration // nine of ten had at least this much left
	Worst  time.Duration
}

// Took is a summary of times that it took to reach an aim.
type Took struct {
	N      int // times that were measured
	Within int // of them, those within the limit of the aim
	Median time.Duration
	Ninety time.Duration // nine of ten took at most this
	Grades [5]int        // by the grade of their evidence, as in Row
	// Suppressed tells that there were too few to be shown: all others are zero then.
	Suppressed bool
}
