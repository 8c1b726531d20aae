package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
)

// TestLastYearUnderAnotherCharter lets a petition wait for nine days: what is promised within seven is broken, and under a charter
// that promises it within thirty it would still run.
func TestLastYearUnderAnotherCharter(t *testing.T) {
	t.Parallel()
	s := site(t)
	late(t, s)
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get("/manage/charter/trial").Is(http.StatusOK).Has("아직 다시 판정해 본 적이 없습니다.")
	text := manager.Get("/manage/charter/check").MustForm("/manage/charter/check").Get("charter")
	manager.Post("/manage/charter/trial", url.Values{"charter": {text}}).Is(http.StatusOK).Has("달라지는 판정 0", "case.deadline", "0% (0/1)")

	if n := strings.Count(text, "within: 7 days by law"); n == 0 {
		t.Fatal("the charter promises nothing within 7 days")
	}
	other := strings.ReplaceAll(text, "within: 7 days by law", "within: 30 days by law")
	if checked := manager.Post("/manage/charter/check", url.Values{"charter": {other}}).Is(http.StatusOK); checked.Form("/manage/charter/trial") == nil {
		t.Fatalf("the other charter cannot be tried: %s", checked.Text())
	}
	manager.Post("/manage/charter/trial", url.Values{"charter": {other}}).Is(http.StatusOK).Has("case.deadline").Lacks("달라지는 판정 0")
	last, err := s.LatestTrial(t.Context(), manager.Actor)
	if err != nil || !last.Done || last.Cases == 0 {
		t.Fatalf("tried %+v, %v", last, err)
	}
	moved := false
	for _, r := range last.Rows {
		moved = moved || r.Was == (app.TrialCount{Broken: 1}) && r.Would == (app.TrialCount{Pending: 1}) && r.Changed == 1
		if r.Promise == "case.deadline" && (r.Was.Broken != 1 || r.Would.Broken != 1) { // the period of the service, which stays
			t.Errorf("%+v", r)
		}
	}
	if !moved {
		t.Errorf("no promise of 7 days, broken after 9, would still run at 30: %+v", last.Rows)
	}
	manager.Post("/manage/charter/trial", url.Values{"charter": {"promises: none"}}).Has("헌장 파일에 잘못된 곳이 있습니다.")
	elsewhere := strings.Replace(text, "charter: wonju", "charter: elsewhere", 1)
	elsewhere = strings.Replace(elsewhere, "institution: wonju", "institution: elsewhere", 1)
	manager.Post("/manage/charter/trial", url.Values{"charter": {elsewhere}}).Has("다른 기관의 헌장입니다.")
	s.LogIn(t, "lead", app.Lead).Post("/manage/charter/trial", url.Values{"charter": {text}}).Is(http.StatusForbidden)
}
