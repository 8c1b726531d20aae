package manage_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// TestPatternBecomesAnImprovement lets one desk break a promise far more often than another, and complaints of one cause gather.
func TestPatternBecomesAnImprovement(t *testing.T) {
	t.Parallel()
	s := site(t)
	judged(t, s.Store, s.Now(), "petition", 20, 60)
	judged(t, s.Store, s.Now(), "general", 1, 60)
	judged(t, s.Store, s.Now(), "children", 1, 60)
	for i := range 20 {
		c := app.Complaint{Key: s.NewKey(), About: "late", Text: "늦었습니다.", Answer: "web", Desk: "complaint_conduct"}
		if i%2 == 0 {
			c.About, c.Desk = "careless", "complaint_reading"
		}
		if _, err := s.Complain(t.Context(), app.Citizen("wonju", ""), c); err != nil {
			t.Fatal(err)
		}
	}
	s.Advance(time.Minute)
	one := s.LogInAt(t, "one", app.Officer, "library_information", "general") // alone at that desk, so that it is counted with the department
	s.LogInAt(t, "two", app.Officer, "library_information", "children")       // and with this one
	lead, manager := s.LogIn(t, "lead", app.Lead), s.LogIn(t, "manager", app.Manager)
	page := lead.Get("/manage/patterns").Is(http.StatusOK).Has("60건 가운데 20건(33.3%)", "120건 가운데 2건(1.7%)", "성의 없는 처리", "10건 가운데 10건", "사람을 비교하지 않습니다").Lacks("늦었습니다")
	page.Has("견줄 만큼 기록이 없음")
	lead.Get("/manage").Is(http.StatusOK).Has("되풀이되는 일 3가지를 찾았습니다.")
	one.Get("/manage/patterns").Is(http.StatusForbidden)
	at := strings.Index(page.Body, "/manage/improvements/new?")
	task, _, _ := strings.Cut(strings.ReplaceAll(page.Body[at:], "&amp;", "&"), `"`)
	form := manager.Get(task).Is(http.StatusOK).MustForm("/manage/improvements/new", "source", "pattern")
	form.Set("until", "2026-12-31")
	form.Set("publish", "yes")
	manager.Post("/manage/improvements/new", form).Is(http.StatusOK).Has("저장했습니다.", "되풀이되는 일")
	list, err := s.Improvements(t.Context(), manager.Actor)
	if err != nil || len(list) != 1 || list[0].Rule == "" || list[0].Published.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	at2 := "/manage/improvements/" + list[0].ID
	form = manager.Get(at2).MustForm(at2, "was", app.ImprovementVersion(&list[0]))
	form.Set("state", "done")
	form.Set("made", "두 사람이 번갈아 맡기로 했습니다.")
	manager.Post(at2, form).Is(http.StatusUnprocessableEntity).Has("고친 기록이 없습니다.")
	upload(t, manager, at2, url.Values{"do": {"made"}, "key": {s.NewKey()}, "what": {"당번표를 바꿈"}}, nil).Is(http.StatusOK).Has("고친 기록이 있습니다.")
	manager.Post(at2, form).Is(http.StatusOK).Has("고침")
}

// TestNothingIsSaidOfOnePerson lets the one officer break a promise more often than others who works alone at a desk of his department.
func TestNothingIsSaidOfOnePerson(t *testing.T) {
	t.Parallel()
	s := site(t)
	judged(t, s.Store, s.Now(), "petition", 1, 60)
	judged(t, s.Store, s.Now(), "general", 20, 60)
	judged(t, s.Store, s.Now(), "children", 1, 60)
	s.LogInAt(t, "one", app.Officer, "library_information", "general")
	s.LogInAt(t, "lead", app.Lead, "general_affairs", "").Get("/manage/patterns").Is(http.StatusOK).Has("다른 곳보다 뚜렷이 자주 어긴 약속은 없습니다.")
}

// TestPatternRisesAndSpreads gives two quarters: one desk breaks a promise more often than before, and all break another.
func TestPatternRisesAndSpreads(t *testing.T) {
	t.Parallel()
	s := site(t)
	lead := s.LogInAt(t, "lead", app.Lead, "general_affairs", "") // and at no desk alone
	before := s.Now().AddDate(0, 0, -100)
	for i, desk := range []string{"petition", "general", "children"} {
		judgedOf(t, s.Store, before, "case.deadline", desk, 2, 60)
		judgedOf(t, s.Store, before, "remote.procedure", desk, 0, 60)
		judgedOf(t, s.Store, s.Now(), "case.deadline", desk, []int{25, 2, 2}[i], 60)
		judgedOf(t, s.Store, s.Now(), "remote.procedure", desk, 10, 60)
	}
	lead.Get("/manage/patterns").Is(http.StatusOK).Has("늘고 있음: 앞 90일에는 60건 가운데 2건", "여러 곳에서 함께", "180건 가운데 30건(16.7%)", "180건 가운데 0건(0%)", "일어난 곳:")
	lead.Get("/manage").Has("되풀이되는 일 2가지를 찾았습니다.")
	lead.Lang = "en"
	lead.Get("/manage/patterns").Has("Rising: 2 of 60 in the 90 days before")
}

// judged puts settled verdicts of a desk on record.
func judged(t *testing.T, store app.Store, now time.Time, desk string, broken, all int) {
	t.Helper()
	judgedOf(t, store, now, "case.deadline", desk, broken, all)
}

// judgedOf is judged for any promise.
func judgedOf(t *testing.T, store app.Store, now time.Time, promise, desk string, broken, all int) {
	t.Helper()
	for i := range all {
		id := fmt.Sprintf("%s-%s-%s-%d", promise, desk, now.Format("0102"), i)
		at := now.Add(-time.Duration(i+1) * time.Hour)
		v := judge.Verdict{Case: id, Promise: promise, Trigger: "t", Status: judge.Kept, Started: at, Ended: at, Share: -1}
		if i < broken {
			v.Status = judge.Broken
		}
		err := store.Commit(t.Context(), &app.Change{Institution: "wonju", Case: id, Now: at,
			Facts:    []fact.Fact{{ID: id + "-1", Case: id, At: at, RecordedAt: at, Kind: fact.CaseNoted, By: "system", Via: fact.ViaSystem}},
			Leaves:   make([]app.Leaf, 1),
			Head:     app.Head{Institution: "wonju", Case: id, Seq: 1, Status: "closed", Desk: desk, ReceivedAt: at, ChangedAt: at},
			Verdicts: []app.VerdictRow{{Institution: "wonju", Verdict: v, Desk: desk}}})
		if err != nil {
			t.Fatal(err)
		}
	}
}
