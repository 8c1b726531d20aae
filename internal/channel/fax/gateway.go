package fax

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
	"jikim/internal/core/yaml"
)

// Gateway takes in faxes that a gateway sends by mail (ITU-T T.37, RFC 2305, RFC 3965, and the mails of providers that do much the
// same), from a Maildir into which this machine's mail server delivers them. What has been taken is moved from new to cur.
//
// A mail is the gateway's only if it came from one of the gateway's own machines: this is what the mail server wrote, who had
// the connection. What stands in the mail can be written by anybody.
type Gateway struct {
	scan.Intake
	dir      string
	gateways []string // its addresses, or domains with @ before them
	hops     []netip.Prefix
	header   string // in which it tells the sender's number; "" is From
	pause    time.Duration
	stuck    map[string]bool // what could not be moved
}

// OpenGateway makes a source of the entry of a gateway:
//
//	maildir: /var/mail/fax          # a Maildir: new, cur, tmp
//	gateways: ["@gw.example.kr"]    # its address, or its domain when the number stands before it
//	hops: [192.0.2.10]              # its machines, as our mail server sees them
//	sender: X-Fax-Caller            # where it tells the sender's number; without it, From: FAX=+8233…@gw.example.kr
func OpenGateway(o channel.Office, entry *yaml.Node) (channel.Source, error) {
	m, err := entry.Map("maildir", "gateways", "hops", "sender")
	var errs yaml.Errors
	errs.Add(err)
	if m == nil {
		return nil, errs.Err()
	}
	g := &Gateway{dir: folder(m, "maildir", &errs), pause: usualPause, stuck: map[string]bool{}}
	list(m, "gateways", &errs, func(n *yaml.Node, text string) {
		at := strings.LastIndexByte(text, '@')
		if at < 0 || strings.ContainsAny(text, " <>\t") || at == len(text)-1 {
			errs.Add(n.Errorf("%q is no address", text).WithHint("write fax@gw.example.kr or @gw.example.kr"))
		}
		g.gateways = append(g.gateways, strings.ToLower(text))
	})
	list(m, "hops", &errs, func(n *yaml.Node, text string) {
		p, err := netip.ParsePrefix(text)
		if a, single := netip.ParseAddr(text); single == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			errs.Add(n.Errorf("%q is no network address", text).WithHint("write 192.0.2.10 or 192.0.2.0/28"))
		}
		g.hops = append(g.hops, p)
	})
	g.header, err = m.Text("sender")
	if !errs.Add(err) && g.header != "" && !headerName.MatchString(g.header) {
		errs.Add(m.Get("sender").Errorf("%q is no name of a header", g.header))
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	g.Office = o
	if g.Reader, err = open(o, entry); err != nil {
		return nil, err
	}
	return g, nil
}

var headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

// list reads a list of texts that must not be empty.
func list(m *yaml.Fields, key string, errs *yaml.Errors, each func(*yaml.Node, string)) {
	n, err := m.Need(key)
	if errs.Add(err) {
		return
	}
	items, err := n.List()
	if !errs.Add(err) && len(items) == 0 {
		errs.Add(n.Errorf("the list %q is empty", key))
	}
	for _, item := range items {
		if text, err := item.Text(); !errs.Add(err) {
			each(item, text)
		}
	}
}

// Run takes in until the context ends.
func (g *Gateway) Run(ctx context.Context) error {
	g.Sweep(ctx, g.pause, g.look)
	return nil
}

// mostMail bounds a mail, in which a file is a third longer than by itself.
const mostMail = scan.MostBytes*4/3 + 1<<20

func (g *Gateway) look(ctx context.Context) error {
	entries, err := os.ReadDir(filepath.Join(g.dir, "new"))
	if err != nil {
		g.Reached(false)
		g.Trouble(scan.TroubleFolder)
		return err
	}
	g.Reached(true)
	g.Better(scan.TroubleFolder)
	var failed error
	for _, e := range entries {
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") || g.stuck[e.Name()] {
			continue
		}
		if err := g.take(ctx, e.Name()); err != nil {
			failed = err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if failed == nil && len(g.stuck) == 0 {
		g.Better(scan.TroubleRights)
	}
	return failed
}

func (g *Gateway) take(ctx context.Context, name string) error {
	path := filepath.Join(g.dir, "new", name)
	raw, came, err := readMost(path, mostMail)
	if err != nil {
		g.Trouble(scan.TroubleRights)
		return err
	}
	l, f := g.read(raw)
	l.At, l.Precision = came.UTC(), time.Second
	if f != nil {
		if err := g.Reader.Fill(ctx, l, f.Name, f.Body); err != nil {
			return err
		}
		if len(l.Files) == 0 {
			l.Files = []channel.File{l.Original} // refused: as it came, so that nobody has to take the mail apart
		}
	}
	l.Original = channel.File{Name: "fax.eml", Type: "message/rfc822", Body: raw}
	err = g.Hand(ctx, l)
	mark := ":2,S"
	if errors.Is(err, channel.ErrRefused) {
		mark = ":2,FS"
	} else if err != nil {
		return err
	}
	base, _, _ := strings.Cut(name, ":")
	if err := os.Rename(path, filepath.Join(g.dir, "cur", base+mark)); err != nil {
		g.stuck[name] = true
		g.Trouble(scan.TroubleRights)
		return fmt.Errorf("moving a mail that was taken: %w", err)
	}
	return nil
}

// readMost reads a file, and one byte more than most of a longer one, so that it is known to be that; and when it was written.
func readMost(path string, most int64) ([]byte, time.Time, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, time.Time{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, err
	}
	body, err := io.ReadAll(io.LimitReader(f, most+1))
	return body, info.ModTime(), err
}

// read makes a letter of a mail, and finds the fax in it. Whatever is wrong with the mail is among the letter's doubts.
func (g *Gateway) read(raw []byte) (*channel.Letter, *channel.File) {
	sum := sha256.Sum256(raw)
	l := &channel.Letter{Channel: "fax", Source: g.Office.Name, Key: "faxmail:" + hex.EncodeToString(sum[:]), Class: channel.Person}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		l.Doubts = append(l.Doubts, "letter.doubt.fax_nothing")
		return l, nil
	}
	if !g.authentic(m.Header) {
		l.Doubts = append(l.Doubts, "letter.doubt.fax_gateway")
	} else {
		g.sender(l, m.Header)
	}
	if sent, err := m.Header.Date(); err == nil {
		l.Sent = sent.UTC()
	}
	f := findFax(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	if f == nil {
		l.Doubts = append(l.Doubts, "letter.doubt.fax_nothing")
		return l, nil
	}
	if id := m.Header.Get("Message-Id"); id != "" { // the same mail by two ways has different heads
		h := sha256.New()
		fmt.Fprintf(h, "%s\x00", id)
		h.Write(f.Body)
		l.Key = "faxmail:" + hex.EncodeToString(h.Sum(nil))
	}
	return l, f
}

// handedOver is how Postfix and its like begin the line that they put before all others: the name that the other side gave itself,
// then in brackets what they saw themselves. The first cannot hold a blank, so that it cannot pretend to be the second.
var handedOver = regexp.MustCompile(`^from \S+ \((?:\S+ )?\[(?:IPv6:)?([0-9A-Fa-f.:]+)\]\)`)

// authentic tells whether a mail came from a machine of the gateway and bears its address.
func (g *Gateway) authentic(h mail.Header) bool {
	hops := h["Received"]
	if len(hops) == 0 {
		return false
	}
	m := handedOver.FindStringSubmatch(strings.Join(strings.Fields(hops[0]), " "))
	if m == nil {
		return false
	}
	a, err := netip.ParseAddr(m[1])
	if err != nil || !slices.ContainsFunc(g.hops, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) }) {
		return false
	}
	from, err := mail.ParseAddress(h.Get("From"))
	if err != nil {
		return false
	}
	address := strings.ToLower(from.Address)
	domain := address[strings.LastIndexByte(address, '@'):]
	return slices.Contains(g.gateways, address) || slices.Contains(g.gateways, domain)
}

// sender reads who sent the fax, where the gateway says so.
func (g *Gateway) sender(l *channel.Letter, h mail.Header) {
	told := h.Get(g.header)
	if g.header == "" {
		if from, err := mail.ParseAddress(h.Get("From")); err == nil {
			told = from.Address[:strings.LastIndexByte(from.Address, '@')]
		}
	}
	told, _, _ = strings.Cut(told, "/") // FAX=+8233…/T33S=… (RFC 3192)
	if _, number, ok := strings.Cut(told, "="); ok {
		told = number
	}
	if l.From.Address = Digits(told); l.From.Address == "" {
		l.Notes = append(l.Notes, "letter.note.fax_nobody")
	}
}
