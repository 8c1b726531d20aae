package email_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/email/message"
	"jikim/test/mailbox"
)

// office is what a source is given here.
func office(box *channeltest.Letterbox) channel.Office {
	return channel.Office{Name: "under-test", Letters: box, Log: slog.New(slog.DiscardHandler), Now: time.Now}
}

// run starts a source until the test ends, or stop is called.
func run(t testing.TB, s channel.Source) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	stop = func() {
		cancel()
		running.Wait()
	}
	t.Cleanup(stop)
	return stop
}

// until waits for the office.
func until(t testing.TB, box *channeltest.Letterbox, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := box.Until(ctx, what, holds); err != nil {
		t.Fatal(err)
	}
}

// stateUntil waits for the state of a source.
func stateUntil(t testing.TB, s channel.Source, what string, holds func(channel.State) bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(time.Minute); !holds(s.State()); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited in vain for %s: %+v", what, s.State())
		}
	}
}

func kept(box *channeltest.Letterbox, n int) func() bool {
	return func() bool { return len(box.Kept()) >= n }
}

// TestMailboxIsOnlyLookedAt proves that reading marks, moves and removes nothing, by both ways of encryption.
func TestMailboxIsOnlyLookedAt(t *testing.T) {
	t.Parallel()
	for security, how := range map[string]mailbox.How{"tls": mailbox.TLS, "starttls": mailbox.StartTLS} {
		s, box := mailbox.StartIMAP(t, how), channeltest.NewLetterbox()
		for n := range 3 {
			s.Put(numbered(n + 1))
		}
		stop := run(t, openMailbox(t, s, security, office(box)))
		until(t, box, "3 letters", kept(box, 3))
		stop()
		if all, seen := s.Held(); all != 3 || seen != 0 {
			t.Errorf("%s: the mailbox has %d mails, %d of them marked as read", security, all, seen)
		}
		l := box.Kept()[0]
		if l.Precision != time.Second || time.Since(l.At) > time.Minute || !bytes.Equal(l.Original.Body, numbered(1)) {
			t.Errorf("%s: at %v ± %v, original %q", security, l.At, l.Precision, l.Original.Body)
		}
	}
}

// TestMailboxNumberedAnew proves that another numbering leads to reading all again, and to nothing twice.
func TestMailboxNumberedAnew(t *testing.T) {
	t.Parallel()
	s, box := mailbox.StartIMAP(t, mailbox.TLS), channeltest.NewLetterbox()
	for n := range 5 {
		s.Put(numbered(n + 1))
	}
	source := openMailbox(t, s, "tls", office(box))
	run(t, source)
	until(t, box, "5 letters", kept(box, 5))
	s.Renumber()
	for n := range 7 {
		s.Put(numbered(n + 1))
	}
	until(t, box, "7 letters, 5 of them again", func() bool { return len(box.Kept()) == 7 && box.Repeated() == 5 })
	stateUntil(t, source, "a quiet state", func(st channel.State) bool { return st.Trouble == "" && st.Taken == 7 && st.Repeated == 5 })
}

// TestConnectionsThatBreak proves that a broken connection is made anew and costs nothing.
func TestConnectionsThatBreak(t *testing.T) {
	t.Parallel()
	s, box := mailbox.StartIMAP(t, mailbox.TLS), channeltest.NewLetterbox()
	source := openMailbox(t, s, "tls", office(box))
	run(t, source)
	for n := 1; n <= 20; n++ {
		s.Put(numbered(n))
		if n%4 == 0 {
			until(t, box, "the first of them", kept(box, n-3))
			s.Break()
		}
	}
	until(t, box, "20 letters", kept(box, 20))
	if s.Sessions() < 2 {
		t.Error("no connection broke")
	}
	if n := box.Repeated(); n > 20 {
		t.Errorf("%d letters were read again", n)
	}
}

// TestWhatIsWrongIsSaid proves that the state names what an administrator can mend, and that it goes on when it is mended.
func TestWhatIsWrongIsSaid(t *testing.T) {
	t.Parallel()
	s := mailbox.StartIMAP(t, mailbox.TLS)
	tests := []struct {
		name, trouble string
		lines         []string
	}{
		{"a wrong password", "channel.trouble.mail_login", []string{"password: " + file(t, "wrong", []byte("guess\n"))}},
		{"no such mailbox", "channel.trouble.mail_mailbox", []string{"mailbox: Nowhere"}},
		{"an unknown certificate", "channel.trouble.mail_trust", []string{"ca: " + file(t, "ca", mailbox.StartIMAP(t, mailbox.TLS).PEM)}},
		{"nobody listens", "channel.trouble.mail_server", []string{"server: " + mailbox.Gone(t)}},
		{"no encryption there", "channel.trouble.mail_server", []string{"security: starttls"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			source := reopen(t, s, tt.lines...)
			run(t, source)
			stateUntil(t, source, tt.trouble, func(st channel.State) bool { return st.Trouble == tt.trouble && !st.Connected })
		})
	}
}

// TestLargeMail proves that a mail beyond the limit is neither skipped nor held in memory: a person finds its beginning, and where it is.
func TestLargeMail(t *testing.T) {
	t.Parallel()
	s, box := mailbox.StartIMAP(t, mailbox.TLS), channeltest.NewLetterbox()
	s.Put(append(numbered(1), bytes.Repeat([]byte("0123456789abcdef\r\n"), 100_000)...))
	s.Put(numbered(2))
	run(t, openMailbox(t, s, "tls", office(box), "largest: 1"))
	until(t, box, "2 letters", kept(box, 2))
	l := box.Kept()[0]
	if number(l) != 1 || len(l.Original.Body) != 256<<10 || !slices.Contains(l.Doubts, message.DoubtLarge) || !slices.Contains(l.Notes, message.NoteLeftInMailbox) {
		t.Errorf("%d, %d bytes, %v, %v", number(l), len(l.Original.Body), l.Doubts, l.Notes)
	}
}

// TestWhatCameBeforeIsLeftAlone proves that an office that begins with a full mailbox gets what comes from its first day on.
func TestWhatCameBeforeIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, box := mailbox.StartIMAP(t, mailbox.TLS), channeltest.NewLetterbox()
	s.PutAt(numbered(1), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	s.PutAt(numbered(2), time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC))
	source := openMailbox(t, s, "tls", office(box), "since: 2026-11-02T09:00:00+09:00")
	run(t, source)
	until(t, box, "a letter", kept(box, 1))
	stateUntil(t, source, "a whole sweep", func(st channel.State) bool { return st.Trouble == "" && st.Taken == 1 })
	if got := number(box.Kept()[0]); got != 2 || len(box.Kept()) != 1 {
		t.Errorf("letter %d of %d", got, len(box.Kept()))
	}
}

// TestRefusedMailsAreRemembered proves that mails which the office refuses for good remain a trouble after a restart.
func TestRefusedMailsAreRemembered(t *testing.T) {
	t.Parallel()
	s, box := mailbox.StartIMAP(t, mailbox.TLS), channeltest.NewLetterbox()
	box.Behave(channeltest.Behaviour{Before: func(_ context.Context, l *channel.Letter) error {
		if number(l) == 1 {
			return fmt.Errorf("not ours: %w", channel.ErrRefused)
		}
		return nil
	}})
	s.Put(numbered(1))
	s.Put(numbered(2))
	stop := run(t, openMailbox(t, s, "tls", office(box)))
	until(t, box, "the mark", func() bool { return strings.HasSuffix(box.Marks()["under-test"], " 1") })
	stop()
	asked := box.Asked()
	source := openMailbox(t, s, "tls", office(box))
	run(t, source)
	stateUntil(t, source, "the trouble", func(st channel.State) bool { return st.Trouble == "channel.trouble.mail_refused" && st.Connected })
	if box.Asked() != asked {
		t.Error("the office was asked again")
	}
}

// TestLogHoldsNothingPersonal proves that neither log nor state quote addresses, subjects or passwords, whatever goes wrong.
func TestLogHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	s, box := mailbox.StartIMAP(t, mailbox.TLS), channeltest.NewLetterbox()
	box.Behave(channeltest.Behaviour{Before: func(_ context.Context, l *channel.Letter) error {
		return fmt.Errorf("cannot keep %q of %q: %w", l.Subject, l.From.Address, channel.ErrRefused)
	}})
	var log lockedBuffer
	o := office(box)
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	s.Put(numbered(1))
	source := openMailbox(t, s, "tls", o)
	stop := run(t, source)
	stateUntil(t, source, "the refusal", func(st channel.State) bool { return st.Refused == 1 })
	stop()
	for _, secret := range []string{"letter-1", "hong", "@", mailbox.Password} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q stands in the log:\n%s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "refuses") {
		t.Errorf("nothing is said:\n%s", log.String())
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
