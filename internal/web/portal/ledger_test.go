package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
	"jikim/test/site"
)

// publish publishes a period as the manager; with a reason it is a correction.
func publish(t *testing.T, s *site.Site, manager app.Actor, period, reason string) {
	t.Helper()
	ctx := s.Context()
	if err := s.PreparePublication(ctx, manager, app.NewPublication{Period: period, Reason: reason}); err != nil {
		t.Fatal(err)
	}
	d, _, err := s.PublicationDraft(ctx, manager, period)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ApprovePublication(ctx, manager, period, d.Digest); err != nil {
		t.Fatal(err)
	}
}

// TestCitizenSeesWhereThePetitionWasCounted follows two petitions: one of the month that is published and then corrected, and one that
// is open with it and belongs to the next.
func TestCitizenSeesWhereThePetitionWasCounted(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	manager := s.Staff("manager", app.Manager, "general_affairs", "")
	mine := file(t, s)
	if page := s.Get(mine + "/ledger"); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "다음 실적을 공표할 때 함께 세고 개방합니다.") {
		t.Errorf("before anything was published: %d", page.StatusCode)
	}
	s.Until(harness.At(t, "2026-12-01 09:00"))
	later := file(t, s)
	s.Until(harness.At(t, "2026-12-02 09:00"))
	publish(t, s, manager, "2026-11", "")
	const link = `<a href="/publications/2026-11">2026년 11월 이행 결과</a>`
	if page := s.Get(mine + "/ledger").Text; !strings.Contains(page, link) || strings.Contains(page, "정정") {
		t.Error("the page does not lead to the publication that the petition was counted in")
	}
	if page := s.Get(later + "/ledger").Text; !strings.Contains(page, "이 기간의 실적은 아직 공표하지 않았습니다") || strings.Contains(page, link) {
		t.Error("a petition of a month that is not published is said to have been counted")
	}
	publish(t, s, manager, "2026-11", "한 건이 빠졌습니다.")
	if page := s.Get(mine + "/ledger").Text; !strings.Contains(page, link) || !strings.Contains(page, `<a href="/publications/2026-11.2">2026년 11월 이행 결과 (정정 2026-11.2)</a>`) {
		t.Error("the correction, in which the petition was counted again, is not named")
	}
	for _, id := range []string{"2026-11", "2026-11.2"} {
		if got := s.Get("/publications/" + id); got.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", id, got.StatusCode)
		}
	}
}
