package adversary

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/ledger"
	"jikim/test/site"
)

// Tiles adds to a mirror what it has beside the open data: the tiles of the ledger, by which a fact that was changed can be named.
func Tiles(t testing.TB, s *site.Site, mirror string, size int64) {
	t.Helper()
	keep := func(tile ledger.Tile, must bool) {
		path := "/ledger/tile/" + tile.Path()
		got := s.Get(path)
		if got.StatusCode != http.StatusOK {
			if must {
				t.Fatalf("%s: status %d", path, got.StatusCode)
			}
			return
		}
		to := filepath.Join(mirror, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(got.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for from := int64(0); from < size; from += ledger.Width {
		keep(ledger.Tile{N: from / ledger.Width, Width: int(min(ledger.Width, size-from))}, false)
		keep(ledger.Tile{N: from / ledger.Width, Width: ledger.Width}, false)
	}
	for w := 1; int64(w) <= size/ledger.Width; w++ {
		keep(ledger.Tile{Level: 1, Width: w}, true)
	}
}

// copied is a copy of a mirror that a test forges.
type copied struct {
	t     testing.TB
	dir   string
	x     open.Index
	lines []open.Line
	key   ledger.Key // with which the office signs: the worst forger has it
}

// copyOf copies a mirror of an office that signs with a key.
func copyOf(t testing.TB, mirror string, key ledger.Key) *copied {
	t.Helper()
	c := &copied{t: t, dir: t.TempDir(), key: key}
	if err := os.CopyFS(c.dir, os.DirFS(mirror)); err != nil {
		t.Fatal(err)
	}
	c.must(json.Unmarshal(c.read("open/index.json"), &c.x))
	for n := range c.x.Chunks {
		c.must(open.Lines(bytes.Clone(c.read("open/"+open.ChunkPath(n, open.ChunkLines(n, c.x.Size)))), func(_ int, l open.Line) error {
			c.lines = append(c.lines, l)
			return nil
		}))
	}
	return c
}

func (c *copied) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *copied) read(path string) []byte {
	c.t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(path)))
	c.must(err)
	return b
}

// write writes a file and returns its digest.
func (c *copied) write(path string, b []byte) string {
	c.t.Helper()
	c.must(os.MkdirAll(filepath.Dir(filepath.Join(c.dir, path)), 0o755))
	c.must(os.WriteFile(filepath.Join(c.dir, filepath.FromSlash(path)), b, 0o644))
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// save writes facts and index, with the digests that belong to them.
func (c *copied) save() {
	c.t.Helper()
	rest := c.lines
	for n := range c.x.Chunks { // the last takes what was slipped in
		count := min(int(open.ChunkLines(n, c.x.Size)), len(rest))
		if n == len(c.x.Chunks)-1 {
			count = len(rest)
		}
		var b []byte
		for i := range rest[:count] {
			b = open.AppendLine(b, &rest[i])
		}
		rest = rest[count:]
		c.x.Chunks[n] = c.write("open/"+open.ChunkPath(n, open.ChunkLines(n, c.x.Size)), b)
	}
	text, err := json.Marshal(c.x)
	c.must(err)
	c.write("open/index.json", text)
}

// sign makes all facts the ledger of the office, signed anew, and the publications rest on it, as if it had always been so.
func (c *copied) sign() {
	c.t.Helper()
	c.x.Size = int64(len(c.lines))
	c.x.Chunks = make([]string, (len(c.lines)+open.ChunkSize-1)/open.ChunkSize)
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i := range at {
			out[i] = hashes[at[i]]
		}
		return out, nil
	})
	for i := range c.lines {
		l := &c.lines[i]
		l.N = int64(i)
		digest := open.Commit(l.Salt, l.Form)
		more, err := tlog.StoredHashes(int64(i), digest[:], reader)
		c.must(err)
		hashes = append(hashes, more...)
	}
	root, err := tlog.TreeHash(c.x.Size, reader)
	c.must(err)
	note, err := ledger.Sign(ledger.Checkpoint{Origin: c.x.Origin, Size: c.x.Size, Root: root}.Text(), c.key)
	c.must(err)
	c.x.Checkpoint = string(note)
}

// fact changes a fact.
func (c *copied) fact(n int, change func(*fact.Fact)) {
	c.t.Helper()
	f, err := open.Decode(c.lines[n].Form)
	c.must(err)
	change(&f)
	c.lines[n].Form = open.Encode(&f)
}

// find returns the number of the first fact of a kind.
func (c *copied) find(k fact.Kind) int {
	c.t.Helper()
	for i := range c.lines {
		if strings.Contains(string(c.lines[i].Form), `"kind":"`+k.String()+`"`) {
			return i
		}
	}
	c.t.Fatalf("there is no %s", k)
	return 0
}

// publication changes the nth publication, with its digest in the index; the ledger still tells of the other one.
func (c *copied) publication(n int, change func(*publication.Publication)) {
	c.t.Helper()
	f := &c.x.Publications[n]
	p, err := publication.Decode(c.read("open/" + f.Path))
	c.must(err)
	change(p)
	f.SHA256 = c.write("open/"+f.Path, publication.Encode(p))
}

// announce has the ledger tell of the nth publication as it is now.
func (c *copied) announce(n int) {
	c.t.Helper()
	f := c.x.Publications[n]
	p, err := publication.Decode(c.read("open/" + f.Path))
	c.must(err)
	told := fact.Fact{ID: "told", Case: fact.Institution, At: p.Approved.At, RecordedAt: p.Approved.At, Kind: fact.FiguresPublished, By: "system", Via: fact.ViaSystem,
		Data: fact.With("publication", p.ID, "sha256", p.Digest())}
	c.lines = append(c.lines, open.Line{Salt: [16]byte{2}, Form: open.Encode(&told)})
}

// journal changes every checkpoint of the journal.
func (c *copied) journal(change func(*open.Signed)) {
	c.t.Helper()
	var all open.Journal
	c.must(json.Unmarshal(c.read("open/"+c.x.Journal.Path), &all))
	for i := range all {
		change(&all[i])
	}
	b, err := json.Marshal(all)
	c.must(err)
	c.x.Journal.SHA256 = c.write("open/"+c.x.Journal.Path, b)
}

// charter changes the texts of the charter.
func (c *copied) charter(change func(map[string]string)) {
	c.t.Helper()
	f := &c.x.Charters[0]
	var texts map[string]string
	c.must(json.Unmarshal(c.read("open/"+f.Path), &texts))
	change(texts)
	b, err := json.Marshal(texts)
	c.must(err)
	f.SHA256 = c.write("open/"+f.Path, b)
}

// another makes a key that is not the office's, with the note of its beginning.
func (c *copied) another() open.KeyChange {
	c.t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	c.must(err)
	c.key = ledger.Key{Name: c.x.Origin, Private: private}
	return c.change(ledger.KeyChange{Public: c.key.Public(false)}, c.key)
}

// change signs a change of keys.
func (c *copied) change(k ledger.KeyChange, by ...ledger.Key) open.KeyChange {
	c.t.Helper()
	note, err := ledger.Sign(k.Text(), by...)
	c.must(err)
	return open.KeyChange{Public: k.Public, Ends: k.Ends, Size: k.Size, Note: string(note)}
}

func replace(t testing.TB, s, old, new string) string {
	t.Helper()
	if !strings.Contains(s, old) {
		t.Fatalf("there is no %q to be replaced", old)
	}
	return strings.Replace(s, old, new, 1)
}
