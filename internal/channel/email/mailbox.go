package email

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel"
)

// pace is how often a mailbox is looked at.
type pace struct {
	sweep time.Duration // at the latest, also when the server promised to tell: promises of connections are not trusted
	poll  time.Duration // when the server cannot tell of new mail
	retry time.Duration // after a failure, doubled each time
	most  time.Duration // the longest time between two tries
}

var usual = pace{sweep: 4 * time.Minute, poll: 30 * time.Second, retry: time.Second, most: time.Minute}

// Mailbox is a source that reads a mailbox of a mail server and changes nothing in it. A mail is known by its number; how far it has
// read it notes after the office has committed, so that a stop at any moment repeats mails and loses none.
type Mailbox struct {
	intake
	account
	secret  func() (string, error) // the password, read anew for each connection
	begin   time.Time              // mails that arrived before are left alone; zero: none is
	largest int64                  // bytes of a mail that is taken whole
	pace    pace
	dial    func(ctx context.Context, a account, password string) (reader, error)

	mark   mark
	sweeps int // that went through
}

// beginning is how much is taken of a mail that is larger than the limit, in bytes.
const beginning = 256 << 10

// Run reads until the context ends.
func (m *Mailbox) Run(ctx context.Context) error {
	defer m.connected(false)
	retry := m.pace.retry
	for ctx.Err() == nil {
		sweeps := m.sweeps
		err := m.session(ctx)
		if ctx.Err() != nil {
			break
		}
		m.connected(false)
		if m.sweeps > sweeps {
			retry = m.pace.retry
		}
		m.explain(err)
		m.office.Log.Warn("the mailbox is not read now", "source", m.office.Name, "again in", retry, "error", err)
		timer := time.NewTimer(retry)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		retry = min(2*retry, m.pace.most)
	}
	return nil
}

// explain notes why a session ended.
func (m *Mailbox) explain(err error) {
	for _, known := range []struct {
		err error
		key string
	}{{errLogin, troubleLogin}, {errMailbox, troubleMailbox}, {errTrust, troubleTrust}, {errSecret, troubleSecret}, {channel.ErrAway, troubleOffice}} {
		if errors.Is(err, known.err) {
			m.Trouble(known.key)
			return
		}
	}
	m.Trouble(troubleServer)
}

// session is one connection: it sweeps, waits, and sweeps again until something breaks.
func (m *Mailbox) session(ctx context.Context) error {
	password, err := m.secret()
	if err != nil {
		return err
	}
	r, err := m.dial(ctx, m.account, password)
	if err != nil {
		return err
	}
	defer r.close()
	stop := context.AfterFunc(ctx, r.close)
	defer stop()
	m.connected(true)
	m.heard()
	if err := m.recall(ctx, r); err != nil {
		return err
	}
	for {
		again, err := m.sweep(ctx, r)
		if err != nil {
			return err
		}
		m.heard()
		m.sweeps++
		if m.well(); again {
			continue
		}
		if err := r.wait(ctx, m.pace.sweep, m.pace.poll); err != nil {
			return err
		}
		m.heard()
	}
}

// well notes that a sweep went through; letters that were refused for good remain a trouble.
func (m *Mailbox) well() {
	if len(m.mark.refused) > 0 {
		m.Trouble(troubleRefused)
		return
	}
	m.Trouble("")
}

// recall reads how far it has read. Under another numbering of the mailbox everything is read again: the office knows what it has.
func (m *Mailbox) recall(ctx context.Context, r reader) error {
	text, err := m.office.Letters.Mark(ctx, m.office.Name)
	if err != nil {
		return fmt.Errorf("%w (%T)", channel.ErrAway, err)
	}
	m.mark = parseMark(text)
	if m.mark.validity != r.validity() {
		if m.mark.validity != 0 {
			m.office.Log.Warn("the server numbers the mailbox anew: all of it is read again", "source", m.office.Name)
		}
		m.mark = mark{validity: r.validity()}
	}
	// A server that was set back to an older state gives out numbers that had been passed.
	if next := r.opened(); next != 0 && next <= m.mark.last {
		m.behind()
	}
	return nil
}

// behind notes that the mailbox has mails under numbers that had been passed, or will have, and begins anew.
func (m *Mailbox) behind() {
	m.gap(m.mark.at, gapBehind)
	m.mark.last, m.mark.taken, m.mark.changed = 0, 0, true
}

// between is how many mails are taken before it is noted how far. What was not noted is taken again after a stop, harmlessly.
const between = 25

// sweep takes what is new, and holds the counts against the server's. again tells that there is more to be read at once.
func (m *Mailbox) sweep(ctx context.Context, r reader) (again bool, err error) {
	defer func() {
		if m.mark.changed && ctx.Err() == nil {
			err = errors.Join(err, m.note(ctx))
		}
	}()
	before := m.mark
	mails, next, err := r.since(before.last + 1)
	if err != nil {
		return false, err
	}
	for i, e := range mails {
		if err := m.one(ctx, r, e); err != nil {
			return false, err
		}
		m.mark.last, m.mark.changed = e.uid, true
		m.mark.taken++
		if (i+1)%between == 0 {
			if err := m.note(ctx); err != nil {
				return false, err
			}
		}
	}
	// Numbers were given out under which no mail is left.
	if given := next - 1 - before.last; before.last > 0 && given > uint32(len(mails)) {
		m.gap(before.at, gapRemoved)
	}
	if m.mark.last < next-1 {
		m.mark.last, m.mark.changed = next-1, true
	}
	return m.reconcile(r)
}

// one takes one mail.
func (m *Mailbox) one(ctx context.Context, r reader, e entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !m.begin.IsZero() && e.arrived.Before(m.begin) {
		return nil
	}
	o, most := m.options, m.largest
	if e.size > m.largest {
		o.Cut, most = true, beginning
	}
	raw, err := r.fetch(e.uid, most)
	if err != nil {
		return err
	}
	m.heard()
	if raw == nil {
		m.gap(m.mark.at, gapRemoved)
		return nil
	}
	if int64(len(raw)) >= m.largest {
		o.Cut = true // some servers tell too small a size
	}
	at := e.arrived.UTC()
	if now := m.office.Now().UTC(); at.IsZero() || at.After(now) {
		at = now
	}
	err = m.take(ctx, raw, o, at, time.Second)
	if errors.Is(err, channel.ErrRefused) {
		m.office.Log.Error("the office refuses a mail for good; it stays in the mailbox", "source", m.office.Name, "uid", e.uid)
		return m.mark.refuse(e.uid)
	}
	return err
}

// reconcile compares the mails that were dealt with and the mails that the mailbox holds. Fewer: some were removed since. More: there
// are mails under numbers that had been passed already, which a server must not do; then all are read again.
func (m *Mailbox) reconcile(r reader) (again bool, err error) {
	if r.total() == m.mark.taken {
		return false, nil
	}
	held, err := r.upTo(m.mark.last)
	if err != nil || held == m.mark.taken {
		return false, err // what came meanwhile is for the next sweep
	}
	m.mark.changed = true
	if held < m.mark.taken {
		m.mark.taken = held
		return false, nil
	}
	m.behind()
	return true, nil
}

// note notes how far it has read.
func (m *Mailbox) note(ctx context.Context) error {
	m.mark.at = m.office.Now().UTC()
	if err := m.office.Letters.SetMark(ctx, m.office.Name, m.mark.String()); err != nil {
		return fmt.Errorf("%w (%T)", channel.ErrAway, err)
	}
	m.mark.changed = false
	return nil
}

// mark is how far a mailbox has been read.
type mark struct {
	validity uint32    // of the numbers; 0: nothing has been read
	last     uint32    // the largest number that is dealt with
	taken    uint32    // how many of the mails in the mailbox are dealt with
	at       time.Time // when it was noted
	refused  []uint32  // numbers of mails that the office refused for good
	changed  bool      // since it was noted
}

// mostRefused bounds the mails that are remembered as refused. So many mean that something is wrong with the office, not with them.
const mostRefused = 100

func (m *mark) refuse(uid uint32) error {
	if slices.Contains(m.refused, uid) {
		return nil
	}
	if len(m.refused) >= mostRefused {
		return fmt.Errorf("%w: it refuses everything", channel.ErrAway)
	}
	m.refused = append(m.refused, uid)
	return nil
}

// String is the mark as it is noted: validity, last, taken, the second at which it is noted and the refused numbers, with blanks between.
func (m *mark) String() string {
	parts := []string{number(int64(m.validity)), number(int64(m.last)), number(int64(m.taken)), number(m.at.Unix())}
	for _, uid := range m.refused {
		parts = append(parts, number(int64(uid)))
	}
	return strings.Join(parts, " ")
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// parseMark reads a mark; what is none says that nothing has been read.
func parseMark(s string) mark {
	var numbers []int64
	for _, f := range strings.Fields(s) {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil || n < 0 || n > math.MaxUint32 {
			return mark{}
		}
		numbers = append(numbers, n)
	}
	if len(numbers) < 4 {
		return mark{}
	}
	m := mark{validity: uint32(numbers[0]), last: uint32(numbers[1]), taken: uint32(numbers[2]), at: time.Unix(numbers[3], 0).UTC()}
	for _, n := range numbers[4:] {
		m.refused = append(m.refused, uint32(n))
	}
	return m
}
