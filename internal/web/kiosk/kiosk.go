// Package kiosk is what visitors touch at the entrance: it takes their arrival and gives them a number, calls for help, and
// says where an office is, to whom touches its letters; how long that took is measured. It asks how visitors were served, and the questions of a survey that runs. It also holds the page on which any machine of the office is bound by its code, and what a button
// at a door sends.
//
// A kiosk is used by one visitor after the other. Nothing personal is asked or shown, every page goes back to the beginning
// when nobody touches it, and nothing leads away to the rest of the site. Everything works without scripts.
package kiosk

import (
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// Idle is how long a kiosk waits for a touch before it goes back to its beginning.
const Idle = time.Minute

// Surface is the pages of a kiosk.
type Surface struct {
	site *web.Server
	idle time.Duration
}

// New returns the pages, which go back to their beginning after the given time without a touch.
func New(site *web.Server, idle time.Duration) *Surface { return &Surface{site, idle} }

// Register adds the routes.
func (s *Surface) Register(mux web.Mux) {
	mux.Handle("GET "+web.DevicePath, s.site.Func(s.askCode))
	mux.Handle("POST "+web.DevicePath, s.site.LimitLogin(s.site.Func(s.bind)))
	mux.Handle("GET /press", s.site.Device(app.Button, s.button))
	mux.Handle("POST /press", s.site.Device(app.Button, s.press))

	mux.Handle("GET "+home, s.guard(s.start))
	mux.Handle("GET "+fresh, s.site.Device(app.Kiosk, s.fresh))
	mux.Handle("GET /kiosk/desks", s.guard(s.desks))
	mux.Handle("GET /kiosk/desks/{id}", s.guard(s.desk))
	mux.Handle("GET /kiosk/help", s.guard(s.help))
	mux.Handle("POST /kiosk/arrivals", s.guard(s.arrive))
	mux.Handle("GET /kiosk/arrivals/{id}", s.guard(s.arrived))
	mux.Handle("GET /kiosk/find", s.guard(s.find))
	mux.Handle("GET /kiosk/find/{kind}/{id}", s.guard(s.found))
	mux.Handle("POST /kiosk/located", s.guard(s.locate))
	mux.Handle("GET /kiosk/done", s.guard(s.done))
	mux.Handle("GET "+ratePath, s.guard(s.rate))
	mux.Handle("POST "+ratePath, s.guard(s.doRate))
	mux.Handle("GET "+surveyPath, s.guard(s.survey))
	mux.Handle("POST "+surveyPath, s.guard(s.answer))
}

// home is where a kiosk begins; fresh begins anew for the next visitor.
const (
	home  = "/kiosk"
	fresh = "/kiosk/fresh"
)

// choices are the cookies and queries by which a visitor changes how pages look (ui.Choose).
var choices = []string{"lang", "theme", "size"}

// view is what every page of a kiosk starts from.
type view struct {
	ui.Screen
	Charter *charter.Charter
	actor   app.Actor
}

func (v *view) lang() string { return string(v.C.Lang()) }

// handler answers a request of a kiosk.
type handler func(w http.ResponseWriter, r *http.Request, v *view) error

// guard lets kiosks in. A fault is told on a page of the kiosk, never on one that leads elsewhere.
func (s *Surface) guard(h handler) http.Handler {
	return s.site.Device(app.Kiosk, func(w http.ResponseWriter, r *http.Request, a app.Actor) error {
		v, err := s.view(w, r, a)
		if err != nil {
			return err
		}
		if err = h(w, r, v); err == nil {
			return nil
		}
		return s.fail(w, r, v, err)
	})
}

func (s *Surface) view(w http.ResponseWriter, r *http.Request, a app.Actor) (*view, error) {
	ch := s.site.Charter()
	if ch == nil {
		return nil, web.Status(http.StatusServiceUnavailable)
	}
	p := s.site.Frame(w, r)
	p.Surface = "kiosk"
	if r.Method != http.MethodGet {
		p.Path = home // the switches below lead to a page that can be shown again
	}
	return &view{Screen: ui.Screen{Page: p, Kind: ui.Kiosk, Home: fresh, Idle: s.idle}, Charter: ch, actor: a}, nil
}

// fail shows what went wrong. What a visitor chose that is not there leads back to the beginning.
func (s *Surface) fail(w http.ResponseWriter, r *http.Request, v *view, err error) error {
	status, text := http.StatusInternalServerError, v.C.T("kiosk.fault")
	switch f := app.FaultOf(err); {
	case f == nil:
		s.site.Log.Error("kiosk", "id", web.RequestID(r.Context()), "route", r.Pattern, "error", err)
	case f.Kind == app.Unknown || f.Kind == app.Invalid:
		http.Redirect(w, r, home, http.StatusSeeOther)
		return nil
	case f.Kind == app.Unlawful:
		status, text = http.StatusConflict, v.C.T(f.Key, f.Args...)
	case f.Kind == app.Busy:
		status = http.StatusServiceUnavailable
	default:
		return err
	}
	v.Title = v.C.T("kiosk.fault.title")
	return ui.Render(w, r, status, faultView(v, text))
}

// fresh forgets what the last visitor chose of language, colours and text size, and begins anew.
func (s *Surface) fresh(w http.ResponseWriter, r *http.Request, _ app.Actor) error {
	for _, name := range choices {
		http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil})
	}
	http.Redirect(w, r, home, http.StatusSeeOther)
	return nil
}
