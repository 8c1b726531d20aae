package clamd

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// program finds the daemon; Debian keeps it where no user's PATH leads.
func program(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"clamd", "/usr/sbin/clamd", "/usr/local/sbin/clamd"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no clamd found: install it (apt-get install clamav-daemon)")
	return ""
}

// clamav is a daemon of ClamAV that belongs to the test: its socket and its database, which knows the test file and nothing
// else, lie in the test's folder, and nothing is downloaded.
type clamav struct {
	socket string
	kill   func() // at once, and waits until it is gone
}

// start starts a daemon that looks at streams of up to 2 MiB, and returns when it listens.
func start(t *testing.T, folder string) clamav {
	t.Helper()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("test.ndb", "Test:0:*:"+hex.EncodeToString([]byte(eicar))+"\n")
	socket := filepath.Join(folder, "clamd.ctl")
	config := write("clamd.conf", fmt.Sprintf("Foreground yes\nLocalSocket %s\nDatabaseDirectory %s\nTemporaryDirectory %s\nStreamMaxLength 2M\n", socket, folder, folder))
	daemon := exec.Command(program(t), "-c", config)
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	daemon.Stderr = daemon.Stdout
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	kill := sync.OnceFunc(func() {
		_ = daemon.Process.Kill() // one that is gone already is as good
		_ = daemon.Wait()
	})
	t.Cleanup(kill)
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Fprintln(&said, lines.Text())
		if strings.Contains(lines.Text(), "Self checking") { // the last line before it listens
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return clamav{socket, kill}
		}
	}
	t.Fatalf("clamd did not start:\n%s", said.String())
	return clamav{}
}

func client(t *testing.T, address string) *Client {
	t.Helper()
	c, err := New(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// zipped packs a file, as citizens do.
func zipped(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("서류.txt")
	if err == nil {
		_, err = io.WriteString(w, body)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRealDaemon asks clamd itself, many files at once.
func TestRealDaemon(t *testing.T) {
	t.Parallel()
	c := client(t, start(t, t.TempDir()).socket)
	tests := []struct {
		name    string
		body    []byte
		harmful bool
		unknown bool
	}{
		{"nothing", nil, false, false},
		{"a harmless file", []byte("%PDF-1.7"), false, false},
		{"a file of many pieces", bytes.Repeat([]byte("지킴 "), 100_000), false, false},
		{"the test file", []byte(eicar), true, false},
		{"the test file across two pieces", append(make([]byte, pieceSize-10), eicar...), true, false},
		{"the test file in an archive", zipped(t, eicar), true, false},
		{"a harmless archive", zipped(t, "열람실은 언제 여나요?"), false, false},
		{"as long as the daemon looks at", make([]byte, 2<<20), false, false},
		{"longer than the daemon looks at", make([]byte, 2<<20+1), false, true},
		{"much longer, with the test file", append(make([]byte, 8<<20), eicar...), false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			harmful, err := c.Scan(t.Context(), tt.body)
			if harmful != tt.harmful || (err != nil) != tt.unknown {
				t.Errorf("harmful %v, %v", harmful, err)
			}
		})
	}
}

// TestDaemonIsKilled kills clamd while it takes a file: nobody knows then, and what is asked after it was started again is
// answered.
func TestDaemonIsKilled(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	daemon := start(t, folder)
	between := filepath.Join(t.TempDir(), "between.ctl")
	l, err := net.Listen("unix", between)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go pass(l, daemon)
	if harmful, err := client(t, between).Scan(t.Context(), make([]byte, 1<<20)); harmful || err == nil {
		t.Errorf("killed in the middle of a file: %v, %v", harmful, err)
	}
	c := client(t, daemon.socket)
	if harmful, err := c.Scan(t.Context(), []byte("x")); harmful || err == nil {
		t.Errorf("while it was gone: %v, %v", harmful, err)
	}
	start(t, folder)
	if harmful, err := c.Scan(t.Context(), []byte(eicar)); !harmful || err != nil {
		t.Errorf("after it was started again: %v, %v", harmful, err)
	}
}

// pass hands a part of a file on to the daemon, kills it, and then hands on what is left to say.
func pass(l net.Listener, daemon clamav) {
	from, err := l.Accept()
	if err != nil {
		return
	}
	defer from.Close()
	to, err := net.Dial("unix", daemon.socket)
	if err != nil {
		return
	}
	defer to.Close()
	_, _ = io.CopyN(to, from, pieceSize)
	daemon.kill()
	_, _ = io.Copy(from, to)
}
