package manage_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
)

// answers rates every item of a form: those of the first scorecard of 원주.
func answers(form url.Values, rating string) url.Values {
	for _, item := range []string{"rings", "greeting", "listening", "words", "answer", "farewell", "hangup", "satisfaction"} {
		form.Set("item."+item, rating)
	}
	form.Set("item.transfer", "none")
	return form
}

func auditAt(n int) string { return "/manage/audits/phone/2026-Q4/" + strconv.Itoa(n) }

// rateAll rates the first calls that were drawn, with 3, 4 and 5 in turn.
func rateAll(t *testing.T, s *stafftest.Site, p *stafftest.Person, most int) {
	t.Helper()
	board, err := s.Audits(t.Context(), p.Actor, "phone", "")
	if err != nil {
		t.Fatal(err)
	}
	for i := range board.Calls[:most] {
		if c := &board.Calls[i]; c.May {
			at := auditAt(c.Number)
			form := answers(p.Get(at).Is(http.StatusOK).MustForm(at), strconv.Itoa(3+i%3))
			p.Post(at, form).Is(http.StatusOK)
		}
	}
}

// TestMysteryCalls draws the calls of a quarter, rates one of them twice, and looks at who sees what of it.
func TestMysteryCalls(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogInAt(t, "manager", app.Manager, "general_affairs", "")
	officer := s.LogIn(t, "officer", app.Officer)
	lead := s.LogIn(t, "lead", app.Lead)
	first, second := s.LogInAt(t, "first", app.Inspector, "", ""), s.LogInAt(t, "second", app.Inspector, "", "")
	first.Get("/manage/audits").Is(http.StatusOK).Has("2026-Q4에는 아직 추첨하지 않았습니다.").Lacks("추첨하기")
	lead.Post("/manage/audits", url.Values{"card": {"phone"}}).Is(http.StatusForbidden)

	draw := manager.Get("/manage/audits").Is(http.StatusOK).MustForm("/manage/audits")
	manager.Post("/manage/audits", draw).Is(http.StatusOK).Has("걸어 볼 전화", "담당 officer", "담당 lead", "씨앗값", "2명, 2번씩").Lacks("추첨하기")
	manager.Post("/manage/audits", draw).Has("이 기간은 이미 추첨했습니다.")
	s.Advance(10 * time.Minute)

	board, err := s.Audits(t.Context(), first.Actor, "phone", "")
	if err != nil || len(board.Calls) != 4 {
		t.Fatalf("drawn %+v, %v", board, err)
	}
	times, twice := map[string]int{}, 0
	for i := range board.Calls {
		times[board.Calls[i].Officer]++
		if board.Calls[i].Second {
			twice = board.Calls[i].Number
		}
	}
	if times[officer.Account] != 2 || times[lead.Account] != 2 || twice == 0 {
		t.Errorf("drawn %v, number %d twice", times, twice)
	}

	at := auditAt(twice)
	page := first.Get(at).Is(http.StatusOK).Has("벨이 세 번 울리기 전에 받음", "배점 10점", "1 부진", "5 탁월", "해당 없음")
	form := page.MustForm(at)
	form.Set("item.rings", "4")
	form.Set("note", "두 번째 벨에 받음")
	missing := first.Post(at, form).Is(http.StatusUnprocessableEntity).Has("전체적인 만족도: 꼭 적어 주세요.")
	if again := missing.MustForm(at); again.Get("item.rings") != "4" || again.Get("note") != "두 번째 벨에 받음" {
		t.Errorf("typed, shown again %v", again)
	}
	form = answers(form, "4")
	first.Post(at, form).Is(http.StatusOK).Has("평가를 기록했습니다.", "두 번째 평가자를 기다림", "내 평가 고치기")
	first.Post(at, form).Is(http.StatusOK) // sent twice, recorded once
	second.Post(at, answers(second.Get(at).MustForm(at), "2")).Is(http.StatusOK).Has("두 평가의 차이 40점", "평균 40.0점 차이")
	manager.Post(at, answers(url.Values{"key": {s.NewKey()}}, "5")).Is(http.StatusUnprocessableEntity).Has("이미 다른 사람이 평가했습니다.")
	odd := answers(url.Values{"key": {s.NewKey()}}, "6")
	second.Post(at, odd).Is(http.StatusUnprocessableEntity)
	odd.Set("item.rings", "many")
	second.Post(at, odd).Is(http.StatusUnprocessableEntity)
	second.Get(auditAt(5)).Is(http.StatusNotFound)
	second.Get("/manage/audits/phone/2025-Q4/1").Is(http.StatusNotFound)

	rated, other := officer, lead
	if board.Calls[twice-1].Officer == lead.Account {
		rated, other = lead, officer
	}
	rated.Get("/manage/audits").Is(http.StatusOK).Has("내 결과", "80점", "40점", "두 번째 평가자의 평가", "“두 번째 벨에 받음”").Lacks("걸어 볼 전화", "씨앗값")
	other.Get("/manage/audits").Is(http.StatusOK).Has("아직 평가한 것이 없습니다.").Lacks("80점", "두 번째 벨에 받음")
	manager.Get("/manage/audits").Is(http.StatusOK).Has("총무과", "적음").Lacks("80점", "80.0")
	for _, p := range []*stafftest.Person{manager, first, lead} { // nor is it among the facts of the institution
		p.Get("/manage/inspections").Is(http.StatusOK).Lacks("점수 80", "두 번째 벨에 받음")
	}
	rated.Get("/desk/cases/institution").Lacks("점수 80", "두 번째 벨에 받음")
	officer.Get(at).Is(http.StatusNotFound)
	officer.Post(at, form).Is(http.StatusForbidden)
}

// TestMysteryCallIsJudgedOnce looks at the promise behind the ratings: the second of them decides nothing, and a rating that
// was given again is judged as it is now.
func TestMysteryCallIsJudgedOnce(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogInAt(t, "manager", app.Manager, "general_affairs", "")
	s.LogIn(t, "officer", app.Officer)
	first, second := s.LogInAt(t, "first", app.Inspector, "", ""), s.LogInAt(t, "second", app.Inspector, "", "")
	manager.Post("/manage/audits", url.Values{"card": {"phone"}}).Is(http.StatusOK)
	s.Advance(10 * time.Minute)
	board, err := s.Audits(t.Context(), first.Actor, "phone", "")
	if err != nil {
		t.Fatal(err)
	}
	twice := 1
	if !board.Calls[0].Second {
		twice = 2
	}
	at := auditAt(twice)
	rate := func(p *stafftest.Person, rating string) {
		t.Helper()
		p.Post(at, answers(p.Get(at).Is(http.StatusOK).MustForm(at), rating)).Is(http.StatusOK)
	}
	rate(first, "5")
	rate(second, "2")
	if v := s.Verdict(fact.Institution, "phone.courtesy"); v == nil || v.Status.String() != "kept" {
		t.Errorf("after 100 and 40 points: %+v", v)
	}
	s.Advance(10 * time.Minute)
	rate(first, "3")
	if v := s.Verdict(fact.Institution, "phone.courtesy"); v == nil || v.Status.String() != "broken" {
		t.Errorf("after the first was changed to 60 points: %+v", v)
	}
	board, err = s.Audits(t.Context(), manager.Actor, "phone", "")
	if err != nil || board.Pairs != 1 || board.Difference != 20 {
		t.Errorf("%d pairs differ by %v, %v", board.Pairs, board.Difference, err)
	}
	for _, f := range s.Stored(fact.Institution).Facts {
		if f.Kind == fact.AuditScored && (f.Data.Text("ratings") == "" || strings.Contains(fmt.Sprint(f.Data), "담당")) {
			t.Errorf("the fact says %v", f.Data)
		}
	}
}

// TestDepartmentsAreShownWhenTheyAreMany looks at the means of a department that is large enough.
func TestDepartmentsAreShownWhenTheyAreMany(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogInAt(t, "manager", app.Manager, "", "")
	for i := range 3 {
		s.Staff("clerk"+strconv.Itoa(i), app.Officer, "library_information", "general")
	}
	lead := s.LogInAt(t, "lead", app.Lead, "general_affairs", "petition")
	inside := s.LogInAt(t, "inside", app.Lead, "library_information", "general")
	manager.Post("/manage/audits", url.Values{"card": {"phone"}}).Is(http.StatusOK)
	s.Advance(10 * time.Minute)
	rateAll(t, s, manager, 10)
	manager.Get("/manage/audits").Is(http.StatusOK).Has("문헌정보과 8", "총무과 적음")
	inside.Get("/manage/audits").Has("문헌정보과 8").Lacks("총무과 적음")
	lead.Get("/manage/audits").Has("총무과 적음").Lacks("문헌정보과 8")
}
