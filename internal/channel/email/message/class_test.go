package message_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// TestClasses tells who wrote a mail, by what programs put into headers.
func TestClasses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, line string
		want       channel.Class
	}{
		{"a person", "Subject: x", channel.Person},
		{"a person's program says so", "Auto-Submitted: no", channel.Person},
		{"out of office", "Auto-Submitted: auto-replied (vacation)", channel.Auto},
		{"a machine", "Auto-Submitted: auto-generated; owner-email=\"x\"", channel.Auto},
		{"an old program", "X-Autoreply: yes", channel.Auto},
		{"another", "X-Autorespond: away", channel.Auto},
		{"another still", "Precedence: auto_reply", channel.Auto},
		{"wants no answer", "X-Auto-Response-Suppress: All", channel.Auto},
		{"the way back is none", "Return-Path: <>", channel.Auto},
		{"the mail server, in its own way", "Return-Path: <>\r\nX-Failed-Recipients: hong@example.kr", channel.Notice},
		{"a read receipt", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b", channel.Auto},
		{"a notice", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", channel.Notice},
		{"a list", "List-Id: <news.example.kr>", channel.List},
		{"an old list", "Precedence: list", channel.List},
		{"advertising", "List-Unsubscribe: <mailto:x@example.kr>", channel.Bulk},
		{"to many", "Precedence: BULK", channel.Bulk},
		{"our own", message.LoopHeader + ": office@example.kr", channel.Loop},
		{"another office's", message.LoopHeader + ": office@example.com", channel.Person},
		{"in circles", strings.TrimSuffix(strings.Repeat("Received: by x\r\n", 26), "\r\n"), channel.Loop},
		{"far", strings.TrimSuffix(strings.Repeat("Received: by x\r\n", 25), "\r\n"), channel.Person},
	}
	for _, tt := range tests {
		l := message.Read(mail(tt.line, "From: a@example.kr", "", "x"), message.Options{Addresses: []string{"office@example.kr"}})
		if l.Class != tt.want || slices.Contains(l.Doubts, message.DoubtClass) != (tt.want != channel.Person) {
			t.Errorf("%s: %s, want %s; doubts %v", tt.name, l.Class, tt.want, l.Doubts)
		}
	}
}

// TestWayBack proves that the way back is believed only where our own server wrote it.
func TestWayBack(t *testing.T) {
	t.Parallel()
	empty, told := "", "hong@example.kr"
	tests := []struct {
		name     string
		envelope *string
		lines    []string
		back     string
		class    channel.Class
	}{
		{"written by our server", nil, []string{"Return-Path: <a@example.kr>", "Received: by x"}, "a@example.kr", channel.Person},
		{"written by somebody before", nil, []string{"Received: by x", "Return-Path: <victim@example.kr>"}, "", channel.Person},
		{"not written", nil, []string{"Received: by x"}, "", channel.Person},
		{"told when it was handed over", &told, []string{"Return-Path: <victim@example.kr>"}, "hong@example.kr", channel.Person},
		{"told that there is none", &empty, []string{"Return-Path: <victim@example.kr>"}, "", channel.Auto},
	}
	for _, tt := range tests {
		l := message.Read(mail(append(tt.lines, "From: a@example.kr", "", "x")...), message.Options{Envelope: tt.envelope})
		if l.Return != tt.back || l.Class != tt.class {
			t.Errorf("%s: %q, %s", tt.name, l.Return, l.Class)
		}
	}
}

// TestChecksOfTheOwnServer proves that only what our own server found is believed.
func TestChecksOfTheOwnServer(t *testing.T) {
	t.Parallel()
	l := message.Read(mail(
		"Authentication-Results: mx.office.kr 1; spf=pass (ok) smtp.mailfrom=a@example.kr;", " dkim=fail header.d=other.kr; dkim=pass header.d=example.kr;", " dmarc=fail (p=reject dis=none) header.from=example.kr; iprev=pass",
		"Authentication-Results: mx.office.kr; dmarc=pass",
		"Authentication-Results: mx.evil.example; spf=fail; dkim=fail",
		"From: a@example.kr", "", "x"), message.Options{Authority: "MX.office.kr"})
	want := []channel.Check{{Name: "spf", Result: "pass"}, {Name: "dkim", Result: "pass"}, {Name: "dmarc", Result: "fail"}}
	if diff := cmp.Diff(want, l.Checks); diff != "" || !slices.Equal(l.Doubts, []string{message.DoubtOrigin}) {
		t.Errorf("%s, %v", diff, l.Doubts)
	}
	for name, line := range map[string]string{
		"no results": "Authentication-Results: mx.office.kr; none", "another's": "Authentication-Results: mx.office.kr.evil.example; dmarc=pass",
		"in a comment": "Authentication-Results: (mx.office.kr;) mx.evil.example; dmarc=pass", "nothing": "Authentication-Results:",
	} {
		if l := message.Read(mail(line, "From: a@example.kr", "", "x"), message.Options{Authority: "mx.office.kr"}); len(l.Checks) > 0 {
			t.Errorf("%s: %v", name, l.Checks)
		}
	}
	if l := message.Read(mail("Authentication-Results: mx.office.kr; dmarc=fail", "From: a@example.kr", "", "x"), message.Options{}); len(l.Checks)+len(l.Doubts) > 0 {
		t.Errorf("believed without a name: %v", l.Checks)
	}
}

// TestDoubts proves that what many got, and what has nothing in it, waits for a person.
func TestDoubts(t *testing.T) {
	t.Parallel()
	l := read("From: a@example.kr", "To: "+strings.Repeat("x@example.kr, ", 21), "", "x")
	if !slices.Equal(l.Doubts, []string{message.DoubtMany}) {
		t.Errorf("many: %v", l.Doubts)
	}
	if l := read("From: a@example.kr", "", " "); !slices.Equal(l.Doubts, []string{message.DoubtEmpty}) {
		t.Errorf("empty: %v", l.Doubts)
	}
	if l := read("From: a@example.kr", "Content-Type: multipart/encrypted; boundary=b", "", "--b", "Content-Type: application/pgp-encrypted", "", "Version: 1", "--b", "Content-Type: application/octet-stream; name=encrypted.asc", "", "x", "--b--"); !slices.Equal(l.Doubts, []string{message.DoubtUnreadable}) || len(l.Files) != 2 {
		t.Errorf("encrypted: %v, %v", l.Doubts, fileNames(l))
	}
	if l := message.Read(mail("From: a@example.kr", "", "x"), message.Options{Cut: true}); !slices.Equal(l.Doubts, []string{message.DoubtLarge}) || !slices.Contains(l.Notes, message.NoteLeftInMailbox) {
		t.Errorf("cut: %v, %v", l.Doubts, l.Notes)
	}
	for to, noted := range map[string]bool{"Office@Example.kr": false, "else@example.kr": true, "": true} {
		l := message.Read(mail("From: a@example.kr", "To: "+to, "", "x"), message.Options{Addresses: []string{"office@example.kr"}})
		if slices.Contains(l.Notes, message.NoteNotAddressed) != noted {
			t.Errorf("%q: %v", to, l.Notes)
		}
	}
	if l := message.Unreadable([]byte("x")); l.Key == "" || string(l.Original.Body) != "x" || !slices.Equal(l.Doubts, []string{message.DoubtUnreadable}) {
		t.Errorf("unreadable: %+v", l)
	}
}

// TestNotices reads what mail servers tell of our letters, in both forms of the standard, without the address of anybody.
func TestNotices(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, status, back string
		fields             []string
		want               []channel.Fate
	}{
		{"refused for good", "message/delivery-status", "message/rfc822",
			[]string{"Reporting-MTA: dns; mx.example.kr", "Arrival-Date: x", "", "Final-Recipient: rfc822; hong@example.kr", "Action: failed", "Status: 5.1.1 (no such user)", "Diagnostic-Code: smtp; 550 hong is gone"},
			[]channel.Fate{{Of: "7@office.kr", Action: "failed", Status: "5.1.1", Blurred: "h…@example.kr"}}},
		{"two recipients", "message/delivery-status", "text/rfc822-headers",
			[]string{"Reporting-MTA: dns; mx", "", "Final-Recipient: rfc822; a@example.kr", "Action: delayed", "Status: 4.4.1", "", "Final-Recipient: rfc822; b@example.kr", "Action: delivered", "Status: 2.0.0"},
			[]channel.Fate{{Of: "7@office.kr", Action: "delayed", Status: "4.4.1", Blurred: "a…@example.kr"}, {Of: "7@office.kr", Action: "delivered", Status: "2.0.0", Blurred: "b…@example.kr"}}},
		{"in UTF-8", "message/global-delivery-status", "message/global-headers",
			[]string{"Reporting-MTA: dns; mx", "", `Final-Recipient: utf-8; \x{D64D}gildong@example.kr`, "Action: relayed", "Status: 2.1.9"},
			[]channel.Fate{{Of: "7@office.kr", Action: "relayed", Status: "2.1.9", Blurred: "홍…@example.kr"}}},
		{"without the first group", "message/delivery-status", "message/global",
			[]string{"Original-Recipient: rfc822; c@example.kr", "Action: failed", "Status: nonsense"},
			[]channel.Fate{{Of: "7@office.kr", Action: "failed", Blurred: "c…@example.kr"}}},
		{"an action that is none", "message/delivery-status", "message/rfc822",
			[]string{"Reporting-MTA: dns; mx", "", "Final-Recipient: rfc822; c@example.kr", "Action: vanished"}, nil},
	}
	for _, tt := range tests {
		lines := []string{"Return-Path: <>", "From: MAILER-DAEMON@mx.example.kr", "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "",
			"--b", "", "This is the mail system.", "--b", "Content-Type: " + tt.status, ""}
		lines = append(append(lines, tt.fields...), "", "--b", "Content-Type: "+tt.back, "", "Message-ID: <7@office.kr>", "Subject: answer", "", "--b--")
		l := read(lines...)
		if diff := cmp.Diff(tt.want, l.Fates); diff != "" || l.Class != channel.Notice || len(l.Files) > 0 || l.Text != "This is the mail system." {
			t.Errorf("%s: %s, %s, %q, %v", tt.name, diff, l.Class, l.Text, fileNames(l))
		}
		if _, ok := l.Automatic(); ok {
			t.Errorf("%s: it would be answered", tt.name)
		}
	}
	old := read("Return-Path: <>", "From: Mail Delivery System <Mailer-Daemon@mx.example.kr>", "X-Failed-Recipients: hong@example.kr", "", "gone")
	if diff := cmp.Diff([]channel.Fate{{Action: "failed", Blurred: "h…@example.kr"}}, old.Fates); diff != "" {
		t.Error(diff)
	}
	receipt := read("From: a@example.kr", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "", "--b", "", "read", "--b",
		"Content-Type: message/disposition-notification", "", "Original-Message-ID: <7@office.kr>", "Disposition: manual-action/MDN-sent-manually; displayed", "--b--")
	if diff := cmp.Diff([]string{"7@office.kr"}, receipt.Refs); diff != "" || receipt.Class != channel.Auto {
		t.Errorf("%s, %s", diff, receipt.Class)
	}
}
