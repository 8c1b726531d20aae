package email_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/email"
	"jikim/test/mailbox"
)

func sender(t *testing.T, c email.Config) *email.Sender {
	t.Helper()
	s, err := email.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMailArrives hands Korean mail over by both ways of encryption and reads it as the other side got it.
func TestMailArrives(t *testing.T) {
	t.Parallel()
	for security, how := range map[email.Security]mailbox.How{email.StartTLS: mailbox.StartTLS, email.TLS: mailbox.TLS} {
		o := mailbox.Start(t, how)
		s := sender(t, email.Config{Address: o.Address, Security: security, User: mailbox.User, Password: mailbox.Password,
			From: "office@example.kr", Roots: o.Roots})
		if _, err := s.Carry(t.Context(), &channel.Message{To: "hong@example.kr", Subject: "인증번호 안내", Text: "인증번호는 012345입니다.", Automatic: true}); err != nil {
			t.Fatalf("%s: %v", security, err)
		}
		m, err := netmail.ReadMessage(strings.NewReader(o.Next(t)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != "인증번호 안내" || !strings.Contains(string(body), "인증번호는 012345입니다.") || m.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%s: arrived as %v\n%s", security, m.Header, body)
		}
	}
}

// TestMailFails proves that every failure says what it is, and nothing of the address, the text or the password.
func TestMailFails(t *testing.T) {
	t.Parallel()
	o := mailbox.Start(t, mailbox.StartTLS)
	good := email.Config{Address: o.Address, Security: email.StartTLS, User: mailbox.User, Password: mailbox.Password,
		From: "office@example.kr", Roots: o.Roots}
	change := func(f func(*email.Config)) email.Config {
		c := good
		f(&c)
		return c
	}
	tests := []struct {
		name, to, want string
		config         email.Config
	}{
		{"no such address", "nobody@example.kr", channel.ErrNoSuchAddress.Error(), good},
		{"no address at all", "no address", channel.ErrNoSuchAddress.Error(), good},
		{"refused for now", "later@example.kr", "email: the address was refused for now (451)", good},
		{"a wrong password", "hong@example.kr", "did not take", change(func(c *email.Config) { c.Password = "wrong-secret-of-the-office" })},
		{"no password", "hong@example.kr", "email: the sender was refused (502)", change(func(c *email.Config) { c.User, c.Password = "", "" })},
		{"an unknown certificate", "hong@example.kr", "not trusted", change(func(c *email.Config) { c.Roots = x509.NewCertPool() })},
		{"nobody listens", "hong@example.kr", "cannot be reached", change(func(c *email.Config) { c.Address = mailbox.Gone(t) })},
		{"no encryption there", "hong@example.kr", "did not take", change(func(c *email.Config) { c.Address = mailbox.Start(t, mailbox.Clear).Address })},
		{"encryption from the start, where there is none", "hong@example.kr", "email:", change(func(c *email.Config) { c.Security = email.TLS })},
	}
	for _, tt := range tests {
		_, err := sender(t, tt.config).Carry(t.Context(), &channel.Message{To: tt.to, Subject: "subject-word", Text: "text-word 012345"})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
			continue
		}
		for _, secret := range []string{"@", "012345", "subject-word", "secret-of", "no such user", "greylisted"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %q stands in the error %v", tt.name, secret, err)
			}
		}
	}
	if n := o.Waiting(); n != 0 {
		t.Errorf("%d mails arrived", n)
	}
}

// TestSlowServerEndsWithTheContext proves that a server that takes the connection and says nothing holds nobody up.
func TestSlowServerEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, security := range []email.Security{email.StartTLS, email.TLS} {
		s := sender(t, email.Config{Address: mailbox.Silent(t), Security: security, From: "office@example.kr"})
		ctx, cancel := context.WithCancel(t.Context())
		cancelled := make(chan struct{})
		go func() {
			defer close(cancelled)
			cancel()
		}()
		_, err := s.Carry(ctx, &channel.Message{To: "hong@example.kr", Subject: "s", Text: "t"})
		<-cancelled
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", security, err)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := email.Config{Address: "mail.example.kr:587", Security: email.StartTLS, From: "office@example.kr"}
	for name, c := range map[string]email.Config{
		"no port":        {Address: "mail.example.kr", Security: good.Security, From: good.From},
		"no host":        {Address: ":587", Security: good.Security, From: good.From},
		"a strange port": {Address: "mail.example.kr:smtp", Security: good.Security, From: good.From},
		"no encryption":  {Address: good.Address, Security: "none", From: good.From},
		"no sender":      {Address: good.Address, Security: good.Security},
		"half a login":   {Address: good.Address, Security: good.Security, From: good.From, User: "office"},
	} {
		if _, err := email.New(c); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	sender(t, good)
}
