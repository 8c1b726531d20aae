package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/civil"
)

// TestLettersArePrintedAndPosted leads an officer from what waits to what was posted.
func TestLettersArePrintedAndPosted(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim := s.LogIn(t, "kim", app.Officer)
	path := "/desk/survey/letter"
	kim.Get(path).Is(http.StatusOK).Has("진행 중인 조사가 없습니다")
	kim.Post(path, url.Values{"do": {"print"}}).Is(http.StatusUnprocessableEntity)
	if _, err := s.NewContact(t.Context(), kim.Actor, app.NewContact{Key: s.NewKey(), Channel: "post", Service: "question", Name: "김편지",
		Address: "원주시 편지길 7", Title: "열람실", Text: "언제 여나요?", Answer: "post"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.OpenSurvey(t.Context(), s.Staff("boss", app.Manager, "general_affairs", ""), app.NewSurvey{Key: s.NewKey(), Last: civil.Date{Year: 2026, Month: 11, Day: 30}}); err != nil {
		t.Fatal(err)
	}
	form := kim.Get(path).Is(http.StatusOK).Has("부칠 편지가 1통 있습니다.").Lacks("김편지", "편지길").MustForm(path)
	form.Set("do", "print")
	if pdf := kim.Post(path, form).Is(http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("printed is %s", pdf.Header.Get("Content-Type"))
	}
	form.Set("do", "post")
	kim.Post(path, form).Is(http.StatusOK).Has("편지 1통을 부쳤다고 적었습니다", "지금 부칠 편지가 없습니다.")
	form.Set("do", "print")
	kim.Post(path, form).Is(http.StatusUnprocessableEntity).Has("그 사이에 부쳤거나 답을 받았습니다.")
}
