package manage_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/public"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
	"jikim/test/harness"
)

// careful is an office whose figures two persons have to approve, after a month with petitions in time and late ones.
func careful(t *testing.T) *stafftest.Site {
	t.Helper()
	o := harness.New(t, "2026-11-02 10:00")
	o.Staff("boss", app.Admin, "", "")
	o.Staff("kim", app.Officer, "general_affairs", "petition")
	o.Staff("manager", app.Manager, "general_affairs", "petition")
	o.Staff("second", app.Manager, "general_affairs", "petition")
	for range 8 {
		p := o.Petition()
		p.Delivery = "pickup"
		o.File(p)
		o.Advance(time.Hour)
	}
	o.Until(harness.At(t, "2026-12-02 09:00"))
	two := *harness.Wonju(t)
	two.Publishing = charter.Publishing{Two: true}
	versions, err := app.NewCharters(&two)
	if err != nil {
		t.Fatal(err)
	}
	o.Close()
	o.Service = o.Serve(app.Config{Charters: versions})
	return stafftest.Over(t, o, func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{public.New(s), desk.New(s, service), manage.New(s, service)}
	})
}

// TestPublishingInBrowser: one manager counts a month and approves it, which publishes nothing; the second makes it public; a correction
// names the one before, and that one names the correction. The first half on a desk, the second on a phone.
func TestPublishingInBrowser(t *testing.T) {
	s, b := careful(t), browser.Start(t)
	const at, month = "/manage/publications", "2026-11"
	for _, round := range []struct {
		name string
		browser.Screen
		id, reason string
	}{{"desk", browser.Desk, month, ""}, {"phone", browser.Phone, month + ".2", "늦게 적은 기록을 더했습니다"}} {
		first, second, anybody := b.Page(t, round.Screen), b.Page(t, round.Screen), b.Page(t, round.Screen)
		for _, p := range []*browser.Page{first, second, anybody} {
			p.SetCookie(s.URL, "lang", "ko")
		}
		look := func(p *browser.Page, name string) {
			t.Helper()
			p.Shot("publish-" + name + "-" + round.name)
			p.Fits()
			p.Axe()
		}
		enter(first, s, "manager", at)
		first.Until(`(document.querySelector("#f-period").value = "` + month + `") !== ""`)
		if round.reason != "" {
			first.Type("#f-reason", round.reason)
		}
		if round.reason == "" {
			look(first, "list")
		}
		first.Follow(`form[action="` + at + `"] button[type="submit"]`)
		if round.reason != "" {
			look(first, "draft")
		}
		approve := `button[name="do"][value="approve"]`
		first.Follow(approve)
		if got := first.Text(".alert.success"); !strings.Contains(got, "다른 사람이 한 번 더") {
			t.Errorf("after one approval: %s", got)
		}
		if _, _, err := s.PublishedAs(t.Context(), harness.Institution, round.id); err == nil {
			t.Fatal("one of two made it public")
		}
		enter(second, s, "second", at+"/"+month)
		second.Open(s.URL + at + "/" + month)
		second.Follow(approve)
		if got := second.Text(".alert.success"); !strings.Contains(got, "공표했습니다") {
			t.Errorf("after two approvals: %s", got)
		}
		anybody.Open(s.URL + "/publications/" + round.id)
		look(anybody, "public")
		if got := anybody.Text("main"); !strings.Contains(got, "두 사람이 승인하여 공표했습니다") || !strings.Contains(got, "어긴 약속과 그 뒤에 한 일") {
			t.Error("the page does not say who approved what")
		}
		anybody.Open(s.URL + "/publications/" + round.id + "/case.deadline")
		look(anybody, "promise")
		if round.reason == "" {
			continue
		}
		anybody.Open(s.URL + "/publications/" + round.id)
		if got := anybody.Text("main"); !strings.Contains(got, month+" 자료를 정정한 것입니다. 까닭: "+round.reason) {
			t.Error("the correction does not name the one before")
		}
		anybody.Open(s.URL + "/publications/" + month)
		anybody.Follow(`.alert.warning a`)
		if got := anybody.Path(); got != "/publications/"+round.id {
			t.Errorf("the old one leads to %s", got)
		}
	}
}
