package mailbox

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// IMAP is a mail server from which mail is read, with one account (User, Password) and one mailbox, INBOX.
type IMAP struct {
	Address string // host:port
	Roots   *x509.CertPool
	PEM     []byte

	t        testing.TB
	user     *imapmemserver.User
	mu       sync.Mutex
	conns    map[net.Conn]bool
	sessions int
}

// StartIMAP listens until the test ends. The connection begins in the clear (StartTLS) or encrypted (TLS).
func StartIMAP(t testing.TB, how How) *IMAP {
	t.Helper()
	cert, roots, file := Certificate(t)
	s := &IMAP{Roots: roots, PEM: file, t: t, user: imapmemserver.NewUser(User, Password), conns: map[net.Conn]bool{}}
	if err := s.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	store := imapmemserver.New()
	store.AddUser(s.user)
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	serving := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return store.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, TLSConfig: config, Logger: log.New(io.Discard, "", 0),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Address = l.Addr().String()
	l = &countedListener{l, s}
	if how == TLS {
		l = tls.NewListener(l, config)
	}
	var running sync.WaitGroup
	running.Go(func() { _ = serving.Serve(l) })
	t.Cleanup(func() {
		_ = serving.Close()
		running.Wait()
	})
	return s
}

// Put delivers a mail now.
func (s *IMAP) Put(raw []byte) { s.PutAt(raw, time.Now()) }

// PutAt delivers a mail that arrived at another time.
func (s *IMAP) PutAt(raw []byte, arrived time.Time) {
	s.t.Helper()
	if _, err := s.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: arrived}); err != nil {
		s.t.Fatal(err)
	}
}

// Held is how many mails are in the mailbox, and how many of them are marked as read.
func (s *IMAP) Held() (all, seen int) {
	s.t.Helper()
	st, err := s.user.Status("INBOX", &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return int(*st.NumMessages), int(*st.NumMessages - *st.NumUnseen)
}

// Renumber makes the mailbox anew: another numbering, and empty.
func (s *IMAP) Renumber() {
	s.t.Helper()
	s.Break()
	if err := s.user.Delete("INBOX"); err != nil {
		s.t.Fatal(err)
	}
	if err := s.user.Create("INBOX", nil); err != nil {
		s.t.Fatal(err)
	}
}

// Break cuts all connections.
func (s *IMAP) Break() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Close()
	}
}

// Sessions is how many connections there have been.
func (s *IMAP) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

type literal struct{ *bytes.Reader }

// Size is that of the mail.
func (l literal) Size() int64 { return l.Reader.Size() }

// countedListener remembers the connections, so that they can be cut.
type countedListener struct {
	net.Listener
	server *IMAP
}

func (l *countedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	l.server.conns[c] = true
	l.server.sessions++
	return c, nil
}
