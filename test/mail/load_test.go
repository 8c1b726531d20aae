package mail_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"jikim/test/mail"
)

// loadVariable is how many mails are sent in TestNothingIsLostOrDoubled: 300 without it, 10000 in the full run.
const loadVariable = "JIKIM_TEST_MAIL_LOAD"

func load(t testing.TB) int {
	t.Helper()
	text := os.Getenv(loadVariable)
	if text == "" {
		return 300
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q", loadVariable, text)
	}
	return n
}

// crowd is the address to which the mails of this test go.
const crowd = "crowd@" + mail.Domain

// numbered is the mail of a number.
func numbered(n int) []byte {
	return fmt.Appendf(nil, "Message-ID: <%d@citizen.example>\r\nFrom: =?utf-8?B?7ZmN6ri464+Z?= <hong@citizen.example>\r\nTo: %s\r\nDate: Mon, 23 Nov 2026 10:00:00 +0900\r\nSubject: letter-%d\r\n\r\nText %d.\r\n", n, crowd, n, n)
}

// sending hands numbers out to those who send.
type sending struct {
	address string
	last    int64
	next    atomic.Int64
	sent    atomic.Int64
}

// work sends mail after mail on one connection, and again on another one what was not taken for sure.
func (s *sending) work(ctx context.Context) {
	var c *smtp.Client
	defer func() {
		if c != nil {
			_ = c.Close()
		}
	}()
	for n := s.next.Add(1); n <= s.last && ctx.Err() == nil; n = s.next.Add(1) {
		for ctx.Err() == nil {
			var err error
			if c == nil {
				c, err = dial(ctx, s.address)
			}
			if err == nil {
				err = c.SendMail("hong@citizen.example", []string{crowd}, bytes.NewReader(numbered(int(n))))
			}
			if err == nil {
				s.sent.Add(1)
				break
			}
			if c != nil {
				_ = c.Close()
				c = nil
			}
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

func dial(ctx context.Context, address string) (*smtp.Client, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return smtp.NewClient(conn), nil
}

// TestNothingIsLostOrDoubled sends mails through Postfix, by Dovecot and IMAP, and by LMTP, while our reader, Dovecot and Postfix are
// killed again and again. In the end the office has each letter once.
func TestNothingIsLostOrDoubled(t *testing.T) {
	n := load(t)
	t.Run("Postfix, Dovecot, IMAP", func(t *testing.T) {
		s := mail.Start(t, mail.Options{})
		d := newDisk(t, mailboxEntry(t, s, crowd))
		torment(t, s, d, n, []func(){
			func() { s.KillDovecot(); s.StartDovecot() },
			func() { s.KillPostfix(); s.StartPostfix() },
		})
		if all, seen := s.Held(crowd); all < n || seen != 0 {
			t.Errorf("the mailbox holds %d mails, %d of them marked as read", all, seen)
		}
	})
	t.Run("Postfix, LMTP", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		_ = l.Close()
		s := mail.Start(t, mail.Options{LMTP: address})
		d := newDisk(t, fmt.Sprintf("listen: %s\naddresses: [%s]\n", address, crowd))
		torment(t, s, d, n, []func(){func() { s.KillPostfix(); s.StartPostfix() }})
	})
}

// torment sends n mails, kills the reader twelve times and each server twice in between, and holds the office to each letter once.
func torment(t *testing.T, s *mail.Servers, d disk, n int, servers []func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Duration(n)*60*time.Millisecond)
	defer cancel()
	began := time.Now()
	out := &sending{address: s.SMTP, last: int64(n)}
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() { out.work(ctx) })
	}
	defer workers.Wait()
	defer cancel()
	const kills = 12
	r := startReader(t, d)
	defer func() { r.kill() }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for killed, flushed := 0, time.Now(); ; {
		got := d.count(t)
		if got >= n {
			break
		}
		if killed < kills && got >= (killed+1)*n/(kills+2) {
			r.kill()
			if killed%3 == 2 {
				servers[(killed/3)%len(servers)]()
			}
			r = startReader(t, d)
			killed++
		}
		if out.sent.Load() == int64(n) && time.Since(flushed) > 2*time.Second {
			s.Flush() // what waits for its next time is tried now
			flushed = time.Now()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%d of %d letters came; Postfix has %d", got, n, s.Queued())
		}
	}
	took := time.Since(began)
	for s.Queued() > 0 { // copies that are still on their way would be a second time
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("Postfix keeps %d mails", s.Queued())
		}
	}
	want := make([]int, n)
	for i := range want {
		want[i] = i + 1
	}
	if got := d.kept(t); !slices.Equal(got, want) {
		t.Errorf("the office has %d letters, want each of 1 to %d once; not wanted or twice: %v", len(got), n, strange(got, n))
	}
	t.Logf("%d mails in %v, %d kills of the reader", n, took.Round(time.Millisecond), kills)
}

// strange are numbers that are there twice or should not be.
func strange(got []int, n int) string {
	var out []string
	for i, v := range got {
		if v < 1 || v > n || i > 0 && got[i-1] == v {
			out = append(out, strconv.Itoa(v))
		}
	}
	return strings.Join(out, " ")
}
