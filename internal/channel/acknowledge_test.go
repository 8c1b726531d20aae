package channel_test

import (
	"testing"

	"jikim/internal/channel"
)

// TestAutomaticAnswers holds to RFC 3834: who is answered by a machine, and at which address.
func TestAutomaticAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		class channel.Class
		back  string
		to    string
	}{
		{"a person", channel.Person, "hong@example.kr", "hong@example.kr"},
		{"an address in Korean", channel.Person, "홍길동@예시.한국", "홍길동@예시.한국"},
		{"no way back", channel.Person, "", ""},
		{"a notice", channel.Notice, "hong@example.kr", ""},
		{"an automatic answer", channel.Auto, "hong@example.kr", ""},
		{"a list", channel.List, "hong@example.kr", ""},
		{"bulk", channel.Bulk, "hong@example.kr", ""},
		{"a loop", channel.Loop, "hong@example.kr", ""},
		{"the mail server", channel.Person, "MAILER-DAEMON@example.kr", ""},
		{"nobody reads it", channel.Person, "no-reply@example.kr", ""},
		{"nobody reads it either", channel.Person, "noreply+77@example.kr", ""},
		{"bounces of a list", channel.Person, "bounce-77-hong=example.kr@lists.example", ""},
		{"the owner of a list", channel.Person, "owner-news@example.kr", ""},
		{"a list's machine", channel.Person, "news-request@example.kr", ""},
		{"a name that only begins alike", channel.Person, "rootsmusic@example.kr", "rootsmusic@example.kr"},
		{"a second header", channel.Person, "a@example.kr\r\nBcc: b@example.kr", ""},
		{"two addresses", channel.Person, "a@example.kr,b@example.kr", ""},
		{"no domain", channel.Person, "hong@", ""},
		{"no address", channel.Person, "hong", ""},
	}
	for _, tt := range tests {
		to, ok := (&channel.Letter{Class: tt.class, Return: tt.back}).Automatic()
		if to != tt.to || ok != (tt.to != "") {
			t.Errorf("%s: %q, %v; want %q", tt.name, to, ok, tt.to)
		}
	}
}
