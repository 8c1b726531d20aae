package verify

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/open"
)

// tree is the Merkle tree (RFC 6962 §2.1) over all leaves that were computed from the facts, so that its root at any earlier size can be
// told: whatever the office has signed or published before is compared with that. A chunk takes memory when it has come, and not when
// somebody says that there is one.
type tree struct {
	leaves [][]tlog.Hash // by chunk; nil: it has not come
	chunks []tlog.Hash   // roots of whole chunks
}

func newTree(size int64) *tree {
	return &tree{leaves: make([][]tlog.Hash, (size+open.ChunkSize-1)/open.ChunkSize), chunks: make([]tlog.Hash, size/open.ChunkSize)}
}

// fill takes the leaves of a chunk and computes its root. Chunks may be filled at the same time.
func (t *tree) fill(chunk int, leaves []tlog.Hash) {
	t.leaves[chunk] = leaves
	if chunk < len(t.chunks) {
		t.chunks[chunk] = over(leaves)
	}
}

// nothing are the leaves of a chunk that has not come.
var nothing [open.ChunkSize]tlog.Hash

// row returns leaves [from, until), all of one chunk; only to be read.
func (t *tree) row(from, until int64) []tlog.Hash {
	leaves, first := t.leaves[from/open.ChunkSize], from/open.ChunkSize*open.ChunkSize
	if leaves == nil {
		leaves = nothing[:]
	}
	return leaves[from-first : until-first]
}

// root returns the root over the first size leaves.
func (t *tree) root(size int64) tlog.Hash {
	if size == 0 {
		h, _ := tlog.TreeHash(0, nil) // of nothing; reads nothing
		return h
	}
	return t.between(0, size)
}

// between returns the root over leaves [from, until), where from is a multiple of the largest power of two below their number.
func (t *tree) between(from, until int64) tlog.Hash {
	n := until - from
	if n == open.ChunkSize && from%open.ChunkSize == 0 {
		return t.chunks[from/open.ChunkSize]
	}
	if n < open.ChunkSize {
		return over(t.row(from, until))
	}
	k := int64(1) << (bits.Len64(uint64(n-1)) - 1)
	return tlog.NodeHash(t.between(from, from+k), t.between(from+k, until))
}

// over returns the root over leaves, of which there is at least one.
func over(leaves []tlog.Hash) tlog.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	return tlog.NodeHash(over(leaves[:k]), over(leaves[k:]))
}
