package portal

import (
	"context"
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/web/ui"
)

// write takes a message of the citizen to the officer in charge.
func (p *Portal) write(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	return p.handIn(w, r, a, "messages", "written", p.site.Service.AddMessage)
}

// supply takes what the office asked for; the clock goes on.
func (p *Portal) supply(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	return p.handIn(w, r, a, "supplement", "supplied", p.site.Service.SupplyMissing)
}

// rate takes how satisfied the citizen was.
func (p *Portal) rate(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	stars, err := strconv.Atoi(f.Get("stars"))
	if err != nil {
		stars = 0 // nothing chosen: the use case says so
	}
	err = p.site.Service.Rate(r.Context(), a, f.Get("key"), stars, f.Get("rating_text"))
	if err == nil {
		return back(w, r, "rated", false)
	}
	page, failed := p.followed(w, r, a)
	if failed != nil {
		return failed
	}
	page.entry, page.Form = p.again(page.view, f), "rating"
	if !p.reject(&page.entry, err, "stars", "rating_text") {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, follow(page))
}

// choose takes how the citizen wants to receive the result.
func (p *Portal) choose(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	err = p.site.Service.ChooseDelivery(r.Context(), a, app.Choice{Key: f.Get("key"), Delivery: f.Get("delivery"),
		Address: f.Get("address"), Email: f.Get("email")})
	if err == nil {
		return back(w, r, "chosen", false)
	}
	page, failed := p.followed(w, r, a)
	if failed != nil {
		return failed
	}
	page.entry, page.Form = p.again(page.view, f), "delivery"
	if !p.reject(&page.entry, err, "delivery", "address", "email") {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, follow(page))
}

// handIn takes a form with words and files on the page of the case.
func (p *Portal) handIn(w http.ResponseWriter, r *http.Request, a app.Actor, form, done string, take func(context.Context, app.Actor, app.Supplement) (bool, error)) error {
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	masked := false
	if !spoiled(f) {
		masked, err = take(r.Context(), a, app.Supplement{Key: f.Get("key"), Text: f.Get("text"), Attachments: f.Files})
	}
	if err = spill(err, f); err == nil {
		return back(w, r, done, masked)
	}
	page, failed := p.followed(w, r, a)
	if failed != nil {
		return failed
	}
	page.entry, page.Form = p.again(page.view, f), form
	if !p.reject(&page.entry, err, "text", "attachments") {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, follow(page))
}

// back returns to the page of the case with a word on what was done.
func back(w http.ResponseWriter, r *http.Request, done string, masked bool) error {
	to := caseURL(r, "?done="+done)
	if masked {
		to += "&masked"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// casePage is a form on a page of its own below the private page.
type casePage struct {
	entry
	Case *app.Followed
	Base string
}

// askPage makes the page of such a form.
func (p *Portal) askPage(w http.ResponseWriter, r *http.Request, a app.Actor, title string) (casePage, error) {
	page, err := p.followed(w, r, a)
	if err != nil {
		return casePage{}, err
	}
	e := page.entry
	e.Live = false
	e.Breadcrumb = append(e.Breadcrumb[:1], ui.Link{Text: e.Breadcrumb[1].Text, Href: page.Base}, ui.Link{Text: e.C.T(title)})
	e.Title, e.Lead, e.Path = e.C.T(title), "", r.URL.Path
	return casePage{entry: e, Case: page.Case, Base: page.Base}, nil
}

func (p *Portal) askWithdraw(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	page, err := p.askPage(w, r, a, "portal.withdraw.title")
	if err != nil {
		return err
	}
	if !page.Case.CanWithdraw {
		return &app.Fault{Kind: app.Unlawful, Key: "fault.settled"}
	}
	return ui.Render(w, r, http.StatusOK, withdraw(page))
}

func (p *Portal) withdraw(w http.ResponseWriter, r *http.Request, a app.Actor) error {
	f, err := p.site.Form(r)
	if err != nil {
		return err
	}
	defer f.Close()
	err = p.site.Service.Withdraw(r.Context(), a, f.Get("key"), f.Get("reason"))
	if err == nil {
		return back(w, r, "withdrawn", false)
	}
	page, failed := p.askPage(w, r, a, "portal.withdraw.title")
	if failed != nil {
		return failed
	}
	page.entry = p.again(page.view, f)
	if !p.reject(&page.entry, err, "reason") {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, withdraw(page))
}
