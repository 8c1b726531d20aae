package portal

import (
	"net/http"

	"jikim/internal/core/charter"
	"jikim/internal/web/ui"
)

// floorsPage is the floor guide: the plans of all floors.
type floorsPage struct {
	view
	Room string // whose place is marked; may be empty
}

func (p *Portal) floors(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "find.floors", ui.Link{Text: "find.title", Href: "/find"})
	if err != nil {
		return err
	}
	v.Lead = v.C.T("find.floors.lead")
	page := floorsPage{view: v}
	if room := v.Charter.Directory.FindRoom(r.URL.Query().Get("room")); room != nil {
		page.Room = room.ID
	}
	return ui.Render(w, r, http.StatusOK, floorsView(page))
}

// draft tells whether any plan is not confirmed by the office.
func (p floorsPage) draft() bool {
	for i := range p.Charter.Directory.Floors {
		if p.Charter.Directory.Floors[i].Draft {
			return true
		}
	}
	return false
}

// unplaced lists the rooms that no plan shows.
func (p floorsPage) unplaced() []*charter.Room {
	var out []*charter.Room
	d := &p.Charter.Directory
	for i := range d.Rooms {
		if f, _ := d.PlaceOf(d.Rooms[i].ID); f == nil {
			out = append(out, &d.Rooms[i])
		}
	}
	return out
}
