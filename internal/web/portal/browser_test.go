package portal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/test/browser"
	"jikim/test/site"
)

// onPaper is one page in a state worth looking at.
type onPaper struct{ name, path string }

// worked is an office with cases in every state a citizen can meet.
func worked(t *testing.T) (*site.Site, []onPaper) {
	t.Helper()
	s := open(t, func(c *web.Config) { c.Filing = web.Rate{Burst: -1} })
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	file := func() *app.Receipt {
		p := s.Petition()
		p.Delivery = "pickup"
		r, _ := s.File(p)
		return r
	}
	running, waiting, answered, refused := file(), file(), file(), file()
	s.Advance(90 * time.Minute)
	done := func(_ *app.Done, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	done(s.AskSupplement(s.Context(), officer, app.Missing{Key: s.NewKey(), Case: waiting.Case, What: "신청서 사본 1부", Until: s.Now().Add(96 * time.Hour)}))
	done(s.Answer(s.Context(), officer, app.Result{Key: s.NewKey(), Case: answered.Case, Text: "종합자료실은 화요일부터 일요일까지 09:00에 엽니다.\n월요일과 공휴일에는 쉽니다.", How: "web"}))
	appeal, err := s.AppealText(s.Context(), officer, refused.Case, "ko")
	if err != nil {
		t.Fatal(err)
	}
	done(s.Refuse(s.Context(), officer, app.Refusal{Key: s.NewKey(), Case: refused.Case, Reason: "자료실 안에서는 촬영을 허가하지 않습니다.", Law: "도서관 이용규정 제12조", Appeal: appeal, How: "web"}))
	s.Advance(24 * time.Hour)
	return s, []onPaper{
		{"home", "/"}, {"charter", "/charter"}, {"services", "/services"}, {"service", "/services/rental"}, {"choose", "/petitions/new"},
		{"petition", "/petitions/new?service=disclosure"}, {"complaint", "/complaints/new"}, {"opinion", "/opinions/new"}, {"find", "/follow"},
		{"privacy", "/privacy"}, {"receipt", "/c/" + running.Token + "/receipt"}, {"running", "/c/" + running.Token},
		{"waiting", "/c/" + waiting.Token}, {"answered", "/c/" + answered.Token}, {"refused", "/c/" + refused.Token},
		{"withdraw", "/c/" + running.Token + "/withdraw"}, {"case-complaint", "/c/" + running.Token + "/complaint"}, {"unknown", "/nowhere"},
	}
}

// TestPagesInBrowser looks at every page on a desk, a phone and at 200 %: no rule of WCAG 2.2 AA broken, nothing wider than
// the screen, nothing blocked by the policy.
func TestPagesInBrowser(t *testing.T) {
	s, pages := worked(t)
	b := browser.Start(t)
	screens := []struct {
		name, lang string
		browser.Screen
	}{
		{"desk", "ko", browser.Desk}, {"phone", "ko", browser.Phone}, {"zoomed", "en", browser.Screen{Width: 640, Height: 450}},
	}
	for _, screen := range screens {
		p := b.Page(t, screen.Screen)
		for _, page := range pages {
			query := "?lang="
			if strings.Contains(page.path, "?") {
				query = "&lang="
			}
			p.Open(s.URL + page.path + query + screen.lang)
			p.Shot("portal-" + page.name + "-" + screen.name)
			p.Axe()
		}
		for _, problem := range p.Problems() {
			if !strings.Contains(problem, "/nowhere") {
				t.Errorf("%s: %s", screen.name, problem)
			}
		}
	}
}

// TestFilingByKeyboard files a petition without a pointer and without scripts.
func TestFilingByKeyboard(t *testing.T) {
	s := open(t, nil)
	b := browser.Start(t)
	p := b.Page(t, browser.Phone)
	p.WithoutScripts()
	p.Open(s.URL + "/petitions/new?service=question&lang=ko")
	focus := func(id string) {
		t.Helper()
		for range 60 {
			p.Press(kb.Tab)
			if browser.Eval[string](p, "document.activeElement.id || document.activeElement.textContent.trim()") == id {
				return
			}
		}
		t.Fatalf("the Tab key never leads to %q", id)
	}
	focus("f-text")
	p.Press("When is the room open?")
	focus("f-name")
	p.Press("Hong")
	focus("f-answer")
	p.Press(" ")
	focus("f-delivery")
	p.Press(" ")
	focus("신청하기")
	p.Press(kb.Enter)
	p.Wait(".alert.success")
	if path := p.Path(); !strings.HasSuffix(path, "/receipt") {
		t.Fatalf("led to %s: %s", path, p.Text("main"))
	}
	if text := p.Text("main"); !strings.Contains(text, "2026-000001") {
		t.Errorf("the receipt says %q", text)
	}
}
