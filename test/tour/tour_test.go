// Package tour visits every page that jikim serves, in a real browser, and holds each to what all pages promise: WCAG 2.2 AA,
// zoom to 400 %, no jumping, little to load. A page that it does not visit fails it.
package tour

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jikim/internal/web/ui"
	"jikim/test/browser"
	"jikim/test/harness"
)

// The screens of machines.
var (
	upright = browser.Screen{Width: 1080, Height: 1920, Touch: true}
	wall    = browser.Screen{Width: 1920, Height: 1080}
)

// A desk screen of 1280 pixels at 200 % and at 400 %.
var zooms = []browser.Screen{{Width: 640, Height: 450}, browser.Zoomed}

// look is how pages are looked at. Each of them sees all pages; together they have both languages, both widths, both sets of
// colours and both sizes of type. In the dark one, whose colours are those of high contrast, axe is spared.
type look struct {
	name, lang, query string
	screen            browser.Screen
	dark              bool // the computer's owner wants dark screens
}

var looks = []look{
	{"desk", "ko", "lang=ko&theme=light&size=normal", browser.Desk, false},
	{"phone", "en", "lang=en&theme=contrast&size=normal", browser.Phone, false},
	{"dark", "ko", "lang=ko&theme=auto&size=large", browser.Phone, true},
}

// TestEveryPage visits all stops in all looks.
func TestEveryPage(t *testing.T) {
	o := open(t)
	stops := stops(o)
	for _, wrong := range forgotten(o.Server.Routes(), stops) {
		t.Error(wrong)
	}
	all := looks
	if testing.Short() {
		all = looks[:1]
	}
	b := browser.Start(t)
	for _, l := range all {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			v := &visitor{t: t, look: l, o: o, p: b.Page(t, l.screen), titles: map[string]string{}, routes: table(o.Server.Routes())}
			if l.dark {
				v.p.Dark()
			}
			for _, s := range stops {
				v.visit(s)
			}
			for _, problem := range v.p.Problems() {
				if !strings.Contains(problem, "/nowhere") && !strings.Contains(problem, "/admin/accounts") { // which are told to be missing and refused
					t.Error(problem)
				}
			}
		})
	}
}

// TestFirstRun visits the page on which the first administrator is made, which is there only as long as there is none.
func TestFirstRun(t *testing.T) {
	s := serve(harness.New(t, "2026-11-24 10:00"))
	token, _, err := s.Setup(t.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Start(t)
	for _, l := range looks[:2] {
		v := &visitor{t: t, look: l, o: &office{Site: s}, p: b.Page(t, l.screen), titles: map[string]string{}, routes: table(s.Server.Routes())}
		v.visit(stop{"setup", "", "/setup?token=" + token})
		for _, problem := range v.p.Problems() {
			t.Error(problem)
		}
	}
}

// visitor goes from stop to stop in one tab.
type visitor struct {
	t      *testing.T
	look   look
	o      *office
	p      *browser.Page
	as     string
	titles map[string]string // the route that has a title
	routes *http.ServeMux
}

func (v *visitor) visit(s stop) {
	t := v.t
	v.become(s.as)
	v.p.Open(v.address(s))
	if s.machine() {
		v.p.Until(`document.readyState === "complete"`)
	}
	m := v.p.Measure()
	for again := 0; again < 2 && m.Shift > browser.MaxShift; again++ {
		// A machine that is very busy draws half of a page before it has read the rest. A page that jumps does so each time.
		t.Logf("%s moved: %q", s.name, m.Shifted)
		v.p.Open(v.address(s))
		m = v.p.Measure()
	}
	t.Logf("%-16s %6d bytes, shift %.3f", s.name, m.Weight, m.Shift)
	for _, fault := range m.Faults(v.look.lang, s.touch()) {
		t.Errorf("%s: %s", s.name, fault)
	}
	if want := s.status(); m.Status != want {
		t.Errorf("%s: status %d, want %d", s.name, m.Status, want)
	}
	if !s.machine() { // which have no window with a title
		v.entitle(s, m.Title)
	}
	v.p.Shot(s.name + "-" + v.look.name)
	browser.Eval[bool](v.p, `document.querySelectorAll("main details").forEach(d => d.open = true) ?? true`)
	if v.look.dark {
		v.p.Fits()
		return
	}
	v.p.Axe()
	v.zoom(s)
}

// address is that of a stop, in the visitor's language and colours.
func (v *visitor) address(s stop) string {
	if strings.Contains(s.path, "?") {
		return v.o.URL + s.path + "&" + v.look.query
	}
	return v.o.URL + s.path + "?" + v.look.query
}

// entitle fails when another route of the same readers, citizens or staff, has the title.
func (v *visitor) entitle(s stop, title string) {
	route := pattern(v.routes, s.path)
	key := title
	if s.as != "" {
		key = "staff: " + title
	}
	if other, taken := v.titles[key]; taken && other != route {
		v.t.Errorf("%s and %s have the same title: %s", route, other, title)
	}
	v.titles[key] = route
}

// zoom makes the page larger, as far as it has to go.
func (v *visitor) zoom(s stop) {
	if s.machine() { // which nobody zooms
		return
	}
	for _, screen := range zooms {
		v.p.Resize(screen)
		v.p.Fits()
		if wide := browser.Eval[string](v.p, wideCards); wide != "" {
			v.t.Errorf("%s at %d pixels: rows that are cards there are wider than the screen: %s", s.name, screen.Width, wide)
		}
	}
	v.p.Resize(v.look.screen)
}

// wideCards names the tables whose rows become cards on narrow screens and are scrolled sideways all the same. Tables of
// figures may be: they have two dimensions (WCAG 1.4.10).
const wideCards = `[...document.querySelectorAll(".krds-table-wrap:has(> .tbl.cards)")].filter(e => e.scrollWidth > e.clientWidth + 1)
	.map(e => e.scrollWidth + " > " + e.clientWidth + " " + e.textContent.trim().slice(0, 40)).join("; ")`

// become takes the place of a member of staff or of a machine.
func (v *visitor) become(as string) {
	if as == v.as {
		return
	}
	v.as = as
	cookie, screen := "session", v.look.screen
	switch as {
	case "kiosk":
		cookie, screen = "device", upright
	case "wall", "door", "button":
		cookie, screen = "device", wall
	}
	v.p.SetCookie(v.o.URL, cookie, v.o.secrets[as])
	v.p.Resize(screen)
}

// table is the routes, each of which answers with its pattern.
func table(routes []string) *http.ServeMux {
	mux := http.NewServeMux()
	for _, pattern := range routes {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return mux
}

// pattern finds the route of a path.
func pattern(mux *http.ServeMux, path string) string {
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return ""
	}
	_, pattern := mux.Handler(r)
	return pattern
}

// forgotten returns what is wrong with the lists: routes that are neither visited nor known to be no page, and routes said to
// be no page that are visited or gone.
func forgotten(routes []string, stops []stop) []string {
	mux, visited := table(routes), map[string]bool{ui.AssetPath: true}
	for _, s := range stops {
		visited[pattern(mux, s.path)] = true
	}
	var wrong []string
	for _, route := range routes {
		if !strings.HasPrefix(route, http.MethodPost+" ") && !visited[route] && !excused(route) {
			wrong = append(wrong, route+" is visited by no stop of the tour: add one in stops_test.go")
		}
	}
	for route := range noPage {
		if visited[route] || !slices.Contains(routes, route) {
			wrong = append(wrong, route+" is said to be no page, and is visited or gone")
		}
	}
	return wrong
}

// TestForgottenPageIsFound proves that a page without a stop is found, and an excuse that nobody needs.
func TestForgottenPageIsFound(t *testing.T) {
	t.Parallel()
	o := serve(harness.New(t, "2026-11-24 10:00"))
	var all []stop
	for _, route := range o.Server.Routes() {
		path, found := strings.CutPrefix(route, "GET ")
		if found && !excused(route) {
			all = append(all, stop{path: strings.TrimSuffix(path, "{$}")})
		}
	}
	if wrong := forgotten(o.Server.Routes(), all); len(wrong) > 0 {
		t.Errorf("nothing is forgotten, and yet: %q", wrong)
	}
	routes := append(o.Server.Routes(), "GET /new/page", "POST /new/page")
	if wrong := forgotten(routes, all); len(wrong) != 1 || !strings.HasPrefix(wrong[0], "GET /new/page is visited by no stop") {
		t.Errorf("a page without a stop: %q", wrong)
	}
	all = append(all, stop{path: "/board/events"})
	if wrong := forgotten(o.Server.Routes(), all); len(wrong) != 1 {
		t.Errorf("a visit to what is no page: %q", wrong)
	}
}

// TestFirstLoad opens a page of each surface in a browser that has nothing of the site yet: also then nothing moves, and it is
// little to load.
func TestFirstLoad(t *testing.T) {
	o := open(t)
	b := browser.Start(t)
	for i, s := range []stop{{"home", "", "/"}, {"case", "", "/c/" + o.late.Token}, {"signs", "boss", "/manage/signs"}, {"desk", "kim", "/desk"},
		{"performance", "", "/performance"}, {"kiosk", "kiosk", "/kiosk"}, {"board", "wall", "/board"}} {
		l := looks[i%2]
		v := &visitor{t: t, look: l, o: o, p: b.Page(t, l.screen)}
		v.become(s.as)
		v.p.Open(v.address(s))
		for _, fault := range v.p.Measure().Faults(l.lang, s.touch()) {
			t.Errorf("%s, %s: %s", s.name, l.name, fault)
		}
	}
}

// TestNothingJumps lets the pages change on which something happens all day, and proves that what one looks at stays where it
// is. The page of a case is another one after its case has moved on.
func TestNothingJumps(t *testing.T) {
	o := open(t)
	b := browser.Start(t)
	tests := []struct {
		stop
		happens func() string // returns what the page then says
		within  string
	}{
		{stop{"desk", "kim", "/desk?scope=all"}, func() string { return o.file("pickup").Number }, "#inbox"},
		{stop{"board", "wall", "/board"}, func() string { return o.greeted(o.slip) }, "#board"},
	}
	for _, tt := range tests {
		v := &visitor{t: t, look: looks[0], o: o, p: b.Page(t, browser.Desk)}
		v.become(tt.as)
		v.p.Open(v.address(tt.stop))
		before := browser.Eval[string](v.p, fmt.Sprintf(`document.querySelector(%q).textContent`, tt.within))
		news := tt.happens()
		if strings.Contains(before, news) {
			t.Fatalf("%s says %q before it happens", tt.name, news)
		}
		v.p.Until(fmt.Sprintf(`document.querySelector(%q).textContent.includes(%q)`, tt.within, news))
		m := v.p.Measure()
		if m.Shift > browser.MaxShift {
			t.Errorf("%s: layout shift %.3f: %q", tt.name, m.Shift, m.Shifted)
		}
	}
}
