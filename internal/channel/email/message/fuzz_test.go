package message_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// FuzzRead holds the reader to what it promises of any bytes: a letter with a key and its original, texts that are UTF-8 without
// control characters, and no more than its limits.
func FuzzRead(f *testing.F) {
	f.Add([]byte("From: a@example.kr\r\nSubject: =?euc-kr?B?w6W5rsDH?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: application/pdf; name*=EUC-KR''%C3%A5.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n"))
	f.Add([]byte("Return-Path: <>\nFrom: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: x\n\nFinal-Recipient: utf-8; \\x{D64D}@x\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@x>\n--b--"))
	f.Add([]byte("From: a@b.kr\nContent-Type: text/html; charset=ks_c_5601-1987\n\n<p><a href=\"http://x\">y</a><blockquote>q</blockquote><table><td>1<td>2"))
	f.Add([]byte("Authentication-Results: mx.office.kr; dmarc=fail\nFrom: \"a\" <b@c>, d (e) <f@g>\nTo: x: y@z;\nContent-Type: text/plain; charset=iso-2022-kr\n\n\x0e>H3g\x0f\n> q"))
	f.Add(append([]byte("From: a@b.kr\nContent-Type: application/ms-tnef\n\n"), newWinmail().file("A.TXT", "가.txt", "body").b...))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l := message.Read(raw, message.Options{Authority: "mx.office.kr", Addresses: []string{"o@x"}})
		if l.Key == "" || string(l.Original.Body) != string(raw) {
			t.Fatal("no key, or another original")
		}
		if strings.HasPrefix(l.Key, "raw:") {
			t.Fatal("the reader failed")
		}
		texts := []string{l.Subject, l.Text, l.Quoted, l.From.Name, l.From.Address, l.ReplyTo, l.Return, l.ID, l.Case}
		for _, file := range l.Files {
			texts = append(texts, file.Name)
			if file.Name == "" || strings.ContainsAny(file.Name, `/\`) || file.Name == ".." {
				t.Fatalf("a file is called %q", file.Name)
			}
		}
		for _, s := range texts {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\r\u202e") {
				t.Fatalf("%q", s)
			}
		}
		if len(l.Text)+len(l.Quoted) > 4<<20 || len(l.Files) > 201 || len(l.Fates) > 100 || len(l.Refs) > 50 {
			t.Fatal("beyond the limits")
		}
		if _, ok := l.Automatic(); ok && l.Class != channel.Person {
			t.Fatal("a machine would be answered")
		}
	})
}
