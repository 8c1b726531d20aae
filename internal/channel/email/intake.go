package email

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// Why a source of mail is not well, or may have missed something: keys of the catalogue.
const (
	troubleOffice  = "channel.trouble.mail_office"  // the office does not take letters now
	troubleServer  = "channel.trouble.mail_server"  // the other side cannot be reached, or the connection broke
	troubleLogin   = "channel.trouble.mail_login"   // the other side refuses user or password
	troubleTrust   = "channel.trouble.mail_trust"   // the certificate of the other side is not trusted
	troubleMailbox = "channel.trouble.mail_mailbox" // there is no such mailbox
	troubleRefused = "channel.trouble.mail_refused" // the office refused letters for good; they are still in the mailbox
	troubleSecret  = "channel.trouble.mail_secret"  // the file with the password cannot be read
	troubleListen  = "channel.trouble.mail_listen"  // the address to listen on cannot be had

	gapRemoved = "channel.gap.mail_removed" // somebody removed letters before they were taken
	gapBehind  = "channel.gap.mail_behind"  // the mailbox had letters that were never offered; all were read again
)

// intake takes mails in for a source, and keeps its state. It is safe for concurrent use.
type intake struct {
	office  channel.Office
	options message.Options

	mu    sync.Mutex
	state channel.State
}

// errAway wraps what may pass: the office did not take a letter now.
var errAway = errors.New("the office does not take letters now")

// take hands a mail over and returns when the office has it: as it was read or, when it is refused so, as one that a person has to
// read. An error with channel.ErrRefused says that even that is refused, one with errAway that it has to be tried again.
func (in *intake) take(ctx context.Context, raw []byte, o message.Options, at time.Time, precision time.Duration) error {
	in.update(func(s *channel.State) { s.Seen++ })
	l := message.Read(raw, o)
	taken, err := in.receive(ctx, l, at, precision)
	if errors.Is(err, channel.ErrRefused) {
		in.office.Log.Warn("a mail was refused as it was read; it is kept as unreadable", "source", in.office.Name, "bytes", len(raw))
		taken, err = in.receive(ctx, message.Unreadable(raw), at, precision)
	}
	now := in.office.Now().UTC()
	switch {
	case err == nil:
		in.update(func(s *channel.State) {
			if taken.Repeated {
				s.Repeated++
			} else {
				s.Taken++
				s.TakenAt = now
			}
			if s.Trouble == troubleOffice {
				s.Trouble = ""
			}
		})
		return nil
	case errors.Is(err, channel.ErrRefused):
		in.update(func(s *channel.State) { s.Refused++ })
		return err
	}
	if ctx.Err() == nil {
		in.trouble(troubleOffice)
	}
	// What the office says may quote the letter: it is not handed on.
	return fmt.Errorf("%w (%T)", errAway, err)
}

func (in *intake) receive(ctx context.Context, l *channel.Letter, at time.Time, precision time.Duration) (channel.Taken, error) {
	l.Source, l.At, l.Precision = in.office.Name, at, precision
	return in.office.Letters.Receive(ctx, l)
}

// State tells how the source is doing.
func (in *intake) State() channel.State {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := in.state
	s.Gaps = append([]channel.Gap(nil), s.Gaps...)
	return s
}

func (in *intake) update(change func(*channel.State)) {
	in.mu.Lock()
	defer in.mu.Unlock()
	change(&in.state)
}

// trouble notes why it is not well; "" when it is.
func (in *intake) trouble(key string) { in.update(func(s *channel.State) { s.Trouble = key }) }

// heard notes that the other side lives.
func (in *intake) heard() {
	now := in.office.Now().UTC()
	in.update(func(s *channel.State) { s.HeardAt = now })
}

// connected notes a connection that was made or lost.
func (in *intake) connected(is bool) {
	now := in.office.Now().UTC()
	in.update(func(s *channel.State) {
		if s.Connected != is || s.Since.IsZero() {
			s.Connected, s.Since = is, now
		}
	})
}

// gap notes a time in which something may have been missed.
func (in *intake) gap(from time.Time, why string) {
	now := in.office.Now().UTC()
	in.office.Log.Warn("mail may have been missed", "source", in.office.Name, "from", from, "why", why)
	in.update(func(s *channel.State) {
		s.Gaps = append(s.Gaps, channel.Gap{From: from.UTC(), Until: now, Why: why})
		s.Gaps = s.Gaps[max(0, len(s.Gaps)-channel.MostGaps):]
	})
}
