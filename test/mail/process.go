package mail

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is a program with all that it started.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// start starts a program and waits until it listens.
func start(t testing.TB, address, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(name, args...), done: make(chan struct{})}
	var out lockedBuffer
	p.cmd.Stdout, p.cmd.Stderr = &out, &out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait()
	}()
	for end := time.Now().Add(20 * time.Second); ; {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close()
			return p
		}
		select {
		case <-p.done:
			t.Fatalf("%s ended: %s", name, out.String())
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(end) {
			p.kill()
			t.Fatalf("%s does not listen: %s", name, out.String())
		}
	}
}

// kill ends the program and its children at once, and waits until none of them can write any more. Each is stopped before its children
// are counted, so that it starts no further ones meanwhile.
func (p *process) kill() {
	if p == nil {
		return
	}
	family := []int{p.cmd.Process.Pid}
	for i := 0; i < len(family); i++ {
		_ = syscall.Kill(family[i], syscall.SIGSTOP)
		family = append(family, children(family[i])...)
	}
	for _, pid := range family {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	<-p.done
	for end := time.Now().Add(20 * time.Second); slices.ContainsFunc(family, lives) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// lives tells whether a process can still do something: one that waits to be reaped cannot.
func lives(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, ok := strings.Cut(string(b), ") ")
	return err == nil && ok && !strings.HasPrefix(state, "Z")
}

// children are the processes that a process has started.
func children(pid int) []int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return nil
	}
	var out []int
	for _, f := range strings.Fields(string(b)) {
		if n, err := strconv.Atoi(f); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// lockedBuffer is what a program says, while it says it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write adds to it.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String is what was said.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// free are ports that nobody listens on.
func free(t testing.TB, n int) []string {
	t.Helper()
	var out []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		out = append(out, port)
	}
	return out
}
