package email_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/email"
	"jikim/internal/core/yaml"
	"jikim/test/mailbox"
)

// entry is the entry of a channels file.
func entry(t testing.TB, lines ...string) *yaml.Node {
	t.Helper()
	n, err := yaml.Parse("channels.yaml", []byte(strings.Join(lines, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// file writes a file and returns its path.
func file(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// numbered is the mail of a number.
func numbered(n int) []byte {
	return fmt.Appendf(nil, "Message-ID: <%d@example.kr>\r\nFrom: hong@example.kr\r\nTo: office@example.kr\r\nSubject: letter-%d\r\n\r\nText of letter-%d.\r\n", n, n, n)
}

var numberOf = regexp.MustCompile(`letter-(\d+)`)

// number tells which mail a letter was made of.
func number(l *channel.Letter) int {
	m := numberOf.FindSubmatch(l.Original.Body)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n
}

// openMailbox opens the mailbox of a server for tests.
func openMailbox(t testing.TB, s *mailbox.IMAP, security string, o channel.Office, more ...string) *email.Mailbox {
	t.Helper()
	lines := []string{"server: " + s.Address, "security: " + security, "user: " + mailbox.User, "password: " + file(t, "password", []byte(mailbox.Password+"\n")),
		"ca: " + file(t, "ca.pem", s.PEM), "addresses: [office@example.kr]"}
	source, err := email.OpenMailbox(o, entry(t, append(lines, more...)...))
	if err != nil {
		t.Fatal(err)
	}
	m := source.(*email.Mailbox)
	m.Hurry()
	return m
}

// mailboxPeer is a mailbox that is looked at.
type mailboxPeer struct {
	server   *mailbox.IMAP
	security string
}

func (p *mailboxPeer) Open(t testing.TB, o channel.Office) channel.Source {
	return openMailbox(t, p.server, p.security, o)
}
func (p *mailboxPeer) Put(_ testing.TB, n int)      { p.server.Put(numbered(n)) }
func (p *mailboxPeer) Number(l *channel.Letter) int { return number(l) }
func (p *mailboxPeer) Acknowledged() int            { return 0 }

func TestMailboxKeepsTheContract(t *testing.T) {
	t.Parallel()
	channeltest.Letters(t, func(t *testing.T) channeltest.Peer {
		return &mailboxPeer{mailbox.StartIMAP(t, mailbox.TLS), "tls"}
	})
}

// queue is a mail server that hands over what it has, and keeps on trying as long as it is not told for good.
type queue struct {
	lmtp bool

	mu      sync.Mutex
	address func() string
	ctx     context.Context
	cancel  context.CancelFunc
	trying  sync.WaitGroup
	done    int
}

func startQueue(t *testing.T, lmtp bool) *queue {
	q := &queue{lmtp: lmtp}
	q.ctx, q.cancel = context.WithCancel(t.Context())
	t.Cleanup(func() {
		q.cancel()
		q.trying.Wait()
	})
	return q
}

func (q *queue) Open(t testing.TB, o channel.Office) channel.Source {
	b := openInbox(t, q.lmtp, o)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.address = b.Address
	return b
}

func (q *queue) Number(l *channel.Letter) int { return number(l) }

func (q *queue) Acknowledged() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.done
}

// Put tries until the mail is taken or refused for good.
func (q *queue) Put(_ testing.TB, n int) {
	q.trying.Go(func() {
		for {
			err := q.hand(numbered(n))
			var said *smtp.SMTPError
			if err == nil || errors.As(err, &said) && said.Code/100 == 5 {
				return
			}
			select {
			case <-q.ctx.Done():
				return
			case <-time.After(3 * time.Millisecond):
			}
		}
	})
}

// hand hands one mail over.
func (q *queue) hand(raw []byte) error {
	q.mu.Lock()
	address := ""
	if q.address != nil {
		address = q.address()
	}
	q.mu.Unlock()
	if address == "" {
		return errors.New("nobody listens")
	}
	c, err := dialMail(address, q.lmtp)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := send(c, raw, "office@example.kr"); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done++
	return nil
}

func dialMail(address string, lmtp bool) (*smtp.Client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	if lmtp {
		return smtp.NewClientLMTP(conn), nil
	}
	return smtp.NewClient(conn), nil
}

// send hands a mail over on a connection.
func send(c *smtp.Client, raw []byte, to ...string) error {
	if err := c.Mail("hong@example.kr", nil); err != nil {
		return err
	}
	for _, a := range to {
		if err := c.Rcpt(a, nil); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, bytes.NewReader(raw)); err != nil {
		return err
	}
	return w.Close()
}

// openInbox opens a source that listens.
func openInbox(t testing.TB, lmtp bool, o channel.Office, more ...string) *email.Inbox {
	t.Helper()
	open := email.OpenSMTP
	if lmtp {
		open = email.OpenLMTP
	}
	source, err := open(o, entry(t, append([]string{"listen: 127.0.0.1:0", "addresses: [office@example.kr, Second@example.kr]"}, more...)...))
	if err != nil {
		t.Fatal(err)
	}
	b := source.(*email.Inbox)
	b.Hurry()
	return b
}

func TestInboxKeepsTheContract(t *testing.T) {
	t.Parallel()
	for name, lmtp := range map[string]bool{"LMTP": true, "SMTP": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			channeltest.Letters(t, func(t *testing.T) channeltest.Peer { return startQueue(t, lmtp) })
		})
	}
}

// reopen opens the mailbox of a server with some lines of the entry replaced.
func reopen(t testing.TB, s *mailbox.IMAP, changed ...string) *email.Mailbox {
	t.Helper()
	lines := []string{"server: " + s.Address, "security: tls", "user: " + mailbox.User, "password: " + file(t, "password", []byte(mailbox.Password)),
		"ca: " + file(t, "ca.pem", s.PEM), "addresses: [office@example.kr]"}
	for _, c := range changed {
		key, _, _ := strings.Cut(c, ":")
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, key+":") })
		lines = append(lines, c)
	}
	source, err := email.OpenMailbox(office(channeltest.NewLetterbox()), entry(t, lines...))
	if err != nil {
		t.Fatal(err)
	}
	m := source.(*email.Mailbox)
	m.Hurry()
	return m
}
