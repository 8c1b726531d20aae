package email

import (
	"context"
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
	channel.Meter
	office  channel.Office
	options message.Options
}

// take hands a mail over and returns when the office has it: as it was read or, when it is refused so, as one that a person has to
// read. Its errors are those of channel.Meter.Deliver.
func (in *intake) take(ctx context.Context, raw []byte, o message.Options, at time.Time, precision time.Duration) error {
	placed := func(l *channel.Letter) *channel.Letter {
		l.Source, l.At, l.Precision = in.office.Name, at, precision
		return l
	}
	return in.Deliver(ctx, in.office, placed(message.Read(raw, o)), func() *channel.Letter { return placed(message.Unreadable(raw)) }, troubleOffice)
}

// heard notes that the other side lives.
func (in *intake) heard() {
	now := in.office.Now().UTC()
	in.Change(func(s *channel.State) { s.HeardAt = now })
}

// connected notes a connection that was made or lost.
func (in *intake) connected(is bool) {
	now := in.office.Now().UTC()
	in.Change(func(s *channel.State) { s.Turn(is, now) })
}

// gap notes a time in which something may have been missed.
func (in *intake) gap(from time.Time, why string) {
	now := in.office.Now()
	in.office.Log.Warn("mail may have been missed", "source", in.office.Name, "from", from, "why", why)
	in.Change(func(s *channel.State) { s.Miss(channel.Gap{From: from, Until: now, Why: why}) })
}
