package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/internal/web/portal"
	"jikim/test/harness"
	"jikim/test/site"
)

const whole = `{"service":"question","name":"홍길동","text":"열람실은 언제 여나요?","answer":"web","delivery":"pickup"}`

func open(t *testing.T) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-11-23 10:00"), nil, surfaces...)
}

var surfaces = []func(*web.Server) web.Surface{
	func(s *web.Server) web.Surface { return api.New(s) },
	func(s *web.Server) web.Surface { return portal.New(s) },
}

func post(s *site.Site, key, body string) site.Answer {
	s.T.Helper()
	return s.Do(s.Request(http.MethodPost, "/api/petitions", strings.NewReader(body), "Content-Type", "application/json", "Idempotency-Key", key))
}

func TestIntake(t *testing.T) {
	t.Parallel()
	s := open(t)
	key := s.NewKey()
	var first, second struct{ Case, Number, Link string }
	for i, into := range []any{&first, &second} {
		got := post(s, key, whole)
		if want := []int{http.StatusCreated, http.StatusOK}[i]; got.StatusCode != want {
			t.Fatalf("status %d, want %d: %s", got.StatusCode, want, got.Text)
		}
		if err := json.Unmarshal([]byte(got.Text), into); err != nil {
			t.Fatal(err)
		}
	}
	if first != second || first.Number != "2026-000001" {
		t.Errorf("filed as %v and %v", first, second)
	}
	if page := s.Get(first.Link); page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "열람실은 언제 여나요?") {
		t.Errorf("the link gives %d", page.StatusCode)
	}
}

func TestIntakeRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	tests := []struct {
		name, key, body string
		status          int
		want            string
	}{
		{"no key", "", whole, http.StatusUnprocessableEntity, "Idempotency-Key"},
		{"a short key", "1", whole, http.StatusUnprocessableEntity, "Idempotency-Key"},
		{"no JSON", s.NewKey(), "service=question", http.StatusBadRequest, ""},
		{"an unknown field", s.NewKey(), `{"servise":"question"}`, http.StatusBadRequest, ""},
		{"an unknown service", s.NewKey(), strings.Replace(whole, "question", "900101-1234567", 1), http.StatusUnprocessableEntity, `"field":"service"`},
		{"no text", s.NewKey(), strings.Replace(whole, "열람실은 언제 여나요?", "", 1), http.StatusUnprocessableEntity, `{"field":"text","code":"fault.required"}`},
		{"too long", s.NewKey(), strings.Replace(whole, "열람실", strings.Repeat("가", 400_000), 1), http.StatusRequestEntityTooLarge, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := post(s, tt.key, tt.body)
			if got.StatusCode != tt.status || !strings.Contains(got.Text, tt.want) || got.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("status %d, want %d with %s: %s", got.StatusCode, tt.status, tt.want, got.Text)
			}
			if strings.Contains(got.Text, "900101") || strings.Contains(got.Text, "홍길동") {
				t.Errorf("the answer echoes what was sent: %s", got.Text)
			}
		})
	}
	if f := s.Get("/api/petitions"); f.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("reading: %d", f.StatusCode)
	}
}
