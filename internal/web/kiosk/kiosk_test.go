package kiosk_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/board"
	"jikim/internal/web/desk"
	"jikim/internal/web/kiosk"
	"jikim/internal/web/manage"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

// tuesday is a morning on which the desks are open.
const tuesday = "2026-11-24 10:00"

// open serves the machines and the staff's pages; a kiosk goes back to its beginning after the given time.
func open(t *testing.T, now string, idle time.Duration) *stafftest.Site {
	t.Helper()
	return stafftest.New(t, now, func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{kiosk.New(s, idle), board.New(s), desk.New(s, service), manage.New(s, service)}
	})
}

// register registers a device on the administrator's page and returns the code that the page shows.
func register(t *testing.T, admin *stafftest.Person, kind, place string) string {
	t.Helper()
	form := admin.Get("/admin/devices").MustForm("/admin/devices")
	form.Set("kind", kind)
	form.Set("name", "시험 "+kind)
	form.Set("place", place)
	page := admin.Post("/admin/devices", form).Is(http.StatusOK)
	_, rest, found := strings.Cut(page.Body, `<code class="secret">`)
	code, _, _ := strings.Cut(rest, "<")
	if !found || len(code) != len("1234 5678 9012") {
		t.Fatalf("no code was shown: %s", page.Text())
	}
	return code
}

// machine is a device whose code was typed in its browser.
func machine(t *testing.T, s *stafftest.Site, admin *stafftest.Person, kind, place string) *stafftest.Person {
	t.Helper()
	m := s.Visitor(t)
	form := m.Get("/device").MustForm("/device")
	form.Set("code", register(t, admin, kind, place))
	m.Post("/device", form).Is(http.StatusOK)
	return m
}

func TestCodeBindsOneMachine(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	admin := s.LogIn(t, "boss", app.Admin)
	code := register(t, admin, "kiosk", "room:entrance")
	first, second := s.Visitor(t), s.Visitor(t)
	if page := first.Get("/kiosk"); page.Path != "/device" {
		t.Fatalf("an unbound machine was led to %s", page.Path)
	}
	if page := first.Post("/device", url.Values{"code": {code}}).Is(http.StatusOK); page.Path != "/kiosk" {
		t.Errorf("bound, led to %s", page.Path)
	}
	second.Post("/device", url.Values{"code": {code}}).Is(http.StatusUnprocessableEntity).Has("쓸 수 없는 번호입니다.")
	for _, path := range []string{"/board", "/board/events", "/door", "/press"} {
		first.Get(path).Is(http.StatusForbidden)
	}
	list := admin.Get("/admin/devices").Has("시험 kiosk", "연결됨", "방: 현관").Lacks(code)
	devices, err := s.ListDevices(t.Context(), admin.Actor)
	if err != nil || len(devices) != 1 {
		t.Fatalf("%v %v", devices, err)
	}
	path := "/admin/devices/" + devices[0].ID
	form := list.MustForm(path)
	form.Set("do", "revoke")
	admin.Post(path, form).Has("연결 끊음")
	if page := first.Get("/kiosk"); page.Path != "/device" {
		t.Errorf("a machine that was cut off still shows %s", page.Path)
	}
	form.Set("do", "renew")
	admin.Post(path, form).Is(http.StatusOK).Has("연결 기다림", "시험 kiosk")
}

func TestRegistrationSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	admin, officer := s.LogIn(t, "boss", app.Admin), s.LogIn(t, "kim", app.Officer)
	page := admin.Post("/admin/devices", url.Values{"kind": {"button"}, "name": {"<b>단추</b>"}, "place": {"room:entrance"}}).
		Is(http.StatusUnprocessableEntity).Has("단추는 창구를 골라야 합니다.")
	if !strings.Contains(page.Body, `value="&lt;b&gt;단추&lt;/b&gt;"`) {
		t.Error("what was typed is lost")
	}
	officer.Get("/admin/devices").Is(http.StatusForbidden)
	officer.Post("/admin/devices", url.Values{"kind": {"kiosk"}, "name": {"몰래"}}).Is(http.StatusForbidden)
}

// TestVisitorTakesANumber goes the way of a visitor without scripts, twice with the same form.
func TestVisitorTakesANumber(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	m.Get("/kiosk").Has("번호표 받기", "사무실 찾기", "도움 요청").Lacks("로그인", "/login")
	m.Get("/kiosk/desks").Has("민원접수 창구").Lacks("불만접수")
	form := m.Get("/kiosk/desks/petition").Has("제도·절차 질의").MustForm("/kiosk/arrivals")
	form.Set("service", "question")
	form.Set("busy", "yes")
	page := m.Post("/kiosk/arrivals", form).Is(http.StatusOK).Has("오늘의 번호 1", "민원접수 창구")
	if again := m.Post("/kiosk/arrivals", form); again.Path != page.Path {
		t.Errorf("the same form led to %s and %s", page.Path, again.Path)
	}
	id := strings.TrimPrefix(page.Path, "/kiosk/arrivals/")
	f := s.Stored(id).Facts
	if len(f) != 1 || f[0].Kind != fact.VisitArrived || f[0].Via != fact.ViaKiosk || !f[0].Data.True("busy") {
		t.Errorf("recorded %+v", f)
	}
	if page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the number may be kept: %s", page.Header.Get("Cache-Control"))
	}
	if page := m.Get("/kiosk/arrivals/" + id[:len(id)-1] + "x"); page.Path != "/kiosk" {
		t.Errorf("an unknown arrival led to %s", page.Path)
	}
	s.Advance(app.ArrivedShown + time.Second)
	if page := m.Get("/kiosk/arrivals/" + id); page.Path != "/kiosk" {
		t.Errorf("an old arrival is still shown at %s", page.Path)
	}
}

// TestKioskAtADeskAsksForNoOther leads from the beginning to the desk at which the kiosk stands.
func TestKioskAtADeskAsksForNoOther(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "desk:general")
	if page := m.Get("/kiosk"); !strings.Contains(page.Body, `href="/kiosk/desks/general"`) || strings.Contains(page.Body, `href="/kiosk/desks"`) {
		t.Error("the beginning asks which desk")
	}
}

func TestHelpGoesToTheAccessibleDesk(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	form := m.Get("/kiosk/help?desk=rental").Has("거동·휠체어", "장애인·노약자 민원창구에 바로 알립니다.").MustForm("/kiosk/arrivals")
	form.Set("assist", "sight")
	page := m.Post("/kiosk/arrivals", form).Is(http.StatusOK).Has("장애인·노약자 민원창구", "총무과 사무실", "도움이 필요하다고 알렸습니다.")
	f := s.Stored(strings.TrimPrefix(page.Path, "/kiosk/arrivals/")).Facts[0]
	if f.Data.Text("assist") != "sight" || f.Data.Text("desk") != "single" {
		t.Errorf("recorded %+v", f)
	}
	// somebody of the department sees it at once, at another desk
	s.LogIn(t, "kim", app.Officer).Get("/desk?scope=desk").Has("도움: 시력")
	s.LogInAt(t, "lee", app.Officer, "library_information", "general").Get("/desk?scope=desk").Lacks("도움: 시력")
}

func TestKioskSaysWhereThingsAre(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	m.Get("/kiosk/find").Has("총무과", "종합자료실 창구", "현관")
	m.Get("/kiosk/find/desk/general").Has("종합자료실", "문헌정보과", "033-737-1003", "이 창구의 번호표 받기")
	m.Get("/kiosk/find/department/general_affairs").Has("총무과 사무실").Lacks("번호표 받기")
	m.Get("/kiosk/find/desk/petition").Has("위치가 등록되어 있지 않습니다.")
	for _, path := range []string{"/kiosk/find/desk/none", "/kiosk/find/other/general", "/kiosk/desks/none"} {
		if page := m.Get(path); page.Path != "/kiosk" {
			t.Errorf("%s led to %s", path, page.Path)
		}
	}
}

// TestKioskFindsByLetters goes the way without scripts: each key is a link, and the look goes on from page to page.
func TestKioskFindsByLetters(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	began := strconv.FormatInt(s.Clock.Now().UnixMilli(), 10)
	first := m.Get("/kiosk/find").Has("첫소리", "총무과")
	next := "/kiosk/find?keys=ko&amp;q=%E3%85%88&amp;since=" + began // ㅈ
	if !strings.Contains(first.Body, `href="`+next+`"`) {
		t.Fatal("no key of ㅈ")
	}
	s.Advance(5 * time.Second)
	for query, want := range map[string]string{"ㅈㅎㅈㄹㅅ": "종합자료실", "종핫자료실": "비슷한 이름", "종합자료ㅅ": "종합자료실", "종하": "종합자료실", "737-1003": "종합자료실 창구",
		"ㄸㅃㄸㅃ": "찾지 못했습니다", "복사": "복사기"} {
		page := m.Get("/kiosk/find?keys=ko&since=" + began + "&q=" + url.QueryEscape(query)).Has(want)
		if !strings.Contains(page.Body, "since="+began) || strings.Contains(page.Body, `"/find`) {
			t.Errorf("%s: the look is lost, or leads to the rest of the site", query)
		}
	}
	if page := m.Get("/kiosk/find?since=" + began + "&q=" + strings.Repeat("a", 99)); strings.Contains(page.Body, `value="`+strings.Repeat("a", 33)) {
		t.Error("endless words are kept")
	}
	lee := s.LogInAt(t, "park", app.Officer, "library_information", "general")
	if err := s.StepOut(t.Context(), lee.Actor, app.NewOut{Why: "meeting", Back: s.Clock.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	m.Get("/kiosk/find?q=" + url.QueryEscape("담당 park")).Has("자리에 없음, 11:00에 돌아옴").Lacks("회의")
	m.Get("/kiosk/find/desk/general").Has("담당 park", "자리에 없음, 11:00에 돌아옴").Lacks("회의")
	form := m.Get("/kiosk/find/room/reading_room?since="+began).Has("찾았습니다", "휴대전화로").MustForm("/kiosk/located")
	s.Advance(20 * time.Second)
	for range 2 {
		if page := m.Post("/kiosk/located", form).Has("고맙습니다"); page.Path != "/kiosk/done" {
			t.Errorf("led to %s", page.Path)
		}
	}
	arrival := m.Get("/kiosk/desks/general?since=" + began).MustForm("/kiosk/arrivals")
	page := m.Post("/kiosk/arrivals", arrival)
	facts := s.Stored(strings.TrimPrefix(page.Path, "/kiosk/arrivals/")).Facts
	since, _ := facts[len(facts)-1].Data.Time("since")
	if len(facts) != 2 || facts[1].Kind != fact.VisitLocated || facts[1].At.Sub(since) != 25*time.Second {
		t.Errorf("recorded %+v", facts)
	}
	m.Get("/kiosk/find/room/reading_room").Lacks("찾았습니다") // nobody knows since when
	form.Set("since", "0")
	form.Set("key", s.NewKey())
	if page := m.Post("/kiosk/located", form); page.Path != "/kiosk" {
		t.Errorf("a look without beginning led to %s", page.Path)
	}
	s.Advance(app.LongestLook)
	if page := m.Get("/kiosk/find?since=" + began); strings.Contains(page.Body, next) {
		t.Error("a look of somebody else goes on")
	}
}

func TestKioskIsClosedWithTheOffice(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	form := m.Get("/kiosk/desks/petition").MustForm("/kiosk/arrivals")
	s.Until(harness.At(t, "2026-11-24 20:00"))
	m.Get("/kiosk").Has("지금은 창구를 열지 않는 시간입니다.", "오늘 창구 운영 시간: 09:00~18:00", "사무실 찾기").Lacks("번호표 받기")
	m.Post("/kiosk/arrivals", form).Is(http.StatusConflict).Has("지금은 창구를 열지 않는 시간입니다.", "처음으로")
}

// TestNextVisitorFindsNothing begins anew: language, colours and size are those of the office again, and the page goes back
// without scripts.
func TestNextVisitorFindsNothing(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	m.Get("/kiosk/find?lang=en&theme=contrast&size=large").Has("What are you looking for?")
	page := m.Get("/kiosk/find")
	for _, want := range []string{`<noscript><meta http-equiv="refresh" content="60;url=/kiosk/fresh"></noscript>`, `data-theme="contrast"`, `data-size="large"`} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if !strings.Contains(m.Get("/kiosk").Body, "url=/kiosk/fresh") {
		t.Error("the beginning stays as the last visitor chose")
	}
	begun := m.Get("/kiosk/fresh")
	if begun.Path != "/kiosk" || !strings.Contains(begun.Body, `data-theme="auto" data-size="normal"`) || strings.Contains(begun.Body, "http-equiv") {
		t.Errorf("%s: %s", begun.Path, begun.Body[:300])
	}
	begun.Has("무엇을 도와 드릴까요?")
}

func TestButtonIsPressed(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	admin := s.LogIn(t, "boss", app.Admin)
	officer := s.LogIn(t, "kim", app.Officer)
	tablet := machine(t, s, admin, "button", "desk:petition")
	form := tablet.Get("/press").Has("민원접수 창구").MustForm("/press")
	tablet.Post("/press", form).Has("알렸습니다.")
	tablet.Post("/press", form)
	if waiting, err := s.Waiting(t.Context(), officer.Actor, "petition"); err != nil || len(waiting) != 1 || waiting[0].Slip != 0 {
		t.Errorf("waiting: %+v %v", waiting, err)
	}
}

// TestArrivalIsAtTheDeskWithOnePress shows the number to the officer, records the greeting by the form of the list, and
// takes the visitor off the list.
func TestArrivalIsAtTheDeskWithOnePress(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	officer, other := s.LogIn(t, "kim", app.Officer), s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	form := m.Get("/kiosk/desks/petition").MustForm("/kiosk/arrivals")
	page := m.Post("/kiosk/arrivals", form)
	id := strings.TrimPrefix(page.Path, "/kiosk/arrivals/")
	inbox := officer.Get("/desk").Has("도착한 고객", "1번 · 민원접수 창구")
	other.Get("/desk").Lacks("도착한 고객")
	path := "/desk/cases/" + id + "/acts"
	officer.Post(path, inbox.MustForm(path, "kind", "visit.greeted")).Is(http.StatusOK).Has("기록했습니다: 인사")
	if v := s.Verdict(id, "visit.greeting"); v == nil || v.Status.String() != "kept" || v.Evidence != fact.Attested {
		t.Errorf("verdict %+v", v)
	}
	officer.Get("/desk").Lacks("도착한 고객").Has("지금 응대 중")
}

// TestSecondVisitIsShownToAllAtTheDesk lets one press say that a visitor had to come again by the office's mistake: everybody at
// the desk is told to serve him first, with what to say, until somebody has.
func TestSecondVisitIsShownToAllAtTheDesk(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	m := machine(t, s, s.LogIn(t, "boss", app.Admin), "kiosk", "")
	kim, lee := s.LogIn(t, "kim", app.Officer), s.LogIn(t, "lee", app.Officer)
	id := strings.TrimPrefix(m.Post("/kiosk/arrivals", m.Get("/kiosk/desks/petition").MustForm("/kiosk/arrivals")).Path, "/kiosk/arrivals/")
	path := "/desk/cases/" + id + "/acts"
	kim.Post(path, kim.Get("/desk").MustForm(path, "kind", "visit.repeated")).Is(http.StatusOK)
	lee.Get("/desk").Has("먼저 모시기", "저희 실수로 다시 오시게 하여 대단히 죄송합니다.")
	kim.Post(path, kim.Get("/desk").MustForm(path, "kind", "visit.greeted")).Is(http.StatusOK)
	lee.Get("/desk").Has("먼저 모시기", "kim 응대 중")
	kim.Post(path, kim.Get("/desk").MustForm(path, "kind", "priority.given")).Is(http.StatusOK)
	lee.Get("/desk").Lacks("먼저 모시기")
	if v := s.Verdict(id, "remedy.priority"); v == nil || v.Status.String() != "kept" {
		t.Errorf("verdict %+v", v)
	}
}
