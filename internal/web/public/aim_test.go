package public_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// TestAimsAreShownWithTheirEvidence shows how long visitors looked: on the page of the period, of the promise, and as data.
func TestAimsAreShownWithTheirEvidence(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-24 10:00")
	kiosk := o.Device(app.Kiosk, app.Place{})
	s := site.Open(o, nil, func(s *web.Server) web.Surface { return public.New(s) })
	for i := range 5 {
		if page := s.Get("/performance/visit.floor_guide"); i > 0 && !strings.Contains(page.Text, "잰 건수가 적어") {
			t.Errorf("after %d the times are shown", i)
		}
		since := o.Clock.Now()
		o.Advance(time.Duration(i+1) * 20 * time.Second)
		must(o, o.Locate(o.Context(), kiosk, app.Located{Key: o.NewKey(), Since: since}))
		_, err := o.FreshFigures(o.Context(), harness.Institution, "2026")
		must(o, err)
	}
	for _, c := range []struct{ path, want string }{
		{"/performance", "고객이 1분 이내에 사무실 위치를 확인할 수 있도록"},
		{"/performance", ">60%<"},
		{"/performance?lang=en", "Times we aim at"},
		{"/performance/visit.lift_sign", "이 해에 5건을 재었고 3건이 목표 안이었습니다. 가운데 값은 1분, 열에 아홉은 1분 40초 안입니다. 근거: 기계 측정 5"},
		{"/performance/visit.door_board", "이 해에 잰 시간은 아직 없습니다."},
		{"/data/performance/2026-11.json", `"median_s": 60`},
		{"/data/performance/2026-11.csv", "1 minute,5,3,60,100"},
	} {
		if page := s.Get(c.path); !strings.Contains(page.Text, c.want) {
			_, rest, _ := strings.Cut(page.Text, "목표")
			t.Errorf("%s lacks %q: …%.600s", c.path, c.want, rest)
		}
	}
	if n := strings.Count(s.Get("/performance?period=2026").Text, "고객이 1분 이내에"); n != 1 {
		t.Errorf("the aim that two promises serve is listed %d times", n)
	}
}
