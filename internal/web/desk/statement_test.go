package desk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// dictated opens a visit of somebody who cannot write and takes a petition, by the pages.
func dictated(t *testing.T, s *stafftest.Site, officer *stafftest.Person) string {
	t.Helper()
	id := begin(t, officer, "visit")
	press(t, officer, id, fact.ScribeAsked)
	page := "/desk/cases/" + id
	officer.Get(page).Is(http.StatusOK).Has("대신 작성")
	officer.Get(page+"/statement").Is(http.StatusOK).Has("아직 받아 적은 글이 없습니다", "받아 적어 접수하기", "종이 서식에 적어 드림").Lacks("서명 기록하기")
	contact := s.Stored(id).Facts[0].ID
	form := officer.Get(page+"?act=case.received&contact="+contact).MustForm(page+"/acts", "kind", "case.received")
	for name, value := range map[string]string{"service": "question", "name": "홍길동", "phone": "010-1234-5678", "text": "열람실은 언제 여나요?", "answer": "phone"} {
		form.Set(name, value)
	}
	officer.Post(page+"/acts", form).Is(http.StatusOK).Has("아직 서명을 받지 않았습니다")
	return id
}

// TestSignedOnPaper proves that without scripts a statement is printed, signed on paper and recorded, and that its sheet and
// the receipt say so.
func TestSignedOnPaper(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	s.LogIn(t, "lee", app.Officer)
	page := "/desk/cases/" + dictated(t, s, officer)
	form := officer.Get(page+"/statement").Is(http.StatusOK).Has("홍길동", "열람실은 언제 여나요?", "인쇄한 종이에 서명받아").Form(page + "/statement")
	officer.Get(page+"/statement/sheet").Is(http.StatusOK).Has("받아 적은 글", "담당 kim", "신청인 (서명 또는 인)", "제10조 제4항")
	form.Set("way", "drawn")
	officer.Post(page+"/statement", form).Is(http.StatusUnprocessableEntity).Has("서명 칸이 비어")
	form.Set("way", "paper")
	stale := url.Values{"digest": {strings.Repeat("0", 32)}, "way": {"paper"}, "key": {s.NewKey()}}
	officer.Post(page+"/statement", stale).Is(http.StatusUnprocessableEntity).Has("읽어 드린 뒤에 글이 바뀌었습니다")
	officer.Post(page+"/statement", form).Is(http.StatusOK).Has("종이에 서명하셨습니다").Lacks("다시 서명받기")
	officer.Get(page + "/statement/sheet").Is(http.StatusOK).Has("종이에 서명하셨습니다")
	other := s.LogInAt(t, "park", app.Officer, "library_information", "general")
	other.Get(page + "/statement").Lacks("홍길동")
}

// TestSignedOnTheTablet signs by a finger's strokes in a browser: drawn, undone, cleared, drawn again and recorded; the words
// are read aloud before. The keyboard comes to the ways that need no pen.
func TestSignedOnTheTablet(t *testing.T) {
	s := site(t)
	s.Staff("boss", app.Admin, "", "")
	s.Staff("kim", app.Officer, "general_affairs", "petition")
	officer := s.LogIn(t, "lee", app.Officer)
	b := browser.Start(t)
	for _, screen := range []struct {
		name string
		browser.Screen
	}{{"desk", browser.Desk}, {"phone", browser.Phone}} {
		id := dictated(t, s, officer)
		p := b.Page(t, screen.Screen)
		enter(t, p, s, "kim", "/desk/cases/"+id+"?lang=ko")
		for _, link := range []string{`.acts a[href$="/statement"]`, `[aria-labelledby=signed-title] a[href$="/statement"]`} {
			p.Open(s.URL + "/desk/cases/" + id)
			p.Click(link)
			p.Wait(".sign-pad") // the page comes as a whole, so that its script runs
		}
		browser.Eval[int](p, `(() => { window.said = []; window.speechSynthesis.speak = (line) => window.said.push(line.text); return 0; })()`)
		p.Click("[data-reads]")
		if got := browser.Eval[string](p, `window.said.join(" ")`); !strings.Contains(got, "열람실은 언제 여나요?") || strings.Contains(got, "서명") {
			t.Errorf("read aloud: %q", got)
		}
		draw(p, 0.1, 0.8)
		draw(p, 0.3, 0.9)
		p.Until(`document.querySelector("[data-sign-state]").textContent.includes("2획")`)
		p.Click("[data-sign-undo]")
		p.Until(`document.querySelector("[data-sign-state]").textContent.includes("1획")`)
		p.Click("[data-sign-clear]")
		p.Until(`document.querySelector("input[name=drawing]").value === ""`)
		draw(p, 0.2, 0.7)
		p.Shot("statement-signed-" + screen.name)
		p.Axe()
		p.Click("[data-sign] button[type=submit]")
		p.Wait("svg.drawing path")
		p.Shot("statement-case-" + screen.name)
		p.Axe()
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	}
}

// draw draws one line over the box with a pen, as the browser tells of it.
func draw(p *browser.Page, from, to float64) {
	browser.Eval[int](p, `((from, to) => {
		const c = document.querySelector(".sign-pad"), box = c.getBoundingClientRect();
		c.setPointerCapture = () => {};
		const send = (kind, x) => c.dispatchEvent(new PointerEvent(kind, {pointerId: 7, pointerType: "pen", button: kind === "pointermove" ? -1 : 0,
			bubbles: true, cancelable: true, clientX: box.left + box.width * x, clientY: box.top + box.height * (0.2 + x / 2)}));
		send("pointerdown", from);
		for (let i = 1; i <= 10; i++) send("pointermove", from + (to - from) * i / 10);
		send("pointerup", to);
		return 0;
	})(`+num(from)+`, `+num(to)+`)`)
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
