// Package mailbox is a mail server for tests, of other people's making: on a port of this machine, with encryption and a login, so
// that what is sent is taken by somebody else's reading of the standards.
package mailbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The account that may send.
const (
	User     = "office"
	Password = "secret-of-the-office"
)

// Server keeps the mail that it takes. It refuses nobody@… for good and later@… for now, and breaks the connection after it has taken
// a mail for cut@….
type Server struct {
	Address string         // host:port
	Roots   *x509.CertPool // whom its certificate is trusted from
	PEM     []byte         // the same, as a file holds it

	cert tls.Certificate
	came chan string
	mu   sync.Mutex
	from string // to whom the last mail would be returned
}

// How a server speaks.
type How int

// The ways to speak.
const (
	StartTLS How = iota // begins in the clear and offers to turn over
	TLS                 // from the first byte on
	Clear               // offers no encryption
)

// Start listens until the test ends.
func Start(t testing.TB, how How) *Server {
	t.Helper()
	s := &Server{came: make(chan string, 100)}
	s.cert, s.Roots, s.PEM = Certificate(t)
	serving := smtp.NewServer(s)
	serving.Domain, serving.ReadTimeout, serving.WriteTimeout, serving.ErrorLog = "localhost", 10*time.Second, 10*time.Second, quiet{}
	config := &tls.Config{Certificates: []tls.Certificate{s.cert}, MinVersion: tls.VersionTLS12}
	if how != Clear {
		serving.TLSConfig = config
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Address = listener.Addr().String()
	if how == TLS {
		listener = tls.NewListener(listener, config)
	}
	var running sync.WaitGroup
	running.Go(func() { _ = serving.Serve(listener) })
	t.Cleanup(func() {
		_ = serving.Close()
		running.Wait()
	})
	return s
}

// Silent is the address of a server that takes connections and says nothing.
func Silent(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// Gone is an address at which nobody listens any more.
func Gone(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Certificate makes a certificate of this machine's address, valid for an hour, and whom it is trusted from: as a pool and as a file
// holds it.
func Certificate(t testing.TB) (cert tls.Certificate, roots *x509.CertPool, file []byte) {
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
	file = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if roots = x509.NewCertPool(); !roots.AppendCertsFromPEM(file) {
		t.Fatal("the certificate is none")
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots, file
}

// Next waits for the next mail that was taken.
func (s *Server) Next(t testing.TB) string {
	t.Helper()
	select {
	case m := <-s.came:
		return m
	case <-t.Context().Done():
		t.Fatal("no mail came")
		return ""
	}
}

// From is the address to which the last mail that was begun would be returned.
func (s *Server) From() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from
}

// Waiting is how many mails were taken and not read by Next.
func (s *Server) Waiting() int { return len(s.came) }

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// NewSession begins a conversation; it is for the library.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{Server: s, conn: c}, nil
}

type session struct {
	*Server
	conn             *smtp.Conn
	known, cut, took bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.cut = strings.HasPrefix(to, "cut@")
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
	if err == nil {
		s.took = true
		s.came <- string(b)
	}
	return err
}

// Reset follows the answer to a mail.
func (s *session) Reset() {
	if s.cut && s.took {
		_ = s.conn.Conn().Close()
	}
}

func (s *session) Logout() error { return nil }
