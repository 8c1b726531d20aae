package portal

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/premises"
	"jikim/internal/web/ui"
)

// itemPage is an item for visitors, where the code on its label leads: whether it works now, and a form to say that it does not.
type itemPage struct {
	entry
	Item  *app.ItemState
	Units int
	Unit  int // the one on whose label the code was; 0: not said
	Room  string
}

func (p *Portal) item(w http.ResponseWriter, r *http.Request) error {
	page, err := p.itemPage(w, r, r.URL.Query().Get("unit"))
	if err != nil {
		return err
	}
	switch did := r.URL.Query().Get("did"); did {
	case "reported", "known":
		page.Flash = []ui.Alert{{C: page.C, Kind: "success", Title: page.C.T("item.did." + did), Text: page.C.T("item.next")}}
	}
	return ui.Render(w, r, http.StatusOK, item(page))
}

func (p *Portal) itemPage(w http.ResponseWriter, r *http.Request, unit string) (itemPage, error) {
	v, err := p.view(w, r, "item.title")
	if err != nil {
		return itemPage{}, err
	}
	w.Header().Set("Cache-Control", "no-store") // it says "now", and its form is for one report
	state, err := p.site.Service.Item(r.Context(), p.site.Visitor(r), r.PathValue("id"))
	if err != nil {
		return itemPage{}, err
	}
	page := itemPage{entry: p.blank(v), Item: state, Units: premises.Units(state.Of)}
	if n, err := strconv.Atoi(unit); err == nil && n > 0 && n <= page.Units && page.Units > 1 {
		page.Unit = n
	}
	page.Title = state.Of.Name.In(v.lang())
	page.Breadcrumb[len(page.Breadcrumb)-1].Text = page.Title
	if room := v.Charter.Directory.FindRoom(premises.PlaceOf(v.Charter, state.Of, page.Unit)); room != nil {
		page.Room = room.Name.In(v.lang())
		if room.Floor != "" {
			page.Room += " (" + room.Floor + ")"
		}
	}
	return page, nil
}

// reportItem takes a report. The answer is the same page again, so that loading it once more reports nothing.
func (p *Portal) reportItem(w http.ResponseWriter, r *http.Request) error {
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	unit, err := strconv.Atoi(f.Get("unit"))
	if f.Get("unit") != "" && err != nil {
		unit = -1
	}
	id := r.PathValue("id")
	got, err := p.site.Service.ReportOutage(r.Context(), p.site.Visitor(r), app.OutageReport{Key: f.Get("key"), Item: id, Unit: unit})
	if err == nil {
		to := url.Values{"did": {"reported"}}
		if got.Known {
			to.Set("did", "known")
		}
		if unit > 0 {
			to.Set("unit", strconv.Itoa(unit))
		}
		http.Redirect(w, r, "/items/"+url.PathEscape(id)+"?"+to.Encode(), http.StatusSeeOther)
		return nil
	}
	page, fault := p.itemPage(w, r, f.Get("unit"))
	if fault != nil {
		return fault
	}
	if !p.reject(&page.entry, err, "unit") {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, item(page))
}

// status is the shape beside the sentence: kept when all work, broken when none does, and near between.
func (p itemPage) status() string {
	switch {
	case p.Item.Working == 0:
		return "danger"
	case p.Item.Working < p.Units:
		return "warning"
	}
	return "success"
}

// state says in words how the item stands.
func (p itemPage) state() string {
	switch {
	case p.Item.Working == 0:
		return p.C.T("item.state.none")
	case p.Units > 1:
		return p.C.T("item.state.some", "working", p.Item.Working, "count", p.Units)
	}
	return p.C.T("item.state.all")
}

// facts lists what is known about the item.
func (p itemPage) facts() ui.DescriptionList {
	var list ui.DescriptionList
	if p.Room != "" {
		list = append(list, ui.Item{Term: p.C.T("item.room"), Text: p.Room})
	}
	fee := "item.free"
	if p.Item.Of.Paid {
		fee = "item.paid"
	}
	list = append(list, ui.Item{Term: p.C.T("item.fee"), Text: p.C.T(fee)})
	looked := p.C.T("item.looked.never")
	if !p.Item.Looked.IsZero() {
		looked = p.C.Time(p.Item.Looked, p.C.Location())
	}
	list = append(list, ui.Item{Term: p.C.T("item.looked"), Text: looked})
	if d := deskNear(&p.Charter.Directory, premises.PlaceOf(p.Charter, p.Item.Of, p.Unit)); d != nil {
		list = append(list, ui.Item{Term: p.C.T("item.desk"), Body: deskLine(p.view, d)})
	}
	return list
}

// deskNear is the desk in the room of an item: who can be asked at once.
func deskNear(dir *charter.Directory, room string) *charter.Desk {
	for i := range dir.Desks {
		if d := &dir.Desks[i]; room != "" && d.Room == room {
			return d
		}
	}
	return nil
}

// outage says since when and on whose word something is out of order.
func (p itemPage) outage(o premises.Outage) string {
	at := p.C.Time(o.At.Truncate(time.Minute), p.C.Location())
	key := "item.outage.office"
	if o.Citizen {
		key = "item.outage.visitor"
	}
	if o.Unit > 0 {
		return p.C.T(key+".unit", "at", at, "unit", o.Unit)
	}
	return p.C.T(key, "at", at)
}

// known tells whether the unit of the page has been reported already.
func (p itemPage) known() bool {
	return p.Item.Known(p.Unit) != nil && (p.Unit > 0 || p.Units == 1 || p.Item.Working == 0)
}

func (p itemPage) unitOptions() []ui.Option {
	out := []ui.Option{{Label: p.C.T("item.unit.unknown"), Selected: p.Unit == 0}}
	for n := 1; n <= p.Units; n++ {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: p.unitName(n), Selected: n == p.Unit})
	}
	return out
}

// unitName is a unit by its number, with its room where the item is in several.
func (p itemPage) unitName(n int) string {
	name := p.C.T("item.unit.n", "n", n)
	if room := p.Charter.Directory.FindRoom(premises.PlaceOf(p.Charter, p.Item.Of, n)); room != nil && p.Item.Of.Room == "" {
		name += " (" + room.Name.In(p.lang()) + ")"
	}
	return name
}

// roundHref is where staff who scan the label record an inspection of the item; it asks for a login.
func (p itemPage) roundHref() string {
	return "/manage/round?" + url.Values{"thing": {p.Item.Of.ID}}.Encode()
}
