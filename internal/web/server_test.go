package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/test/harness"
	"jikim/test/site"
)

// routes is a surface made of a few handlers.
type routes func(web.Mux)

func (r routes) Register(mux web.Mux) { r(mux) }

func open(t *testing.T, change func(*web.Config), add func(*web.Server, web.Mux)) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-11-23 10:00"), change, func(s *web.Server) web.Surface {
		return routes(func(mux web.Mux) { add(s, mux) })
	})
}

// written is a log that is read while it is written.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(b)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// TestLogsCarryNothingPersonal proves that neither the token of a link nor a query nor what a panic carries is logged.
func TestLogsCarryNothingPersonal(t *testing.T) {
	t.Parallel()
	log := &written{}
	s := open(t, func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(log, nil)) }, func(s *web.Server, mux web.Mux) {
		mux.Handle("GET /c/{token}", s.Func(func(w http.ResponseWriter, r *http.Request) error { panic("resident " + r.URL.Query().Get("q")) }))
		mux.Handle("GET /index", s.Func(func(http.ResponseWriter, *http.Request) error {
			var empty []int
			_ = empty[len(empty)]
			return nil
		}))
	})
	got := s.Get("/c/secret-token?q=900101-1234567")
	if got.StatusCode != http.StatusInternalServerError || !strings.Contains(got.Text, got.Header.Get("X-Request-Id")) {
		t.Fatalf("status %d, the page does not name the request %q", got.StatusCode, got.Header.Get("X-Request-Id"))
	}
	if got := s.Get("/index"); got.StatusCode != http.StatusInternalServerError || strings.Contains(got.Text, "goroutine") {
		t.Errorf("status %d", got.StatusCode)
	}
	s.Get("/nowhere/secret-token")
	s.Close() // the line of a request is written after its answer
	for _, secret := range []string{"secret-token", "900101", "127.0.0.1"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q:\n%s", secret, log.String())
		}
	}
	for _, want := range []string{`route="GET /c/{token}"`, "status=500", "status=404", "index out of range", got.Header.Get("X-Request-Id")} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
}

func TestFaultsBecomePages(t *testing.T) {
	t.Parallel()
	fail := errors.New("connection to database lost")
	s := open(t, nil, func(s *web.Server, mux web.Mux) {
		for path, err := range map[string]error{
			"denied": &app.Fault{Kind: app.Denied, Key: "fault.denied"}, "gone": &app.Fault{Kind: app.Unknown, Key: "fault.unknown"},
			"settled": &app.Fault{Kind: app.Unlawful, Key: "fault.settled"}, "busy": &app.Fault{Kind: app.Busy, Key: "fault.busy"},
			"slow": context.DeadlineExceeded, "away": fmt.Errorf("%w: %w", app.ErrAway, fail), "broken": fail,
		} {
			mux.Handle("GET /"+path, s.Func(func(http.ResponseWriter, *http.Request) error { return err }))
			mux.Handle("GET /api/"+path, s.Func(func(http.ResponseWriter, *http.Request) error { return err }))
		}
	})
	tests := []struct {
		path   string
		status int
		text   string
	}{
		{"denied", 403, "이 일을 할 권한이 없습니다."}, {"gone", 404, "찾으시는 화면이 없습니다"}, {"settled", 409, "이미 처리가 끝난 민원"},
		{"busy", 503, "잠시 뒤에"}, {"slow", 503, "지금은 이용이 어렵습니다"}, {"away", 503, "두 번 접수되지 않습니다"}, {"broken", 500, "두 번 접수되지 않습니다"},
	}
	for _, tt := range tests {
		for _, lang := range []string{"ko", "en"} {
			got := s.Get("/"+tt.path, "Cookie", "lang="+lang)
			if got.StatusCode != tt.status || strings.Contains(got.Text, "⟦") || strings.Contains(got.Text, "database") {
				t.Errorf("%s %s: %d\n%s", lang, tt.path, got.StatusCode, got.Text)
			}
			if lang == "ko" && !strings.Contains(got.Text, tt.text) {
				t.Errorf("%s: the page lacks %q", tt.path, tt.text)
			}
		}
		got := s.Get("/api/" + tt.path)
		if got.StatusCode != tt.status || got.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(got.Text, "database") {
			t.Errorf("/api/%s: %d %s", tt.path, got.StatusCode, got.Text)
		}
	}
	if got := s.Post("/denied", nil); got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") == "" {
		t.Errorf("a wrong method: %d, allowed %q", got.StatusCode, got.Header.Get("Allow"))
	}
}

// TestTooLargeIsNotReadFirst proves that a body that says it is too large is refused before it is sent.
func TestTooLargeIsNotReadFirst(t *testing.T) {
	t.Parallel()
	s := open(t, nil, func(*web.Server, web.Mux) {})
	for kind, size := range map[string]int64{
		"application/x-www-form-urlencoded": 2 << 20, "multipart/form-data; boundary=x": 80 << 20,
	} {
		r := httptest.NewRequest(http.MethodPost, "/nowhere", iotest.ErrReader(errors.New("read")))
		r.Header.Set("Content-Type", kind)
		r.ContentLength = size
		w := httptest.NewRecorder()
		s.Server.ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "너무 큽니다") {
			t.Errorf("%s: %d", kind, w.Code)
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var down atomic.Bool
	s := open(t, func(c *web.Config) {
		c.Ready = func(context.Context) error {
			if down.Load() {
				return errors.New("no database")
			}
			return nil
		}
	}, func(*web.Server, web.Mux) {})
	if got := s.Get("/readyz"); got.StatusCode != http.StatusOK {
		t.Errorf("ready: %d", got.StatusCode)
	}
	down.Store(true)
	if got := s.Get("/readyz"); got.StatusCode != http.StatusServiceUnavailable || strings.Contains(got.Text, "database") {
		t.Errorf("not ready: %d %s", got.StatusCode, got.Text)
	}
	if got := s.Get("/healthz"); got.StatusCode != http.StatusOK {
		t.Errorf("alive: %d", got.StatusCode)
	}
}

func TestAddressOfTheVisitor(t *testing.T) {
	t.Parallel()
	s := web.New(web.Config{Service: harness.New(t, "2026-11-23 10:00").Service, Institution: harness.Institution,
		Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	tests := []struct{ name, peer, forwarded, want string }{
		{"direct", "203.0.113.9:1", "", "203.0.113.9"},
		{"a visitor who lies", "203.0.113.9:1", "192.0.2.1", "203.0.113.9"},
		{"behind a proxy", "10.0.0.1:1", "198.51.100.7", "198.51.100.7"},
		{"a visitor who lies behind a proxy", "10.0.0.1:1", "192.0.2.1, 198.51.100.7", "198.51.100.7"},
		{"two proxies", "10.0.0.1:1", "192.0.2.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"},
		{"a broken header", "10.0.0.1:1", "x", "10.0.0.1"},
		{"IPv4 in IPv6", "[::ffff:203.0.113.9]:1", "", "203.0.113.9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{RemoteAddr: tt.peer, Header: http.Header{}}
			if tt.forwarded != "" {
				r.Header.Set("X-Forwarded-For", tt.forwarded)
			}
			if got := s.Address(r).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestSecureCookies(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		s := open(t, func(c *web.Config) { c.Secure = secure }, func(s *web.Server, mux web.Mux) {
			mux.HandleFunc("GET /in", func(w http.ResponseWriter, r *http.Request) { s.StartSession(w, "secret") })
			mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, s.SessionSecret(r)) })
			mux.Handle("GET /staff", s.Staff(app.Officer, func(http.ResponseWriter, *http.Request, app.Actor) error { return nil }))
		})
		got := s.Get("/in")
		cookie := got.Cookies()[0]
		if !cookie.HttpOnly || cookie.Secure != secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" ||
			strings.HasPrefix(cookie.Name, "__Host-") != secure || (got.Header.Get("Strict-Transport-Security") != "") != secure {
			t.Errorf("secure %v: %v %v", secure, cookie, got.Header)
		}
		if got := s.Get("/who", "Cookie", cookie.Name+"=secret"); got.Text != "secret" {
			t.Errorf("the secret came back as %q", got.Text)
		}
		if got := s.Get("/staff?x=1", "Cookie", cookie.Name+"=secret"); got.Header.Get("Location") != "/login?next=%2Fstaff%3Fx%3D1" {
			t.Errorf("a false session led to %q", got.Header.Get("Location"))
		}
	}
}

func TestLocalPath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/inbox?x=1": "/inbox?x=1", "//evil.example": "/", "https://evil.example/": "/", "/\\evil.example": "/", "inbox": "/", "": "/", "/a\r\nb": "/",
	} {
		if got := web.LocalPath(path, "/"); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	s := open(t, nil, func(s *web.Server, mux web.Mux) {
		mux.HandleFunc("GET /picture", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, "picture")
		})
	})
	page := s.Get("/nowhere", "Accept-Encoding", "gzip")
	if page.Header.Get("Content-Encoding") != "gzip" || page.StatusCode != http.StatusNotFound {
		t.Fatalf("%d %v", page.StatusCode, page.Header)
	}
	z, err := gzip.NewReader(strings.NewReader(page.Text))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || !strings.HasSuffix(strings.TrimSpace(string(text)), "</html>") {
		t.Errorf("the page is not whole: %v", err)
	}
	if got := s.Get("/picture", "Accept-Encoding", "gzip"); got.Text != "picture" {
		t.Errorf("a picture was packed: %v", got.Header)
	}
}

func TestServeStopsWithOpenStreams(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	s := web.New(web.Config{Service: o.Service, Institution: harness.Institution})
	s.Mount(routes(func(mux web.Mux) {
		mux.HandleFunc("GET /events", func(w http.ResponseWriter, r *http.Request) {
			source := make(chan string, 1)
			source <- "hello"
			_ = s.Names(w, r, source)
		})
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	got, err := http.Get("http://" + l.Addr().String() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	first := make([]byte, len("retry: 2000\n\nevent: hello\n"))
	if _, err := io.ReadFull(got.Body, first); err != nil || !strings.HasSuffix(string(first), "event: hello\n") {
		t.Fatalf("%q %v", first, err)
	}
	stop()
	if _, err := io.ReadAll(got.Body); err != nil {
		t.Errorf("the stream was cut and not closed: %v", err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("the server does not stop while a stream is open")
	}
}

// TestRoutesAreKnown proves that the server can tell every route it has, its own among them.
func TestRoutesAreKnown(t *testing.T) {
	t.Parallel()
	s := open(t, nil, func(s *web.Server, mux web.Mux) {
		mux.HandleFunc("GET /x/{id}", func(http.ResponseWriter, *http.Request) {})
	})
	want := []string{"/assets/", "GET /healthz", "GET /readyz", "GET /x/{id}"}
	if got := s.Server.Routes(); !slices.Equal(got, want) {
		t.Errorf("routes %q, want %q", got, want)
	}
}
