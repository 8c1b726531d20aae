package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/directory"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// hoursPage is the opening hours of the week of each calendar, as the last version says and as the draft has them.
type hoursPage struct {
	ui.Page
	Weeks []week
	Later string // what is said when the last version is not in force yet
	v     *staff.View
}

// week is one calendar with its form.
type week struct {
	app.WeekHours
	Version string
	Title   string
	Fields  []ui.Field
}

const hoursPath = "/manage/calendar/hours"

func (s *Surface) hours(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.hoursPage(r, v, "", nil, nil)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("did") == "saved" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("directory.did.saved")}}
	}
	return ui.Render(w, r, http.StatusOK, hoursView(p))
}

// hoursPage shows the weeks; of the calendar that is named, what was sent.
func (s *Surface) hoursPage(r *http.Request, v *staff.View, name string, sent url.Values, faults []ui.FieldError) (*hoursPage, error) {
	d, err := s.app.Hours(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &hoursPage{Page: v.Page, v: v}
	p.Page.Title, p.Page.Lead = v.C.T("hours.title"), v.C.T("hours.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("day.title"), Href: "/manage/calendar"}, {Text: p.Page.Title}}
	if d.From.After(civil.DateOf(p.Page.Now, v.C.Location())) {
		p.Later = v.C.T("directory.later", "from", d.From)
	}
	for _, w := range d.Weeks {
		one := week{WeekHours: w, Version: d.Version, Title: weekTitle(v, &w)}
		for day, key := range directory.Weekdays() {
			value := hoursText(w.Drafted[day])
			field := key + "." + w.Calendar
			f := ui.Field{C: v.C, Name: field, Label: v.C.T("hours.day." + key), Short: true, Attrs: map[string]any{"autocomplete": "off"}}
			if w.Calendar == name {
				value, f.Error = sent.Get(field), ui.ErrorOf(faults, key)
			}
			if was := hoursText(w.Last[day]); was != hoursText(w.Drafted[day]) {
				f.Hint = v.C.T("hours.was", "hours", p.written(w.Last[day]))
			}
			f.Value = value
			one.Fields = append(one.Fields, f)
		}
		p.Weeks = append(p.Weeks, one)
	}
	for _, f := range faults {
		if slices.Contains(directory.Weekdays(), f.Field) {
			f.Field += "." + name
		}
		p.Page.Errors = append(p.Page.Errors, f)
	}
	return p, nil
}

func weekTitle(v *staff.View, w *app.WeekHours) string {
	switch {
	case w.Petition && w.Desks:
		return v.C.T("hours.both")
	case w.Petition:
		return v.C.T("hours.petition")
	}
	return v.C.T("hours.desks")
}

// hoursText writes the hours of a day as they are typed.
func hoursText(spans []calendar.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, s.String())
	}
	return strings.Join(out, ", ")
}

// written is hoursText in words: a closed day says so.
func (p *hoursPage) written(spans []calendar.Span) string {
	if len(spans) == 0 {
		return p.C.T("hours.closed")
	}
	return hoursText(spans)
}

func (p *hoursPage) weekColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("hours.day"), Row: true}, {Head: p.C.T("hours.open")}}
}

func (p *hoursPage) weekRows(w *week) []ui.Row {
	rows := make([]ui.Row, 0, len(w.Last))
	for day, key := range directory.Weekdays() {
		rows = append(rows, ui.Row{Cells: ui.Cells(p.C.T("hours.day."+key), p.written(w.Last[day]))})
	}
	return rows
}

// doHours saves the week of a calendar into the draft.
func (s *Surface) doHours(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form, name := r.PostForm, r.PostForm.Get("calendar")
	var days [7]string
	for day, key := range directory.Weekdays() {
		days[day] = form.Get(key + "." + name)
	}
	saved, err := s.app.PutHours(r.Context(), v.Actor, form.Get("version"), name, days)
	var faults []ui.FieldError
	switch {
	case err != nil:
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	case len(saved.Mistakes) > 0:
		faults = mistaken(v, saved.Mistakes)
	default:
		http.Redirect(w, r, hoursPath+"?did=saved", http.StatusSeeOther)
		return nil
	}
	p, err := s.hoursPage(r, v, name, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, hoursView(p))
}
