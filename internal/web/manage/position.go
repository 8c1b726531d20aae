package manage

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/premises"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// positionPage is the form of where a member of staff works and for what.
type positionPage struct {
	ui.Page
	Who    app.Presence
	Fields []ui.Field
	Admin  bool // may change the rest of the account, too
}

func (s *Surface) position(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.positionPage(r, v, nil, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, positionView(p))
}

func (s *Surface) positionPage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*positionPage, error) {
	people, err := s.app.StaffPresence(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(people, func(m app.Presence) bool { return m.ID == r.PathValue("id") })
	if i < 0 {
		return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	m := people[i]
	if values == nil {
		values = url.Values{"department": {m.Department}, "desk": {m.Desk}, "duty": {m.Duty}, "phone": {m.Phone}}
	}
	p := &positionPage{Page: v.Page, Who: m, Admin: v.Actor.Role.AtLeast(app.Admin), Fields: positionFields(v, values, faults)}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("position.title", "name", m.Name), v.C.T("position.lead"), faults
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("presence.title"), Href: "/manage/staff"}, {Text: m.Name}}
	return p, nil
}

// positionFields are the questions about where somebody works.
func positionFields(v *staff.View, values url.Values, faults []ui.FieldError) []ui.Field {
	lang, dir := v.Lang(), &v.Charter.Directory
	departments, desks := []ui.Option{{Label: v.C.T("manage.accounts.none")}}, []ui.Option{{Label: v.C.T("manage.accounts.none")}}
	for _, d := range dir.Departments {
		departments = append(departments, ui.Option{Value: d.ID, Label: d.Name.In(lang)})
	}
	for _, d := range dir.Desks {
		desks = append(desks, ui.Option{Value: d.ID, Label: d.Name.In(lang)})
	}
	field := func(kind ui.FieldKind, name, key string, options []ui.Option) ui.Field {
		return ui.Field{C: v.C, Kind: kind, Name: name, Label: v.C.T(key), Value: values.Get(name), Options: options, Short: true, Error: ui.ErrorOf(faults, name)}
	}
	duty := field(ui.TextField, "duty", "manage.accounts.duty", nil)
	duty.Hint = v.C.T("manage.accounts.duty_hint")
	phone := field(ui.TelField, "phone", "desk.setup.phone", nil)
	phone.Hint = v.C.T("position.phone_hint")
	return []ui.Field{field(ui.Select, "department", "desk.setup.department", departments), field(ui.Select, "desk", "staff.field.desk", desks), duty, phone}
}

func (s *Surface) doPosition(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	err := s.app.ChangePosition(r.Context(), v.Actor, r.PathValue("id"), app.Position{Department: form.Get("department"), Desk: form.Get("desk"),
		Duty: strings.TrimSpace(form.Get("duty")), Phone: strings.TrimSpace(form.Get("phone"))})
	if err == nil {
		http.Redirect(w, r, "/manage/staff?did=moved", http.StatusSeeOther)
		return nil
	}
	faults := staff.Faults(v.C, err)
	if faults == nil {
		return err
	}
	p, err := s.positionPage(r, v, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, positionView(p))
}

// stale counts the signs that hang and would be printed differently now.
func (s *Surface) stale(r *http.Request, v *staff.View) (int, error) {
	all, err := s.app.Signs(r.Context(), v.Actor)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range all {
		if all[i].State == premises.OutOfDate {
			n++
		}
	}
	return n, nil
}

// reprint says how many signs must be printed again, with the way to them; nothing when none must.
func (s *Surface) reprint(r *http.Request, v *staff.View) ([]ui.Alert, error) {
	n, err := s.stale(r, v)
	if err != nil || n == 0 {
		return nil, err
	}
	return []ui.Alert{{C: v.C, Kind: "warning", Title: v.C.T("position.reprint", "n", strconv.Itoa(n)), Body: signsLink(v.C)}}, nil
}
