package cli

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
)

// TestCouriersAreSetUp proves which entries make a way to send, and that half of a setting is refused before anything is served, by
// words that hold no secret.
func TestCouriersAreSetUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file("password", "word-of-the-office\n")
	file("empty", "\n")
	file("gateway.json", `{"url": "https://sms.example/send", "form": {"key": "{secret}", "to": "{to}", "text": "{text}"}}`)
	mail := map[string]string{"kind": "smtp", "server": "mail.example.kr:587", "security": "starttls", "from": "office@example.kr", "user": "office",
		"password": filepath.Join(dir, "password")}
	with := func(key, value string) map[string]string {
		c := map[string]string{}
		for k, v := range mail {
			c[k] = v
		}
		if c[key] = value; value == "" {
			delete(c, key)
		}
		return c
	}
	gateway := map[string]string{"kind": "gateway-sms", "gateway": filepath.Join(dir, "gateway.json"), "secret": filepath.Join(dir, "password")}
	tests := []struct {
		name    string
		entries []map[string]string
		ways    []app.Way
		fault   string
	}{
		{"none", nil, nil, ""},
		{"mail", []map[string]string{mail}, []app.Way{app.ByEmail}, ""},
		{"both", []map[string]string{mail, gateway}, []app.Way{app.ByEmail, app.BySMS}, ""},
		{"no server", []map[string]string{with("server", "")}, nil, `"server" is missing`},
		{"no port", []map[string]string{with("server", "mail.example.kr")}, nil, "port"},
		{"no encryption", []map[string]string{with("security", "none")}, nil, "possible: starttls, tls"},
		{"no sender", []map[string]string{with("from", "")}, nil, `"from" is missing`},
		{"a sender that is none", []map[string]string{with("from", "office")}, nil, "sent from"},
		{"a user without a password", []map[string]string{with("password", "")}, nil, "go together"},
		{"an empty password", []map[string]string{with("password", filepath.Join(dir, "empty"))}, nil, "no password"},
		{"no such file", []map[string]string{with("password", filepath.Join(dir, "none"))}, nil, "none"},
		{"no certificate", []map[string]string{with("ca", filepath.Join(dir, "password"))}, nil, "certificate"},
		{"an unknown key", []map[string]string{with("sever", "x")}, nil, "did you mean"},
		{"a gateway that is none", []map[string]string{{"kind": "gateway-sms", "gateway": filepath.Join(dir, "password")}}, nil, "gateway"},
	}
	for _, tt := range tests {
		var text strings.Builder
		text.WriteString("couriers:\n")
		for _, entry := range tt.entries {
			text.WriteString("  - name: c" + strings.ReplaceAll(entry["kind"], "-", "") + "\n")
			for key, value := range entry {
				text.WriteString("    " + key + ": " + value + "\n")
			}
		}
		o := harness.New(t, "2026-11-23 10:00")
		_, err := openChannels(&env{now: o.Now}, file("channels.yaml", text.String()), harness.Institution, o.Service, slog.New(slog.DiscardHandler))
		if tt.fault != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fault) || strings.Contains(err.Error(), "word-of-the-office") || !strings.Contains(err.Error(), "channels.yaml:") {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if ways := o.ProofWays(); !slices.Equal(ways, tt.ways) {
			t.Errorf("%s: ways %v", tt.name, ways)
		}
	}
}
