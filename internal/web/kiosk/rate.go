package kiosk

import (
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/stats"
	"jikim/internal/web/ui"
)

// ratePath is where a visitor says how he was served, with one press.
const ratePath = "/kiosk/rate"

// ratePage asks how a visitor was served; at a kiosk that stands at no desk it asks first at which.
type ratePage struct {
	*view
	Desk    string // empty: it is asked
	Desks   []choice
	Ratings []choice // best first; Href is the number of stars
}

func (s *Surface) rate(w http.ResponseWriter, r *http.Request, v *view) error {
	p := ratePage{view: v, Desk: v.deskHere()}
	if d := findDesk(v.Charter, r.URL.Query().Get("desk")); p.Desk == "" && d != nil {
		p.Desk = d.ID
	}
	if p.Desk == "" {
		v.Title = v.C.T("ask.kiosk.desk")
		for i := range v.Charter.Directory.Desks {
			if d := &v.Charter.Directory.Desks[i]; !d.Complaints {
				p.Desks = append(p.Desks, choice{d.Name.In(v.lang()), v.where(d.Room), d.ID})
			}
		}
	} else {
		v.Title = v.C.T("ask.visit.question", "desk", findDesk(v.Charter, p.Desk).Name.In(v.lang()))
		for n := stats.Best; n >= 1; n-- {
			p.Ratings = append(p.Ratings, choice{Text: v.C.T("portal.rating." + strconv.Itoa(n)), Href: strconv.Itoa(n)})
		}
	}
	return ui.Render(w, r, http.StatusOK, rateView(p))
}

func (s *Surface) doRate(w http.ResponseWriter, r *http.Request, v *view) error {
	form, err := s.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	stars, err := strconv.Atoi(form.Get("stars"))
	if err != nil {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	if err := s.site.Service.RateVisit(r.Context(), v.actor, form.Get("desk"), stars); err != nil {
		return err
	}
	return s.surveyEnd(w, r, v, "ask.kiosk.done", v.C.T("ask.visit.done"))
}
