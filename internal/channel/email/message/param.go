package message

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// mostParams bounds the parameters that are read of one field.
const mostParams = 100

// valued reads a field with parameters: its value in small letters, and each parameter by its name, for reading. The library of the
// language drops what it does not know (filename*=EUC-KR”…), which would cost attachments their names.
func valued(raw []byte) (value string, params map[string]string) {
	pieces := splitParams(raw)
	if len(pieces) == 0 {
		return "", nil
	}
	value = strings.ToLower(oneLine(withoutComments(guess(pieces[0]))))
	params = map[string]string{}
	segments := map[string][]segment{}
	for _, piece := range pieces[1:min(len(pieces), mostParams)] {
		name, content, ok := bytes.Cut(piece, []byte("="))
		if !ok {
			continue
		}
		key := strings.ToLower(strings.TrimSpace(string(name)))
		content = unquote(bytes.TrimSpace(content))
		base, rest, star := strings.Cut(key, "*")
		if !star {
			if _, twice := params[key]; !twice {
				params[key], _ = words(content)
			}
			continue
		}
		segments[base] = append(segments[base], segmentOf(rest, content))
	}
	for name, list := range segments {
		params[name] = join(list) // it is said more exactly than name=… beside it
	}
	return value, params
}

// segment is a piece of a parameter (RFC 2231): its number, and whether it is written in hexadecimal.
type segment struct {
	number int
	coded  bool
	value  []byte
}

// segmentOf reads what follows the first star of a name: "", "0", "0*".
func segmentOf(rest string, value []byte) segment {
	if rest == "" {
		return segment{0, true, value}
	}
	digits, coded := strings.CutSuffix(rest, "*")
	n, err := strconv.Atoi(digits)
	if err != nil {
		n = 0
	}
	return segment{n, coded, value}
}

// join reads the pieces of one parameter in their order.
func join(list []segment) string {
	slices.SortStableFunc(list, func(a, b segment) int { return a.number - b.number })
	charset, bytesOf := "", []byte(nil)
	coded := false
	for i, s := range list {
		value := s.value
		if i == 0 && s.coded {
			if first, rest, ok := bytes.Cut(value, []byte("'")); ok {
				if _, after, ok := bytes.Cut(rest, []byte("'")); ok { // the language between the quotes tells us nothing
					charset, value = string(first), after
				}
			}
		}
		if s.coded {
			coded = true
			value = unpercent(value)
		}
		bytesOf = append(bytesOf, value...)
	}
	if !coded {
		text, _ := words(bytesOf)
		return text
	}
	text, _ := decode(charset, bytesOf)
	return text
}

func unpercent(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '%' && i+2 < len(b) {
			if high, low := unhex(b[i+1]), unhex(b[i+2]); high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 2
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

// splitParams divides at semicolons outside of quotes. A quote that is never closed ends with the field.
func splitParams(raw []byte) [][]byte {
	var out [][]byte
	start, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			if quoted {
				i++
			}
		case '"':
			quoted = !quoted
		case ';':
			if !quoted {
				out = append(out, raw[start:i])
				start = i + 1
			}
		}
	}
	return append(out, raw[start:])
}

// unquote reads a quoted string. A backslash before a letter of a path ("C:\temp") is kept: it was not meant to quote.
func unquote(b []byte) []byte {
	if len(b) < 2 || b[0] != '"' {
		return b
	}
	b = bytes.TrimSuffix(b[1:], []byte(`"`))
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '\\') {
			i++
		}
		out = append(out, b[i])
	}
	return out
}
