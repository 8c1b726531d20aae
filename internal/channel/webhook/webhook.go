// Package webhook sends events to addresses of other systems: an HTTP POST with a signature, by the rules of Standard Webhooks 1.0.0.
// What the event is and when it is sent again is not decided here.
//
// An address may be set up by mistake or in bad faith so that this machine talks to itself or to its neighbours (server-side request
// forgery). So nothing is sent to a loopback, link-local, multicast or unspecified address unless the administrator of the machine
// has allowed that network. It is the address that a connection is made to that is looked at, after the name was resolved: a name that
// answers differently a second time gains nothing. Redirects are not followed, and proxies are not used.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp" // seconds since 1970
	HeaderSignature = "webhook-signature"
)

// The failures that Send tells, beside http_ and the status.
const (
	Forbidden = "forbidden" // the address is in a network that is not allowed
	NoName    = "name"      // the name of the machine is not known
	Timeout   = "timeout"
	TLS       = "tls" // the certificate is not trusted, or no encryption came about
	Refused   = "connection"
	BadURL    = "url"
)

const (
	// sendTime is how long one request may take in all.
	sendTime = 10 * time.Second
	// mostRead is what is read of an answer, so that the connection can be used again; the rest is dropped with it.
	mostRead = 64 << 10
)

// Sender sends. It is safe for concurrent use.
type Sender struct {
	client  *http.Client
	allowed []netip.Prefix
}

// New returns a sender that talks to public and private networks, and of loopback and link-local ones to those allowed.
func New(allowed []netip.Prefix) *Sender {
	s := &Sender{allowed: allowed}
	dialer := &net.Dialer{Timeout: sendTime / 2, Control: s.control}
	s.client = &http.Client{
		Timeout: sendTime,
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: sendTime / 2, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, ResponseHeaderTimeout: sendTime, MaxResponseHeaderBytes: mostRead, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// errForbidden ends a connection to a network that is not allowed.
var errForbidden = errors.New("the network is not allowed")

// control looks at the address that a connection is about to be made to.
func (s *Sender) control(_, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !s.permits(a.Addr()) {
		return errForbidden
	}
	return nil
}

func (s *Sender) permits(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if nat64.Contains(a) { // which leads to the address in its last four bytes (RFC 6052)
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	for _, p := range s.allowed {
		if p.Contains(a) {
			return true
		}
	}
	return !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsMulticast() && !thisNetwork.Contains(a) && !a.IsUnspecified() &&
		a != broadcast
}

// Addresses that lead to this machine or to all around it, beside those that netip knows.
var (
	nat64       = netip.MustParsePrefix("64:ff9b::/96")
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	broadcast   = netip.AddrFrom4([4]byte{255, 255, 255, 255})
)

// Check tells why nothing would ever be sent to an address; "" when something would. A name is looked at only when it is sent to.
func (s *Sender) Check(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return BadURL
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !s.permits(a) {
		return Forbidden
	}
	return ""
}

// Send sends a body with its signature and tells the status (0 without an answer) and the failure; "" when the other side has taken
// it, which every status from 200 to 299 says.
func (s *Sender) Send(ctx context.Context, address string, secret []byte, id string, at time.Time, body []byte) (status int, failure string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, BadURL
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	r.Header.Set("User-Agent", "jikim")
	r.Header.Set(HeaderID, id)
	r.Header.Set(HeaderTimestamp, stamp)
	r.Header.Set(HeaderSignature, Sign(secret, id, stamp, body))
	got, err := s.client.Do(r)
	if err != nil {
		return 0, reason(err)
	}
	defer got.Body.Close()
	_, _ = io.CopyN(io.Discard, got.Body, mostRead) // what it says is of no interest
	if got.StatusCode < 200 || got.StatusCode > 299 {
		return got.StatusCode, "http_" + strconv.Itoa(got.StatusCode)
	}
	return got.StatusCode, ""
}

// Sign returns the signature of an event: of its identifier, the time of sending and the body.
func Sign(secret []byte, id, stamp string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(id + "." + stamp + "."))
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// reason names an error without what the other side has said.
func reason(err error) string {
	var dns *net.DNSError
	var timeout net.Error
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.Is(err, errForbidden):
		return Forbidden
	case errors.As(err, &dns) && !dns.IsTimeout:
		return NoName
	case errors.As(err, &timeout) && timeout.Timeout():
		return Timeout
	case errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert):
		return TLS
	}
	return Refused
}
