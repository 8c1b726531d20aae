package email

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
	"jikim/internal/core/yaml"
)

// The size of mails that are taken whole, in megabytes. More than the most would not be held in memory with ease.
const (
	usualSize = 50
	mostSize  = 200
)

// Keys that all sources of mail have. name and kind are read by who opens them.
var common = []string{"name", "kind", "addresses", "authority", "largest"}

// OpenMailbox makes a source of the entry of a mailbox:
//
//	server: mail.example.kr:993     # host:port
//	security: tls                   # or starttls
//	user: minwon
//	password: mailbox-password      # a file; its first line is the password
//	ca: ca.pem                      # whom the server's certificate is trusted from; the system's without it
//	mailbox: INBOX                  # the usual one without it
//	since: 2026-12-01T00:00:00+09:00  # what came before is left alone; everything is read without it
//	addresses: [minwon@example.kr]  # of the office
//	authority: mx.example.kr        # name under which the office's server writes what it found about senders
//	largest: 50                     # MB
//
// Files are beside the channels file unless their path is absolute.
func OpenMailbox(o channel.Office, entry *yaml.Node) (channel.Source, error) {
	f, errs := fields(entry, "server", "security", "user", "password", "ca", "mailbox", "since")
	if f == nil {
		return nil, errs.Err()
	}
	m := &Mailbox{intake: intake{office: o}, pace: usual, dial: dial}
	m.largest = errs.general(f, &m.options)
	m.address = errs.address(f, "server")
	m.user = errs.need(f, "user")
	m.mailbox = "INBOX"
	if text := errs.text(f, "mailbox"); text != "" {
		m.mailbox = text
	}
	if n, err := f.Need("security"); !errs.Add(err) {
		text, err := n.OneOf(string(TLS), string(StartTLS))
		errs.Add(err)
		m.security = Security(text)
	}
	if path := errs.file(f, "password", true); path != "" {
		m.secret = func() (string, error) { return firstLine(path) }
		if _, err := m.secret(); err != nil {
			errs.Add(f.Get("password").Errorf("%s has no password in its first line, or cannot be read", path))
		}
	}
	if path := errs.file(f, "ca", false); path != "" {
		m.roots = errs.roots(f.Get("ca"), path)
	}
	if n := f.Get("since"); n != nil && !n.IsNull() {
		var err error
		if m.begin, err = time.Parse(time.RFC3339, n.Value); err != nil {
			errs.Add(n.Errorf("%q is no instant", n.Value).WithHint("write 2026-12-01T00:00:00+09:00"))
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// OpenLMTP makes a source of the entry of an address to which a mail server hands mail over by LMTP:
//
//	listen: 127.0.0.1:2424
//	peers: [192.0.2.7]              # who may; this machine only without it
//	certificate: cert.pem           # with key: encryption is offered
//	key: key.pem
//	addresses: [minwon@example.kr]  # of the office: mail for others is refused
//	authority: mx.example.kr
//	largest: 50                     # MB
func OpenLMTP(o channel.Office, entry *yaml.Node) (channel.Source, error) {
	return openInbox(o, entry, true)
}

// OpenSMTP makes the same by SMTP, for mail servers that do not speak LMTP.
func OpenSMTP(o channel.Office, entry *yaml.Node) (channel.Source, error) {
	return openInbox(o, entry, false)
}

func openInbox(o channel.Office, entry *yaml.Node, lmtp bool) (channel.Source, error) {
	f, errs := fields(entry, "listen", "peers", "certificate", "key")
	if f == nil {
		return nil, errs.Err()
	}
	b := &Inbox{intake: intake{office: o}, lmtp: lmtp, pace: usual}
	b.largest = errs.general(f, &b.options)
	b.listen = errs.address(f, "listen")
	b.peers = errs.peers(f)
	certificate, key := errs.file(f, "certificate", false), errs.file(f, "key", false)
	if (certificate == "") != (key == "") {
		errs.Add(f.Node().Errorf("certificate and key go together"))
	} else if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			errs.Add(f.Get("certificate").Errorf("%s and %s are no certificate with its key", certificate, key))
		}
		b.tls = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return b, nil
}

// faults collects what is wrong with an entry.
type faults struct{ yaml.Errors }

// fields reads the mapping of an entry; nil when it is none.
func fields(entry *yaml.Node, keys ...string) (*yaml.Fields, *faults) {
	errs := &faults{}
	f, err := entry.Map(append(keys, common...)...)
	errs.Add(err)
	return f, errs
}

// general reads what all sources of mail have, and returns the size of the largest mail in bytes.
func (e *faults) general(f *yaml.Fields, o *message.Options) int64 {
	o.Authority = e.text(f, "authority")
	if n, err := f.Need("addresses"); !e.Add(err) {
		items, err := n.List()
		e.Add(err)
		if err == nil && len(items) == 0 {
			e.Add(n.Errorf("no address of the office"))
		}
		for _, item := range items {
			text, err := item.Text()
			if e.Add(err) {
				continue
			}
			parsed, err := mail.ParseAddress(text)
			if err != nil || parsed.Address != text {
				e.Add(item.Errorf("%q is no address", text))
				continue
			}
			o.Addresses = append(o.Addresses, strings.ToLower(text))
		}
	}
	size := usualSize
	if f.Has("largest") {
		var err error
		if size, err = f.Int("largest"); !e.Add(err) && (size < 1 || size > mostSize) {
			e.Add(f.Get("largest").Errorf("%d MB: between 1 and %d", size, mostSize))
		}
	}
	return int64(size) << 20
}

func (e *faults) text(f *yaml.Fields, key string) string {
	s, err := f.Text(key)
	e.Add(err)
	return strings.TrimSpace(s)
}

func (e *faults) need(f *yaml.Fields, key string) string {
	n, err := f.Need(key)
	if e.Add(err) {
		return ""
	}
	s, err := n.Text()
	e.Add(err)
	return s
}

// address reads host:port.
func (e *faults) address(f *yaml.Fields, key string) string {
	s := e.need(f, key)
	if s == "" {
		return ""
	}
	host, port, err := net.SplitHostPort(s)
	n, bad := strconv.Atoi(port)
	if err != nil || host == "" || bad != nil || n < 0 || n > 65535 {
		e.Add(f.Get(key).Errorf("%q is no address", s).WithHint("write host:port"))
	}
	return s
}

// peers reads who may hand mail over. An address that others can reach needs them.
func (e *faults) peers(f *yaml.Fields) []netip.Prefix {
	items, err := f.List("peers")
	e.Add(err)
	var out []netip.Prefix
	for _, item := range items {
		p, err := netip.ParsePrefix(item.Value)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(item.Value); err == nil {
				p = netip.PrefixFrom(a, a.BitLen())
			}
		}
		if err != nil {
			e.Add(item.Errorf("%q is no address", item.Value).WithHint("write 192.0.2.7 or 192.0.2.0/24"))
			continue
		}
		out = append(out, p)
	}
	if len(items) > 0 {
		return out
	}
	host, _, _ := net.SplitHostPort(e.text(f, "listen"))
	if a, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !a.IsLoopback()) && f.Has("listen") {
		e.Add(f.Get("listen").Errorf("others can reach this address").WithHint("say in peers who may hand mail over"))
	}
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// file reads the path of a file, which is beside the channels file unless it is absolute.
func (e *faults) file(f *yaml.Fields, key string, must bool) string {
	if !must && !f.Has(key) {
		return ""
	}
	s := e.need(f, key)
	if s == "" || filepath.IsAbs(s) {
		return s
	}
	return filepath.Join(filepath.Dir(f.Node().File), s)
}

func (e *faults) roots(n *yaml.Node, path string) *x509.CertPool {
	pool := x509.NewCertPool()
	if b, err := os.ReadFile(path); err != nil || !pool.AppendCertsFromPEM(b) {
		e.Add(n.Errorf("%s has no certificate, or cannot be read", path))
	}
	return pool
}

var errSecret = errors.New("the file with the password cannot be read, or is empty")

// firstLine reads a password: the first line of a file.
func firstLine(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%w (%T)", errSecret, err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	if line = strings.TrimRight(line, "\r"); line == "" {
		return "", errSecret
	}
	return line, nil
}
