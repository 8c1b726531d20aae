package kiosk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/web/kiosk"
)

// TestSurveyAtAKiosk is offered while one runs, asks which desk was used, goes back to the beginning by itself, and says so politely when
// enough have answered.
func TestSurveyAtAKiosk(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	admin := s.LogIn(t, "boss", app.Admin)
	k := machine(t, s, admin, "kiosk", "room:entrance")
	k.Get("/kiosk").Is(http.StatusOK).Lacks("만족도 조사")
	for i := range 5 {
		p := s.Petition()
		p.Phone, p.Email = fmt.Sprintf("033-737-1%03d", i), ""
		s.File(p)
	}
	id, err := s.OpenSurvey(t.Context(), admin.Actor, app.NewSurvey{Key: s.NewKey(), Last: civil.Date{Year: 2026, Month: 12, Day: 18}, Most: 1})
	if err != nil {
		t.Fatal(err)
	}
	k.Get("/kiosk").Is(http.StatusOK).Has("만족도 조사 참여")
	form := k.Get("/kiosk/survey").Is(http.StatusOK).Has("어느 창구를 이용하셨습니까?").MustForm("/kiosk/survey")
	form.Set("desk", "general")
	page := k.Post("/kiosk/survey", form).Is(http.StatusOK).Has("1번째", "해당 없음", "처음으로")
	if !strings.Contains(page.Body, `data-home="/kiosk/fresh"`) || !strings.Contains(page.Body, `http-equiv="refresh"`) {
		t.Error("a screen that is left alone does not go back to the beginning")
	}
	for strings.Contains(page.Body, `id="progress"`) {
		form := page.MustForm("/kiosk/survey")
		for _, name := range []string{"pick", "go", "words"} {
			form.Del(name)
		}
		if strings.Contains(page.Body, "<textarea") {
			form.Set("go", "next")
		} else {
			form.Set("pick", "10")
		}
		page = k.Post("/kiosk/survey", form).Is(http.StatusOK)
	}
	page.Has("고맙습니다", "누가 답했는지 알 수 없게")
	form.Set("desk", "general")
	k.Post("/kiosk/survey", form).Is(http.StatusOK).Has("모두 채웠습니다")
	form.Set("desk", "nowhere")
	k.Post("/kiosk/survey", form).Is(http.StatusOK)
	st, err := s.WatchSurvey(t.Context(), admin.Actor, id)
	if err != nil || st.Answers != 1 || st.Modes["kiosk"] != 1 || len(st.Screens) != len(st.Questionnaire.Items()) {
		t.Errorf("the state is %+v, %v", st, err)
	}
}

// TestVisitIsRatedWithOnePress counts presses by desk and month, shows managers no fewer than five, and asks which desk it was where the
// kiosk stands at none.
func TestVisitIsRatedWithOnePress(t *testing.T) {
	t.Parallel()
	s := open(t, tuesday, kiosk.Idle)
	admin := s.LogIn(t, "boss", app.Admin)
	at, entrance := machine(t, s, admin, "kiosk", "desk:general"), machine(t, s, admin, "kiosk", "room:entrance")
	entrance.Get("/kiosk").Is(http.StatusOK).Has("오늘 응대는 어떠셨나요?")
	entrance.Get("/kiosk/rate").Is(http.StatusOK).Has("어느 창구를 이용하셨습니까?", "종합자료실 창구")
	form := at.Get("/kiosk/rate").Is(http.StatusOK).Has("종합자료실 창구의 응대는 어떠셨습니까?").MustForm("/kiosk/rate")
	form.Set("stars", "5")
	for range 4 {
		at.Post("/kiosk/rate", form).Is(http.StatusOK).Has("누가 눌렀는지는 남지 않습니다")
	}
	admin.Get("/manage/ratings").Is(http.StatusOK).Lacks("5.00", "4건")
	form.Set("stars", "4")
	at.Post("/kiosk/rate", form).Is(http.StatusOK)
	groups, err := s.VisitRatings(t.Context(), admin.Actor, "2026-11")
	if err != nil || len(groups) != 1 || groups[0].ID != "general" || groups[0].N != 5 || groups[0].Counts[4] != 4 {
		t.Errorf("visitors said %+v, %v", groups, err)
	}
	admin.Get("/manage/ratings").Is(http.StatusOK).Has("방문하신 분이 키오스크에서 누른 별점", "종합자료실 창구")
	form.Set("stars", "6")
	if page := at.Post("/kiosk/rate", form); page.Path != "/kiosk" {
		t.Errorf("six stars led to %s", page.Path)
	}
}
