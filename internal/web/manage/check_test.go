package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
)

// TestCharterFileIsChecked changes a limit, then makes a mistake, then drops a promise, and reads what is said of each.
func TestCharterFileIsChecked(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get("/manage/charter").Is(http.StatusOK).Has("헌장 파일 검사하기")
	form := manager.Get("/manage/charter/check").Is(http.StatusOK).Lacks("검사 결과").MustForm("/manage/charter/check")
	text := form.Get("charter")
	send := func(old, now string) url.Values {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("the charter does not say %q", old)
		}
		return url.Values{"charter": {strings.Replace(text, old, now, 1)}}
	}
	manager.Post("/manage/charter/check", url.Values{"charter": {text}}).Is(http.StatusOK).Has("잘못된 곳이 없습니다.", "지금 쓰는 판과 같은 약속입니다.")
	manager.Post("/manage/charter/check", send("within: 3 rings", "within: 5 rings")).Is(http.StatusOK).
		Has("잘못된 곳이 없습니다.", "phone.rings", "지금 쓰는 판과 다른 점", "시행일(from)이 지금 판보다 늦어야")
	manager.Post("/manage/charter/check", send("then: apology.made", "then: apologi.made")).Is(http.StatusOK).
		Has("고칠 곳이 1군데", "charter.yaml:", "apology.made").Lacks("지금 쓰는 판과 다른 점")
	manager.Post("/manage/charter/check", send("scorecard: [phone, mystery_call, absent]", "scorecard: [telephone, absent]")).Is(http.StatusOK).
		Has("phone.courtesy", "scorecards.yaml에 없습니다.")
	if odd := manager.Post("/manage/charter/check", url.Values{"charter": {"promises: <b>none</b>"}}).Is(http.StatusOK).Has("고칠 곳이"); strings.Contains(odd.Body, "<b>none") {
		t.Error("what was written is drawn as it is")
	}
	part := manager.Send(http.MethodPost, "/manage/charter/check", url.Values{"charter": {text}}, http.Header{"Hx-Request": {"true"}}).Is(http.StatusOK).Has("잘못된 곳이 없습니다.")
	if strings.Contains(part.Body, "<main") {
		t.Error("a script gets the whole page")
	}
	if before := s.Charters().At("wonju", s.Now()).Promise("phone.rings").Limit.Count; before != 3 {
		t.Errorf("checking has changed the charter: %d rings", before)
	}
	s.LogIn(t, "lead", app.Lead).Post("/manage/charter/check", url.Values{"charter": {text}}).Is(http.StatusForbidden)
}
