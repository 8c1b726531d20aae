package kiosk

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web/place"
	"jikim/internal/web/ui"
)

// findPage is a keyboard and what was found by its letters; before any is touched, everything that can be found.
type findPage struct {
	listPage
	look
	Result *app.Findings // nil: nothing was asked
	Tiles  []choice
}

// mostTiles is how many things are shown: as many as fit below the keyboard.
const mostTiles = 8

// find finds departments, desks, rooms, services, equipment and staff.
func (s *Surface) find(w http.ResponseWriter, r *http.Request, v *view) error {
	v.Title = v.C.T("kiosk.find.title")
	keys := "ko"
	if v.lang() != "ko" {
		keys = "abc"
	}
	p := findPage{listPage: listPage{view: v}, look: looking(r.URL.Query(), v.Now, keys)}
	if strings.TrimSpace(p.Words) == "" {
		p.everything()
		return ui.Render(w, r, http.StatusOK, findView(p))
	}
	var err error
	if p.Result, err = s.site.Service.Find(r.Context(), v.actor, p.Words, mostTiles); err != nil {
		return err
	}
	for i := range p.Result.Found {
		p.Tiles = append(p.Tiles, p.tile(&p.Result.Found[i]))
	}
	return ui.Render(w, r, http.StatusOK, findView(p))
}

// tile is a thing that was found: its name, what it is and where, and the page that says how to get there.
func (p *findPage) tile(f *app.Found) choice {
	c := choice{Text: f.Name.In(p.lang()), Sub: p.C.T("find.kind." + string(f.Kind))}
	if f.Duty != "" {
		c.Sub = f.Duty
	}
	if f.Department != nil && f.Kind != app.FoundRoom {
		c.Sub += " · " + f.Department.Name.In(p.lang())
	}
	if f.Room != nil && f.Kind != app.FoundRoom {
		c.Sub += " · " + p.guide(p.look).Where(f.Room)
	}
	if f.Now != nil {
		c.Sub += " · " + p.inOut(*f.Now)
	}
	switch {
	case f.Kind == app.FoundDepartment || f.Kind == app.FoundDesk || f.Kind == app.FoundRoom:
		c.Href = p.at("/kiosk/find/" + string(f.Kind) + "/" + url.PathEscape(f.ID))
	case f.Kind == app.FoundService && f.Desk != nil:
		c.Href = p.at("/kiosk/find/desk/" + url.PathEscape(f.Desk.ID))
	case f.Room != nil:
		c.Href = p.at("/kiosk/find/room/" + url.PathEscape(f.Room.ID))
	case f.Department != nil:
		c.Href = p.at("/kiosk/find/department/" + url.PathEscape(f.Department.ID))
	}
	return c
}

// said tells how much was found.
func (p *findPage) said() string {
	switch n := len(p.Tiles); {
	case n == 0:
		return p.C.T("find.none", "words", p.Words)
	case p.Result.Typo:
		return p.C.T("find.meant", "words", p.Words, "n", n)
	case p.Result.More:
		return p.C.T("find.more", "n", n)
	default:
		return p.C.T("find.found", "n", n)
	}
}

// everything lists what the directory has: departments, desks and rooms, each with where it is.
func (p *findPage) everything() {
	d := &p.Charter.Directory
	add := func(title, kind string, n int, entry func(int) (id string, name charter.Text, room string)) {
		g := group{Title: p.C.T(title)}
		for i := range n {
			id, name, room := entry(i)
			g.Choices = append(g.Choices, choice{name.In(p.lang()), p.where(room), p.at("/kiosk/find/" + kind + "/" + url.PathEscape(id))})
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
}

// guide shows where things are; the look goes on at the rooms that it leads to.
func (v *view) guide(l look) place.Guide {
	return place.Guide{C: v.C, Directory: &v.Charter.Directory, Link: func(r *charter.Room) string {
		return l.at("/kiosk/find/room/" + url.PathEscape(r.ID))
	}}
}

// inOut says whether somebody is in, before a visitor climbs the stairs.
func (v *view) inOut(w app.Whereabouts) string { return place.InOut(v.C, w.State, w.Instead, v.Now) }

// foundPage says where something is and how to get there.
type foundPage struct {
	*view
	look
	Items  []ui.Item
	Arrive string        // where the arrival at a desk is announced; empty: it is no desk that serves visitors
	Room   *app.RoomView // nil: the place is not on record
	Place  string        // what was looked for, for the record
	Link   string        // the address of the room on the public pages; empty without a room
	Key    string        // of the form that says that it was found; empty: nobody knows since when the visitor looks
}

func (s *Surface) found(w http.ResponseWriter, r *http.Request, v *view) error {
	p := foundPage{view: v, look: looking(r.URL.Query(), v.Now, "")}
	if _, ok := began(r.URL.Query().Get("since"), v.Now); ok {
		p.Key = s.site.Service.NewKey()
	}
	d, id := &v.Charter.Directory, r.PathValue("id")
	var room *charter.Room
	switch r.PathValue("kind") {
	case "department":
		if x := d.FindDepartment(id); x != nil {
			v.Title, room, p.Place = x.Name.In(v.lang()), d.FindRoom(x.Room), x.ID
		}
	case "desk":
		if x := findDesk(v.Charter, id); x != nil {
			v.Title, room = x.Name.In(v.lang()), d.FindRoom(x.Room)
			if !x.Complaints {
				p.Arrive = p.at("/kiosk/desks/" + url.PathEscape(x.ID))
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
	if room != nil {
		var err error
		if p.Room, err = s.site.Service.Room(r.Context(), v.actor, room.ID); err != nil {
			return err
		}
		p.Place, p.Link = room.ID, s.site.URL(r, "/find/room/"+url.PathEscape(room.ID))
	}
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
		if floor := p.guide(p.look).Floor(room); floor != "" {
			where = append(where, ui.Item{Term: p.C.T("kiosk.found.floor"), Text: floor})
		}
	}
	p.Items = append(where, p.Items...)
}

// plan draws the floor with the room marked; nil when no plan shows it.
func (p *foundPage) plan() templ.Component {
	if p.Room == nil || p.Room.Floor == nil {
		return nil
	}
	return p.guide(p.look).Plan(p.Room.Floor, p.Room.Room.ID)
}

// done thanks a visitor who has found the way, for a moment.
func (s *Surface) done(w http.ResponseWriter, r *http.Request, v *view) error {
	v.Title, v.Idle = v.C.T("look.done.title"), min(s.idle, pressedShown)
	return ui.Render(w, r, http.StatusOK, doneView(v))
}
