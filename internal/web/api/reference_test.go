package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestReference reads the page for people: every operation and every schema of the document is on it, nothing is loaded from
// elsewhere, and no words are missing.
func TestReference(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, lang := range []string{"ko", "en"} {
		page := s.Get("/api/", "Accept-Language", lang)
		if page.StatusCode != http.StatusOK || strings.Contains(page.Text, "⟦") || strings.Contains(page.Text, "//unpkg") ||
			strings.Contains(page.Text, `src="http`) || strings.Contains(page.Text, `href="http`) {
			t.Fatalf("%s: %d", lang, page.StatusCode)
		}
		for path, methods := range describe(t, s, lang).Paths {
			for method, op := range methods {
				if !strings.Contains(page.Text, `id="`+op.OperationID+`"`) || !strings.Contains(page.Text, strings.ToUpper(method)+" /api/v1"+path) {
					t.Errorf("%s is not on the page", op.OperationID)
				}
			}
		}
		for _, link := range strings.Split(page.Text, `href="#`)[1:] {
			id, _, _ := strings.Cut(link, `"`)
			if id != "" && !strings.Contains(page.Text, `id="`+id+`"`) {
				t.Errorf("a link leads to #%s, which is not there", id)
			}
		}
	}
	if a := s.Get("/api"); a.StatusCode != http.StatusMovedPermanently {
		t.Errorf("/api: %d", a.StatusCode)
	}
}
