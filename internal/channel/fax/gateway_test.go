package fax

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/scan"
	"jikim/test/paper"
)

// maildir is where a mail server delivers what a gateway sends.
type maildir struct{ dir string }

func newMaildir(t testing.TB) maildir {
	t.Helper()
	m := maildir{t.TempDir()}
	for _, d := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(m.dir, d), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func (m maildir) deliver(t testing.TB, name, mail string) {
	t.Helper()
	tmp := filepath.Join(m.dir, "tmp", name)
	if err := os.WriteFile(tmp, []byte(mail), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(tmp, filepath.Join(m.dir, "new", name)); err != nil {
		t.Fatal(err)
	}
}

func (m maildir) gateway(t testing.TB, o channel.Office, header string) *Gateway {
	t.Helper()
	return &Gateway{Intake: scan.Intake{Office: o, Reader: papers(t)}, dir: m.dir, gateways: []string{"@gw.example.kr"}, header: header,
		hops: []netip.Prefix{netip.MustParsePrefix("192.0.2.10/32")}, pause: 3 * time.Millisecond, stuck: map[string]bool{}}
}

// hop is the line that Postfix puts before a mail.
const hop = "Received: from gw.example.kr (gw.example.kr [192.0.2.10])\r\n\tby mx.haeon.kr (Postfix) with ESMTPS id 4XyZ\r\n\tfor <fax@haeon.kr>; Sat, 28 Nov 2026 19:33:20 +0900 (KST)\r\n"

// t37 is a mail of a gateway, with its fax as one part of a multipart/fax-message.
func t37(head string, fax []byte) string {
	var b strings.Builder
	b.WriteString(head)
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: multipart/fax-message; boundary=\"==x\"\r\n\r\n--==x\r\nContent-Type: text/plain\r\n\r\nFax of 2 pages\r\n" +
		"--==x\r\nContent-Type: image/tiff; application=faxbw; name=\"../f.tif\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n")
	text := base64.StdEncoding.EncodeToString(fax)
	for len(text) > 0 {
		n := min(len(text), 76)
		b.WriteString(text[:n] + " \r\n") // some gateways end lines with blanks
		text = text[n:]
	}
	b.WriteString("--==x--\r\n")
	return b.String()
}

type provider struct{ maildir }

func (p provider) Open(t testing.TB, o channel.Office) channel.Source { return p.gateway(t, o, "") }

func (p provider) Put(t testing.TB, number int) {
	p.deliver(t, fmt.Sprintf("%d.M1.host", number),
		t37(hop+"From: FAX=+82331111111@gw.example.kr\r\nMessage-ID: <"+fmt.Sprint(number)+"@gw>\r\nX-Number: "+fmt.Sprint(number)+"\r\n", []byte("II*\x00broken")))
}

func (p provider) Number(l *channel.Letter) (n int) {
	_, rest, _ := strings.Cut(string(l.Original.Body), "X-Number: ")
	if _, err := fmt.Sscanf(rest, "%d", &n); err != nil {
		return 0
	}
	return n
}

func (p provider) Acknowledged() int {
	entries, _ := os.ReadDir(filepath.Join(p.dir, "cur"))
	return len(entries)
}

func TestGatewayKeepsTheContract(t *testing.T) {
	t.Parallel()
	channeltest.Letters(t, func(t *testing.T) channeltest.Peer { return provider{newMaildir(t)} })
}

// TestGateway reads the mails of gateways, and of those who pretend to be one.
func TestGateway(t *testing.T) {
	t.Parallel()
	tiff := paper.TIFF(t, paper.Fax{Pages: 2, Encoding: []string{"-c", "g4"}})
	pdf := paper.PDF(t, 1) // some gateways send that; it is read faster
	const id = "Message-ID: <1@gw>\r\nDate: Sat, 28 Nov 2026 19:33:19 +0900\r\n"
	tests := []struct {
		name, header, mail string
		from               string
		pages              int
		doubts, notes      []string
	}{
		{"T.37 with the number in From", "", t37(hop+"From: FAX=+82-33-111-1111/T33S=1@gw.example.kr\r\n"+id, tiff), "+82331111111", 2, nil, nil},
		{"a provider's header", "X-Fax-Caller", t37(hop+"From: Fax Service <noreply@gw.example.kr>\r\nX-Fax-Caller: 033 111 1111\r\n"+id, pdf), "0331111111", 1, nil, nil},
		{"the same without the header", "X-Fax-Caller", t37(hop+"From: noreply@gw.example.kr\r\n"+id, pdf), "", 1, nil, []string{"letter.note.fax_nobody"}},
		{"image/tiff by itself", "", hop + "From: 0331111111@gw.example.kr\r\n" + id + "Content-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString(pdf), "0331111111", 1, nil, nil},
		{"another machine", "", t37(strings.Replace(hop, "192.0.2.10", "203.0.113.66", 1)+"From: FAX=+82331111111@gw.example.kr\r\n"+id, pdf), "", 1, []string{"letter.doubt.fax_gateway"}, nil},
		{"another machine that calls itself by the gateway's address", "",
			t37("Received: from (gw.example.kr[192.0.2.10]) (unknown [203.0.113.66])\r\n\tby mx.haeon.kr\r\n"+hop+"From: FAX=+82331111111@gw.example.kr\r\n"+id, pdf), "", 1, []string{"letter.doubt.fax_gateway"}, nil},
		{"the gateway's line below another one", "", t37("Received: from x (x [203.0.113.66]) by mx.haeon.kr\r\n"+hop+"From: FAX=+82331111111@gw.example.kr\r\n"+id, pdf), "", 1, []string{"letter.doubt.fax_gateway"}, nil},
		{"the gateway's machine, another sender", "", t37(hop+"From: FAX=+82331111111@evil.example\r\n"+id, pdf), "", 1, []string{"letter.doubt.fax_gateway"}, nil},
		{"no line of a mail server", "", t37("From: FAX=+82331111111@gw.example.kr\r\n"+id, pdf), "", 1, []string{"letter.doubt.fax_gateway"}, nil},
		{"no fax in it", "", hop + "From: FAX=+82331111111@gw.example.kr\r\n" + id + "\r\nnothing", "+82331111111", 0, []string{"letter.doubt.fax_nothing"}, nil},
		{"a fax that is cut off", "", t37(hop+"From: FAX=+82331111111@gw.example.kr\r\n"+id, tiff[:len(tiff)/2]), "+82331111111", 0, []string{"letter.doubt.scan_broken"}, nil},
		{"no mail", "", "\x00\x01", "", 0, []string{"letter.doubt.fax_nothing"}, nil},
	}
	for _, tt := range tests {
		m, box := newMaildir(t), channeltest.NewLetterbox()
		m.deliver(t, "1.M1.host", tt.mail)
		g := m.gateway(t, office(box), tt.header)
		if err := g.look(t.Context()); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if len(box.Kept()) != 1 {
			t.Errorf("%s: %d letters", tt.name, len(box.Kept()))
			continue
		}
		l := box.Kept()[0]
		if l.From.Address != tt.from || l.Pages != tt.pages || !slices.Equal(l.Doubts, tt.doubts) || !slices.Equal(l.Notes, tt.notes) {
			t.Errorf("%s: from %+v, %d pages, doubts %v, notes %v", tt.name, l.From, l.Pages, l.Doubts, l.Notes)
		}
		if !bytes.Equal(l.Original.Body, []byte(tt.mail)) || l.Original.Type != "message/rfc822" {
			t.Errorf("%s: the original is another one", tt.name)
		}
		if tt.pages > 0 && (l.Proposed == nil || l.Proposed.Sender != paper.Sender || l.Files[0].Type != scan.PDF) {
			t.Errorf("%s: proposed %+v", tt.name, l.Proposed)
		}
		if entries, _ := os.ReadDir(filepath.Join(m.dir, "cur")); len(entries) != 1 || !strings.HasSuffix(entries[0].Name(), ":2,S") {
			t.Errorf("%s: not moved: %v", tt.name, entries)
		}
	}
	// The same mail by two ways: other heads, one letter.
	m, box := newMaildir(t), channeltest.NewLetterbox()
	m.deliver(t, "1.M1.host", t37(hop+"From: 0331111111@gw.example.kr\r\n"+id, []byte("II*\x00x")))
	m.deliver(t, "2.M1.host", t37(hop+"X-Other: way\r\nFrom: 0331111111@gw.example.kr\r\n"+id, []byte("II*\x00x")))
	if err := m.gateway(t, office(box), "").look(t.Context()); err != nil || len(box.Kept()) != 1 || box.Repeated() != 1 {
		t.Errorf("%v, %d letters, %d repeated", err, len(box.Kept()), box.Repeated())
	}
}

func FuzzFindFax(f *testing.F) {
	f.Add("multipart/mixed; boundary=x", "7bit", "--x\r\nContent-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\nSUkqAA==\r\n--x--")
	f.Add("multipart/mixed; boundary=x", "", strings.Repeat("--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n", 30))
	f.Add("image/tiff; name=\"\u202e/../x\"", "quoted-printable", "II*=00=")
	f.Fuzz(func(t *testing.T, kind, encoding, body string) {
		p := findFax(kind, encoding, strings.NewReader(body))
		if p != nil && (scan.Type(p.Body) == "" || p.Name == "" || strings.ContainsAny(p.Name, "/\x00\n")) {
			t.Fatalf("%+v", p)
		}
		g := Gateway{gateways: []string{"@x"}, Intake: scan.Intake{Office: office(nil)}}
		if l, _ := g.read([]byte(kind + "\r\n" + body)); l.Key == "" || l.From.Address != "" {
			t.Fatalf("%+v", l)
		}
	})
}
