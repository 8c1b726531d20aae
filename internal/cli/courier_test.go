package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"jikim/internal/app"
)

// TestCouriersAreSetUp proves which flags make a way to send, and that half of a setting is refused before anything is served, by
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
	password := file("password", "word-of-the-office\n")
	gateway := file("gateway.json", `{"url": "https://sms.example/send", "form": {"key": "{secret}", "to": "{to}", "text": "{text}"}}`)
	mail := sending{SMTP: "mail.example.kr:587", SMTPTLS: "starttls", SMTPFrom: "office@example.kr", SMTPUser: "office", SMTPPassword: password}
	with := func(change func(*sending)) sending {
		c := mail
		change(&c)
		return c
	}
	tests := []struct {
		name  string
		flags sending
		ways  []app.Way
		fault string
	}{
		{"none", sending{SMTPTLS: "starttls"}, nil, ""},
		{"mail", mail, []app.Way{app.ByEmail}, ""},
		{"both", with(func(c *sending) { c.SMS, c.SMSSecret = gateway, password }), []app.Way{app.ByEmail, app.BySMS}, ""},
		{"no server", with(func(c *sending) { c.SMTP = "" }), nil, "--smtp is missing"},
		{"no port", with(func(c *sending) { c.SMTP = "mail.example.kr" }), nil, "host:port"},
		{"no sender", with(func(c *sending) { c.SMTPFrom = "" }), nil, "sent from"},
		{"a user without a password", with(func(c *sending) { c.SMTPPassword = "" }), nil, "go together"},
		{"an empty password", with(func(c *sending) { c.SMTPPassword = file("empty", "\n") }), nil, "is empty"},
		{"no such file", with(func(c *sending) { c.SMTPPassword = filepath.Join(dir, "none") }), nil, "none"},
		{"no certificate", with(func(c *sending) { c.SMTPCA = password }), nil, "has no certificate"},
		{"a gateway without its secret", sending{SMS: gateway}, nil, "go together"},
		{"a secret without a gateway", sending{SMSSecret: password}, nil, "--sms is missing"},
		{"a gateway that is none", sending{SMS: password}, nil, "description"},
	}
	for _, tt := range tests {
		got, err := tt.flags.couriers()
		if tt.fault != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fault) || strings.Contains(err.Error(), "word-of-the-office") {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		var ways []app.Way
		for _, w := range app.Ways() {
			if got[w] != nil {
				ways = append(ways, w)
			}
		}
		if !slices.Equal(ways, tt.ways) {
			t.Errorf("%s: ways %v", tt.name, ways)
		}
	}
}
