package email

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"jikim/internal/channel"
)

// Limits of what hands mail over here.
const (
	mostConnections = 50
	mostRecipients  = 100
	mostAtOnce      = 4 // mails in memory at a time
	lineTime        = 5 * time.Minute
)

// Inbox is a source to which a mail server hands mail over, by LMTP (RFC 2033) or SMTP (RFC 5321). It says that it has a mail when
// the office has committed it, and not a moment before; what it does not take the mail server keeps and tries again, or returns to
// its sender. It is for the office's own mail server, not for the internet.
type Inbox struct {
	intake
	lmtp    bool
	listen  string // host:port
	peers   []netip.Prefix
	largest int64
	tls     *tls.Config // nil: not offered
	pace    pace

	mu    sync.Mutex
	bound net.Addr // where it listens; nil: it does not
}

// Run listens until the context ends.
func (b *Inbox) Run(ctx context.Context) error {
	defer b.connected(false)
	retry := b.pace.retry
	for ctx.Err() == nil {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", b.listen)
		if err == nil {
			retry = b.pace.retry
			err = b.serve(ctx, l)
		}
		if ctx.Err() != nil {
			break
		}
		b.connected(false)
		b.Trouble(troubleListen)
		b.office.Log.Warn("no mail is taken now", "source", b.office.Name, "again in", retry, "error", err)
		timer := time.NewTimer(retry)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		retry = min(2*retry, b.pace.most)
	}
	return nil
}

// serve takes mail in until the context ends or the listener breaks. When it returns nobody works any more.
func (b *Inbox) serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	room := make(chan struct{}, mostAtOnce)
	s := smtp.NewServer(&backend{b, ctx, room})
	s.LMTP, s.Domain = b.lmtp, "jikim"
	s.MaxMessageBytes, s.MaxRecipients = b.largest, mostRecipients
	// The library cuts the connection at a line that is longer, which a mail server takes for a fault that may pass: a mail of one
	// line has to be taken, or refused for its size.
	s.MaxLineLength = int(2 * b.largest)
	s.ReadTimeout, s.WriteTimeout = lineTime, lineTime
	s.EnableSMTPUTF8, s.EnableBINARYMIME = true, false
	s.TLSConfig, s.ErrorLog = b.tls, quiet{}
	b.bind(l.Addr())
	defer b.bind(nil)
	b.connected(true)
	b.Trouble("")
	// The listener is closed by itself too: the server knows it only some time after it has begun.
	stop := context.AfterFunc(ctx, func() { _, _ = s.Close(), l.Close() })
	defer stop()
	err := s.Serve(&limitedListener{Listener: l, inbox: b, places: make(chan struct{}, mostConnections)})
	cancel()
	_ = s.Close()
	for range mostAtOnce { // whoever has all places is alone
		room <- struct{}{}
	}
	return err
}

func (b *Inbox) bind(a net.Addr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bound = a
}

// Address is where it listens; "" when it does not now.
func (b *Inbox) Address() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bound == nil {
		return ""
	}
	return b.bound.String()
}

// allowed tells who may hand mail over.
func (b *Inbox) allowed(a net.Addr) bool {
	from, err := netip.ParseAddrPort(a.String())
	return err == nil && slices.ContainsFunc(b.peers, func(p netip.Prefix) bool { return p.Contains(from.Addr().Unmap()) })
}

// limitedListener lets in those who may, and no more at a time than there are places.
type limitedListener struct {
	net.Listener
	inbox  *Inbox
	places chan struct{}
}

// Accept waits for the next connection that is let in.
func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if !l.inbox.allowed(c.RemoteAddr()) {
			_ = c.Close()
			continue
		}
		select {
		case l.places <- struct{}{}:
		default:
			_, _ = io.WriteString(c, "421 4.3.2 too many connections\r\n")
			_ = c.Close()
			continue
		}
		return &placedConn{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
	}
}

// placedConn gives its place back when it is closed.
type placedConn struct {
	net.Conn
	leave func()
}

// Close ends the connection.
func (c *placedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// quiet keeps what the library would write to the log: it quotes addresses.
type quiet struct{}

// Printf writes nothing.
func (quiet) Printf(string, ...any) {}

// Println writes nothing.
func (quiet) Println(...any) {}

// backend begins conversations; the context is that of the whole inbox.
type backend struct {
	*Inbox
	ctx  context.Context
	room chan struct{} // has a place for each mail in memory
}

// NewSession begins one.
func (b *backend) NewSession(*smtp.Conn) (smtp.Session, error) {
	b.heard()
	return &session{backend: b}, nil
}

// session is a conversation with a mail server.
type session struct {
	*backend
	from string
	some bool // somebody of ours is to get it
}

// Reset forgets a mail that was begun.
func (s *session) Reset() { s.from, s.some = "", false }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.heard()
	s.from, s.some = from, false
	return nil
}

// Rcpt names somebody who is to get it: an address of the office, or such an address with a detail (office+x@…).
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	local, domain, _ := strings.Cut(strings.ToLower(to), "@")
	plain, _, _ := strings.Cut(local, "+")
	if !slices.Contains(s.options.Addresses, local+"@"+domain) && !slices.Contains(s.options.Addresses, plain+"@"+domain) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such address here"}
	}
	s.some = true
	return nil
}

// What is answered to the mail server.
var (
	errLater    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "not now, please try again"}
	errNever    = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "this letter is not taken"}
	errTooLarge = &smtp.SMTPError{Code: 552, EnhancedCode: smtp.EnhancedCode{5, 3, 4}, Message: "this letter is too large"}
)

// Data takes the mail. All who are to get it get one answer: it is one letter to the office.
func (s *session) Data(r io.Reader) error {
	select {
	case s.room <- struct{}{}:
		defer func() { <-s.room }()
	case <-s.ctx.Done():
	}
	if s.ctx.Err() != nil {
		return errLater
	}
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(io.LimitReader(r, s.largest+1)); err != nil {
		if errors.Is(err, smtp.ErrDataTooLarge) {
			return errTooLarge
		}
		return errLater
	}
	if int64(raw.Len()) > s.largest {
		return errTooLarge
	}
	s.heard()
	o := s.options
	o.Envelope = &s.from
	switch err := s.take(s.ctx, raw.Bytes(), o, s.office.Now().UTC(), 0); {
	case err == nil:
		return nil
	case errors.Is(err, channel.ErrRefused):
		s.office.Log.Error("the office refuses a mail for good; its sender is told", "source", s.office.Name)
		return errNever
	default:
		return errLater
	}
}
