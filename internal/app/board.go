package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/stats"
	"jikim/internal/share"
)

// Board is what a wall shows: numbers, and nothing of any person.
type Board struct {
	Now   time.Time
	Desks []BoardDesk // those with visitors first, then in the order of the directory
	// Promises are the figures of today, by promise, of those with at least stats.Smallest instances or about the office as
	// a whole; when there are none, Month tells that they are those of the present month.
	Promises []stats.Row
	Month    bool
}

// BoardDesk is a desk on the wall.
type BoardDesk struct {
	Desk    string
	Called  []int64 // numbers of those who are being served, the latest first
	Waiting int     // visitors who have not been called, with or without a number
}

// most of what a wall can show so that it is read from five metres.
const (
	boardDesks    = 8
	boardCalled   = 3
	boardPromises = 3
)

// Board returns what the wall shows: the desks of the place at which it stands. For walls.
func (s *Service) Board(ctx context.Context, a Actor) (*Board, error) {
	if a.Device == "" || a.DeviceKind != Wall {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	there, err := s.visiting(ctx, a.Institution, "")
	if err != nil {
		return nil, err
	}
	b := &Board{Now: s.Now(), Desks: boardOf(desksAt(ch, a.Place), there)}
	if b.Promises, err = s.todaysCounts(ctx, a.Institution, ch); err != nil {
		return nil, err
	}
	if len(b.Promises) == 0 {
		f, err := s.figures(ctx, a.Institution, "")
		if err != nil {
			return nil, err
		}
		b.Promises, b.Month = telling(f.Table.Rows), true
	}
	return b, nil
}

// desksAt returns the desks that a place shows: those of the desk, room or department, or all that serve visitors. Desks that
// only take complaints have no queue.
func desksAt(ch *charter.Charter, p Place) []string {
	var out []string
	for i := range ch.Directory.Desks {
		d := &ch.Directory.Desks[i]
		at := map[PlaceKind]string{AtDesk: d.ID, InRoom: d.Room, InDepartment: d.Department}
		if p.Kind == NoPlace && !d.Complaints || p.Kind != NoPlace && at[p.Kind] == p.ID {
			out = append(out, d.ID)
		}
	}
	if out == nil && p.Kind != NoPlace { // an entrance without a desk shows the whole office
		return desksAt(ch, Place{})
	}
	return out
}

// boardOf sorts visits by desk.
func boardOf(desks []string, there []Visiting) []BoardDesk {
	out := make([]BoardDesk, len(desks))
	for i, id := range desks {
		out[i].Desk = id
		var served []Visiting
		for _, v := range there {
			switch {
			case v.Desk != id:
			case v.CalledAt.IsZero():
				out[i].Waiting++
			case v.Slip > 0:
				served = append(served, v)
			}
		}
		slices.SortStableFunc(served, func(x, y Visiting) int { return y.CalledAt.Compare(x.CalledAt) })
		for _, v := range served[:min(len(served), boardCalled)] {
			out[i].Called = append(out[i].Called, v.Slip)
		}
	}
	if len(out) > boardDesks {
		idle := func(d BoardDesk) bool { return len(d.Called) == 0 && d.Waiting == 0 }
		slices.SortStableFunc(out, func(x, y BoardDesk) int {
			switch {
			case idle(x) == idle(y):
				return 0
			case idle(y):
				return -1
			}
			return 1
		})
		out = out[:boardDesks]
	}
	return out
}

// todaysCounts is countToday, which an office with very many promises a day does not make at every look.
func (s *Service) todaysCounts(ctx context.Context, institution string, ch *charter.Charter) ([]stats.Row, error) {
	day := civil.DateOf(s.Now(), ch.Petition.Location())
	s.dayMu.Lock()
	of := s.dayCounts[institution]
	if of.day != day {
		of = dayCount{day, new(share.Paced[[]stats.Row])}
		s.dayCounts[institution] = of
	}
	s.dayMu.Unlock()
	return of.rows.Get(ctx, time.Now, s.refresh.run, func(ctx context.Context) ([]stats.Row, error) { return s.countToday(ctx, institution, ch) })
}

// dayCount is what became of the promises of a day.
type dayCount struct {
	day  civil.Date
	rows *share.Paced[[]stats.Row]
}

// countToday counts what became of the promises whose clocks began today. Small numbers are left out as on the public pages, so
// that nobody who stands before the wall learns what became of the one visitor beside him.
func (s *Service) countToday(ctx context.Context, institution string, ch *charter.Charter) ([]stats.Row, error) {
	now := s.Now()
	from, until := midnight(ch, now.In(ch.Petition.Location()).AddDate(0, 0, -1)), midnight(ch, now)
	count := stats.New(ch, nil, from, until, now)
	err := s.store.EachVerdict(ctx, institution, from, until, func(v *VerdictRow) error {
		count.Add(&v.Verdict)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("promises of today: %w", err)
	}
	table := count.Table()
	stats.Protect(ch, nil, &table, nil, nil)
	return telling(table.Rows), nil
}

// telling returns the rows that say something, those about most instances first.
func telling(rows []stats.Row) []stats.Row {
	out := slices.DeleteFunc(slices.Clone(rows), func(r stats.Row) bool { return r.Judged+r.Unproven == 0 })
	slices.SortStableFunc(out, func(x, y stats.Row) int { return y.Judged + y.Unproven - x.Judged - x.Unproven })
	return out[:min(len(out), boardPromises)]
}
