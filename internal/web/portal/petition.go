package portal

import (
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

type petitionPage struct {
	entry
	Service *charter.Service
	Ways    []app.Way  // by which a code can be sent, for a service that asks for identity
	Coded   *app.Coded // the code that was sent; nil: none yet
	Dropped bool       // files were left out when the code was asked for
}

// fieldOrder is the order of the petition form, for the list of faults. Further fields of a service come after "service".
var fieldOrder = []string{"service", "fields", "title", "text", "attachments", "name", "answer", "phone", "email", "way", "code", "address", "delivery",
	"filer", "filer_name", "filer_phone", "filer_relation", "power"}

// newPetition shows the form of a service, or the services to choose from.
func (p *Portal) newPetition(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.petition.title")
	if err != nil {
		return err
	}
	s := v.Charter.Service(r.URL.Query().Get("service"))
	if s == nil || !s.Online {
		v.Lead = v.C.T("portal.petition.choose")
		return ui.Render(w, r, http.StatusOK, chooseService(listServices(v, true)))
	}
	web.Private(w)
	page := p.petitionFor(p.blank(v), s)
	if page.unprovable() {
		return ui.Render(w, r, http.StatusOK, unprovable(page))
	}
	return ui.Render(w, r, http.StatusOK, petitionForm(page))
}

// petitionFor makes the form of one service.
func (p *Portal) petitionFor(e entry, s *charter.Service) petitionPage {
	lang := e.lang()
	e.Title = e.C.T("portal.petition.of", "service", s.Name.In(lang))
	e.Lead = s.About.In(lang)
	e.Breadcrumb = []ui.Link{{Text: e.C.T("portal.petition.title"), Href: "/petitions/new"}, {Text: s.Name.In(lang)}}
	e.Labels, e.Choices = map[string]string{}, map[string]bool{}
	for _, name := range []string{"filer_name", "filer_phone", "power"} {
		e.Labels[name] = e.C.T("filing." + name)
	}
	for _, f := range s.Fields {
		e.Labels["fields."+f.ID] = f.Label.In(lang)
		e.Choices["fields."+f.ID] = f.Type == "choice"
	}
	page := petitionPage{entry: e, Service: s}
	if s.Identity != "" {
		page.Ways = p.site.Service.ProofWays()
	}
	return page
}

func (p *Portal) filePetition(w http.ResponseWriter, r *http.Request) error {
	web.Private(w)
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	v, err := p.view(w, r, "portal.petition.title")
	if err != nil {
		return err
	}
	s := v.Charter.Service(f.Get("service"))
	if s == nil || !s.Online {
		return web.Status(http.StatusBadRequest)
	}
	v.Path = "/petitions/new?service=" + url.QueryEscape(s.ID)
	if s.Identity != "" {
		page := p.petitionFor(p.again(v, f), s)
		switch {
		case page.unprovable():
			return ui.Render(w, r, http.StatusServiceUnavailable, unprovable(page))
		case f.Get("prove") != "":
			return p.prove(w, r, page, f)
		}
	}
	var got *app.Receipt
	if !spoiled(f) {
		got, err = p.site.Service.File(r.Context(), p.site.Visitor(r), petitionOf(f, s, v.lang()))
	}
	if err = spill(err, f); err != nil {
		page := p.petitionFor(p.again(v, f), s)
		if !p.reject(&page.entry, err, fieldOrder...) {
			return err
		}
		p.codeOf(r, &page, f.Get("proof"))
		return ui.Render(w, r, http.StatusUnprocessableEntity, petitionForm(page))
	}
	return toReceipt(w, r, got)
}

func petitionOf(f *web.Form, s *charter.Service, lang string) app.Petition {
	fields := map[string]string{}
	for _, field := range s.Fields {
		fields[field.ID] = f.Get("fields." + field.ID)
	}
	return app.Petition{
		Key: f.Get("key"), Service: s.ID, Name: f.Get("name"), Phone: f.Get("phone"), Email: f.Get("email"), Address: f.Get("address"),
		Title: f.Get("title"), Text: f.Get("text"), Fields: fields, Answer: f.Get("answer"), Delivery: f.Get("delivery"),
		Attachments: f.Of("attachments"), Filer: filerOf(f), Lang: lang,
		Identity: app.Identity{Way: app.Way(f.Get("way")), Proof: f.Get("proof"), Code: f.Get("code")},
	}
}

// filerOf returns who files for somebody else. What was typed for a helper and given up again is not taken.
func filerOf(f *web.Form) app.Filer {
	as := f.Get("filer")
	if as == "self" {
		as = ""
	}
	return app.Filer{As: as, Name: f.Get("filer_name"), Phone: f.Get("filer_phone"), Relation: f.Get("filer_relation"), Power: f.Of("power")}
}

// filer is the choice of who files, made for a form that nobody has filled in yet.
func (p petitionPage) filer() string {
	if v := p.value("filer"); v != "" {
		return v
	}
	return "self"
}

// toReceipt sends the visitor on to the page of what he has filed, so that going back or loading again files nothing.
func toReceipt(w http.ResponseWriter, r *http.Request, got *app.Receipt) error {
	to := "/c/" + got.Token + "/receipt"
	if got.Masked {
		to += "?masked"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// fieldFor makes the form field of a further field of the service.
func (p petitionPage) fieldFor(f charter.FormField) ui.Field {
	lang, name := p.lang(), "fields."+f.ID
	field := ui.Field{C: p.C, Kind: ui.FieldKind(f.Type), Name: name, Label: f.Label.In(lang), Hint: f.Hint.In(lang), Error: p.error(name),
		Value: p.value(name), Required: f.Required, Optional: !f.Required, Short: f.Type == "number" || f.Type == "tel"}
	switch f.Type {
	case "choice":
		field.Kind = ui.Radio
		for _, c := range f.Choices {
			field.Options = append(field.Options, ui.Option{Value: c.KO, Label: c.In(lang)})
		}
	case "textarea":
		field.Rows, field.Max = 4, app.MaxText
	}
	return field
}
