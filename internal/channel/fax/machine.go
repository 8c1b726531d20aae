package fax

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
)

// Machine takes in what a HylaFAX server on this machine receives. Of its spool it only reads: faxes stay in the queue until
// HylaFAX's own cleaning (faxqclean) removes them.
type Machine struct {
	scan.Intake
	spool string
	zone  *time.Location
	pause time.Duration

	done map[string]string // size and time, by name, of what has been taken or refused for good
}

// unlogged is how long a fax waits for its line in the log. HylaFAX writes it within a second of the end.
const unlogged = 2 * time.Minute

// received is how HylaFAX names faxes in its queue.
var received = regexp.MustCompile(`^fax[0-9]{1,12}\.tif$`)

// Run takes in until the context ends.
func (m *Machine) Run(ctx context.Context) error {
	m.Sweep(ctx, m.pause, m.look)
	return nil
}

// look takes what is in the queue and was not taken before.
func (m *Machine) look(ctx context.Context) error {
	if m.done == nil {
		mark, err := m.Office.Letters.Mark(ctx, m.Office.Name)
		if err != nil {
			m.Trouble(scan.TroubleOffice)
			return fmt.Errorf("reading how far the queue was taken (%T)", err)
		}
		m.done = readMark(mark)
	}
	entries, err := os.ReadDir(filepath.Join(m.spool, "recvq"))
	if err != nil {
		m.Reached(false)
		m.Trouble(scan.TroubleFolder)
		return err
	}
	m.Reached(true)
	m.Better(scan.TroubleFolder)
	var known map[string]reception
	var failed error
	there := map[string]bool{}
	for _, e := range entries {
		if !e.Type().IsRegular() || !received.MatchString(e.Name()) {
			continue
		}
		there[e.Name()] = true
		if m.done[e.Name()] == version(e) {
			continue
		}
		if known == nil {
			known = m.log()
		}
		if err := m.take(ctx, e.Name(), known); err != nil {
			failed = err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	m.forget(ctx, there)
	if failed == nil {
		m.Better(scan.TroubleRights)
	}
	return failed
}

// take takes one fax, if it has come to its end.
func (m *Machine) take(ctx context.Context, name string, known map[string]reception) error {
	r, logged := known[name]
	if !logged {
		// It is being received, and not touched at all: HylaFAX would give up a fax that somebody else has a lock on.
		info, err := os.Stat(filepath.Join(m.spool, "recvq", name))
		if err != nil || m.Office.Now().Sub(info.ModTime()) < unlogged {
			return nil
		}
	}
	body, written, err := m.read(name, !logged)
	if errors.Is(err, errReceiving) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		m.Trouble(scan.TroubleRights)
		return err
	}
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:])
	l := m.letter(name, digest, body, r, logged, written)
	if err := m.Take(ctx, l, name, body); err != nil && !errors.Is(err, channel.ErrRefused) {
		return err
	}
	m.done[name] = fmt.Sprintf("%d-%d", len(body), written.UnixNano())
	return m.note(ctx)
}

// version tells one fax from another that has got its name later: HylaFAX counts from one again when its counter is lost.
func version(e fs.DirEntry) string {
	info, err := e.Info()
	if err != nil {
		return "gone"
	}
	return fmt.Sprintf("%d-%d", info.Size(), info.ModTime().UnixNano())
}

var errReceiving = errors.New("it is being received")

// read reads a fax, and when it was last written to; where it is in doubt, only one that HylaFAX is not still receiving.
func (m *Machine) read(name string, doubt bool) ([]byte, time.Time, error) {
	f, err := os.Open(filepath.Join(m.spool, "recvq", name))
	if err != nil {
		return nil, time.Time{}, err
	}
	defer f.Close()
	if doubt && busy(f) {
		return nil, time.Time{}, errReceiving
	}
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, err
	}
	body, err := io.ReadAll(io.LimitReader(f, scan.MostBytes+1)) // what is longer is refused as that
	return body, info.ModTime(), err
}

// mostLog bounds how much of the end of a log is read.
const mostLog = 1 << 20

func (m *Machine) log() map[string]reception {
	return receptions(m.tail("log/xferfaxlog"))
}

func (m *Machine) tail(name string) string {
	f, err := os.Open(filepath.Join(m.spool, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > mostLog {
		if _, err := f.Seek(-mostLog, io.SeekEnd); err != nil {
			return ""
		}
	}
	body, err := io.ReadAll(io.LimitReader(f, mostLog))
	if err != nil {
		return ""
	}
	return string(body)
}

var sessionName = regexp.MustCompile(`^[0-9]{1,12}$`)

// letter is what the machine knows of a fax.
func (m *Machine) letter(name, digest string, body []byte, r reception, logged bool, written time.Time) *channel.Letter {
	l := &channel.Letter{Channel: "fax", Source: m.Office.Name, Key: "fax:" + digest + ":" + name, Class: channel.Person}
	pages, _ := scan.Walk(body)
	if len(pages) > 0 && r.tsi == "" {
		r.tsi, _, _ = strings.Cut(pages[0].Description, "\n")
		r.tsi = unquote(r.tsi)
	}
	l.At, l.Precision = m.came(r, pages, written)
	l.From, l.Notes = sender(r)
	if to := Digits(r.local); to != "" {
		l.To = []channel.Party{{Address: to}}
	}
	switch {
	case !logged:
		l.Doubts = append(l.Doubts, "letter.doubt.fax_unlogged")
	case r.reason != "" || len(pages) > 0 && r.pages != len(pages):
		l.Doubts = append(l.Doubts, "letter.doubt.fax_incomplete")
	}
	return l
}

// came is when a fax had come: by the log of its session to 10 ms, else by when the file was last written to. A file that was
// restored from a backup tells by its own stamp of the last page, which is that page's beginning.
func (m *Machine) came(r reception, pages []scan.Page, written time.Time) (time.Time, time.Duration) {
	if sessionName.MatchString(r.session) {
		if at, ok := ended(m.tail("log/c"+r.session), m.zone, written); ok {
			return at.UTC(), 10 * time.Millisecond
		}
	}
	if len(pages) > 0 {
		at, err := time.ParseInLocation("2006:01:02 15:04:05", pages[len(pages)-1].Time, m.zone)
		if err == nil && written.Sub(at).Abs() > 24*time.Hour {
			return at.UTC(), time.Minute
		}
	}
	return written.UTC(), time.Second
}

// sender is who sent a fax, by what the exchange told or else the other machine.
func sender(r reception) (channel.Party, []string) {
	number, told := Digits(r.number), Digits(r.tsi)
	p := channel.Party{Name: r.name, Address: number}
	if p.Name == "" && strings.ContainsFunc(r.tsi, unicode.IsLetter) {
		p.Name = r.tsi
	}
	switch {
	case number == "" && told == "":
		return p, []string{"letter.note.fax_nobody"}
	case number == "":
		p.Address = told
		return p, []string{"letter.note.fax_told"}
	case told != "" && !same(number, told):
		return p, []string{"letter.note.fax_differs"}
	}
	return p, nil
}

// note keeps what has been taken, so that a restart does not convert it again. That it cannot is no harm but that.
func (m *Machine) note(ctx context.Context) error {
	if err := m.Office.Letters.SetMark(ctx, m.Office.Name, writeMark(m.done)); err != nil && ctx.Err() == nil {
		m.Office.Log.Warn("how far the queue was taken could not be noted", "source", m.Office.Name, "kind", fmt.Sprintf("%T", err))
	}
	return ctx.Err()
}

// forget drops what HylaFAX has removed from the queue.
func (m *Machine) forget(ctx context.Context, there map[string]bool) {
	before := len(m.done)
	for name := range m.done {
		if !there[name] {
			delete(m.done, name)
		}
	}
	if len(m.done) != before {
		_ = m.note(ctx) // ended with the context, or logged
	}
}

// A mark is a line for each fax in the queue that was taken: its name, and its size and time.
func writeMark(done map[string]string) string {
	var lines []string
	for name, version := range done {
		lines = append(lines, name+" "+version)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func readMark(mark string) map[string]string {
	done := map[string]string{}
	for line := range strings.Lines(mark) {
		name, version, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok && received.MatchString(name) {
			done[name] = version
		}
	}
	return done
}
