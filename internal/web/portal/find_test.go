package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/test/browser"
	"jikim/test/harness"
	"jikim/test/site"
)

// staffed is an office with two officers, a scanner out of order and a copier that works.
func staffed(t *testing.T, now string) *site.Site {
	t.Helper()
	s := site.Open(harness.New(t, now), nil,
		func(s *web.Server) web.Surface { return portal.New(s) },
		func(s *web.Server) web.Surface { return public.New(s) })
	for _, n := range []app.NewAccount{
		{Login: "bada", Name: "김바다", Role: app.Officer, Department: "general_affairs", Desk: "single", Duty: "민원 안내", Phone: "737-1043"},
		{Login: "sol", Name: "이솔", Role: app.Officer, Department: "library_information", Desk: "digital", Duty: "전자자료", Phone: "737-1008"},
	} {
		n.Password = "Lotus-Pond-27"
		if _, _, err := s.CreateAccount(s.Context(), app.TheSystem(harness.Institution), n); err != nil {
			t.Fatal(err)
		}
	}
	inspector := s.Staff("inspector", app.Inspector, "", "")
	officer := s.Staff("officer", app.Officer, "library_information", "digital")
	record := func(a app.Actor, kind fact.Kind, item, field string, n int64) {
		t.Helper()
		d := fact.Data{}.Set("item", fact.Text(item)).Set("place", fact.Text("digital_room")).Set(field, fact.Number(n))
		if _, err := s.RecordInstitution(s.Context(), a, app.Entry{Key: s.NewKey(), Kind: kind, Data: d}); err != nil {
			t.Fatal(err)
		}
	}
	record(inspector, fact.ItemInspected, "scanner", "working", 2)
	record(inspector, fact.ItemInspected, "digital_copier", "working", 1)
	record(officer, fact.ItemDown, "scanner", "count", 2)
	return s
}

func (a answer) wants(t *testing.T, what string, texts ...string) {
	t.Helper()
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d: %s", what, a.StatusCode, a.Text)
	}
	for _, text := range texts {
		if !strings.Contains(a.Text, text) {
			t.Errorf("%s: no %q", what, text)
		}
	}
}

type answer struct{ site.Answer }

func TestFindPage(t *testing.T) {
	t.Parallel()
	s := staffed(t, "2026-11-24 10:00")
	get := func(words string) answer { return answer{s.Get("/find?lang=ko&q=" + url.QueryEscape(words))} }
	answer{s.Get("/find?lang=ko")}.wants(t, "before asking", "무엇을 찾으세요?", "모든 장소", "09:00~", `href="/find/room/reading_room"`, `>승강기</a>`, "종합자료실, 2층(예시)")
	get("ㄱㅂㄷ").wants(t, "first consonants", "김바다", "민원 안내", "총무과", "tel:033-737-1043", `href="/find/room/general_affairs_office"`, "지금 열려 있음")
	get("종합자로실").wants(t, "a typing error", "비슷한 이름", "종합자료실")
	get("스캐너").wants(t, "a thing", "쓸 수 없음", "지금은 쓸 수 있는 것이 없습니다.", "마지막 점검", "고장으로 기록", "직원 기록")
	get("우주정거장").wants(t, "nothing", "찾지 못했습니다", "033-737-1043")
	get("<script>alert(1)</script>").wants(t, "a script", "&lt;script&gt;")
	get(strings.Repeat("가", 5000)).wants(t, "too long", "찾지 못했습니다")
	answer{s.Get("/find?lang=en&q=library+card")}.wants(t, "English", "Library card", "Service", `href="/services/library_card"`)
	answer{s.Get("/?lang=ko")}.wants(t, "the front page", `href="/find"`, `href="/services"`, `href="/petitions/new"`, `href="/complaints/new"`,
		`href="/opinions/new"`, `href="/follow"`, `href="/performance"`)
}

func TestRoomPage(t *testing.T) {
	t.Parallel()
	s := staffed(t, "2026-11-24 10:00")
	answer{s.Get("/find/room/digital_room?lang=ko")}.wants(t, "a room", "디지털자료실", "2층(예시)", "예시 안내도입니다",
		"현관에서 오른쪽 앞으로 약 20 m 가셔서 승강기를 이용해 2층으로 가십시오.", "승강기에서", "이솔", "전자자료", "디지털자료실 창구",
		"1대 가운데 1대를 쓸 수 있습니다.", "아직 확인한 기록이 없습니다.", "점검 확인", `class="qr"`, s.URL+"/find/room/digital_room", "<polygon")
	answer{s.Get("/find/room/entrance?lang=ko")}.wants(t, "the entrance", "건물에 들어오시면 바로 여기입니다.")
	answer{s.Get("/find/room/reading_room?lang=en")}.wants(t, "in English", "take the Lift to the 2nd floor", "This plan is an example")
	if got := s.Get("/find/room/attic"); got.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown room gives %d", got.StatusCode)
	}
	if got := s.Get("/find/room/digital_room?lang=ko"); strings.Contains(got.Text, "officer:") || strings.Contains(got.Text, "inspector") {
		t.Error("the page names accounts")
	}
}

// TestClosedTodaySaysWhy proves that a day off is told by its name.
func TestClosedTodaySaysWhy(t *testing.T) {
	t.Parallel()
	s := staffed(t, "2026-12-25 10:00")
	answer{s.Get("/find/room/general_affairs_office?lang=ko")}.wants(t, "a holiday", "지금 닫혀 있음", "기독탄신일")
}

func TestFloorGuide(t *testing.T) {
	t.Parallel()
	s := staffed(t, "2026-11-24 10:00")
	answer{s.Get("/find/floors?lang=ko&room=reading_room")}.wants(t, "the floor guide", "예시 안내도입니다", "1층", "2층", `aria-label="1층 안내도"`,
		`aria-current="location"`, "찾는 곳", "계단", `href="/find/room/children_room"`)
	if got := s.Get("/find/floors?lang=ko"); strings.Contains(got.Text, "찾는 곳") {
		t.Error("a place is marked that nobody looks for")
	}
}

// TestFindingWhileTyping proves that results come at every key, that the field keeps the focus, that the address can be
// kept, and that a room on the plan is reached by keyboard.
func TestFindingWhileTyping(t *testing.T) {
	s := staffed(t, "2026-11-24 10:00")
	p := browser.Start(t).Page(t, browser.Phone)
	p.Open(s.URL + "/find?lang=ko")
	p.Type("#f-q", "ㄱㅂ")
	p.Until(`document.querySelector("#found").textContent.includes("김바다")`)
	if id := browser.Eval[string](p, "document.activeElement.id"); id != "f-q" {
		t.Errorf("the focus went to %q", id)
	}
	p.Type("#f-q", "ㅋㅋ")
	p.Until(`document.querySelector("#found [role=status]").textContent.includes("찾지 못했습니다")`)
	p.Until(`location.search.includes("q=")`)
	p.Open(s.URL + "/find/floors?lang=ko")
	for range 60 {
		p.Press(kb.Tab)
		if browser.Eval[string](p, `document.activeElement.getAttribute("href") || ""`) == "/find/room/children_room" {
			break
		}
	}
	if !browser.Eval[bool](p, `!!document.activeElement.closest("svg")`) {
		t.Fatal("the Tab key does not lead into the plan")
	}
	p.Press(kb.Enter)
	p.Wait(".qr") // of the page of the room
	if path := p.Path(); path != "/find/room/children_room" {
		t.Errorf("the plan led to %s", path)
	}
	if !browser.Eval[bool](p, `!document.querySelector("[data-prints]").hidden`) {
		t.Error("the page cannot be printed by its button")
	}
	if problems := p.Problems(); len(problems) > 0 {
		t.Error(problems)
	}
}

// TestFindingWithoutScripts proves that the form alone finds.
func TestFindingWithoutScripts(t *testing.T) {
	s := staffed(t, "2026-11-24 10:00")
	p := browser.Start(t).Page(t, browser.Phone)
	p.WithoutScripts()
	p.Open(s.URL + "/find?lang=ko")
	p.Type("#f-q", "Scanner")
	p.Press(kb.Enter)
	p.Wait(".found")
	if text := p.Text("#found"); !strings.Contains(text, "스캐너") {
		t.Errorf("found %q", text)
	}
	p.Open(s.URL + "/find/room/digital_room")
	if text := p.Text("main"); strings.Contains(text, "인쇄") {
		t.Error("there is a button that does nothing")
	}
}

// TestClosedOnTheWeekendSaysSo proves that a day without hours and without a name is told by its day of the week.
func TestClosedOnTheWeekendSaysSo(t *testing.T) {
	t.Parallel()
	s := staffed(t, "2026-11-28 10:00")
	answer{s.Get("/find/room/general_affairs_office?lang=ko")}.wants(t, "a Saturday", "지금 닫혀 있음", "오늘은 쉬는 요일입니다: 2026. 11. 28.(토)", "2026. 11. 30.(월) 09:00")
}
