package manage

import (
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/place"
	"jikim/internal/web/ui"
)

func (p *presencePage) department(id string) string {
	if d := p.v.Charter.Directory.FindDepartment(id); d != nil {
		return d.Name.In(p.v.Lang())
	}
	return id
}

// here says where somebody is who is not absent for days; colleagues see why he is out.
func (p *presencePage) here(m *app.Presence) string {
	text := place.InOut(p.C, m.State, "", p.Now)
	if m.Out != nil {
		return p.C.T("out.colleague", "state", text, "why", p.C.T("out.why."+m.Out.Why))
	}
	return text
}

func (p *presencePage) room(id string) string {
	r := p.v.Charter.Directory.FindRoom(id)
	switch {
	case r == nil:
		return id
	case r.Floor != "":
		return r.Name.In(p.v.Lang()) + " (" + r.Floor + ")"
	}
	return r.Name.In(p.v.Lang())
}

// span writes from when to when an absence lasts.
func (p *presencePage) span(x *app.Absence) string {
	return p.C.T("presence.span", "from", p.C.Date(x.From, p.C.Location()), "until", p.C.Date(x.Until.Add(-time.Microsecond), p.C.Location()),
		"substitute", p.names[x.Substitute])
}

func (p *presencePage) peopleColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("desk.setup.name"), Row: true}, {Head: p.C.T("desk.setup.department")}, {Head: p.C.T("manage.accounts.duty")},
		{Head: p.C.T("desk.setup.phone")}, {Head: p.C.T("presence.col.here")}, {Head: p.C.T("presence.col.absences")}}
}

func (p *presencePage) peopleRows() []ui.Row {
	rows := make([]ui.Row, 0, len(p.People))
	for i := range p.People {
		m := &p.People[i]
		where := p.department(m.Department)
		if desk := p.v.DeskName(m.Desk); desk != "" {
			where = strings.TrimPrefix(where+" · "+desk, " · ")
		}
		name := ui.Cell{Text: m.Name}
		if p.Moves {
			name.Href = "/manage/staff/" + m.ID
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{name, {Text: where}, {Text: m.Duty}, {Text: p.v.Charter.Directory.Dial(m.Phone)}, {Body: presenceState(p, m)},
			{Body: presenceAbsences(p, m)}}})
	}
	return rows
}

func (p *presencePage) deskColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("staff.field.desk"), Row: true}, {Head: p.C.T("desk.setup.department")}, {Head: p.C.T("presence.col.room")},
		{Head: p.C.T("desk.setup.phone")}}
}

func (p *presencePage) deskRows() []ui.Row {
	dir := &p.v.Charter.Directory
	rows := make([]ui.Row, 0, len(dir.Desks))
	for i := range dir.Desks {
		d := &dir.Desks[i]
		rows = append(rows, ui.Row{Cells: ui.Cells(d.Name.In(p.v.Lang()), p.department(d.Department), p.room(d.Room), dir.Dial(d.Phone))})
	}
	return rows
}

func (p *presencePage) itemColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("presence.col.item"), Row: true}, {Head: p.C.T("presence.col.room")}, {Head: p.C.T("presence.col.count"), Num: true}}
}

func (p *presencePage) itemRows() []ui.Row {
	dir := &p.v.Charter.Directory
	rows := make([]ui.Row, 0, len(dir.Items))
	for i := range dir.Items {
		it := &dir.Items[i]
		rows = append(rows, ui.Row{Cells: ui.Cells(it.Name.In(p.v.Lang()), p.room(it.Room), strconv.Itoa(it.Count))})
	}
	return rows
}

// rooms names all rooms with their floors.
func (p *presencePage) rooms() string {
	var out []string
	for i := range p.v.Charter.Directory.Rooms {
		out = append(out, p.room(p.v.Charter.Directory.Rooms[i].ID))
	}
	return strings.Join(out, ", ")
}
