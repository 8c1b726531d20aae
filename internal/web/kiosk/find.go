package kiosk

import (
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web/ui"
)

// find lists what the directory has: departments, desks and rooms, each with where it is.
func (s *Surface) find(w http.ResponseWriter, r *http.Request, v *view) error {
	v.Title = v.C.T("kiosk.find.title")
	d := &v.Charter.Directory
	p := listPage{view: v}
	add := func(title, kind string, n int, entry func(int) (id string, name charter.Text, room string)) {
		g := group{Title: v.C.T(title)}
		for i := range n {
			id, name, room := entry(i)
			g.Choices = append(g.Choices, choice{name.In(v.lang()), v.where(room), "/kiosk/find/" + kind + "/" + url.PathEscape(id)})
		}
		if n > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	add("kiosk.find.departments", "department", len(d.Departments), func(i int) (string, charter.Text, string) {
		return d.Departments[i].ID, d.Departments[i].Name, d.Departments[i].Room
	})
	add("kiosk.find.desks", "desk", len(d.Desks), func(i int) (string, charter.Text, string) {
		return d.Desks[i].ID, d.Desks[i].Name, d.Desks[i].Room
	})
	add("kiosk.find.rooms", "room", len(d.Rooms), func(i int) (string, charter.Text, string) {
		if d.Rooms[i].Floor == "" { // its name is all that is known
			return d.Rooms[i].ID, d.Rooms[i].Name, ""
		}
		return d.Rooms[i].ID, d.Rooms[i].Name, d.Rooms[i].ID
	})
	return ui.Render(w, r, http.StatusOK, listView(p))
}

// foundPage says where something is.
type foundPage struct {
	*view
	Items  []ui.Item
	Arrive string // where the arrival at a desk is announced; empty: it is no desk that serves visitors
}

func (s *Surface) found(w http.ResponseWriter, r *http.Request, v *view) error {
	p := foundPage{view: v}
	d, id := &v.Charter.Directory, r.PathValue("id")
	var room *charter.Room
	switch r.PathValue("kind") {
	case "department":
		if x := d.FindDepartment(id); x != nil {
			v.Title, room = x.Name.In(v.lang()), d.FindRoom(x.Room)
		}
	case "desk":
		if x := findDesk(v.Charter, id); x != nil {
			v.Title, room = x.Name.In(v.lang()), d.FindRoom(x.Room)
			if !x.Complaints {
				p.Arrive = "/kiosk/desks/" + url.PathEscape(x.ID)
			}
			p.desk(x)
		}
	case "room":
		if room = d.FindRoom(id); room != nil {
			v.Title = room.Name.In(v.lang())
		}
	}
	if v.Title == "" {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	p.room(room)
	return ui.Render(w, r, http.StatusOK, foundView(p))
}

// desk says to whom a desk belongs and how it is called.
func (p *foundPage) desk(x *charter.Desk) {
	d := &p.Charter.Directory
	if department := d.FindDepartment(x.Department); department != nil {
		p.Items = append(p.Items, ui.Item{Term: p.C.T("kiosk.found.department"), Text: department.Name.In(p.lang())})
	}
	if x.Phone != "" {
		p.Items = append(p.Items, ui.Item{Term: p.C.T("kiosk.found.phone"), Text: d.Dial(x.Phone)})
	}
}

// room puts first where it is.
func (p *foundPage) room(room *charter.Room) {
	where := []ui.Item{{Term: p.C.T("kiosk.found.room"), Text: p.C.T("kiosk.found.unknown")}}
	if room != nil {
		where[0].Text = room.Name.In(p.lang())
		if room.Floor != "" {
			where = append(where, ui.Item{Term: p.C.T("kiosk.found.floor"), Text: room.Floor})
		}
	}
	p.Items = append(where, p.Items...)
}
