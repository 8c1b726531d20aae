// Package desk holds the pages of officers: logging in, the inbox ordered by what breaks next, the page of a case with the
// acts that may come next, and the forms for contacts by visit, telephone, post and fax.
//
// Everything is a plain link or form. With scripts the same links and forms replace the changed part of the page and open
// pages follow what happens elsewhere; single keys do what a counter needs most.
package desk

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/share"
	"jikim/internal/web"
	"jikim/internal/web/staff"
)

// Surface is the pages of officers.
type Surface struct {
	site  staff.Site
	app   *app.Service
	lists share.Reads[listKey, list]
}

// New returns the pages of officers of a site.
func New(site staff.Site, service *app.Service) *Surface { return &Surface{site: site, app: service} }

// Register adds the routes.
func (s *Surface) Register(mux web.Mux) {
	mux.Handle("GET /login", s.site.Func(s.login))
	mux.Handle("POST /login", s.site.LimitLogin(s.site.Func(s.doLogin)))
	mux.Handle("POST /logout", s.site.Func(s.logout))
	mux.Handle("GET /setup", s.site.Func(s.setup))
	mux.Handle("POST /setup", s.site.LimitLogin(s.site.Func(s.doSetup)))
	mux.Handle("GET /password", s.guard(app.Inspector, s.password))
	mux.Handle("POST /password", s.site.LimitLogin(s.guard(app.Inspector, s.changePassword)))

	mux.Handle("GET /desk", s.guard(app.Inspector, s.inbox))
	mux.Handle("POST /desk/presence", s.guard(app.Officer, s.setPresence))
	mux.Handle("GET "+surveyLetterPath, s.guard(app.Officer, s.surveyLetter))
	mux.Handle("POST "+surveyLetterPath, s.guard(app.Officer, s.doSurveyLetter))
	mux.Handle("GET "+sheetPath, s.guard(app.Officer, s.surveySheet))
	mux.Handle("POST "+sheetPath, s.guard(app.Officer, s.doSurveySheet))
	mux.Handle("GET "+callPath, s.guard(app.Officer, s.callSurvey))
	mux.Handle("POST "+callPath, s.guard(app.Officer, s.doCallSurvey))
	mux.Handle("GET /desk/search", s.guard(app.Officer, s.search))
	mux.Handle("GET /desk/handout", s.guard(app.Lead, s.handout))
	mux.Handle("POST /desk/handout", s.guard(app.Lead, s.giveOut))
	mux.Handle("GET /desk/phrases", s.guard(app.Lead, s.phrases))
	mux.Handle("POST /desk/phrases", s.guard(app.Lead, s.putPhrase))
	mux.Handle("GET /desk/phrases/{id}", s.guard(app.Lead, s.phrase))
	mux.Handle("POST /desk/phrases/{id}", s.guard(app.Lead, s.putPhrase))
	mux.Handle("GET /desk/dates", s.guard(app.Officer, s.dates))
	mux.Handle("POST /desk/dates", s.guard(app.Officer, s.changeDates))
	mux.Handle("GET /dates/{file}", s.site.LimitLogin(s.site.Func(s.calendar)))
	mux.Handle("GET /desk/events", staff.GuardStream(s.site, "desk", app.Officer, s.events))
	mux.Handle("GET /desk/letters", s.guard(app.Officer, s.letters))
	mux.Handle("POST /desk/letters", s.guard(app.Officer, s.takeScans))
	mux.Handle("GET /desk/letters/{id}", s.guard(app.Officer, s.letter))
	mux.Handle("POST /desk/letters/{id}", s.guard(app.Officer, s.fileLetter))
	mux.Handle("GET /desk/posting", s.guard(app.Officer, s.posting))
	mux.Handle("POST /desk/posting", s.guard(app.Officer, s.doPosting))
	mux.Handle("GET /desk/contacts/new", s.guard(app.Officer, s.newContact))
	mux.Handle("POST /desk/contacts", s.guard(app.Officer, s.openContact))
	mux.Handle("GET /desk/cases/{id}", s.guard(app.Officer, s.showCase))
	mux.Handle("GET /desk/cases/{id}/receipt", s.guard(app.Officer, s.receipt))
	mux.Handle("POST /desk/cases/{id}/acts", s.guard(app.Officer, s.act))
	mux.Handle("POST /desk/cases/{id}/facts/{fact}", s.guard(app.Officer, s.correct))
	mux.Handle("POST /desk/cases/{id}/words", s.guard(app.Officer, s.tell))
	mux.Handle("GET /desk/cases/{id}/statement", s.guard(app.Officer, s.statement))
	mux.Handle("POST /desk/cases/{id}/statement", s.guard(app.Officer, s.sign))
	mux.Handle("GET /desk/cases/{id}/statement/sheet", s.guard(app.Officer, s.sheet))
	mux.Handle("POST /desk/cases/{id}/repeat", s.guard(app.Lead, s.closeRepeated))
	mux.Handle("GET /desk/cases/{id}/files/{name}", s.guard(app.Officer, s.file))
}

func (s *Surface) guard(role app.Role, h staff.Handler) http.Handler {
	return staff.Guard(s.site, "desk", role, h)
}

// named returns the words for a value of the vocabulary, such as a channel; "" for none, and for one that is new.
func named(c *locale.Catalogue, prefix, value string) string {
	if key := prefix + value; value != "" && c.Has(key) {
		return c.T(key)
	}
	return ""
}
