package desk_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

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

// TestOutIsOneKey goes out and comes back by one key, on a desk and a phone.
func TestOutIsOneKey(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	b := browser.Start(t)
	for name, screen := range map[string]browser.Screen{"desk": browser.Desk, "phone": browser.Phone} {
		p := b.Page(t, screen)
		enter(t, p, s, "kim", "/login?lang=ko&next=/desk")
		p.Wait(".presence")
		p.Press("o")
		p.Wait(".presence button[value='in']")
		p.Type("#f-back", "17:30")
		p.Shot("presence-" + name)
		p.Axe()
		p.Follow(".presence .krds-btn.tertiary")
		if text := p.Text(".presence [role=status]"); !strings.Contains(text, "17:30에 돌아옴") {
			t.Errorf("%s: %s", name, text)
		}
		p.Press("o")
		p.Wait(".presence .krds-btn.tertiary[value='out']")
		for _, problem := range p.Problems() {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

// tabTo moves the focus by the tab key until it is on the element e that is meant.
func tabTo(t *testing.T, p *browser.Page, meant string) {
	t.Helper()
	for range 30 {
		if browser.Eval[bool](p, `(e => `+meant+`)(document.activeElement)`) {
			return
		}
		p.Press(kb.Tab)
	}
	t.Fatalf("the tab key never comes to %s", meant)
}

// choose moves the focus to a list and takes a value of it by the arrow keys.
func choose(t *testing.T, p *browser.Page, id, value string) {
	t.Helper()
	tabTo(t, p, `e.id === "`+id+`"`)
	p.Press(kb.Home)
	for range browser.Eval[int](p, `document.activeElement.options.length`) {
		if browser.Eval[string](p, `document.activeElement.value`) == value {
			return
		}
		p.Press(kb.ArrowDown)
	}
	t.Fatalf("the arrow keys never choose %s", value)
}

// TestKeyboardAlone logs in, finds a petition, opens it, records an act and sees the verdict change, without a mouse and
// without loading a page.
func TestKeyboardAlone(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	s.File(petition(s))
	s.File(petition(s))
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?scope=all&lang=ko")
	p.Wait("[data-rows] tbody tr")
	const row = `(document.activeElement.closest("tr")?.rowIndex ?? 0)`
	p.Press("j")
	p.Until(row + ` === 1`)
	p.Press("jj")
	p.Until(row + ` === 2`) // the last row is the last
	p.Press("k")
	p.Until(row + ` === 1`)
	p.Press(kb.Enter)
	p.Wait("#case-head")
	browser.Eval[bool](p, `(window.stayed = true)`)
	p.Press("r")
	p.Until(`document.activeElement?.id === "form-title" || document.activeElement?.closest("#form") !== null`)
	tabTo(t, p, `e.id === "f-text"`)
	p.Press("9시에 엽니다.")
	tabTo(t, p, `e.matches("#form button[type=submit]")`)
	p.Press(kb.Enter)
	p.Until(`document.querySelector(".alert.success") !== null`)
	p.Until(`[...document.querySelectorAll(".clocks li.kept strong")].some(e => e.textContent === "답변")`)
	if !browser.Eval[bool](p, `window.stayed === true`) {
		t.Error("a page was loaded")
	}
	p.Shot("desk-answered-desk")
	p.Axe()
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestInboxIsLive proves that a petition filed elsewhere appears without loading the page, that the row in focus keeps it,
// and that a case open on one screen follows what is recorded on another, while a form that is being filled in stays.
func TestInboxIsLive(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	first, _ := s.File(petition(s))
	b := browser.Start(t)
	p := b.Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?scope=all&lang=ko")
	p.Wait("[data-rows] tbody tr")
	browser.Eval[bool](p, `(window.stayed = true)`)
	p.Press("j")
	receipt, _ := s.File(petition(s))
	p.Until(`document.querySelector("#inbox").textContent.includes("` + receipt.Number + `")`)
	if got := browser.Eval[string](p, `document.activeElement.textContent.trim()`); got != first.Number {
		t.Errorf("the focus went to %q", got)
	}
	p.Open(s.URL + "/desk/cases/" + first.Case + "?act=case.answered")
	p.Type("#f-text", "아직 쓰는 중")
	other := s.LogIn(t, "lee", app.Officer)
	fill(t, other, first.Case, fact.CaseProcedureTold, "channel", "phone")
	p.Until(`document.querySelector(".timeline").textContent.includes("처리절차 안내")`)
	if got := browser.Eval[string](p, `document.getElementById("f-text").value`); got != "아직 쓰는 중" {
		t.Errorf("what was being typed is now %q", got)
	}
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestInboxCatchesUp breaks every connection and lets a petition come in before the page has come back: it shows what it missed,
// without being loaded anew.
func TestInboxCatchesUp(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	s.File(petition(s))
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?scope=all&lang=ko")
	p.Wait("[data-rows] tbody tr")
	browser.Eval[bool](p, `(window.stayed = true)`)
	for range 2 {
		s.Cut()
		receipt, _ := s.File(petition(s))
		p.Until(`document.querySelector("#inbox").textContent.includes("` + receipt.Number + `")`)
	}
	if !browser.Eval[bool](p, `window.stayed === true`) {
		t.Error("the page was loaded anew")
	}
}

// TestVisitByKeys takes a visitor from arrival to leaving with one key each; the clock of the visit ticks.
func TestVisitByKeys(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?lang=ko")
	p.Press("n")
	p.Wait(".starts")
	p.Press("b")
	p.Wait(".contact-now")
	before := p.Text(".elapsed")
	p.Until(`document.querySelector(".elapsed").textContent !== "` + before + `"`)
	for _, step := range []struct{ key, done string }{{"b", "양해 말씀"}, {"a", "경청 시작"}, {"g", "인사"}, {"c", "이해 여부 확인"}, {"f", "배웅 인사"}} {
		p.Press(step.key)
		p.Until(`document.querySelector(".alert.success")?.textContent.includes("기록했습니다: ` + step.done + `")`)
		if on := browser.Eval[string](p, `document.activeElement.id`); strings.HasPrefix(on, "act-") {
			t.Errorf("after %s the next key would press %s", step.done, on)
		}
		s.Clock.Set(s.Clock.Now().Add(time.Second))
	}
	p.Shot("desk-visit-done-desk")
	p.Press("l")
	p.Until(`document.querySelector(".contact-now") === null`)
	if n := browser.Eval[int](p, `document.querySelectorAll(".clocks li.kept").length`); n < 5 {
		t.Errorf("%d promises kept", n)
	}
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestRingingByKeys begins a call while the bell still rings, sees its clock run, and answers with one key.
func TestRingingByKeys(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?lang=ko")
	p.Press("n")
	p.Wait(".starts")
	p.Press("r")
	p.Wait(".contact-now")
	if title := p.Text("#contact-title"); title != "전화벨이 울리는 중" {
		t.Errorf("the contact is called %q", title)
	}
	const left = `document.querySelector(".case-clock .countdown").textContent`
	before := browser.Eval[string](p, left)
	p.Until(left + ` !== ` + strconv.Quote(before))
	p.Shot("desk-ringing-desk")
	p.Axe()
	s.Clock.Set(s.Clock.Now().Add(4 * time.Second))
	p.Press("a")
	p.Until(`document.querySelector("#contact-title")?.textContent === "통화 중"`)
	p.Until(`[...document.querySelectorAll(".clocks li.kept strong")].some(e => e.textContent === "전화 받음")`)
	if !browser.Eval[bool](p, `document.querySelector(".contact-now").textContent.includes("지금 하실 말씀: 전화 인사")`) {
		t.Error("the words of the greeting are not shown")
	}
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestCallByKeys takes a message in a call, hands the call on, records what the caller missed and calls back, all by the
// keyboard and without loading a page.
func TestCallByKeys(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	colleague := s.Staff("lee", app.Officer, "general_affairs", "petition")
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?lang=ko")
	p.Press("n")
	p.Wait(".starts")
	p.Press("t")
	p.Wait(".contact-now")
	browser.Eval[bool](p, `(window.stayed = true)`)
	done := func(what string) {
		p.Until(`document.querySelector(".alert.success")?.textContent.includes("기록했습니다: ` + what + `")`)
		s.Clock.Set(s.Clock.Now().Add(time.Second))
	}
	send := func() {
		tabTo(t, p, `e.matches("#form button[type=submit]")`)
		p.Press(kb.Enter)
	}
	p.Press("g")
	done("전화 인사")
	p.Press("m")
	p.Wait("#f-about")
	choose(t, p, "f-for", colleague.Account)
	tabTo(t, p, `e.id === "f-about"`)
	p.Press("강좌 시간을 알고 싶어 하심")
	send()
	done("용건 접수")
	p.Until(`[...document.querySelectorAll(".clocks li strong")].some(e => e.textContent === "회신 전화")`)
	p.Press("t")
	p.Wait("#f-summary")
	choose(t, p, "f-to", "general")
	tabTo(t, p, `e.id === "f-summary"`)
	p.Press("강좌 문의")
	send()
	done("전화 연결 시작")
	p.Press("x")
	done("전화 연결 포기")
	for _, step := range []struct{ key, done string }{{"c", "통화 이해 여부 확인"}, {"f", "통화 끝인사"}, {"u", "고객이 전화 끊음"}, {"h", "직원이 전화 끊음"}, {"l", "통화 종료"}} {
		p.Press(step.key)
		done(step.done)
	}
	p.Press("0")
	p.Wait("#f-what")
	tabTo(t, p, `e.name === "what"`)
	p.Press(" ")
	for range 10 {
		if browser.Eval[bool](p, `document.activeElement.value.endsWith(" call.restated")`) {
			break
		}
		p.Press(kb.ArrowDown)
	}
	if got := browser.Eval[string](p, `[...document.querySelectorAll("[name=what]")].map(e => (e.checked ? "*" : "") + e.value.split(" ")[1]).join(" ")`); !strings.Contains(got, "*call.restated") {
		t.Fatalf("chosen among what may have been left out: %s", got)
	}
	send()
	done("하지 않음 확인")
	p.Until(`[...document.querySelectorAll(".clocks li.broken strong")].some(e => e.textContent === "용건 재확인")`)
	p.Press("b")
	done("회신 전화")
	p.Until(`[...document.querySelectorAll(".clocks li.kept strong")].some(e => e.textContent === "회신 전화")`)
	if !browser.Eval[bool](p, `window.stayed === true`) {
		t.Error("a page was loaded")
	}
	p.Shot("desk-call-done-desk")
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}

// TestMessageTakesTwentySeconds takes a message from the key that opens its form to the record, and counts what the hand does: no
// more than six fields, and by the keystroke-level model (Card, Moran and Newell 1980: 0.2 s for each key of an average typist,
// 1.35 s to think before each field and before sending) no more than twenty seconds. Each Hangul letter is a key.
func TestMessageTakesTwentySeconds(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	colleague := s.Staff("lee", app.Officer, "general_affairs", "petition")
	p := browser.Start(t).Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk?lang=ko")
	p.Press("n")
	p.Wait(".starts")
	p.Press("t")
	p.Wait(".contact-now")

	keys, thoughts := 0, 0
	press := func(text string, count int) { p.Press(text); keys += count }
	tab := func(id string) {
		thoughts++
		for range 10 {
			if browser.Eval[string](p, `document.activeElement.id`) == id {
				return
			}
			press(kb.Tab, 1)
		}
		t.Fatalf("the tab key never comes to %s", id)
	}
	press("m", 1)
	p.Wait("#f-about")
	fields := browser.Eval[int](p, `new Set([...document.querySelectorAll("#form input:not([type=hidden]), #form select, #form textarea")].map(e => e.name)).size`)
	if fields > 6 {
		t.Errorf("%d fields", fields)
	}
	tab("f-for")
	for browser.Eval[string](p, `document.activeElement.value`) != colleague.Account {
		if press(kb.ArrowDown, 1); keys > 40 {
			t.Fatal("the arrow keys never choose the colleague")
		}
	}
	tab("f-about")
	press("수강 신청 확인", 19)
	tab("f-place")
	press("010-1234-5678", 13)
	thoughts++
	press(kb.Enter, 1)
	p.Until(`document.querySelector(".alert.success")?.textContent.includes("기록했습니다: 용건 접수")`)
	if seconds := float64(keys)*0.2 + float64(thoughts)*1.35; seconds > 20 {
		t.Errorf("%d keys and %d thoughts take %.1f s", keys, thoughts, seconds)
	} else {
		t.Logf("%d fields, %d keys and %d thoughts: %.1f s", fields, keys, thoughts, seconds)
	}
}

// TestNothingTypedIsLost lets an officer's session end while an answer is being written: after the next login the text is
// there again, and it is gone once the answer was taken.
func TestNothingTypedIsLost(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	receipt, _ := s.File(petition(s))
	b := browser.Start(t)
	p := b.Page(t, browser.Desk)
	enter(t, p, s, "kim", "/desk")
	form := s.URL + "/desk/cases/" + receipt.Case + "?act=" + fact.CaseAnswered.String()
	p.Open(form)
	p.Type("#f-text", "평일 아침 9시에 엽니다.")
	p.Open(s.URL + "/desk") // at once, as a page that goes by itself does
	back := func() {
		p.Open(form)
		p.Wait("[data-draft-note]:not([hidden])")
		if got := browser.Eval[string](p, `document.getElementById("f-text").value`); got != "평일 아침 9시에 엽니다." {
			t.Fatalf("came back as %q", got)
		}
	}
	back()
	s.Clock.Set(s.Clock.Now().Add(app.SessionIdle + time.Minute))
	// A page whose connection for news is late asks for it now, and may be at the login before anybody sends the form.
	browser.Eval[bool](p, `document.querySelector(".act-form button:not([type=button])")?.click() ?? true`)
	p.Wait("#f-login")
	p.Press("kim" + kb.Tab + stafftest.Password + kb.Enter)
	p.Wait(".account form")
	back()
	p.Click(".act-form button:not([type=button])")
	p.Until(`!document.querySelector(".act-form") && location.search.includes("did=")`)
	p.Until(`Object.keys(sessionStorage).every((k) => !k.startsWith("draft."))`)
	for _, problem := range p.Problems() {
		t.Error(problem)
	}
}
