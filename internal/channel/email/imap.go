package email

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// reader is a connection to a mailbox that is only looked at: nothing in it is marked, moved or removed. It stands between us and the
// library, which is young.
type reader interface {
	// validity names the numbering of the mailbox (UIDVALIDITY): numbers mean something under the same one only.
	validity() uint32
	// since lists the mails with numbers from first on, the smallest first. next is more than every number that was given out when
	// the mailbox was opened.
	since(first uint32) (mails []entry, next uint32, err error)
	// total is how many mails the mailbox holds, as far as the server told; upTo counts those with numbers up to last.
	total() uint32
	upTo(last uint32) (uint32, error)
	// fetch returns a mail, at most its first bytes; nil: it is not there any more.
	fetch(uid uint32, most int64) ([]byte, error)
	// wait returns when the server tells of a change, and at the latest after pause; earlier when the server cannot tell. It returns
	// at once with an error when the connection breaks or the context ends.
	wait(ctx context.Context, pause, poll time.Duration) error
	// close ends the connection without a word. It may be called at any time and more than once.
	close()
}

// entry is what a mailbox says of a mail. Arrived is when the server got it, to the second.
type entry struct {
	uid     uint32
	size    int64
	arrived time.Time
}

// account is how a mailbox is reached.
type account struct {
	address  string
	security Security
	user     string
	mailbox  string
	roots    *x509.CertPool
}

// silence is how long a server may say nothing before the connection counts as broken: longer than between two sweeps.
const silence = 6 * time.Minute

// Errors of connecting, by what an administrator can do.
var (
	errLogin   = errors.New("the server refuses user or password")
	errMailbox = errors.New("there is no such mailbox")
	errTrust   = errors.New("the certificate of the server is not trusted")
	errServer  = errors.New("the server cannot be reached or did not keep to the protocol")
)

// connection is a reader by IMAP4rev1 (RFC 3501) or rev2 (RFC 9051).
type connection struct {
	client  *imapclient.Client
	chosen  *imap.SelectData
	changed chan struct{} // has a place: what was told while nobody waited is not forgotten
}

// dial connects, logs in and opens the mailbox for reading only.
func dial(ctx context.Context, a account, password string) (_ reader, err error) {
	conn, err := a.conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errServer, err)
	}
	// The library knows no contexts: the end of one ends the connection, and so everything that waits for it.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		if !stop() && err == nil {
			err = ctx.Err()
		}
		if err != nil {
			_ = conn.Close()
		}
	}()
	c := &connection{changed: make(chan struct{}, 1)}
	options := &imapclient.Options{TLSConfig: a.tls(), UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(*imapclient.UnilateralDataMailbox) {
			select {
			case c.changed <- struct{}{}:
			default:
			}
		},
	}}
	if a.security == StartTLS {
		c.client, err = imapclient.NewStartTLS(conn, options)
	} else {
		c.client = imapclient.New(conn, options)
		err = c.client.WaitGreeting()
	}
	if err != nil {
		return nil, trust(err)
	}
	if err := c.login(a.user, password); err != nil {
		return nil, err
	}
	c.chosen, err = c.client.Select(a.mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
	if refusal(err) {
		return nil, errMailbox
	}
	if err != nil {
		return nil, trust(err)
	}
	return c, nil
}

func (a *account) tls() *tls.Config {
	host, _, _ := net.SplitHostPort(a.address)
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: a.roots, NextProtos: []string{"imap"}}
}

// conn opens the connection, encrypted from the first byte on where it is to be.
func (a *account) conn(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	plain, err := (&net.Dialer{}).DialContext(ctx, "tcp", a.address)
	if err != nil {
		return nil, err
	}
	watched := &watchedConn{Conn: plain}
	watched.timer = time.AfterFunc(silence, func() { _ = plain.Close() })
	if a.security == StartTLS {
		return watched, nil
	}
	encrypted := tls.Client(watched, a.tls())
	if err := encrypted.HandshakeContext(ctx); err != nil {
		_ = plain.Close()
		return nil, trust(err)
	}
	return encrypted, nil
}

// watchedConn breaks when the other side says nothing for too long; the library waits without end.
type watchedConn struct {
	net.Conn
	timer *time.Timer
}

// Read puts the end off.
func (c *watchedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.timer.Reset(silence)
	}
	return n, err
}

// Close ends the watch too.
func (c *watchedConn) Close() error {
	c.timer.Stop()
	return c.Conn.Close()
}

// login logs in as the server offers. The connection is encrypted by now.
func (c *connection) login(user, password string) error {
	var err error
	if c.client.Caps().Has(imap.AuthCap("PLAIN")) {
		err = c.client.Authenticate(sasl.NewPlainClient("", user, password))
	} else {
		err = c.client.Login(user, password).Wait()
	}
	if refusal(err) {
		return errLogin
	}
	if err != nil {
		return trust(err)
	}
	return nil
}

// refusal tells that the server understood and does not want to.
func refusal(err error) bool {
	var said *imap.Error
	return errors.As(err, &said) && said.Type == imap.StatusResponseTypeNo
}

// trust makes an error that quotes nothing of the server's.
func trust(err error) error {
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return errTrust
	}
	return fmt.Errorf("%w (%T)", errServer, err)
}

func (c *connection) validity() uint32 { return c.chosen.UIDValidity }

func (c *connection) total() uint32 {
	if m := c.client.Mailbox(); m != nil {
		return m.NumMessages
	}
	return 0
}

func (c *connection) since(first uint32) ([]entry, uint32, error) {
	// A command is when a server tells what is new. What it tells from now on may not be in the list and is for the next time.
	if err := c.client.Noop().Wait(); err != nil {
		return nil, 0, trust(err)
	}
	select {
	case <-c.changed:
	default:
	}
	var set imap.UIDSet
	set.AddRange(imap.UID(first), 0) // to the last
	fetch := c.client.Fetch(set, &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true})
	var mails []entry
	next := max(first, uint32(c.chosen.UIDNext))
	for data := fetch.Next(); data != nil; data = fetch.Next() {
		m, err := data.Collect()
		if err != nil {
			return nil, 0, errors.Join(trust(err), fetch.Close())
		}
		// "first:*" names the last mail even when its number is smaller.
		if uid := uint32(m.UID); uid >= first {
			mails = append(mails, entry{uid, m.RFC822Size, m.InternalDate})
			next = max(next, uid+1)
		}
	}
	if err := fetch.Close(); err != nil {
		return nil, 0, trust(err)
	}
	slices.SortFunc(mails, func(a, b entry) int { return int(int64(a.uid) - int64(b.uid)) })
	return slices.CompactFunc(mails, func(a, b entry) bool { return a.uid == b.uid }), next, nil
}

func (c *connection) upTo(last uint32) (uint32, error) {
	if last == 0 {
		return 0, nil
	}
	var set imap.UIDSet
	set.AddRange(1, imap.UID(last))
	found, err := c.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{set}}, nil).Wait()
	if err != nil {
		return 0, trust(err)
	}
	return uint32(len(found.AllUIDs())), nil
}

func (c *connection) fetch(uid uint32, most int64) ([]byte, error) {
	var set imap.UIDSet
	set.AddNum(imap.UID(uid))
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: most}}
	fetch := c.client.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	var raw []byte
	for data := fetch.Next(); data != nil; data = fetch.Next() {
		for item := data.Next(); item != nil; item = data.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || body.Literal == nil {
				continue
			}
			b, err := readAll(body.Literal, body.Literal.Size(), most)
			if err != nil {
				return nil, errors.Join(trust(err), fetch.Close())
			}
			if raw == nil {
				raw = b
			}
		}
	}
	if err := fetch.Close(); err != nil {
		return nil, trust(err)
	}
	return raw, nil
}

// readAll reads at most so many bytes, into memory of the size that is told, and passes over the rest.
func readAll(r io.Reader, told, most int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(told, 0), most)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(r, most)); err != nil {
		return nil, err
	}
	_, err := io.Copy(io.Discard, r)
	return b.Bytes(), err
}

func (c *connection) wait(ctx context.Context, pause, poll time.Duration) error {
	var idle *imapclient.IdleCommand
	if c.client.Caps().Has(imap.CapIdle) {
		var err error
		if idle, err = c.client.Idle(); err != nil {
			return trust(err)
		}
		poll = pause
	}
	timer := time.NewTimer(poll)
	defer timer.Stop()
	select {
	case <-c.changed:
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	case <-c.client.Closed():
		return errServer
	}
	if idle == nil {
		return nil
	}
	if err := errors.Join(idle.Close(), idle.Wait()); err != nil {
		return trust(err)
	}
	return nil
}

func (c *connection) close() { _ = c.client.Close() }
