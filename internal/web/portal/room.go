package portal

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web/ui"
)

// roomPage is everything about one room.
type roomPage struct {
	view
	*app.RoomView
	Link string // its whole address, for the code on paper
}

func (p *Portal) room(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "find.title", ui.Link{Text: "find.title", Href: "/find"})
	if err != nil {
		return err
	}
	room, err := p.site.Service.Room(r.Context(), p.site.Visitor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	v.Title = room.Room.Name.In(v.lang())
	v.Lead = v.floorOf(room.Room)
	v.Breadcrumb[1].Text = v.Title
	return ui.Render(w, r, http.StatusOK, roomView(roomPage{v, room, p.site.URL(r, roomURL(room.Room))}))
}

// departmentsLine names the departments that work in the room.
func (p roomPage) departmentsLine() []string {
	out := make([]string, len(p.Departments))
	for i, d := range p.Departments {
		out[i] = d.Name.In(p.lang())
	}
	return out
}

func (p roomPage) staffRows() []ui.Row {
	rows := make([]ui.Row, len(p.Staff))
	for i, c := range p.Staff {
		phone := ui.Cell{}
		if c.Phone != "" {
			phone.Body = phones(p.view, []charter.Number{{Phone: c.Phone}})
		}
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: c.Name}, {Text: c.Duty}, {Text: c.Department.Name.In(p.lang())}, phone, {Text: p.inOut(c.Now)}}}
	}
	return rows
}

func (p roomPage) deskRows() []ui.Row {
	rows := make([]ui.Row, len(p.Desks))
	for i, k := range p.Desks {
		phone := ui.Cell{}
		if k.Phone != "" {
			phone.Body = numbers(&p.Charter.Directory, k, p.lang())
		}
		rows[i] = ui.Row{Cells: []ui.Cell{{Text: k.Name.In(p.lang())}, phone}}
	}
	return rows
}

func (p roomPage) stockList() ui.DescriptionList {
	list := make(ui.DescriptionList, len(p.Stock))
	for i := range p.Stock {
		s := &p.Stock[i]
		list[i] = ui.Item{Term: s.Item.Name.In(p.lang()), Body: stockLine(p.view, s)}
	}
	return list
}
