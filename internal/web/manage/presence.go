package manage

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// presencePage is the directory: who works here and who is away, the form of an absence, and what the files of the charter say
// of departments, desks, rooms and items.
type presencePage struct {
	ui.Page
	People  []app.Presence
	Fields  []ui.Field
	Admin   bool // may change accounts
	Moves   bool // may change where people work
	Listing bool // sees what is in the files
	names   map[string]string
	v       *staff.View
}

func (s *Surface) presence(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.presencePage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	switch did := r.URL.Query().Get("did"); {
	case did == "entered" || did == "ended" || did == "moved" && p.Moves:
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("presence.did." + did)}}
		if did != "moved" {
			break
		}
		again, err := s.reprint(r, v)
		if err != nil {
			return err
		}
		p.Page.Flash = append(p.Page.Flash, again...)
	}
	return ui.Render(w, r, http.StatusOK, presenceView(p))
}

func (s *Surface) presencePage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*presencePage, error) {
	people, err := s.app.StaffPresence(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &presencePage{Page: v.Page, People: people, Admin: v.Actor.Role.AtLeast(app.Admin), Moves: v.Actor.Role.AtLeast(app.Manager), Listing: v.Actor.Role.AtLeast(app.Lead), names: map[string]string{}, v: v}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("presence.title"), v.C.T("presence.lead"), faults
	if values.Get("from") == "" && faults == nil {
		today := civil.DateOf(p.Page.Now, v.C.Location()).String()
		values = url.Values{"account": {v.Actor.Account}, "from": {today}, "until": {today}}
	}
	absent, substitutes := []ui.Option{{Label: v.C.T("ui.field.choose")}}, []ui.Option{{Label: v.C.T("ui.field.choose")}}
	for i := range people {
		m := &people[i]
		p.names[m.ID] = m.Name
		o := ui.Option{Value: m.ID, Label: m.Name}
		if d := p.department(m.Department); d != "" {
			o.Label += " · " + d
		}
		substitutes = append(substitutes, o)
		if m.MayEnter {
			absent = append(absent, o)
		}
	}
	field := func(kind ui.FieldKind, name string, options []ui.Option) ui.Field {
		return ui.Field{C: v.C, Kind: kind, Name: name, Label: v.C.T("presence.field." + name), Value: values.Get(name), Options: options, Required: true, Short: true,
			Error: ui.ErrorOf(faults, name)}
	}
	p.Fields = []ui.Field{field(ui.Select, "account", absent), field(ui.Select, "substitute", substitutes), field(ui.DateField, "from", nil), field(ui.DateField, "until", nil)}
	return p, nil
}

// doPresence enters or ends an absence; "do" says which.
func (s *Surface) doPresence(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	if form.Get("do") == "end" {
		from, err := time.Parse(time.RFC3339, form.Get("from"))
		if err != nil {
			return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
		}
		if err := s.app.EndAbsence(r.Context(), v.Actor, form.Get("account"), from); err != nil {
			return err
		}
		http.Redirect(w, r, "/manage/staff?did=ended", http.StatusSeeOther)
		return nil
	}
	n := app.NewAbsence{Account: form.Get("account"), Substitute: form.Get("substitute")}
	var faults []ui.FieldError
	date := func(name string) (day civil.Date) {
		text := strings.TrimSpace(form.Get(name))
		if text == "" {
			return day // the use case says that it is missing
		}
		day, err := civil.ParseDate(text)
		if err != nil {
			faults = append(faults, ui.FieldError{Field: name, Message: v.C.T("staff.fault.time")})
		}
		return day
	}
	n.From, n.Until = date("from"), date("until")
	if len(faults) == 0 {
		err := s.app.EnterAbsence(r.Context(), v.Actor, n)
		if err == nil {
			http.Redirect(w, r, "/manage/staff?did=entered", http.StatusSeeOther)
			return nil
		}
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p, err := s.presencePage(r, v, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, presenceView(p))
}
