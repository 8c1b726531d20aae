package portal_test

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
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
	var proof struct{ Salt, Fact string }
	if err := json.Unmarshal([]byte(s.Get(base+"/ledger/file").Text), &proof); err != nil || proof.Salt == "" {
		t.Fatalf("the proof: %v", err)
	}
	for _, where := range []string{got.Text, html.UnescapeString(s.Get(base + "/receipt").Text)} { // kept, and printed
		if !strings.Contains(where, proof.Salt) || !strings.Contains(where, proof.Fact) {
			t.Errorf("the receipt lacks the leaf: %s", where)
		}
	}
	if got := s.Get(base + "x/receipt/file"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a link that is not genuine: %d", got.StatusCode)
	}
}

// TestReceiptShowsTheSignature proves that the receipt of what was dictated at the desk has the signature under it, on the page and,
// in words, in the file.
func TestReceiptShowsTheSignature(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	visit, err := s.NewContact(s.Context(), officer, app.NewContact{Key: s.NewKey(), Channel: "visit"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Receive(s.Context(), officer, visit.Case, visit.Contact, app.NewContact{Key: s.NewKey(), Service: "question", Name: "홍길동",
		Text: "열람실은 언제 여나요?", Answer: "phone", Phone: "010-1234-5678"}); err != nil {
		t.Fatal(err)
	}
	open, err := s.OpenCase(s.Context(), officer, visit.Case, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Sign(s.Context(), officer, app.Signing{Case: visit.Case, Digest: open.Statement.Digest, Way: app.SignedDrawn, Drawing: "0,0 500,400"}); err != nil {
		t.Fatal(err)
	}
	token, err := s.ReceiptLink(s.Context(), officer, visit.Case)
	if err != nil {
		t.Fatal(err)
	}
	if page := s.Get("/c/" + token + "/receipt").Text; !strings.Contains(page, `<path d="M0 0L500 400">`) || !strings.Contains(page, "화면에 서명하셨습니다") {
		t.Error("the receipt lacks the signature")
	}
	if file := s.Get("/c/" + token + "/receipt/file").Text; !strings.Contains(file, "화면에 서명하셨습니다") {
		t.Errorf("the file says %s", file)
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
