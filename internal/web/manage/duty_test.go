package manage_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/public"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

// delivering delivers notices by a function.
type delivering func(context.Context, *app.Outgoing) error

func (d delivering) Deliver(ctx context.Context, o *app.Outgoing) error { return d(ctx, o) }

// TestAMissedPublicationShows: the results of the survey are not published within the month that the charter gives. Managers are reminded
// before and told after, find it among what is broken, and everybody sees it on the public pages, by the day on which it was due.
func TestAMissedPublicationShows(t *testing.T) {
	t.Parallel()
	s := stafftest.New(t, "2026-12-04 10:00", func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{public.New(s), desk.New(s, service), manage.New(s, service)}
	})
	s.Staff("boss", app.Admin, "", "")
	var told []string
	s.DeliverBy(delivering(func(ctx context.Context, o *app.Outgoing) error {
		told = append(told, s.Now().In(harness.Seoul).Format("01-02")+" "+o.Action+" "+o.Data.Text("promise"))
		return s.Show(ctx, o)
	}))
	manager := s.LogIn(t, "manager", app.Manager)
	if _, err := s.RecordInstitution(t.Context(), manager.Actor, app.Entry{Key: s.NewKey(), Kind: fact.SurveyClosed, Data: fact.With("year", "2026")}); err != nil {
		t.Fatal(err)
	}
	s.Until(harness.At(t, "2027-01-04 09:00"))
	again := func() { manager.Post("/login", url.Values{"login": {"manager"}, "password": {stafftest.Password}}) } // sessions end meanwhile
	again()
	sentence := "그 결과를 조사 후 1개월 이내에 우리 문화관 홈페이지에 공개하겠습니다."
	before := len(told)
	if !strings.Contains(strings.Join(told, "; "), "survey.publish") {
		t.Errorf("nobody was reminded: %v", told)
	}
	manager.Get("/manage").Is(http.StatusOK).Has("기관 전체 조사 결과 공개 여유 15시간 남음", "어긴 약속이 없습니다.")
	s.Until(harness.At(t, "2027-01-06 09:00"))
	again()
	if !strings.Contains(strings.Join(told[before:], "; "), "survey.publish") {
		t.Errorf("nobody was told of the breach: %v", told[before:])
	}
	today := manager.Get("/manage").Is(http.StatusOK).Has("기관 전체 조사 결과 공개")
	if strings.Contains(today.Text(), "어긴 약속이 없습니다.") {
		t.Error("the first page of managers lists no breach")
	}
	for _, year := range []string{"2026", "2027"} {
		if _, err := s.FreshFigures(t.Context(), harness.Institution, year); err != nil {
			t.Fatal(err)
		}
	}
	anybody := s.Visitor(t)
	anybody.Get("/performance/survey.publish?year=2026").Is(http.StatusOK).Has("판정이 끝난 1건 가운데 0건을 지켰고 1건을 어겼습니다.")
	publishMonth(t, s, manager, "2026-12")
	anybody.Get("/publications/2026-12").Is(http.StatusOK).Has(sentence, "1건 가운데 1건을 어겼습니다.")
}

// publishMonth publishes a month as a manager does.
func publishMonth(t *testing.T, s *stafftest.Site, manager *stafftest.Person, month string) {
	t.Helper()
	const at = "/manage/publications"
	form := manager.Get(at).MustForm(at)
	form.Set("period", month)
	approve := manager.Post(at, form).Is(http.StatusOK).MustForm(at + "/" + month)
	approve.Set("do", "approve")
	manager.Post(at+"/"+month, approve).Is(http.StatusOK).Has("공표했습니다.")
}
