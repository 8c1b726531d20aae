package api_test

import (
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
	"jikim/test/site"
)

func tell(s *site.Site, token, body string) site.Answer {
	s.T.Helper()
	return s.Do(s.Request(http.MethodPost, "/api/calls", strings.NewReader(body), "Content-Type", "application/json", "Authorization", "Bearer "+token))
}

// TestCalls tells of a call as an exchange does, and sees who is refused: nobody without the token of an exchange tells of calls,
// and a fault never repeats what was sent.
func TestCalls(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	s := site.Open(o, nil, surfaces...)
	token, button := o.Bind(app.Exchange, app.Place{}), o.Bind(app.Button, app.Place{Kind: app.AtDesk, ID: "petition"})
	ringing := `{"call":"a","event":"call.ringing","at":"2026-11-23T10:00:00+09:00","from":"010-1234-5678","to":"737-1043"}`
	for _, tt := range []struct {
		name, token, body string
		status            int
		says              string
	}{
		{"it rings", token, ringing, http.StatusNoContent, ""},
		{"told again", token, ringing, http.StatusNoContent, ""},
		{"answered", token, `{"call":"a","event":"call.answered","at":"2026-11-23T10:00:00.5+09:00","by":"person"}`, http.StatusNoContent, ""},
		{"no token", "", ringing, http.StatusUnauthorized, ""},
		{"a token of nobody", "nobody", ringing, http.StatusUnauthorized, ""},
		{"a button", button, ringing, http.StatusForbidden, ""},
		{"no event", token, `{"call":"a","event":"call.sung"}`, http.StatusUnprocessableEntity, "event"},
		{"a number that is none", token, `{"call":"a","event":"call.ringing","from":"Hong Gildong"}`, http.StatusUnprocessableEntity, "from"},
		{"an unknown field", token, `{"call":"a","event":"call.ringing","recording":"x"}`, http.StatusBadRequest, ""},
		{"no JSON", token, `call=a`, http.StatusBadRequest, ""},
	} {
		got := tell(s, tt.token, tt.body)
		if got.StatusCode != tt.status || !strings.Contains(got.Text, tt.says) || strings.Contains(got.Text, "Gildong") {
			t.Errorf("%s: %d %s, want %d", tt.name, got.StatusCode, got.Text, tt.status)
		}
	}
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	page, err := o.Inbox(o.Context(), officer, app.InboxFilter{Channel: "phone", Status: "contact"})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%d calls go on (%v), want 1", len(page.Rows), err)
	}
	if n := len(o.Stored(page.Rows[0].Case).Facts); n != 2 {
		t.Errorf("%d facts, want 2", n)
	}
}
