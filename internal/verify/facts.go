package verify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/open"
)

// openRoot is where open data lie below the root of a site.
const openRoot = "open/"

// readLeaves fetches all chunks, computes the leaf of every line and puts the forms into heaps by case. Lines that do not stand where they
// belong are found here.
func (v *verification) readLeaves(ctx context.Context) error {
	v.tree = newTree(v.index.Size)
	var next atomic.Int64
	var group sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for range v.workers() {
		group.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(v.index.Chunks) {
					return
				}
				if err := v.readChunk(ctx, n); err != nil {
					cancel(err)
					return
				}
				v.step(StepFacts, int64(len(v.index.Chunks)))
			}
		})
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return v.heaps.flush()
}

// chunk fetches a chunk; nil when it is not there, which is a finding, as it is when the chunk is another than the index says.
func (v *verification) chunk(ctx context.Context, n int) ([]byte, error) {
	first, lines := int64(n)*open.ChunkSize, open.ChunkLines(n, v.index.Size)
	want := strings.ToLower(v.index.Chunks[n])
	is := func(b []byte) bool {
		sum := sha256.Sum256(b)
		return hex.EncodeToString(sum[:]) == want
	}
	b, err := v.lasting(ctx, openRoot+open.ChunkPath(n, lines), is)
	switch {
	case errors.Is(err, ErrMissing):
		v.found(Missing, first, "from", first, "to", first+lines-1)
		return nil, nil
	case err != nil:
		return nil, err
	case !is(b):
		v.found(ChunkDigest, first, "chunk", n)
	}
	return b, nil
}

// readChunk reads one chunk.
func (v *verification) readChunk(ctx context.Context, n int) error {
	b, err := v.chunk(ctx, n)
	if err != nil || b == nil {
		return err
	}
	lines := open.ChunkLines(n, v.index.Size)
	c := chunk{v: v, n: n, first: int64(n) * open.ChunkSize, seen: make([]bool, lines), leaves: make([]tlog.Hash, lines), out: v.heaps.sheet()}
	c.read(b)
	c.gaps()
	v.tree.fill(n, c.leaves)
	return v.heaps.add(c.out)
}

// chunk is the reading of one chunk.
type chunk struct {
	v      *verification
	n      int
	first  int64 // leaf
	seen   []bool
	leaves []tlog.Hash
	out    *sheet
}

// read takes the lines. One that cannot be read ends it: nobody knows where the next begins.
func (c *chunk) read(b []byte) {
	err := open.Lines(b, func(i int, l open.Line) error {
		at := l.N - c.first
		if at < 0 || at >= int64(len(c.seen)) || c.seen[at] {
			c.v.found(Inserted, c.first+int64(i), "n", l.N, "line", i+1, "chunk", c.n)
			return nil
		}
		c.seen[at] = true
		sum := open.Commit(l.Salt, l.Form)
		c.leaves[at] = tlog.RecordHash(sum[:])
		c.out.put(l.N, l.Form)
		return nil
	})
	if err != nil {
		c.v.found(Unreadable, c.first, "what", fmt.Sprintf("facts/%06d: %v", c.n, err))
	}
}

// gaps finds the leaves that no line was there for, run by run.
func (c *chunk) gaps() {
	for i := 0; i < len(c.seen); i++ {
		if c.seen[i] {
			continue
		}
		from := i
		for i+1 < len(c.seen) && !c.seen[i+1] {
			i++
		}
		c.v.found(Missing, c.first+int64(from), "from", c.first+int64(from), "to", c.first+int64(i))
	}
}
