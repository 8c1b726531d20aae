package portal_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/test/site"
)

func TestPagesInBothLanguages(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	for _, lang := range []string{"ko", "en"} {
		for _, path := range []string{"/", "/charter", "/services", "/services/question", "/services/rental", "/privacy", "/petitions/new",
			"/petitions/new?service=rental", "/complaints/new", "/opinions/new", "/follow", base, base + "/receipt", base + "/withdraw",
			base + "/complaint", base + "/opinion", "/performance", "/performance?period=2026", "/performance/visit.greeting"} {
			got := s.Get(path, "Cookie", "lang="+lang)
			if got.StatusCode != http.StatusOK {
				t.Errorf("%s %s: %d", lang, path, got.StatusCode)
			}
			if i := strings.Index(got.Text, "⟦"); i >= 0 {
				t.Errorf("%s %s: a sentence is missing: %s", lang, path, got.Text[i:i+60])
			}
			if !strings.Contains(got.Text, `<html lang="`+lang+`"`) {
				t.Errorf("%s %s: not in that language", lang, path)
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	for _, path := range []string{"/", "/nowhere", base, base + "/receipt"} {
		h := s.Get(path).Header
		if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
	}
	h := s.Get(base).Header
	if h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("a personal page may be kept or found: %v", h)
	}
}

func TestFilingTwiceIsFilingOnce(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	form := petition()
	form.Set("key", key(t, s.Get("/petitions/new?service=question")))
	first, second := s.Upload("/petitions/new", form), s.Upload("/petitions/new", form)
	if to := first.Header.Get("Location"); to == "" || second.Header.Get("Location") != to {
		t.Errorf("led to %q and %q", to, second.Header.Get("Location"))
	}
	page := s.Get(first.Header.Get("Location"))
	if !strings.Contains(page.Text, "2026-000001") || !strings.Contains(page.Text, s.URL+strings.TrimSuffix(first.Header.Get("Location"), "/receipt")) {
		t.Errorf("the receipt lacks number or link: %s", page.Text)
	}
}

func TestRejectedFormLosesNothing(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	form := petition()
	form.Set("key", key(t, s.Get("/petitions/new?service=question")))
	form.Set("text", "<script>alert(1)</script> 열람실")
	form.Set("answer", "phone")
	form.Set("name", "")
	got := s.Upload("/petitions/new", form)
	if got.StatusCode != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", got.StatusCode)
	}
	for _, want := range []string{
		"&lt;script&gt;alert(1)&lt;/script&gt; 열람실", `value="열람실 문의"`, `value="phone" checked`, `value="pickup" checked`, form.Get("key"),
		`<a href="#f-name">이름을 적어 주세요.</a>`, `<a href="#f-phone">전화로 답변받으려면 전화번호를 적어 주세요.</a>`, "<title>오류:",
	} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got.Text, "<script>alert") {
		t.Error("what was typed became a script")
	}
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	pdf := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), 1000)...)
	tests := []struct {
		name   string
		files  []site.File
		status int
		want   string
	}{
		{"accepted", []site.File{{Name: "지도.pdf", Body: pdf}}, http.StatusSeeOther, ""},
		{"program under a false name", []site.File{{Name: "지도.pdf", Body: []byte("MZ\x90\x00 program")}}, http.StatusUnprocessableEntity, "받을 수 없는 종류"},
		{"page with scripts", []site.File{{Name: "a.html", Body: []byte("<html><script>")}}, http.StatusUnprocessableEntity, "받을 수 없는 종류"},
		{"too large", []site.File{{Name: "a.pdf", Body: append(pdf, make([]byte, app.MaxAttachment)...)}}, http.StatusUnprocessableEntity, "10MB까지"},
		{"too many", []site.File{{Name: "1.pdf", Body: pdf}, {Name: "2.pdf", Body: pdf}, {Name: "3.pdf", Body: pdf}, {Name: "4.pdf", Body: pdf}, {Name: "5.pdf", Body: pdf}, {Name: "6.pdf", Body: pdf}}, http.StatusUnprocessableEntity, "5개까지"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := petition()
			form.Set("key", s.NewKey())
			got := s.Upload("/petitions/new", form, tt.files...)
			if got.StatusCode != tt.status || !strings.Contains(got.Text, tt.want) {
				t.Fatalf("status %d, want %d with %q", got.StatusCode, tt.status, tt.want)
			}
			if tt.status == http.StatusUnprocessableEntity && !strings.Contains(got.Text, "열람실은 언제 여나요?") {
				t.Error("what was typed is lost")
			}
			if tt.status != http.StatusSeeOther {
				return
			}
			base := strings.TrimSuffix(got.Header.Get("Location"), "/receipt")
			m := regexpFile.FindStringSubmatch(s.Get(base).Text)
			if m == nil {
				t.Fatal("the file is not on the page")
			}
			sent := s.Get(m[1])
			if sent.Text != string(pdf) || !strings.HasPrefix(sent.Header.Get("Content-Disposition"), "attachment") ||
				!strings.Contains(sent.Header.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("the file came back as %d bytes, %v", len(sent.Text), sent.Header)
			}
			other := file(t, s)
			if got := s.Get(strings.Replace(m[1], base, other, 1)); got.StatusCode != http.StatusNotFound {
				t.Errorf("another case's link opened the file: %d", got.StatusCode)
			}
		})
	}
}

func TestForgedLinks(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	unknown := s.Get("/nowhere")
	flipped := []byte(base)
	if last := &flipped[len(flipped)-2]; *last == 'A' {
		*last = 'B'
	} else {
		*last = 'A'
	}
	for _, path := range []string{string(flipped), base[:len(base)-1], base + "A", base[:len(base)-1] + "`", "/c/2026-000001", "/c/x.y", "/c/" + strings.Repeat("a", 300)} {
		got := s.Get(path)
		if got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
		if a, b := neutral(got.Text, (&url.URL{Path: path}).EscapedPath()), neutral(unknown.Text, "/nowhere"); a != b {
			t.Errorf("%s: the answer differs from that of an unknown page:\n%s\n%s", path, a, b)
		}
	}
}

// neutral takes out of a page what differs for any two pages.
func neutral(page, path string) string { return strings.ReplaceAll(page, path, "") }

func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	base := file(t, s)
	tests := []struct {
		name    string
		headers []string
		status  int
	}{
		{"our own form", []string{"Sec-Fetch-Site", "same-origin"}, http.StatusSeeOther},
		{"our own form without TLS", []string{"Origin", s.URL}, http.StatusSeeOther},
		{"another site", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, http.StatusForbidden},
		{"another site in an old browser", []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"a page of nobody", []string{"Origin", "null"}, http.StatusForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.Post(base+"/messages", url.Values{"key": {s.NewKey()}, "text": {"추가로 여쭙니다."}}, tt.headers...)
			if got.StatusCode != tt.status {
				t.Errorf("status %d, want %d", got.StatusCode, tt.status)
			}
		})
	}
}

func TestFilingIsLimited(t *testing.T) {
	t.Parallel()
	s := open(t, func(c *web.Config) { c.Filing = web.Rate{Burst: 2, Every: time.Minute} })
	post := func() site.Answer { return s.Post("/follow", url.Values{"link": {"nothing"}}) }
	for range 2 {
		if got := post(); got.StatusCode != http.StatusUnprocessableEntity {
			t.Fatalf("status %d", got.StatusCode)
		}
	}
	got := post()
	if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "60" {
		t.Fatalf("status %d, retry after %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	if got := s.Get("/"); got.StatusCode != http.StatusOK {
		t.Errorf("reading is limited too: %d", got.StatusCode)
	}
	s.Clock.Set(s.Clock.Now().Add(time.Minute))
	if got := post(); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("still refused after the wait: %d", got.StatusCode)
	}
}

func TestResidentNumberIsMasked(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	form := petition()
	form.Set("key", s.NewKey())
	form.Set("text", "제 번호는 900101-1234567입니다.")
	got := s.Upload("/petitions/new", form)
	to := got.Header.Get("Location")
	if !strings.HasSuffix(to, "/receipt?masked") {
		t.Fatalf("led to %q", to)
	}
	if page := s.Get(to); !strings.Contains(page.Text, "주민등록번호가 있어 가린 뒤에") {
		t.Error("the visitor is not told")
	}
	if page := s.Get(strings.TrimSuffix(to, "/receipt?masked")); strings.Contains(page.Text, "1234567") || !strings.Contains(page.Text, "900101-") {
		t.Error("the number is on the page")
	}
}
