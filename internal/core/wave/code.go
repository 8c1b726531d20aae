package wave

import (
	"slices"
	"strings"
)

// codeBytes is how much of chance a code has: 80 bits, so that nobody finds one by trying.
const codeBytes = 10

// crockford are digits and letters without those that are taken for another when they are read from paper.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Code is the code of a one-time link, as it stands in addresses: 16 digits and letters of ten random bytes or more, five bits each.
func Code(random []byte) string {
	var code strings.Builder
	bits, have := 0, 0
	for _, b := range random[:codeBytes] {
		for bits, have = bits<<8|int(b), have+8; have >= 5; have -= 5 {
			code.WriteByte(crockford[bits>>(have-5)&31])
		}
	}
	return code.String()
}

// Grouped writes a code for paper: fours with hyphens between them.
func Grouped(code string) string {
	var parts []string
	for part := range slices.Chunk([]byte(code), 4) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, "-")
}

// ReadCode reads a code as people type it: in small letters, with hyphens or spaces, with O for 0 and I or L for 1. What is no code is
// returned as far as it can be, and opens nothing.
func ReadCode(typed string) string {
	const most = 64 // of a code, however it is spaced
	if len(typed) > most {
		typed = ""
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'O' || r == 'o':
			return '0'
		case r == 'I' || r == 'i' || r == 'L' || r == 'l':
			return '1'
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		}
		return -1
	}, typed)
}
