package manage

import (
	"cmp"
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/premises"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// itemsPage is how all items stand, with what was reported as out of order first.
type itemsPage struct {
	ui.Page
	Down, Up []itemRow
	dir      *charter.Directory
}

type itemRow struct {
	app.ItemState
	Name, Room, Now string
	Units           int
}

func (s *Surface) items(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.itemsPage(r, v)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("did") == "1" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("outage.did")}}
	}
	return ui.Render(w, r, http.StatusOK, itemsView(p))
}

func (s *Surface) itemsPage(r *http.Request, v *staff.View) (*itemsPage, error) {
	items, err := s.app.Items(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &itemsPage{Page: v.Page, dir: &v.Charter.Directory}
	p.Page.Title, p.Page.Lead = v.C.T("outage.title"), v.C.T("outage.lead")
	for i := range items {
		row := itemRow{ItemState: items[i], Name: items[i].Of.Name.In(v.Lang()), Units: premises.Units(items[i].Of)}
		if room := v.Charter.Directory.FindRoom(items[i].Of.Room); room != nil {
			row.Room = room.Name.In(v.Lang())
		}
		row.Now = v.C.T("outage.now", "working", row.Working, "count", row.Units)
		if row.Working < row.Units || len(row.Outages) > 0 {
			p.Down = append(p.Down, row)
		} else {
			p.Up = append(p.Up, row)
		}
	}
	return p, nil
}

// outageText says which unit is out of order, since when, and on whose word.
func (p *itemsPage) outageText(o premises.Outage) string {
	text := p.C.T("outage.count", "n", o.Count)
	if o.Unit > 0 {
		text = p.C.T("outage.unit", "n", o.Unit)
	}
	if room := p.dir.FindRoom(o.Place); room != nil {
		text += " · " + room.Name.In(string(p.C.Lang()))
	}
	return text + " · " + p.C.Time(o.At, p.C.Location()) + " · " + p.C.T("ui.grade."+o.Grade.String())
}

// doRepair records that an outage is over: the one whose fact the form names.
func (s *Surface) doRepair(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	items, err := s.app.Items(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	for i := range items {
		for _, o := range items[i].Outages {
			if o.Fact == form.Get("outage") {
				_, err := s.app.RecordInstitution(r.Context(), v.Actor, repair(&items[i], o))
				if faults := staff.Faults(v.C, err); faults != nil {
					p, err := s.itemsPage(r, v)
					if err != nil {
						return err
					}
					p.Page.Errors = faults
					return ui.Render(w, r, http.StatusUnprocessableEntity, itemsView(p))
				}
				if err != nil {
					return err
				}
			}
		}
	}
	// An outage that is no more is over: somebody was faster, or the form was sent twice.
	http.Redirect(w, r, "/manage/items?did=1", http.StatusSeeOther)
	return nil
}

// repair is the entry that closes an outage. Its key goes with the outage: whoever presses first, it is repaired once.
func repair(item *app.ItemState, o premises.Outage) app.Entry {
	data := fact.With("item", item.Of.ID, "count", o.Count)
	if place := cmp.Or(item.Of.Room, o.Place); place != "" {
		data = data.Set("place", fact.Text(place))
	}
	if o.Unit > 0 {
		data = data.Set("unit", fact.Number(int64(o.Unit)))
	}
	return app.Entry{Key: "repair " + o.Fact, Kind: fact.ItemUp, Data: data}
}
