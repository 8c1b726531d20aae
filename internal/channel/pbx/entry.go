package pbx

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"jikim/internal/core/yaml"
)

// entry reads an entry of the channels file; what is wrong with it is gathered with its places.
type entry struct {
	*yaml.Fields
	node *yaml.Node
	errs yaml.Errors
}

// open begins to read an entry with these keys, beside name and kind, which its opener has read.
func open(n *yaml.Node, keys ...string) *entry {
	m, err := n.Map(append([]string{"name", "kind"}, keys...)...)
	e := &entry{Fields: m, node: n}
	e.errs.Add(err)
	return e
}

// fine tells whether the entry has fields that can be read.
func (e *entry) fine() bool { return e.Fields != nil }

func (e *entry) text(key string) string {
	s, err := e.Text(key)
	e.errs.Add(err)
	return strings.TrimSpace(s)
}

func (e *entry) need(key string) string {
	n, err := e.Need(key)
	if e.errs.Add(err) {
		return ""
	}
	s, err := n.Text()
	e.errs.Add(err)
	return strings.TrimSpace(s)
}

// address reads host:port.
func (e *entry) address(key string) string {
	s := e.need(key)
	if host, port, err := net.SplitHostPort(s); s != "" && (err != nil || host == "" || port == "") {
		e.errs.Add(e.Get(key).Errorf("%q is no address", s).WithHint("write host:port"))
	}
	return s
}

// texts reads a list of texts, none of them empty.
func (e *entry) texts(key string) []string {
	list, err := e.Texts(key)
	e.errs.Add(err)
	for _, s := range list {
		if strings.TrimSpace(s) == "" {
			e.errs.Add(e.Get(key).Errorf("an empty text stands in the list"))
		}
	}
	return list
}

// choice reads one of several words; without it, the first.
func (e *entry) choice(key string, of ...string) string {
	n := e.Get(key)
	if n == nil || n.IsNull() {
		return of[0]
	}
	s, err := n.OneOf(of...)
	e.errs.Add(err)
	return s
}

// length reads a length of time.
func (e *entry) length(key string, usual, least, most time.Duration) time.Duration {
	s := e.text(key)
	if s == "" {
		return usual
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < least || d > most {
		e.errs.Add(e.Get(key).Errorf("%q is no length of time from %s to %s", s, least, most).WithHint("write 30s or 5m"))
	}
	return d
}

// path returns the file that a key names, beside the channels file unless it is absolute.
func (e *entry) path(key string, needed bool) string {
	s := ""
	if needed {
		s = e.need(key)
	} else {
		s = e.text(key)
	}
	if s == "" || filepath.IsAbs(s) {
		return s
	}
	return filepath.Join(filepath.Dir(e.node.File), s)
}

// secret reads the file that a key names: its first line is the secret. It is read when it is needed, so that it may be changed while
// the office runs; that it can be read now is checked at once.
func (e *entry) secret(key string) func() (string, error) {
	path := e.path(key, true)
	if path == "" {
		return nil
	}
	if _, err := firstLine(path); err != nil {
		e.errs.Add(e.Get(key).Errorf("%s has no secret in its first line, or cannot be read", path))
	}
	return func() (string, error) { return firstLine(path) }
}

func firstLine(path string) (string, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	line, _, _ := strings.Cut(string(body), "\n")
	if line = strings.TrimSpace(line); line == "" || len(line) > 1000 {
		return "", fmt.Errorf("reading a secret: %s has none in its first line", path)
	}
	return line, nil
}

// tls reads how the other side is trusted: "security" is tls (the usual) or none; "ca" is a file of certificates, without it those of the
// system count. nil: no TLS, which is taken only when the other side is this machine, since all that is told could be read and forged on
// the way.
func (e *entry) tls(address string) *tls.Config {
	security := e.choice("security", "tls", "none")
	ca := e.path("ca", false)
	host, _, _ := net.SplitHostPort(address)
	if security == "none" {
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			e.errs.Add(e.Get("security").Errorf("without TLS the exchange has to be on this machine").WithHint("write security: tls, or lead a tunnel to 127.0.0.1"))
		}
		return nil
	}
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if ca == "" {
		return c
	}
	body, err := os.ReadFile(ca)
	if err != nil {
		e.errs.Add(e.Get("ca").Errorf("%s cannot be read", ca))
		return c
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(body) {
		e.errs.Add(e.Get("ca").Errorf("%s holds no certificate", ca))
	}
	return c
}

// trunks reads with what the names of channels to the outside begin.
func (e *entry) trunks() []string {
	list := e.texts("trunks")
	if len(list) == 0 && e.errs.Err() == nil {
		e.errs.Add(e.node.Errorf("the key %q is missing: with what the names of channels to the outside begin", "trunks").WithHint(`write trunks: [PJSIP/kt-]`))
	}
	return list
}
