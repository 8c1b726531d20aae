package portal

import (
	"net/http"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/stats"
	"jikim/internal/web/ui"
)

type homePage struct {
	view
	Petition, Desk hours
	Month          sum
}

// hours is when a part of the office is open today.
type hours struct {
	Open  bool // now
	Today string
	Next  time.Time // the next opening; zero when it cannot be said
	Why   string    // the name of the day off, or empty
}

// sum adds up the figures of a period.
type sum struct{ Kept, Judged, Broken, Unproven int }

// share returns the part kept, from 0 to 1; false when nothing was judged.
func (s sum) share() (float64, bool) {
	if s.Judged == 0 {
		return 0, false
	}
	return float64(s.Kept) / float64(s.Judged), true
}

func (p *Portal) home(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.home.title")
	if err != nil {
		return err
	}
	v.Breadcrumb, v.Bare, v.Title = nil, true, ""
	page := homePage{view: v, Petition: openHours(v.Charter.Petition, v.Now), Desk: openHours(v.Charter.Desk, v.Now)}
	figures, err := p.site.Service.Figures(r.Context(), p.site.Institution, "")
	if err != nil {
		return err
	}
	page.Month = total(figures)
	return ui.Render(w, r, http.StatusOK, home(page))
}

// openHours says when an office is open on the day of an instant.
func openHours(c *calendar.Calendar, now time.Time) hours {
	day := civil.DateOf(now, c.Location())
	h := hours{Open: c.IsOpen(now)}
	spans := c.Hours(day)
	written := make([]string, len(spans))
	for i, s := range spans {
		written[i] = s.From.String() + "~" + s.To.String()
	}
	h.Today = strings.Join(written, ", ")
	if len(spans) == 0 {
		for _, off := range c.DaysOff(day.Year) {
			if off.Date == day {
				h.Why = off.Name
			}
		}
	}
	if !h.Open {
		// Outside the years that the calendar covers nothing can be said, and nothing is.
		if next, err := c.NextOpening(now); err == nil {
			h.Next = next
		}
	}
	return h
}

func total(f *app.Figures) sum {
	var s sum
	for i := range f.Table.Rows {
		s.add(&f.Table.Rows[i])
	}
	return s
}

func (s *sum) add(r *stats.Row) {
	s.Kept += r.Kept
	s.Judged += r.Judged
	s.Broken += r.Broken + r.Overdue
	s.Unproven += r.Unproven
}

// deskRows lists the desks that take complaints, or those that do not, with their numbers.
func (v view) deskRows(complaints bool) []ui.Row {
	var rows []ui.Row
	d := &v.Charter.Directory
	for i := range d.Desks {
		k := &d.Desks[i]
		if k.Complaints != complaints || k.Phone == "" {
			continue
		}
		department := ""
		if p := d.FindDepartment(k.Department); p != nil {
			department = p.Name.In(v.lang())
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: k.Name.In(v.lang())}, {Text: department}, {Body: numbers(d, k, v.lang())}}})
	}
	return rows
}

// number is one telephone number with what it is for.
type number struct{ Phone, Name string }

func numbersOf(d *charter.Directory, k *charter.Desk, lang string) []number {
	out := []number{{Phone: d.Dial(k.Phone)}}
	for _, n := range k.Further {
		out = append(out, number{d.Dial(n.Phone), n.Name.In(lang)})
	}
	return out
}
