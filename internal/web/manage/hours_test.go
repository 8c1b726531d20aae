package manage_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
)

// TestHoursOfTheWeek changes the hours of the desks: wrong first, with what was typed kept, then rightly.
func TestHoursOfTheWeek(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	if page := manager.Get("/manage/calendar").Is(http.StatusOK); !strings.Contains(page.Body, `href="/manage/calendar/hours"`) {
		t.Error("the calendar does not lead to the hours")
	}
	const path = "/manage/calendar/hours"
	form := manager.Get(path).Is(http.StatusOK).Has("민원 처리 시간", "창구와 자료실 여는 시간", "이미 접수한 민원의 기한은").Lacks("초안에서 바뀝니다.").MustForm(path, "calendar", "wonju-desk")
	if form.Get("mon.wonju-desk") != "" || form.Get("tue.wonju-desk") != "09:00-18:00" {
		t.Errorf("shown %v", form)
	}
	form.Set("tue.wonju-desk", "<9시>")
	again := manager.Post(path, form).Is(http.StatusUnprocessableEntity).Has("이른 시간부터 적어 주세요.").Lacks("<9시>").MustForm(path, "calendar", "wonju-desk")
	if again.Get("tue.wonju-desk") != "<9시>" {
		t.Errorf("shown again %v", again)
	}
	form.Set("tue.wonju-desk", "9:00-12:00, 13:00-20:00")
	done := manager.Post(path, form).Is(http.StatusOK).Has("초안에 저장했습니다.", "초안에서 바뀝니다.", "고치기 전: 09:00-18:00").MustForm(path, "calendar", "wonju-desk")
	if done.Get("tue.wonju-desk") != "09:00-12:00, 13:00-20:00" {
		t.Errorf("drafted %v", done)
	}
	form.Set("tue.wonju-desk", "10:00-11:00")
	manager.Post(path, form).Is(http.StatusUnprocessableEntity).Has("그사이 다른 사람이 초안을 저장했습니다.")
	s.LogIn(t, "lead", app.Lead).Get(path).Is(http.StatusForbidden)
}
