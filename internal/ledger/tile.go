package ledger

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Tile is a piece of a log as others fetch it, by C2SP tlog-tiles: Width hashes of a level of the tree, or as many records; fewer at
// the edge of the log.
type Tile struct {
	Level int // from 0; Entries for records
	N     int64
	Width int // 1 to Width
}

// Entries is the level of the tiles that hold records.
const Entries = -1

// Full tells whether the tile never grows any more.
func (t Tile) Full() bool { return t.Width == Width }

var errTile = errors.New("this is no path of a tile")

// maxLevel is the highest level of tiles that a log of 2⁶³ records can have.
const maxLevel = 7

// ParseTile reads the path of a tile after "tile/": LEVEL/N, with ".p/WIDTH" when it is not full. LEVEL is "entries" for records; N
// is written in groups of three digits, all but the last with an x before it. Only the one right way to write it is taken.
func ParseTile(path string) (Tile, error) {
	level, rest, ok := strings.Cut(path, "/")
	t := Tile{Level: Entries, Width: Width}
	if level != "entries" {
		n, err := strconv.Atoi(level)
		if err != nil || n < 0 || n > maxLevel {
			return Tile{}, errTile
		}
		t.Level = n
	}
	number, width, partial := strings.Cut(rest, ".p/")
	if partial {
		n, err := strconv.Atoi(width)
		if err != nil || n < 1 || n >= Width {
			return Tile{}, errTile
		}
		t.Width = n
	}
	groups := strings.Split(number, "/")
	if !ok || len(groups) > 6 {
		return Tile{}, errTile
	}
	for _, g := range groups {
		n, err := strconv.ParseUint(strings.TrimPrefix(g, "x"), 10, 10)
		if err != nil || n > 999 {
			return Tile{}, errTile
		}
		t.N = t.N*1000 + int64(n)
	}
	if t.Path() != path {
		return Tile{}, errTile
	}
	return t, nil
}

// Path is the reverse of ParseTile.
func (t Tile) Path() string {
	n := t.N
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	level := "entries"
	if t.Level != Entries {
		level = strconv.Itoa(t.Level)
	}
	path = level + "/" + path
	if !t.Full() {
		path += ".p/" + strconv.Itoa(t.Width)
	}
	return path
}

// In tells whether a log of that size has the tile.
func (t Tile) In(size int64) bool {
	n := size >> (Height * max(t.Level, 0))
	return t.N <= (n-int64(t.Width))/Width && t.N*Width+int64(t.Width) <= n
}

// Tile returns the bytes of a tile: hashes one after the other; or records, each with its length before it in two bytes.
func (t Tree) Tile(ctx context.Context, tile Tile) ([]byte, error) {
	from := tile.N * Width
	if tile.Level == Entries {
		records, err := t.records(ctx, from, from+int64(tile.Width))
		if err != nil {
			return nil, err
		}
		return Bundle(records), nil
	}
	row, err := t.hashes(ctx, tile.Level, from, from+int64(tile.Width))
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(row)*len(Hash{}))
	for _, h := range row {
		out = append(out, h[:]...)
	}
	return out, nil
}

// Bundle writes records as a tile of entries, each shorter than 64 KiB.
func Bundle(records [][]byte) []byte {
	var out []byte
	for _, r := range records {
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(r))), r...)
	}
	return out
}

// ParseBundle is the reverse of Bundle.
func ParseBundle(b []byte) ([][]byte, error) {
	var records [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return nil, errors.New("the bundle of entries ends within an entry")
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		records, b = append(records, b[2:n]), b[n:]
	}
	return records, nil
}
