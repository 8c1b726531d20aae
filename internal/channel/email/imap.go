package email

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// reader is a connection to a mailbox that is only looked at: nothing in it is marked, moved or removed. It stands between us and the
// library, which is young.
type reader interface {
	// validity names the numbering of the mailbox (UIDVALIDITY): numbers mean something under the same one only.
	validity() uint32
	// opened is the number that the next mail would have got when the mailbox was opened (UIDNEXT); 0: the server did not tell.
	opened() uint32
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

func (c *connection) validity() uint32 { return c.chosen.UIDValidity }

func (c *connection) opened() uint32 { return uint32(c.chosen.UIDNext) }

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
	next := max(first, c.opened())
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
