package stats

import (
	"maps"
	"slices"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// Amend is what was done after a promise was broken: how often, and how long after the breach.
type Amend struct {
	// By is the kind of fact that it was done by, such as apology.made, or DoneLate.
	By string `json:"by"`
	// N is after how many breaches it was done; each counts once, by the first such act.
	N int `json:"n"`
	// Median and Worst are the times from the breach until it was done, in milliseconds (rounded down).
	Median int64 `json:"median"`
	Worst  int64 `json:"worst"`
	// Suppressed tells that the times are not shown, because they are those of few; both are zero then.
	Suppressed bool `json:"suppressed,omitempty"`
}

// DoneLate stands for the promised act itself, done after its due instant.
const DoneLate = "late"

type amendSlot struct {
	promise, month int
	by             string
}

// mend notes what followed a breach in its case: the promised act when it came late, and the first act of each other kind by which the
// charter keeps its remedies. Whether such an act was owed does not matter, only that it was done; so an apology counts for each promise of the
// case that had been broken before it. The case of the office as a whole is no matter of a customer, and nobody is owed amends in it.
func (t *Tally) mend(v *judge.Verdict, p, month int, known []fact.Fact) {
	overdue := v.Status == judge.Pending && !v.Due.IsZero() && !t.promises[p].minimum && t.asOf.After(v.Due)
	if v.Status != judge.Broken && !overdue {
		return
	}
	note := func(by string, took time.Duration) {
		s := amendSlot{p, month, by}
		t.amends[s] = append(t.amends[s], milliseconds(took))
	}
	if margin, ok := v.Margin(); ok && margin < 0 && v.Share < 0 && !t.promises[p].minimum {
		note(DoneLate, -margin)
	}
	if v.Case == fact.Institution {
		return
	}
	breached := v.BreachedAt()
	first := map[fact.Kind]time.Time{}
	for i := range known {
		f := &known[i]
		if at, has := first[f.Kind]; t.remedies[f.Kind] && !t.promises[p].then[f.Kind] && !f.At.Before(breached) && (!has || f.At.Before(at)) {
			first[f.Kind] = f.At
		}
	}
	for kind, at := range first {
		note(kind.String(), at.Sub(breached))
	}
}

// mended returns what was done after breaches of a promise, nothing suppressed.
func (t *Tally) mended(p int) []Amend {
	took := map[string][]int64{}
	for s, of := range t.amends {
		if s.promise == p {
			took[s.by] = append(took[s.by], of...)
		}
	}
	var out []Amend
	for _, by := range slices.Sorted(maps.Keys(took)) {
		of := took[by]
		slices.Sort(of)
		n := len(of)
		out = append(out, Amend{By: by, N: n, Median: of[(n-1)/2], Worst: of[n-1]})
	}
	return out
}

// protectAmends suppresses times of few breaches, and what would be beside earlier publications (see apart). How often it was
// done is a number within a cell that is shown, as how often the promise was broken. Of a promise whose whole is suppressed nothing is said.
func (t *Tally) protectAmends(line *Line, p int, earlier []Shown) {
	if line.Whole.Suppressed {
		line.Amends = nil
		return
	}
	for i := range line.Amends {
		a := &line.Amends[i]
		hidden := func(b Amend) bool { return b.By == a.By && b.Suppressed }
		shown := monthsOf(earlier, line.Promise, func(l *Line) bool { return !l.Whole.Suppressed && !slices.ContainsFunc(l.Amends, hidden) })
		if a.N < Smallest || apart(t.months, func(month int) int { return len(t.amends[amendSlot{p, month, a.By}]) }, shown) {
			*a = Amend{By: a.By, N: a.N, Suppressed: true}
		}
	}
}
