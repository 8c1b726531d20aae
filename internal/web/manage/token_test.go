package manage_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
)

// TestTokens makes a token, sees its secret once, and revokes it; only an administrator can.
func TestTokens(t *testing.T) {
	t.Parallel()
	s := site(t)
	boss, kim := s.LogIn(t, "boss", app.Admin), s.LogIn(t, "kim", app.Manager)
	form := boss.Get("/admin/tokens").Has("만든 토큰이 없습니다.").MustForm("/admin/tokens")
	form.Set("name", "통합 포털")
	form.Set("account", "account:"+kim.Actor.Account)
	form["scopes"] = []string{"cases:read"}
	page := boss.Post("/admin/tokens", form).Is(http.StatusOK).Has("통합 포털", "cases:read")
	secret := regexp.MustCompile(app.TokenPrefix + `[\w-]{43}`).FindString(page.Text())
	a, token, err := s.AuthenticateToken(t.Context(), harness.Institution, secret, "")
	if err != nil || a.Account != kim.Actor.Account || !token.Has(app.CasesRead) || token.Has(app.CasesWrite) {
		t.Fatalf("the token is %+v of %+v: %v", token, a, err)
	}
	list := boss.Get("/admin/tokens").Lacks(secret)
	boss.Post("/admin/tokens/"+token.ID, list.MustForm("/admin/tokens/"+token.ID)).Is(http.StatusOK).Has("취소함")
	if _, _, err := s.AuthenticateToken(t.Context(), harness.Institution, secret, ""); err == nil {
		t.Error("a revoked token opens the door")
	}
	for name, bad := range map[string]url.Values{
		"no scope":                  {"name": {"x"}, "days": {"30"}},
		"a scope of devices":        {"name": {"x"}, "days": {"30"}, "account": {"account:" + kim.Actor.Account}, "scopes": {"calls:write"}},
		"a scope without a account": {"name": {"x"}, "days": {"30"}, "scopes": {"cases:read"}},
		"an unknown account":        {"name": {"x"}, "days": {"30"}, "account": {"account:x"}, "scopes": {"cases:read"}},
		"for ever":                  {"name": {"x"}, "days": {"9999"}, "scopes": {"petitions:write"}},
	} {
		if page := boss.Post("/admin/tokens", bad); page.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, page.Status)
		}
	}
	kim.Get("/admin/tokens").Is(http.StatusForbidden)
	kim.Post("/admin/tokens", form).Is(http.StatusForbidden)
}
