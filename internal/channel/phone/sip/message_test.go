package sip

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	raw := "\r\n\r\nINVITE sip:+82337371043%23@10.0.0.2:5060;user=phone SIP/2.0\n" +
		"v: SIP/2.0/UDP a;rport;branch=z9hG4bK1, SIP/2.0/TCP b;branch=z9hG4bK2\n" +
		"VIA : SIP/2.0/UDP c\r\n" +
		"f: \"Kim, \\\"<sip:fake@x>\" <sip:010-1111-2222;phone-context=kr:secret@A.example;x=y>\r\n\t;tag = 1 ;tag=2\r\n" +
		"t: tel:0337371043;phone-context=x\r\n" +
		"i:   one@two\r\n" +
		"CSeq: 17 INVITE\r\n" +
		"no header at all\r\n" +
		"P-Asserted-Identity: \"x\" <sip:01011112222@kt.example>, <tel:+821011112222>\r\n" +
		"Privacy: critical;id\r\n" +
		"Proxy-Authorization: Digest username=\"u\", response=\"SECRETDIGEST\"\r\n" +
		"Diversion: <sip:1043@x>;reason=\"no-answer\";counter=1, <sip:1000@x>;reason=unconditional\r\n" +
		"Reason: SIP;cause=200;text=\"a;b\", Q.850;cause=26\r\n" +
		"x: 1800;refresher=uas\r\n" +
		"c: multipart/mixed; boundary=\"bb\"\r\n\r\n" +
		"--bb\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nc=IN IP4 10.0.0.9\r\na=crypto:1 AES_CM inline:SECRETKEY\r\na=sendonly\r\nm=video 1 x\r\nm=audio 4000 RTP/SAVP 8\r\na=key-mgmt:mikey SECRETKEY\r\nm=audio 0 x\r\na=sendrecv\r\n--bb--\r\n"
	got, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := &Message{
		Method: "INVITE", User: "+82337371043#", CallID: "one@two", From: Address{User: "010-1111-2222", Host: "a.example", Tag: "2"}, To: Address{User: "0337371043"},
		CSeq: 17, Branch: "z9hG4bK1", Hops: 3, Identity: Address{User: "01011112222", Host: "kt.example"}, Hidden: true,
		Diverted: Address{User: "1043", Host: "x", Reason: "no-answer"}, DivertedReason: "no-answer", Reason: Reason{SIP: 200, Q850: 26}, Expires: 1800,
		Media: Media{Known: true, Held: true, Where: "10.0.0.9"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if text := fmt.Sprintf("%+v", got); strings.Contains(strings.ToLower(text), "secret") {
		t.Errorf("keys or digests are kept: %s", text)
	}
	if numberOf(got) != "" {
		t.Error("who wants to stay unknown is named")
	}
}

func TestHistoryAndTransferHeaders(t *testing.T) {
	t.Parallel()
	raw := "INVITE sip:1050@x SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n" +
		"History-Info: <sip:1043@x?Reason=SIP%3Bcause%3D486>;index=1, <sip:1050@x>;index=1.1\r\n" +
		"Replaces: abc%40x;to-tag=t;from-tag=f;early-only\r\n\r\n"
	m, err := Parse([]byte(raw))
	if err != nil || m.Diverted.User != "1043" || m.DivertedReason != "busy" || m.Replaces != (Replace{"abc%40x", "t", "f"}) {
		t.Errorf("%+v, %v", m, err)
	}
	raw = "REFER sip:1@x SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 REFER\r\n" +
		"r: \"Lee\" <sips:1050@x;method=INVITE?Replaces=abc%40x%3Bto-tag%3Dt%3Bfrom-tag%3Df&Require=replaces>\r\n\r\n"
	m, err = Parse([]byte(raw))
	if err != nil || m.ReferTo.User != "1050" || m.ReferTo.Replaces != (Replace{"abc@x", "t", "f"}) {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 200)
	head := "Call-ID: a\r\nCSeq: 1 INVITE\r\n\r\n"
	for name, raw := range map[string]string{
		"nothing": "", "one line": "INVITE sip:a SIP/2.0", "another protocol": "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "a status of 42": "SIP/2.0 42 x\r\n" + head,
		"no Call-ID": "INVITE sip:a@b SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n", "no CSeq": "INVITE sip:a@b SIP/2.0\r\nCall-ID: a\r\n\r\n",
		"CSeq of another": "BYE sip:a@b SIP/2.0\r\n" + head, "a negative CSeq": "INVITE sip:a@b SIP/2.0\r\nCall-ID: a\r\nCSeq: -1 INVITE\r\n\r\n",
		"a long method": long + " sip:a@b SIP/2.0\r\n" + head, "too long": "INVITE sip:a@b SIP/2.0\r\n" + head + strings.Repeat("x", MostBytes),
		"too many headers": "INVITE sip:a@b SIP/2.0\r\n" + strings.Repeat("a: b\r\n", 1000) + head,
	} {
		if m, err := Parse([]byte(raw)); !errors.Is(err, ErrStrange) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	m, err := Parse([]byte("INVITE sip:" + long + "@b SIP/2.0\r\nCall-ID: " + long + "\r\nFrom: <sip:a%0d%0ab@x>;tag=" + long + "\r\nCSeq: 1 INVITE\r\n\r\n"))
	if err != nil || m.User != "" || m.From.User != "" || len(m.CallID) != 32 || m.CallID != m.From.Tag {
		t.Errorf("long names: %+v, %v", m, err)
	}
}

func TestLooksLike(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"\r\nBYE sip:a SIP/2.0\r\n": true, "sip/2.0 200 OK\n": true, "": false, "SIP/2.0\n": false, "GET / HTTP/1.1\r\n": false, "\x80\x08\x00": false,
	} {
		if LooksLike([]byte(raw)) != want {
			t.Errorf("%q", raw)
		}
	}
}

// Times that are missing or cannot be are our own.
func TestTimesThatCannotBe(t *testing.T) {
	t.Parallel()
	for at, trusted := range map[time.Time]bool{
		{}: false, begin: true, begin.Add(-time.Minute): true, begin.Add(4 * time.Second): true, begin.Add(time.Minute): false, begin.Add(-2 * time.Hour): false,
		time.Unix(0, 0): false,
	} {
		s := stampOf(Packet{At: at, Received: begin, Clock: channel.Agent})
		if (s.clock == channel.Agent) != trusted || trusted && !s.at.Equal(at) || !trusted && !s.at.Equal(begin) {
			t.Errorf("%v: %+v", at, s)
		}
	}
}

func TestWhatIsMissed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, script string
		gaps, sights string
	}{
		{"an answer without its offer", "0 P>X 200 INVITE", "[answer_without_offer]", "[]"},
		{"a number is skipped, and who hung up is not said", direct + `
			60 P>X UPDATE seq=1 by=b
			60.1 X>P 200 UPDATE seq=1 by=b
			70 P>X BYE seq=4 by=b
			70.1 X>P 200 BYE seq=4 by=b`, "[cseq]", "[offered @0 ringing @0.1 answered person @4.1 hung_up undetermined normal @70 ended normal @70.1]"},
		{"a number comes late", direct + `
			70 P>X BYE seq=2 by=b at=60.1
			70.01 P>X UPDATE seq=1 by=b at=60
			70.1 X>P 200 BYE seq=2 by=b`, "[]", "[offered @0 ringing @0.1 answered person @4.1 hung_up officer normal @60.1 ended normal @70.1]"},
		{"the answer is missed, but not that it was acknowledged", `
			0 X>P INVITE tag=- to=1043
			0.1 P>X 180 INVITE
			4.2 X>P ACK br=other
			60 X>P BYE seq=2
			60.1 P>X 200 BYE seq=2`, "[no_answer_seen]", "[offered @0 ringing @0.1 hung_up caller normal @60 ended normal @60.1]"},
		{"only the end is seen", "60 P>X BYE seq=2\n60.1 X>P 200 BYE seq=2", "[no_answer_seen]", "[hung_up undetermined normal @60 ended normal ~ @92]"},
		{"a stranger's call is none of ours", "0 S>X INVITE tag=-\n1 X>S 200 INVITE", "[]", "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sights, gaps := play(t, New(office()), tt.script)
			seen := plains(sights)
			if seen == nil {
				seen = []string{}
			}
			var open []string
			for _, s := range seen {
				if !strings.Contains(s, "silence") {
					open = append(open, s)
				}
			}
			if fmt.Sprint(reasons(gaps)) != tt.gaps || fmt.Sprint(open) != tt.sights {
				t.Errorf("gaps %v, sights %v", reasons(gaps), open)
			}
		})
	}
}

func TestNumbersAndWays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, script, want string }{
		{"from outside, by the line", "0 T>X INVITE tag=-", "in 0101112222 7371043"},
		{"from outside, at the telephone", "0 X>P INVITE tag=- to=1043", "in 0101112222 1043"},
		{"withheld", "0 X>P INVITE tag=- to=1043 privacy=id pai=<sip:0101112222@x>", "in  1043"},
		{"asserted", "0 X>P INVITE tag=- to=1043 from=0 pai=<sip:0101112222@x>", "in 0101112222 1043"},
		{"within", "0 X>P INVITE tag=- to=1043 from=1044", "internal 1044 1043"},
		{"within, directly", "0 Q>P INVITE tag=- to=1043 from=1044", "internal 1044 1043"},
		{"to the outside, at the telephone", "0 P>X INVITE tag=- from=1043 to=0101112222", "out 1043 0101112222"},
		{"to the outside, by the line", "0 X>T INVITE tag=- from=7371043 to=0101112222", "out 7371043 0101112222"},
	} {
		s, _ := play(t, New(office()), tt.script)
		if len(s) == 0 || fmt.Sprint(s[0].Way, " ", s[0].From, " ", s[0].To) != tt.want {
			t.Errorf("%s: %+v", tt.name, s)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, script := range scripts() {
		for _, p := range packets(f, script) {
			f.Add(p.Raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		was := string(raw)
		m, err := Parse(raw)
		if string(raw) != was {
			t.Error("the packet was changed")
		}
		if err == nil && (len(m.CallID) > mostName || len(m.From.Tag) > mostName || len(m.Branch) > mostName || len(m.User) > mostUser) {
			t.Errorf("%+v", m)
		}
	})
}

// FuzzObserver lets a script be cut, mixed and repeated.
func FuzzObserver(f *testing.F) {
	var all []Packet
	for _, c := range transfers {
		all = append(all, packets(f, c.script)...)
	}
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add([]byte{9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, order []byte) {
		o := New(office())
		now := begin
		ids := map[string]bool{}
		for i, at := range order {
			p := all[(int(at)+i*7)%len(all)]
			now = now.Add(time.Duration(at) * 20 * time.Millisecond)
			p.Received = now
			for _, s := range o.See(p).Sights {
				if ids[s.ID] && now.Sub(begin) < patience {
					t.Errorf("told twice: %s", plain(s))
				}
				ids[s.ID] = true
			}
		}
		o.Pass(now.Add(24 * time.Hour))
		if n := o.Calls(); n != 0 {
			t.Errorf("%d calls are kept for ever", n)
		}
	})
}
