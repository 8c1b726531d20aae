package sip

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// compact are the short names of headers that are looked at (RFC 3261, section 7.3.3, and the documents of each header).
var compact = map[string]string{
	"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "c": "content-type", "l": "content-length",
	"r": "refer-to", "b": "referred-by", "x": "session-expires", "o": "event",
}

// reader reads the lines of one message.
type reader struct {
	m       *Message
	method  string // of CSeq
	content string // media type of the body, with parameters
	length  int    // told length of the body; -1: it was not told
	branch  bool   // the topmost Via was read
	history bool   // the diversion is from History-Info, which Diversion outweighs
}

// headers reads up to the empty line and returns what follows it.
func (r *reader) headers(rest []byte) (body []byte, err error) {
	r.length = -1
	for n := 0; ; n++ {
		if n > mostHeaders {
			return nil, fmt.Errorf("%w: more than %d headers", ErrStrange, mostHeaders)
		}
		line, after, ok := cutLine(rest)
		if !ok {
			line, after = bytes.TrimRight(rest, "\r \t"), nil // cut off: what came is used
		}
		if len(line) == 0 {
			return after, nil
		}
		line, rest = unfold(line, after)
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || len(name) > 32 || len(value) > mostValue {
			continue // no header, or none that we look at
		}
		key := strings.ToLower(string(bytes.TrimSpace(name)))
		if long, ok := compact[key]; ok {
			key = long
		}
		r.header(key, strings.TrimSpace(string(value)))
	}
}

// unfold adds the lines that begin with a blank, which go on with the one before (section 7.3.1).
func unfold(line, rest []byte) (whole, after []byte) {
	copied := false
	for len(rest) > 0 && (rest[0] == ' ' || rest[0] == '\t') {
		more, next, ok := cutLine(rest)
		if !ok {
			more, next = rest, nil
		}
		if more = bytes.TrimSpace(more); len(more) == 0 {
			break
		}
		if len(line)+len(more) < mostValue {
			if !copied {
				line, copied = bytes.Clone(line), true // the packet is not ours to change
			}
			line = append(append(line, ' '), more...)
		}
		rest = next
	}
	return line, rest
}

// header takes what is looked at and drops the rest: Authorization, Identity, User-Agent and so on are never kept.
func (r *reader) header(name, value string) {
	m := r.m
	switch name {
	case "via":
		r.via(value)
	case "from":
		setAddress(&m.From, value)
	case "to":
		setAddress(&m.To, value)
	case "contact":
		setAddress(&m.Contact, value)
	case "call-id":
		if m.CallID == "" {
			m.CallID = bounded(value)
		}
	case "cseq":
		number, method, _ := strings.Cut(value, " ")
		n, err := strconv.ParseUint(number, 10, 32)
		if method = strings.TrimSpace(method); err == nil && token(method) && r.method == "" {
			m.CSeq, r.method = uint32(n), strings.ToUpper(method)
		}
	case "content-type":
		r.content = value
	case "content-length":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 {
			r.length = n
		}
	case "event":
		m.Event, _, _ = strings.Cut(strings.ToLower(value), ";")
		m.Event = strings.Clone(strings.TrimSpace(m.Event[:min(len(m.Event), 32)]))
	case "subscription-state":
		_, m.FragmentOver = cutFold(value, "terminated")
	case "session-expires":
		seconds, _, _ := strings.Cut(value, ";")
		if n, err := strconv.Atoi(strings.TrimSpace(seconds)); err == nil && n > 0 && n < 1<<30 {
			m.Expires = n
		}
	default:
		r.people(name, value)
	}
}

// people reads the headers that name other parties or say why.
func (r *reader) people(name, value string) {
	m := r.m
	switch name {
	case "p-asserted-identity":
		if m.Identity.User == "" { // the first that is a number
			m.Identity = address(value)
		}
	case "remote-party-id":
		if m.Identity.User == "" {
			m.Identity = address(value)
			m.Hidden = m.Hidden || strings.Contains(strings.ToLower(value), "privacy=full")
		}
	case "privacy":
		for word := range strings.FieldsFuncSeq(strings.ToLower(value), func(c rune) bool { return c == ';' || c == ',' || c == ' ' }) {
			m.Hidden = m.Hidden || word == "id" || word == "user" || word == "header"
		}
	case "refer-to":
		a, query := addressQuery(value)
		m.ReferTo.Address = a
		for pair := range strings.SplitSeq(query, "&") {
			if v, ok := cutFold(pair, "replaces="); ok {
				m.ReferTo.Replaces = replaces(unescape(v))
			}
		}
	case "referred-by":
		m.Referred = true
	case "replaces":
		m.Replaces = replaces(value)
	case "diversion":
		if m.Diverted.User == "" || r.history {
			m.Diverted, r.history = address(value), false // the topmost is the latest
			m.DivertedReason = m.Diverted.Reason
		}
	case "history-info":
		if m.Diverted.User == "" || r.history {
			r.historyInfo(value)
		}
	case "reason":
		m.Reason.add(value)
	}
}

// via takes the branch of the topmost and counts the rest.
func (r *reader) via(value string) {
	for one := range splitList(value) {
		r.m.Hops++
		if r.branch {
			continue
		}
		r.branch = true
		for p := range strings.SplitSeq(one, ";") {
			if v, ok := cutFold(strings.TrimSpace(p), "branch="); ok {
				r.m.Branch = bounded(v)
			}
		}
	}
}

// historyInfo finds the entry before the last: whoever was called before the call came here (RFC 7044). Its cause is in the
// URI of the entry after it, as a response code.
func (r *reader) historyInfo(value string) {
	for one := range splitList(value) {
		a, query := addressQuery(one)
		for pair := range strings.SplitSeq(query, "&") {
			if v, ok := cutFold(pair, "reason="); ok {
				var why Reason
				why.add(unescape(v))
				if word := why.word(); why.SIP != 0 || why.Q850 != 0 {
					r.history = true
					r.m.Diverted, r.m.DivertedReason = a, word
				}
			}
		}
	}
}

// add reads one Reason header, which may name several protocols.
func (r *Reason) add(value string) {
	for one := range splitList(value) {
		protocol, params, _ := strings.Cut(one, ";")
		cause := 0
		for p := range strings.SplitSeq(params, ";") {
			if v, ok := cutFold(strings.TrimSpace(p), "cause="); ok {
				cause, _ = strconv.Atoi(strings.TrimSpace(v))
			}
		}
		switch strings.ToUpper(strings.TrimSpace(protocol)) {
		case "SIP":
			r.SIP = cause
		case "Q.850":
			r.Q850 = cause
		}
		low := strings.ToLower(params)
		r.Timer = r.Timer || strings.Contains(low, "timer") || strings.Contains(low, "timeout") || strings.Contains(low, "time out") || strings.Contains(low, "expired")
	}
}

// word names a reason.
func (r Reason) word() string {
	switch {
	case r.SIP == 486 || r.SIP == 600 || r.Q850 == 17:
		return "busy"
	case r.SIP == 408 || r.SIP == 480 || r.Q850 == 18 || r.Q850 == 19:
		return "no_answer"
	case r.SIP == 302:
		return "unconditional"
	case r.SIP == 603 || r.Q850 == 21:
		return "declined"
	}
	return "other"
}

func replaces(value string) Replace {
	id, params, _ := strings.Cut(value, ";")
	p := Replace{CallID: bounded(strings.TrimSpace(id))}
	for one := range strings.SplitSeq(params, ";") {
		one = strings.TrimSpace(one)
		if v, ok := cutFold(one, "to-tag="); ok {
			p.To = bounded(v)
		} else if v, ok := cutFold(one, "from-tag="); ok {
			p.From = bounded(v)
		}
	}
	return p
}
