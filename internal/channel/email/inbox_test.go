package email_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/email"
	"jikim/test/mailbox"
)

// listening starts a source that listens and returns it.
func listening(t testing.TB, lmtp bool, box *channeltest.Letterbox, more ...string) *email.Inbox {
	t.Helper()
	b := openInbox(t, lmtp, office(box), more...)
	run(t, b)
	stateUntil(t, b, "an address", func(st channel.State) bool { return st.Connected })
	return b
}

// code is what a mail server answered; 0: it took the mail.
func code(err error) int {
	var said *smtp.SMTPError
	if errors.As(err, &said) {
		return said.Code
	}
	if err != nil {
		return -1
	}
	return 0
}

// deliver hands a mail over on a connection of its own.
func deliver(t testing.TB, b *email.Inbox, lmtp bool, raw []byte, to ...string) int {
	t.Helper()
	c, err := dialMail(b.Address(), lmtp)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return code(send(c, raw, to...))
}

// TestInboxAnswers proves what a mail server is told, by LMTP and by SMTP.
func TestInboxAnswers(t *testing.T) {
	t.Parallel()
	for _, lmtp := range []bool{true, false} {
		box := channeltest.NewLetterbox()
		b := listening(t, lmtp, box, "largest: 2")
		large := append(numbered(9), bytes.Repeat([]byte("0123456789abcdef\r\n"), 130_000)...)
		tests := []struct {
			name  string
			fault error
			raw   []byte
			to    []string
			code  int
		}{
			{"taken", nil, numbered(1), []string{"office@example.kr"}, 0},
			{"again", nil, numbered(1), []string{"office@example.kr"}, 0},
			{"in large letters", nil, numbered(2), []string{"OFFICE@Example.KR"}, 0},
			{"with a detail", nil, numbered(3), []string{"office+forms@example.kr"}, 0},
			{"to two of ours", nil, numbered(4), []string{"office@example.kr", "second@example.kr"}, 0},
			{"to somebody else", nil, numbered(8), []string{"somebody@example.kr"}, 550},
			{"too large", nil, large, []string{"office@example.kr"}, 552},
			{"a line of 1.5 MB", nil, append(numbered(5), bytes.Repeat([]byte("x"), 3<<19)...), []string{"office@example.kr"}, 0},
			{"the office is away", channeltest.ErrAway, numbered(6), []string{"office@example.kr"}, 451},
			{"the office refuses it whatever it is", channel.ErrRefused, numbered(7), []string{"office@example.kr"}, 554},
		}
		for _, tt := range tests {
			box.Behave(channeltest.Behaviour{Before: func(context.Context, *channel.Letter) error { return tt.fault }})
			if got := deliver(t, b, lmtp, tt.raw, tt.to...); got != tt.code {
				t.Errorf("LMTP %v, %s: %d, want %d", lmtp, tt.name, got, tt.code)
			}
		}
		var got []int
		for _, l := range box.Kept() {
			got = append(got, number(l))
			if l.Return != "hong@example.kr" || l.Precision != 0 {
				t.Errorf("letter %d: way back %q, ± %v", number(l), l.Return, l.Precision)
			}
		}
		if !slices.Equal(got, []int{1, 2, 3, 4, 5}) {
			t.Errorf("LMTP %v: the office has %v", lmtp, got)
		}
		if st := b.State(); st.Taken != 5 || st.Repeated != 1 || st.Refused != 1 {
			t.Errorf("%+v", st)
		}
	}
}

// TestWhatMailServersSend proves what a mail server may announce: a size, eight bits, addresses in UTF-8, no sender; and that raw bytes
// in a header arrive as they were.
func TestWhatMailServersSend(t *testing.T) {
	t.Parallel()
	box := channeltest.NewLetterbox()
	b := listening(t, true, box, "largest: 1")
	c, err := dialMail(b.Address(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, extension := range []string{"SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"} {
		if ok, _ := c.Extension(extension); !ok {
			t.Errorf("%s is not offered", extension)
		}
	}
	if err := c.Mail("홍길동@예시.한국", &smtp.MailOptions{UTF8: true, Body: smtp.Body8BitMIME}); err != nil {
		t.Fatal(err)
	}
	if err := c.Rcpt("office@example.kr", nil); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	raw := append([]byte("From: "), 0xc8, 0xab, ' ')
	raw = append(raw, "<hong@example.kr>\r\nSubject: letter-1\r\n\r\nx\r\n"...)
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := code(c.Mail("hong@example.kr", &smtp.MailOptions{Size: 2 << 20})); got != 552 {
		t.Errorf("a size beyond the limit: %d", got)
	}
	if err := c.Mail("", nil); err != nil {
		t.Errorf("no sender: %v", err)
	}
	l := box.Kept()[0]
	if l.From.Name != "홍" || l.Return != "홍길동@예시.한국" || !bytes.Equal(l.Original.Body, raw) {
		t.Errorf("%+v, way back %q, %q", l.From, l.Return, l.Original.Body)
	}
}

// TestWhoMayHandOver proves that only the mail servers that the entry names get a word out of it.
func TestWhoMayHandOver(t *testing.T) {
	t.Parallel()
	b := listening(t, true, channeltest.NewLetterbox(), "peers: [192.0.2.0/24]")
	c, err := net.Dial("tcp", b.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if line, err := bufio.NewReader(c).ReadString('\n'); err == nil {
		t.Errorf("a stranger is greeted: %q", line)
	}
}

// TestTooManyConnections proves that those beyond the limit are told to come again, and that places are given back.
func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	b := listening(t, true, channeltest.NewLetterbox())
	greeting := func() (net.Conn, string) {
		c, err := net.Dial("tcp", b.Address())
		if err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(c).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return c, line
	}
	var open []net.Conn
	for range 50 {
		c, line := greeting()
		if !strings.HasPrefix(line, "220") {
			t.Fatalf("greeted by %q", line)
		}
		open = append(open, c)
	}
	c, line := greeting()
	_ = c.Close()
	if !strings.HasPrefix(line, "421") {
		t.Errorf("one too many is greeted by %q", line)
	}
	for _, c := range open {
		_ = c.Close()
	}
	for end := time.Now().Add(time.Minute); ; {
		c, line := greeting()
		_ = c.Close()
		if strings.HasPrefix(line, "220") {
			break
		}
		if time.Now().After(end) {
			t.Fatal("no place is given back")
		}
	}
}

// TestHalfAMail proves that a mail whose connection breaks in the middle is no letter.
func TestHalfAMail(t *testing.T) {
	t.Parallel()
	for _, lmtp := range []bool{true, false} {
		box := channeltest.NewLetterbox()
		b := openInbox(t, lmtp, office(box))
		stop := run(t, b)
		stateUntil(t, b, "an address", func(st channel.State) bool { return st.Connected })
		c, err := net.Dial("tcp", b.Address())
		if err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(c)
		hello := "EHLO x\r\n"
		if lmtp {
			hello = "LHLO x\r\n"
		}
		for _, line := range []string{"", hello, "MAIL FROM:<a@example.kr>\r\n", "RCPT TO:<office@example.kr>\r\n", "DATA\r\n"} {
			if _, err := c.Write([]byte(line)); err != nil {
				t.Fatal(err)
			}
			for {
				answer, err := r.ReadString('\n')
				if err != nil {
					t.Fatal(err)
				}
				if answer[3] == ' ' {
					break
				}
			}
		}
		if _, err := c.Write(numbered(1)[:60]); err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
		stop() // nobody works any more
		if n := len(box.Kept()); n > 0 {
			t.Errorf("LMTP %v: half a mail was taken", lmtp)
		}
	}
}

// TestAddressThatIsTaken proves that a source which cannot listen says so and goes on trying.
func TestAddressThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	source, err := email.OpenLMTP(office(channeltest.NewLetterbox()), entry(t, "listen: "+l.Addr().String(), "addresses: [office@example.kr]"))
	if err != nil {
		t.Fatal(err)
	}
	source.(*email.Inbox).Hurry()
	run(t, source)
	stateUntil(t, source, "the trouble", func(st channel.State) bool { return st.Trouble == "channel.trouble.mail_listen" && !st.Connected })
	_ = l.Close()
	stateUntil(t, source, "an address", func(st channel.State) bool { return st.Trouble == "" && st.Connected })
}

// TestEntries proves that an entry is checked whole, with the place of each fault, before anything is connected.
func TestEntries(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{"secret": "word\n", "empty": "\nword"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := []string{"server: mail.example.kr:993", "security: tls", "user: office", "password: " + dir + "/secret", "addresses: [office@example.kr]"}
	lmtp := []string{"listen: 127.0.0.1:2424", "addresses: [office@example.kr]"}
	tests := []struct {
		name  string
		open  channel.Opener
		lines []string
		fault string // "": it is good
	}{
		{"a mailbox", email.OpenMailbox, append(slices.Clone(good), "name: mail", "kind: mailbox", "mailbox: Minwon", "authority: mx", "largest: 50", "since: 2026-12-01T00:00:00+09:00"), ""},
		{"LMTP", email.OpenLMTP, lmtp, ""},
		{"SMTP for one machine", email.OpenSMTP, []string{"listen: 192.0.2.1:25", "peers: [192.0.2.7]", "addresses: [office@example.kr]"}, ""},
		{"no mapping", email.OpenMailbox, []string{"- x"}, "channels.yaml:1:1: a mapping is expected here"},
		{"a key that is none", email.OpenMailbox, append(slices.Clone(good), "sever: x"), `channels.yaml:6:1: unknown key "sever" (did you mean "server"?)`},
		{"nothing", email.OpenMailbox, []string{"name: x"}, `the key "server" is missing`},
		{"no port", email.OpenMailbox, append([]string{"server: mail.example.kr"}, good[1:]...), `channels.yaml:1:9: "mail.example.kr" is no address (write host:port)`},
		{"no encryption", email.OpenMailbox, append([]string{"security: none", good[0]}, good[2:]...), `channels.yaml:1:11: unknown value "none"`},
		{"a password in the entry", email.OpenMailbox, append([]string{"password: word"}, append(slices.Clone(good[:3]), good[4])...), "channels.yaml:1:11: word has no password in its first line"},
		{"an empty password", email.OpenMailbox, append([]string{"password: " + dir + "/empty"}, append(slices.Clone(good[:3]), good[4])...), "has no password in its first line"},
		{"no address of the office", email.OpenMailbox, append(slices.Clone(good[:4]), "addresses: []"), "channels.yaml:5:12: no address of the office"},
		{"an address that is none", email.OpenLMTP, []string{"listen: 127.0.0.1:1", "addresses: [office]"}, `channels.yaml:2:13: "office" is no address`},
		{"a day for an instant", email.OpenMailbox, append(slices.Clone(good), "since: 2026-12-01"), `channels.yaml:6:8: "2026-12-01" is no instant`},
		{"a size beyond the most", email.OpenMailbox, append(slices.Clone(good), "largest: 500"), "channels.yaml:6:10: 500 MB: between 1 and 200"},
		{"certificates that are none", email.OpenMailbox, append(slices.Clone(good), "ca: "+dir+"/secret"), "has no certificate"},
		{"open to all", email.OpenLMTP, []string{"listen: 0.0.0.0:2424", "addresses: [office@example.kr]"}, "channels.yaml:1:9: others can reach this address (say in peers who may hand mail over)"},
		{"a peer that is none", email.OpenLMTP, append(slices.Clone(lmtp), "peers: [mx.example.kr]"), `channels.yaml:3:9: "mx.example.kr" is no address`},
		{"a certificate that is none", email.OpenLMTP, append(slices.Clone(lmtp), "certificate: "+dir+"/secret", "key: "+dir+"/secret"), "are no certificate with its key"},
		{"a certificate without its key", email.OpenLMTP, append(slices.Clone(lmtp), "certificate: "+dir+"/secret"), "certificate and key go together"},
	}
	for _, tt := range tests {
		source, err := tt.open(office(channeltest.NewLetterbox()), entry(t, tt.lines...))
		switch {
		case tt.fault == "" && (err != nil || source == nil):
			t.Errorf("%s: %v", tt.name, err)
		case tt.fault != "" && (err == nil || !strings.Contains(err.Error(), tt.fault)):
			t.Errorf("%s: %v, want %q", tt.name, err, tt.fault)
		}
	}
}

// TestInboxWithEncryption proves that STARTTLS is offered with the certificate of the entry, and that mail goes through it.
func TestInboxWithEncryption(t *testing.T) {
	t.Parallel()
	cert, roots, certificate := mailbox.Certificate(t)
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	box := channeltest.NewLetterbox()
	b := listening(t, false, box, "certificate: "+file(t, "cert.pem", certificate), "key: "+file(t, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	conn, err := net.Dial("tcp", b.Address())
	if err != nil {
		t.Fatal(err)
	}
	c, err := smtp.NewClientStartTLS(conn, &tls.Config{ServerName: "127.0.0.1", RootCAs: roots, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := send(c, numbered(1), "office@example.kr"); err != nil {
		t.Error(err)
	}
	if state, ok := c.TLSConnectionState(); !ok || state.Version < tls.VersionTLS12 || len(box.Kept()) != 1 {
		t.Errorf("encrypted: %v, version %x, %d letters", ok, state.Version, len(box.Kept()))
	}
}
