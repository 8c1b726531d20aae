package manage

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// checkPage is a charter file that somebody is writing, with what the check finds in it.
type checkPage struct {
	ui.Page
	Text    string
	Checked bool
	Clean   bool
	Found   []finding
	Changes []string
	Sound   bool // nothing is written wrongly: it can be tried
	Later   bool // it begins later than the version in force, as a new one has to
}

// check shows the file in force, to begin with.
func (s *Surface) check(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	text, err := s.app.CharterText(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, checkView(newCheck(v, text)))
}

func newCheck(v *staff.View, text string) checkPage {
	p := checkPage{Page: v.Page, Text: text}
	p.Page.Title, p.Page.Lead, p.Page.Live = v.C.T("check.title"), v.C.T("check.lead"), true
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: p.Page.Title}}
	return p
}

// doCheck checks what was written, or the file that was chosen. A script asks for the result alone while somebody writes.
func (s *Surface) doCheck(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	values, files, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	text := values.Get("charter")
	if len(files) > 0 {
		text = string(files[0].Body)
	}
	found, err := s.app.CheckCharter(r.Context(), v.Actor, text)
	if err != nil {
		return err
	}
	p := newCheck(v, text)
	p.fill(v, found)
	if r.Header.Get("HX-Request") != "" {
		return ui.Render(w, r, http.StatusOK, checkResult(p))
	}
	return ui.Render(w, r, http.StatusOK, checkView(p))
}

func (p *checkPage) fill(v *staff.View, c *app.CharterCheck) {
	p.Checked, p.Clean = true, len(c.Mistakes)+len(c.Findings) == 0
	for _, m := range c.Mistakes {
		p.Found = append(p.Found, mistake(m))
	}
	for _, f := range c.Findings {
		p.Found = append(p.Found, finding{Where: placeOf(f.File, f.Line, f.Column), Promise: f.Promise, Text: v.C.Step(f.Step)})
	}
	for _, ch := range c.Changes {
		p.Changes = append(p.Changes, v.C.Step(ch.Step()))
	}
	p.Sound = c.Charter != nil
	p.Later = c.Charter != nil && c.Charter.From.After(v.Charter.From)
}
