package desk_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// enter logs in by the keyboard alone.
func enter(t *testing.T, p *browser.Page, s *stafftest.Site, login, next string) {
	t.Helper()
	p.Open(s.URL + next)
	if p.Path() == "/setup" {
		t.Fatal("the site has no administrator")
	}
	p.Wait("#f-login")
	p.Press(login + kb.Tab + stafftest.Password + kb.Enter)
	p.Wait(".account form")
}

// TestDeskInBrowser looks at the officer's pages on a desk and a phone, in both languages: no rule of WCAG 2.2 AA broken,
// nothing blocked by the policy.
func TestDeskInBrowser(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	officer := s.LogIn(t, "lee", app.Lead)
	for range 6 {
		s.File(petition(s))
	}
	receipt, _ := s.File(petition(s))
	visit := begin(t, officer, "visit", "busy", "yes")
	b := browser.Start(t)
	pages := []struct{ name, path string }{
		{"inbox", "/desk?scope=all"},
		{"search", "/desk/search?q=열람실"},
		{"case", "/desk/cases/" + receipt.Case},
		{"refuse", "/desk/cases/" + receipt.Case + "?act=" + fact.CaseRefused.String()},
		{"extend", "/desk/cases/" + receipt.Case + "?act=" + fact.CaseExtended.String()},
		{"visit", "/desk/cases/" + visit},
		{"contact", "/desk/contacts/new"},
		{"letter", "/desk/contacts/new?channel=post"},
		{"password", "/password"},
	}
	for _, screen := range []struct {
		name string
		browser.Screen
		lang string
	}{{"desk", browser.Desk, "ko"}, {"phone", browser.Phone, "en"}} {
		t.Run(screen.name, func(t *testing.T) {
			p := b.Page(t, screen.Screen)
			enter(t, p, s, "kim", "/desk?scope=all&lang="+screen.lang)
			for _, page := range pages {
				p.Open(s.URL + page.path)
				p.Shot("desk-" + page.name + "-" + screen.name)
				p.Axe()
			}
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}
