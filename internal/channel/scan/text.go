package scan

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostLetters bounds the text of a file, in bytes.
const mostLetters = 512 << 10

// clean leaves of a text what may be shown: no control characters but ends of lines, nothing that turns its direction, at most
// one empty line at a time.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n\n").Replace(text)
	var b strings.Builder
	empty := 0
	for line := range strings.Lines(text) {
		line = strings.TrimRightFunc(Plain(strings.TrimSuffix(line, "\n")), unicode.IsSpace)
		if empty++; line != "" {
			empty = 0
		}
		if empty > 1 {
			continue
		}
		if b.Len()+len(line) > mostLetters {
			break
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return strings.TrimSpace(b.String())
}

// Plain leaves of one line what may be shown: no control characters, and nothing that turns the direction of text.
func Plain(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, line)
}
