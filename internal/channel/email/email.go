// Package email is the way by e-mail, in and out: it reads a mailbox (Mailbox), takes mail in from a mail server (Inbox), and hands
// mail over to the mail server of the office by SMTP submission (RFC 6409), always encrypted (Sender).
//
// Errors tell what went wrong and the server's code, never the address, the text or the server's words, which may quote both.
package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"jikim/internal/channel"
)

// Security is how the connection is encrypted.
type Security string

// The ways of encryption. A connection in the clear is none of them.
const (
	StartTLS Security = "starttls" // begins in the clear and turns over before anything is said (port 587)
	TLS      Security = "tls"      // from the first byte on (port 465)
)

// Config is the account by which the office sends.
type Config struct {
	Address        string // of the mail server, host:port
	Security       Security
	User, Password string // empty: the server asks for none
	From           string // the office's address
	Name           string // of the office, shown beside its address; empty: none
	// Bounce is the address to which mail servers return what they cannot deliver: one that the office reads, and that answers to
	// nobody; empty: From.
	Bounce string
	Roots  *x509.CertPool // whom the server's certificate is trusted from; nil: whom the system trusts
}

// sendTime bounds one message, when its context has no nearer end.
const sendTime = 30 * time.Second

// Sender sends by one account. It is safe for concurrent use; each message has a connection of its own.
type Sender struct {
	config Config
	host   string
	port   int
}

// New returns the sender of an account. Nothing is connected yet.
func New(c Config) (*Sender, error) {
	host, number, err := net.SplitHostPort(c.Address)
	port, bad := strconv.Atoi(number)
	if err != nil || host == "" || bad != nil || port < 1 || port > 65535 {
		return nil, fmt.Errorf("%q is no address of a mail server; write host:port", c.Address)
	}
	if c.Security != StartTLS && c.Security != TLS {
		return nil, fmt.Errorf("%q is no encryption; write %s or %s", c.Security, StartTLS, TLS)
	}
	if err := mail.NewMsg().From(c.From); err != nil {
		return nil, errors.New("the address that mail is sent from is not one")
	}
	if c.Bounce == "" {
		c.Bounce = c.From
	}
	if err := mail.NewMsg().EnvelopeFrom(c.Bounce); err != nil {
		return nil, errors.New("the address that mail is returned to is not one")
	}
	if (c.User == "") != (c.Password == "") {
		return nil, errors.New("a user and a password go together")
	}
	return &Sender{config: c, host: host, port: port}, nil
}

// Carry hands a message over as channel.Courier says, even when the server says nothing. When it returns without an error the mail server
// has it; what becomes of it then comes back as a letter (channel.Notice) about <ID@domain of the office's address>.
func (s *Sender) Carry(ctx context.Context, o *channel.Message) (channel.Sent, error) {
	return channel.Sent{}, s.deliver(ctx, o)
}

func (s *Sender) deliver(ctx context.Context, o *channel.Message) error {
	m, err := s.compose(o)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	c, err := s.client(o.ID != "")
	if err != nil {
		return err
	}
	// The library looks at the context while it connects only. What it still does after the end of the context comes to an end by
	// its own deadlines.
	done := make(chan error, 1)
	go func() {
		err := c.DialAndSendWithContext(ctx, m)
		if m.IsDelivered() { // what went wrong afterwards must not lead to a second mail
			err = nil
		}
		done <- err
	}()
	select {
	case err := <-done:
		return plain(ctx, err)
	case <-ctx.Done():
		return plain(ctx, ctx.Err())
	}
}

// client returns a client for one message; one that has a name is told of.
func (s *Sender) client(notify bool) (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(s.port), mail.WithTimeout(sendTime), mail.WithoutNoop(),
		mail.WithTLSConfig(&tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: s.config.Roots})}
	if s.config.Security == TLS {
		options = append(options, mail.WithSSL())
	} else {
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.config.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.config.User), mail.WithPassword(s.config.Password))
	}
	if notify { // asked only of servers that offer it
		options = append(options, mail.WithDSNMailReturnType(mail.DSNMailReturnHeadersOnly),
			mail.WithDSNRcptNotifyType(mail.DSNRcptNotifyFailure, mail.DSNRcptNotifySuccess, mail.DSNRcptNotifyDelay))
	}
	c, err := mail.NewClient(s.host, options...)
	if err != nil {
		return nil, errors.New("email: the account cannot be used")
	}
	return c, nil
}

// reasons name the steps at which a server can refuse.
var reasons = map[mail.SendErrReason]string{
	mail.ErrSMTPMailFrom: "the sender was refused", mail.ErrSMTPRcptTo: "the address was refused for now", mail.ErrSMTPData: "the text was refused",
	mail.ErrSMTPDataClose: "the text was refused",
}

// plain makes an error that quotes nothing.
func plain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var sent *mail.SendError
	if errors.As(err, &sent) {
		if sent.Reason == mail.ErrSMTPRcptTo && !sent.IsTemp() && sent.ErrorCode() >= 500 {
			return channel.ErrNoSuchAddress
		}
		if text := reasons[sent.Reason]; text != "" {
			return fmt.Errorf("email: %s (%d)", text, sent.ErrorCode())
		}
		if ctx.Err() == nil {
			return fmt.Errorf("email: not handed over (%d)", sent.ErrorCode())
		}
	}
	var failed net.Error
	var cert *tls.CertificateVerificationError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("email: the server was too slow: %w", ctx.Err())
	case errors.As(err, &cert):
		return errors.New("email: the certificate of the server is not trusted")
	case errors.As(err, &failed):
		return errors.New("email: the server cannot be reached")
	}
	return errors.New("email: the server did not take the connection, its encryption or the password")
}
