package sip

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"strings"
)

// setAddress keeps the first value of a header that is told once.
func setAddress(a *Address, value string) {
	if *a == (Address{}) {
		*a = address(value)
	}
}

// address reads the first name-addr or addr-spec of a header.
func address(value string) Address {
	a, _ := addressQuery(value)
	return a
}

// addressQuery also returns what stands behind the question mark of the URI, still escaped.
func addressQuery(value string) (a Address, query string) {
	for one := range splitList(value) {
		value = one
		break
	}
	var inner, params string
	if i := openBracket(value); i >= 0 {
		if inner = value[i+1:]; strings.Contains(inner, ">") {
			inner, params, _ = strings.Cut(inner, ">")
		}
		inner, query, _ = strings.Cut(inner, "?")
	} else {
		// Without brackets the parameters are those of the header (section 20.10).
		inner, params, _ = strings.Cut(value, ";")
	}
	a = uri(strings.TrimSpace(inner))
	for p := range strings.SplitSeq(params, ";") {
		p = strings.TrimSpace(p)
		if v, ok := cutFold(p, "tag="); ok {
			a.Tag = bounded(v)
		} else if v, ok := cutFold(p, "reason="); ok {
			a.Reason = strings.Clone(strings.Trim(v[:min(len(v), 32)], `"`))
		}
	}
	return a, query
}

// openBracket finds the "<" that is not within a quoted name.
func openBracket(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '<' && !quoted:
			return i
		}
	}
	return -1
}

// splitList yields the values of a header that holds several, separated by commas outside of quotes and brackets.
func splitList(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		quoted, deep, begin := false, false, 0
		for i := 0; i < len(s); i++ {
			switch {
			case quoted && s[i] == '\\':
				i++
			case s[i] == '"':
				quoted = !quoted
			case quoted:
			case s[i] == '<':
				deep = true
			case s[i] == '>':
				deep = false
			case s[i] == ',' && !deep:
				if !yield(strings.TrimSpace(s[begin:i])) {
					return
				}
				begin = i + 1
			}
		}
		yield(strings.TrimSpace(s[begin:]))
	}
}

// uri takes user and host of a sip:, sips: or tel: URI. The password, if somebody still writes one, is dropped.
func uri(s string) Address {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok {
		return Address{}
	}
	rest, _, _ = strings.Cut(rest, "?")
	switch strings.ToLower(scheme) {
	case "tel":
		number, _, _ := strings.Cut(rest, ";")
		return Address{User: user(number)}
	case "sip", "sips":
	default:
		return Address{}
	}
	var name string
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		name, rest = rest[:at], rest[at+1:]
		name, _, _ = strings.Cut(name, ":")
		name, _, _ = strings.Cut(name, ";")
	}
	host, _, _ := strings.Cut(rest, ";")
	return Address{User: user(name), Host: strings.Clone(strings.ToLower(host[:min(len(host), mostUser)]))}
}

// user is a number or extension, unescaped; empty when it is too long or holds what no number or name has.
func user(s string) string {
	s = unescape(s)
	if len(s) > mostUser {
		return ""
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"' {
			return ""
		}
	}
	return strings.Clone(s)
}

// unescape resolves %HH; what is no escape stays as it is.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if raw, err := hex.DecodeString(s[i+1 : i+3]); err == nil {
				b.WriteByte(raw[0])
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// bounded copies a name, so that the message itself can be forgotten; a long or unprintable one becomes its digest.
func bounded(s string) string {
	s = strings.TrimSpace(s)
	for _, c := range []byte(s) {
		if len(s) > mostName || c <= ' ' || c >= 0x7f {
			sum := sha256.Sum256([]byte(s))
			return hex.EncodeToString(sum[:16])
		}
	}
	return strings.Clone(s)
}
