package pbx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

var errNoFile = errors.New("the list of calls is not there")

// mark is how far a list was read, and by what the list is known again: the digest of its first bytes. Names and numbers of files
// change when a list is put aside; what it begins with does not.
type mark struct {
	Offset int64  `json:"offset"`
	Head   string `json:"head"`
	Length int    `json:"length"` // of what Head is the digest
}

// headLength is how much of a list's beginning it is known by.
const headLength = 256

func readMark(text string) mark {
	var m mark
	if json.Unmarshal([]byte(text), &m) != nil || m.Offset < 0 || m.Length < 0 || m.Length > headLength {
		return mark{}
	}
	return m
}

func (m mark) text() string {
	b, _ := json.Marshal(m) // numbers and a digest: cannot fail
	return string(b)
}

// list is an open list of calls.
type list struct {
	f      *os.File
	offset int64
	fresh  bool // it is not the one that the mark speaks of
	head   []byte
}

// openAt opens a list where a mark of it ends, or at its beginning when the mark speaks of another.
func openAt(path string, m mark) (*list, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", errNoFile, filepath.Base(path))
	}
	l := &list{f: f, head: make([]byte, headLength)}
	n, err := f.ReadAt(l.head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		l.close()
		return nil, fmt.Errorf("reading the list: %w", err)
	}
	l.head = l.head[:n]
	st, err := f.Stat()
	if err != nil {
		l.close()
		return nil, fmt.Errorf("reading the list: %w", err)
	}
	if m.Length <= n && digest(l.head[:m.Length]) == m.Head && st.Size() >= m.Offset {
		l.offset = m.Offset
	} else {
		l.fresh = true
	}
	return l, nil
}

// rotated finds the list that a mark speaks of among those beside the file that begin with its name; nil: it is gone, or compressed.
func rotated(path string, m mark) *list {
	names, _ := filepath.Glob(path + "*") // the pattern is the administrator's own
	slices.Sort(names)
	for _, name := range names {
		if name == path {
			continue
		}
		l, err := openAt(name, m)
		if err != nil {
			continue
		}
		if !l.fresh {
			return l
		}
		l.close()
	}
	return nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func (l *list) close() { _ = l.f.Close() }

func (l *list) mark() mark {
	return mark{Offset: l.offset, Head: digest(l.head), Length: len(l.head)}
}

// lines returns up to most whole lines; a last one without an end is still being written. A line that is longer than any is passed over.
func (l *list) lines(most int) ([]string, error) {
	buffer := make([]byte, 4*longestLine)
	n, err := l.f.ReadAt(buffer, l.offset)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the list: %w", err)
	}
	buffer = buffer[:n]
	var out []string
	for len(out) < most {
		i := bytes.IndexByte(buffer, '\n')
		if i < 0 {
			break
		}
		out = append(out, string(bytes.TrimRight(buffer[:i], "\r")))
		buffer = buffer[i+1:]
		l.offset += int64(i) + 1
	}
	if len(out) == 0 && n == 4*longestLine {
		l.offset += int64(n)
		return []string{""}, nil
	}
	return out, nil
}
