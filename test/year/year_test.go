// Package year walks the demonstration's year from one end to the other, as those would who have to be convinced: in a browser, by the
// program with which everybody verifies, and by a count in another language. It is one office and one year; what is shown in one place
// is what is checked in the next.
package year

import (
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/cli"
	"jikim/internal/core/publication"
	"jikim/internal/web"
	"jikim/test/browser"
	"jikim/test/harness"
	"jikim/test/recompute"
	"jikim/test/site"
)

// office is the office of the demonstration on a Monday after its year.
type office struct {
	*site.Site
	accounts map[app.Role]app.DemoAccount // one of each role
}

// whole is everything that jikim serves, as one surface.
type whole []web.Surface

func (w whole) Register(mux web.Mux) {
	for _, s := range w {
		s.Register(mux)
	}
}

// open fills an office with the year 2026. Its survey is taken and published; the plan after it, and the figures of the whole year, are
// left to the manager.
func open(t *testing.T) *office {
	t.Helper()
	h := harness.New(t, "2027-01-04 09:30")
	system := app.TheSystem(harness.Institution)
	accounts, err := h.Demo(h.Context(), system, 1, harness.At(t, "2026-01-01 00:00"), h.Now(), 1200)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DemoPublish(h.Context(), system); err != nil {
		t.Fatal(err)
	}
	o := &office{accounts: map[app.Role]app.DemoAccount{}}
	for _, a := range accounts {
		o.accounts[a.Role] = a
	}
	o.Site = site.Open(h, nil, func(s *web.Server) web.Surface { return whole(cli.Surfaces(s, h.Service)) })
	return o
}

func TestYear(t *testing.T) {
	o := open(t)
	b := browser.Start(t)
	v := &visitor{Page: b.Page(t, browser.Desk), t: t, o: o}
	v.public()
	v.manager()
	for _, problem := range v.Problems() {
		t.Error(problem)
	}
	t.Run("another program counts the same", func(t *testing.T) { recompute.Same(t, o.Office, o.published(t, "2026")) })
	t.Run("verified", func(t *testing.T) { o.verified(t) })
}

// published returns a publication as everybody gets it.
func (o *office) published(t *testing.T, id string) *publication.Publication {
	t.Helper()
	got := o.Get("/data/publications/" + id + ".json")
	p, err := publication.Decode([]byte(got.Text))
	if err != nil {
		t.Fatalf("%s: status %d, %v", id, got.StatusCode, err)
	}
	return p
}

// visitor goes through the pages in one tab.
type visitor struct {
	*browser.Page
	t *testing.T
	o *office
}

// see opens a page and looks whether it says all that it should, and fits a desk and a phone.
func (v *visitor) see(path string, says ...string) {
	v.t.Helper()
	v.Open(v.o.URL + path)
	v.here(says...)
	v.Shot(strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(strings.Trim(path, "/")) + "-desk")
	v.Fits()
	v.Resize(browser.Phone)
	v.Fits()
	v.Shot(strings.NewReplacer("/", "-", "?", "-", "=", "-").Replace(strings.Trim(path, "/")) + "-phone")
	v.Resize(browser.Desk)
}

// here looks whether the page that is open says something, folded parts included.
func (v *visitor) here(says ...string) {
	v.t.Helper()
	text := browser.Eval[string](v.Page, `document.querySelector("main").textContent.replace(/\s+/g, " ")`)
	for _, want := range says {
		if !strings.Contains(text, want) {
			v.t.Errorf("%s does not say %q: %s", v.Path(), want, shorten(text))
		}
	}
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 600 {
		return string(runes[:600]) + "…"
	}
	return text
}
