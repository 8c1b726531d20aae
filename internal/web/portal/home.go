package portal

import (
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
	"jikim/internal/web/ui"
)

type homePage struct {
	view
	Petition, Desk calendar.Today
	Month          sum
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
	page := homePage{view: v, Petition: v.Charter.Petition.Today(v.Now), Desk: v.Charter.Desk.Today(v.Now)}
	figures, err := p.site.Service.Figures(r.Context(), p.site.Institution, "")
	if err != nil {
		return err
	}
	page.Month = total(figures)
	return ui.Render(w, r, http.StatusOK, home(page))
}

// spans writes opening hours as people read them: 09:00~18:00.
func spans(hours []calendar.Span) string {
	out := make([]string, len(hours))
	for i, s := range hours {
		out[i] = s.From.String() + "~" + s.To.String()
	}
	return strings.Join(out, ", ")
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
