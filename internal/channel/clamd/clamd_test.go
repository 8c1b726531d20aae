package clamd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// eicar is the file that every scanner calls harmful, and nobody is harmed by; in two parts, so that this source is not taken
// for it.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-` + `STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// daemon speaks the protocol as clamd 1.4 does: it checks every byte of it, calls EICAR harmful, and hangs up on a stream that
// is longer than limit.
type daemon struct {
	limit int
	asked atomic.Int32
}

func (d *daemon) serve(t *testing.T, l net.Listener) {
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			d.asked.Add(1)
			go d.talk(conn)
		}
	}()
}

func (d *daemon) talk(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	command, err := r.ReadString(0)
	if err != nil || command != "zINSTREAM\x00" {
		_, _ = io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	var body bytes.Buffer
	for {
		var n uint32
		if binary.Read(r, binary.BigEndian, &n) != nil {
			return
		}
		if n == 0 {
			break
		}
		if body.Len()+int(n) > d.limit {
			_, _ = io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
			return
		}
		if _, err := io.CopyN(&body, r, int64(n)); err != nil {
			return
		}
	}
	if bytes.Contains(body.Bytes(), []byte(eicar)) {
		_, _ = io.WriteString(conn, "stream: Eicar-Test-Signature FOUND\x00")
		return
	}
	_, _ = io.WriteString(conn, "stream: OK\x00")
}

func listen(t *testing.T, network, address string, limit int) (*Client, *daemon) {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	d := &daemon{limit: limit}
	d.serve(t, l)
	c, err := New(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return c, d
}

func TestScan(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("지킴 "), 100_000)
	tests := []struct {
		name    string
		body    []byte
		harmful bool
		err     string
	}{
		{"nothing", nil, false, ""},
		{"a harmless file", []byte("%PDF-1.7"), false, ""},
		{"a file of many pieces", long, false, ""},
		{"the test file", []byte(eicar), true, ""},
		{"the test file across two pieces", append(make([]byte, pieceSize-10), eicar...), true, ""},
		{"longer than the daemon looks at", make([]byte, 3<<20), false, "size limit exceeded"},
	}
	for _, network := range []string{"tcp", "unix"} {
		address := "127.0.0.1:0"
		if network == "unix" {
			address = filepath.Join(t.TempDir(), "clamd.ctl")
		}
		c, d := listen(t, network, address, 2<<20)
		for i, tt := range tests {
			harmful, err := c.Scan(t.Context(), tt.body)
			switch {
			case tt.err == "" && err != nil, tt.err != "" && err == nil:
				t.Errorf("%s, %s: %v", network, tt.name, err)
			case tt.err != "" && !strings.Contains(err.Error(), tt.err) && !strings.Contains(err.Error(), "no answer"):
				t.Errorf("%s, %s: %v", network, tt.name, err) // a connection that was reset loses its answer
			case harmful != tt.harmful:
				t.Errorf("%s, %s: harmful %v", network, tt.name, harmful)
			}
			if int(d.asked.Load()) != i+1 {
				t.Errorf("%s, %s: the daemon was asked %d times", network, tt.name, d.asked.Load())
			}
		}
	}
}

// TestAway proves that silence is never taken for a clean file.
func TestAway(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // takes the call, says nothing
		if _, err := l.Accept(); err == nil {
			cancel()
		}
	}()
	if harmful, err := c.Scan(ctx, []byte("x")); harmful || !errors.Is(err, context.Canceled) {
		t.Errorf("a daemon that is silent: %v, %v", harmful, err)
	}
	l.Close()
	if harmful, err := c.Scan(t.Context(), []byte("x")); harmful || err == nil {
		t.Errorf("a daemon that is away: %v, %v", harmful, err)
	}
	for _, answer := range []string{"stream: OK", "OK\x00", "stream: \x00", "stream: x ERROR\x00", "UNKNOWN COMMAND\x00"} {
		if harmful, err := read([]byte(answer)); harmful || err == nil {
			t.Errorf("%q: %v, %v", answer, harmful, err)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{"127.0.0.1:3310": true, "[::1]:3310": true, "/run/clamav/clamd.ctl": true, "clamd": false, "": false, "clamd:": false} {
		if _, err := New(address); (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
	}
}
