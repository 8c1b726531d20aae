package kiosk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// pressedShown is how long a button says that it was pressed.
const pressedShown = 15 * time.Second

// startPage is the beginning.
type startPage struct {
	*view
	Closed bool
	Hours  string // of the desks today; empty on a day off
	Arrive string // where an arrival is announced: at its own desk, when the kiosk stands at one
	Help   string // where help is called
	Asks   bool   // a survey can be answered
}

func (s *Surface) start(w http.ResponseWriter, r *http.Request, v *view) error {
	p := startPage{view: v, Hours: web.HoursOn(v.Charter.Desk, v.Now), Arrive: "/kiosk/desks", Help: "/kiosk/help"}
	p.Closed = !v.Charter.Desk.IsOpen(v.Now) && !v.Charter.Petition.IsOpen(v.Now)
	if v.Charter.Directory.Accessible() == nil {
		p.Help = "/kiosk/desks?help=1" // which desk is asked first
	}
	if at := v.actor.Place; at.Kind == app.AtDesk && findDesk(v.Charter, at.ID) != nil {
		p.Arrive = "/kiosk/desks/" + url.PathEscape(at.ID)
	}
	p.Asks = s.asks(r, v)
	v.Title = v.C.T("kiosk.start.title")
	if !chosen(r) {
		v.Home = "" // it is the beginning already
	}
	return ui.Render(w, r, http.StatusOK, startView(p))
}

// chosen tells whether a visitor has changed language, colours or text size.
func chosen(r *http.Request) bool {
	for _, name := range choices {
		if _, err := r.Cookie(name); err == nil || r.URL.Query().Has(name) {
			return true
		}
	}
	return false
}

// choice is a large button that leads on.
type choice struct{ Text, Sub, Href string }

// listPage is a list of large buttons.
type listPage struct {
	*view
	Groups []group
}

type group struct {
	Title   string
	Choices []choice
}

// desks lists the desks at which an arrival can be announced.
func (s *Surface) desks(w http.ResponseWriter, r *http.Request, v *view) error {
	v.Title = v.C.T("kiosk.desks.title")
	p := listPage{view: v, Groups: []group{{}}}
	for i := range v.Charter.Directory.Desks {
		d := &v.Charter.Directory.Desks[i]
		if d.Complaints {
			continue
		}
		href := "/kiosk/desks/" + url.PathEscape(d.ID)
		if r.URL.Query().Get("help") != "" {
			href = "/kiosk/help?desk=" + url.QueryEscape(d.ID)
		}
		p.Groups[0].Choices = append(p.Groups[0].Choices, choice{d.Name.In(v.lang()), v.where(d.Room), href})
	}
	return ui.Render(w, r, http.StatusOK, listView(p))
}

// where says where a room is: its name and floor, as far as the directory and its plans have them.
func (v *view) where(id string) string {
	if room := v.Charter.Directory.FindRoom(id); room != nil {
		return v.guide(look{}).Where(room)
	}
	return ""
}

// deskPage takes the arrival at a desk with one press.
type deskPage struct {
	*view
	Desk     *charter.Desk
	Key      string
	Services []choice // Href is the identifier
	Help     string
	Looked   string // since when the visitor has looked for the desk; empty: he has not
}

func (s *Surface) desk(w http.ResponseWriter, r *http.Request, v *view) error {
	d := findDesk(v.Charter, r.PathValue("id"))
	if d == nil {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	v.Title = d.Name.In(v.lang())
	p := deskPage{view: v, Desk: d, Key: s.site.Service.NewKey(), Help: "/kiosk/help?desk=" + url.QueryEscape(d.ID)}
	if at, ok := began(r.URL.Query().Get("since"), v.Now); ok {
		p.Looked = look{Since: at}.Began()
	}
	for i := range v.Charter.Services {
		if svc := &v.Charter.Services[i]; svc.Desk == d.ID {
			p.Services = append(p.Services, choice{Text: svc.Name.In(v.lang()), Href: svc.ID})
		}
	}
	return ui.Render(w, r, http.StatusOK, deskView(p))
}

// findDesk returns the desk with that identifier, not one of its other names.
func findDesk(ch *charter.Charter, id string) *charter.Desk {
	if d := ch.Directory.FindDesk(id); d != nil && d.ID == id {
		return d
	}
	return nil
}

// helpPage asks what help is needed.
type helpPage struct {
	*view
	Key, Desk string
	At        string // the name of the desk that is told
	Assists   []choice
}

func (s *Surface) help(w http.ResponseWriter, r *http.Request, v *view) error {
	p := helpPage{view: v, Key: s.site.Service.NewKey()}
	told := v.Charter.Directory.Accessible()
	if d := findDesk(v.Charter, r.URL.Query().Get("desk")); d != nil {
		p.Desk = d.ID
		if told == nil {
			told = d
		}
	}
	if told == nil {
		http.Redirect(w, r, "/kiosk/desks?help=1", http.StatusSeeOther)
		return nil
	}
	p.At = told.Name.In(v.lang())
	for _, a := range app.Assists() {
		p.Assists = append(p.Assists, choice{Text: v.C.T("kiosk.assist." + a), Sub: v.C.T("kiosk.assist." + a + ".sub"), Href: a})
	}
	v.Title = v.C.T("kiosk.help.title")
	return ui.Render(w, r, http.StatusOK, helpView(p))
}

// arrive records the arrival. The number is shown on a page of its own, which can be loaded again.
func (s *Surface) arrive(w http.ResponseWriter, r *http.Request, v *view) error {
	form, err := s.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	arrival := app.Arrival{Key: form.Text("key"), Desk: form.Text("desk"), Service: form.Text("service"), Busy: form.Text("busy") == "yes",
		Assist: form.Text("assist")}
	if ms, err := strconv.ParseInt(form.Text("since"), 10, 64); err == nil {
		arrival.Looked = time.UnixMilli(ms).UTC()
	}
	got, err := s.site.Service.Arrive(r.Context(), v.actor, arrival)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/kiosk/arrivals/"+url.PathEscape(got.Case), http.StatusSeeOther)
	return nil
}

// arrivedPage shows the number.
type arrivedPage struct {
	*view
	*app.Arrived
	Desk, Where string
}

func (s *Surface) arrived(w http.ResponseWriter, r *http.Request, v *view) error {
	got, err := s.site.Service.Arrival(r.Context(), v.actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := arrivedPage{view: v, Arrived: got, Desk: got.Desk}
	if d := v.Charter.Directory.FindDesk(got.Desk); d != nil {
		p.Desk, p.Where = d.Name.In(v.lang()), v.where(d.Room)
	}
	v.Title = v.C.T("kiosk.arrived.title")
	return ui.Render(w, r, http.StatusOK, arrivedView(p))
}
