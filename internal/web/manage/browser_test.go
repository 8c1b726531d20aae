package manage_test

import (
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// TestPagesInBrowser looks at the manager's and the administrator's pages on a desk and a phone, in both languages: no rule
// of WCAG 2.2 AA broken, nothing wider than the screen, nothing blocked by the policy.
func TestPagesInBrowser(t *testing.T) {
	s := site(t)
	late(t, s)
	s.Advance(15 * time.Hour)
	p := s.Petition()
	p.Delivery = "post"
	p.Address = "강원특별자치도 원주시 서원대로 279"
	s.File(p)
	admin := s.LogInAt(t, "boss", app.Admin, "general_affairs", "petition")
	for i := range 12 {
		s.Staff("clerk"+strconv.Itoa(i), app.Officer, "library_information", "general")
	}
	admin.Post("/manage/audits", url.Values{"card": {"phone"}})
	s.Advance(10 * time.Minute)
	rateAll(t, s, admin, 12)
	s.LogInAt(t, "seo", app.Officer, "general_affairs", "rental")
	text, err := s.CharterText(t.Context(), admin.Actor)
	if err != nil {
		t.Fatal(err)
	}
	admin.Post("/manage/charter/trial", url.Values{"charter": {text}})
	admin.Post("/manage/inspections/round", admin.Get("/manage/inspections").MustForm("/manage/inspections/round"))
	if _, err := s.ReportOutage(t.Context(), app.Citizen(admin.Actor.Institution, ""), app.OutageReport{Key: s.NewKey(), Item: "search_pc", Unit: 3}); err != nil {
		t.Fatal(err)
	}
	list, err := s.ListAccounts(t.Context(), admin.Actor)
	if err != nil {
		t.Fatal(err)
	}
	pages := []struct{ name, path string }{
		{"today", "/manage"}, {"broken", "/manage/broken"}, {"unproven", "/manage/unproven"}, {"remedies", "/manage/remedies"}, {"complaints", "/manage/complaints"}, {"inspections", "/manage/inspections"}, {"items", "/manage/items"}, {"signs", "/manage/signs"}, {"sign", "/manage/signs/floor_guide."}, {"plate", "/manage/signs/door_board.general_affairs"}, {"label", "/manage/signs/item_label.search_pc"}, {"audits", "/manage/audits"}, {"audit", "/manage/audits/phone/2026-Q4/20"}, {"check", "/manage/charter/check"}, {"calendar", "/manage/calendar"}, {"staff", "/manage/staff"}, {"survey", "/manage/survey"}, {"standing", "/manage/standing"}, {"charter", "/manage/charter"}, {"trial", "/manage/charter/trial"}, {"draft", "/manage/charter/draft"}, {"enact", "/manage/charter/draft/enact"}, {"versions", "/manage/charter/versions"}, {"round", "/manage/round"}, {"stop", "/manage/round?thing=search_pc"},
		{"accounts", "/admin/accounts"}, {"account", "/admin/accounts/" + list[0].ID}, {"access", "/admin/access"},
	}
	b := browser.Start(t)
	for _, screen := range []struct {
		name string
		browser.Screen
		lang string
	}{{"desk", browser.Desk, "ko"}, {"phone", browser.Phone, "en"}} {
		t.Run(screen.name, func(t *testing.T) {
			p := b.Page(t, screen.Screen)
			p.Open(s.URL + "/login?lang=" + screen.lang)
			p.Wait("#f-login")
			p.Press("boss" + kb.Tab + stafftest.Password + kb.Enter)
			p.Wait(".account form")
			for _, page := range pages {
				p.Open(s.URL + page.path)
				p.Shot("manage-" + page.name + "-" + screen.name)
				p.Axe()
			}
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}
