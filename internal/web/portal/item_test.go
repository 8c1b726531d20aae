package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/test/browser"
)

func TestOutageReportedByItsCode(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	page := s.Get("/items/search_pc?unit=3")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "5대 가운데 5대") || !strings.Contains(page.Text, `<option value="3" selected`) {
		t.Fatalf("%d %s", page.StatusCode, page.Text)
	}
	form := url.Values{"key": {key(t, page)}, "unit": {"3"}}
	for range 2 { // a form that is sent twice reports once
		got := s.Post("/items/search_pc", form)
		if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || to != "/items/search_pc?did=reported&unit=3" {
			t.Fatalf("reporting gave %d to %q", got.StatusCode, to)
		}
	}
	page = s.Get("/items/search_pc?did=reported&unit=3")
	for _, want := range []string{"신고해 주셔서 고맙습니다", "5대 가운데 4대", "3번:", "이미 신고되어", "담당 직원의 화면에 나타납니다"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	form.Set("key", key(t, s.Get("/items/search_pc")))
	if to := s.Post("/items/search_pc", form).Header.Get("Location"); to != "/items/search_pc?did=known&unit=3" {
		t.Errorf("the second visitor is led to %q", to)
	}
	down := 0
	for _, k := range s.Kinds(fact.Institution) {
		if k == fact.ItemDown {
			down++
		}
	}
	if down != 1 {
		t.Errorf("%d outages on record", down)
	}
	if page = s.Get("/items/search_pc?lang=en"); !strings.Contains(page.Text, "4 of 5 can be used now") {
		t.Error("the English page does not say how many work")
	}
}

func TestItemsThatAreNone(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	if got := s.Get("/items/time_machine"); got.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown item gave %d", got.StatusCode)
	}
	k := key(t, s.Get("/items/scanner"))
	for _, tt := range []struct { // in this order: once the form was taken, it is the same one sent again
		unit string
		want int
	}{{"9", http.StatusUnprocessableEntity}, {"x", http.StatusUnprocessableEntity}, {"", http.StatusSeeOther}} {
		if got := s.Post("/items/scanner", url.Values{"key": {k}, "unit": {tt.unit}}); got.StatusCode != tt.want {
			t.Errorf("unit %q gave %d", tt.unit, got.StatusCode)
		}
	}
	if got := s.Post("/items/scanner", url.Values{}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a form without a key gave %d", got.StatusCode)
	}
}

func TestReportsAreLimited(t *testing.T) {
	t.Parallel()
	s := open(t, func(c *web.Config) { c.Filing = web.Rate{Burst: 2, Every: 1 << 40} })
	k := key(t, s.Get("/items/scanner"))
	var last int
	for range 3 {
		last = s.Post("/items/scanner", url.Values{"key": {k}}).StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the third report gave %d", last)
	}
}

// TestOutageInBrowser reports an outage on a phone without scripts, and looks at the page in both languages and widths.
func TestOutageInBrowser(t *testing.T) {
	s := open(t, nil)
	b := browser.Start(t)
	for _, screen := range []struct {
		name, lang, unit string
		browser.Screen
	}{{"phone", "ko", "2", browser.Phone}, {"desk", "en", "4", browser.Desk}, {"phone-en", "en", "1", browser.Phone}, {"desk-ko", "ko", "5", browser.Desk}} {
		t.Run(screen.name, func(t *testing.T) {
			checked := b.Page(t, screen.Screen)
			checked.Open(s.URL + "/items/search_pc?unit=" + screen.unit + "&lang=" + screen.lang)
			checked.Axe()
			checked.Shot("item-" + screen.name)
			p := b.Page(t, screen.Screen)
			p.WithoutScripts()
			p.Open(s.URL + "/items/search_pc?unit=" + screen.unit + "&lang=" + screen.lang)
			p.Follow("main form button")
			if p.Path() != "/items/search_pc?did=reported&unit="+screen.unit {
				t.Errorf("led to %s", p.Path())
			}
			checked.Open(s.URL + "/items/search_pc?did=reported&unit=" + screen.unit)
			checked.Axe()
			checked.Shot("item-reported-" + screen.name)
			for _, problem := range checked.Problems() {
				t.Error(problem)
			}
		})
	}
}
