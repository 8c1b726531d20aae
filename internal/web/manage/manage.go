// Package manage holds the pages of those who keep the charter: what is broken, near breaking, unproven or owed today; the
// entry of inspections, outages, audits, surveys and plans; the state of standing promises; the charter itself; and the
// accounts, the devices and the access log of the administrator.
//
// The use cases decide who may do what. A page that shows several things leaves out those that its reader may not see.
package manage

import (
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
	"jikim/internal/web"
	"jikim/internal/web/staff"
)

// Surface is the pages of desk leads, charter managers, inspectors and administrators.
type Surface struct {
	site staff.Site
	app  *app.Service
}

// New returns the pages of a site.
func New(site staff.Site, service *app.Service) *Surface { return &Surface{site: site, app: service} }

// Register adds the routes.
func (s *Surface) Register(mux web.Mux) {
	mux.Handle("GET /manage", s.guard(app.Lead, s.today))
	mux.Handle("GET /manage/broken", s.guard(app.Lead, s.broken))
	mux.Handle("GET /manage/unproven", s.guard(app.Lead, s.unproven))
	mux.Handle("GET /manage/remedies", s.guard(app.Lead, s.remedies))
	mux.Handle("GET /manage/complaints", s.guard(app.Lead, s.complained))
	mux.Handle("GET /manage/complaints/register", s.guard(app.Lead, complaintRegister.show(s)))
	mux.Handle("GET /manage/complaints/{case}/{fact}", s.guard(app.Officer, shows(s.showComplaint).read))
	mux.Handle("POST /manage/complaints/{case}/{fact}", s.guard(app.Officer, s.do("complaints", s.showComplaint)))
	mux.Handle("GET /manage/opinions", s.guard(app.Officer, opinionRegister.show(s)))
	mux.Handle("GET /manage/opinions/{case}/{fact}", s.guard(app.Officer, shows(s.showOpinion).read))
	mux.Handle("POST /manage/opinions/{case}/{fact}", s.guard(app.Officer, s.do("opinions", s.showOpinion)))
	mux.Handle("GET /manage/patterns", s.guard(app.Lead, s.patternsFound))
	mux.Handle("GET "+improvementPath, s.guard(app.Lead, s.improvements))
	mux.Handle("GET "+improvementPath+"/new", s.guard(app.Lead, s.newImprovement))
	mux.Handle("POST "+improvementPath+"/new", s.guard(app.Lead, s.doImprovement))
	mux.Handle("GET "+improvementPath+"/{id}", s.guard(app.Lead, s.improvement))
	mux.Handle("POST "+improvementPath+"/{id}", s.guard(app.Lead, s.doImprovement))
	mux.Handle("GET "+improvementPath+"/{id}/picture", s.guard(app.Lead, s.takenPicture))
	mux.Handle("GET /manage/inspections", s.guard(app.Inspector, s.inspections))
	mux.Handle("POST /manage/inspections/round", s.guard(app.Inspector, s.doRound))
	mux.Handle("GET /manage/inspections/photo", s.guard(app.Officer, s.photo))
	mux.Handle("GET /manage/round", s.guard(app.Inspector, s.phone))
	mux.Handle("POST /manage/round", s.guard(app.Inspector, s.doPhone))
	mux.Handle("POST /manage/inspections/fact", s.guard(app.Inspector, s.doInspection))
	mux.Handle("GET /manage/audits", s.guard(app.Inspector, s.audits))
	mux.Handle("POST /manage/audits", s.guard(app.Manager, s.doDraw))
	mux.Handle("GET /manage/audits/{card}/{period}/{number}", s.guard(app.Inspector, s.audit))
	mux.Handle("POST /manage/audits/{card}/{period}/{number}", s.guard(app.Inspector, s.doAudit))
	mux.Handle("GET /manage/items", s.guard(app.Officer, s.items))
	mux.Handle("POST /manage/items", s.guard(app.Officer, s.doRepair))
	mux.Handle("GET /manage/signs", s.guard(app.Lead, s.signs))
	mux.Handle("POST /manage/signs", s.guard(app.Manager, s.doSigns))
	mux.Handle("GET /manage/signs/print", s.guard(app.Lead, s.printSigns))
	mux.Handle("GET /manage/signs/{id}", s.guard(app.Lead, s.sign))
	mux.Handle("GET /manage/signs/{id}/svg", s.guard(app.Lead, s.signPicture))
	mux.Handle("GET /manage/ratings", s.guard(app.Manager, s.ratings))
	mux.Handle("GET /manage/survey", s.guard(app.Manager, s.survey))
	mux.Handle("POST /manage/survey", s.guard(app.Manager, s.doSurvey))
	mux.Handle("GET "+wavesPath, s.guard(app.Manager, s.waves))
	mux.Handle("POST "+wavesPath, s.guard(app.Manager, s.previewWave))
	mux.Handle("POST "+wavesPath+"/open", s.guard(app.Manager, s.openWave))
	mux.Handle("GET "+wavesPath+"/{id}", s.guard(app.Manager, s.wave))
	mux.Handle("POST "+wavesPath+"/{id}/sheets", s.guard(app.Manager, s.addSheets))
	mux.Handle("GET "+wavesPath+"/{id}/sheets", s.guard(app.Manager, s.sheets))
	mux.Handle("POST "+wavesPath+"/{id}/close", s.guard(app.Manager, s.closeWave))
	s.registerResult(mux)
	mux.Handle("GET /manage/calendar", s.guard(app.Manager, s.days))
	mux.Handle("GET /manage/calendar/hours", s.guard(app.Manager, s.hours))
	mux.Handle("POST /manage/calendar/hours", s.guard(app.Manager, s.doHours))
	mux.Handle("POST /manage/calendar", s.guard(app.Manager, s.doDay))
	mux.Handle("GET /manage/staff", s.guard(app.Officer, s.presence))
	mux.Handle("POST /manage/staff", s.guard(app.Officer, s.doPresence))
	mux.Handle("GET /manage/staff/{id}", s.guard(app.Manager, s.position))
	mux.Handle("POST /manage/staff/{id}", s.guard(app.Manager, s.doPosition))
	mux.Handle("GET /manage/directory", s.guard(app.Manager, s.directory))
	mux.Handle("GET /manage/directory/{part}", s.guard(app.Manager, s.directory))
	mux.Handle("GET /manage/directory/new/{part}", s.guard(app.Manager, s.newEntry))
	mux.Handle("POST /manage/directory/new/{part}", s.guard(app.Manager, s.doEntry))
	mux.Handle("GET /manage/directory/{part}/{id}", s.guard(app.Manager, s.entry))
	mux.Handle("POST /manage/directory/{part}/{id}", s.guard(app.Manager, s.doEntry))
	mux.Handle("GET /manage/standing", s.guard(app.Lead, s.standing))
	mux.Handle("GET /manage/charter", s.guard(app.Lead, s.charter))
	mux.Handle("GET /manage/charter/check", s.guard(app.Manager, s.check))
	mux.Handle("POST /manage/charter/check", s.guard(app.Manager, s.doCheck))
	mux.Handle("GET /manage/publications", s.guard(app.Manager, s.publications))
	mux.Handle("POST /manage/publications", s.guard(app.Manager, s.doPublications))
	mux.Handle("GET /manage/publications/{period}", s.guard(app.Manager, s.publication))
	mux.Handle("POST /manage/publications/{period}", s.guard(app.Manager, s.doPublication))
	mux.Handle("GET /manage/charter/trial", s.guard(app.Manager, s.trial))
	mux.Handle("POST /manage/charter/trial", s.guard(app.Manager, s.doTrial))
	mux.Handle("GET "+whatIfPath, staff.GuardStream(s.site, "manage", app.Manager, s.whatIf))
	mux.Handle("GET "+draftPath, s.guard(app.Manager, s.draft))
	mux.Handle("POST "+draftPath, s.guard(app.Manager, s.doDraft))
	mux.Handle("GET "+filePath+"{name}", s.guard(app.Manager, s.draftFile))
	mux.Handle("POST "+filePath+"{name}", s.guard(app.Manager, s.doDraftFile))
	mux.Handle("GET "+enactPath, s.guard(app.Manager, s.enacting))
	mux.Handle("POST "+enactPath, s.guard(app.Manager, s.doEnact))
	mux.Handle("GET "+pastPath, s.guard(app.Manager, s.past))
	mux.Handle("POST "+pastPath, s.guard(app.Manager, s.doPast))
	mux.Handle("GET "+pastPath+"/{digest}/zip", s.guard(app.Manager, s.download))
	mux.Handle("GET /admin/accounts", s.guard(app.Admin, s.accounts))
	mux.Handle("POST /admin/accounts", s.guard(app.Admin, s.createAccount))
	mux.Handle("GET /admin/accounts/{id}", s.guard(app.Admin, s.account))
	mux.Handle("POST /admin/accounts/{id}", s.guard(app.Admin, s.updateAccount))
	mux.Handle("GET /admin/channels", s.guard(app.Admin, s.channels))
	mux.Handle("POST /admin/channels", s.guard(app.Admin, s.tryCourier))
	mux.Handle("GET /admin/channels/{name}", s.guard(app.Admin, s.channel))
	mux.Handle("GET /admin/devices", s.guard(app.Admin, s.devices))
	mux.Handle("POST /admin/devices", s.guard(app.Admin, s.registerDevice))
	mux.Handle("POST /admin/devices/{id}", s.guard(app.Admin, s.changeDevice))
	mux.Handle("GET /admin/tokens", s.guard(app.Admin, s.tokens))
	mux.Handle("POST /admin/tokens", s.guard(app.Admin, s.createToken))
	mux.Handle("POST /admin/tokens/{id}", s.guard(app.Admin, s.revokeToken))
	mux.Handle("GET /admin/hooks", s.guard(app.Admin, s.hooks))
	mux.Handle("POST /admin/hooks", s.guard(app.Admin, s.createHook))
	mux.Handle("POST /admin/hooks/{id}", s.guard(app.Admin, s.changeHook))
	mux.Handle("POST /admin/hooks/events/{id}", s.guard(app.Admin, s.resend))
	mux.Handle("GET /admin/ledger", s.guard(app.Admin, s.ledger))
	mux.Handle("GET /admin/access", s.guard(app.Manager, s.access))
}

func (s *Surface) guard(role app.Role, h staff.Handler) http.Handler {
	return staff.Guard(s.site, "manage", role, h)
}

// caseHref is the page of a case; the institution's own case is the state of the standing promises.
func caseHref(id string) string {
	if id == fact.Institution {
		return "/manage/standing"
	}
	return "/desk/cases/" + url.PathEscape(id)
}

// names returns the names of staff by account.
func (s *Surface) names(r *http.Request, v *staff.View) (map[string]string, error) {
	members, err := s.app.Staff(r.Context(), v.Actor.Institution)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(members))
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, nil
}

// numbered returns the receipt number of a case, or what stands for a case without one.
func numbered(c *locale.Catalogue, number, caseID string) string {
	switch {
	case number != "":
		return number
	case caseID == fact.Institution:
		return c.T("manage.institution")
	}
	return c.T("manage.contact")
}
