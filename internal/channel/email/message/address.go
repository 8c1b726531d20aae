package message

import (
	"net/mail"
	"strings"

	"jikim/internal/channel"
)

// mostParties bounds the addresses that are read of one mail.
const mostParties = 500

// parties reads a list of addresses, those that can be read. A raw CP949 name or an unquoted full stop in a name is no reason to know
// nobody; the library of the language refuses both.
func parties(raw []byte) (out []channel.Party, guessed bool) {
	for _, piece := range splitAddresses(raw) {
		p, g := party(piece)
		guessed = guessed || g
		if p.Address != "" && len(out) < mostParties {
			out = append(out, p)
		}
	}
	return out, guessed
}

// party reads one address, with or without a name.
func party(raw []byte) (channel.Party, bool) {
	text, guessed := words(raw)
	if open := strings.LastIndexByte(text, '<'); open >= 0 {
		name, rest := text[:open], text[open+1:]
		address, _, _ := strings.Cut(rest, ">")
		return channel.Party{Name: displayName(name), Address: address1(address)}, guessed
	}
	comment := ""
	if open := strings.IndexByte(text, '('); open >= 0 { // hong@example.kr (홍길동)
		comment, _, _ = strings.Cut(text[open+1:], ")")
	}
	return channel.Party{Name: displayName(comment), Address: address1(withoutComments(text))}, guessed
}

// displayName is a name without the quotes around it.
func displayName(s string) string {
	s = oneLine(s)
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	return strings.Trim(strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s), " '")
}

// address1 is an address when it is one, and else "". Its host is in small letters; what stands before the @ is the host's affair.
func address1(s string) string {
	s = strings.TrimSpace(oneLine(s))
	if len(s) > 320 {
		return ""
	}
	parsed, err := mail.ParseAddress("<" + s + ">")
	if err != nil {
		return ""
	}
	at := strings.LastIndexByte(parsed.Address, '@')
	return parsed.Address[:at+1] + strings.ToLower(parsed.Address[at+1:])
}

// splitAddresses divides at commas and semicolons outside of quotes, comments and angles; groups (RFC 5322 section 3.4) lose their name.
func splitAddresses(raw []byte) [][]byte {
	var out [][]byte
	start, depth := 0, 0
	quoted, angle := false, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case angle:
		case c == ':':
			start = i + 1
		case c == ',' || c == ';':
			out = append(out, raw[start:i])
			start = i + 1
		}
		if len(out) > mostParties {
			return out
		}
	}
	return append(out, raw[start:])
}
