package manage_test

import (
	"net/http"
	"net/url"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
)

// TestPublishing counts a month, looks at it, publishes it and corrects it, as a manager does in the browser.
func TestPublishing(t *testing.T) {
	t.Parallel()
	s := site(t)
	for range 6 {
		s.File(s.Petition())
	}
	s.Until(harness.At(t, "2026-12-02 09:00"))
	manager, lead := s.LogIn(t, "manager", app.Manager), s.LogIn(t, "lead", app.Lead)
	lead.Get("/manage/publications").Is(http.StatusForbidden)
	const at = "/manage/publications"
	form := manager.Get(at).Is(http.StatusOK).MustForm(at)
	form.Set("period", "2026-12")
	manager.Post(at, form).Is(http.StatusUnprocessableEntity).Has("끝난 기간만 공표할 수 있습니다.")
	form.Set("period", "2026-11")
	draft := manager.Post(at, form).Is(http.StatusOK).Has("2026-11 공표 준비", "저장된 판정과 같습니다.", "case.deadline")
	approve := draft.MustForm(at + "/2026-11")
	other := url.Values{"do": {"approve"}, "digest": {"another"}}
	manager.Post(at+"/2026-11", other).Has("그 사이에 내용이 바뀌었습니다.")
	approve.Set("do", "approve")
	manager.Post(at+"/2026-11", approve).Is(http.StatusOK).Has("공표했습니다.")
	manager.Get(at + "/2026-11").Is(http.StatusNotFound)

	quarter := manager.Get(at).MustForm(at)
	quarter.Set("period", "2026-Q3")
	manager.Post(at, quarter).Is(http.StatusOK).Has("2026-07..2026-09 공표 준비")

	form.Set("reason", "")
	manager.Post(at, form).Is(http.StatusUnprocessableEntity)
	form.Set("reason", "늦게 적은 기록을 더했습니다")
	manager.Post(at, form).Is(http.StatusOK).Has("2026-11 자료를 정정합니다. 까닭: 늦게 적은 기록을 더했습니다")
	manager.Post(at+"/2026-11", url.Values{"do": {"discard"}}).Has("버렸습니다.")
}
