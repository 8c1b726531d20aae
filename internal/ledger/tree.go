// Package ledger makes a transparency log of records: their Merkle tree, the tiles in which others fetch it, the checkpoints by which
// an office commits itself to it, and the countersignatures of witnesses. Nobody can change, take out or slip in a record of
// a log whose checkpoint somebody else remembers without being found out.
//
// The tree is that of RFC 6962 §2.1, which golang.org/x/mod/sumdb/tlog computes. Tiles, entries and checkpoints have the forms of
// C2SP tlog-tiles and tlog-checkpoint, so that every client of such logs reads this one. What the log consists of is read through
// Source; nothing here knows a database, a clock or a network.
package ledger

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is the hash of a record or of a subtree: SHA-256.
type Hash = tlog.Hash

const (
	// Height is how many levels of the tree a tile has.
	Height = 8
	// Width is how many hashes a full tile holds.
	Width = 1 << Height
)

// Source reads what a log consists of: its records, and the roots of its full tiles as Grow made them.
type Source interface {
	// Records returns the records [from, until).
	Records(ctx context.Context, from, until int64) ([][]byte, error)
	// Nodes returns the nodes [from, until) of a level; level 1 are the roots of Width records each, level 2 those of Width nodes
	// of level 1, and so on.
	Nodes(ctx context.Context, level int, from, until int64) ([]Hash, error)
}

// Node is the root of a full tile.
type Node struct {
	Level int // from 1
	N     int64
	Hash  Hash
}

// ErrShort is for a source that lacks what the log is said to have.
var ErrShort = errors.New("the log has fewer records or nodes than it should")

// Tree computes over a source. It keeps nothing.
type Tree struct{ Source Source }

// hashes returns the hashes [from, until) of a level of tiles; those of level 0 are the hashes of records.
func (t Tree) hashes(ctx context.Context, level int, from, until int64) ([]Hash, error) {
	if level > 0 {
		nodes, err := t.Source.Nodes(ctx, level, from, until)
		if err == nil && int64(len(nodes)) != until-from {
			err = fmt.Errorf("nodes %d to %d of level %d: %w", from, until, level, ErrShort)
		}
		return nodes, err
	}
	records, err := t.records(ctx, from, until)
	if err != nil {
		return nil, err
	}
	out := make([]Hash, len(records))
	for i, r := range records {
		out[i] = tlog.RecordHash(r)
	}
	return out, nil
}

func (t Tree) records(ctx context.Context, from, until int64) ([][]byte, error) {
	records, err := t.Source.Records(ctx, from, until)
	if err == nil && int64(len(records)) != until-from {
		err = fmt.Errorf("records %d to %d: %w", from, until, ErrShort)
	}
	return records, err
}

// reader reads the hashes of complete subtrees for tlog: each from the one row of a tile that it is made of.
func (t Tree) reader(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		out := make([]Hash, len(indexes))
		for i, index := range indexes {
			level, n := tlog.SplitStoredHashIndex(index)
			deep := level % Height
			row, err := t.hashes(ctx, level/Height, n<<deep, (n+1)<<deep)
			if err != nil {
				return nil, err
			}
			out[i] = fold(row)
		}
		return out, nil
	})
}

// fold returns the root of a complete subtree over hashes, whose number is a power of two. It uses up the hashes.
func fold(row []Hash) Hash {
	for len(row) > 1 {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
		row = row[:len(row)/2]
	}
	return row[0]
}

// Root returns the root of the first size records.
func (t Tree) Root(ctx context.Context, size int64) (Hash, error) {
	return tlog.TreeHash(size, t.reader(ctx))
}

// Inclusion returns the proof that record n is one of the first size ones.
func (t Tree) Inclusion(ctx context.Context, n, size int64) ([]Hash, error) {
	if n < 0 || n >= size {
		return nil, fmt.Errorf("record %d of %d: %w", n, size, ErrShort)
	}
	return tlog.ProveRecord(size, n, t.reader(ctx))
}

// Consistency returns the proof that the log of size until begins with that of size from, which is at least 1.
func (t Tree) Consistency(ctx context.Context, from, until int64) ([]Hash, error) {
	if from < 1 || from > until {
		return nil, fmt.Errorf("from %d to %d: %w", from, until, ErrShort)
	}
	return tlog.ProveTree(until, from, t.reader(ctx))
}

// CheckInclusion tells whether a record is number n of the log with that size and root.
func CheckInclusion(proof []Hash, size int64, root Hash, n int64, record []byte) error {
	return tlog.CheckRecord(proof, size, root, n, tlog.RecordHash(record))
}

// CheckConsistency tells whether the log with the second size and root begins with that of the first.
func CheckConsistency(proof []Hash, from int64, old Hash, until int64, root Hash) error {
	switch {
	case from == until && old == root && len(proof) == 0, from == 0 && len(proof) == 0:
		return nil
	case from < 1 || from >= until:
		return errors.New("the log has not grown, and is another one")
	}
	return tlog.CheckTree(proof, until, root, from, old)
}

// grownAtOnce is how many nodes of level 1 Grow makes at most: what belongs to one node of level 2.
const grownAtOnce = Width

// Grow returns the next nodes of a log of that size which has the first have nodes of level 1, and those of higher levels that they
// complete; none when there are no more. They have to be kept together. Whoever makes them comes to the same.
func (t Tree) Grow(ctx context.Context, size, have int64) ([]Node, error) {
	until := min(size/Width, have-have%grownAtOnce+grownAtOnce)
	var nodes []Node
	for n := have; n < until; n++ {
		row, err := t.hashes(ctx, 0, n*Width, (n+1)*Width)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, Node{1, n, fold(row)})
	}
	for level, n := 1, until; n > 0 && n%Width == 0 && len(nodes) > 0; level++ {
		n /= Width
		row, err := t.row(ctx, level, (n-1)*Width, nodes)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, Node{level + 1, n - 1, fold(row)})
	}
	return nodes, nil
}

// row returns a full row of nodes of which the last may not have been kept yet.
func (t Tree) row(ctx context.Context, level int, from int64, made []Node) ([]Hash, error) {
	var last []Hash
	for _, m := range made {
		if m.Level == level {
			last = append(last, m.Hash)
		}
	}
	row := make([]Hash, 0, Width)
	if kept := Width - int64(len(last)); kept > 0 {
		some, err := t.hashes(ctx, level, from, from+kept)
		if err != nil {
			return nil, err
		}
		row = append(row, some...)
	}
	return append(row, last...), nil
}
