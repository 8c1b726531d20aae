package message

import (
	"bytes"
	"strings"
)

// field is a line of a header, as it came, with its continuations joined. Names are in small letters.
type field struct {
	name  string
	value []byte
}

// header is the head of a mail or of a part.
type header struct {
	fields []field
	broken bool // a line was none
}

// The most that is read of one header. Mails of people have some tens of fields.
const (
	mostHeader = 1 << 20 // bytes
	mostFields = 2000
)

// cut divides a mail or a part into its header and its body. Lines of the header that are none are passed over: one such line must not
// cost a citizen his petition.
func cut(b []byte) (header, []byte) {
	var h header
	for total := 0; len(b) > 0; {
		line, rest := cutLine(b)
		text := bytes.TrimRight(line, "\r\n")
		total += len(line)
		switch {
		case len(text) == 0:
			return h, rest
		case total > mostHeader || len(h.fields) > mostFields:
			h.broken = true
		case text[0] == ' ' || text[0] == '\t':
			if n := len(h.fields); n > 0 {
				h.fields[n-1].value = append(h.fields[n-1].value, text...)
			}
		default:
			h.add(text)
		}
		b = rest
	}
	return h, nil
}

func (h *header) add(line []byte) {
	name, value, ok := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	if !ok || len(name) == 0 || bytes.ContainsAny(name, " \t") {
		// "From someone@… Sat Nov…" begins a mail in a mailbox file: it is no fault of the sender's.
		h.broken = h.broken || !bytes.HasPrefix(line, []byte("From "))
		return
	}
	h.fields = append(h.fields, field{strings.ToLower(string(name)), bytes.Clone(bytes.TrimLeft(value, " \t"))})
}

// cutLine divides after the first line break, whichever.
func cutLine(b []byte) (line, rest []byte) {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i+1], b[i+1:]
	}
	return b, nil
}

// raw returns the first field of a name as it came; nil: there is none.
func (h *header) raw(name string) []byte {
	for _, f := range h.fields {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// all returns every field of a name.
func (h *header) all(name string) []string {
	var out []string
	for _, f := range h.fields {
		if f.name == name {
			out = append(out, string(f.value))
		}
	}
	return out
}

// has tells whether there is a field of the name, were it empty.
func (h *header) has(name string) bool { return h.raw(name) != nil }

// word returns the first field of a name in small letters and without comments: for fields that hold keywords.
func (h *header) word(name string) string {
	return strings.ToLower(strings.TrimSpace(withoutComments(oneLine(guess(h.raw(name))))))
}

// text returns the first field of a name for reading.
func (h *header) text(name string) (text string, guessed bool) {
	s, guessed := words(h.raw(name))
	return oneLine(s), guessed
}

// withoutComments leaves out what stands in parentheses outside of quotes (RFC 5322 section 3.2.2).
func withoutComments(s string) string {
	var b strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"' && depth == 0:
			quoted = !quoted
		case r == '(' && !quoted:
			depth++
			continue
		case r == ')' && !quoted && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// words reads the text of a header: encoded words (RFC 2047) wherever they stand, in quotes too, and raw bytes in whatever character
// set they are. Neighbouring words of one character set are joined before they are read: many programs cut syllables in two.
func words(raw []byte) (text string, guessed bool) {
	var out strings.Builder
	plain := func(b []byte) {
		s, g := decode("", b)
		out.WriteString(s)
		guessed = guessed || g
	}
	var charset string
	var joined []byte
	flush := func() {
		if charset != "" {
			s, g := decode(charset, joined)
			out.WriteString(s)
			guessed = guessed || g
		}
		charset, joined = "", nil
	}
	for len(raw) > 0 {
		i := bytes.Index(raw, []byte("=?"))
		if i < 0 {
			break
		}
		name, content, length := encodedWord(raw[i:])
		if length == 0 {
			flush()
			plain(raw[:i+2])
			raw = raw[i+2:]
			continue
		}
		if between := raw[:i]; charset == "" || len(bytes.TrimSpace(between)) > 0 {
			flush()
			plain(between)
		}
		if !strings.EqualFold(name, charset) {
			flush()
		}
		charset, joined = name, append(joined, content...)
		raw = raw[i+length:]
	}
	flush()
	plain(raw)
	return out.String(), guessed
}

// longestWord bounds one encoded word in bytes. The standard allows 75; programs that do not count write whole subjects as one.
const longestWord = 8192

// encodedWord reads one encoded word at the beginning of b; length 0: there is none.
func encodedWord(b []byte) (charset string, content []byte, length int) {
	b = b[:min(len(b), longestWord)]
	parts := bytes.SplitN(b, []byte("?"), 4)
	if len(parts) < 4 || len(parts[1]) == 0 || len(parts[1]) > 60 || len(parts[2]) != 1 {
		return "", nil, 0
	}
	end := bytes.Index(parts[3], []byte("?="))
	if end < 0 {
		return "", nil, 0
	}
	coded := parts[3][:end]
	switch parts[2][0] {
	case 'B', 'b':
		content = fromBase64(coded)
	case 'Q', 'q':
		content = fromQuoted(bytes.ReplaceAll(coded, []byte("_"), []byte("=20")))
	default:
		return "", nil, 0
	}
	charset, _, _ = strings.Cut(string(parts[1]), "*") // RFC 2231 section 5: a language may follow
	return charset, content, len("=?") + len(parts[1]) + len("?x?") + end + len("?=")
}

// fromBase64 reads as much as there is, whatever stands in between. Padding ends a piece, not the whole: some programs join encoded
// pieces.
func fromBase64(b []byte) []byte {
	out := make([]byte, 0, len(b)/4*3+3)
	var bits uint32
	var held int // how many of the lowest bits are not written yet
	for _, c := range b {
		v := sextet(c)
		switch {
		case c == '=':
			bits, held = 0, 0
			continue
		case v < 0:
			continue
		}
		if bits, held = bits<<6|uint32(v), held+6; held >= 8 {
			held -= 8
			out = append(out, byte(bits>>held))
		}
	}
	return out
}

func sextet(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 26
	case c >= '0' && c <= '9':
		return int(c-'0') + 52
	case c == '+':
		return 62
	case c == '/':
		return 63
	}
	return -1
}

// fromQuoted reads quoted-printable; what is none stays as it is (RFC 2045 section 6.7 lets a robust reader do so).
func fromQuoted(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c != '=' {
			out = append(out, c)
			continue
		}
		if i+2 < len(b) {
			if high, low := unhex(b[i+1]), unhex(b[i+2]); high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 2
				continue
			}
		}
		// A soft line break: the rest of the line is blank.
		end := i + 1
		for end < len(b) && (b[end] == ' ' || b[end] == '\t' || b[end] == '\r') {
			end++
		}
		switch {
		case end < len(b) && b[end] == '\n':
			i = end
		case end == len(b):
			i = end - 1
		default:
			out = append(out, c)
		}
	}
	return out
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
