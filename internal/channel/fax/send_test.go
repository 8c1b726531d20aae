package fax

import (
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
)

// TestOpen proves that mistakes of an entry are told with their place, all at once, and good ones taken.
func TestOpen(t *testing.T) {
	t.Parallel()
	o := office(nil)
	d := channel.Depot{Name: "out", Log: slog.New(slog.DiscardHandler), Now: time.Now}
	machine := func(text string) error { _, err := OpenHylaFAX(o, entry(t, text)); return err }
	gateway := func(text string) error { _, err := OpenGateway(o, entry(t, text)); return err }
	sender := func(text string) error { _, err := HireSender(d, entry(t, text)); return err }
	for _, tt := range []struct {
		open func(string) error
		text string
		want []string // empty: it is good
	}{
		{machine, "spool: /var/spool/hylafax\nzone: Asia/Seoul", nil},
		{machine, "spool: spool\nzone: Mars", []string{"1:8", "2:7"}},
		{machine, "spol: /x", []string{"unknown key", "spool", "zone"}},
		{machine, "[1]", []string{"a mapping is expected"}},
		{gateway, "maildir: /var/mail/fax\ngateways: [\"@gw.kr\", fax@gw.kr]\nhops: [192.0.2.10, 192.0.2.0/28, \"2001:db8::1\"]\nsender: X-Fax", nil},
		{gateway, "maildir: mail\ngateways: [gw.kr]\nhops: [gw.kr]\nsender: \"a b\"", []string{"1:10", "2:12", "3:8", "4:9"}},
		{gateway, "maildir: /m\ngateways: []\nhops: []", []string{"gateways", "hops"}},
		{gateway, "maildir: /m", []string{"gateways", "hops"}},
		{sender, "server: 127.0.0.1:4559", nil},
		{sender, "server: 127.0.0.1:4559\nspool: /s\nmodem: ttyS0\ntries: 2\ndials: 5", nil},
		{sender, "server: \"-x\"\nspool: s\nmodem: \"a;b\"\ntries: 0\ndials: 99", []string{"1:9", "2:8", "3:8", "4:8", "5:8"}},
	} {
		err := tt.open(tt.text)
		if (err == nil) != (len(tt.want) == 0) {
			t.Errorf("%q: %v", tt.text, err)
		}
		for _, w := range tt.want {
			if err != nil && !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %q is missing in %v", tt.text, w, err)
			}
		}
	}
}

// TestJobs reads the queue files of HylaFAX 6.0.7, as its jobs left them.
func TestJobs(t *testing.T) {
	t.Parallel()
	s := newSpool(t)
	job := func(queue, name, tag, state, code, pages, of, status string) {
		s.write(t, queue+"/"+name, "tts:1795894342\nstate:"+state+"\nnpages:"+pages+"\ntotpages:"+of+"\njobtag:"+tag+"\nstatus:"+status+"\nstatuscode:"+code+"\n")
	}
	job("doneq", "q1", "jikim-whole", "7", "0", "2", "2", "")
	job("doneq", "q2", "jikim-half", "7", "0", "1", "2", "")
	job("doneq", "q3", "jikim-cut", "8", "334", "1", "2", "Unspecified Transmit Phase C error; too many attempts to send")
	job("doneq", "q4", "jikim-busy", "8", "340", "0", "2", "Busy signal detected; too many attempts to dial")
	job("doneq", "q5", "jikim-blocked", "8", "328", "0", "2", "REJECT: Requested modem pts/0 is not registered")
	job("doneq", "q6", "somebody-else", "7", "0", "2", "2", "")
	job("doneq", "q7", "jikim-$(x)", "7", "0", "2", "2", "")
	job("sendq", "q8", "jikim-waits", "2", "0", "0", "2", "")
	s.write(t, "sendq/seqf", "9")
	sent := &outcomes{list: map[string]channel.Outcome{}}
	c := &Sender{depot: channel.Depot{Name: "out", Outcomes: sent, Log: slog.New(slog.DiscardHandler), Now: time.Now}, spool: s.dir, told: map[string]bool{}}
	c.look(t.Context())
	want := map[string]string{"whole": "", "half": "other", "cut": "other", "busy": "expired", "blocked": "blocked"}
	if len(sent.list) != len(want) {
		t.Errorf("%v", sent.list)
	}
	for id, why := range want {
		if o := sent.list[id]; o.Delivered != (why == "") || o.Why != why || o.At.IsZero() {
			t.Errorf("%s: %+v", id, o)
		}
	}
	clear(sent.list)
	c.look(t.Context())
	if len(sent.list) != 0 || c.State().Taken != int64(len(want)) {
		t.Errorf("told again: %v", sent.list)
	}

	// A message whose job is in either queue is not sent again; sendfax is not there at all.
	c.path = filepath.Join(s.dir, "no-sendfax")
	file := []channel.File{{Name: "a.pdf", Body: []byte("%PDF-1.7")}}
	for _, id := range []string{"waits", "whole", "busy"} {
		if got, err := c.Carry(t.Context(), &channel.Message{ID: id, To: "033-222-2222", Files: file}); err != nil || got.ID != id {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	for name, tt := range map[string]struct {
		m    channel.Message
		want error
	}{
		"no number":        {channel.Message{ID: "a", To: "해온시청", Files: file}, channel.ErrNoSuchAddress},
		"no file":          {channel.Message{ID: "a", To: "0331234567"}, channel.ErrUnfit},
		"no paper":         {channel.Message{ID: "a", To: "0331234567", Files: []channel.File{{Name: "a.zip", Body: []byte("PK")}}}, channel.ErrUnfit},
		"a name like none": {channel.Message{ID: "a b", To: "0331234567", Files: file}, channel.ErrUnfit},
	} {
		if _, err := c.Carry(t.Context(), &tt.m); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.Carry(t.Context(), &channel.Message{ID: "new", To: "0331234567", Files: file}); err == nil || strings.Contains(err.Error(), "0331234567") {
		t.Errorf("without sendfax: %v", err)
	}
	c.spool = filepath.Join(s.dir, "nothing")
	if _, err := c.Carry(t.Context(), &channel.Message{ID: "new", To: "0331234567", Files: file}); err == nil {
		t.Error("sent without knowing what had been sent")
	}
}
