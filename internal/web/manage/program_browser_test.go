package manage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
	"jikim/test/harness"
)

// TestProgramsInBrowser makes a token by the keyboard alone and sends an event again that was given up, on a desk and a phone.
func TestProgramsInBrowser(t *testing.T) {
	s := site(t)
	boss := s.LogIn(t, "boss", app.Admin)
	h, _, err := s.CreateHook(t.Context(), boss.Actor, app.NewHook{Name: "시청", URL: "https://city.example/hook", Kinds: []string{"case.received"}})
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Start(t)
	for _, screen := range []struct {
		name string
		browser.Screen
		lang string
	}{{"desk", browser.Desk, "ko"}, {"phone", browser.Phone, "en"}} {
		t.Run(screen.name, func(t *testing.T) {
			giveUp(t, s, h)
			p := b.Page(t, screen.Screen)
			p.Open(s.URL + "/login?lang=" + screen.lang)
			p.Wait("#f-login")
			p.Press("boss" + kb.Tab + stafftest.Password + kb.Enter)
			p.Wait(".account form")

			p.Open(s.URL + "/admin/tokens")
			p.Click("#f-name")
			p.Press(kb.Enter)
			p.Wait("#f-name-error")
			p.Axe()
			p.Click("#f-name")
			p.Press("portal " + screen.name + kb.Tab + kb.Tab)
			p.Press(strings.Repeat(kb.Tab, 6) + " " + kb.Enter) // petitions:write is the seventh scope
			p.Wait(".alert.success .secret")
			if got := p.Text(".alert.success .secret"); !strings.HasPrefix(got, app.TokenPrefix) {
				t.Errorf("the token is %q", got)
			}
			p.Shot("token-made-" + screen.name)
			p.Axe()

			before, err := s.DeadDeliveries(t.Context(), boss.Actor)
			if err != nil || len(before) == 0 {
				t.Fatalf("given up: %+v %v", before, err)
			}
			p.Open(s.URL + "/admin/hooks")
			p.Shot("hook-dead-" + screen.name)
			p.Axe()
			p.Follow(`form[action^="/admin/hooks/events/"] button`)
			if dead, err := s.DeadDeliveries(t.Context(), boss.Actor); err != nil || len(dead) != len(before)-1 {
				t.Errorf("still given up: %+v %v", dead, err)
			}
			for _, problem := range p.Problems() {
				if !strings.Contains(problem, "status of 422") { // the browser notes the form that was refused
					t.Error(problem)
				}
			}
		})
	}
}

// giveUp leaves an event of a petition that its receiver never took.
func giveUp(t *testing.T, s *stafftest.Site, h *app.Hook) {
	t.Helper()
	s.File(s.Petition())
	list, err := s.Store.ClaimDeliveries(t.Context(), harness.Institution, h.ID, s.Now(), time.Minute, 10)
	if err != nil || len(list) == 0 {
		t.Fatalf("%+v %v", list, err)
	}
	for _, d := range list {
		if err := s.Store.SettleDelivery(t.Context(), harness.Institution, d.ID, s.Now(), time.Time{}, "http_500"); err != nil {
			t.Fatal(err)
		}
	}
}
