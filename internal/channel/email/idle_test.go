package email_test

import (
	"bytes"
	"testing"

	"github.com/emersion/go-smtp"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/email"
	"jikim/test/mail"
)

// TestServerThatDoesNotTell reads from a Dovecot that offers no IDLE: new mail is found by looking.
func TestServerThatDoesNotTell(t *testing.T) {
	t.Parallel()
	s, box := mail.Start(t, mail.Options{Mute: true}), channeltest.NewLetterbox()
	const to = "office@" + mail.Domain
	source, err := email.OpenMailbox(office(box), entry(t, "server: "+s.IMAP, "security: tls", "user: "+to, "password: "+file(t, "password", []byte(mail.Password)),
		"ca: "+file(t, "ca.pem", s.PEM), "addresses: [office@office.example]"))
	if err != nil {
		t.Fatal(err)
	}
	m := source.(*email.Mailbox)
	m.Hurry()
	run(t, m)
	stateUntil(t, m, "a connection", func(st channel.State) bool { return st.Connected })
	for n := 1; n <= 3; n++ {
		c, err := smtp.Dial(s.SMTP)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.SendMail("hong@citizen.example", []string{to}, bytes.NewReader(numbered(n))); err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
		until(t, box, "the letter", kept(box, n))
	}
}
