package verify

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/open"
	"jikim/internal/ledger"
)

// tileRoot is where the tiles of the ledger lie below the root of a site.
const tileRoot = "ledger/tile/"

// locate finds which leaves are not those that were signed, by the tiles of the ledger, as far as they are served. What the tiles say
// counts only when they lead to the signed root themselves.
func (v *verification) locate(ctx context.Context) error {
	signed := &tree{leaves: slices.Clone(v.tree.leaves), chunks: slices.Clone(v.tree.chunks)}
	var differ []int64
	for from := int64(0); from < v.Size; from += ledger.Width {
		tile := ledger.Tile{N: from / ledger.Width, Width: int(min(ledger.Width, v.Size-from))}
		same, err := v.sameRow(ctx, tile)
		if err != nil {
			return err
		}
		if same {
			continue
		}
		row, err := v.tile(ctx, tile)
		if err != nil || row == nil {
			return err
		}
		for i, h := range v.tree.row(from, from+int64(len(row))) {
			if h != row[i] {
				differ = append(differ, from+int64(i))
			}
		}
		chunk, lines := int(from/open.ChunkSize), open.ChunkLines(int(from/open.ChunkSize), v.Size)
		leaves := slices.Clone(signed.row(int64(chunk)*open.ChunkSize, int64(chunk)*open.ChunkSize+lines))
		copy(leaves[from%open.ChunkSize:], row)
		signed.fill(chunk, leaves)
	}
	if signed.root(v.Size) != v.signed.Root {
		return nil // the tiles are of another ledger than the one that was signed: they name nothing
	}
	v.name(differ, signed)
	return nil
}

// name tells of each leaf that differs whether it is another's.
func (v *verification) name(differ []int64, signed *tree) {
	belongs := map[tlog.Hash]int64{}
	for _, n := range differ {
		belongs[signed.row(n, n+1)[0]] = n
	}
	for _, n := range differ {
		have := v.tree.row(n, n+1)[0]
		switch to, moved := belongs[have]; {
		case have == tlog.Hash{}: // it is missing, which was found before
		case moved:
			v.found(Swapped, n, "n", n, "to", to)
		default:
			v.found(Changed, n, "n", n)
		}
	}
}

// sameRow tells whether a full row of leaves has the root that the tile above it says; false when that cannot be told.
func (v *verification) sameRow(ctx context.Context, t ledger.Tile) (bool, error) {
	rows := v.Size / ledger.Width
	if t.N >= rows {
		return false, nil
	}
	up := ledger.Tile{Level: 1, N: t.N / ledger.Width, Width: int(min(ledger.Width, rows-t.N/ledger.Width*ledger.Width))}
	if v.above == nil || v.aboveTile != up {
		row, err := v.tile(ctx, up)
		if err != nil || row == nil {
			return false, err
		}
		v.above, v.aboveTile = row, up
	}
	return v.above[t.N%ledger.Width] == over(v.tree.row(t.N*ledger.Width, (t.N+1)*ledger.Width)), nil
}

// tile reads a tile of hashes; nil when there is none.
func (v *verification) tile(ctx context.Context, t ledger.Tile) ([]tlog.Hash, error) {
	b, err := v.From.Get(ctx, tileRoot+t.Path())
	switch {
	case errors.Is(err, ErrMissing):
		return nil, nil
	case err != nil:
		return nil, err
	case len(b) != t.Width*tlog.HashSize:
		return nil, nil
	}
	row := make([]tlog.Hash, t.Width)
	for i := range row {
		copy(row[i][:], b[i*tlog.HashSize:])
	}
	return row, nil
}
