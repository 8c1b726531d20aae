package tour

import (
	"net/http"
	"strings"

	"jikim/internal/core/fact"
)

// stop is a page that is visited, as nobody in particular, a member of staff or a machine.
type stop struct{ name, as, path string }

func (s stop) status() int {
	switch s.name {
	case "unknown":
		return http.StatusNotFound
	case "denied":
		return http.StatusForbidden
	}
	return http.StatusOK
}

func (s stop) machine() bool { return s.touch() || s.as == "wall" || s.as == "door" }

// touch tells that the page is worked by fingers alone.
func (s stop) touch() bool { return s.as == "kiosk" || s.as == "button" }

// noPage are the routes that lead to no page of their own, and why.
var noPage = map[string]string{
	"GET /healthz":                              "for programs",
	"GET /readyz":                               "for programs",
	"GET /setup":                                "there only before there is an administrator: TestFirstRun",
	"GET /data/performance/{file}":              "a file",
	"GET /data/improvements.csv":                "a file",
	"GET /data/improvements.json":               "a file",
	"GET /improvements/pictures/{digest}":       "a picture",
	"GET /manage/improvements/{id}/picture":     "a picture",
	"GET /ledger/checkpoint":                    "for programs",
	"GET /ledger/checkpoints":                   "for programs",
	"GET /ledger/keys":                          "for programs",
	"GET /ledger/tile/{path...}":                "for programs",
	"GET /data/publications/{file}":             "a file",
	"GET /data/catalogue.jsonld":                "for programs",
	"GET /badge.svg":                            "a picture for pages of others",
	"GET /open/{path...}":                       "a file",
	"GET /c/{token}/ledger/file":                "a file",
	"GET /c/{token}/events":                     "a stream",
	"GET /c/{token}/receipt/file":               "a file",
	"GET /c/{token}/files/{name...}":            "a file",
	"GET /desk/events":                          "a stream",
	"GET /desk/cases/{id}/files/{name}":         "a file",
	"GET /manage/inspections/photo":             "a picture",
	"GET /manage/signs/print":                   "a file",
	"GET /manage/signs/{id}/svg":                "a picture",
	"GET /manage/surveys/{id}/sheets":           "a file",
	"GET /satisfaction/{id}/{file}":             "a file",
	"GET /board/events":                         "a stream",
	"GET /kiosk/fresh":                          "leads to /kiosk",
	"GET /open311/{file}":                       "for programs",
	"GET /open311/v2/{file}":                    "for programs",
	"GET /open311/v2/{kind}/{file}":             "for programs",
	"GET /dates/{file}":                         "a file",
	"GET /publications.atom":                    "for programs",
	"GET /publications.rss":                     "for programs",
	"GET /api":                                  "leads to /api/",
	"GET /petitions/code":                       "for a script",
	"GET /manage/charter/versions/{digest}/zip": "a file",
}

// forPrograms are the routes of the interface for programs, each of which TestContract of its package asks for.
const forPrograms = "GET /api/v1/"

// excused tells whether a route leads to no page.
func excused(route string) bool { return noPage[route] != "" || strings.HasPrefix(route, forPrograms) }

func stops(o *office) []stop {
	var all []stop
	add := func(as string, namesAndPaths ...string) {
		for i := 0; i < len(namesAndPaths); i += 2 {
			all = append(all, stop{namesAndPaths[i], as, namesAndPaths[i+1]})
		}
	}
	act := func(caseID string, kind fact.Kind) string { return "/desk/cases/" + caseID + "?act=" + kind.String() }
	add("", "home", "/", "charter", "/charter", "services", "/services", "service", "/services/rental", "item", "/items/search_pc?unit=2",
		"privacy", "/privacy", "ledger", "/ledger", "open", "/open", "open-check", "/open/check", "api", "/api/", "find", "/find", "found", "/find?q=자료", "found-officer", "/find?q=ㄷㄷ", "nothing", "/find?q=zzz", "floors", "/find/floors?room=reading_room", "room", "/find/room/reading_room", "office", "/find/room/general_affairs_office",
		"petition-service", "/petitions/new", "petition-proof", "/petitions/new?service=library_card", "petition", "/petitions/new?service=disclosure", "complaint", "/complaints/new", "opinion", "/opinions/new",
		"follow", "/follow", "unknown", "/nowhere", "survey-start", o.link, "survey-anonymity", "/survey/anonymity", "survey-code", "/s",
		"survey-year", "/satisfaction", "survey-result", "/satisfaction/"+o.result, "survey-plan", "/satisfaction/"+o.result+"/plan")
	for _, c := range []struct{ name, token string }{{"running", o.running.Token}, {"waiting", o.waiting.Token}, {"answered", o.answered.Token}, {"refused", o.refused.Token},
		{"withdrawn", o.withdrawn.Token}, {"late", o.late.Token}, {"complained", o.complaint.Token}, {"opined", o.opinion.Token}} {
		add("", "case-"+c.name, "/c/"+c.token)
	}
	c := "/c/" + o.running.Token
	add("", "receipt", c+"/receipt", "case-ledger", c+"/ledger", "withdraw", c+"/withdraw", "case-complaint", c+"/complaint", "case-opinion", c+"/opinion")
	add("", "performance", "/performance?period=2026-11", "performance-year", "/performance?period=2026", "performance-promise", "/performance/case.deadline?year=2026",
		"performance-standing", "/performance/visit.badge?year=2026", "published", "/publications", "published-month", "/publications/2026-09",
		"published-promise", "/publications/2026-09/case.deadline", "improved", "/improvements")
	add("", "login", "/login", "device", "/device")

	add("kim", "password", "/password", "desk", "/desk", "desk-all", "/desk?scope=all", "search", "/desk/search?q=열람실", "handout", "/desk/handout?scope=all&all=1",
		"phrases", "/desk/phrases", "dates", "/desk/dates", "phrase", "/desk/phrases/"+o.phrase, "contact", "/desk/contacts/new", "letter", "/desk/contacts/new?channel=post",
		"desk-running", "/desk/cases/"+o.running.Case, "desk-waiting", "/desk/cases/"+o.waiting.Case, "desk-answered", "/desk/cases/"+o.answered.Case,
		"desk-refused", "/desk/cases/"+o.refused.Case, "desk-late", "/desk/cases/"+o.late.Case, "desk-complaint", "/desk/cases/"+o.complaint.Case,
		"desk-opinion", "/desk/cases/"+o.opinion.Case, "answer", act(o.running.Case, fact.CaseAnswered), "refuse", act(o.running.Case, fact.CaseRefused),
		"extend", act(o.waiting.Case, fact.CaseExtended), "merge", act(o.running.Case, fact.CaseMerged), "repeat", act(o.running.Case, fact.CaseRepeated),
		"statement-blank", "/desk/cases/"+o.visit+"/statement", "statement", "/desk/cases/"+o.dictated+"/statement",
		"statement-sheet", "/desk/cases/"+o.dictated+"/statement/sheet", "omitted", act(o.left, fact.ActOmitted),
		"visit", "/desk/cases/"+o.visit, "arrived", "/desk/cases/"+o.slip, "call", "/desk/cases/"+o.call, "message", act(o.call, fact.MessageTaken),
		"transfer", act(o.call, fact.CallTransferStarted), "ringing", "/desk/cases/"+o.ringing,
		"receive", "/desk/cases/"+o.visit+"?act=case.received&contact="+o.Stored(o.visit).Facts[0].ID, "desk-receipt", "/desk/cases/"+o.letter+"/receipt",
		"survey-sheet", "/desk/survey/sheet", "survey-call", "/desk/survey/call", "survey-letter", "/desk/survey/letter",
		"letters", "/desk/letters", "letter-held", "/desk/letters/"+o.held, "letter-filed", "/desk/letters/"+o.filed, "posting", "/desk/posting",
		"denied", "/admin/accounts")
	add("boss", "today", "/manage", "broken", "/manage/broken", "unproven", "/manage/unproven", "remedies", "/manage/remedies", "complaints", "/manage/complaints",
		"register", "/manage/complaints/register", "one-complaint", "/manage/complaints/"+o.complaint.Case+"/"+o.Stored(o.complaint.Case).Facts[0].ID, "opinions", "/manage/opinions",
		"one-opinion", "/manage/opinions/"+o.opinion.Case+"/"+o.Stored(o.opinion.Case).Facts[0].ID, "patterns", "/manage/patterns", "improvements", "/manage/improvements",
		"improvement-new", "/manage/improvements/new", "improvement", "/manage/improvements/"+o.improvement, "what-if", "/manage/charter/what-if",
		"what-if-year", "/manage/charter/what-if?promise=remote.procedure&limit=1+hour",
		"inspections", "/manage/inspections", "round", "/manage/round", "round-one", "/manage/round?thing=search_pc", "audits", "/manage/audits",
		"audit", "/manage/audits/phone/2026-Q4/20", "items", "/manage/items", "signs", "/manage/signs", "sign", "/manage/signs/floor_guide.",
		"plate", "/manage/signs/door_board.general_affairs", "label", "/manage/signs/item_label.search_pc", "survey", "/manage/survey", "surveys", "/manage/surveys", "survey-watch", "/manage/surveys/"+o.wave+"?close=1", "survey-review", "/manage/surveys/"+o.result+"/result", "publications", "/manage/publications", "publication-draft", "/manage/publications/2026-10",
		"calendar", "/manage/calendar", "calendar-preview", "/manage/calendar?date=2026-12-08&kind=temporary&name=x&decided=2026-11-24", "presence", "/manage/staff", "ratings", "/manage/ratings?words=all",
		"standing", "/manage/standing", "charter-text", "/manage/charter", "check", "/manage/charter/check", "trial", "/manage/charter/trial",
		"hours", "/manage/calendar/hours", "draft", "/manage/charter/draft", "draft-sentence", "/manage/charter/draft?at=visit.greeting",
		"draft-file", "/manage/charter/draft/files/desks.yaml", "enact", "/manage/charter/draft/enact", "versions", "/manage/charter/versions",
		"directory", "/manage/directory", "directory-desks", "/manage/directory/desks", "directory-new", "/manage/directory/new/rooms",
		"directory-desk", "/manage/directory/desks/petition", "position", "/manage/staff/"+o.lee.Account,
		"accounts", "/admin/accounts", "account", "/admin/accounts/"+o.lee.Account, "devices", "/admin/devices", "tokens", "/admin/tokens", "hooks", "/admin/hooks", "ledger-admin", "/admin/ledger", "channels", "/admin/channels", "channel", "/admin/channels/mailbox", "access", "/admin/access")

	add("kiosk", "kiosk", "/kiosk", "kiosk-desks", "/kiosk/desks", "kiosk-desk", "/kiosk/desks/petition", "kiosk-help", "/kiosk/help", "kiosk-find", "/kiosk/find",
		"kiosk-keys", "/kiosk/find?q=ㅈㄹㅅ", "kiosk-letters", "/kiosk/find?keys=abc&q=room",
		"kiosk-survey", "/kiosk/survey", "kiosk-rate", "/kiosk/rate", "kiosk-rate-desk", "/kiosk/rate?desk=general", "kiosk-done", "/kiosk/done", "kiosk-found", "/kiosk/find/desk/general", "kiosk-room", "/kiosk/find/room/reading_room", "kiosk-number", "/kiosk/arrivals/"+o.slip)
	add("wall", "board", "/board")
	add("door", "door", "/door")
	add("button", "press", "/press")
	return all
}
