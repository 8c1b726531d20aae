package hep

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/core/yaml"
)

// conversation is a call at a telephone, as an agent copies it.
var conversation = []struct {
	after    time.Duration
	out      bool // from the telephone
	text     string
	from, to string
}{
	{0, false, "INVITE sip:1043@x SIP/2.0", "", "INVITE"},
	{10 * time.Millisecond, true, "SIP/2.0 180 Ringing", "b", "INVITE"},
	{400 * time.Millisecond, true, "SIP/2.0 200 OK", "b", "INVITE"},
	{410 * time.Millisecond, false, "ACK sip:1043@x SIP/2.0", "b", "ACK"},
	{900 * time.Millisecond, false, "BYE sip:1043@x SIP/2.0", "b", "BYE"},
	{910 * time.Millisecond, true, "SIP/2.0 200 OK", "b", "BYE"},
}

func said(i int, id string, begun time.Time) made {
	m := conversation[i]
	cseq := 1
	if m.to == "BYE" {
		cseq = 2
	}
	to := "<sip:1043@x>"
	if m.from != "" {
		to += ";tag=" + m.from
	}
	raw := fmt.Sprintf("%s\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK%s%d\r\nFrom: <sip:0101112222@x>;tag=a\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n\r\n", m.text, id, cseq, to, id, cseq, m.to)
	p := made{src: "10.0.0.2:5060", dst: "10.1.0.11:5060", at: begun.Add(m.after), key: "open sesame", node: 2001, kind: sipKind, payload: []byte(raw)}
	if m.out {
		p.src, p.dst = p.dst, p.src
	}
	return p
}

func open(t *testing.T, o channel.Office, text string) channel.Source {
	t.Helper()
	n, err := yaml.Parse("channels.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := OpenHEP(o, n)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keyFile(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(name, []byte("open sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// free returns an address that nobody listens at.
func free(t *testing.T, network string) string {
	t.Helper()
	if network == "tcp" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().String()
}

func TestHEPOverUDPKeepsTheContract(t *testing.T) {
	address, key := free(t, "udp"), keyFile(t)
	conn, err := net.Dial("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	begun := time.Now()
	channeltest.TestCalls(t, channeltest.CallSource{
		Name: "trunk", Messages: len(conversation), Forgets: true,
		Open: func(t *testing.T, o channel.Office) channel.Source {
			return open(t, o, fmt.Sprintf("{udp: %q, from: [127.0.0.1], key: %q, nodes: [2001], phones: [10.1.0.0/16]}", address, key))
		},
		Tell: func(t *testing.T, i int) { _, _ = conn.Write(said(i, "udp", begun).encode()) },
		Hostile: func(t *testing.T) {
			wrongKey, wrongNode := said(1, "evil", begun), said(1, "evil", begun)
			wrongKey.key, wrongNode.node = "guess", 1
			noise := said(0, "evil", begun)
			noise.payload = []byte("INVITE \x00\xff")
			for _, raw := range [][]byte{
				[]byte("HEP3\xff\xff"), {}, wrongKey.encode(), wrongNode.encode(), noise.encode(), []byte(strings.Repeat("A", 9000)),
			} {
				_, _ = conn.Write(raw)
			}
		},
		Last: func(s channel.Sight) bool { return s.Kind == channel.HungUp && s.Side == channel.CallerSide },
	})
}

func TestHEPOverTCPKeepsTheContract(t *testing.T) {
	address := free(t, "tcp")
	var conn atomic.Pointer[net.TCPConn]
	write := func(raw []byte) bool {
		c := conn.Load()
		if c != nil {
			if _, err := c.Write(raw); err == nil {
				return true
			}
			c.Close()
		}
		fresh, err := net.Dial("tcp", address)
		if err != nil {
			conn.Store(nil)
			return false
		}
		conn.Store(fresh.(*net.TCPConn))
		_, err = fresh.Write(raw)
		return err == nil
	}
	begun := time.Now()
	channeltest.TestCalls(t, channeltest.CallSource{
		Name: "trunk", Messages: len(conversation), Forgets: true,
		Open: func(t *testing.T, o channel.Office) channel.Source {
			// The connection of a source that ran before is of no use any more.
			if c := conn.Swap(nil); c != nil {
				c.Close()
			}
			return open(t, o, fmt.Sprintf("{tcp: %q, from: [127.0.0.1], phones: [10.1.0.0/16]}", address))
		},
		Tell: func(t *testing.T, i int) { write(said(i, "tcp", begun).encode()) },
		Hostile: func(t *testing.T) {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_, _ = c.Write([]byte("GET / HTTP/1.1\r\n\r\n"))
			noise := said(0, "evil", begun)
			noise.payload = []byte("INVITE \x00\xff")
			write(noise.encode())
		},
		Last: func(s channel.Sight) bool { return s.Kind == channel.HungUp && s.Side == channel.CallerSide },
	})
}

func TestEntriesThatAreWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[]":                      "a mapping is expected",
		"{phones: [10.1.0.0/16]}": "udp, tcp or both",
		"{udp: '127.0.0.1:9060', from: [10.0.0.2]}":                                            "without them nobody knows",
		"{from: [10.0.0.2], phones: [10.1.0.0/16]}":                                            "udp, tcp or both",
		"{udp: '127.0.0.1:9060', phones: [10.1.0.0/16]}":                                       "anybody else could invent calls",
		"{udp: ':9060', from: [10.0.0.2], phones: [10.1.0.0/16]}":                              "an address of this machine",
		"{udp: '127.0.0.1:9060', from: [host], phones: [10.1.0.0/16]}":                         "an address or a network",
		"{udp: '127.0.0.1:9060', from: [10.0.0.2], key: secret, phones: [10.1.0.0/16]}":        "the key itself never stands",
		"{udp: '127.0.0.1:9060', from: [10.0.0.2], node: 1, phones: [10.1.0.0/16]}":            `unknown key "node"`,
		"{udp: '127.0.0.1:9060', from: [10.0.0.2], rate: 0, phones: [10.1.0.0/16]}":            "packets a second",
		"{udp: '127.0.0.1:9060', from: [10.0.0.2], phones: [10.1.0.0/16], silence: long}":      "a length of time",
		"{udp: '127.0.0.1:9060', from: [10.0.0.2], nodes: [-1], phones: [10.1.0.0/16]}":        "a node identifier",
		"{udp: '127.0.0.1:9060', from: [10.0.0.2], phones: [10.1.0.0/16], analogue: sometime}": "yes or no",
	} {
		n, err := yaml.Parse("channels.yaml", []byte(text))
		if err != nil {
			t.Fatal(text, err)
		}
		if _, err := OpenHEP(channeltest.NewCalls().Office("x"), n); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "channels.yaml:1:") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheKeyFileIsNeeded(t *testing.T) {
	t.Parallel()
	s := open(t, channeltest.NewCalls().Office("x"), fmt.Sprintf("{udp: '127.0.0.1:0', from: [127.0.0.1], key: %q, phones: [10.1.0.0/16]}", filepath.Join(t.TempDir(), "none")))
	if err := s.Run(t.Context()); err == nil || strings.Contains(err.Error(), "sesame") {
		t.Errorf("it ran without its key: %v", err)
	}
}
