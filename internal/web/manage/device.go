package manage

import (
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// devicesPage is the list of devices with the form of a new one.
type devicesPage struct {
	ui.Page
	List   []app.Device
	Fields []ui.Field
	Code   string // of a device that was just registered or given a new one: shown once
	Of     string // whose code that is
	dir    *charter.Directory
}

// place returns the words for where a device stands.
func (p *devicesPage) place(at app.Place) string {
	lang := string(p.C.Lang())
	switch at.Kind {
	case app.AtDesk:
		if d := p.dir.FindDesk(at.ID); d != nil {
			return p.C.T("device.place.desk", "name", d.Name.In(lang))
		}
	case app.InRoom:
		if d := p.dir.FindRoom(at.ID); d != nil {
			return p.C.T("device.place.room", "name", d.Name.In(lang))
		}
	case app.InDepartment:
		if d := p.dir.FindDepartment(at.ID); d != nil {
			return p.C.T("device.place.department", "name", d.Name.In(lang))
		}
	case app.NoPlace:
		return p.C.T("device.place.none")
	}
	return at.ID // no longer in the directory
}

// state names how it stands with a device.
func (p *devicesPage) state(d *app.Device) string {
	switch {
	case d.Revoked:
		return "revoked"
	case d.Bound():
		return "bound"
	case p.Now.Before(d.CodeUntil):
		return "waiting"
	}
	return "unbound"
}

func (s *Surface) devices(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.showDevices(w, r, v, http.StatusOK, &devicesPage{}, url.Values{})
}

// showDevices draws the list; p brings what was just done or is wrong.
func (s *Surface) showDevices(w http.ResponseWriter, r *http.Request, v *staff.View, status int, p *devicesPage, values url.Values) error {
	var err error
	if p.List, err = s.app.ListDevices(r.Context(), v.Actor); err != nil {
		return err
	}
	faults := p.Errors
	p.Page, p.dir = v.Page, &v.Charter.Directory
	p.Title, p.Lead, p.Errors = v.C.T("device.title"), v.C.T("device.lead", "path", "/device"), faults
	kind := ui.Field{C: v.C, Kind: ui.Radio, Name: "kind", Label: v.C.T("device.kind"), Required: true, Value: values.Get("kind"),
		Error: ui.ErrorOf(faults, "kind")}
	for _, k := range app.DeviceKinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: v.C.T("device.kind." + string(k)), Hint: v.C.T("device.kind." + string(k) + ".hint")})
	}
	p.Fields = []ui.Field{
		{C: v.C, Name: "name", Label: v.C.T("device.name"), Hint: v.C.T("device.name_hint"), Required: true, Value: values.Get("name"),
			Autocomplete: "off", Error: ui.ErrorOf(faults, "name")},
		kind,
		{C: v.C, Kind: ui.Select, Name: "place", Label: v.C.T("device.place"), Options: p.places(), Value: values.Get("place"),
			Error: ui.ErrorOf(faults, "place")},
	}
	for i := range p.Errors {
		for _, f := range p.Fields {
			if f.Name == p.Errors[i].Field {
				p.Errors[i].Label = f.Label
			}
		}
	}
	return ui.Render(w, r, status, devicesView(p))
}

// places are the places of the directory, written as kind:identifier.
func (p *devicesPage) places() []ui.Option {
	out := []ui.Option{{Label: p.C.T("device.place.none")}}
	add := func(kind app.PlaceKind, id string) {
		at := app.Place{Kind: kind, ID: id}
		out = append(out, ui.Option{Value: string(kind) + ":" + id, Label: p.place(at)})
	}
	for i := range p.dir.Desks {
		add(app.AtDesk, p.dir.Desks[i].ID)
	}
	for i := range p.dir.Departments {
		add(app.InDepartment, p.dir.Departments[i].ID)
	}
	for i := range p.dir.Rooms {
		add(app.InRoom, p.dir.Rooms[i].ID)
	}
	return out
}

// registerDevice registers a device. Its code is shown on the page that answers, and nowhere again.
func (s *Surface) registerDevice(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	kind, id, _ := strings.Cut(r.PostForm.Get("place"), ":")
	d, code, err := s.app.RegisterDevice(r.Context(), v.Actor, app.NewDevice{Kind: app.DeviceKind(r.PostForm.Get("kind")),
		Name: r.PostForm.Get("name"), Place: app.Place{Kind: app.PlaceKind(kind), ID: id}})
	if err != nil {
		p := &devicesPage{}
		if p.Errors = staff.Faults(v.C, err); p.Errors == nil {
			return err
		}
		return s.showDevices(w, r, v, http.StatusUnprocessableEntity, p, r.PostForm)
	}
	return s.showDevices(w, r, v, http.StatusOK, &devicesPage{Code: code, Of: d.Name}, url.Values{})
}

// changeDevice gives a device a new code, or ends what it was bound by; "do" says which.
func (s *Surface) changeDevice(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	id := r.PathValue("id")
	switch r.PostForm.Get("do") {
	case "revoke":
		if err := s.app.RevokeDevice(r.Context(), v.Actor, id); err != nil {
			return err
		}
		http.Redirect(w, r, "/admin/devices", http.StatusSeeOther)
		return nil
	case "renew":
		code, err := s.app.RenewDevice(r.Context(), v.Actor, id)
		if err != nil {
			return err
		}
		return s.showDevices(w, r, v, http.StatusOK, &devicesPage{Code: code, Of: r.PostForm.Get("name")}, url.Values{})
	}
	return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

func deviceColumns(p *devicesPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("device.name"), Row: true}, {Head: p.C.T("device.kind")}, {Head: p.C.T("device.place")},
		{Head: p.C.T("device.state")}, {Head: p.C.T("device.seen")}, {Head: p.C.T("device.do")}}
}

func deviceRows(p *devicesPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.List))
	for i := range p.List {
		d := &p.List[i]
		seen := ui.Cell{Text: p.C.T("device.never")}
		if !d.SeenAt.IsZero() {
			seen = ui.Cell{Body: ui.When(p.C.Time(d.SeenAt, p.C.Location()), d.SeenAt)}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: d.Name}, {Text: p.C.T("device.kind." + string(d.Kind))}, {Text: p.place(d.Place)},
			{Text: p.C.T("device.state." + p.state(d))}, seen, {Body: deviceActs(p, d)}}})
	}
	return rows
}

// grouped writes a code in groups of four, as it is read.
func grouped(code string) string {
	var parts []string
	for len(code) > 4 {
		parts, code = append(parts, code[:4]), code[4:]
	}
	return strings.Join(append(parts, code), " ")
}
