// Package portal is what citizens use: what the office promises, how to ask, and the private page on which a case is
// followed. Everything works without scripts and without an account; a case is opened by its private link alone.
package portal

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// Portal is the surface for citizens.
type Portal struct {
	site     *web.Server
	watching chan struct{} // a place per page that is told of changes
}

// New returns the surface.
func New(site *web.Server) *Portal { return &Portal{site, make(chan struct{}, maxWatching)} }

// Register adds the routes.
func (p *Portal) Register(mux web.Mux) {
	page := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, p.site.Func(h))
	}
	writing := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, p.site.LimitFiling(p.site.Func(h)))
	}
	page("GET /{$}", p.home)
	page("GET /charter", p.charter)
	page("GET /services", p.services)
	page("GET /services/{id}", p.service)
	page("GET /items/{id}", p.item)
	writing("POST /items/{id}", p.reportItem)
	page("GET /privacy", p.privacy)
	page("GET /find", p.lookUp)
	page("GET /find/floors", p.floors)
	page("GET /find/room/{id}", p.room)
	page("GET /petitions/new", p.newPetition)
	page("GET /petitions/code", p.codeOutcome)
	writing("POST /petitions/new", p.filePetition)
	page("GET /complaints/new", p.newComplaint)
	writing("POST /complaints/new", p.fileComplaint)
	page("GET /opinions/new", p.newOpinion)
	writing("POST /opinions/new", p.fileOpinion)
	page("GET /follow", p.find)
	writing("POST /follow", p.found)

	page("GET /survey/anonymity", p.anonymity)
	page("GET /s", p.surveyCode)
	writing("POST /s", p.typedCode)
	page("GET /s/{token}", p.survey)
	writing("POST /s/{token}", p.answerSurvey)
	writing("POST /s/{token}/refuse", p.refuseSurvey)

	page("GET /c/{token}", p.linked(p.follow))
	page("GET /c/{token}/events", p.linked(p.events))
	page("GET /c/{token}/receipt", p.linked(p.receipt))
	page("GET /c/{token}/receipt/file", p.linked(p.saveReceipt))
	page("GET /c/{token}/ledger", p.linked(p.inLedger))
	page("GET /c/{token}/ledger/file", p.linked(p.saveProof))
	page("GET /c/{token}/files/{name...}", p.linked(p.file))
	page("GET /c/{token}/withdraw", p.linked(p.askWithdraw))
	writing("POST /c/{token}/withdraw", p.linked(p.withdraw))
	page("GET /c/{token}/complaint", p.linked(p.askComplaint))
	writing("POST /c/{token}/complaint", p.linked(p.complain))
	page("GET /c/{token}/opinion", p.linked(p.askOpinion))
	writing("POST /c/{token}/opinion", p.linked(p.giveOpinion))
	writing("POST /c/{token}/messages", p.linked(p.write))
	writing("POST /c/{token}/supplement", p.linked(p.supply))
	writing("POST /c/{token}/rating", p.linked(p.rate))
	writing("POST /c/{token}/delivery", p.linked(p.choose))
}

// linked opens the private link of a request. A link that is not genuine, in whatever way, gives the page that an unknown
// address gives.
func (p *Portal) linked(h func(http.ResponseWriter, *http.Request, app.Actor) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		web.Private(w)
		a, err := p.site.Service.OpenLink(r.Context(), p.site.Institution, r.PathValue("token"), p.site.Address(r).String())
		if err != nil {
			return err
		}
		return h(w, r, a)
	}
}

// caseURL returns the path of a page below a case's private link.
func caseURL(r *http.Request, page string) string { return "/c/" + r.PathValue("token") + page }

// view is what every page of the surface starts from.
type view struct {
	ui.Page
	Charter *charter.Charter
}

// lang returns the language of the page, as texts of the charter want it.
func (v view) lang() string { return string(v.C.Lang()) }

// view returns the frame of a page: its title and where it stands below the front page.
func (p *Portal) view(w http.ResponseWriter, r *http.Request, title string, path ...ui.Link) (view, error) {
	ch := p.site.Charter()
	if ch == nil {
		return view{}, web.Status(http.StatusServiceUnavailable)
	}
	v := view{Page: p.site.Citizen(w, r), Charter: ch}
	v.Title, v.Aloud, v.Easy = v.C.T(title), true, true
	for _, l := range path {
		l.Text = v.C.T(l.Text)
		v.Breadcrumb = append(v.Breadcrumb, l)
	}
	v.Breadcrumb = append(v.Breadcrumb, ui.Link{Text: v.Title})
	return v, nil
}
