package message

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"jikim/internal/channel"
)

// mostFates bounds the recipients of one notice.
const mostFates = 100

// fates reads what a server tells of a letter of ours: groups of fields, the first about the letter, each other about one recipient
// (RFC 3464 section 2.1; RFC 6533 for addresses in UTF-8).
func (r *reader) fates(body []byte) {
	for groups := 0; len(body) > 0 && len(r.letter.Fates) < mostFates && groups < 10*mostFates; groups++ {
		var h header
		h, body = cut(body)
		action := h.word("action")
		switch action {
		case "failed", "delayed", "delivered", "relayed", "expanded":
		default:
			continue
		}
		recipient := h.raw("final-recipient")
		if recipient == nil {
			recipient = h.raw("original-recipient")
		}
		status, _, _ := strings.Cut(h.word("status"), " ")
		if !wellFormed(status) {
			status = ""
		}
		r.letter.Fates = append(r.letter.Fates, channel.Fate{Action: action, Status: status, Blurred: blurred(recipient)})
	}
}

// settle completes the fates: of which letter they tell, and those that a server names in its own field only.
func (r *reader) settle() {
	if len(r.letter.Fates) == 0 && r.letter.Class == channel.Notice {
		failed, _ := parties(r.head.raw("x-failed-recipients"))
		for _, p := range failed[:min(len(failed), mostFates)] {
			r.letter.Fates = append(r.letter.Fates, channel.Fate{Action: "failed", Blurred: blurred([]byte(p.Address))})
		}
	}
	for i := range r.letter.Fates {
		if len(r.returned) > 0 {
			r.letter.Fates[i].Of = r.returned[0]
		}
	}
}

// wellFormed tells a status code (RFC 3463): three numbers.
func wellFormed(status string) bool {
	parts := strings.Split(status, ".")
	if len(parts) != 3 || len(status) > 11 {
		return false
	}
	for _, p := range parts {
		if _, err := strconv.ParseUint(p, 10, 16); err != nil {
			return false
		}
	}
	return true
}

// blurred shows whom a notice is about without naming him: "rfc822; hong@example.kr" becomes h…@example.kr.
func blurred(recipient []byte) string {
	_, address, ok := bytes.Cut(recipient, []byte(";"))
	if !ok {
		address = recipient
	}
	p, _ := party(unescape(address))
	at := strings.LastIndexByte(p.Address, '@')
	if at < 1 {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(p.Address)
	return string(first) + "…" + p.Address[at:]
}

// unescape reads letters that RFC 6533 section 3 writes as \x{D64D}.
func unescape(b []byte) []byte {
	var out []byte
	for {
		before, rest, ok := bytes.Cut(b, []byte(`\x{`))
		out = append(out, before...)
		if !ok {
			return out
		}
		digits, after, closed := bytes.Cut(rest, []byte("}"))
		if n, err := strconv.ParseUint(string(digits[:min(len(digits), 8)]), 16, 21); closed && err == nil {
			out = utf8.AppendRune(out, rune(n))
			b = after
			continue
		}
		out, b = append(out, `\x{`...), rest
	}
}

// mostRefs bounds the identifiers that one mail refers to.
const mostRefs = 50

// identifiers reads a list of <…> (RFC 5322 section 3.6.4), without the angles.
func identifiers(raw []byte) []string {
	var out []string
	for len(out) < mostRefs {
		_, rest, ok := bytes.Cut(raw, []byte("<"))
		if !ok {
			break
		}
		id, after, ok := bytes.Cut(rest, []byte(">"))
		if !ok {
			break
		}
		raw = after
		if s := strings.ReplaceAll(oneLine(guess(id)), " ", ""); s != "" && len(s) <= 998 {
			out = append(out, s)
		}
	}
	return out
}

// refs are the letters that a mail answers, the nearest first.
func (r *reader) refs() []string {
	near := append(r.answered, identifiers(r.head.raw("in-reply-to"))...)
	before := identifiers(r.head.raw("references"))
	for i := len(before) - 1; i >= 0; i-- {
		near = append(near, before[i])
	}
	var out []string
	known := map[string]bool{}
	for _, id := range near {
		if !known[id] && len(out) < mostRefs {
			known[id] = true
			out = append(out, id)
		}
	}
	return out
}
