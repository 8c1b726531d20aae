package stats

import "jikim/internal/core/charter"

// Smallest is the smallest denominator that is published for promises about persons.
const Smallest = 5

// Protect suppresses small numbers in a year and its months, in place. A row with fewer than Smallest judged verdicts is
// suppressed; and since a single suppressed month could be had by taking the others from the year, further months are
// suppressed with it, the smallest first, until those suppressed together hold at least Smallest in at least two months;
// when that cannot be, the year is. Promises of the office as a whole (items, signs, surveys) are not about persons and stay,
// but for the times that visitors took, which are. The versions are those of New.
//
// What is said elsewhere of a month, such as in a publication that shows it, hides nothing here: said tells of which promise and month, by
// its place in months, that is so. It may be nil.
func Protect(ch *charter.Charter, earlier []*charter.Charter, year *Table, months []Table, said func(promise string, month int) bool) {
	for i := range year.Rows {
		year.Rows[i].Aim.protect()
		for m := range months {
			if r := months[m].Row(year.Rows[i].Promise); r != nil {
				r.Aim.protect()
			}
		}
		p := ch.Promise(year.Rows[i].Promise)
		for k := len(earlier) - 1; k >= 0 && p == nil; k-- {
			p = earlier[k].Promise(year.Rows[i].Promise)
		}
		if p == nil || p.OfOffice() {
			continue
		}
		rows := make([]monthRow, 0, len(months))
		for m := range months {
			if r := months[m].Row(p.ID); r != nil {
				rows = append(rows, monthRow{r, said != nil && said(p.ID, m)})
			}
		}
		protect(&year.Rows[i], rows)
	}
}

// protect suppresses times of fewer than Smallest. Times cannot be had by subtraction, as numbers can.
func (t *Took) protect() {
	if t.N > 0 && t.N < Smallest {
		*t = Took{Suppressed: true}
	}
}

// monthRow is a promise in a month; said tells that everybody can read of it elsewhere.
type monthRow struct {
	*Row
	said bool
}

func protect(year *Row, months []monthRow) {
	if small(year) {
		year.suppress()
		for _, m := range months {
			if m.total() > 0 {
				m.suppress()
			}
		}
		return
	}
	hidden, together := 0, 0
	for _, m := range months {
		if !small(m.Row) {
			continue
		}
		if !m.said {
			hidden, together = hidden+1, together+m.total()
		}
		m.suppress()
	}
	for hidden > 0 && (hidden < 2 || together < Smallest) {
		next := smallestShown(months)
		if next == nil {
			year.suppress()
			return
		}
		hidden, together = hidden+1, together+next.total()
		next.suppress()
	}
}

// small tells whether a row says something about so few that they could be recognised.
func small(r *Row) bool { return r.total() > 0 && r.total() < Smallest }

// total is how many instances a row is about: whatever became of them.
func (r *Row) total() int { return r.Judged + r.Unproven + r.Void + r.Open }

// smallestShown is the smallest month that can be hidden; nil when there is none.
func smallestShown(months []monthRow) *Row {
	var least *Row
	for _, m := range months {
		if !m.Suppressed && !m.said && m.total() > 0 && (least == nil || m.total() < least.total()) {
			least = m.Row
		}
	}
	return least
}

func (r *Row) suppress() {
	*r = Row{Promise: r.Promise, Share: -1, Low: -1, High: -1, Hours: -1, Suppressed: true}
}
