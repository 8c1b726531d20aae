package portal

import (
	"encoding/json"
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// unprovable tells that the service asks for a code and none can be sent here.
func (p petitionPage) unprovable() bool { return p.Service.Identity != "" && len(p.Ways) == 0 }

// prove sends a code to the contact of a form, or looks what has become of it. The form comes back as it was typed, but for files:
// browsers do not let a page fill those in again.
func (p *Portal) prove(w http.ResponseWriter, r *http.Request, page petitionPage, f *web.Form) error {
	page.Dropped = len(f.Of("attachments"))+len(f.Of("power")) > 0 || spoiled(f)
	if f.Get("prove") != "send" {
		p.codeOf(r, &page, f.Get("proof"))
		return ui.Render(w, r, http.StatusOK, petitionForm(page))
	}
	got, err := p.site.Service.SendCode(r.Context(), p.site.Visitor(r), app.CodeRequest{Service: page.Service.ID, Way: app.Way(f.Get("way")),
		Email: f.Get("email"), Phone: f.Get("phone"), Lang: page.lang()})
	if err != nil {
		if !p.reject(&page.entry, err, fieldOrder...) {
			return err
		}
		p.codeOf(r, &page, f.Get("proof"))
		return ui.Render(w, r, http.StatusUnprocessableEntity, petitionForm(page))
	}
	page.Coded = got
	values := page.Values
	page.Values = func(field string) string { // the code before is of no use any more
		if field == "code" {
			return ""
		}
		return values(field)
	}
	return ui.Render(w, r, http.StatusOK, petitionForm(page))
}

// codeOf finds the code that was sent for a form; nil when there was none, or it has been forgotten.
func (p *Portal) codeOf(r *http.Request, page *petitionPage, id string) {
	if id == "" || page.Service.Identity == "" {
		return
	}
	if got, err := p.site.Service.CodeOutcome(r.Context(), p.site.Visitor(r), id); err == nil {
		page.Coded = got
	}
}

// codeOutcome tells the script of the form what has become of a code.
func (p *Portal) codeOutcome(w http.ResponseWriter, r *http.Request) error {
	web.Private(w)
	v, err := p.view(w, r, "prove.title")
	if err != nil {
		return err
	}
	got, err := p.site.Service.CodeOutcome(r.Context(), p.site.Visitor(r), r.URL.Query().Get("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(map[string]string{"outcome": got.Outcome, "text": v.codeText(got)})
}

func (v view) codeText(c *app.Coded) string { return v.C.T("prove."+c.Outcome, "until", c.Until) }

// codeHref is where the script asks. The address holds no more than a random name.
func codeHref(c *app.Coded) string { return "/petitions/code?id=" + url.QueryEscape(c.ID) }

// wayOptions are the places to which a code can be sent. With one alone it is chosen.
func (p petitionPage) wayOptions() []ui.Option {
	var out []ui.Option
	for _, way := range p.Ways {
		out = append(out, ui.Option{Value: string(way), Label: p.C.T("prove.way." + string(way)), Selected: len(p.Ways) == 1 || p.value("way") == string(way)})
	}
	return out
}

// place says where to go instead: the desk of the service, with its telephone.
func (p petitionPage) place() string {
	d := p.Charter.Directory.FindDesk(p.Service.Desk)
	if d == nil {
		return p.Charter.Directory.Phone
	}
	text := d.Name.In(p.lang())
	if phone := p.Charter.Directory.Dial(d.Phone); phone != "" {
		text += " · " + phone
	}
	return text
}

// alertOf is the shape of what has become of a code.
func alertOf(c *app.Coded) string {
	switch c.Outcome {
	case app.ProofSent:
		return "success"
	case app.ProofFailed:
		return "danger"
	}
	return "info"
}
