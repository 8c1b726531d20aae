// Package ledger has our log read and checked by programs that others have written: Go's own client of such logs and that of
// transparency-dev/tessera, which is compiled in a module of its own (test/tessera).
package ledger

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/app"
	"jikim/internal/ledger"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// log is an office whose log has grown after it was signed first.
type log struct {
	*site.Site
	key      string // public
	old, now *app.Checkpoint
	private  ed25519.PrivateKey
}

func open(t *testing.T) *log {
	t.Helper()
	o := harness.New(t, "2026-11-23 09:30")
	l := &log{}
	sign := func(petitions int) *app.Checkpoint {
		for range petitions {
			o.File(o.Petition())
		}
		c, err := o.Checkpoint(o.Context(), harness.Institution)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	l.old, l.now = sign(5), sign(300)
	keys, err := o.SigningKeys(o.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	l.key, l.private = keys[0].Public, o.Keys.Signing()[0]
	l.Site = site.Open(o, nil, func(s *web.Server) web.Surface { return public.New(s) })
	return l
}

// tiles reads tiles over HTTP for Go's client.
type tiles struct{ log *log }

func (tiles) Height() int { return ledger.Height }

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (r tiles) ReadTiles(want []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(want))
	for i, x := range want {
		answer := r.log.Get("/ledger/tile/" + ledger.Tile{Level: x.L, N: x.N, Width: x.W}.Path())
		if answer.StatusCode != http.StatusOK {
			return nil, os.ErrNotExist
		}
		out[i] = []byte(answer.Text)
	}
	return out, nil
}

// TestGoReadsTheLog checks signature, consistency and every entry with golang.org/x/mod alone.
func TestGoReadsTheLog(t *testing.T) {
	t.Parallel()
	l := open(t)
	tree := func(signed []byte) tlog.Tree {
		verifier, err := note.NewVerifier(l.key)
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Open(signed, note.VerifierList(verifier))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(n.Text, "\n")
		size, err := strconv.ParseInt(lines[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		root, err := tlog.ParseHash(lines[2])
		if err != nil {
			t.Fatal(err)
		}
		return tlog.Tree{N: size, Hash: root}
	}
	now, old := tree([]byte(l.Get("/ledger/checkpoint").Text)), tree(l.old.Note)
	if now.N != l.now.Size || old.N >= now.N {
		t.Fatalf("the log has %d entries and had %d", now.N, old.N)
	}
	reader := tlog.TileHashReader(now, tiles{l})
	grown, err := tlog.ProveTree(now.N, old.N, reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := tlog.CheckTree(grown, now.N, now.Hash, old.N, old.Hash); err != nil {
		t.Error(err)
	}
	for from := int64(0); from < now.N; from += ledger.Width {
		bundle := ledger.Tile{Level: ledger.Entries, N: from / ledger.Width, Width: int(min(ledger.Width, now.N-from))}
		entries, err := ledger.ParseBundle([]byte(l.Get("/ledger/tile/" + bundle.Path()).Text))
		if err != nil || len(entries) != bundle.Width {
			t.Fatalf("%s: %d entries, %v", bundle.Path(), len(entries), err)
		}
		for i, e := range entries {
			n := from + int64(i)
			proof, err := tlog.ProveRecord(now.N, n, reader)
			if err == nil {
				err = tlog.CheckRecord(proof, now.N, now.Hash, n, tlog.RecordHash(e))
			}
			if err != nil {
				t.Fatalf("entry %d: %v", n, err)
			}
		}
	}
}

// tessera compiles the other client once.
var tessera = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "jikim-tessera-")
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "tessera")
	cmd := exec.Command("go", "build", "-C", filepath.Join("..", "tessera"), "-o", program, ".")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", &exec.Error{Name: "go build: " + string(out), Err: err}
	}
	return program, nil
})

// TestTesseraReadsTheLog runs the other client against the log as it is, and against forgeries of it.
func TestTesseraReadsTheLog(t *testing.T) {
	t.Parallel()
	program, err := tessera()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(program)) })
	l := open(t)
	forked := l.sign(t, ledger.Checkpoint{Origin: strings.Split(l.key, "+")[0], Size: l.old.Size, Root: ledger.Hash{1}})
	for name, test := range map[string]struct {
		old   []byte
		spoil string // part of a path whose answer is changed in one bit
		want  string // of the complaint; empty: none
	}{
		"as it is":           {l.old.Note, "", ""},
		"another past":       {forked, "", "the newest checkpoint"},
		"an entry is spoilt": {l.old.Note, "/tile/entries/001", "entry 257"},
		"a hash is spoilt":   {l.old.Note, "/tile/0/000", "the newest checkpoint"},
		"spoilt signature":   {l.old.Note, "/ledger/checkpoint", "the newest checkpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := filepath.Join(t.TempDir(), "old")
			if err := os.WriteFile(old, test.old, 0o600); err != nil {
				t.Fatal(err)
			}
			address := spoiled(t, l.URL, test.spoil)
			cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, address+"/ledger/", l.key, old)
			var complaint bytes.Buffer
			cmd.Stderr = &complaint
			out, err := cmd.Output()
			if test.want == "" && (err != nil || strings.TrimSpace(string(out)) != strconv.FormatInt(l.now.Size, 10)) {
				t.Errorf("checked %q of %d: %v %s", out, l.now.Size, err, &complaint)
			}
			if test.want != "" && (err == nil || !strings.Contains(complaint.String(), test.want)) {
				t.Errorf("it says %q, want %q", complaint.String(), test.want)
			}
		})
	}
}

func (l *log) sign(t *testing.T, c ledger.Checkpoint) []byte {
	t.Helper()
	signed, err := ledger.Sign(c.Text(), ledger.Key{Name: c.Origin, Private: l.private})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// spoiled stands before a server and changes a bit of what certain paths answer.
func spoiled(t *testing.T, server, path string) string {
	t.Helper()
	if path == "" {
		return server
	}
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(server + r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err == nil && strings.Contains(r.URL.Path, path) && len(body) > 50 {
			body[40] ^= 1
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(body)
	}))
	t.Cleanup(between.Close)
	return between.URL
}
