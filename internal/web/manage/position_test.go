package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/harness"
)

// TestPositionChangesAtOnce moves an officer to another department: the directory finds him by his new duty, the display at the
// door shows him, and what hangs with his name must be printed again.
func TestPositionChangesAtOnce(t *testing.T) {
	t.Parallel()
	s := site(t)
	kim := s.LogInAt(t, "kim", app.Officer, "general_affairs", "petition")
	manager := s.LogIn(t, "manager", app.Manager)
	door := s.Device(app.Door, app.Place{}) // of the department that he leaves
	if board, err := s.DoorBoard(t.Context(), door); err != nil || len(board.Departments) != 1 || len(board.Departments[0].Members) != 2 {
		t.Fatalf("the door shows %+v, %v", board, err)
	}
	all, err := s.Signs(t.Context(), manager.Actor)
	if err != nil {
		t.Fatal(err)
	}
	var posted []app.Posted
	for i := range all {
		posted = append(posted, app.Posted{ID: all[i].ID(), Digest: all[i].Digest})
	}
	if _, err := s.PutUp(t.Context(), manager.Actor, s.NewKey(), posted); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)

	path := "/manage/staff/" + kim.Account
	if list := manager.Get("/manage/staff").Is(http.StatusOK).Has("이름을 누르면"); !strings.Contains(list.Body, `href="`+path+`"`) {
		t.Error("no name leads to the form")
	}
	form := manager.Get(path).Is(http.StatusOK).Has("담당 kim 님의 자리와 담당업무").MustForm(path)
	if form.Get("department") != "general_affairs" || form.Get("desk") != "petition" || form.Get("phone") != "737-1043" {
		t.Errorf("proposed %v", form)
	}
	form.Set("department", "library_information")
	form.Set("desk", "general")
	form.Set("duty", "야간 열람 안내")
	form.Set("phone", "12")
	again := manager.Post(path, form).Is(http.StatusUnprocessableEntity).Has("전화번호를 확인해 주세요.").MustForm(path)
	if again.Get("duty") != "야간 열람 안내" || again.Get("phone") != "12" {
		t.Errorf("shown again %v", again)
	}
	form.Set("phone", "+82 33 737 1003")
	done := manager.Post(path, form).Is(http.StatusOK).Has("저장했습니다.", "야간 열람 안내", "033-737-1003", "다시 인쇄할 안내표지 4개", "안내표지에서 확인하기")
	if strings.Contains(done.Body, "부재를 끝냈습니다") {
		t.Error("an absence ended, it says")
	}
	found, err := s.Find(t.Context(), app.Citizen(harness.Institution, ""), "야간 열람", 0)
	if err != nil || len(found.Found) == 0 {
		t.Fatalf("found %v, %v", found, err)
	}
	board, err := s.DoorBoard(t.Context(), door)
	if err != nil || len(board.Departments) != 1 || len(board.Departments[0].Members) != 1 || board.Departments[0].Members[0].ID != manager.Account {
		t.Errorf("the door shows %+v, %v", board, err)
	}

	kim.Get(path).Is(http.StatusForbidden)
	kim.Post(path, form).Is(http.StatusForbidden)
	s.LogIn(t, "lead", app.Lead).Post(path, form).Is(http.StatusForbidden)
	manager.Get("/manage/staff/nobody").Is(http.StatusNotFound)
	for field, wrong := range map[string]string{"department": "nowhere", "desk": "nowhere"} {
		bad := url.Values{}
		for k, values := range form {
			bad[k] = values
		}
		bad.Set(field, wrong)
		manager.Post(path, bad).Is(http.StatusUnprocessableEntity)
	}
}
