package ui_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"jikim/internal/web/ui"
)

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const evil = `"><script>alert('x')</script><img src=x onerror=alert(1)>&`

// TestNothingBreaksOut puts hostile text in every field that can come from a person and looks for it as HTML.
func TestNothingBreaksOut(t *testing.T) {
	t.Parallel()
	c := korean.Catalogue()
	button := ui.Button{Text: evil, Name: evil, Value: evil, Key: evil}
	components := map[string]templ.Component{
		"text":        ui.Text(evil),
		"button":      button,
		"link":        ui.Button{Text: evil, Href: "/?q=" + evil},
		"tag":         ui.Tag{Text: evil},
		"badge":       ui.Badge{Status: evil},
		"grade":       ui.GradeBadge{Grade: evil},
		"alert":       ui.Alert{Kind: evil, Title: evil, Text: evil},
		"empty":       ui.EmptyState{Title: evil, Text: evil, Action: &button},
		"script":      ui.Script{Label: evil, Text: evil},
		"field":       ui.Field{Name: evil, Label: evil, Hint: evil, Error: evil, Value: evil, Max: 3, Autocomplete: evil, Attrs: templ.Attributes{"data-x": evil}},
		"text area":   ui.Field{Kind: ui.TextArea, Name: evil, Value: "</textarea>" + evil},
		"select":      ui.Field{Kind: ui.Select, Name: evil, Options: []ui.Option{{Value: evil, Label: "</option>" + evil}}},
		"radio":       ui.Field{Kind: ui.Radio, Name: evil, Label: evil, Hint: evil, Options: []ui.Option{{Value: evil, Label: evil, Hint: evil}}},
		"hidden":      ui.Hidden{Name: evil, Value: evil},
		"form":        ui.Form{Action: "/" + evil, Draft: evil},
		"table":       ui.Table{Caption: evil, Columns: []ui.Column{{Head: evil, Row: true}, {Head: evil}}, Rows: []ui.Row{{ID: evil, Class: evil, Cells: []ui.Cell{{Text: evil}, {Text: evil, Href: evil}}}}},
		"list":        ui.DescriptionList{{Term: evil, Text: evil}, {Term: evil, Text: evil, Href: evil}},
		"timeline":    ui.Timeline{Events: []ui.Event{{What: evil, Who: evil, Status: evil}}},
		"stepper":     ui.Stepper{Steps: []string{evil, evil}},
		"explanation": ui.Explanation{Title: evil, Sentences: []string{evil}},
		"tabs":        ui.Tabs{Label: evil, Links: []ui.Link{{Text: evil, Href: evil, Count: evil, Key: evil}}},
		"card":        ui.Card{Title: evil, Href: evil, Figure: evil, Text: evil},
		"details":     ui.Details{Summary: evil, ID: evil},
		"modal":       ui.Modal{ID: evil, Title: evil, Close: evil},
		"countdown":   ui.Countdown{Label: evil, Due: noon, Now: noon},
		"bar chart":   ui.BarChart{Title: evil, Desc: evil, Rows: []ui.Bar{{Label: evil, Text: evil, Value: 1, Status: evil}}},
		"stacked bar": ui.StackedBar{Title: evil, Desc: evil, Parts: []string{evil}, Rows: []ui.StackedRow{{Label: evil, Counts: []int{1}, Text: evil}}},
		"quadrants":   ui.Quadrants{Title: evil, Desc: evil, X: evil, Y: evil, Fields: [4]string{evil, evil, evil, evil}, Points: []ui.QuadrantPoint{{Name: evil, Marked: true}}, Table: ui.Table{Caption: evil, Columns: []ui.Column{{Head: evil}}}},
		"histogram":   ui.Histogram{Title: evil, Desc: evil, Limit: 1, LimitLabel: evil, Bins: []ui.Bin{{evil, 1}, {evil, 2}}},
		"sparkline":   ui.Sparkline{Title: evil, Values: []float64{1, 2}},
		"pagination":  ui.Pagination{Page: 1, Pages: 3, Href: func(int) string { return evil }},
		"frame": ui.Layout(ui.Page{
			C: c, Title: evil, Lead: evil, Path: "/?q=" + evil, Surface: evil, User: &ui.User{Name: evil, Role: evil, Logout: evil}, Prefs: ui.Prefs{Theme: evil, Size: evil},
			Office: ui.Office{Name: evil, Parent: evil, Address: evil, Telephone: evil, Fax: evil, Email: evil, Hours: evil, Links: []ui.Link{{Text: evil, Href: evil}}},
			Nav:    []ui.Link{{Text: evil, Href: evil}}, Breadcrumb: []ui.Link{{Text: evil, Href: evil}, {Text: evil}}, Flash: []ui.Alert{{Text: evil}}, Errors: []ui.FieldError{{Field: evil, Message: evil}},
		}),
	}
	for name, component := range components {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := draw(t, component)
			for _, bad := range intruders(t, page) {
				t.Errorf("%s came out of %s", bad, page)
			}
			if name != "sparkline" && name != "pagination" && !strings.Contains(page, "&lt;") && !strings.Contains(page, "%3C") && !strings.Contains(page, `\u003c`) {
				t.Errorf("the text is not there at all: %s", page)
			}
		})
	}
}

// intruders reads a page as a browser does and returns what only hostile text can have put there.
func intruders(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "img" || (n.Data == "script" && n.FirstChild != nil) {
			found = append(found, "<"+n.Data+">")
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				found = append(found, a.Key)
			}
		}
	}
	return found
}

func TestIntrudersAreSeen(t *testing.T) {
	t.Parallel()
	if got := intruders(t, "<p title=\""+evil+"\">"+evil+"</p>"); len(got) < 3 {
		t.Errorf("only %q were seen in an unescaped page", got)
	}
}

// TestNoScriptAddresses proves that a javascript: address cannot become a link.
func TestNoScriptAddresses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]templ.Component{
		"button": ui.Button{Text: "x", Href: "javascript:alert(1)"}, "cell": ui.Table{Columns: []ui.Column{{Head: "x"}}, Rows: []ui.Row{{Cells: []ui.Cell{{Text: "x", Href: "javascript:alert(1)"}}}}},
		"card": ui.Card{Title: "x", Href: "JavaScript:alert(1)"}, "form": ui.Form{Action: "javascript:alert(1)"},
	} {
		if page := draw(t, c); strings.Contains(strings.ToLower(page), "javascript:") {
			t.Errorf("%s: %s", name, page)
		}
	}
}

// TestNothingInline proves that no page can need what the policy forbids.
func TestNothingInline(t *testing.T) {
	t.Parallel()
	page := draw(t, gallery(frame(korean, "/", noon)))
	for _, bad := range []string{` style=`, `<style`, ` onclick=`, `javascript:`, `http://`, `https://`, "⟦"} {
		if strings.Contains(page, bad) {
			t.Errorf("%q stands in the page", bad)
		}
	}
	if inline := regexp.MustCompile(`<script[^>]*>[^<]`).FindString(page); inline != "" {
		t.Errorf("script in the page: %s", inline)
	}
	for _, attribute := range regexp.MustCompile(` aria-(?:describedby|labelledby|controls)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for _, id := range strings.Fields(attribute[1]) {
			if !strings.Contains(page, ` id="`+id+`"`) {
				t.Errorf("%s points at nothing", attribute[0])
			}
		}
	}
	seen := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if seen[id[1]] {
			t.Errorf("id %s twice", id[1])
		}
		seen[id[1]] = true
	}
}

func TestOfficialBannerIsOff(t *testing.T) {
	t.Parallel()
	p := frame(korean, "/", noon)
	const banner = "공식 전자정부 누리집"
	if strings.Contains(draw(t, ui.Layout(p)), banner) {
		t.Error("the banner is shown to an office that is not entitled")
	}
	p.Office.Official = true
	if !strings.Contains(draw(t, ui.Layout(p)), banner) {
		t.Error("the banner is missing for an entitled office")
	}
}

func TestCountdown(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		left  time.Duration
		near  time.Duration
		stage string
		text  string
	}{
		{"days", 6*24*time.Hour + 23*time.Hour + 59*time.Minute, 0, "calm", "6일 23시간 남음"},
		{"a whole day", 24 * time.Hour, 0, "calm", "1일 남음"},
		{"hours", 2*time.Hour + 5*time.Minute, 0, "calm", "2시간 5분 남음"},
		{"an hour is near by default", time.Hour, 0, "near", "1시간 남음"},
		{"minutes with seconds", 12*time.Minute + 5*time.Second, 15 * time.Minute, "near", "12분 5초 남음"},
		{"a part of a second counts as one", 100 * time.Millisecond, time.Minute, "near", "1초 남음"},
		{"exactly due is not overdue", 0, time.Minute, "near", "0초 남음"},
		{"just overdue", -time.Millisecond, time.Minute, "broken", "1초 지남"},
		{"overdue", -90 * time.Minute, time.Minute, "broken", "1시간 30분 지남"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := ui.Countdown{C: korean.Catalogue(), Due: noon.Add(tt.left), Now: noon, Near: tt.near}
			if d.Stage() != tt.stage {
				t.Errorf("stage %s, want %s", d.Stage(), tt.stage)
			}
			if page := draw(t, d); !strings.Contains(page, ">"+tt.text+"<") {
				t.Errorf("want %q in %s", tt.text, page)
			}
		})
	}
}

func TestPaginationOffersFewPages(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`>(\d+|…)<`)
	for _, tt := range []struct {
		page, pages int
		want        string
	}{{1, 1, ""}, {1, 2, "1 2"}, {1, 20, "1 2 3 … 20"}, {10, 20, "1 … 8 9 10 11 12 … 20"}, {4, 8, "1 2 3 4 5 6 7 8"}, {20, 20, "1 … 18 19 20"}} {
		var got []string
		for _, m := range number.FindAllStringSubmatch(draw(t, ui.Pagination{Page: tt.page, Pages: tt.pages, Href: func(int) string { return "/" }}), -1) {
			got = append(got, m[1])
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("page %d of %d: %q, want %q", tt.page, tt.pages, got, tt.want)
		}
	}
}

func TestRenderSendsWholePagesOnly(t *testing.T) {
	t.Parallel()
	broken := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "half"); err != nil {
			return err
		}
		return errors.New("out of luck")
	})
	w := httptest.NewRecorder()
	if err := ui.Render(w, httptest.NewRequest(http.MethodGet, "/x", nil), http.StatusOK, broken); err == nil || !strings.Contains(err.Error(), "out of luck") {
		t.Errorf("error %v", err)
	}
	if w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("sent %q with %v", w.Body, w.Header())
	}
	w = httptest.NewRecorder()
	if err := ui.Render(w, httptest.NewRequest(http.MethodGet, "/x", nil), http.StatusTeapot, ui.Text("whole")); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusTeapot || w.Body.String() != "whole" || w.Header().Get("Content-Security-Policy") != ui.Policy || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, target, cookies, accept string
		want                          ui.Prefs
		kept                          int
	}{
		{"nothing known", "/", "", "", korean, 0},
		{"browser speaks English", "/", "", "en", ui.Prefs{Lang: "en", Theme: ui.Auto, Size: ui.Normal}, 0},
		{"earlier choices", "/", "lang=en; theme=contrast; size=large", "ko", ui.Prefs{Lang: "en", Theme: ui.Contrast, Size: ui.Large}, 0},
		{"new choices win and are kept", "/?lang=ko&theme=light&size=normal", "lang=en; theme=contrast; size=large", "en", ui.Prefs{Lang: "ko", Theme: ui.Light, Size: ui.Normal}, 3},
		{"nonsense changes nothing", "/?lang=xx&theme=pink&size=9", "theme=<b>; size=large", "", ui.Prefs{Lang: "ko", Theme: ui.Auto, Size: ui.Large}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, tt.target, nil)
			r.Header.Set("Accept-Language", tt.accept)
			r.Header.Set("Cookie", tt.cookies)
			w := httptest.NewRecorder()
			if got := ui.Choose(w, r); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
			if got := len(w.Result().Cookies()); got != tt.kept {
				t.Errorf("%d cookies, want %d", got, tt.kept)
			}
		})
	}
}

func fetch(t *testing.T, path string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header = header
	w := httptest.NewRecorder()
	ui.Assets().ServeHTTP(w, r)
	return w.Result()
}

func TestAssets(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{
		"style.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "live.js": "text/javascript; charset=utf-8", "icons.svg": "image/svg+xml",
		"favicon.svg": "image/svg+xml", "PretendardGOV-Regular.subset.woff2": "font/woff2", "PretendardGOV-Bold.subset.woff2": "font/woff2",
	} {
		plain := fetch(t, ui.AssetURL(name), http.Header{})
		if plain.StatusCode != http.StatusOK || plain.Header.Get("Content-Type") != kind || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, plain.StatusCode, plain.Header)
		}
		again := fetch(t, ui.AssetURL(name), http.Header{"If-None-Match": {plain.Header.Get("Etag")}})
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %d for a known ETag", name, again.StatusCode)
		}
	}
}

func TestAssetsAreCompressed(t *testing.T) {
	t.Parallel()
	url := ui.AssetURL("style.css")
	plain, err := io.ReadAll(fetch(t, url, http.Header{"Accept-Encoding": {"gzip;q=0"}}).Body)
	if err != nil {
		t.Fatal(err)
	}
	packed := fetch(t, url, http.Header{"Accept-Encoding": {"br, gzip"}})
	if packed.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("not compressed: %v", packed.Header)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if string(unpacked) != string(plain) {
		t.Error("compressed and plain differ")
	}
	if len(plain) > 120_000 {
		t.Errorf("the style sheet has grown to %d bytes; old computers and cheap phones are the measure", len(plain))
	}
}

func TestAssetsRefuse(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/assets/", "/assets/none.css", "/assets/../page.go", "/assets/style.css"} {
		if got := fetch(t, path, http.Header{}); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	w := httptest.NewRecorder()
	ui.Assets().ServeHTTP(w, httptest.NewRequest(http.MethodPost, ui.AssetURL("app.js"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestAssetsStayHere proves that nothing built loads anything from another host: the office may have no way out.
func TestAssetsStayHere(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"style.css", "app.js", "live.js", "icons.svg"} {
		body, err := io.ReadAll(fetch(t, ui.AssetURL(name), http.Header{}).Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range regexp.MustCompile(`(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^"' )]*`).FindAllString(string(body), -1) {
			if address != "http://www.w3.org/2000/svg" {
				t.Errorf("%s names %s", name, address)
			}
		}
	}
}
