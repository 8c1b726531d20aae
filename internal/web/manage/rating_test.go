package manage_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
)

// rateCases answers a case for each of these stars at a desk and lets its citizen rate it, the low ones with words.
func rateCases(t *testing.T, s *stafftest.Site, officer *stafftest.Person, desk string, stars ...int) {
	t.Helper()
	for _, n := range stars {
		receipt, citizen := s.File(s.Petition())
		if _, err := s.Assign(t.Context(), officer.Actor, "", receipt.Case, officer.Account, desk); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Answer(t.Context(), officer.Actor, app.Result{Key: s.NewKey(), Case: receipt.Case, Text: "평일에 엽니다."}); err != nil {
			t.Fatal(err)
		}
		words := ""
		if n < 3 {
			words = "=늦었습니다 " + desk
		}
		if err := s.Rate(t.Context(), citizen, s.NewKey(), n, words); err != nil {
			t.Fatal(err)
		}
		s.Advance(time.Second)
	}
}

// TestRatingsOfAMonth shows the mean with its number, the stars, the groups that are large enough, and the words only when asked for,
// which is logged.
func TestRatingsOfAMonth(t *testing.T) {
	t.Parallel()
	s := site(t)
	lead, manager := s.LogIn(t, "lead", app.Lead), s.LogIn(t, "boss", app.Manager)
	lead.Get("/manage/ratings").Is(http.StatusForbidden)
	manager.Get("/manage/ratings").Is(http.StatusOK).Has("이 기간에 남긴 별점이 없습니다.")
	manager.Get("/manage").Lacks("별점")
	rateCases(t, s, lead, "general", 5, 5, 4, 4, 1)
	rateCases(t, s, lead, "petition", 3, 3, 3, 3, 3, 2)
	manager.Get("/manage").Has("지난 7일 동안 별점 2 이하가 2건 있습니다.")
	lead.Get("/manage").Lacks("별점")
	page := manager.Get("/manage/ratings?period=2026-11").Is(http.StatusOK).Has("3.27", "11건, 별점 1에서 5까지", "별점 3", "5건", "종합자료실 창구", "민원접수 창구", "2026-11").
		Lacks("늦었습니다")
	if !strings.Contains(page.Body, "<svg") {
		t.Error("no picture")
	}
	manager.Get("/manage/ratings?desk=general").Has("3.8")
	manager.Get("/manage/ratings?period=soon").Is(http.StatusNotFound)
	manager.Get("/manage/ratings?period=2025").Has("이 기간에 남긴 별점이 없습니다.")
	manager.Get("/manage/ratings?words=low").Has("늦었습니다 general", "늦었습니다 petition")
	manager.Get("/manage/ratings?words=all&desk=petition").Has("늦었습니다 petition").Lacks("늦었습니다 general")
	manager.Get("/admin/access").Has("만족도에 남긴 의견")

	body := manager.Get("/manage/ratings?period=2026-11&format=csv").Is(http.StatusOK).Body
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 6 || strings.Join(rows[1], ",") != "2026-11,all,,11,3.27,1,1,5,2,2" {
		t.Errorf("%v: %v", err, rows)
	}
	if strings.Contains(body, "늦었습니다") {
		t.Error("words are in the file")
	}
	rateCases(t, s, lead, "rental", 5)
	few := manager.Get("/manage/ratings").Has("건수가 적어 보이지 않습니다.").Body
	if file := manager.Get("/manage/ratings?format=csv").Body; !strings.Contains(file, ",,,,,,") || !strings.Contains(few, "대관") {
		t.Errorf("the file shows few ratings: %s", file)
	}
}
