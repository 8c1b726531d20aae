package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/test/browser"
)

// TestReceiptIsSaved proves that the receipt can be kept as a file without scripts, with all that it proves.
func TestReceiptIsSaved(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	if !strings.Contains(s.Get(base+"/receipt").Text, `href="`+base+`/receipt/file"`) {
		t.Error("the receipt does not lead to its file")
	}
	got := s.Get(base + "/receipt/file")
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/plain; charset=utf-8" ||
		!strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || got.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", got.StatusCode, got.Header)
	}
	for _, want := range []string{"접수증", "접수번호: 2026-000001", "접수한 때: 2026. 11. 23.", "답변 기한: 2026. 12. 1.", "담당 부서: 총무과", s.URL + base} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the file lacks %q: %s", want, got.Text)
		}
	}
	if got := s.Get(base + "x/receipt/file"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a link that is not genuine: %d", got.StatusCode)
	}
}

// TestAloud proves that a page is read aloud line by line in its language, that reading can be stopped, and that without
// scripts nothing offers what it cannot do.
func TestAloud(t *testing.T) {
	s := open(t, nil)
	p := browser.Start(t).Page(t, browser.Phone)
	p.Open(s.URL + "/services/rental?lang=ko")
	p.Wait("[data-reads]:not([hidden])")
	browser.Eval[int](p, `(() => { window.said = []; window.speechSynthesis.speak = (line) => window.said.push(line); return 0; })()`)
	p.Click("[data-reads]")
	if got := browser.Eval[string](p, `window.said[0].lang + " " + window.said[0].text + " " + document.querySelector("[data-reads]").textContent`); got != "ko 시설물 대관 읽기 멈춤" {
		t.Errorf("read first: %q", got)
	}
	if n := browser.Eval[int](p, `window.said.length`); n < 5 {
		t.Errorf("only %d lines were read", n)
	}
	p.Click("[data-reads]")
	if got := p.Text("[data-reads]"); got != "소리 내어 읽기" {
		t.Errorf("after stopping the button says %q", got)
	}
	p.Axe()
	plain := browser.Start(t).Page(t, browser.Phone)
	plain.WithoutScripts()
	plain.Open(s.URL + "/services/rental?lang=ko")
	if plain.Text("[data-reads]") != "" && browser.Eval[bool](plain, `document.querySelector("[data-reads]").checkVisibility()`) {
		t.Error("a page without scripts offers to read")
	}
}
