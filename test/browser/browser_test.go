package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const bad = `<!DOCTYPE html><html><head><title>x</title><style>.small { width: 6px; height: 6px; padding: 0; border: 0 }</style></head><body>
<img src="/none.png"><div style="width:3000px">wide</div><button></button><button class="small" aria-label="a"></button><button class="small" aria-label="b"></button><script>missing()</script></body></html>`

func site(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/none.png" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, bad)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestViolationsAreFound proves that the checks can fail: a bad page has what a good page must not have.
func TestViolationsAreFound(t *testing.T) {
	b := Start(t)
	p := b.Page(t, Desk)
	p.Open(site(t) + "/?x=1")
	found := map[string]bool{}
	for _, v := range p.Violations() {
		found[v.ID] = true
		if v.String() == "" {
			t.Error("a violation without words")
		}
	}
	for _, rule := range []string{"image-alt", "html-has-lang", "button-name", "target-size"} {
		if !found[rule] {
			t.Errorf("axe did not find %s, only %v", rule, found)
		}
	}
	if wide := Eval[string](p, tooWide); wide == "" {
		t.Error("a page of 3000 px was not found too wide")
	}
	if got := p.Problems(); len(got) < 2 {
		t.Errorf("problems %q, want the error of the script and the missing picture", got)
	}
	if got := p.Path(); got != "/?x=1" {
		t.Errorf("path %q", got)
	}
}

func TestWithoutScripts(t *testing.T) {
	b := Start(t)
	p := b.Page(t, Phone)
	p.WithoutScripts()
	p.Open(site(t) + "/")
	for _, problem := range p.Problems() {
		if problem == "Uncaught" {
			t.Error("the script ran")
		}
	}
}

const restless = `<!DOCTYPE html><html lang="ko"><head><title></title><style>a { display: block; width: 90px; height: 10px } a:focus { outline: none }
p { height: 400px }</style></head><body><h1>1</h1><h1>2</h1><div id="late"></div><p>first</p><a href="/">x</a><script>
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => { document.getElementById("late").style.height = "300px" }, 100)))
</script></body></html>`

// TestMeasureFinds proves that what is measured can be found wrong.
func TestMeasureFinds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, restless, strings.Repeat(" ", MaxWeight))
	}))
	t.Cleanup(server.Close)
	b := Start(t)
	for _, name := range []string{"alone", "with others open"} {
		t.Run(name, func(t *testing.T) {
			p := b.Page(t, Desk)
			if name != "alone" {
				b.Page(t, Phone)
			}
			p.Open(server.URL)
			p.Until(`document.getElementById("late").offsetHeight > 0`)
			m := p.Measure()
			if m.Status != http.StatusNotFound || !m.Drawn {
				t.Errorf("status %d, drawn %v", m.Status, m.Drawn)
			}
			if faults := m.Faults("en", true); len(faults) != 7 {
				t.Errorf("found:\n%s", strings.Join(faults, "\n"))
			}
		})
	}
}
