package ledger_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strconv"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"jikim/internal/ledger"
)

// memory is a log in memory, kept as a store keeps it.
type memory struct {
	records [][]byte
	nodes   map[int][]ledger.Hash
}

func (m *memory) Records(_ context.Context, from, until int64) ([][]byte, error) {
	return m.records[min(from, int64(len(m.records))):min(until, int64(len(m.records)))], nil
}

func (m *memory) Nodes(_ context.Context, level int, from, until int64) ([]ledger.Hash, error) {
	n := int64(len(m.nodes[level]))
	return append([]ledger.Hash(nil), m.nodes[level][min(from, n):min(until, n)]...), nil
}

// grow adds records up to a size and the nodes that they complete.
func (m *memory) grow(t failing, size int) {
	for i := len(m.records); i < size; i++ {
		sum := sha256.Sum256([]byte(strconv.Itoa(i)))
		m.records = append(m.records, sum[:])
	}
	for {
		nodes, err := ledger.Tree{Source: m}.Grow(context.Background(), int64(size), int64(len(m.nodes[1])))
		if err != nil {
			t.Fatal(err)
		}
		if len(nodes) == 0 {
			return
		}
		for _, n := range nodes {
			if int64(len(m.nodes[n.Level])) != n.N {
				t.Fatalf("node %d of level %d was made while there were %d", n.N, n.Level, len(m.nodes[n.Level]))
			}
			m.nodes[n.Level] = append(m.nodes[n.Level], n.Hash)
		}
	}
}

type failing interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

// reference keeps every hash of a log as tlog proposes, and so knows the tree independently.
type reference []ledger.Hash

func (r *reference) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	out := make([]ledger.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = (*r)[x]
	}
	return out, nil
}

func referenceOf(t failing, records [][]byte) *reference {
	r := &reference{}
	for i, b := range records {
		hashes, err := tlog.StoredHashes(int64(i), b, r)
		if err != nil {
			t.Fatal(err)
		}
		*r = append(*r, hashes...)
	}
	return r
}

// TestTreeIsThatOfTheStandard compares roots, proofs and tiles of a log that grew in steps with those of another implementation.
func TestTreeIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	all := &memory{nodes: map[int][]ledger.Hash{}}
	const most = 2*65536 + 777
	all.grow(t, most)
	ref := referenceOf(t, all.records)
	rapid.Check(t, func(t *rapid.T) {
		m := &memory{nodes: map[int][]ledger.Hash{}, records: all.records}
		small := rapid.IntRange(1, 1000).Draw(t, "first")
		size := rapid.OneOf(rapid.IntRange(small, 1200), rapid.SampledFrom([]int{65536, 65537, 66000, most})).Draw(t, "size")
		m.grow(t, small)
		m.grow(t, size)
		tree, ctx := ledger.Tree{Source: m}, context.Background()
		root, err := tree.Root(ctx, int64(size))
		want, werr := tlog.TreeHash(int64(size), ref)
		if err != nil || werr != nil || root != want {
			t.Fatalf("root of %d: %v, %v; want %v, %v", size, root, err, want, werr)
		}
		n := rapid.Int64Range(0, int64(size)-1).Draw(t, "n")
		proof, err := tree.Inclusion(ctx, n, int64(size))
		if err != nil || ledger.CheckInclusion(proof, int64(size), root, n, m.records[n]) != nil {
			t.Fatalf("inclusion of %d in %d: %v", n, size, err)
		}
		if ledger.CheckInclusion(proof, int64(size), root, n, []byte("another")) == nil {
			t.Fatal("another record is included too")
		}
		old, err := tree.Root(ctx, int64(small))
		if err != nil {
			t.Fatal(err)
		}
		more, err := tree.Consistency(ctx, int64(small), int64(size))
		if err != nil || ledger.CheckConsistency(more, int64(small), old, int64(size), root) != nil {
			t.Fatalf("consistency of %d and %d: %v", small, size, err)
		}
		old[0] ^= 1
		if ledger.CheckConsistency(more, int64(small), old, int64(size), root) == nil {
			t.Fatal("the log is consistent with another one")
		}
		for _, x := range tlog.NewTiles(ledger.Height, 0, int64(size)) {
			tile := ledger.Tile{Level: x.L, N: x.N, Width: x.W}
			got, err := tree.Tile(ctx, tile)
			want, werr := tlog.ReadTileData(x, ref)
			if err != nil || werr != nil || string(got) != string(want) {
				t.Fatalf("tile %s differs: %v, %v", tile.Path(), err, werr)
			}
			if !tile.In(int64(size)) {
				t.Fatalf("tile %s is not in a log of %d", tile.Path(), size)
			}
		}
	})
}

// TestFrontierComesToTheSame lets records pass by and compares roots and nodes with those of the whole.
func TestFrontierComesToTheSame(t *testing.T) {
	t.Parallel()
	m := &memory{nodes: map[int][]ledger.Hash{}}
	m.grow(t, 65536+300)
	var f ledger.Frontier
	made := map[int][]ledger.Hash{}
	for i := int64(0); ; i++ {
		if i < 20 || i%997 == 0 || i == 65536 || i == int64(len(m.records)) {
			want, err := ledger.Tree{Source: m}.Root(t.Context(), i)
			if err != nil || f.Root() != want || f.Size() != i {
				t.Fatalf("root of %d: %v, want %v, %v", i, f.Root(), want, err)
			}
		}
		if i == int64(len(m.records)) {
			break
		}
		for _, n := range f.Add(m.records[i]) {
			if n.N != int64(len(made[n.Level])) {
				t.Fatalf("node %d of level %d comes as number %d", n.N, n.Level, len(made[n.Level]))
			}
			made[n.Level] = append(made[n.Level], n.Hash)
		}
	}
	for level := 1; level <= 3; level++ {
		if !slices.Equal(made[level], m.nodes[level]) {
			t.Errorf("%d nodes of level %d differ from %d", len(made[level]), level, len(m.nodes[level]))
		}
	}
}

func TestSourceThatLacksRecordsIsNoticed(t *testing.T) {
	t.Parallel()
	m := &memory{nodes: map[int][]ledger.Hash{}}
	m.grow(t, 700)
	tree := ledger.Tree{Source: m}
	if _, err := tree.Root(t.Context(), 701); !errors.Is(err, ledger.ErrShort) {
		t.Errorf("root of more than there is: %v", err)
	}
	if _, err := tree.Grow(t.Context(), 1024, 2); !errors.Is(err, ledger.ErrShort) {
		t.Errorf("growing beyond what there is: %v", err)
	}
	m.nodes[1] = m.nodes[1][:1]
	if _, err := tree.Root(t.Context(), 700); !errors.Is(err, ledger.ErrShort) {
		t.Errorf("root without a node: %v", err)
	}
	if _, err := tree.Inclusion(t.Context(), 700, 700); !errors.Is(err, ledger.ErrShort) {
		t.Errorf("inclusion of what is not there: %v", err)
	}
	if _, err := tree.Consistency(t.Context(), 0, 700); !errors.Is(err, ledger.ErrShort) {
		t.Errorf("consistency with nothing: %v", err)
	}
}

func TestTilePaths(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]ledger.Tile{
		"0/000":                  {Level: 0, N: 0, Width: 256},
		"0/999.p/255":            {Level: 0, N: 999, Width: 255},
		"1/x001/000":             {Level: 1, N: 1000, Width: 256},
		"entries/x123/x456/789":  {Level: ledger.Entries, N: 123456789, Width: 256},
		"entries/x001/002.p/1":   {Level: ledger.Entries, N: 1002, Width: 1},
		"7/x999/x999/x999/x9/99": {},
	} {
		got, err := ledger.ParseTile(path)
		if want.Width == 0 {
			if err == nil {
				t.Errorf("%s was taken", path)
			}
			continue
		}
		if err != nil || got != want || got.Path() != path {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	for _, path := range []string{"", "0", "0/", "0/0", "0/00", "0/0000", "0/x000/001", "00/001", "8/000", "-1/000", "+1/000", "data/000", "0/001.p/0",
		"0/001.p/256", "0/001.p/01", "0/001.p/", "0/001/", "0/1e2", "entries/x1000/000", "0/x001", "0/001.p/1/2", "0/x999/x999/x999/x999/x999/x999/999"} {
		if tile, err := ledger.ParseTile(path); err == nil {
			t.Errorf("%q was taken for %+v", path, tile)
		}
	}
}

func TestTileBeyondTheEdge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tile ledger.Tile
		size int64
		in   bool
	}{
		{ledger.Tile{Level: 0, N: 0, Width: 1}, 0, false},
		{ledger.Tile{Level: 0, N: 0, Width: 1}, 1, true},
		{ledger.Tile{Level: 0, N: 0, Width: 256}, 255, false},
		{ledger.Tile{Level: 0, N: 1, Width: 4}, 260, true},
		{ledger.Tile{Level: 0, N: 1, Width: 5}, 260, false},
		{ledger.Tile{Level: 1, N: 0, Width: 1}, 255, false},
		{ledger.Tile{Level: 1, N: 0, Width: 1}, 256, true},
		{ledger.Tile{Level: ledger.Entries, N: 0, Width: 3}, 3, true},
		{ledger.Tile{Level: 0, N: 1 << 60, Width: 256}, 1 << 40, false},
	} {
		if got := test.tile.In(test.size); got != test.in {
			t.Errorf("%s in a log of %d: %v", test.tile.Path(), test.size, got)
		}
	}
}

func FuzzParseTile(f *testing.F) {
	f.Add("0/000")
	f.Add("entries/x001/002.p/17")
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := ledger.ParseTile(path)
		if err == nil && tile.Path() != path {
			t.Errorf("%q is written %q", path, tile.Path())
		}
		tile.In(1 << 40)
	})
}

func FuzzParseBundle(f *testing.F) {
	f.Add(ledger.Bundle([][]byte{[]byte("a"), {}, []byte("bc")}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if records, err := ledger.ParseBundle(b); err == nil && string(ledger.Bundle(records)) != string(b) {
			t.Errorf("%x comes back as %x", b, ledger.Bundle(records))
		}
	})
}
