package manage_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/survey"
)

// TestWhatAppliesToNobodyHasNoScore looks at the result of a survey in which nobody has rated an item: that is not a score of nothing.
func TestWhatAppliesToNobodyHasNoScore(t *testing.T) {
	t.Parallel()
	s := site(t)
	boss := s.LogIn(t, "boss", app.Manager)
	manager := s.Staff("chief", app.Manager, "general_affairs", "")
	id, err := s.OpenSurvey(t.Context(), manager, app.NewSurvey{Key: s.NewKey(), Last: civil.Date{Year: 2026, Month: 12, Day: 18}})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := s.OpenToAll(t.Context(), manager, "")
	if err != nil {
		t.Fatal(err)
	}
	answers := survey.Answers{}
	for _, item := range asked.Rated() {
		answers[item.ID] = survey.Answer{Rating: 9, None: item.ID == "delivery.phone"}
	}
	for range 6 {
		if _, err := s.AnswerOpen(t.Context(), manager, app.Answering{Key: s.NewKey(), Answers: answers}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CloseSurvey(t.Context(), manager, id); err != nil {
		t.Fatal(err)
	}
	boss.Get("/manage/surveys/"+id+"/result").Is(http.StatusOK).Has("90~90").Lacks(">0~0<", ">0%<")
}

// TestSurveyIsOpenedWatchedAndClosed leads the manager from the preview to the closing, which is on record and cannot be undone.
func TestSurveyIsOpenedWatchedAndClosed(t *testing.T) {
	t.Parallel()
	s := site(t)
	boss, kim := s.LogIn(t, "boss", app.Manager), s.LogIn(t, "kim", app.Officer)
	kim.Get("/manage/surveys").Is(http.StatusForbidden)
	for i := range 7 { // without a courier they can only be called
		p := s.Petition()
		p.Phone, p.Email = fmt.Sprintf("033-737-1%03d", i), ""
		s.File(p)
	}
	boss.Get("/manage/survey").Is(http.StatusOK).Has("만족도 조사 열기와 지켜보기")
	form := boss.Get("/manage/surveys").MustForm("/manage/surveys")
	form.Set("last", "2026-13-01")
	boss.Post("/manage/surveys", form).Is(http.StatusUnprocessableEntity).Has("마감일로 골라 주세요")
	form.Set("last", "2027-01-02")
	boss.Post("/manage/surveys", form).Is(http.StatusUnprocessableEntity).Has("올해 안의 날")
	form.Set("last", "2026-12-18")
	form.Set("size", "6")
	page := boss.Post("/manage/surveys", form).Is(http.StatusOK).Has("올해의 접촉은 7건", "6명을 뽑았습니다", "전화로 묻기 6명", "±")
	open := page.MustForm("/manage/surveys/open")
	watch := boss.Post("/manage/surveys/open", open).Is(http.StatusOK).Has("진행 중", "전화로 여쭐 분이 6명", "종이 설문지")
	if again := boss.Post("/manage/surveys/open", open).Is(http.StatusOK); again.Path != watch.Path {
		t.Errorf("the form twice led to %s and %s", watch.Path, again.Path)
	}
	boss.Get("/manage/surveys").Has("진행 중인 조사가 있습니다").Lacks("미리 보기")

	sheets := watch.MustForm(watch.Path + "/sheets")
	sheets.Set("count", "0")
	boss.Post(watch.Path+"/sheets", sheets).Is(http.StatusUnprocessableEntity).Has("1부터 500까지")
	sheets.Set("count", "2")
	sheets.Set("desk", "general")
	boss.Post(watch.Path+"/sheets", sheets).Is(http.StatusOK).Has("1번부터 2번까지")
	if pdf := boss.Get(watch.Path + "/sheets?first=1&last=2").Is(http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF") {
		t.Error("no PDF")
	}
	boss.Get(watch.Path + "/sheets?first=1&last=9").Is(http.StatusNotFound)

	boss.Get(watch.Path + "?close=1").Has("정말 지금 마감할까요?")
	boss.Post(watch.Path+"/close", boss.Get(watch.Path+"?close=1").MustForm(watch.Path+"/close")).Is(http.StatusOK).Has("마감", "한 달 안에 공개")
	if !slices.ContainsFunc(s.Stored(fact.Institution).Facts, func(f fact.Fact) bool { return f.Kind == fact.SurveyClosed }) {
		t.Error("the closing is not on record")
	}
	boss.Get("/manage/surveys").Has("2026-1", "마감", "미리 보기")
	boss.Get("/manage/surveys/2026-9").Is(http.StatusNotFound)
}
