package app

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"jikim/internal/core/audit"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// audits is Audits.
func (s *Service) audits(ctx context.Context, a Actor, card, period string) (*AuditBoard, error) {
	if !a.Staff() {
		return nil, denied()
	}
	now := s.Now()
	ch, c, err := s.cardOf(a.Institution, card, now)
	if err != nil {
		return nil, err
	}
	present, _, _ := audit.PeriodOf(c.Every, civil.DateOf(now, ch.Petition.Location()))
	b := &AuditBoard{Card: c, Period: cmp.Or(period, present)}
	b.Now = b.Period == present
	if b.Periods, err = s.periods(ctx, a.Institution, c.ID, present); err != nil {
		return nil, err
	}
	d, at, err := s.drawing(ctx, a.Institution, c.ID, b.Period)
	switch {
	case err != nil:
		return nil, err
	case d == nil && !b.Now:
		return nil, unknown()
	case d == nil:
		return b, nil
	}
	b.Drawn, b.DrawnAt = true, at
	members, err := s.shift(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	cur, texts, err := s.institutionOf(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	r := &auditing{a: a, ch: ch, board: b, members: members.byID, texts: texts, departments: map[string]*tally{}}
	for _, drawn := range d.Plan() {
		r.see(&drawn, ratingsOf(cur.known, drawName(c.ID, b.Period)+"/"+strconv.Itoa(drawn.Number)))
	}
	if mayAudit(a) {
		b.Draw = d
	}
	r.finish()
	return b, nil
}

// auditing fills a board for an actor.
type auditing struct {
	a           Actor
	ch          *charter.Charter
	board       *AuditBoard
	members     map[string]Member
	texts       map[string]text
	departments map[string]*tally
}

// tally adds up the first ratings of a department.
type tally struct {
	rated    int
	sum      float64
	officers map[string]bool
	points   []float64 // of each area, as parts of its weight, summed
	applied  []int
}

// see takes one drawn call with its ratings.
func (r *auditing) see(d *audit.Drawn, ratings []*fact.Fact) {
	m := r.members[d.Officer]
	if mayAudit(r.a) {
		r.call(d, m, ratings)
	}
	if d.Officer == r.a.Account {
		for _, f := range ratings {
			score, _ := f.Data.Int("score")
			r.board.Own = append(r.board.Own, AuditResult{At: f.At, Second: f.Data.True("second"), Score: int(score),
				Ratings: audit.ParseRatings(f.Data.Text("ratings")), Note: r.texts[f.ID].Fields["note"]})
		}
	}
	if len(ratings) > 0 && (r.a.Role.AtLeast(Manager) || r.a.Role == Lead && m.Department == r.a.Department) {
		r.tally(m.Department, d.Officer, ratings[0])
	}
}

func (r *auditing) call(d *audit.Drawn, m Member, ratings []*fact.Fact) {
	c := AuditCall{Drawn: *d, Name: m.Name, Department: m.Department, Desk: m.Desk, Phone: m.Phone, Ratings: len(ratings), Difference: -1,
		Closed: !audit.CalendarOf(r.ch, r.board.Card).IsOpen(d.At)}
	for _, f := range ratings {
		c.Mine = c.Mine || f.By == r.a.by(fact.AuditScored)
	}
	c.May = d.Officer != r.a.Account && (c.Mine || len(ratings) < raters(d))
	if len(ratings) == 2 {
		x, _ := ratings[0].Data.Int("score")
		y, _ := ratings[1].Data.Int("score")
		c.Difference = int(max(x-y, y-x))
		r.board.Pairs++
		r.board.Difference += float64(c.Difference)
	}
	r.board.Calls = append(r.board.Calls, c)
}

func (r *auditing) tally(department, officer string, f *fact.Fact) {
	areas := r.board.Card.Areas
	t := r.departments[department]
	if t == nil {
		t = &tally{officers: map[string]bool{}, points: make([]float64, len(areas)), applied: make([]int, len(areas))}
		r.departments[department] = t
	}
	score, _ := f.Data.Int("score")
	t.rated, t.sum, t.officers[officer] = t.rated+1, t.sum+float64(score), true
	ratings := audit.ParseRatings(f.Data.Text("ratings"))
	for i := range areas {
		if share, ok := audit.Area(&areas[i], ratings); ok {
			t.points[i] += share
			t.applied[i]++
		}
	}
}

// finish makes means of sums, and hides those of too few.
func (r *auditing) finish() {
	if r.board.Pairs > 0 {
		r.board.Difference /= float64(r.board.Pairs)
	}
	for id, t := range r.departments {
		d := AuditDepartment{ID: id}
		if d.TooFew = t.rated < fewestAudits || len(t.officers) < fewestOfficers; !d.TooFew {
			d.Rated, d.Officers, d.Mean = t.rated, len(t.officers), t.sum/float64(t.rated)
			for i := range t.points {
				mean := -1.0
				if t.applied[i] >= fewestAudits {
					mean = t.points[i] / float64(t.applied[i])
				}
				d.Areas = append(d.Areas, mean)
			}
		}
		r.board.Departments = append(r.board.Departments, d)
	}
	slices.SortFunc(r.board.Departments, func(x, y AuditDepartment) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortStableFunc(r.board.Own, func(x, y AuditResult) int { return cmp.Compare(y.At.UnixNano(), x.At.UnixNano()) })
}
