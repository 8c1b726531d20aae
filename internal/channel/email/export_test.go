package email

import "time"

// hurry is the pace of tests. Sweeps come often since the server of these tests forgets what it has to tell when it came just before
// IDLE began: against such servers a source has to hold, too. That IDLE is heard is proven with Dovecot (test/mail).
var hurry = pace{sweep: 20 * time.Millisecond, poll: 5 * time.Millisecond, retry: 2 * time.Millisecond, most: 20 * time.Millisecond}

// Hurry lets a source try again after milliseconds.
func (m *Mailbox) Hurry() { m.pace = hurry }

// Hurry lets a source try again after milliseconds.
func (b *Inbox) Hurry() { b.pace = hurry }
