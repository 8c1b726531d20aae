package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
)

// TestHooks makes a hook, sees its secret once, and switches it off and on.
func TestHooks(t *testing.T) {
	t.Parallel()
	s := site(t)
	boss, kim := s.LogIn(t, "boss", app.Admin), s.LogIn(t, "kim", app.Manager)
	form := boss.Get("/admin/hooks").Has("만든 웹훅이 없습니다.", "보내지 못하고 그만둔 일").MustForm("/admin/hooks")
	form.Set("name", "시청")
	form.Set("url", "https://city.example/hook")
	form["kinds"] = []string{"case.received"}
	made := boss.Post("/admin/hooks", form).Is(http.StatusOK).Has("whsec_", "https://city.example/hook", "접수")
	if strings.Contains(boss.Get("/admin/hooks").Text(), "whsec_") {
		t.Error("the secret is shown again")
	}
	hooks, err := s.ListHooks(t.Context(), boss.Actor)
	if err != nil || len(hooks) != 1 || made.Status != http.StatusOK {
		t.Fatalf("%+v %v", hooks, err)
	}
	path := "/admin/hooks/" + hooks[0].ID
	change := boss.Get("/admin/hooks").MustForm(path)
	for do, state := range map[string]string{"off": "꺼짐", "on": "켜짐"} {
		change.Set("do", do)
		boss.Post(path, change).Is(http.StatusOK).Has(state)
	}
	for name, bad := range map[string]url.Values{"no address": {"name": {"x"}, "kinds": {"case.received"}}, "no kinds": {"name": {"x"}, "url": {"https://city.example/"}}} {
		if page := boss.Post("/admin/hooks", bad); page.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, page.Status)
		}
	}
	boss.Post("/admin/hooks/events/x", url.Values{}).Is(http.StatusNotFound)
	kim.Get("/admin/hooks").Is(http.StatusForbidden)
	kim.Post("/admin/hooks", form).Is(http.StatusForbidden)
}
