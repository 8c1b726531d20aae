package manage

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// dayPage is the calendar: the days that are off next, the special days that were entered, and the form of a new one with
// what it would change.
type dayPage struct {
	ui.Page
	Entered []enteredDay
	Next    []nextDay
	Fields  []ui.Field
	Preview *app.DayPreview // nil: the form
	Moves   []line
	Sent    url.Values // what is kept when the preview is agreed to
	Desks   bool       // the desks have a calendar of their own
	Files   string     // names of the calendars
	v       *staff.View
}

type enteredDay struct {
	app.SpecialDay
	Who string
}

// nextDay is a day off of the coming year.
type nextDay struct {
	Date            civil.Date
	Names           []string
	Petition, Desks bool // whose calendar has it
}

// daysAhead is how far the list of days off looks.
const daysAhead = 365

func (s *Surface) days(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.dayPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	if did := r.URL.Query().Get("did"); did == "entered" || did == "withdrawn" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("day.did." + did)}}
	}
	return ui.Render(w, r, http.StatusOK, dayView(p))
}

func (s *Surface) dayPage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*dayPage, error) {
	names, err := s.names(r, v)
	if err != nil {
		return nil, err
	}
	entered, err := s.app.Days(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	ch := v.Charter
	p := &dayPage{Page: v.Page, v: v, Desks: ch.Desk.Name() != ch.Petition.Name(), Files: ch.Petition.Name()}
	if p.Desks {
		p.Files += ", " + ch.Desk.Name()
	}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("day.title"), v.C.T("day.lead"), faults
	for i := range entered {
		p.Entered = append(p.Entered, enteredDay{entered[i], cmp.Or(names[entered[i].By], entered[i].By)})
	}
	today := civil.DateOf(p.Page.Now, v.C.Location())
	p.Next = nextDays(ch.Petition, ch.Desk, today)
	if values.Get("key") == "" {
		values = url.Values{"key": {s.app.NewKey()}, "kind": {string(app.DayTemporary)}, "decided": {today.String()}}
	}
	p.Sent, p.Fields = values, p.fields(values, faults)
	return p, nil
}

// nextDays lists the days off from a day on for a year; weekends and days without hours are not listed.
func nextDays(petition, desk *calendar.Calendar, from civil.Date) []nextDay {
	var out []nextDay
	for i, cal := range []*calendar.Calendar{petition, desk} {
		for _, year := range []int{from.Year, from.Year + 1} {
			for _, d := range cal.DaysOff(year) {
				if d.Date.Before(from) || d.Date.Sub(from) > daysAhead {
					continue
				}
				k := slices.IndexFunc(out, func(n nextDay) bool { return n.Date == d.Date })
				if k < 0 {
					k = len(out)
					out = append(out, nextDay{Date: d.Date})
				}
				if !slices.Contains(out[k].Names, d.Name) {
					out[k].Names = append(out[k].Names, d.Name)
				}
				out[k].Petition = out[k].Petition || i == 0
				out[k].Desks = out[k].Desks || i == 1
			}
		}
	}
	slices.SortFunc(out, func(a, b nextDay) int { return a.Date.Compare(b.Date) })
	return out
}

// fields are the questions about a special day.
func (p *dayPage) fields(values url.Values, faults []ui.FieldError) []ui.Field {
	c := p.C
	field := func(kind ui.FieldKind, name string, required bool) ui.Field {
		f := ui.Field{C: c, Kind: kind, Name: name, Label: c.T("day.field." + name), Value: values.Get(name), Required: required, Short: kind != ui.Radio,
			Error: ui.ErrorOf(faults, name)}
		if key := "day.hint." + name; c.Has(key) {
			f.Hint = c.T(key)
		}
		return f
	}
	kind := field(ui.Radio, "kind", true)
	for _, k := range app.DayKinds() {
		if k == app.DayTemporary || p.Desks {
			kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: c.T("day.kind." + string(k)), Hint: c.T("day.kind_hint." + string(k))})
		}
	}
	out := []ui.Field{kind, field(ui.DateField, "date", true), field(ui.TextField, "name", true), field(ui.DateField, "decided", true)}
	if p.Desks {
		out = append(out, field(ui.TimeField, "from", false), field(ui.TimeField, "to", false))
	}
	return out
}

// doDay previews a special day, enters it, or takes one back; "do" says which.
func (s *Surface) doDay(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	if form.Get("do") == "withdraw" {
		if err := s.app.WithdrawDay(r.Context(), v.Actor, form.Get("id")); err != nil {
			return err
		}
		http.Redirect(w, r, "/manage/calendar?did=withdrawn", http.StatusSeeOther)
		return nil
	}
	n, faults := newDay(v, form)
	var preview *app.DayPreview
	var err error
	switch {
	case faults != nil:
	case form.Get("do") == "enter":
		if _, err = s.app.EnterDay(r.Context(), v.Actor, n); err == nil {
			http.Redirect(w, r, "/manage/calendar?did=entered", http.StatusSeeOther)
			return nil
		}
	default:
		preview, err = s.app.PreviewDay(r.Context(), v.Actor, n)
	}
	if err != nil {
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p, err := s.dayPage(r, v, form, faults)
	if err != nil {
		return err
	}
	if preview != nil {
		return s.showPreview(w, r, p, preview)
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, dayView(p))
}

func (s *Surface) showPreview(w http.ResponseWriter, r *http.Request, p *dayPage, preview *app.DayPreview) error {
	names, err := s.names(r, p.v)
	if err != nil {
		return err
	}
	p.Preview = preview
	p.Page.Title, p.Page.Lead = p.C.T("day.preview.title"), ""
	p.Page.Breadcrumb = []ui.Link{{Text: p.C.T("day.title"), Href: "/manage/calendar"}, {Text: p.Page.Title}}
	for i := range preview.Moves {
		m := &preview.Moves[i]
		p.Moves = append(p.Moves, line{Href: caseHref(m.Case), Number: numbered(p.C, m.Number, m.Case), Promise: p.v.PromiseName(p.v.Charter, m.Promise),
			Who: whoOf(p.v, names, m.Desk, m.Officer), Text: p.C.Deadline(m.Was, p.C.Location()), Next: p.C.Deadline(m.Due, p.C.Location())})
	}
	return ui.Render(w, r, http.StatusOK, dayPreview(p))
}

// newDay reads the form of a special day.
func newDay(v *staff.View, form url.Values) (app.NewDay, []ui.FieldError) {
	n := app.NewDay{Key: form.Get("key"), Kind: app.DayKind(form.Get("kind")), Name: form.Get("name")}
	var faults []ui.FieldError
	date := func(name string) (d civil.Date) {
		text := strings.TrimSpace(form.Get(name))
		if text == "" {
			return d // the use case says that it is missing
		}
		d, err := civil.ParseDate(text)
		if err != nil {
			faults = append(faults, ui.FieldError{Field: name, Message: v.C.T("staff.fault.time")})
		}
		return d
	}
	clock := func(name string) (t civil.TimeOfDay) {
		if n.Kind != app.DayHours {
			return 0
		}
		t, err := civil.ParseTimeOfDay(strings.TrimSpace(form.Get(name)))
		if err != nil {
			faults = append(faults, ui.FieldError{Field: name, Message: v.C.T("day.fault.clock")})
		}
		return t
	}
	n.Date, n.Decided = date("date"), date("decided")
	n.From, n.To = clock("from"), clock("to")
	return n, faults
}
