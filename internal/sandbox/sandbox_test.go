package sandbox

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var usual = Limits{CPU: 10 * time.Second, Wall: 30 * time.Second, Memory: 512 << 20, File: 1 << 20}

// boxes are a sandbox as this machine allows it, one as a machine allows it that has Landlock alone, and one that has nothing.
func boxes(t *testing.T) map[string]*Box {
	t.Helper()
	full, err := New()
	if err != nil {
		t.Fatal(err)
	}
	shut, bare := *full, *full
	shut.enforced.Namespaces = false
	bare.enforced.Namespaces, bare.enforced.Landlock = false, 0
	t.Logf("this machine: %+v", full.Enforced())
	return map[string]*Box{"full": full, "shut": &shut, "bare": &bare}
}

func room(t *testing.T, b *Box) *Room {
	t.Helper()
	r, err := b.Room()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func program(t *testing.T, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRun(t *testing.T) {
	t.Parallel()
	sh := program(t, "sh")
	for name, b := range boxes(t) {
		r := room(t, b)
		if err := r.Put("in.txt", []byte("지킴")); err != nil {
			t.Fatal(err)
		}
		// The shell only reads, writes and counts by itself: it may start nothing.
		out, err := r.Run(t.Context(), usual, sh, "-c", `read -r x < in.txt; echo "$x" > out.txt; echo "said $x"`)
		if err != nil || strings.TrimSpace(string(out)) != "said 지킴" {
			t.Errorf("%s: %q, %v", name, out, err)
		}
		if got, err := r.Get("out.txt", 100); err != nil || string(got) != "지킴\n" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if _, err := r.Get("out.txt", 3); err == nil {
			t.Errorf("%s: a file longer than asked for was read", name)
		}
	}
}

// TestLimits lets programs do what hostile files make them do, and sees how each is ended.
func TestLimits(t *testing.T) {
	t.Parallel()
	sh, awk := program(t, "sh"), program(t, "mawk")
	tests := []struct {
		name, why string
		limits    Limits
		args      []string
	}{
		{"computes for ever", CPU, Limits{CPU: time.Second, Wall: 30 * time.Second, Memory: 512 << 20, File: 1 << 20}, []string{sh, "-c", "while :; do :; done"}},
		{"waits for ever", Time, Limits{CPU: 5 * time.Second, Wall: 300 * time.Millisecond, Memory: 512 << 20, File: 1 << 20}, []string{program(t, "sleep"), "60"}},
		{"fills the disk", Size, Limits{CPU: 5 * time.Second, Wall: 30 * time.Second, Memory: 512 << 20, File: 64 << 10}, []string{awk, `BEGIN{for(;;) print "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" > "big"}`}},
		{"fills the memory", Exit, Limits{CPU: 20 * time.Second, Wall: 30 * time.Second, Memory: 64 << 20, File: 1 << 20}, []string{awk, `BEGIN{s="xxxxxxxxxxxxxxxx";for(;;)s=s s}`}},
		{"gives up", Exit, usual, []string{sh, "-c", "exit 7"}},
		{"falls over", Crash, usual, []string{sh, "-c", "kill -SEGV $$"}},
	}
	for name, b := range boxes(t) {
		for _, tt := range tests {
			if tt.why == Crash && name == "full" {
				continue // the first process of a namespace is not ended by a signal that it sends itself
			}
			r := room(t, b)
			_, err := r.Run(t.Context(), tt.limits, tt.args[0], tt.args[1:]...)
			if big, err := r.Get("big", 1<<30); tt.why == Size && (err != nil || int64(len(big)) != tt.limits.File) {
				t.Errorf("%s: a file of %d bytes, %v", name, len(big), err)
			}
			var f *Fault
			told := tt.why == Size && name == "full" // nor by this one of the kernel: it is told that it may not write
			if !errors.As(err, &f) || f.Why != tt.why && !(told && f.Why == Exit) {
				t.Errorf("%s, %s: %v, want %s", name, tt.name, err, tt.why)
			}
		}
	}
}

// TestAlone proves what a program that was taken over cannot do.
func TestAlone(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	secret := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("JIKIM_SECRET", "secret")
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for name, b := range boxes(t) {
		r := room(t, b)
		bash := program(t, "bash")
		e := b.Enforced()
		const landlockTCP = 4 // the version that knows of TCP
		for _, tt := range []struct {
			what, script string
			closed       bool
		}{
			{"see the password", `[ -n "$JIKIM_SECRET" ] || exit 3`, true},
			{"read the secret", "read -r x < " + secret + " || exit 3", e.Landlock > 0},
			{"write elsewhere", "echo x > " + filepath.Join(filepath.Dir(secret), "other") + " || exit 3", true}, // not nobody's
			{"reach this port", "exec 3<>/dev/tcp/127.0.0.1/" + port + " || exit 3", e.Namespaces || e.Landlock >= landlockTCP},
		} {
			if _, err := r.Run(t.Context(), usual, bash, "-c", tt.script); err == nil && tt.closed {
				t.Errorf("%s: a program in the sandbox could %s", name, tt.what)
			}
		}
		if _, err := r.Run(t.Context(), usual, program(t, "dash"), "-c", "/bin/true & wait $!"); err == nil {
			t.Errorf("%s: a program in the sandbox could start another", name)
		}
		if err := os.Symlink(secret, filepath.Join(r.dir, "link")); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Get("link", 100); err == nil {
			t.Errorf("%s: followed a link: %q", name, got)
		}
		if r.Has("link") || r.Has("nothing") {
			t.Errorf("%s: has what is no file", name)
		}
	}
}

func TestStopped(t *testing.T) {
	t.Parallel()
	for name, b := range boxes(t) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		_, err := room(t, b).Run(ctx, usual, program(t, "sleep"), "60")
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := room(t, b).Run(t.Context(), usual, "/nowhere/at/all"); err == nil {
			t.Errorf("%s: ran what is not there", name)
		}
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), time.Now()
	for name, age := range map[string]time.Duration{prefix + "left": 7 * time.Hour, prefix + "now": time.Minute, "other": 7 * time.Hour} {
		if err := os.MkdirAll(filepath.Join(dir, name, "in"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(dir, name), now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir, now)
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 2 || filepath.Base(left[0]) != prefix+"now" {
		t.Errorf("%v, %v", left, err)
	}
}
