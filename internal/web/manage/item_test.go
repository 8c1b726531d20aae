package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

func TestReportedOutageIsShownAndClosed(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogInAt(t, "kim", app.Officer, "library_information", "general")
	officer.Get("/desk").Is(http.StatusOK).Lacks("고장 신고")
	officer.Get("/manage/items").Is(http.StatusOK).Has("고장 난 비품이 없습니다.")
	for _, unit := range []int{5, 3} {
		report := app.OutageReport{Key: s.NewKey(), Item: "search_pc", Unit: unit}
		if _, err := s.ReportOutage(s.Context(), app.Citizen(officer.Actor.Institution, ""), report); err != nil {
			t.Fatal(err)
		}
	}
	// The promise of five in working order is broken, on a customer's word.
	_, row, _ := strings.Cut(s.LogIn(t, "park", app.Manager).Get("/manage/standing").Is(http.StatusOK).Body, "자료검색 컴퓨터")
	if row, _, _ = strings.Cut(row, "</tr>"); !strings.Contains(row, "고객 신고") || !strings.Contains(row, "어김") {
		t.Errorf("the standing promise shows %s", row)
	}
	officer.Get("/desk").Is(http.StatusOK).Has("고장 신고", "자료검색 컴퓨터: 5대 중 3대 정상")
	page := officer.Get("/manage/items").Is(http.StatusOK).Has("3번", "고객 신고")
	officer.Lang = "en"
	officer.Get("/manage/items").Is(http.StatusOK).Has("No. 3", "reported by the citizen")
	officer.Lang = "ko"
	_, second, _ := strings.Cut(page.Body, ">3번")
	outage, _, _ := strings.Cut(second[strings.Index(second, `name="outage" value="`)+len(`name="outage" value="`):], `"`)
	for range 2 { // pressed twice, or by two people
		officer.Post("/manage/items", url.Values{"outage": {outage}}).Is(http.StatusOK).Has("복구를 기록했습니다", "5번", "5대 중 4대 정상").Lacks("3번")
	}
	officer.Post("/manage/items", officer.Get("/manage/items").MustForm("/manage/items")).Is(http.StatusOK).Has("고장 난 비품이 없습니다.")
	up := 0
	for _, f := range s.Stored(fact.Institution).Facts {
		if f.Kind == fact.ItemUp {
			up++
		}
	}
	if up != 2 {
		t.Errorf("%d repairs on record", up)
	}
	s.LogIn(t, "inspector", app.Inspector).Get("/manage/items").Is(http.StatusForbidden)
}
