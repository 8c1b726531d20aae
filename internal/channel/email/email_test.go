package email_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"jikim/internal/channel"
	"jikim/internal/channel/email"
)

// office is a mail server of another's making, on a port of this machine, with a certificate of its own.
type office struct {
	mu    sync.Mutex
	mails []string
	roots *x509.CertPool
	cert  tls.Certificate
}

func newOffice(t *testing.T) *office {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{roots: x509.NewCertPool(), cert: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
	o.roots.AddCert(leaf)
	return o
}

// serve listens and returns the address.
func (o *office) serve(t *testing.T, security email.Security) string {
	t.Helper()
	s := smtp.NewServer(o)
	s.Domain, s.ReadTimeout, s.WriteTimeout = "localhost", 10*time.Second, 10*time.Second
	s.ErrorLog = quiet{}
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{o.cert}, MinVersion: tls.VersionTLS12}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if security == email.TLS {
		listener = tls.NewListener(listener, s.TLSConfig)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.Serve(listener) })
	t.Cleanup(func() {
		_ = s.Close()
		serving.Wait()
	})
	return address
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// NewSession begins a conversation.
func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{office: o}, nil }

type session struct {
	*office
	known bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "office" || password != "secret-of-the-office" {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch {
	case strings.HasPrefix(to, "nobody@"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user: " + to}
	case strings.HasPrefix(to, "later@"):
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "greylisted: " + to}
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, string(b))
	return err
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

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
	for _, security := range []email.Security{email.StartTLS, email.TLS} {
		o := newOffice(t)
		s := sender(t, email.Config{Address: o.serve(t, security), Security: security, User: "office", Password: "secret-of-the-office",
			From: "office@example.kr", Roots: o.roots})
		if err := s.Send(t.Context(), "hong@example.kr", "인증번호 안내", "인증번호는 012345입니다."); err != nil {
			t.Fatalf("%s: %v", security, err)
		}
		m, err := netmail.ReadMessage(strings.NewReader(o.mails[0]))
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
	o := newOffice(t)
	good := email.Config{Address: o.serve(t, email.StartTLS), Security: email.StartTLS, User: "office", Password: "secret-of-the-office",
		From: "office@example.kr", Roots: o.roots}
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
		{"nobody listens", "hong@example.kr", "cannot be reached", change(func(c *email.Config) { c.Address = closed(t) })},
		{"no encryption there", "hong@example.kr", "did not take", change(func(c *email.Config) { c.Address = plainServer(t) })},
		{"encryption from the start, where there is none", "hong@example.kr", "email:", change(func(c *email.Config) { c.Security = email.TLS })},
	}
	for _, tt := range tests {
		err := sender(t, tt.config).Send(t.Context(), tt.to, "subject-word", "text-word 012345")
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
	if len(o.mails) != 0 {
		t.Errorf("%d mails arrived", len(o.mails))
	}
}

// TestSlowServerEndsWithTheContext proves that a server that takes the connection and says nothing holds nobody up.
func TestSlowServerEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, security := range []email.Security{email.StartTLS, email.TLS} {
		s := sender(t, email.Config{Address: silent(t), Security: security, From: "office@example.kr"})
		ctx, cancel := context.WithCancel(t.Context())
		cancelled := make(chan struct{})
		go func() {
			defer close(cancelled)
			cancel()
		}()
		err := s.Send(ctx, "hong@example.kr", "s", "t")
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

// closed is an address at which nobody listens any more.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// silent takes connections and says nothing.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// plainServer is a mail server that offers no encryption.
func plainServer(t *testing.T) string {
	t.Helper()
	s := smtp.NewServer(newOffice(t))
	s.Domain, s.ErrorLog = "localhost", quiet{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.Serve(l) })
	t.Cleanup(func() {
		_ = s.Close()
		serving.Wait()
	})
	return l.Addr().String()
}
