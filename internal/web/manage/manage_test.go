package manage_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/staff/stafftest"
)

// site serves the pages for staff on a Tuesday morning, since the reading rooms are closed on Mondays.
func site(t testing.TB) *stafftest.Site {
	t.Helper()
	return stafftest.New(t, "2026-11-24 10:00", func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{desk.New(s, service), manage.New(s, service)}
	})
}

// late files a petition and lets its period run out.
func late(t *testing.T, s *stafftest.Site) *app.Receipt {
	t.Helper()
	p := s.Petition()
	p.Delivery = "email"
	receipt, _ := s.File(p)
	s.Advance(9 * 24 * time.Hour)
	return receipt
}

// TestTodayTellsOfMissingCouriers proves that the manager learns that no code can be sent, and for which services.
func TestTodayTellsOfMissingCouriers(t *testing.T) {
	t.Parallel()
	s := site(t)
	s.LogIn(t, "lee", app.Lead).Get("/manage").Is(http.StatusOK).Has("누리집에서 신청할 수 없는 민원이 있습니다", "도서 대출증 발급")
}

func TestTodayShowsWhatIsBroken(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt := late(t, s)
	for _, lang := range []string{"ko", "en"} {
		lead := s.LogIn(t, "lead"+lang, app.Lead)
		lead.Lang = lang
		lead.Get("/manage").Is(http.StatusOK).Has(receipt.Number).Lacks("홍길동", "열람실은 언제")
		lead.Get("/manage/broken").Is(http.StatusOK).Has(receipt.Number)
		lead.Get("/manage/remedies").Is(http.StatusOK).Has(receipt.Number)
		lead.Get("/manage/unproven").Is(http.StatusOK).Lacks(receipt.Number)
		lead.Get("/manage/broken?promise=case.deadline&from=2026-12-02&until=2026-12-03").Is(http.StatusOK).Has(receipt.Number, " 24:00").Lacks(" 00:00")
		lead.Get("/manage/broken?promise=phone.rings").Is(http.StatusOK).Lacks(receipt.Number)
		lead.Get("/manage/broken?from=2025-01-01&until=2025-01-02").Is(http.StatusOK).Lacks(receipt.Number)
	}
}

func TestListAsFile(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt := late(t, s)
	page := s.LogIn(t, "lead", app.Lead).Get("/manage/broken?format=csv").Is(http.StatusOK)
	if got := page.Header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("sent as %s", got)
	}
	text, marked := strings.CutPrefix(page.Body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) < 2 {
		t.Fatalf("rows %v, marked %v, %v", rows, marked, err)
	}
	if rows[0][0] != "접수번호" || rows[1][0] != receipt.Number || rows[1][2] != "어김" {
		t.Errorf("rows %v", rows)
	}
}

func TestRoundIsRecorded(t *testing.T) {
	t.Parallel()
	s := site(t)
	inspector := s.LogInAt(t, "inspector", app.Inspector, "general_affairs", "")
	form := inspector.Get("/manage/inspections").Is(http.StatusOK).MustForm("/manage/inspections/round")
	search := lineOf(t, inspector, "자료검색 컴퓨터")
	form.Set(search+".good", "4")
	inspector.Post("/manage/inspections/round", form).Is(http.StatusOK).Has("건을 기록했습니다", "비품 점검")
	inspector.Post("/manage/inspections/round", form) // sent twice, recorded once
	inspected, down := 0, false
	for _, f := range s.Stored(fact.Institution).Facts {
		if f.Kind == fact.ItemInspected {
			inspected++
			n, _ := f.Data.Int("working")
			down = down || f.Data.Text("item") == "search_pc" && n == 4
		}
	}
	if inspected == 0 || inspected > 20 || !down {
		t.Errorf("%d inspections recorded, the broken computer among them: %v", inspected, down)
	}
	if v := s.Verdict(fact.Institution, "item.search_pc"); v == nil || v.Status.String() != "broken" {
		t.Errorf("verdict on the computers: %+v", v)
	}
}

// lineOf returns the name of the line of the round that looks at a thing.
func lineOf(t *testing.T, p *stafftest.Person, thing string) string {
	t.Helper()
	body := p.Get("/manage/inspections").Body
	i := strings.Index(body, `aria-label="`+thing)
	if i < 0 {
		t.Fatalf("the round does not look at %s", thing)
	}
	_, name, _ := strings.Cut(body[strings.LastIndex(body[:i], "<input"):i], ` name="`)
	name, _, _ = strings.Cut(name, ".")
	return name
}

func TestRoundKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := site(t)
	lead := s.LogIn(t, "lead", app.Lead)
	form := lead.Get("/manage/inspections").MustForm("/manage/inspections/round")
	sign := lineOf(t, lead, "책상 표찰")
	form.Set(sign+".checked", "12")
	form.Set(sign+".good", "13")
	page := lead.Post("/manage/inspections/round", form).Is(http.StatusUnprocessableEntity).Has("점검한 수보다 많을 수 없습니다.")
	if again := page.MustForm("/manage/inspections/round"); again.Get(sign+".good") != "13" {
		t.Errorf("typed 13, shown again %q", again.Get(sign+".good"))
	}
	empty := url.Values{"key": form["key"]}
	lead.Post("/manage/inspections/round", empty).Is(http.StatusUnprocessableEntity).Has("점검한 것이 없습니다")
}

// TestEntries records every kind of fact of the institution by its form.
func TestEntries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind, page, action string
		answers            map[string]string
		says               string
	}{
		{"item.down", "/manage/inspections", "/manage/inspections/fact", map[string]string{"item": "copier", "count": "1", "note": "종이 걸림"}, "고장"},
		{"audit.scored", "/manage/inspections", "/manage/inspections/fact", map[string]string{"scorecard": "mystery_call", "score": "85"}, "응대 평가"},
		{"privacy.incident", "/manage/inspections", "/manage/inspections/fact", map[string]string{"what": "명부를 잃어버림", "persons": "3"}, "개인정보 사고"},
		{"survey.opened", "/manage/survey", "/manage/survey", map[string]string{"asked": "300"}, "만족도 조사 시작"},
		{"survey.closed", "/manage/survey", "/manage/survey", map[string]string{"answers": "120", "score": "82"}, "만족도 조사 완료"},
		{"survey.published", "/manage/survey", "/manage/survey", map[string]string{"where": "homepage", "shortcomings": "안내가 부족"}, "조사 결과 공개"},
		{"plan.published", "/manage/survey", "/manage/survey", map[string]string{"where": "board"}, "시정계획 공표"},
	}
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			form := manager.Get(tt.page).Is(http.StatusOK).MustForm(tt.action, "form", tt.kind)
			form.Set("kind", tt.kind)
			for name, value := range tt.answers {
				form.Set(tt.kind+"."+name, value)
			}
			manager.Post(tt.action, form).Is(http.StatusOK).Has(tt.says)
			found := false
			for _, k := range s.Kinds(fact.Institution) {
				found = found || k.String() == tt.kind
			}
			if !found {
				t.Errorf("not recorded: %v", s.Kinds(fact.Institution))
			}
		})
	}
	form := manager.Get("/manage/inspections").MustForm("/manage/inspections/fact", "form", "item.down")
	form.Set("kind", "item.up")
	form.Set("item.down.item", "copier")
	manager.Post("/manage/inspections/fact", form).Is(http.StatusOK).Has("복구")
}

func TestEntryWithoutAnswersIsRefused(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	form := manager.Get("/manage/survey").MustForm("/manage/survey", "form", "survey.published")
	form.Set("kind", "survey.published")
	form.Set("survey.published.shortcomings", "좌석 <b>부족</b>")
	page := manager.Post("/manage/survey", form).Is(http.StatusUnprocessableEntity)
	if strings.Contains(page.Body, "<b>부족</b>") {
		t.Error("what was typed is drawn as it is")
	}
	if again := page.MustForm("/manage/survey", "form", "survey.published"); again.Get("survey.published.shortcomings") != "좌석 <b>부족</b>" {
		t.Errorf("shown again: %v", again)
	}
}

func TestStandingPromises(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get("/manage/standing").Is(http.StatusOK).Has("복사기", "아직 점검하지 않음")
	manager.Post("/manage/inspections/round", manager.Get("/manage/inspections").MustForm("/manage/inspections/round")).Is(http.StatusOK)
	page := manager.Get("/manage/standing").Is(http.StatusOK).Has("진행 중")
	if n := strings.Count(page.Text(), "아직 점검하지 않음"); n > 2 {
		t.Errorf("%d standing promises have no look after a whole round", n)
	}
	s.Advance(40 * 24 * time.Hour)
	s.LogIn(t, "later", app.Manager).Get("/manage/standing").Is(http.StatusOK).Has("지남")
}

func TestCharterPage(t *testing.T) {
	t.Parallel()
	s := site(t)
	s.LogIn(t, "lead", app.Lead).Get("/manage/charter").Is(http.StatusOK).Has("서비스이행표준", "지금 쓰는 판")
	page := s.LogIn(t, "manager", app.Manager).Get("/manage/charter")
	for _, p := range s.Charters().At("wonju", s.Now()).Promises {
		page.Has(p.ID, strings.Join(strings.Fields(p.Text.KO), " "))
	}
	page.Has("시작: 전화벨 울림", "기록이 없으면 어김", "해마다 12월 31일까지", "해석: 1일은 민원 처리에 관한 법률 제19조")
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	s := site(t)
	admin := s.LogIn(t, "boss", app.Admin)
	page := admin.Post("/admin/accounts", url.Values{"login": {"park"}, "name": {"박지킴"}, "role": {"officer"}, "department": {"general_affairs"},
		"desk": {"petition"}, "duty": {"민원 접수"}, "phone": {"737-1043"}}).Is(http.StatusOK).Has("박지킴", "park의 비밀번호입니다")
	password := secret(t, page)
	park := s.Visitor(t)
	park.Post("/login", url.Values{"login": {"park"}, "password": {password}}).Has("비밀번호 바꾸기", "본인만 아는 비밀번호")
	park.Get("/desk").Has("비밀번호 바꾸기")
	park.Post("/password", url.Values{"old": {password}, "password": {"Reed-Field-Rain-31"}, "again": {"Reed-Field-Rain-31"}}).Is(http.StatusOK).Has("처리할 민원")

	list, err := s.ListAccounts(t.Context(), admin.Actor)
	if err != nil {
		t.Fatal(err)
	}
	var id string
	for _, a := range list {
		if a.Login == "park" {
			id = a.ID
		}
	}
	one := "/admin/accounts/" + id
	form := admin.Get(one).Is(http.StatusOK).MustForm(one)
	form.Set("do", "save")
	form.Set("role", "lead")
	form.Set("name", "박책임")
	admin.Post(one, form).Is(http.StatusOK).Has("박책임", "창구 책임자")
	form.Set("name", "")
	admin.Post(one, form).Is(http.StatusUnprocessableEntity)
	if again := secret(t, admin.Post(one, url.Values{"do": {"reset"}}).Is(http.StatusOK)); again == password {
		t.Error("the password was not renewed")
	}
	park.Get("/desk").Has("직원 로그인") // the open login has ended
	admin.Post(one, url.Values{"do": {"disable"}}).Is(http.StatusOK).Has("사용 중지")
	admin.Post(one, url.Values{"do": {"enable"}}).Is(http.StatusOK)
	admin.Post(one, url.Values{"do": {"promote"}}).Is(http.StatusNotFound)
	admin.Get("/admin/accounts/nobody").Is(http.StatusNotFound)
}

// secret returns the password that a page shows.
func secret(t *testing.T, p *stafftest.Page) string {
	t.Helper()
	_, rest, ok := strings.Cut(p.Body, `<code class="secret">`)
	if !ok {
		t.Fatalf("no password shown: %s", p.Text())
	}
	password, _, _ := strings.Cut(rest, "<")
	return password
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	s := site(t)
	p := s.Petition()
	p.Delivery = "email"
	receipt, _ := s.File(p)
	s.LogInAt(t, "other", app.Officer, "library_information", "general").Get("/desk/cases/" + receipt.Case + "?reason=citizen_asked").Has("홍길동")
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get("/admin/access").Is(http.StatusOK).Has("민원의 이름과 글", "민원인의 문의", "담당 other")
	manager.Get("/admin/access?case=" + receipt.Case).Is(http.StatusOK).Has("민원 한 건의 기록만")
}

// TestRights opens every page as every role: 200 for those who may, 403 for those who may not.
func TestRights(t *testing.T) {
	t.Parallel()
	s := site(t)
	pages := []struct {
		path string
		from app.Role
	}{
		{"/desk/contacts/new", app.Officer}, {"/manage", app.Lead}, {"/manage/broken", app.Lead}, {"/manage/unproven", app.Lead}, {"/manage/complaints", app.Lead},
		{"/manage/remedies", app.Lead}, {"/manage/inspections", app.Inspector}, {"/manage/audits", app.Inspector}, {"/manage/survey", app.Manager}, {"/manage/calendar", app.Manager}, {"/manage/charter/check", app.Manager}, {"/manage/charter/trial", app.Manager}, {"/manage/staff", app.Officer},
		{"/manage/standing", app.Lead}, {"/manage/charter", app.Lead}, {"/admin/accounts", app.Admin}, {"/admin/access", app.Manager},
	}
	for _, role := range app.Roles() {
		p := s.LogIn(t, "a-"+string(role), role)
		for _, page := range pages {
			want := http.StatusForbidden
			if role.AtLeast(page.from) {
				want = http.StatusOK
			}
			p.Get(page.path).Is(want)
		}
	}
	officer := s.LogIn(t, "curious", app.Officer)
	officer.Get("/manage/inspections").Has("고장·복구").Lacks("정기 점검", "개인정보 사고")
	officer.Post("/manage/inspections/round", url.Values{"key": {s.NewKey()}, "r0.good": {"1"}}).Is(http.StatusForbidden)
	officer.Post("/admin/accounts", url.Values{"login": {"x"}, "role": {"admin"}}).Is(http.StatusForbidden)
}

// TestRecordsAreShownInWords proves that neither ways to reach the office nor score cards are shown by their identifiers,
// and that every promise to choose from can be told from the others.
func TestRecordsAreShownInWords(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	form := manager.Get("/manage/inspections").MustForm("/manage/inspections/fact", "form", "audit.scored")
	form.Set("kind", "audit.scored")
	form.Set("audit.scored.scorecard", "mystery_call")
	form.Set("audit.scored.score", "85")
	manager.Post("/manage/inspections/fact", form).Is(http.StatusOK).Has("평가표 모의 전화, 점수 85")
	round := manager.Get("/manage/inspections").MustForm("/manage/inspections/round")
	for name := range round {
		if strings.HasSuffix(name, ".reached") {
			round.Set(name, "yes")
		}
	}
	manager.Post("/manage/inspections/round", round).Is(http.StatusOK).Has("창구 누리집, 연락됨 예", "창구 팩스, 연락됨 예")
	body := manager.Get("/manage/inspections").Is(http.StatusOK).Has("복사기").Body
	for _, raw := range []string{"창구 internet", "창구 fax", "창구 visit", "평가표 mystery_call"} {
		if strings.Contains(body, raw) {
			t.Errorf("the records show %q", raw)
		}
	}
	manager.Get("/manage/broken").Is(http.StatusOK).Has("자료검색 컴퓨터 · ", "회원가입 컴퓨터 · ").
		Lacks("공무원증(명찰)을 패용하겠습니다. · ")
}
