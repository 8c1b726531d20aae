package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/internal/web/portal"
	"jikim/test/harness"
	"jikim/test/site"
)

var surfaces = []func(*web.Server) web.Surface{
	func(s *web.Server) web.Surface { return api.New(s) },
	func(s *web.Server) web.Surface { return portal.New(s) },
}

// program is a program that speaks to an office.
type program struct {
	*site.Site
	secret string
}

// open serves an office at ten in the morning.
func open(t *testing.T) *site.Site { return openFor(t) }

func openFor(t testing.TB) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-11-23 10:00"), nil, surfaces...)
}

var admin = app.Actor{Institution: harness.Institution, Account: "token-admin", Role: app.Admin}

// token makes a token of an account with scopes; all that accounts may have when none is named.
func token(s *site.Site, account string, scopes ...app.Scope) *program {
	s.T.Helper()
	if len(scopes) == 0 {
		scopes = []app.Scope{app.CasesRead, app.CasesWrite, app.ContactsRead, app.ContactsWrite, app.DirectoryRead, app.ItemsWrite, app.PetitionWrite}
	}
	_, secret, err := s.CreateToken(s.Context(), admin, app.NewToken{Name: "program", Account: account, Scopes: scopes, Days: 30})
	if err != nil {
		s.T.Fatal(err)
	}
	return &program{s, secret}
}

// send asks for something with a body and a fresh key; headers go before those.
func (p *program) send(method, path, body string, headers ...string) site.Answer {
	p.T.Helper()
	all := []string{"Content-Type", "application/json", "Idempotency-Key", p.NewKey()}
	if p.secret != "" {
		all = append(all, "Authorization", "Bearer "+p.secret)
	}
	all = append(all, headers...)
	if method == http.MethodGet {
		return p.Do(p.Request(method, path, nil, all[4:]...))
	}
	return p.Do(p.Request(method, path, strings.NewReader(body), all...))
}

// read decodes an answer that has to have a status.
func read[T any](t *testing.T, a site.Answer, status int) T {
	t.Helper()
	var out T
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", a.StatusCode, status, a.Text)
	}
	if err := json.Unmarshal([]byte(a.Text), &out); err != nil {
		t.Fatalf("%v: %s", err, a.Text)
	}
	return out
}

type anyCase struct {
	Case, Number, Status, Officer, Name string
	Seq                                 int64
	Person                              map[string]any
	Facts                               []map[string]any
	Verdicts                            []map[string]any
	Files                               []map[string]any
}
