package open

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// Line is a leaf of the ledger as open data tell of it: its number, counted from 0, the salt, and the encoded form of the fact. Whoever
// commits to the form with the salt comes to the leaf.
type Line struct {
	N    int64
	Salt [16]byte
	Form []byte // as Encode wrote it
}

// saltLength is that of a salt in hexadecimal.
const saltLength = 32

var errLine = errors.New("not a line of open facts")

// AppendLine appends the line, with its end, to b.
func AppendLine(b []byte, l *Line) []byte {
	b = append(b, `{"n":`...)
	b = strconv.AppendInt(b, l.N, 10)
	b = append(b, `,"salt":"`...)
	b = hex.AppendEncode(b, l.Salt[:])
	b = append(b, `","fact":`...)
	b = append(b, l.Form...)
	return append(b, '}', '\n')
}

// ParseLine reads a line without its end, as AppendLine writes it and no other way. Form is a part of b; whether it is one, Decode
// tells.
func ParseLine(b []byte) (Line, error) {
	s := scanner{rest: b}
	l := Line{N: s.number(`{"n":`)}
	s.take(`,"salt":"`)
	if s.err != nil || len(s.rest) < saltLength {
		return Line{}, errLine
	}
	ok := readSalt(&l.Salt, s.rest[:saltLength])
	s.rest = s.rest[saltLength:]
	if s.take(`","fact":`); !ok || s.err != nil || len(s.rest) < 2 || s.rest[len(s.rest)-1] != '}' {
		return Line{}, errLine
	}
	if l.Form = s.rest[:len(s.rest)-1]; l.N > 0 && b[len(`{"n":`)] == '0' || l.N == 0 && !bytes.HasPrefix(b, []byte(`{"n":0,`)) {
		return Line{}, errLine
	}
	return l, nil
}

// readSalt reads a salt in small hexadecimal digits.
func readSalt(salt *[16]byte, text []byte) bool {
	_, err := hex.Decode(salt[:], text)
	return err == nil && !bytes.ContainsAny(text, "ABCDEF")
}

// CaseOf returns the case of an encoded form without reading the rest of it; "" when it has none where Encode writes it.
func CaseOf(form []byte) []byte {
	const before = `,"case":"`
	i := bytes.Index(form, []byte(before))
	if i < 0 {
		return nil
	}
	rest := form[i+len(before):]
	end := bytes.IndexByte(rest, '"')
	if end < 0 {
		return nil
	}
	return rest[:end]
}

// Lines splits a chunk of open facts and gives each line to yield, with its place within the chunk. An error of yield ends it.
func Lines(chunk []byte, yield func(i int, l Line) error) error {
	for i := 0; len(chunk) > 0; i++ {
		end := bytes.IndexByte(chunk, '\n')
		if end < 0 {
			return fmt.Errorf("line %d has no end: %w", i+1, errLine)
		}
		l, err := ParseLine(chunk[:end])
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		if err := yield(i, l); err != nil {
			return err
		}
		chunk = chunk[end+1:]
	}
	return nil
}
