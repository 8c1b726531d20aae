package open

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ChunkSize is how many lines a chunk of open facts has; the last one has fewer. Chunks begin at multiples of it, which are edges of the
// ledger's tiles too.
const ChunkSize = 4096

// Index names everything that an office's open data consist of, by digest. Nothing in it has to be believed: the facts are checked
// against the signed ledger, and what they are judged by against what facts in the ledger say of it.
type Index struct {
	Form        int    `json:"form"` // Version
	Institution string `json:"institution"`
	Office      Office `json:"office"`
	Zone        string `json:"zone"` // of the office's calendars, such as Asia/Seoul
	Licence     string `json:"licence"`
	// Origin is the name of the ledger; Keys are the changes of its keys, from the first on.
	Origin string      `json:"origin"`
	Keys   []KeyChange `json:"keys"`
	// Checkpoint is the signed checkpoint up to which facts are open, and Size how many leaves that are.
	Checkpoint string `json:"checkpoint"`
	Size       int64  `json:"size"`
	// Chunks are the hexadecimal SHA-256 of the chunks of facts, uncompressed.
	Chunks  []string `json:"chunks"`
	Journal File     `json:"journal"`
	Days    File     `json:"days"`
	// Charters are the charter versions; one more than once when it was read with other calendars later, the newest last.
	Charters     []CharterFile `json:"charters"`
	Publications []File        `json:"publications"`
}

// Office is the office's name.
type Office struct {
	KO string `json:"ko"`
	EN string `json:"en"`
}

// KeyChange is the beginning or the end of a key of the ledger: from how many leaves on, in a note that is signed by the keys that were in
// use. Keys are public, in the form of C2SP signed-note.
type KeyChange struct {
	Public string `json:"public"`
	Ends   bool   `json:"ends,omitempty"`
	Size   int64  `json:"size"`
	Note   string `json:"note"`
}

// File is a file of open data: its path below the index, and its digest.
type File struct {
	ID     string `json:"id,omitempty"` // of a publication
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// CharterFile is a charter version: a JSON object of the names and texts of its folder, calendars among them.
type CharterFile struct {
	Digest string `json:"digest"`
	From   string `json:"from"`
	File
}

// Journal lists checkpoints that the office has signed, from the oldest to the newest.
type Journal []Signed

// Signed is a signed checkpoint, with the countersignatures of witnesses under it, and when it was signed, in RFC 3339.
type Signed struct {
	At   string `json:"at"`
	Note string `json:"note"`
}

// ChunkPath is the path of a chunk that has that many lines, below the index.
func ChunkPath(n int, lines int64) string {
	if lines == ChunkSize {
		return fmt.Sprintf("facts/%06d.jsonl", n)
	}
	return fmt.Sprintf("facts/%06d.p/%d.jsonl", n, lines)
}

// ChunkLines is how many lines chunk n has when size leaves are open.
func ChunkLines(n int, size int64) int64 {
	return max(0, min(ChunkSize, size-int64(n)*ChunkSize))
}

// ParseIndex reads an index and checks that it is of one piece.
func ParseIndex(b []byte) (*Index, error) {
	var x Index
	if err := json.Unmarshal(b, &x); err != nil {
		return nil, fmt.Errorf("this is no index of open data, or a part of it is missing: %w", err)
	}
	switch {
	case x.Form == 0:
		return nil, errors.New("this is no index of open data")
	case x.Form != Version:
		return nil, fmt.Errorf("the open data have form %d, which this program does not know; take a newer one", x.Form)
	case x.Size < 0 || int64(len(x.Chunks)) != (x.Size+ChunkSize-1)/ChunkSize:
		return nil, errors.New("the index of open data names another number of chunks than its size says")
	case slices.ContainsFunc(x.Chunks, func(sum string) bool { return len(sum) != 2*sha256.Size }):
		return nil, errors.New("the index of open data names a chunk without a digest")
	}
	files := []File{x.Journal, x.Days}
	files = append(files, x.Publications...)
	for i := range x.Charters {
		files = append(files, x.Charters[i].File)
	}
	for _, f := range files {
		if !plainPath(f.Path) {
			return nil, fmt.Errorf("the index of open data names a file %q, which is no path below it", f.Path)
		}
	}
	return &x, nil
}

// plainPath tells whether a path leads below the index and nowhere else.
func plainPath(p string) bool {
	for part := range strings.SplitSeq(p, "/") {
		if part == "" || strings.Trim(part, ".") == "" || strings.ContainsAny(part, "\\:\x00") {
			return false
		}
	}
	return true
}
