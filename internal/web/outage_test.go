package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"jikim/internal/app"
	"jikim/internal/store"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/internal/web/portal"
	"jikim/test/browser"
	"jikim/test/harness"
	"jikim/test/site"
)

// failing is a store that can be away: calls then end as those do whose database did not answer.
type failing struct {
	*store.DB
	away atomic.Bool
}

func (f *failing) fail() error {
	if f.away.Load() {
		return fmt.Errorf("%w: connection refused", app.ErrAway)
	}
	return nil
}

func (f *failing) Commit(ctx context.Context, c *app.Change) error {
	if err := f.fail(); err != nil {
		return err
	}
	return f.DB.Commit(ctx, c)
}

func (f *failing) Load(ctx context.Context, institution, caseID string) (*app.Stored, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.DB.Load(ctx, institution, caseID)
}

func (f *failing) Document(ctx context.Context, institution, kind, name string) (*app.Document, error) {
	if err := f.fail(); err != nil {
		return nil, err
	}
	return f.DB.Document(ctx, institution, kind, name)
}

// openFailing opens an office for citizens whose database can be away.
func openFailing(t *testing.T) (*site.Site, *failing) {
	t.Helper()
	o := harness.New(t, "2026-11-23 10:00")
	versions, err := app.NewCharters(harness.Wonju(t))
	if err != nil {
		t.Fatal(err)
	}
	f := &failing{DB: o.Store}
	svc, err := app.New(app.Config{Store: f, Charters: versions, Keys: o.Keys, Clock: o.Clock.Now, Background: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(svc.Close)
	return site.Open(o, func(c *web.Config) { c.Service = svc },
		func(s *web.Server) web.Surface { return portal.New(s) },
		func(s *web.Server) web.Surface { return api.New(s) }), f
}

var keyOfForm = regexp.MustCompile(`name="key" value="([^"]+)"`)

// TestWhileTheDatabaseIsAway asks for pages and sends a petition while the database does not answer, and sends it again
// afterwards: it is said when to try again, and one petition is filed.
func TestWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	s, db := openFailing(t)
	key := keyOfForm.FindStringSubmatch(s.Get("/petitions/new?service=question").Text)
	if key == nil {
		t.Fatal("the form has no key")
	}
	form := url.Values{"key": {key[1]}, "service": {"question"}, "text": {"열람실은 언제 여나요?"}, "name": {"홍길동"}, "answer": {"web"}, "delivery": {"pickup"}}
	db.away.Store(true)
	for what, got := range map[string]site.Answer{"page": s.Get("/"), "form": s.Post("/petitions/new", form)} {
		if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" || !strings.Contains(got.Text, "두 번 접수되지 않습니다") {
			t.Errorf("%s: %d, Retry-After %q\n%s", what, got.StatusCode, got.Header.Get("Retry-After"), got.Text)
		}
	}
	if got := s.Post("/petitions/new", form); got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a page with what a citizen wrote may be kept: %q", got.Header.Get("Cache-Control"))
	}
	petition := `{"service":"question","text":"열람실은 언제 여나요?","name":"홍길동","answer":"web","lang":"ko"}`
	got := s.Do(s.Request(http.MethodPost, "/api/v1/petitions", strings.NewReader(petition), "Content-Type", "application/json", "Idempotency-Key", s.NewKey()))
	if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
		t.Errorf("api: %d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	db.away.Store(false)
	first, second := s.Post("/petitions/new", form), s.Post("/petitions/new", form)
	if first.StatusCode != http.StatusSeeOther || first.Header.Get("Location") != second.Header.Get("Location") {
		t.Errorf("sent again: %d %s, then %d %s", first.StatusCode, first.Header.Get("Location"), second.StatusCode, second.Header.Get("Location"))
	}
}

// TestSentAgainInBrowser sends a petition while the office's database is away. Going back, what was typed is there; the page
// that says what went wrong sends it again under the same key.
func TestSentAgainInBrowser(t *testing.T) {
	s, db := openFailing(t)
	p := browser.Start(t).Page(t, browser.Desk)
	p.Open(s.URL + "/petitions/new?service=question&lang=ko")
	key := browser.Eval[string](p, `document.querySelector("[name=key]").value`)
	const text = "열람실은 <언제> 여나요?"
	p.Type("#f-text", text)
	p.Type("#f-name", "홍길동")
	p.Click("#f-answer")
	p.Click("#f-delivery")
	const send = "form.form button[type=submit]"
	db.away.Store(true)
	p.Follow(send)
	p.Axe()
	p.Back()
	for id, want := range map[string]string{"#f-text": text, "#f-name": "홍길동"} {
		if got := browser.Eval[string](p, `document.querySelector("`+id+`").value`); got != want {
			t.Errorf("after going back %s holds %q", id, got)
		}
	}
	p.Follow(send)
	again := browser.Eval[string](p, `document.querySelector("[name=key]").value`)
	if got := browser.Eval[string](p, `document.querySelector("[name=text]").value`); got != text || again == "" || again == key {
		t.Errorf("to be sent again: %q under the key %q", got, again)
	}
	p.Follow(send) // it is still away
	if got := browser.Eval[string](p, `document.querySelector("[name=key]").value`); got != again {
		t.Errorf("the key became %q, it was %q", got, again)
	}
	db.away.Store(false)
	p.Follow(send)
	if path := p.Path(); !strings.HasSuffix(path, "/receipt") {
		t.Fatalf("it led to %s: %s", path, p.Text("main"))
	}
	if got := s.Post("/petitions/new", url.Values{"key": {again}, "service": {"question"}, "text": {text}, "name": {"홍길동"}, "answer": {"web"}}); got.Header.Get("Location") != p.Path() {
		t.Errorf("the same key leads to %d %s, the browser to %s", got.StatusCode, got.Header.Get("Location"), p.Path())
	}
}

// TestWhatIsSentAgain tells which forms the page of a fault offers to send again: those that can be sent twice without harm.
func TestWhatIsSentAgain(t *testing.T) {
	t.Parallel()
	s := open(t, nil, func(s *web.Server, mux web.Mux) {
		mux.Handle("POST /{status}", s.Func(func(_ http.ResponseWriter, r *http.Request) error {
			f, err := s.Form(r)
			if err != nil {
				return err
			}
			defer f.Close()
			if r.PathValue("status") == "409" {
				return web.Status(http.StatusConflict)
			}
			return app.ErrAway
		}))
	})
	const button = "다시 보내기"
	keyed := url.Values{"key": {"k"}, "text": {"<둘>"}}
	for what, tt := range map[string]struct {
		got  site.Answer
		want []string // nothing: it is not offered
	}{
		"with a key":    {s.Post("/503?a=1", keyed), []string{button, `action="/503?a=1"`, `name="key" value="k"`, `value="&lt;둘&gt;"`}},
		"with a file":   {s.Upload("/503", keyed, site.File{Name: "a.txt", Body: []byte("파일")}), []string{button, `type="file"`, "다시 골라"}},
		"without a key": {s.Post("/503", url.Values{"text": {"하나"}}), nil},
		"a password":    {s.Post("/503", url.Values{"key": {"k"}, "password": {"stones"}}), nil},
		"refused":       {s.Post("/409", keyed), nil},
	} {
		if tt.want == nil && strings.Contains(tt.got.Text, button) {
			t.Errorf("%s: it is offered to send it again", what)
		}
		for _, want := range tt.want {
			if !strings.Contains(tt.got.Text, want) {
				t.Errorf("%s: the page lacks %q\n%s", what, want, tt.got.Text)
			}
		}
	}
}
