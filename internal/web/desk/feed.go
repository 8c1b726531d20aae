package desk

import (
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// datesPage is where an officer gets the link with which his calendar reads his due dates.
type datesPage struct {
	ui.Page
	Link string // empty: there is none
}

func (s *Surface) dates(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	secret, err := s.app.DatesLink(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := datesPage{Page: v.Page}
	p.Title, p.Lead = v.C.T("dates.title"), v.C.T("dates.lead")
	if secret != "" {
		p.Link = s.site.URL(r, "/dates/"+secret+".ics")
	}
	return ui.Render(w, r, http.StatusOK, datesView(p))
}

// changeDates makes a new link, or ends it; "do" says which.
func (s *Surface) changeDates(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	var err error
	switch r.PostForm.Get("do") {
	case "renew":
		err = s.app.RenewDatesLink(r.Context(), v.Actor)
	case "end":
		err = s.app.EndDatesLink(r.Context(), v.Actor)
	default:
		err = &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/dates", http.StatusSeeOther)
	return nil
}

// calendar sends the due dates of a secret link as iCalendar (RFC 5545). Nothing of it is personal: receipt numbers and promises.
func (s *Surface) calendar(w http.ResponseWriter, r *http.Request) error {
	web.Private(w)
	secret, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		return web.Status(http.StatusNotFound)
	}
	who := s.site.Visitor(r)
	d, err := s.app.DatesOf(r.Context(), who.Institution, secret, who.From)
	if err != nil {
		return err
	}
	c := locale.For(locale.Negotiate(r.Header.Get("Accept-Language"), "", r.URL.Query().Get("lang"))).In(d.Charter.Petition.Location())
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="jikim.ics"`)
	return calendarOf(c, d, func(path string) string { return s.site.URL(r, path) }).SerializeTo(w, ics.WithNewLineWindows)
}

// calendarOf writes due dates as a calendar. An event is the instant at which a promise runs out, and takes no time of anybody's.
func calendarOf(c *locale.Catalogue, d *app.Dates, url func(string) string) *ics.Calendar {
	cal := ics.NewCalendar()
	cal.SetProductId("-//jikim//due dates//" + strings.ToUpper(string(c.Lang())))
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(c.T("dates.name", "name", d.Name))
	cal.SetXWRCalName(c.T("dates.name", "name", d.Name))
	cal.SetRefreshInterval("PT1H")
	for i := range d.List {
		due := &d.List[i]
		e := cal.AddEvent(due.UID)
		e.SetDtStampTime(d.At)
		e.SetLastModifiedAt(due.Changed)
		e.SetSequence(int(due.Seq))
		e.SetStartAt(due.Due.Truncate(time.Second))
		e.SetSummary(due.Number + " " + staff.Promise(c, due.Promise))
		e.SetDescription(due.Promise.Text.In(string(c.Lang())))
		e.SetURL(url("/desk/cases/" + due.Case))
		e.SetTimeTransparency(ics.TransparencyTransparent)
		e.SetStatus(ics.ObjectStatusConfirmed)
	}
	return cal
}
