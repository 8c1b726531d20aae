package portal

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// followPage is the private page of a case. Its forms write messages, hand in what is missing, and rate.
type followPage struct {
	entry
	Case *app.Followed
	Base string // path of the private page
	Form string // which of the forms was refused: "messages", "supplement", "rating", "delivery"; empty: none
}

// key returns the key of one of the page's forms: each has its own, so that a message after a supplement is not taken for
// the same form sent twice.
func (p followPage) key(form string) string {
	if p.Form == form {
		return p.Key
	}
	return p.Key + "." + form
}

// done are the messages shown after a form of the page was taken, by the name in the address.
var done = map[string]bool{"written": true, "supplied": true, "withdrawn": true, "complained": true, "opinion": true, "rated": true,
	"chosen": true}

func (p *Portal) follow(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	page, err := p.followed(w, r, a)
	if err != nil {
		return err
	}
	if name := r.URL.Query().Get("done"); done[name] {
		page.Flash = append(page.Flash, ui.Alert{C: page.C, Kind: "success", Text: page.doneText(name)})
	}
	if r.URL.Query().Has("masked") {
		page.Flash = append(page.Flash, ui.Alert{C: page.C, Kind: "warning", Text: page.C.T("portal.masked")})
	}
	return ui.Render(w, r, http.StatusOK, follow(page))
}

// doneText says what was done by a form of the page.
func (p followPage) doneText(name string) string {
	if name == "chosen" {
		return p.C.T("mycase.delivery.done", "way", p.C.T("portal.delivery."+p.Case.Delivery))
	}
	return p.C.T("portal.done." + name)
}

// followed loads the case of the link.
func (p *Portal) followed(w http.ResponseWriter, r *http.Request, a app.Actor) (followPage, error) {
	v, err := p.view(w, r, "portal.follow.title")
	if err != nil {
		return followPage{}, err
	}
	f, err := p.site.Service.Follow(r.Context(), a, v.lang())
	if err != nil {
		return followPage{}, err
	}
	v.Path = caseURL(r, "")
	if f.Title != "" {
		v.Title = f.Title
	} else if f.Service != "" {
		v.Title = f.Service
	}
	if f.Number != "" {
		v.Lead = v.C.T("portal.follow.lead", "number", f.Number, "at", f.ReceivedAt)
	}
	v.Breadcrumb = []ui.Link{{Text: v.C.T("portal.nav.follow"), Href: "/follow"}, {Text: f.Number}}
	if f.Number == "" {
		v.Breadcrumb[1].Text = v.Title
	}
	v.Live = true
	return followPage{entry: p.blank(v), Case: f, Base: caseURL(r, "")}, nil
}

// find explains how a case is found again, and takes a private link that was copied from paper.
func (p *Portal) find(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.find.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.find.lead")
	return ui.Render(w, r, http.StatusOK, find(p.blank(v)))
}

func (p *Portal) found(w http.ResponseWriter, r *http.Request) error {
	web.Private(w)
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	token := tokenIn(f.Text("link"))
	_, err = p.site.Service.OpenLink(r.Context(), p.site.Institution, token, p.site.Address(r).String())
	if err == nil {
		http.Redirect(w, r, "/c/"+url.PathEscape(token), http.StatusSeeOther)
		return nil
	}
	if fault := app.FaultOf(err); fault == nil || fault.Kind != app.Unknown {
		return err
	}
	v, err := p.view(w, r, "portal.find.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.find.lead")
	e := p.again(v, f)
	e.Errors = []ui.FieldError{{Field: "link", Message: v.C.T("portal.find.wrong")}}
	return ui.Render(w, r, http.StatusUnprocessableEntity, find(e))
}

// tokenIn returns the token of a private link, whole or in part as people copy it.
func tokenIn(link string) string {
	if u, err := url.Parse(link); err == nil {
		link = u.Path
	}
	if _, after, ok := strings.Cut(link, "/c/"); ok {
		link = after
	}
	token, _, _ := strings.Cut(link, "/")
	return token
}

// file sends a file of the case. It is always saved and never shown in the page: what strangers send must not run here.
func (p *Portal) file(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	f, err := p.site.Service.Attachment(r.Context(), a, a.Case, r.PathValue("name"))
	if err != nil {
		return err
	}
	web.Download(w, f.Name, f.Type)
	_, _ = w.Write(f.Body) // a visitor who has gone is nobody's error
	return nil
}

// status says where the case stands, in a sentence; kind is the colour of its box.
func (p followPage) status() (kind, key string) {
	switch casefile.Status(p.Case.Status) {
	case casefile.Answered:
		return "success", "portal.status.answered"
	case casefile.Refused:
		return "warning", "portal.status.refused"
	case casefile.Waiting:
		return "warning", "portal.status.waiting"
	case casefile.Closed:
		if p.repeated() {
			return "warning", "repeat.status"
		}
		return "info", "portal.status.closed"
	case casefile.Withdrawn, casefile.Merged, casefile.Transferred, casefile.Open:
		return "info", "portal.status." + p.Case.Status
	}
	return "info", "portal.status.contact"
}

// repeated tells that the case was closed without an answer, since it repeats others.
func (p followPage) repeated() bool {
	return casefile.Status(p.Case.Status) == casefile.Closed && p.Case.ClosedFor == "repeated"
}

// step is how far the case has come, for the row of steps; -1 when it left the road.
func (p followPage) step() int {
	switch casefile.Status(p.Case.Status) {
	case casefile.Open, casefile.Waiting:
		if p.Case.Responsible.Name == "" {
			return 1
		}
		return 2
	case casefile.Answered, casefile.Refused:
		return 4
	case casefile.Closed:
		if !p.repeated() {
			return 4
		}
	}
	return -1
}

func (p followPage) steps() []string {
	c := p.C
	return []string{c.T("portal.step.received"), c.T("portal.step.assigned"), c.T("portal.step.working"), c.T("portal.step.answered")}
}

// timeline lists what has happened; what the citizen need not see in words is left out by the use case.
func (p followPage) timeline() ui.Timeline {
	t := ui.Timeline{C: p.C}
	for _, h := range p.Case.Events {
		key := "happened." + h.Kind
		if !p.C.Has(key) {
			continue
		}
		e := ui.Event{At: h.At, What: p.C.T(key, "who", h.Who, "until", h.Until), Status: "kept"}
		if h.Kind == "promise.broken" {
			e.Status = "broken"
		}
		if h.Text != "" {
			e.Body = quoted(h.Text)
		}
		t.Events = append(t.Events, e)
	}
	return t
}

// said are the messages between citizen and office; notices of the system stand in the timeline already.
func (p followPage) said() []app.Said {
	var out []app.Said
	for _, m := range p.Case.Messages {
		if m.From != "system" && m.Text != "" {
			out = append(out, m)
		}
	}
	return out
}

// speaker says who wrote a message.
func (p followPage) speaker(m app.Said) string {
	switch {
	case m.From == "citizen":
		return p.C.T("portal.said.you")
	case m.Name != "":
		return p.C.T("portal.said.officer", "name", m.Name)
	}
	return p.C.T("portal.said.office")
}

// delivery is the way to receive the result that is marked: as typed, else as it stands.
func (p followPage) delivery() string {
	if v := p.value("delivery"); v != "" {
		return v
	}
	return p.Case.Delivery
}

// known is the hint of an address: when it is needed, and that it may be left empty when it is known.
func (p followPage) known(way string, have bool) string {
	if have {
		return p.C.T("mycase.delivery.known")
	}
	return p.C.T("mycase.delivery." + way)
}

// ratingKind marks the rating that was given.
func ratingKind(given bool) ui.ButtonKind {
	if given {
		return ui.Primary
	}
	return ui.Tertiary
}

// left tells that the office owes no answer any more, so that a date of one would mislead.
func (p followPage) left() bool {
	switch casefile.Status(p.Case.Status) {
	case casefile.Withdrawn, casefile.Merged, casefile.Transferred:
		return true
	}
	return p.repeated()
}

// filledIn lists what the citizen wrote into the further fields of the service, in the order of its form.
func (p followPage) filledIn() ui.DescriptionList {
	svc := p.Charter.Service(p.Case.ServiceID)
	if svc == nil {
		return nil
	}
	var list ui.DescriptionList
	for _, f := range svc.Fields {
		if value := p.Case.Fields[f.ID]; value != "" {
			list = append(list, ui.Item{Term: f.Label.In(p.lang()), Text: value})
		}
	}
	return list
}

// fileLine describes a file: its kind by the ending of its name, and its size.
func (p followPage) fileLine(f app.File) string {
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(f.Title), "."))
	kb := (f.Size + 1023) / 1024
	return p.C.T("portal.file.line", "kind", kind, "kb", kb)
}
