package portal_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jikim/test/browser"
)

// TestFilingByKeyboard files a petition without a pointer and without scripts.
func TestFilingByKeyboard(t *testing.T) {
	s := open(t, nil)
	b := browser.Start(t)
	p := b.Page(t, browser.Phone)
	p.WithoutScripts()
	p.Open(s.URL + "/petitions/new?service=question&lang=ko")
	focus := func(id string) {
		t.Helper()
		for range 60 {
			p.Press(kb.Tab)
			if browser.Eval[string](p, "document.activeElement.id || document.activeElement.textContent.trim()") == id {
				return
			}
		}
		t.Fatalf("the Tab key never leads to %q", id)
	}
	focus("f-text")
	p.Press("When is the room open?")
	focus("f-name")
	p.Press("Hong")
	focus("f-answer")
	p.Press(" ")
	focus("f-delivery")
	p.Press(" ")
	focus("신청하기")
	p.Press(kb.Enter)
	p.Wait(".alert.success")
	if path := p.Path(); !strings.HasSuffix(path, "/receipt") {
		t.Fatalf("led to %s: %s", path, p.Text("main"))
	}
	if text := p.Text("main"); !strings.Contains(text, "2026-000001") {
		t.Errorf("the receipt says %q", text)
	}
}
