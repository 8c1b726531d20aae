package portal_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

func open(t *testing.T, change func(*web.Config)) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-11-23 10:00"), change,
		func(s *web.Server) web.Surface { return portal.New(s) },
		func(s *web.Server) web.Surface { return public.New(s) })
}

// petition is a form that is complete but for its key.
func petition() url.Values {
	return url.Values{"service": {"question"}, "title": {"열람실 문의"}, "text": {"열람실은 언제 여나요?"}, "name": {"홍길동"},
		"answer": {"web"}, "delivery": {"pickup"}}
}

var keyField = regexp.MustCompile(`name="key" value="([^"]+)"`)

// regexpFile finds the address of a file on the page of a case.
var regexpFile = regexp.MustCompile(`href="(/c/[^"]+/files/[^"]+)"`)

// key returns the key of the first form of a page.
func key(t *testing.T, page site.Answer) string {
	t.Helper()
	m := keyField.FindStringSubmatch(page.Text)
	if m == nil {
		t.Fatalf("no key in the form: %d %s", page.StatusCode, page.Text)
	}
	return m[1]
}

// keyOf returns the key of the form of a page that is sent to an address.
func keyOf(t *testing.T, page site.Answer, action string) string {
	t.Helper()
	_, after, ok := strings.Cut(page.Text, `action="`+action+`"`)
	m := keyField.FindStringSubmatch(after)
	if !ok || m == nil {
		t.Fatalf("no form for %s: %d %s", action, page.StatusCode, page.Text)
	}
	return m[1]
}

// file files a petition as a browser would and returns the path of its private page.
func file(t *testing.T, s *site.Site) string {
	t.Helper()
	form := petition()
	form.Set("key", key(t, s.Get("/petitions/new?service=question")))
	got := s.Upload("/petitions/new", form)
	to := got.Header.Get("Location")
	if got.StatusCode != http.StatusSeeOther || !strings.HasSuffix(to, "/receipt") {
		t.Fatalf("filing gave %d to %q: %s", got.StatusCode, to, got.Text)
	}
	return strings.TrimSuffix(to, "/receipt")
}
