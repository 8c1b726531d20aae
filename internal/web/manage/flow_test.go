package manage_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// screens are the two widths at which flows are walked.
var screens = []struct {
	name string
	browser.Screen
}{{"desk", browser.Desk}, {"phone", browser.Phone}}

// enter logs in by the keyboard and opens a page.
func enter(p *browser.Page, s *stafftest.Site, login, next string) {
	p.Open(s.URL + "/login?next=" + next)
	p.Wait("#f-login")
	p.Press(login + kb.Tab + stafftest.Password + kb.Enter)
	p.Wait(".account form")
}

// TestAuditInBrowser rates a call that was drawn, as an inspector does with a telephone in the other hand.
func TestAuditInBrowser(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Post("/manage/audits", map[string][]string{"card": {"phone"}})
	b := browser.Start(t)
	for i, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			login := "rater-" + screen.name
			s.Staff(login, app.Inspector, "", "")
			p := b.Page(t, screen.Screen)
			at := "/manage/audits/phone/2026-Q4/" + strconv.Itoa(i+1)
			enter(p, s, login, at)
			for _, item := range []string{"rings", "greeting", "listening", "words", "answer", "farewell", "hangup"} {
				p.Click(`input[name="item.` + item + `"][value="4"]`)
			}
			p.Click(`main form button[type="submit"]`)
			p.Wait(".error-summary, .is-error")
			p.Axe()
			p.Shot("manage-audit-fault-" + screen.name)
			p.Click(`input[name="item.satisfaction"][value="5"]`)
			p.Follow(`main form button[type="submit"]`)
			p.Wait(".alert.success")
			p.Axe()
			for _, problem := range p.Problems() {
				if !strings.Contains(problem, "status of 422") { // the form that was sent with one answer missing
					t.Error(problem)
				}
			}
		})
	}
}

// TestCalendarInBrowser previews a temporary holiday and saves it.
func TestCalendarInBrowser(t *testing.T) {
	b := browser.Start(t)
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			s := site(t)
			s.Staff("boss", app.Admin, "", "")
			s.Staff("manager", app.Manager, "general_affairs", "")
			petition := s.Petition()
			petition.Delivery = "email"
			receipt, _ := s.File(petition)
			p := b.Page(t, screen.Screen)
			enter(p, s, "manager", "/manage/calendar")
			p.Type("#f-name", "임시공휴일")
			p.Until(`(document.querySelector("#f-date").value = "2026-11-27") !== ""`)
			p.Follow(`main button[value="preview"]`)
			p.Wait(`main a[href="/desk/cases/` + receipt.Case + `"]`)
			p.Axe()
			p.Shot("manage-calendar-preview-" + screen.name)
			p.Follow(`main button[value="enter"]`)
			p.Wait(`main button[value="withdraw"]`)
			p.Axe()
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}

// TestAbsenceInBrowser sends an officer away and looks at the inbox of the substitute.
func TestAbsenceInBrowser(t *testing.T) {
	b := browser.Start(t)
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			s := site(t)
			s.Staff("boss", app.Admin, "", "")
			kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
			lee := s.Staff("lee", app.Officer, "library_information", "general")
			petition := s.Petition()
			petition.Delivery = "email"
			receipt, _ := s.File(petition)
			if _, err := s.Assign(t.Context(), s.Staff("lead", app.Lead, "general_affairs", "petition"), "", receipt.Case, kim.Account, ""); err != nil {
				t.Fatal(err)
			}
			p := b.Page(t, screen.Screen)
			enter(p, s, "kim", "/manage/staff")
			p.Until(`(document.querySelector("#f-substitute").value = "` + lee.Account + `") !== ""`)
			p.Follow(`main button[value="enter"]`)
			p.Wait(`main button[value="end"]`)
			p.Axe()
			p.Shot("manage-staff-away-" + screen.name)
			p.Follow(`form[action="/logout"] button`)
			enter(p, s, "lee", "/desk%3Fscope%3Dmine")
			p.Wait(`main a[href="/desk/cases/` + receipt.Case + `"]`)
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}

// TestCharterIsCheckedWhileWriting writes a mistake into the charter file: it is shown without a button being pressed, and
// with one.
func TestCharterIsCheckedWhileWriting(t *testing.T) {
	b := browser.Start(t)
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			s := site(t)
			s.Staff("boss", app.Admin, "", "")
			s.Staff("manager", app.Manager, "general_affairs", "")
			p := b.Page(t, screen.Screen)
			enter(p, s, "manager", "/manage/charter/check")
			p.Type("#f-charter", "mistake: yes")
			p.Wait("#check-result li code")
			p.Axe()
			p.Shot("manage-check-written-" + screen.name)
			p.Follow(`main form button[type="submit"]`)
			p.Wait("#check-result li code")
			for _, problem := range p.Problems() {
				t.Error(problem)
			}
		})
	}
}
