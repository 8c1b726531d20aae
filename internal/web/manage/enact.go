package manage

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// enactPage is what the draft would change, and the form that puts it into force.
type enactPage struct {
	ui.Page
	Draft    *app.Draft
	Mistakes []finding
	Findings []finding
	Changes  []string
	Files    []app.FileChange
	First    civil.Date // the earliest day on which it can begin
	From     civil.Date // the day on which it would; zero when that cannot be read
	Values   url.Values
	Trial    *app.CharterTrial // of this draft; nil: it was not tried as it is
	Faults   []ui.FieldError
}

// enacting shows what the draft would change.
func (s *Surface) enacting(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.enactPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("did") == "dated" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("enact.did.dated")}}
	}
	return ui.Render(w, r, http.StatusOK, enactView(p))
}

func (s *Surface) enactPage(r *http.Request, v *staff.View, values url.Values, faults []ui.FieldError) (*enactPage, error) {
	d, err := s.app.Draft(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	found, err := s.app.CheckDraft(r.Context(), v.Actor, nil)
	if err != nil {
		return nil, err
	}
	p := &enactPage{Page: v.Page, Draft: d, Files: found.Files, First: s.app.FirstDay(v.Actor), Values: values, Faults: faults}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("enact.title"), v.C.T("enact.lead"), faults
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: v.C.T("draft.title"), Href: draftPath}, {Text: p.Page.Title}}
	for _, m := range found.Mistakes {
		p.Mistakes = append(p.Mistakes, mistake(m))
	}
	for _, f := range found.Findings {
		p.Findings = append(p.Findings, finding{Where: placeOf(f.File, f.Line, f.Column), Promise: f.Promise, Text: v.C.Step(f.Step)})
	}
	for _, c := range found.Changes {
		p.Changes = append(p.Changes, v.C.Step(c.Step()))
	}
	if found.Charter == nil {
		return p, nil
	}
	p.From = found.Charter.From
	last, err := s.app.LatestTrial(r.Context(), v.Actor)
	if err == nil && last != nil && last.Of(found.Charter) {
		p.Trial = last
	}
	return p, err
}

// doEnact sets the first day, tries the draft, or puts it into force; "do" says which.
func (s *Surface) doEnact(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	form := r.PostForm
	var err error
	to := ""
	switch form.Get("do") {
	case "date":
		to, err = enactPath+"?did=dated", s.dated(r, v, form.Get("from"))
	case "try":
		to, err = "/manage/charter/trial", s.app.TryDraft(r.Context(), v.Actor)
	default:
		to = pastPath + "?did=enacted"
		if form.Get("seen") == "" {
			err = &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: "seen", Key: "enact.fault.seen"}}}
			break
		}
		_, err = s.app.Enact(r.Context(), v.Actor, app.NewEnactment{Version: form.Get("version"), Reason: form.Get("reason"), Acknowledged: true})
	}
	if err == nil {
		return seeOther(w, r, to)
	}
	faults := staff.Faults(v.C, err)
	var wrong *yaml.Error
	switch {
	case faults != nil:
	case errors.As(err, &wrong):
		faults = []ui.FieldError{{Field: "from", Message: mistake(wrong).Text}}
	default:
		return err
	}
	p, err := s.enactPage(r, v, form, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, enactView(p))
}

// dated writes another first day into the draft.
func (s *Surface) dated(r *http.Request, v *staff.View, from string) error {
	day, err := civil.ParseDate(strings.TrimSpace(from))
	if err != nil {
		return &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: "from", Key: "staff.fault.time"}}}
	}
	d, err := s.app.Draft(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	text, err := charter.SetFrom(d.Files[charter.Main], day)
	if err != nil {
		return err
	}
	_, err = s.app.SaveDraft(r.Context(), v.Actor, d.Version, map[string]string{charter.Main: text})
	return err
}

// day is what the form proposes as the first day: what was sent, that of the draft, or the earliest.
func (p *enactPage) day() string {
	switch {
	case p.Values.Get("do") == "date":
		return p.Values.Get("from")
	case p.From.Before(p.First):
		return p.First.String()
	}
	return p.From.String()
}

// ready tells whether the draft could be put into force but for what the form asks.
func (p *enactPage) ready() bool {
	return !p.Draft.At.IsZero() && len(p.Mistakes) == 0 && !p.From.Before(p.First)
}

// shownLines is how many lines of a change a page shows.
const shownLines = 40

// firstLines cuts the lines of a change.
func firstLines(lines []string) (first []string, more int) {
	n := min(len(lines), shownLines)
	return lines[:n], len(lines) - n
}
