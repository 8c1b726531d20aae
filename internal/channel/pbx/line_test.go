package pbx

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/md5" //nolint:gosec // as the protocol wants it
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"jikim/internal/channel"
)

// run runs a source until the test ends.
func run(t *testing.T, s channel.Source) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// within waits for something that another goroutine does.
func eventually(t *testing.T, o *office, what string, is func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for !is() {
		select {
		case <-o.came:
		case <-time.After(5 * time.Millisecond):
		case <-limit:
			t.Fatalf("in 20 seconds: not %s", what)
		}
	}
}

// certificate makes a certificate for 127.0.0.1, and its PEM.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// fakeAMI is a server that lets one account in and then sends, at each connection, the next part of a transcript.
func fakeAMI(t *testing.T, l net.Listener, parts [][]byte) {
	t.Helper()
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			part, last := parts[min(n, len(parts)-1)], n >= len(parts)-1
			r := bufio.NewReader(conn)
			_, _ = io.WriteString(conn, "Asterisk Call Manager/9.0.0\r\n")
			for {
				h, err := readHeaders(r)
				if err != nil {
					break
				}
				switch h.get("Action") {
				case "Challenge":
					_, _ = io.WriteString(conn, "Response: Success\r\nActionID: challenge\r\nChallenge: 123456\r\n\r\n")
				case "Login":
					sum := md5.Sum([]byte("123456" + "secret")) //nolint:gosec // as above
					if h.get("Key") != hex.EncodeToString(sum[:]) || h.get("Username") != "jikim" {
						_, _ = io.WriteString(conn, "Response: Error\r\nActionID: login\r\nMessage: Authentication failed\r\n\r\n")
						continue
					}
					_, _ = io.WriteString(conn, "Response: Success\r\nActionID: login\r\nMessage: Authentication accepted\r\n\r\n")
				case "CoreShowChannels":
					if n > 0 { // the call that goes on is still there
						_, _ = io.WriteString(conn, "Event: CoreShowChannel\r\nActionID: shown\r\nChannel: PJSIP/kt-00000001\r\nChannelState: 6\r\nCallerIDNum: 01012345678\r\nExten: 0337371043\r\nUniqueid: 1795395600.1\r\nLinkedid: 1795395600.1\r\n\r\n"+
							"Event: CoreShowChannel\r\nActionID: shown\r\nChannel: PJSIP/1043-00000002\r\nChannelState: 6\r\nCallerIDNum: 1043\r\nUniqueid: 1795395600.2\r\nLinkedid: 1795395600.1\r\n\r\n")
					}
					_, _ = conn.Write(bytes.ReplaceAll(part, []byte("\n"), []byte("\r\n")))
					if !last {
						_ = conn.Close()
					}
				}
			}
			_ = conn.Close()
		}
	}()
}

// TestAMIBreaks takes a call over a connection with TLS that breaks in the middle of it: nothing of the call is lost that was told, the
// break is noted, and what was there before the connection is known again.
func TestAMIBreaks(t *testing.T) {
	t.Parallel()
	cert, ca := certificate(t)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	body := transcript(t, "ami-caller-first.txt")
	cut := bytes.Index(body, []byte("Event: HangupRequest"))
	fakeAMI(t, l, [][]byte{body[:cut], body[cut:]})
	o := newOffice()
	o.set(base.Add(time.Hour))
	s, err := OpenAMI(o.office(), entryOf(t, "address: "+l.Addr().String()+"\nca: ca.pem\nuser: jikim\nsecret: s\ntrunks: [PJSIP/kt-]\n", map[string]string{"s": "secret\n", "ca.pem": ca}))
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	want := "in 01012345678; answered person 4 @1043; caller hung up 60 unseen=hook order=first; ended 60 cause=normal; ringing 0.3 @1043"
	eventually(t, o, "the whole call", func() bool { return facts(o.taken(), o.powers) == want })
	st := s.State()
	if !st.Connected || len(st.Gaps) == 0 || st.Gaps[0].Why != "channel.gap.pbx_connection" || st.Taken == 0 || st.Trouble != "" {
		t.Errorf("state: %+v", st)
	}
}

// TestAMIRefuses proves that a wrong secret is told as such, and nothing is proven meanwhile.
func TestAMIRefuses(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fakeAMI(t, l, [][]byte{nil})
	o := newOffice()
	s, err := OpenAMI(o.office(), entryOf(t, "address: "+l.Addr().String()+"\nsecurity: none\nuser: jikim\nsecret: s\ntrunks: [x]\n", map[string]string{"s": "wrong"}))
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	eventually(t, o, "trouble with the login", func() bool { return s.State().Trouble == "channel.trouble.pbx_login" })
	if st := s.State(); st.Connected || len(o.powers) != 0 {
		t.Errorf("state: %+v, proves %v", st, o.powers)
	}
}

// TestOfficeAway proves that what the office cannot take for a while is handed over in order when it can.
func TestOfficeAway(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fakeAMI(t, l, [][]byte{transcript(t, "ami-officer-first.txt")})
	o := newOffice()
	o.away = true
	o.set(base.Add(time.Hour))
	s, err := OpenAMI(o.office(), entryOf(t, "address: "+l.Addr().String()+"\nsecurity: none\nuser: jikim\nsecret: s\ntrunks: [PJSIP/kt-]\n", map[string]string{"s": "secret"}))
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	eventually(t, o, "trouble with the office", func() bool { return s.State().Trouble == "channel.trouble.pbx_office" })
	o.change(func() { o.away = false })
	eventually(t, o, "the whole call", func() bool { return strings.Contains(facts(o.taken(), o.powers), "officer hung up 60") })
	for i, k := range o.taken()[1:] {
		if k.At.Before(o.taken()[i].At) {
			t.Errorf("%s came before %s", o.taken()[i].Kind, k.Kind)
		}
	}
}

// TestESL logs in to an event socket, which sends a transcript, breaks, and goes on.
func TestESL(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	body := transcript(t, "esl-caller-first.txt")
	go func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			r := bufio.NewReader(conn)
			line := func() string {
				s, _ := r.ReadString('\n')
				_, _ = r.ReadString('\n')
				return strings.TrimSpace(s)
			}
			_, _ = io.WriteString(conn, "Content-Type: auth/request\n\n")
			if line() != "auth ClueCon" {
				_, _ = io.WriteString(conn, "Content-Type: command/reply\nReply-Text: -ERR invalid\n\n")
				_ = conn.Close()
				continue
			}
			_, _ = io.WriteString(conn, "Content-Type: command/reply\nReply-Text: +OK accepted\n\n")
			if !strings.HasPrefix(line(), "event plain") {
				_ = conn.Close()
				continue
			}
			_, _ = io.WriteString(conn, "Content-Type: command/reply\nReply-Text: +OK event listener enabled plain\n\n")
			if n == 0 {
				_, _ = io.WriteString(conn, "Content-Type: text/disconnect-notice\nContent-Length: 3\n\nbye")
				_ = conn.Close()
				continue
			}
			_, _ = conn.Write(body)
		}
	}()
	o := newOffice()
	o.set(base.Add(time.Hour))
	s, err := OpenESL(o.office(), entryOf(t, "address: "+l.Addr().String()+"\nsecurity: none\nsecret: s\ntrunks: [sofia/external/]\n", map[string]string{"s": "ClueCon"}))
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	eventually(t, o, "the whole call", func() bool { return strings.Contains(facts(o.taken(), o.powers), "caller hung up 60") })
	if st := s.State(); len(st.Gaps) != 1 {
		t.Errorf("state: %+v", st)
	}
}

// TestARI logs in to a REST interface, which sends a transcript over a WebSocket, breaks, and goes on.
func TestARI(t *testing.T) {
	t.Parallel()
	body := transcript(t, "ari-caller-first.txt")
	n := 0
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, secret, _ := r.BasicAuth()
		switch {
		case user != "jikim" || secret != "secret":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/ari/channels":
			_, _ = io.WriteString(w, `[{"id":"9.9","name":"PJSIP/kt-00000077","state":"Up","caller":{"number":"029999999"},"dialplan":{"exten":"0337371043"}}]`)
		case r.URL.Path == "/ari/events" && r.URL.Query().Get("subscribeAll") == "true":
			conn, err := websocket.Accept(w, r, nil)
			if err != nil {
				return
			}
			defer func() { _ = conn.CloseNow() }()
			n++
			if n == 1 {
				_ = conn.Write(r.Context(), websocket.MessageText, []byte(`{"type":`)) // not even JSON
				return
			}
			for line := range bytes.Lines(body) {
				if conn.Write(r.Context(), websocket.MessageText, line) != nil {
					return
				}
			}
			_, _, _ = conn.Read(r.Context())
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	ca := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	o := newOffice()
	o.set(base.Add(time.Hour))
	s, err := OpenARI(o.office(), entryOf(t, "address: "+server.Listener.Addr().String()+"\nca: ca.pem\nuser: jikim\nsecret: s\ntrunks: [PJSIP/kt-]\n", map[string]string{"s": "secret", "ca.pem": ca}))
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	eventually(t, o, "the whole call", func() bool { return strings.Contains(facts(o.taken(), o.powers), "caller hung up 60") })
	if st := s.State(); st.Refused != 1 || !st.Connected {
		t.Errorf("state: %+v", st)
	}
}

// TestEntries proves that what is wrong with an entry is told, with its place, before anything is connected.
func TestEntries(t *testing.T) {
	t.Parallel()
	good := map[string]string{"s": "0123456789012345678901234567890123456789", "tokens": "1043 abcdefghijklmnop\n", "empty": "\n"}
	for name, c := range map[string]struct {
		open  channel.Opener
		entry string
		want  string
	}{
		"an unknown key":       {OpenAMI, "address: 127.0.0.1:1\nsecurity: none\nuser: u\nsecret: s\ntrunks: [a]\nport: 3\n", "port"},
		"no trunks":            {OpenAMI, "address: 127.0.0.1:1\nsecurity: none\nuser: u\nsecret: s\n", "trunks"},
		"no TLS to elsewhere":  {OpenAMI, "address: 10.0.0.1:5038\nsecurity: none\nuser: u\nsecret: s\ntrunks: [a]\n", "without TLS"},
		"no port":              {OpenESL, "address: pbx\nsecret: s\ntrunks: [a]\n", "host:port"},
		"no secret":            {OpenESL, "address: 127.0.0.1:1\nsecurity: none\nsecret: empty\ntrunks: [a]\n", "no secret"},
		"a missing file":       {OpenARI, "address: 127.0.0.1:1\nsecurity: none\nuser: u\nsecret: none\ntrunks: [a]\n", "cannot be read"},
		"a colon in the user":  {OpenARI, "address: 127.0.0.1:1\nsecurity: none\nuser: 'u:x'\nsecret: s\ntrunks: [a]\n", "colon"},
		"no powers":            {OpenWebhook, "secret: s\n", "proves"},
		"an unknown power":     {OpenWebhook, "secret: s\nproves: [everything]\n", "everything"},
		"a short secret":       {OpenWebhook, "secret: tokens\nproves: []\n", "too short"},
		"tokens of nobody":     {OpenPhones, "tokens: empty\n", "none that can be read"},
		"columns without from": {OpenCDR, "file: x\ncolumns: [start, to]\ntime: epoch\nsince: 2026-01-01T00:00:00Z\n", "from"},
		"a column twice":       {OpenCDR, "file: x\ncolumns: [start, to, from, to]\ntime: epoch\nsince: 2026-01-01T00:00:00Z\n", "twice"},
		"no layout":            {OpenCDR, "file: x\ncolumns: [start, to, from]\ntime: later\nsince: 2026-01-01T00:00:00Z\n", "how instants are written"},
		"no zone":              {OpenCDR, "file: x\ncolumns: [start, to, from]\ntime: epoch\nzone: Mars/Base\nsince: 2026-01-01T00:00:00Z\n", "zone"},
		"no beginning":         {OpenCDR, "file: x\ncolumns: [start, to, from]\ntime: epoch\n", "since"},
		"a mapping that is no": {OpenCDR, "file: x\ncolumns: [start, to, from]\ntime: epoch\nresults: 3\nsince: 2026-01-01T00:00:00Z\n", "mapping"},
		"an unknown result":    {OpenCDR, "file: x\ncolumns: [start, to, from]\ntime: epoch\nresults: {A: fine}\nsince: 2026-01-01T00:00:00Z\n", "fine"},
		"nothing":              {OpenCDR, "", "file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.open(newOffice().office(), entryOf(t, c.entry, good))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "channels.yaml:") {
				t.Errorf("%v, want something of %q with its place", err, c.want)
			}
		})
	}
}

// FuzzLines reads whatever may come over a connection, and follows it.
func FuzzLines(f *testing.F) {
	for _, name := range []string{"ami-blind.txt", "ami-queue.txt", "esl-caller-first.txt"} {
		f.Add(transcript(f, name))
	}
	f.Add([]byte("Content-Length: 99999999999\n\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		o := newOffice()
		a := &ami{queue: newQueue(newMeter(o.office()))}
		a.board = newBoard([]string{"PJSIP/kt-"}, func(channel.Sight) {}, func() {})
		for r := bufio.NewReaderSize(bytes.NewReader(body), longestLine); ; {
			h, err := readHeaders(r)
			if err != nil {
				break
			}
			a.event(h, base)
		}
		e := &esl{queue: a.queue, board: newBoard([]string{"sofia/external/"}, func(channel.Sight) {}, func() {})}
		for r := bufio.NewReaderSize(bytes.NewReader(body), longestLine); ; {
			_, event, err := readMessage(r)
			if err != nil {
				break
			}
			if h, err := readEvent(event); err == nil {
				e.event(h, base)
			}
		}
		if len(a.board.legs) > mostLegs || len(e.board.legs) > mostLegs {
			t.Fatal("more legs than can be")
		}
	})
}

// TestManyLegs proves that an exchange, or whoever pretends to be one, cannot fill the memory.
func TestManyLegs(t *testing.T) {
	t.Parallel()
	lost := 0
	b := newBoard([]string{"T/"}, func(channel.Sight) {}, func() { lost++ })
	for n := range 3 * mostLegs {
		b.arrive(stamp{received: base}, fmt.Sprint(n), "", "T/x", "1", "22")
	}
	if len(b.legs) > mostLegs || len(b.talks) > mostLegs || lost == 0 {
		t.Errorf("%d legs, %d talks, lost %d times", len(b.legs), len(b.talks), lost)
	}
}
