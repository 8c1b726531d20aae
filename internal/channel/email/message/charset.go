package message

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/unicode/norm"
)

// koreanNames are the names under which Korean mail programs speak of EUC-KR and of its extension by Microsoft (CP949, also called
// Unified Hangul Code), without hyphens and the like. The extension reads both.
var koreanNames = map[string]bool{
	"euckr": true, "xeuckr": true, "cseuckr": true, "ksc5601": true, "ksc56011987": true, "ksc56011989": true, "ksc56011992": true,
	"csksc56011987": true, "ksx1001": true, "ksx10011992": true, "korean": true, "isoir149": true, "windows949": true, "xwindows949": true,
	"mswin949": true, "cp949": true, "xcp949": true, "ms949": true, "xms949": true, "949": true, "ibm949": true, "uhc": true, "xuhc": true,
}

// squeezed is the name of a character set in small letters and without what people write in between.
func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' || r == '.' || r == ':' || r == '"' || r == '\'' {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// decode reads text in the character set of the given name. Where the name is missing, unknown or plainly wrong, text that is UTF-8
// is read as such, and all else as CP949: then guessed is true.
func decode(name string, b []byte) (text string, guessed bool) {
	key := squeezed(name)
	switch {
	case key == "" || key == "utf8" || key == "usascii" || key == "ascii" || key == "ansix341968" || key == "unicode11utf8":
		if !utf8.Valid(b) || key != "utf8" && looksLatin(b) {
			return fromKorean(b), true
		}
		return string(b), key != "utf8" && key != "" && !ascii(b)
	case key == "iso2022kr" || key == "csiso2022kr":
		return fromKorean(unshift(b)), false
	case koreanNames[key]:
		s := fromKorean(b)
		if strings.ContainsRune(s, utf8.RuneError) && utf8.Valid(b) {
			return string(b), true
		}
		return s, false
	}
	e, err := htmlindex.Get(strings.TrimSpace(name))
	if err != nil || e == encoding.Replacement {
		return guess(b), true
	}
	s, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return guess(b), true
	}
	return string(s), false
}

// looksLatin tells UTF-8 that is rather CP949. The two bytes of some syllables, such as 홍, are a letter of Latin in UTF-8 as well: when
// such letters are all there is, stand alone and not within words (Café), and make syllables, they are meant as syllables.
func looksLatin(b []byte) bool {
	some := false
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c < 0x80 {
			continue
		}
		if c < 0xc3 || c > 0xc8 || i+1 >= len(b) || b[i+1] < 0xa1 || b[i+1] > 0xbf {
			return false
		}
		if i > 0 && letter(b[i-1]) || i+2 < len(b) && letter(b[i+2]) {
			return false
		}
		some = true
		i++
	}
	return some
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// guess reads what has no name of a character set, or a wrong one.
func guess(b []byte) string {
	if utf8.Valid(b) && !looksLatin(b) {
		return string(b)
	}
	return fromKorean(b)
}

// fromKorean reads CP949; what is none becomes U+FFFD.
func fromKorean(b []byte) string {
	s, err := korean.EUCKR.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\ufffd")
	}
	return string(s)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// unshift turns ISO-2022-KR (RFC 1557) into EUC-KR: between shift out and shift in, at most to the end of a line, two bytes of seven
// bits are one syllable.
func unshift(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\x1b$)C"), nil)
	out := make([]byte, 0, len(b))
	shifted := false
	for _, c := range b {
		switch {
		case c == 0x0e:
			shifted = true
		case c == 0x0f:
			shifted = false
		case c == '\n' || c == '\r':
			shifted = false
			out = append(out, c)
		case shifted && c > 0x20 && c < 0x7f:
			out = append(out, c|0x80)
		default:
			out = append(out, c)
		}
	}
	return out
}

// clean makes text of one way of ending lines, without control characters and in composed syllables (Korean of some systems comes in
// single letters).
func clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == '\ufeff' || turning(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return norm.NFC.String(s)
}

// oneLine makes text of a header: clean, and with single blanks only.
func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// turning tells marks that turn the direction of text around, or hide: by them "photo_fdp.exe" is made to look like a picture.
func turning(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' || r == '\u061c' ||
		r == '\u200b' || r == '\u2060' || r == '\u00ad'
}
