package provider

import (
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"jikim/internal/core/alimtalk"
	"jikim/internal/core/textmessage"
	"jikim/internal/core/yaml"
)

// Entry reads an entry of the channels file and collects what is wrong with it. Files are beside the channels file unless their path
// is absolute.
type Entry struct {
	fields *yaml.Fields
	errs   yaml.Errors
}

// mostFile bounds files that an entry names, in bytes.
const mostFile = 1 << 20

// Read reads the mapping of an entry, whose keys must be among the known ones.
func Read(n *yaml.Node, known ...string) *Entry {
	e := &Entry{}
	var err error
	e.fields, err = n.Map(known...)
	e.errs.Add(err)
	return e
}

// Err returns what is wrong with the entry; nil: nothing.
func (e *Entry) Err() error { return e.errs.Err() }

// need returns the value of a key that must be there; nil when it is not, or the entry is no mapping.
func (e *Entry) need(key string) *yaml.Node {
	if e.fields == nil {
		return nil
	}
	n, err := e.fields.Need(key)
	if e.errs.Add(err) {
		return nil
	}
	return n
}

// Word returns a word that the provider gave out, of letters of ASCII, digits and _ : -.
func (e *Entry) Word(key, hint string) string { return e.word(key, hint, "_:-", false) }

// Name returns a name that people gave, which may have Korean letters and @ and . besides.
func (e *Entry) Name(key, hint string) string { return e.word(key, hint, "_:-@.", true) }

func (e *Entry) word(key, hint, marks string, korean bool) string {
	n := e.need(key)
	if n == nil {
		return ""
	}
	s, err := n.Text()
	if e.errs.Add(err) {
		return ""
	}
	strange := strings.IndexFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune(marks, r) && (!korean || r < '가' || r > '힣')
	})
	if s == "" || len(s) > 100 || strange >= 0 {
		e.errs.Add(n.Errorf("this cannot be right").WithHint(hint)) // not repeated: it may be the secret, in the wrong place
		return ""
	}
	return s
}

// Address returns the address of the provider, without a slash at its end: https, but for one on this machine.
func (e *Entry) Address(key, usual string) string {
	if !e.Has(key) {
		return usual
	}
	n := e.need(key)
	if n == nil {
		return usual
	}
	s, err := n.Text()
	if e.errs.Add(err) {
		return usual
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		e.errs.Add(n.Errorf("this is no address of a provider").WithHint("write " + usual))
	case u.Scheme == "http" && !here(u.Hostname()), u.Scheme != "http" && u.Scheme != "https":
		e.errs.Add(n.Errorf("the provider has to be reached by https").WithHint("write " + usual))
	}
	return strings.TrimRight(s, "/")
}

// here tells whether a host is this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Secret returns the first line of the file that a key names.
func (e *Entry) Secret(key string) string {
	src := e.File(key)
	if src == nil {
		return ""
	}
	line, _, _ := strings.Cut(string(src), "\n")
	if line = strings.TrimRight(line, "\r "); line == "" {
		e.Wrong(key, errors.New("the file has no secret in its first line"))
	}
	return line
}

// Has tells whether a key is written.
func (e *Entry) Has(key string) bool { return e.fields != nil && e.fields.Has(key) }

// File returns the file that a key names; nil when it cannot be read.
func (e *Entry) File(key string) []byte {
	n := e.need(key)
	if n == nil {
		return nil
	}
	src, err := e.file(n)
	if e.errs.Add(err) {
		return nil
	}
	return src
}

// Wrong notes that what a key names is wrong.
func (e *Entry) Wrong(key string, err error) {
	if n := e.fields.Get(key); n != nil {
		e.errs.Add(n.Errorf("%v", err))
	}
}

// Roots returns the certificates of the file that a key names; nil: those of the system.
func (e *Entry) Roots(key string) *x509.CertPool {
	if !e.Has(key) {
		return nil
	}
	src := e.File(key)
	if src == nil {
		return nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(src) {
		e.Wrong(key, errors.New("the file has no certificate"))
	}
	return pool
}

// Sender returns the digits of the number that messages are sent from.
func (e *Entry) Sender(key string) string {
	n := e.need(key)
	if n == nil {
		return ""
	}
	s, err := n.Text()
	if e.errs.Add(err) {
		return ""
	}
	digits, ok := textmessage.Sender(s)
	if !ok {
		e.errs.Add(n.Errorf("%q is no number that messages can be sent from", s).WithHint("write the number that is registered with the provider, such as 033-737-1043"))
	}
	return digits
}

// Templates returns the approved templates of the file that a key names.
func (e *Entry) Templates(key string) alimtalk.Book {
	src := e.File(key)
	if src == nil {
		return nil
	}
	n := e.fields.Get(key)
	book, err := alimtalk.Read(n.Value, src)
	if !e.errs.Add(err) && len(book) == 0 {
		e.errs.Add(n.Errorf("no template of the file has a code yet").WithHint("write the codes of those that were approved"))
	}
	return book
}

// file reads the file that a value names. The error tells the place, and of the file only its name.
func (e *Entry) file(n *yaml.Node) ([]byte, error) {
	name, err := n.Text()
	if err != nil {
		return nil, err
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(n.File), path)
	}
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, n.Errorf("there is no file %q", name)
		}
		return nil, n.Errorf("the file %q cannot be read", name)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, mostFile+1))
	if err != nil || src == nil {
		return nil, n.Errorf("the file %q cannot be read", name)
	}
	if len(src) > mostFile {
		return nil, n.Errorf("the file %q is larger than %d bytes", name, mostFile)
	}
	return src, nil
}
