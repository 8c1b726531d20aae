package public_test

import (
	"testing"

	"jikim/test/browser"
)

// TestPagesInBrowser looks at every page on a desk, a phone and at 200 %: no rule of WCAG 2.2 AA broken, nothing wider than
// the screen, nothing blocked by the policy.
func TestPagesInBrowser(t *testing.T) {
	s := open(t)
	b := browser.Start(t)
	screens := []struct {
		name, lang string
		browser.Screen
	}{
		{"desk", "ko", browser.Desk}, {"phone", "ko", browser.Phone}, {"zoomed", "en", browser.Screen{Width: 640, Height: 450}},
	}
	pages := []struct{ name, path string }{
		{"month", "/performance?period=2026-10"}, {"year", "/performance?period=2026"}, {"promise", "/performance/case.deadline?year=2026"},
		{"standing", "/performance/visit.badge?year=2026"}, {"charter", "/charter?x"}, {"home", "/?x"},
	}
	for _, screen := range screens {
		p := b.Page(t, screen.Screen)
		for _, page := range pages {
			p.Open(s.URL + page.path + "&lang=" + screen.lang)
			p.Shot("public-" + page.name + "-" + screen.name)
			browser.Eval[int](p, `document.querySelectorAll("details").forEach(d => d.open = true) ?? 0`)
			p.Axe()
		}
		for _, problem := range p.Problems() {
			t.Errorf("%s: %s", screen.name, problem)
		}
	}
}
