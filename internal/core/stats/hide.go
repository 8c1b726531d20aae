package stats

import "slices"

// Shown is what an earlier publication of the same office shows: its months and its lines as they were published.
type Shown struct {
	Months []string
	Lines  []Line
}

// Protected returns the lines of the tally with small numbers suppressed. A cell about fewer than Smallest instances is suppressed, and
// so are further ones, until none that is small, and no group of suppressed cells that is small together, follows by adding and
// subtracting from what is shown here and in the earlier publications given: over months, desks, channels and overlapping periods.
//
// Promises of the office as a whole are not about persons and stay. What became public by earlier publications alone stays public.
// Each promise is protected by itself: a number that follows from knowing how two promises hang together is not found.
func (t *Tally) Protected(earlier []Shown) []Line {
	lines := t.Lines()
	for i := range lines {
		p := t.index[lines[i].Promise]
		if !t.promises[p].office {
			newPuzzle(t, p, &lines[i], earlier).solve()
			lines[i].fewMargins()
			t.protectAmends(&lines[i], p, earlier)
		}
		t.protectAim(&lines[i], p, earlier)
	}
	return lines
}

// fewMargins leaves out the margins of cells in which fewer than Smallest have one: they would be times of few.
func (l *Line) fewMargins() {
	l.Whole.Margin.few()
	for _, parts := range [][]Part{l.Months, l.Desks, l.Channels} {
		for i := range parts {
			parts[i].Margin.few()
		}
	}
}

func (m *Left) few() {
	if m.N < Smallest {
		*m = Left{}
	}
}

// protectAim suppresses the times of an aim when they are few, or the line is.
func (t *Tally) protectAim(line *Line, p int, earlier []Shown) {
	a := &line.Aim
	inMonth := func(month int) int {
		if of := t.aims[aimSlot{p, month}]; of != nil {
			return len(of.took)
		}
		return 0
	}
	shown := monthsOf(earlier, line.Promise, func(l *Line) bool { return !l.Aim.Suppressed })
	if a.N > 0 && (line.Whole.Suppressed || a.N < Smallest || apart(t.months, inMonth, shown)) {
		*a = Reached{Suppressed: true}
	}
}

// monthsOf returns the months of the publications that show something of a promise, for each its own.
func monthsOf(earlier []Shown, promise string, shows func(*Line) bool) [][]string {
	var out [][]string
	for i := range earlier {
		for k := range earlier[i].Lines {
			if l := &earlier[i].Lines[k]; l.Promise == promise && shows(l) {
				out = append(out, earlier[i].Months)
			}
		}
	}
	return out
}

// apart tells whether what is said of months together would tell of few, beside what is shown of some of them: whether those of the months
// that the same numbers speak of, or of the months that none speaks of, are fewer than Smallest.
func apart(months []string, inMonth func(month int) int, shown [][]string) bool {
	together := map[string]int{}
	for i, m := range months {
		by := make([]byte, len(shown))
		for k := range shown {
			if slices.Contains(shown[k], m) {
				by[k] = 1
			}
		}
		together[string(by)] += inMonth(i)
	}
	for _, n := range together {
		if n > 0 && n < Smallest {
			return true
		}
	}
	return false
}
