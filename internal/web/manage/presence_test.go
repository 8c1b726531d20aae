package manage_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
)

// TestAbsence enters absences as those who may, and ends one.
func TestAbsence(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim := s.LogIn(t, "kim", app.Officer)
	lee := s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	lead := s.LogIn(t, "lead", app.Lead)
	page := kim.Get("/manage/staff").Is(http.StatusOK).Has("담당 lee", "033-737-1043", "시스템 관리자가 계정에서").Lacks("자료검색 컴퓨터")
	form := page.MustForm("/manage/staff")
	if form.Get("account") != kim.Account || form.Get("from") != "2026-11-24" {
		t.Errorf("proposed %v", form)
	}
	form.Set("do", "enter")
	kim.Post("/manage/staff", form).Is(http.StatusUnprocessableEntity).Has("담당자를 골라 주세요.")
	form.Set("substitute", lee.Account)
	form.Set("until", "soon")
	kim.Post("/manage/staff", form).Is(http.StatusUnprocessableEntity).Has("날짜와 시각을 확인해 주세요.")
	form.Set("until", "2026-11-26")
	kim.Post("/manage/staff", form).Is(http.StatusOK).Has("부재를 넣었습니다.", "부재, 대리 담당 lee", "2026. 11. 24.부터 2026. 11. 26.까지")
	kim.Post("/manage/staff", form).Is(http.StatusUnprocessableEntity).Has("그 기간에 이미 부재가 있습니다.")

	other := lee.Get("/manage/staff").Is(http.StatusOK).Has("부재, 대리 담당 lee")
	if strings.Contains(other.Body, `value="end"`) {
		t.Error("lee is offered to end the absence of kim")
	}
	form.Set("account", lead.Account)
	lee.Post("/manage/staff", form).Is(http.StatusForbidden)
	form.Set("account", lee.Account)
	form.Set("substitute", kim.Account)
	lead.Post("/manage/staff", form).Is(http.StatusForbidden) // of another department
	lee.Post("/manage/staff", form).Is(http.StatusOK).Has("대리인도 자리에 없음")
	end := lead.Get("/manage/staff").Has("자료검색 컴퓨터").MustForm("/manage/staff", "account", kim.Account)
	end.Set("do", "end")
	lead.Post("/manage/staff", end).Is(http.StatusOK).Has("부재를 끝냈습니다.", "부재, 대리 담당 kim").Lacks("대리 담당 lee")
	end.Set("from", "yesterday")
	lead.Post("/manage/staff", end).Is(http.StatusNotFound)
}

// TestColleaguesSeeWhoIsOut shows colleagues why somebody is out and when he is back.
func TestColleaguesSeeWhoIsOut(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim := s.LogIn(t, "kim", app.Officer)
	lee := s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	lee.Get("/manage/staff").Has("자리에 있음").Lacks("자리에 없음")
	if err := s.StepOut(t.Context(), kim.Actor, app.NewOut{Why: "training", Back: s.Clock.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	lee.Get("/manage/staff").Has("자리에 없음", "(교육)")
}
