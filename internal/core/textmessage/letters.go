package textmessage

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/unicode/norm"
)

// alike are letters that the Korean code page does not have, and what is read in the same way.
var alike = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ",
	"\u00a0", " ", "\u2002", " ", "\u2003", " ", "\u2007", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ",
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-", "\u00ad", "",
	"•", "·", "∙", "·", "‧", "·", "・", "·", "¥", "￥", "₩", "￦", "©", "(c)", "«", "《", "»", "》",
	"‛", "'", "„", "\"", "‹", "<", "›", ">", "✓", "V", "✔", "V", "➜", "→", "➔", "→", "⇨", "→",
)

// Mend makes a text of the letters that the Korean code page has (CP949, which every handset knows):
//
//   - letters that are put together (a keyboard of another system) become syllables;
//   - what is read in the same way takes the place of dashes, spaces, dots and quotation marks; Latin letters lose their accents, since a
//     name is still known without;
//   - a picture (emoji) becomes □, which shows that something stood there: a picture is no reason for nothing to be sent;
//   - control characters, marks that turn text around and other letters without a look are left out.
//
// Any other letter is ErrLetters: a name or a word with a hole in it would say something else than was written, and the office has
// other ways that can say it.
func Mend(text string) (string, error) {
	text = alike.Replace(norm.NFC.String(strings.ToValidUTF8(text, "")))
	var b strings.Builder
	b.Grow(len(text))
	joined := false // the next picture belongs to the one before
	for _, r := range text {
		switch {
		case r == '\n' || r >= ' ' && r < 0x7f:
			b.WriteRune(r)
		case unicode.IsControl(r):
		case r == 0x200d:
			joined = true
			continue
		case modifies(r): // the look of the picture before, or its skin
			continue
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r) && unicode.Is(unicode.Inherited, r):
		case has(r):
			b.WriteRune(r)
		case picture(r):
			if !joined {
				b.WriteRune('□')
			}
		default:
			plain := bare(r)
			if plain == "" {
				return "", ErrLetters
			}
			b.WriteString(plain)
		}
		joined = false
	}
	return b.String(), nil
}

// has tells whether the Korean code page has a letter.
func has(r rune) bool {
	if r < 0x80 {
		return true
	}
	_, err := korean.EUCKR.NewEncoder().String(string(r))
	return err == nil
}

// picture tells pictures from letters.
func picture(r rune) bool {
	return unicode.Is(unicode.So, r) || unicode.Is(unicode.Sm, r) || unicode.Is(unicode.Co, r) || r >= 0x1f000 && r <= 0x1ffff
}

// modifies tells what has no look of its own: forms of the picture before it.
func modifies(r rune) bool {
	return unicode.Is(unicode.Variation_Selector, r) || r >= 0x1f3fb && r <= 0x1f3ff || r == 0x20e3 || r >= 0xe0000 && r <= 0xe007f
}

// bare returns a Latin letter without its accents; empty: it is none.
func bare(r rune) string {
	if r == 'Đ' { // of Vietnamese names; the code page has the small one only
		return "D"
	}
	if !unicode.Is(unicode.Latin, r) {
		return ""
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.Is(unicode.Mn, d) {
			continue
		}
		if d >= 0x80 {
			return ""
		}
		b.WriteRune(d)
	}
	return b.String()
}
