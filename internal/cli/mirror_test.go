package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/open"
)

// mirrorCommands are what scripts about verifying can do besides running the program: serve a mirror, well or badly, and forge.
var mirrorCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"site":  serveMirror,
	"fault": setFault,
	"asked": countAsked,
	"proof": makeProof,
	"alter": alterFile,
	"cut":   cutFile,
}

// mirror serves a folder, and misbehaves when it is told to.
type mirror struct {
	dir   string
	mu    sync.Mutex
	fault string // what it does instead of answering
	below string // for paths that begin so
	asked []string
}

// siteKey is under which a script keeps the mirror that it serves.
type siteKey struct{}

// ServeHTTP answers from the folder, or as badly as it was told to. It asks nobody to wait, so that no test waits.
func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	fault := m.fault
	if !strings.HasPrefix(r.URL.Path, m.below) {
		fault = ""
	}
	m.asked = append(m.asked, r.URL.Path)
	m.mu.Unlock()
	b, err := os.ReadFile(filepath.Join(m.dir, filepath.FromSlash(strings.TrimPrefix(r.URL.Path, "/moved"))))
	switch fault {
	case "500", "403":
		status, _ := strconv.Atoi(fault)
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(status)
	case "html":
		_, _ = w.Write([]byte("<!doctype html><title>Welcome</title>"))
	case "elsewhere":
		http.Redirect(w, r, "http://localhost:1"+r.URL.Path, http.StatusFound)
	case "moved":
		http.Redirect(w, r, "/moved"+r.URL.Path, http.StatusFound)
	case "escape": // would clear the terminal of whoever prints it
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = c.Write([]byte("HTTP/1.1 403 \x1b[2J\x1b[1;1HForbidden\r\nContent-Length: 0\r\n\r\n"))
			_ = c.Close()
		}
	case "break": // says that more will come than does
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b[:len(b)/2])
	case "short": // an answer that is whole by itself, of half of the file
		_, _ = w.Write(b[:len(b)/2])
	default:
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(b)
	}
}

// site DIR serves a folder; its address is $SITE.
func serveMirror(ts *testscript.TestScript, _ bool, args []string) {
	m := &mirror{dir: ts.MkAbs(args[0])}
	s := httptest.NewServer(m)
	ts.Defer(s.Close)
	ts.Setenv("SITE", s.URL)
	kept, _ := ts.Value(siteKey{}).(**mirror)
	*kept = m
}

// shown is the site that a script serves.
func shown(ts *testscript.TestScript) *mirror {
	kept, _ := ts.Value(siteKey{}).(**mirror)
	if *kept == nil {
		ts.Fatalf("no site is served")
	}
	return *kept
}

// fault KIND [PATH] has the site misbehave for paths that begin so; fault none ends it.
func setFault(ts *testscript.TestScript, _ bool, args []string) {
	m := shown(ts)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault, m.below = args[0], "/"
	if len(args) > 1 {
		m.below = args[1]
	}
}

// asked PATH N looks whether the site was asked N times for paths that begin so, since asked alone was said last.
func countAsked(ts *testscript.TestScript, _ bool, args []string) {
	m := shown(ts)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(args) == 0 {
		m.asked = nil
		return
	}
	n := 0
	for _, p := range m.asked {
		if strings.HasPrefix(p, args[0]) {
			n++
		}
	}
	if strconv.Itoa(n) != args[1] {
		ts.Fatalf("%s was asked for %d times, not %s: %q", args[0], n, args[1], m.asked)
	}
}

// proof DIR LEAF FILE makes the proof that an office gives to whoever that leaf is of, from a mirror.
func makeProof(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	x, err := open.ParseIndex([]byte(ts.ReadFile(filepath.Join(args[0], "open", "index.json"))))
	ts.Check(err)
	p := open.Proof{Form: open.Version, Institution: x.Institution, Origin: x.Origin, N: n, Checkpoint: x.Checkpoint, Keys: x.Keys}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i := range at {
			out[i] = stored[at[i]]
		}
		return out, nil
	})
	for i := range x.Chunks {
		text := ts.ReadFile(filepath.Join(args[0], "open", filepath.FromSlash(open.ChunkPath(i, open.ChunkLines(i, x.Size)))))
		ts.Check(open.Lines([]byte(text), func(_ int, l open.Line) error {
			if l.N == n {
				p.Salt, p.Fact = open.SaltText(l.Salt), string(l.Form)
			}
			digest := open.Commit(l.Salt, l.Form)
			more, err := tlog.StoredHashes(l.N, digest[:], reader)
			stored = append(stored, more...)
			return err
		}))
	}
	path, err := tlog.ProveRecord(x.Size, n, reader)
	ts.Check(err)
	for _, h := range path {
		p.Path = append(p.Path, base64.StdEncoding.EncodeToString(h[:]))
	}
	b, err := json.MarshalIndent(p, "", "  ")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), b, 0o644))
}

// alter FILE OLD NEW TO puts NEW where OLD stood first and writes that to TO, which may be the same file.
func alterFile(ts *testscript.TestScript, _ bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	if !bytes.Contains(b, []byte(args[1])) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), bytes.Replace(b, []byte(args[1]), []byte(args[2]), 1), 0o644))
}

// cut FILE [TO] leaves the first half of the file, or of a copy of it.
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	b := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[len(args)-1]), []byte(b[:len(b)/2]), 0o644))
}
