package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

const bad = `<!DOCTYPE html><html><head><title>x</title></head><body>
<img src="/none.png"><div style="width:3000px">wide</div><button></button><script>missing()</script></body></html>`

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
	for _, rule := range []string{"image-alt", "html-has-lang", "button-name"} {
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
