package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/core/wave"
)

// TestCodeIsTypedFromALetter: however it is typed, it leads to the survey; one that opens nothing says so and keeps nothing.
func TestCodeIsTypedFromALetter(t *testing.T) {
	t.Parallel()
	s, _, links, _ := asked(t, 5)
	if page := s.Get("/s"); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "편지의 번호") || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page is %d, %q", page.StatusCode, page.Header.Get("Cache-Control"))
	}
	for _, typed := range []string{links[0], strings.ToLower(wave.Grouped(links[0])), " " + strings.ReplaceAll(wave.Grouped(links[0]), "-", " ")} {
		if got := s.Post("/s", url.Values{"code": {typed}}); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/s/"+links[0] {
			t.Errorf("%q leads to %d %q", typed, got.StatusCode, got.Header.Get("Location"))
		}
	}
	for _, typed := range []string{"", "홍길동", "AAAA-AAAA-AAAA-AAAA", strings.Repeat("A", 100)} {
		if got := s.Post("/s", url.Values{"code": {typed}}); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "열 수 있는 설문이 없습니다") {
			t.Errorf("%q gives %d", typed, got.StatusCode)
		}
	}
}
