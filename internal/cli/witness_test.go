package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"jikim/internal/ledger"
)

// process is a jikim that runs beside the test.
type process struct {
	t       *testing.T
	cmd     *exec.Cmd
	url     string
	lines   []string // that it printed until it served
	log     *complaints
	stopped bool
}

// complaints is what a process writes on standard error.
type complaints struct {
	mu   sync.Mutex
	text strings.Builder
}

func (c *complaints) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(b)
}

func (c *complaints) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

var servedAt = regexp.MustCompile(`(http://127\.0\.0\.1:\d+)/`)

// start runs a command until it has said where it serves, and ends it with the test.
func start(t *testing.T, dir string, lines int, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command("jikim", append(args, "--lang", "en", "--listen", "127.0.0.1:0")...), log: &complaints{}}
	p.cmd.Dir, p.cmd.Stderr = dir, p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.stop)
	said := bufio.NewScanner(out)
	for len(p.lines) < lines && said.Scan() {
		p.lines = append(p.lines, said.Text())
		if m := servedAt.FindStringSubmatch(said.Text()); m != nil && p.url == "" {
			p.url = m[1]
		}
	}
	if p.url == "" {
		t.Fatalf("jikim %s does not serve: %s", args[0], p.log)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// stop ends the process as an administrator does.
func (p *process) stop() {
	if p.stopped {
		return
	}
	p.stopped = true
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait() // what it says at the end is in the log
}

// until asks for the newest checkpoint until it is as wanted.
func (p *process) until(what string, ok func(signed string) bool) string {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		answer, err := http.Get(p.url + "/ledger/checkpoint")
		if err != nil {
			continue
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err == nil && answer.StatusCode == http.StatusOK && ok(string(body)) {
			return string(body)
		}
	}
	p.t.Fatalf("the checkpoint is not %s: %s", what, p.log)
	return ""
}

// file sends a petition.
func (p *process) file() {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/petitions", strings.NewReader(string(benchBodies(1)[0])))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d-%d", time.Now().UnixNano(), os.Getpid()))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		p.t.Fatalf("filing: %d", answer.StatusCode)
	}
}

// logKey signs an office's ledger for the first time and returns its public key.
func logKey(t *testing.T, dir, charter, public string) string {
	t.Helper()
	run := func(args ...string) string {
		cmd := exec.Command("jikim", append(args, "--data", "office", "--charter", charter, "--public", public)...)
		cmd.Dir = dir
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("jikim %s: %v", strings.Join(args, " "), err)
		}
		return string(out)
	}
	run("ledger", "checkpoint")
	var key struct{ Key string }
	if err := json.Unmarshal([]byte(run("ledger", "key", "--json")), &key); err != nil {
		t.Fatal(err)
	}
	return key.Key
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTwoOfficesWatchEachOther lets each of two offices run a witness for the other, then sets the data of one back to an old copy.
func TestTwoOfficesWatchEachOther(t *testing.T) {
	t.Parallel()
	type office struct{ dir, charter, name, log, witnessKey string }
	offices := []*office{{charter: "wonju", name: "minwon.example.kr"}, {charter: "examples/haeon", name: "haeon.example.kr"}}
	for _, o := range offices {
		o.dir = t.TempDir()
		o.log = logKey(t, o.dir, o.charter, "https://"+o.name)
	}
	for i, o := range offices {
		other := offices[1-i]
		writeFile(t, filepath.Join(o.dir, "logs"), "# the other office\n"+other.log+"\n")
		w := start(t, o.dir, 2, "witness", "--name", o.name+"/witness", "--logs", "logs", "--data", "watching")
		o.witnessKey = strings.TrimPrefix(w.lines[1], "public key: ")
		writeFile(t, filepath.Join(other.dir, "witnesses"), w.url+" "+o.witnessKey+"\n")
	}
	serve := func(i int) *process {
		return start(t, offices[i].dir, 1, "serve", "--data", "office", "--charter", offices[i].charter, "--witnesses", "witnesses")
	}
	countersigned := func(i int) func(string) bool {
		witness, err := ledger.ParseKey(offices[1-i].witnessKey)
		if err != nil {
			t.Fatal(err)
		}
		return func(signed string) bool {
			_, err := ledger.CosignedAt([]byte(signed), witness)
			return err == nil
		}
	}
	twice := exec.Command("jikim", "witness", "--name", "again", "--logs", "logs", "--data", "watching", "--listen", "127.0.0.1:0")
	twice.Dir = offices[0].dir
	if said, err := twice.CombinedOutput(); err == nil || !strings.Contains(string(said), "another process serves this folder") {
		t.Errorf("two witnesses remember in one folder: %v, %s", err, said)
	}
	for i := range offices {
		p := serve(i)
		p.until("countersigned", countersigned(i))
		if i == 1 {
			p.stop()
			continue
		}
		setBack(t, p, offices[i].dir, func() *process { return serve(i) }, countersigned(i))
	}
}

// setBack keeps a copy of an office's data, lets the office record something that is countersigned, and goes on with the copy.
func setBack(t *testing.T, p *process, dir string, serve func() *process, countersigned func(string) bool) {
	t.Helper()
	p.stop()
	data, kept := filepath.Join(dir, "office"), filepath.Join(dir, "kept")
	if err := os.CopyFS(kept, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	p = serve()
	p.file()
	p.stop()
	sign := exec.Command("jikim", "ledger", "checkpoint", "--data", "office")
	if sign.Dir = dir; sign.Run() != nil {
		t.Fatal("the ledger cannot be signed while nobody serves")
	}
	p = serve()
	p.until("countersigned with the petition", func(signed string) bool {
		return !strings.Contains(signed, "\n0\n") && countersigned(signed)
	})
	p.stop()
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(kept, data); err != nil {
		t.Fatal(err)
	}
	p = serve()
	for end := time.Now().Add(20 * time.Second); !strings.Contains(p.log.String(), "the ledger was set back"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("nobody noticed that the ledger was set back: %s", p.log)
		}
	}
}
