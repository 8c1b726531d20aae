package kiosk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/web/kiosk"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
	"jikim/test/harness"
)

// The screens of the machines.
var (
	upright = browser.Screen{Width: 1080, Height: 1920, Touch: true}
	wall    = browser.Screen{Width: 1920, Height: 1080}
)

// bind types the code of a new device into the page of a machine.
func bind(t *testing.T, p *browser.Page, s *stafftest.Site, admin *stafftest.Person, kind, place string) {
	t.Helper()
	p.Open(s.URL + "/device")
	p.Type("#f-code", register(t, admin, kind, place))
	p.Follow("form .krds-btn.primary")
}

func clean(t *testing.T, pages ...*browser.Page) {
	t.Helper()
	for _, p := range pages {
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	}
}

// TestKioskIsLarge proves that nothing to touch is small, that the switches stand at the bottom, where one reaches them from a
// wheelchair, and that nothing is wider than the screen when all is twice as large.
func TestKioskIsLarge(t *testing.T) {
	s := open(t, tuesday, time.Hour)
	p := browser.Start(t).Page(t, upright)
	bind(t, p, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	for _, look := range []string{"lang=ko&size=normal&theme=light", "lang=en&size=large&theme=contrast"} {
		for _, path := range []string{"/kiosk", "/kiosk/desks", "/kiosk/desks/petition", "/kiosk/help", "/kiosk/find", "/kiosk/find?q=ㅈㄹㅅ&",
			"/kiosk/find?keys=abc&q=room&", "/kiosk/find/desk/general", "/kiosk/find/room/reading_room", "/kiosk/done"} {
			if !strings.HasSuffix(path, "&") {
				path += "?"
			}
			p.Open(s.URL + path + look)
			if small := browser.Eval[string](p, `[...document.querySelectorAll("main a, main button, .screen-tools a")].filter(e => e.offsetHeight < 80).map(e => e.textContent).join()`); small != "" {
				t.Errorf("%s: small to touch: %s", path, small)
			}
		}
		p.Open(s.URL + "/kiosk/desks/general?" + look)
		p.Follow("button.kiosk-choice.primary")
		p.Wait(".kiosk-number")
	}
	if low := browser.Eval[float64](p, `document.querySelector(".screen-tools").getBoundingClientRect().bottom - innerHeight`); low < -1 {
		t.Errorf("the switches stand %v px above the bottom", -low)
	}
	p.Resize(browser.Screen{Width: 540, Height: 960, Touch: true}) // twice as large
	for _, path := range []string{"/kiosk", "/kiosk/desks/petition", "/kiosk/find", "/kiosk/find?q=ㅈ"} {
		p.Open(s.URL + path)
		p.Fits()
	}
	clean(t, p)
}

// TestFromKioskToBoard takes a visitor from the kiosk to the officer, who greets with one key, and to the wall, which shows
// the number; what was promised is kept on the evidence of machine and officer.
func TestFromKioskToBoard(t *testing.T) {
	s := open(t, tuesday, kiosk.Idle)
	admin := s.LogIn(t, "boss", app.Admin)
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	b := browser.Start(t)
	entrance, display, officer := b.Page(t, upright), b.Page(t, wall), b.Page(t, browser.Desk)
	bind(t, entrance, s, admin, "kiosk", "room:entrance")
	bind(t, display, s, admin, "wall", "")
	const desk = `[...document.querySelectorAll(".board-desk")].find(e => e.querySelector("h3").textContent === "민원접수 창구")`
	display.Open(s.URL + "/board?lang=ko")
	display.Wait("#board")
	officer.Open(s.URL + "/login?lang=ko&next=/desk")
	officer.Type("#f-login", "kim")
	officer.Press(kb.Tab + stafftest.Password + kb.Enter)
	officer.Wait("#inbox")
	browser.Eval[bool](display, `(window.stayed = true)`)

	entrance.Follow("a.kiosk-choice.primary")
	entrance.Follow("a[href='/kiosk/desks/petition']")
	entrance.Click("#busy")
	entrance.Follow("button.kiosk-choice.primary")
	entrance.Wait(".kiosk-number")
	if number := entrance.Text(".kiosk-number"); number != "1" {
		t.Fatalf("the number is %q", number)
	}
	id := strings.TrimPrefix(entrance.Path(), "/kiosk/arrivals/")

	officer.Until(`document.querySelector(".arrivals")?.textContent.includes("1번")`)
	officer.Shot("arrival-desk")
	officer.Axe()
	display.Until(desk + `.querySelector(".board-waiting").textContent.includes("1명")`)
	s.Clock.Set(s.Clock.Now().Add(2 * time.Second))
	officer.Press("b")
	officer.Wait(".alert.success")
	s.Clock.Set(s.Clock.Now().Add(3 * time.Second))
	officer.Press("g")
	officer.Until(`document.querySelector(".alert.success")?.textContent.includes("기록했습니다: 인사")`)
	display.Until(desk + `.querySelector(".latest")?.textContent === "1"`)
	display.Until(desk + `.querySelector(".board-waiting").textContent.includes("0명")`)
	if !browser.Eval[bool](display, `window.stayed === true`) || browser.Eval[bool](display, `!document.querySelector("[data-stale]").hidden`) {
		t.Error("the wall was loaded anew, or says that it is stale")
	}
	display.Shot("wall-called")
	// When it was not loaded anew for long it says so. What the greeting stirred may still come and be fresh.
	display.Until(`(document.querySelector("[data-fresh]").dataset.fresh = "0", !document.querySelector("[data-stale]").hidden)`)
	display.Axe()
	for _, promise := range []string{"visit.acknowledge", "visit.greeting"} {
		if v := s.Verdict(id, promise); v == nil || v.Status != judge.Kept || v.Evidence != fact.Attested {
			t.Errorf("%s: %+v", promise, v)
		}
	}
	if f := s.Stored(id).Facts[0]; f.Grade() != fact.Measured {
		t.Errorf("the arrival is %s", f.Grade())
	}
	clean(t, entrance, display, officer)
}

// TestGreetingIsOneKey greets the first visitor of the list from the inbox.
func TestGreetingIsOneKey(t *testing.T) {
	s := open(t, tuesday, kiosk.Idle)
	admin := s.LogIn(t, "boss", app.Admin)
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	m := machine(t, s, admin, "kiosk", "")
	p := browser.Start(t).Page(t, browser.Desk)
	p.Open(s.URL + "/login?lang=ko&next=/desk")
	p.Type("#f-login", "kim")
	p.Press(kb.Tab + stafftest.Password + kb.Enter)
	p.Wait("#inbox")
	page := m.Post("/kiosk/arrivals", m.Get("/kiosk/desks/petition").MustForm("/kiosk/arrivals"))
	p.Wait(".arrivals")
	p.Press("h")
	p.Wait(".alert.success")
	if done := p.Text(".alert.success"); !strings.Contains(done, "기록했습니다: 인사") {
		t.Errorf("done: %q", done)
	}
	if kinds := s.Kinds(strings.TrimPrefix(page.Path, "/kiosk/arrivals/")); len(kinds) != 2 || kinds[1] != fact.VisitGreeted {
		t.Errorf("recorded %v", kinds)
	}
	clean(t, p)
}

// TestWayIsFoundByFirstConsonants touches the keys of the screen until the office is there, and says that it was found: the time from
// the first page to then is measured, and the kiosk thanks and begins anew.
func TestWayIsFoundByFirstConsonants(t *testing.T) {
	s := open(t, tuesday, 3*time.Second)
	admin := s.LogIn(t, "boss", app.Admin)
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	p := browser.Start(t).Page(t, upright)
	bind(t, p, s, admin, "kiosk", "")
	p.Open(s.URL + "/kiosk?lang=ko")
	p.Follow("a[href='/kiosk/find']")
	for _, letter := range []string{"ㅊ", "ㅁ", "ㄱ"} {
		browser.Eval[bool](p, `([...document.querySelectorAll(".kiosk-key")].find(e => e.textContent === "`+letter+`").id = "next") !== ""`)
		p.Follow("#next")
	}
	if words := browser.Eval[string](p, `document.getElementById("words").value`); words != "ㅊㅁㄱ" {
		t.Fatalf("typed %q", words)
	}
	p.Shot("kiosk-typed")
	p.Follow("a[href^='/kiosk/find/department/general_affairs']")
	s.Clock.Set(s.Clock.Now().Add(40 * time.Second))
	p.Follow("form[action='/kiosk/located'] button")
	p.Wait(".kiosk-slip")
	f, err := s.FreshFigures(t.Context(), harness.Institution, "")
	if err != nil {
		t.Fatal(err)
	}
	if row := f.Table.Row("visit.floor_guide"); row == nil || !row.Aim.Suppressed {
		t.Errorf("the one time is not counted, or shown: %+v", row)
	}
	p.Wait("a[href='/kiosk/desks']") // it begins anew by itself
	clean(t, p)
}

// TestKioskGoesBackByItself asks before it goes back, stays when it is touched, and leaves no page behind to come back to.
func TestKioskGoesBackByItself(t *testing.T) {
	s := open(t, tuesday, 8*time.Second)
	p := browser.Start(t).Page(t, upright)
	bind(t, p, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	const language = `document.documentElement.lang`
	usual := browser.Eval[string](p, language)
	other := map[string]string{"ko": "en", "en": "ko"}[usual]
	p.Open(s.URL + "/kiosk/find?lang=" + other)
	p.Wait("#idle[open]")
	p.Shot("kiosk-idle")
	p.Axe()
	p.Click("[data-stay]")
	p.Until(`!document.getElementById("idle").open`)
	if p.Path() != "/kiosk/find?lang="+other {
		t.Fatalf("a touch led to %s", p.Path())
	}
	p.Wait("a[href='/kiosk/desks']")
	if lang := browser.Eval[string](p, language); lang != usual {
		t.Errorf("the next visitor finds %s", lang)
	}
	p.Back()
	if strings.HasPrefix(p.Path(), "/kiosk/find") {
		t.Errorf("one comes back to what the last visitor saw: %s", p.Path())
	}
}
