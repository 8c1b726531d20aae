package mail_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/text/encoding/korean"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/email"
	"jikim/test/mail"
)

// running starts the source of an entry with an office in memory, until the test ends.
func running(t *testing.T, entry string) (*channeltest.Letterbox, channel.Source) {
	t.Helper()
	box := channeltest.NewLetterbox()
	source, err := open(box, string(newDisk(t, entry)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var reading sync.WaitGroup
	reading.Go(func() {
		if err := source.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		reading.Wait()
	})
	return box, source
}

func until(t testing.TB, box *channeltest.Letterbox, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := box.Until(ctx, what, holds); err != nil {
		t.Fatal(err)
	}
}

func cp949(t testing.TB, s string) string {
	t.Helper()
	out, err := korean.EUCKR.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// send hands a mail to Postfix as it is.
func send(t testing.TB, s *mail.Servers, to string, options *smtp.MailOptions, raw []byte) {
	t.Helper()
	c, err := dial(t.Context(), s.SMTP)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Mail("hong@citizen.example", options); err != nil {
		t.Fatal(err)
	}
	if err := c.Rcpt(to, nil); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// swaks hands a mail to Postfix by a program of other people's.
func swaks(t testing.TB, s *mail.Servers, to string, args ...string) {
	t.Helper()
	host, port, _ := strings.Cut(s.SMTP, ":")
	args = append([]string{"--server", host, "--port", port, "--from", "hong@citizen.example", "--to", to, "--suppress-data"}, args...)
	if out, err := exec.Command("swaks", args...).CombinedOutput(); err != nil {
		t.Fatalf("swaks: %v\n%s", err, out)
	}
}

// TestRealServers sends mail through Postfix and Dovecot, and reads it.
func TestRealServers(t *testing.T) {
	s := mail.Start(t, mail.Options{})
	for _, tt := range []struct {
		name string
		test func(*testing.T, *mail.Servers)
	}{
		{"Korean mail", koreanMail},
		{"notices come back", noticesComeBack},
		{"new mail is heard of", newMailIsHeardOf},
		{"the mailbox is numbered anew", mailboxIsNumberedAnew},
		{"the largest mail", largestMail},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, s) })
	}
}

// letter is the letter with a subject.
func letter(box *channeltest.Letterbox, subject string) *channel.Letter {
	for _, l := range box.Kept() {
		if l.Subject == subject {
			return l
		}
	}
	return nil
}

// koreanMail sends Korean mail of several programs through Postfix and Dovecot and reads what arrives.
func koreanMail(t *testing.T, s *mail.Servers) {
	const to = "korean@" + mail.Domain
	box, _ := running(t, mailboxEntry(t, s, to))
	pdf := t.TempDir() + "/신청서.pdf"
	if err := os.WriteFile(pdf, []byte("%PDF-1.7\nx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	swaks(t, s, to, "--h-Subject", "swaks에서 보냄", "--h-From", "홍길동 <hong@citizen.example>", "--body", "책을 찾습니다.", "--attach-type", "application/pdf", "--attach", "@"+pdf)
	send(t, s, to, nil, []byte("From: \""+cp949(t, "홍길동")+"\" <hong@citizen.example>\r\nSubject: "+cp949(t, "똠방각하 문의")+"\r\nMessage-ID: <1@citizen.example>\r\nContent-Type: text/plain; charset=ks_c_5601-1987\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+cp949(t, "펲시 있나요?")+"\r\n"))
	send(t, s, to, nil, []byte("From: hong@citizen.example\r\nthis line has no colon\r\nSubject: broken\r\nMessage-ID: <2@citizen.example>\r\n\r\nstill here\r\n"))
	send(t, s, to, &smtp.MailOptions{Body: smtp.Body8BitMIME}, []byte("From: hong@citizen.example\r\nSubject: =?utf-8?B?7LGF?=\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>안녕<br>하세요\r\n--b--\r\n"))
	until(t, box, "4 letters", func() bool { return len(box.Kept()) >= 4 })
	tests := []struct{ subject, name, text, file string }{
		{"swaks에서 보냄", "홍길동", "책을 찾습니다.", "신청서.pdf"},
		{"똠방각하 문의", "홍길동", "펲시 있나요?", ""},
		{"책", "", "안녕\n하세요", ""},
	}
	for _, tt := range tests {
		l := letter(box, tt.subject)
		if l == nil {
			t.Errorf("%s did not arrive", tt.subject)
			continue
		}
		if l.From.Name != tt.name || strings.TrimSpace(l.Text) != tt.text || l.Return != "hong@citizen.example" || l.Class != channel.Person {
			t.Errorf("%s: %q, %q, way back %q, %s", tt.subject, l.From.Name, l.Text, l.Return, l.Class)
		}
		if tt.file != "" && (len(l.Files) != 1 || l.Files[0].Name != tt.file || l.Files[0].Type != "application/pdf") {
			t.Errorf("%s: files %+v", tt.subject, l.Files)
		}
	}
	// Postfix ends the header at the line without a colon: what follows has become text, which nobody loses.
	if l := find(box, "still here"); l == nil {
		t.Error("the broken mail did not arrive")
	} else if l.Subject != "broken" && !strings.Contains(l.Text, "Subject: broken") {
		t.Errorf("the broken mail: %q, %q", l.Subject, l.Text)
	}
}

// find is the letter that contains a text.
func find(box *channeltest.Letterbox, text string) *channel.Letter {
	for _, l := range box.Kept() {
		if strings.Contains(l.Text, text) {
			return l
		}
	}
	return nil
}

// noticesComeBack sends by our sender and reads what Postfix tells of it: that a mail arrived, and that another never will.
func noticesComeBack(t *testing.T, s *mail.Servers) {
	const to = "notices@" + mail.Domain
	box, _ := running(t, mailboxEntry(t, s, to))
	out, err := email.New(email.Config{Address: s.SMTP, Security: email.StartTLS, From: to, Name: "원주교육문화관", Bounce: "notices+bounces@" + mail.Domain, Roots: s.Roots})
	if err != nil {
		t.Fatal(err)
	}
	file := channel.File{Name: "답변서.pdf", Type: "application/pdf", Body: bytes.Repeat([]byte("%PDF-1.7\n"), 100)}
	for id, to := range map[string]string{"arrives": to, "fails": "nobody@" + mail.Gone} {
		_, err := out.Carry(t.Context(), &channel.Message{ID: id, To: to, Name: "홍길동", Subject: "[2026-000123] 답변", Text: "답변입니다.", Files: []channel.File{file}})
		if err != nil {
			t.Fatal(err)
		}
	}
	fate := func(id string) *channel.Fate {
		for _, l := range box.Kept() {
			for i := range l.Fates {
				if l.Fates[i].Of == id {
					return &l.Fates[i]
				}
			}
		}
		return nil
	}
	until(t, box, "both notices and our own letter", func() bool {
		return fate("arrives@office.example") != nil && fate("fails@office.example") != nil && len(box.Kept()) >= 3
	})
	if f := fate("arrives@office.example"); f.Final() || !strings.HasPrefix(f.Status, "2.") || f.Blurred != "n…@office.example" {
		t.Errorf("the one that arrived: %+v", f)
	}
	if f := fate("fails@office.example"); !f.Final() || !strings.HasPrefix(f.Status, "5.") || f.Blurred != "n…@gone.example" {
		t.Errorf("the one that failed: %+v", f)
	}
	for _, l := range box.Kept() {
		if _, ok := l.Automatic(); ok {
			t.Errorf("%s %q would be answered", l.Class, l.Subject)
		}
		if len(l.Fates) == 0 && (l.Class != channel.Loop || l.Case != "2026-000123" || len(l.Files) != 1 || l.Files[0].Name != "답변서.pdf") {
			t.Errorf("our own letter arrived as %s, %q, %+v", l.Class, l.Case, l.Files)
		}
	}
}

// mailboxIsNumberedAnew has Dovecot number its mailbox anew: all is read again, and nothing is there twice.
func mailboxIsNumberedAnew(t *testing.T, s *mail.Servers) {
	const to = "anew@" + mail.Domain
	box, source := running(t, mailboxEntry(t, s, to))
	for n := range 10 {
		send(t, s, to, nil, numbered(n+1))
	}
	until(t, box, "10 letters", func() bool { return len(box.Kept()) == 10 })
	s.Renumber()
	send(t, s, to, nil, numbered(11))
	until(t, box, "11 letters, 10 of them again", func() bool { return len(box.Kept()) == 11 && box.Repeated() >= 10 })
	if st := source.State(); len(st.Gaps) > 0 {
		t.Errorf("gaps: %+v", st.Gaps)
	}
}

// newMailIsHeardOf measures how long it takes from the acceptance by Postfix until the office has a mail, when Dovecot tells of new
// mail. The figure is for the record; that it comes long before the next sweep is the proof.
func newMailIsHeardOf(t *testing.T, s *mail.Servers) {
	const to = "heard@" + mail.Domain
	box, source := running(t, mailboxEntry(t, s, to))
	ready(t, source)
	var took []time.Duration
	for n := 1; n <= 5; n++ {
		send(t, s, to, nil, numbered(n))
		accepted := time.Now()
		until(t, box, fmt.Sprintf("letter %d", n), func() bool { return len(box.Kept()) == n })
		took = append(took, time.Since(accepted))
	}
	slices.Sort(took)
	t.Logf("from Postfix to the office: median %v, longest %v", took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
}

// ready waits until a source is connected.
func ready(t testing.TB, source channel.Source) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(time.Minute); !source.State().Connected; {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("not connected: %+v", source.State())
		}
	}
}

// largestMail reads a mail of 47 MB, with memory that is bounded by a small multiple of it.
func largestMail(t *testing.T, s *mail.Servers) {
	const to = "largest@" + mail.Domain
	c, err := dial(t.Context(), s.SMTP)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Mail("hong@citizen.example", nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Rcpt(to, nil); err != nil {
		t.Fatal(err)
	}
	w, err := c.Data()
	if err != nil {
		t.Fatal(err)
	}
	const size = 47 << 20
	head := "From: hong@citizen.example\r\nSubject: letter-1\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	line := "JVBERi0xLjcK" + strings.Repeat("QUJD", 16) + "\r\n"
	if _, err := io.WriteString(w, head+strings.Repeat(line, size/len(line))+"--b--\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d := newDisk(t, mailboxEntry(t, s, to))
	r := startReader(t, d)
	defer r.kill()
	for tick, end := time.NewTicker(10*time.Millisecond), time.After(time.Minute); d.count(t) == 0; {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("it does not come")
		}
	}
	most := r.most(t)
	t.Logf("the reader had %d MB at most", most>>20)
	if most > 8*size {
		t.Errorf("%d MB for a mail of %d MB", most>>20, size>>20)
	}
}
