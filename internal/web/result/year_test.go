package result_test

import (
	"net/http"
	"testing"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/result"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

// TestTheYearInEveryState looks at the public page while the clocks of the year have not begun, run, have run out, were met late, and
// were met in time.
func TestTheYearInEveryState(t *testing.T) {
	t.Parallel()
	o := newOffice(t) // its survey is over since 23 November
	o.visitor.Get("/satisfaction").Is(http.StatusOK).
		Has("지킴 2026. 11. 23. 마침, 기한 2026. 12. 31.(목) 24:00", // taken in time
			"2026. 12. 23.(수) 24:00까지", // to be published in time
			"아직 시작되지 않은 약속입니다.")        // the plan
	o.Until(harness.At(t, "2026-12-24 09:00"))
	o.visitor.Get("/satisfaction").Is(http.StatusOK).Has("어김 기한 2026. 12. 23.(수) 24:00을 넘겼습니다.").Lacks("2026. 12. 23.(수) 24:00까지")
	o.boss = o.LogIn(t, "deputy", app.Manager) // a month later the first has to log in again
	o.tasks(t)
	if err := o.PublishSurvey(t.Context(), o.boss.Actor, o.wave, "homepage"); err != nil {
		t.Fatal(err)
	}
	o.visitor.Get("/satisfaction").Is(http.StatusOK).Has("어김 2026. 12. 24. 마침, 기한 2026. 12. 23.(수) 24:00", "2027. 3. 24.(수) 24:00까지")
	if err := o.PublishPlan(t.Context(), o.boss.Actor, o.wave, "both", ""); err != nil {
		t.Fatal(err)
	}
	o.visitor.Get("/satisfaction").Is(http.StatusOK).Has("지킴 2026. 12. 24. 마침, 기한 2027. 3. 24.(수) 24:00").Lacks("까지 약속이")
}

// TestAYearWithoutASurveyIsShown: when nobody was asked by the end of December, the page says so from January on.
func TestAYearWithoutASurveyIsShown(t *testing.T) {
	t.Parallel()
	o := &office{Site: stafftest.New(t, "2026-11-23 10:00", func(site *web.Server, _ *app.Service) []web.Surface { return []web.Surface{result.New(site)} })}
	o.visitor = o.Visitor(t)
	o.File(o.Petition())
	o.visitor.Get("/satisfaction").Is(http.StatusOK).Has("2026. 12. 31.(목) 24:00까지", "아직 공개한 조사 결과가 없습니다.")
	o.Until(harness.At(t, "2027-01-01 00:01"))
	o.visitor.Get("/satisfaction").Is(http.StatusOK).Has("어김 기한 2026. 12. 31.(목) 24:00을 넘겼습니다.", "2027. 12. 31.(금) 24:00까지")
}
