package cli

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/ledger"
)

// benchYear makes the open data of a year in a folder.
type benchYear struct {
	dir    string
	index  open.Index
	key    ledger.Key
	hashes []tlog.Hash
	chunk  []byte
	count  *publication.Counter
}

// openYear makes open data of at least so many facts: the examples over and over, spread over a year, and a publication of it.
func (b *bench) openYear(dir string, facts int64) (*benchYear, error) {
	y := &benchYear{dir: dir}
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	y.key = ledger.Key{Name: "bench.example/wonju", Private: private}
	ch, texts, err := readCharter(b.charter.ID)
	if err != nil {
		return nil, err
	}
	loc := ch.Petition.Location()
	from, until := time.Date(2026, 1, 1, 0, 0, 0, 0, loc).UTC(), time.Date(2027, 1, 1, 0, 0, 0, 0, loc).UTC()
	p := &publication.Publication{Form: publication.Form, ID: "2026", Institution: ch.Institution, Period: "2026", From: from, Until: until, AsOf: until.AddDate(0, 0, 10),
		Charters: []publication.Edition{{Digest: ch.Digest, From: ch.From.String()}}, Calendars: []string{ch.Petition.Digest(), ch.Desk.Digest()}}
	y.count = publication.NewCounter(publication.NewLaw(charter.Versions{ch}), from, until, p.AsOf)
	names := func(space, id string) string {
		sum := sha256.Sum256([]byte(space + "/" + id))
		return hex.EncodeToString(sum[:8])
	}
	step := time.Duration(float64(until.Sub(from)) / (float64(facts)/8.5 + 1))
	for n := 0; int64(len(y.index.Chunks))*open.ChunkSize+int64(y.lines()) < facts; n++ {
		if err := b.ctx.Err(); err != nil {
			return nil, err
		}
		example := benchExamples[n%len(benchExamples)]
		if err := y.add(exampleFacts(example.steps, example.contact, from.Add(time.Duration(n)*step)), n, names); err != nil {
			return nil, err
		}
	}
	y.count.Office()
	size, root, err := y.root()
	if err != nil {
		return nil, err
	}
	p.Ledger, p.Lines = publication.Ledger{Size: size, Root: hex.EncodeToString(root[:])}, y.count.Lines(nil)
	told := fact.Fact{ID: "told", Case: fact.Institution, At: p.AsOf, Kind: fact.FiguresPublished, By: "system", Via: fact.ViaSystem,
		Data: fact.With("publication", p.ID, "sha256", p.Digest())}.Normal()
	if err := y.line(&told, names); err != nil {
		return nil, err
	}
	return y, y.end(ch, texts, p)
}

// lines is how many lines the chunk has that is being filled.
func (y *benchYear) lines() int { return int(y.index.Size % open.ChunkSize) }

// add adds a case.
func (y *benchYear) add(facts []fact.Fact, n int, names open.Names) error {
	forms := make([]fact.Fact, len(facts))
	for i := range facts {
		f := &facts[i]
		f.Case = "case" + strconv.Itoa(n)
		f.ID = f.Case + "-" + f.ID
		forms[i] = open.Of(f, names)
		if err := y.line(f, names); err != nil {
			return err
		}
	}
	return y.count.Case(forms)
}

// line adds a leaf.
func (y *benchYear) line(f *fact.Fact, names open.Names) error {
	form := open.Of(f, names)
	l := open.Line{N: y.index.Size, Form: open.Encode(&form)}
	sum := sha256.Sum256(l.Form)
	copy(l.Salt[:], sum[:])
	digest := open.Commit(l.Salt, l.Form)
	y.hashes = append(y.hashes, tlog.RecordHash(digest[:]))
	y.chunk = open.AppendLine(y.chunk, &l)
	y.index.Size++
	if y.lines() == 0 {
		return y.flush(open.ChunkSize)
	}
	return nil
}

// flush writes a chunk.
func (y *benchYear) flush(lines int64) error {
	f, err := y.write(open.ChunkPath(len(y.index.Chunks), lines), y.chunk)
	y.index.Chunks, y.chunk = append(y.index.Chunks, f.SHA256), y.chunk[:0]
	return err
}

func (y *benchYear) write(path string, b []byte) (open.File, error) {
	to := filepath.Join(y.dir, "open", filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return open.File{}, err
	}
	sum := sha256.Sum256(b)
	return open.File{Path: path, SHA256: hex.EncodeToString(sum[:])}, os.WriteFile(to, b, 0o644)
}

func (y *benchYear) writeJSON(path string, v any) (open.File, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return open.File{}, err
	}
	return y.write(path, b)
}

// root returns the root over all leaves so far.
func (y *benchYear) root() (int64, tlog.Hash, error) {
	level := map[int][]tlog.Hash{0: y.hashes}
	for l := 0; len(level[l]) > 1; l++ {
		row := level[l]
		up := make([]tlog.Hash, len(row)/2)
		for i := range up {
			up[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
		level[l+1] = up
	}
	root, err := tlog.TreeHash(y.index.Size, tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i := range at {
			l, n := tlog.SplitStoredHashIndex(at[i])
			out[i] = level[l][n]
		}
		return out, nil
	}))
	return y.index.Size, root, err
}

// benchWitness countersigns the made-up year. Anybody can know its key.
var benchWitness = ledger.Key{Name: "bench.example/witness", Private: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))}

// end writes what is left: charter, publication, keys and the signed checkpoint.
func (y *benchYear) end(ch *charter.Charter, texts map[string]string, p *publication.Publication) error {
	if n := y.lines(); n > 0 {
		if err := y.flush(int64(n)); err != nil {
			return err
		}
	}
	size, root, err := y.root()
	if err != nil {
		return err
	}
	text := ledger.Checkpoint{Origin: y.key.Name, Size: size, Root: root}.Text()
	note, err := ledger.Sign(text, y.key)
	if err != nil {
		return err
	}
	line, err := ledger.Cosign(text, benchWitness, p.AsOf)
	if err != nil {
		return err
	}
	note = append(note, line...)
	begin := ledger.KeyChange{Public: y.key.Public(false)}
	if begin.Note, err = ledger.Sign(begin.Text(), y.key); err != nil {
		return err
	}
	x := &y.index
	x.Form, x.Institution, x.Origin, x.Checkpoint = open.Version, ch.Institution, y.key.Name, string(note)
	x.Keys = []open.KeyChange{{Public: begin.Public, Note: string(begin.Note)}}
	if x.Journal, err = y.writeJSON("journal.json", open.Journal{{At: p.AsOf.Format(time.RFC3339), Note: string(note)}}); err != nil {
		return err
	}
	if x.Days, err = y.writeJSON("days.json", []open.Day{}); err != nil {
		return err
	}
	folder, err := y.writeJSON("charter.json", texts)
	if err != nil {
		return err
	}
	x.Charters = []open.CharterFile{{Digest: ch.Digest, From: ch.From.String(), File: folder}}
	told, err := y.write("publication.json", publication.Encode(p))
	if err != nil {
		return err
	}
	told.ID = p.ID
	x.Publications = []open.File{told}
	_, err = y.writeJSON("index.json", x)
	return err
}
