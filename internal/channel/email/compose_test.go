package email_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/channel"
	"jikim/internal/channel/email"
	"jikim/internal/channel/email/message"
	"jikim/test/mailbox"
)

// TestAnswers hands an answer over and reads it as the other side got it: joined to what it answers, marked as RFC 3834 asks, with a
// Korean name, subject and file, and never to be answered by us.
func TestAnswers(t *testing.T) {
	t.Parallel()
	o := mailbox.Start(t, mailbox.StartTLS)
	s := sender(t, email.Config{Address: o.Address, Security: email.StartTLS, User: mailbox.User, Password: mailbox.Password,
		From: "Office@example.kr", Name: "원주교육문화관", Bounce: "bounces@example.kr", Roots: o.Roots})
	pdf := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0, 0xff, '\n', '.'}, 1000)...)
	question := message.Read([]byte("Message-ID: <q3@example.kr>\r\nReferences: <q1@example.kr> <q2@example.kr>\r\nFrom: hong@example.kr\r\n\r\nx"), message.Options{})
	out := channel.Message{ID: "2026-000123.1", To: "hong@example.kr", Name: "홍길동", Subject: "[2026-000123] 문의하신 내용에 답변드립니다",
		Text: "안녕하세요.\n.\n답변입니다.", Files: []channel.File{{Name: "답변서.pdf", Type: "application/pdf", Body: pdf}}, Answers: append([]string{question.ID}, question.Refs...), Automatic: true}
	tests := []struct {
		name, marked string
		change       func(*channel.Message)
	}{
		{"an acknowledgement", "auto-replied", func(*channel.Message) {}},
		{"an officer's answer", "no", func(o *channel.Message) { o.Automatic = false }},
		{"a notice", "auto-generated", func(o *channel.Message) { o.Answers = nil }},
	}
	for _, tt := range tests {
		sent := out
		tt.change(&sent)
		if _, err := s.Carry(t.Context(), &sent); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		raw := o.Next(t)
		if o.From() != "bounces@example.kr" {
			t.Errorf("%s: it would be returned to %q", tt.name, o.From())
		}
		l := message.Read([]byte(raw), message.Options{})
		if l.ID != out.ID+"@example.kr" || l.Subject != out.Subject || l.Case != "2026-000123" || l.Text != out.Text ||
			l.From != (channel.Party{Name: "원주교육문화관", Address: "Office@example.kr"}) || !slices.Equal(l.To, []channel.Party{{Name: out.Name, Address: out.To}}) {
			t.Errorf("%s: arrived as %+v", tt.name, l)
		}
		if len(l.Files) != 1 || l.Files[0].Name != "답변서.pdf" || l.Files[0].Type != "application/pdf" || !bytes.Equal(l.Files[0].Body, pdf) {
			t.Errorf("%s: files %q", tt.name, l.Files)
		}
		var refs []string
		if len(sent.Answers) > 0 {
			refs = []string{"q3@example.kr", "q2@example.kr", "q1@example.kr"}
		}
		if diff := cmp.Diff(refs, l.Refs); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		for _, want := range []string{"Auto-Submitted: " + tt.marked + "\r\n", "X-Auto-Response-Suppress: All\r\n", "X-Office-Loop: office@example.kr\r\n"} {
			if !strings.Contains(raw, want) {
				t.Errorf("%s: %q is missing", tt.name, want)
			}
		}
		if back := message.Read([]byte(raw), message.Options{Addresses: []string{"office@example.kr"}}); back.Class != channel.Loop {
			t.Errorf("%s: when it comes back it is %s", tt.name, back.Class)
		}
	}
}

// TestHostileIdentifiers proves that what strangers wrote cannot add a line to the header of an answer.
func TestHostileIdentifiers(t *testing.T) {
	t.Parallel()
	o := mailbox.Start(t, mailbox.StartTLS)
	s := sender(t, email.Config{Address: o.Address, Security: email.StartTLS, User: mailbox.User, Password: mailbox.Password, From: "office@example.kr", Roots: o.Roots})
	long := strings.Repeat("x", 300)
	refs := []string{"b\r\nBcc: all@example.kr", "c>\n<d", long, "fine@example.kr", "한글@example.kr"}
	for range 100 {
		refs = append(refs, "old@example.kr")
	}
	_, err := s.Carry(t.Context(), &channel.Message{Name: "a\"\r\nBcc: x@example.kr", To: "hong@example.kr", Subject: "one\r\nBcc: y@example.kr",
		Text: "x", Answers: append([]string{"a@example.kr"}, refs...)})
	if err != nil {
		t.Fatal(err)
	}
	raw := o.Next(t)
	for line := range strings.Lines(raw) {
		if strings.HasPrefix(line, "Bcc:") || len(line) > 998 {
			t.Errorf("a line of the header is %q", line)
		}
	}
	if l := message.Read([]byte(raw), message.Options{}); !slices.Equal(l.Refs, []string{"a@example.kr", "fine@example.kr", "old@example.kr"}) {
		t.Errorf("refers to %q", l.Refs)
	}
	for _, bad := range []string{"a b", "a@example.kr", "a>\r\nBcc: x", long} {
		if _, err := s.Carry(t.Context(), &channel.Message{ID: bad, To: "hong@example.kr"}); err == nil {
			t.Errorf("%q was taken for an identifier", bad)
		}
	}
	if _, err := s.Carry(t.Context(), &channel.Message{To: "a@example.kr>\r\nRCPT TO:<b@example.kr"}); err == nil {
		t.Error("two addresses were taken for one")
	}
}

// TestTakenIsTaken proves that a connection which breaks after the mail was taken is no failure: else it would be sent twice.
func TestTakenIsTaken(t *testing.T) {
	t.Parallel()
	o := mailbox.Start(t, mailbox.StartTLS)
	s := sender(t, email.Config{Address: o.Address, Security: email.StartTLS, User: mailbox.User, Password: mailbox.Password, From: "office@example.kr", Roots: o.Roots})
	if _, err := s.Carry(t.Context(), &channel.Message{ID: "cut-1", To: "cut@example.kr", Subject: "s", Text: "t"}); err != nil {
		t.Errorf("%v, although it was taken", err)
	}
	if n := o.Waiting(); n != 1 {
		t.Errorf("%d mails were taken", n)
	}
}
