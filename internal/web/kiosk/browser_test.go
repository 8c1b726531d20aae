package kiosk_test

import (
	"strconv"
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

// busyDay lets visitors come, be greeted and leave, so that the wall has something to show.
func busyDay(t *testing.T, s *stafftest.Site, officer app.Actor) {
	t.Helper()
	machine := s.Device(app.Kiosk, app.Place{})
	for i := range 9 {
		a, err := s.Arrive(t.Context(), machine, app.Arrival{Key: s.NewKey(), Desk: []string{"petition", "general", "single"}[i%3]})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []fact.Kind{fact.VisitGreeted, fact.VisitConfirmed, fact.VisitLeft}[:i/2%4] {
			s.Clock.Set(s.Clock.Now().Add(time.Second))
			e := app.Entry{Key: s.NewKey(), Case: a.Case, Contact: s.Stored(a.Case).Facts[0].ID, Kind: kind}
			if kind == fact.VisitGreeted {
				e.Data = fact.With("stood", i != 6, "phrase", true, "first", true)
			}
			if _, err := s.Record(t.Context(), officer, e); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestMachinesInBrowser looks at every page of every machine on its screen, in both languages, on the high-contrast screen and
// in large type: no rule of WCAG 2.2 AA broken, nothing wider than the screen, nothing to touch that is small.
func TestMachinesInBrowser(t *testing.T) {
	s := open(t, tuesday, time.Hour)
	admin := s.LogIn(t, "boss", app.Admin)
	kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
	s.Staff("lee", app.Officer, "general_affairs", "rental")
	busyDay(t, s, kim)
	b := browser.Start(t)
	t.Run("kiosk", func(t *testing.T) {
		p := b.Page(t, upright)
		bind(t, p, s, admin, "kiosk", "")
		for _, look := range []string{"lang=ko&size=normal&theme=light", "lang=en&size=large&theme=contrast"} {
			for name, path := range map[string]string{"start": "/kiosk", "desks": "/kiosk/desks", "desk": "/kiosk/desks/petition",
				"help": "/kiosk/help", "find": "/kiosk/find", "keys": "/kiosk/find?q=ㅈㄹㅅ&", "letters": "/kiosk/find?keys=abc&q=room&",
				"found": "/kiosk/find/desk/general", "room": "/kiosk/find/room/reading_room?since=" + strconv.FormatInt(s.Clock.Now().UnixMilli(), 10) + "&", "done": "/kiosk/done"} {
				if !strings.HasSuffix(path, "&") {
					path += "?"
				}
				p.Open(s.URL + path + look)
				p.Shot("kiosk-" + name + "-" + look[5:7])
				p.Axe()
				if small := browser.Eval[string](p, `[...document.querySelectorAll("main a, main button, .screen-tools a")].filter(e => e.offsetHeight < 80).map(e => e.textContent).join()`); small != "" {
					t.Errorf("%s: small to touch: %s", path, small)
				}
			}
			p.Open(s.URL + "/kiosk/desks/general?" + look)
			p.Follow("button.kiosk-choice.primary")
			p.Wait(".kiosk-number")
			p.Shot("kiosk-number-" + look[5:7])
			p.Axe()
		}
		if low := browser.Eval[float64](p, `document.querySelector(".screen-tools").getBoundingClientRect().bottom - innerHeight`); low < -1 {
			t.Errorf("the switches stand %v px above the bottom", -low)
		}
		p.Resize(browser.Screen{Width: 540, Height: 960, Touch: true}) // twice as large
		for _, path := range []string{"/kiosk", "/kiosk/desks/petition", "/kiosk/find", "/kiosk/find?q=ㅈ"} {
			p.Open(s.URL + path)
			p.Axe()
		}
		clean(t, p)
	})
	for kind, path := range map[string]string{"wall": "/board", "door": "/door", "button": "/press"} {
		t.Run(kind, func(t *testing.T) {
			place := map[string]string{"door": "department:general_affairs", "button": "desk:petition"}[kind]
			p := b.Page(t, wall)
			bind(t, p, s, admin, kind, place)
			for _, look := range []string{"lang=ko&theme=light", "lang=en&theme=contrast"} {
				p.Open(s.URL + path + "?" + look)
				p.Shot(kind + "-" + look[5:7])
				p.Axe()
			}
			clean(t, p)
		})
	}
	t.Run("administration", func(t *testing.T) {
		for _, screen := range []browser.Screen{browser.Desk, browser.Phone} {
			p := b.Page(t, screen)
			p.Open(s.URL + "/device")
			p.Axe()
			p.Open(s.URL + "/login?lang=ko&next=/admin/devices")
			p.Type("#f-login", "boss")
			p.Press(kb.Tab + stafftest.Password + kb.Enter)
			p.Wait("form[action='/admin/devices']")
			p.Shot("devices")
			p.Axe()
			clean(t, p)
		}
	})
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
	browser.Eval[bool](display, `(document.querySelector("[data-fresh]").dataset.fresh = "0") === "0"`)
	display.Until(`!document.querySelector("[data-stale]").hidden`) // when it was not loaded anew for long
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
