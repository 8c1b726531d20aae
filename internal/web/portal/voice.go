package portal

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// voicePage is the form of a complaint or an opinion, with a case or without.
type voicePage struct {
	entry
	Action string
	Case   *app.Followed // nil without a link: then the form asks who writes and how to answer
	Back   string        // path of the case
}

var voiceOrder = []string{"about", "officer", "desk", "text", "improvable", "answer", "name", "phone", "email"}

func (p *Portal) newComplaint(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.complaint.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.complaint.lead")
	web.Private(w)
	return ui.Render(w, r, http.StatusOK, complaint(voicePage{entry: p.blank(v), Action: "/complaints/new"}))
}

func (p *Portal) fileComplaint(w http.ResponseWriter, r *http.Request) error {
	return p.raise(w, r, "portal.complaint.title", func(f *web.Form, lang string) (*app.Receipt, error) {
		return p.site.Service.Complain(r.Context(), p.site.Visitor(r), complaintOf(f, lang))
	}, func(page voicePage) error {
		page.Lead = page.C.T("portal.complaint.lead")
		return ui.Render(w, r, http.StatusUnprocessableEntity, complaint(page))
	})
}

func complaintOf(f *web.Form, lang string) app.Complaint {
	return app.Complaint{Key: f.Get("key"), About: f.Get("about"), Officer: f.Get("officer"), Name: f.Get("name"), Phone: f.Get("phone"),
		Email: f.Get("email"), Answer: f.Get("answer"), Text: f.Get("text"), Desk: f.Get("desk"), Lang: lang}
}

func (p *Portal) newOpinion(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.opinion.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.opinion.lead")
	web.Private(w)
	return ui.Render(w, r, http.StatusOK, opinion(voicePage{entry: p.blank(v), Action: "/opinions/new"}))
}

func (p *Portal) fileOpinion(w http.ResponseWriter, r *http.Request) error {
	return p.raise(w, r, "portal.opinion.title", func(f *web.Form, lang string) (*app.Receipt, error) {
		return p.site.Service.GiveOpinion(r.Context(), p.site.Visitor(r), opinionOf(f, lang))
	}, func(page voicePage) error {
		page.Lead = page.C.T("portal.opinion.lead")
		return ui.Render(w, r, http.StatusUnprocessableEntity, opinion(page))
	})
}

func opinionOf(f *web.Form, lang string) app.Opinion {
	return app.Opinion{Key: f.Get("key"), Improvable: f.Get("improvable") == "yes", Name: f.Get("name"), Phone: f.Get("phone"),
		Email: f.Get("email"), Answer: f.Get("answer"), Text: f.Get("text"), Lang: lang}
}

// raise takes a complaint or an opinion without a case, and draws its form again when it is refused.
func (p *Portal) raise(w http.ResponseWriter, r *http.Request, title string, take func(*web.Form, string) (*app.Receipt, error),
	draw func(voicePage) error) error {
	web.Private(w)
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	v, err := p.view(w, r, title)
	if err != nil {
		return err
	}
	got, err := take(f, v.lang())
	if err == nil {
		return toReceipt(w, r, got)
	}
	page := voicePage{entry: p.again(v, f), Action: r.URL.Path}
	if !p.reject(&page.entry, err, voiceOrder...) {
		return err
	}
	return draw(page)
}

func (p *Portal) askComplaint(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	page, err := p.askPage(w, r, a, "portal.complaint.case.title")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, complaint(page.voice(r)))
}

func (p *Portal) askOpinion(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	page, err := p.askPage(w, r, a, "portal.opinion.case.title")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, opinion(page.voice(r)))
}

func (c casePage) voice(r *http.Request) voicePage {
	return voicePage{entry: c.entry, Action: r.URL.Path, Case: c.Case, Back: c.Base}
}

func (p *Portal) complain(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	return p.raiseOn(w, r, a, "portal.complaint.case.title", "complained", func(f *web.Form, lang string) (*app.Receipt, error) {
		return p.site.Service.Complain(r.Context(), a, complaintOf(f, lang))
	}, func(page voicePage) error { return ui.Render(w, r, http.StatusUnprocessableEntity, complaint(page)) })
}

func (p *Portal) giveOpinion(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	return p.raiseOn(w, r, a, "portal.opinion.case.title", "opinion", func(f *web.Form, lang string) (*app.Receipt, error) {
		return p.site.Service.GiveOpinion(r.Context(), a, opinionOf(f, lang))
	}, func(page voicePage) error { return ui.Render(w, r, http.StatusUnprocessableEntity, opinion(page)) })
}

// raiseOn takes a complaint or an opinion on the case of the link.
func (p *Portal) raiseOn(w http.ResponseWriter, r *http.Request, a app.Actor, title, done string,
	take func(*web.Form, string) (*app.Receipt, error), draw func(voicePage) error) error {
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	page, err := p.askPage(w, r, a, title)
	if err != nil {
		return err
	}
	got, err := take(f, page.lang())
	if err == nil {
		return back(w, r, done, got.Masked)
	}
	page.entry = p.again(page.view, f)
	if !p.reject(&page.entry, err, voiceOrder...) {
		return err
	}
	return draw(page.voice(r))
}

// deskOptions are the desks a complaint can go to.
func (p voicePage) deskOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: p.C.T("portal.complaint.desk.any")}}
	for _, d := range p.Charter.Directory.Desks {
		if d.Complaints {
			out = append(out, ui.Option{Value: d.ID, Label: d.Name.In(p.lang())})
		}
	}
	return out
}
