package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/web/staff/stafftest"
)

// surveyed is a site on which a survey runs, of people who can only be called, with three sheets of paper.
func surveyed(t *testing.T, most ...int) (s *stafftest.Site, id string, manager app.Actor) {
	t.Helper()
	s = site(t)
	n := app.NewSurvey{Key: s.NewKey(), Last: civil.Date{Year: 2026, Month: 11, Day: 30}}
	if len(most) > 0 { // places at each desk
		n.Most = most[0]
	}
	manager = s.Staff("boss", app.Manager, "general_affairs", "")
	for i := range 6 {
		p := s.Petition()
		p.Phone, p.Email = fmt.Sprintf("033-737-1%03d", i), ""
		s.File(p)
	}
	id, err := s.OpenSurvey(t.Context(), manager, n)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddSheets(t.Context(), manager, id, app.NewSheets{Key: s.NewKey(), Desk: "general", Count: 3}); err != nil {
		t.Fatal(err)
	}
	return s, id, manager
}

// TestSheetIsEnteredOnce enters a sheet by its number, with faults at their fields, and refuses to enter it again.
func TestSheetIsEnteredOnce(t *testing.T) {
	t.Parallel()
	s, id, manager := surveyed(t)
	kim := s.LogIn(t, "kim", app.Officer)
	form := kim.Get("/desk/survey/sheet").Is(http.StatusOK).Has("설문지 번호").MustForm("/desk/survey/sheet")
	form.Set("sheet", "2")
	form.Set("q.content.collection", "11")
	form.Set("q.content.courses", "x")
	if page := kim.Post("/desk/survey/sheet", form).Is(http.StatusUnprocessableEntity).Has("0부터 10까지의 수나 -를 적어 주세요."); !strings.Contains(page.Body, `value="11"`) {
		t.Error("what was typed is lost")
	}
	form.Set("q.content.collection", "10")
	form.Set("q.content.courses", "-")
	form.Set("sheet", "9")
	kim.Post("/desk/survey/sheet", form).Is(http.StatusUnprocessableEntity).Has("그 번호의 설문지는 인쇄한 적이 없습니다.")
	form.Set("sheet", "2")
	if page := kim.Post("/desk/survey/sheet", form).Is(http.StatusOK).Has("2번 설문지를 저장했습니다."); strings.Contains(page.Body, `value="10"`) {
		t.Error("the next sheet begins with what stood on the last")
	}
	form.Set("key", s.NewKey())
	kim.Post("/desk/survey/sheet", form).Is(http.StatusUnprocessableEntity).Has("이미 답하신 설문입니다")
	st, err := s.WatchSurvey(t.Context(), manager, id)
	if err != nil || st.Answers != 1 || st.Modes["paper"] != 1 {
		t.Errorf("the state is %+v, %v", st, err)
	}
}

// TestNobodyIsAskedForAPlaceThatIsTaken: who calls is asked at a desk that has room, whatever others have not, and at none that has not.
func TestNobodyIsAskedForAPlaceThatIsTaken(t *testing.T) {
	t.Parallel()
	s, _, _ := surveyed(t, 1)
	kim := s.LogIn(t, "kim", app.Officer)
	if _, err := s.AnswerOpen(t.Context(), s.Staff("lee", app.Officer, "general_affairs", ""), app.Answering{Key: s.NewKey()}); err != nil {
		t.Fatal(err)
	}
	kim.Get("/desk/survey/call").Is(http.StatusOK).Has("걸려 온 전화에서 여쭙기")
	kim.Post("/desk/survey/call", url.Values{"desk": {"general"}}).Is(http.StatusOK).Has("1번째")
	kim.Post("/desk/survey/call", url.Values{"desk": {""}}).Has("여쭈려던 수를 모두 채웠습니다").Lacks("1번째")
}

// TestAskedOnTheTelephone reads a script, enters answers by keys, passes some over, and takes who refuses from the list.
func TestAskedOnTheTelephone(t *testing.T) {
	t.Parallel()
	s, id, manager := surveyed(t)
	kim := s.LogIn(t, "kim", app.Officer)
	page := kim.Get("/desk/survey/call").Is(http.StatusOK).Has("이렇게 말씀해 주세요", "033-737-1", "5명 더")
	form := page.MustForm("/desk/survey/call")
	page = kim.Post("/desk/survey/call", form).Is(http.StatusOK).Has("1번째")
	if !strings.Contains(page.Body, `data-key="t"`) {
		t.Error("ten points have no key")
	}
	for n := 0; page.Path == "/desk/survey/call" && strings.Contains(page.Body, `id="progress"`); n++ {
		form := page.MustForm("/desk/survey/call")
		for _, name := range []string{"pick", "go", "words"} {
			form.Del(name)
		}
		switch {
		case strings.Contains(page.Body, "<textarea"):
			form.Set("go", "next")
		case n == 1:
			form.Set("go", "skip")
		default:
			form.Set("pick", "9")
		}
		page = kim.Post("/desk/survey/call", form).Is(http.StatusOK)
	}
	page.Has("답을 저장했습니다", "4명 더")
	refuse := page.MustForm("/desk/survey/call")
	refuse.Set("outcome", app.CallRefused)
	kim.Post("/desk/survey/call", refuse).Is(http.StatusOK).Has("적어 두었습니다", "3명 더")
	open := url.Values{"desk": {"general"}}
	if page := kim.Post("/desk/survey/call", open).Is(http.StatusOK).Has("1번째"); !strings.Contains(page.Body, `name="desk" value="general"`) {
		t.Error("the desk is forgotten")
	}
	st, err := s.WatchSurvey(t.Context(), manager, id)
	if err != nil || st.Answers != 1 || st.Modes["phone"] != 1 || st.Responded != 1 {
		t.Errorf("the state is %+v, %v", st, err)
	}
	log, err := s.AccessLog(t.Context(), manager, "", 50)
	if err != nil || !slices.ContainsFunc(log, func(a app.Access) bool { return a.What == "survey" && a.Account == kim.Account }) {
		t.Errorf("the reading of a number is not logged: %+v, %v", log, err)
	}
}
