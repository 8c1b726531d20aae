package manage_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web/staff/stafftest"
)

// agreed are the fields of the page of a preview, as its button sends them.
func agreed(p *stafftest.Page) url.Values {
	form := p.MustForm("/manage/calendar")
	form.Set("do", "enter")
	return form
}

// TestTemporaryHoliday enters a holiday: previewed first, kept with who and when, taken back while it does not count, and once it
// counts told to the officer with the deadline that was promised at first.
func TestTemporaryHoliday(t *testing.T) {
	t.Parallel()
	s := site(t)
	p := s.Petition()
	p.Delivery = "email"
	receipt, _ := s.File(p)
	manager := s.LogIn(t, "manager", app.Manager)
	form := manager.Get("/manage/calendar").Is(http.StatusOK).Has("직접 넣은 날이 없습니다.", "기독탄신일", "kr-office, wonju-desk").MustForm("/manage/calendar")
	form.Set("name", "임시공휴일")
	form.Set("date", "2026-11-27")
	form.Set("do", "preview")
	preview := manager.Post("/manage/calendar", form).Is(http.StatusOK).Has(receipt.Number, "2026. 12. 2.(수) 24:00", "2026. 12. 3.(목) 24:00", "2026. 11. 25.", "바뀝니다")
	manager.Get("/manage/calendar").Has("직접 넣은 날이 없습니다.")
	manager.Post("/manage/calendar", agreed(preview)).Is(http.StatusOK).Has("저장했습니다.", "담당 manager", "취소")
	manager.Post("/manage/calendar", agreed(preview)).Is(http.StatusOK) // sent twice, kept once
	days, err := s.Days(t.Context(), manager.Actor)
	if err != nil || len(days) != 1 {
		t.Fatalf("kept %+v, %v", days, err)
	}
	manager.Post("/manage/calendar", url.Values{"do": {"withdraw"}, "id": {days[0].ID}}).Is(http.StatusOK).Has("취소했습니다.", "취소함")

	form = manager.Get("/manage/calendar").MustForm("/manage/calendar")
	form.Set("name", "임시공휴일")
	form.Set("date", "2026-11-27")
	form.Set("do", "preview")
	manager.Post("/manage/calendar", agreed(manager.Post("/manage/calendar", form).Is(http.StatusOK))).Is(http.StatusOK)
	s.Advance(15 * time.Hour)
	officer := s.LogIn(t, "officer", app.Officer)
	officer.Get("/desk/cases/"+receipt.Case).Is(http.StatusOK).Has("처음 약속할 때의 기한은 2026. 12. 2.(수) 24:00", "2026. 12. 3.(목) 24:00")
	later := s.LogIn(t, "later", app.Manager)
	later.Get("/manage/calendar").Has("판정에 들어감")
	days, err = s.Days(t.Context(), later.Actor)
	if err != nil {
		t.Fatal(err)
	}
	for i := range days {
		if days[i].Withdrawn.IsZero() {
			later.Post("/manage/calendar", url.Values{"do": {"withdraw"}, "id": {days[i].ID}}).Has("이미 판정에 들어가 취소할 수 없습니다.")
		}
	}
}

func TestDayKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	form := manager.Get("/manage/calendar").MustForm("/manage/calendar")
	form.Set("kind", "hours")
	form.Set("name", "단축 <b>운영</b>")
	form.Set("date", "2026-11-26")
	form.Set("from", "13:00")
	form.Set("to", "noon")
	form.Set("do", "preview")
	page := manager.Post("/manage/calendar", form).Is(http.StatusUnprocessableEntity).Has("시각을 09:00처럼 적어 주세요.").Lacks("<b>운영</b>")
	again := page.MustForm("/manage/calendar")
	if again.Get("name") != "단축 <b>운영</b>" || again.Get("date") != "2026-11-26" || again.Get("kind") != "hours" || again.Get("key") != form.Get("key") {
		t.Errorf("shown again %v", again)
	}
	form.Set("to", "12:00")
	manager.Post("/manage/calendar", form).Is(http.StatusUnprocessableEntity).Has("닫는 시각이 여는 시각보다 늦어야 합니다.")
	form.Set("to", "17:00")
	form.Set("date", "2026-11-24")
	manager.Post("/manage/calendar", form).Is(http.StatusUnprocessableEntity).Has("이후의 날을 적어 주세요.")
	form.Set("date", "2026-11-26")
	preview := manager.Post("/manage/calendar", form).Is(http.StatusOK).Has("하루만 다른 운영시간 · 단축 <b>운영</b> · 13:00-17:00")
	manager.Post("/manage/calendar", agreed(preview)).Is(http.StatusOK).Has("13:00-17:00")
	s.LogIn(t, "lead", app.Lead).Post("/manage/calendar", agreed(preview)).Is(http.StatusForbidden)
}
