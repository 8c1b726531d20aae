package cli

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
	"jikim/internal/web"
	"jikim/internal/web/api"
	"jikim/test/harness"
)

// TestSimulatedCalls plays calls against a server: each becomes a case whose facts are those of a telephone exchange, the same
// seed plays the same calls, and a refused token is said.
func TestSimulatedCalls(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	server := web.New(web.Config{Service: o.Service, Institution: harness.Institution})
	server.Mount(api.New(server))
	listening := httptest.NewServer(server)
	defer listening.Close()
	defer server.Close()
	token := o.Bind(app.Exchange, app.Place{})
	run := func(token string) (string, error) {
		var out bytes.Buffer
		c := &simulateCalls{Server: listening.URL, Token: token, To: []string{"737-1003", "033-737-1043"}, Count: 12, Talk: time.Minute, Seed: 7}
		p := player{simulateCalls: c, client: http.DefaultClient, now: func() time.Time { return o.Now().Add(-time.Hour) },
			wait: func(context.Context, time.Duration) bool { return true }}
		err := p.run(&env{out: &out, ctx: t.Context(), text: locale.For(locale.English)})
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		slices.Sort(lines)
		return strings.Join(lines, "\n"), err
	}
	first, err := run(token)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(first, "\n") + 1; n != 12 || !strings.Contains(first, "was not answered") || !strings.Contains(first, "answered after") {
		t.Errorf("%d calls:\n%s", n, first)
	}
	told, missed := 0, 0
	err = o.Store.EachCase(t.Context(), harness.Institution, "", func(s *app.Stored) error {
		for _, f := range s.Facts {
			if f.Via == fact.ViaPBX && f.Kind == fact.CallRinging {
				told++
			}
			if f.Kind == fact.CallMissed {
				missed++
			}
		}
		return nil
	})
	if err != nil || told != 12 || missed != strings.Count(first, "was not answered") {
		t.Errorf("%d calls rang, %d were missed (%v)", told, missed, err)
	}
	o.Clock.Set(o.Now().Add(time.Second)) // the names of calls are new ones
	if second, err := run(token); err != nil || second != first {
		t.Errorf("the same seed plays otherwise (%v):\n%s", err, second)
	}
	if _, err := run("nobody"); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("a token of nobody: %v", err)
	}
}
