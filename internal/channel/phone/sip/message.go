package sip

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The limits of a message. Real ones have some 20 lines and a few kilobytes; a datagram holds 64 KiB.
const (
	MostBytes   = 64 << 10
	mostHeaders = 256
	mostValue   = 4 << 10 // of one header line that is looked at, folded lines included
	mostName    = 128     // of Call-ID, tag and branch; longer ones are replaced by their digest
	mostUser    = 64      // of a number or extension; longer ones are no numbers
)

// ErrStrange tells that bytes are no SIP message.
var ErrStrange = errors.New("no SIP message")

// Message is what is kept of a SIP message (RFC 3261, section 7): the few values that tell what happens to a call. Everything
// else is dropped when it is read, above all what must not lie about: keys of encrypted speech and digests of passwords.
type Message struct {
	Method string // of a request, in capitals; of a response, that of its CSeq
	Status int    // of a response; 0: it is a request
	User   string // user of the request URI
	CallID string
	From   Address
	To     Address
	CSeq   uint32
	Branch string // of the topmost Via, which names the transaction
	Hops   int    // how many Vias there are: the more, the nearer to whom it is for
	// Contact is where the sender of the message can be reached, or where a response 3xx sends the call.
	Contact Address
	// Identity is whom the network says that it is (RFC 3325, or Remote-Party-ID of before); Hidden: he does not want to be named.
	Identity Address
	Hidden   bool
	ReferTo  Refer
	Referred bool    // the call is made at somebody's request (RFC 3892)
	Replaces Replace // of an INVITE (RFC 3891)
	// Diverted is the last that sent the call on, and why (RFC 5806, 7044); its User is empty when nobody did.
	Diverted       Address
	DivertedReason string
	Reason         Reason
	Expires        int    // seconds of Session-Expires (RFC 4028); 0: none
	Fragment       int    // status told in the body of a NOTIFY about a transfer (RFC 3515, 3420); 0: none
	FragmentOver   bool   // the subscription of that NOTIFY has ended
	Event          string // package of a NOTIFY
	Media          Media
}

// Address is what is kept of a name-addr.
type Address struct {
	User, Host, Tag string
	// Reason is the parameter of a diversion.
	Reason string
}

// Refer is whom a REFER names, and the dialog that the new call shall replace.
type Refer struct {
	Address
	Replaces Replace
}

// Replace names a dialog.
type Replace struct{ CallID, To, From string }

// Reason is why a request was sent (RFC 3326).
type Reason struct {
	SIP, Q850 int
	Timer     bool // its text speaks of a timer or of silence
}

// Media is what the description of a session says of the sound (RFC 3264, 4566).
type Media struct {
	Known bool
	Held  bool   // nothing is sent to the other side
	Where string // where sound is expected
}

// Request says that it is one.
func (m *Message) Request() bool { return m.Status == 0 }

// Parse reads one message. It takes what real telephones send: lone line feeds, folded lines, compact names, values that are
// cut off. It refuses what has no Call-ID, no CSeq, or is too long; errors quote nothing of the message.
func Parse(raw []byte) (*Message, error) {
	if len(raw) > MostBytes {
		return nil, fmt.Errorf("%w: %d bytes", ErrStrange, len(raw))
	}
	raw = bytes.TrimLeft(raw, "\r\n")
	first, rest, ok := cutLine(raw)
	if !ok {
		return nil, fmt.Errorf("%w: one line", ErrStrange)
	}
	m := &Message{}
	if err := m.start(string(first)); err != nil {
		return nil, err
	}
	r := reader{m: m}
	body, err := r.headers(rest)
	if err != nil {
		return nil, err
	}
	if m.CallID == "" || r.method == "" {
		return nil, fmt.Errorf("%w: no Call-ID or no CSeq", ErrStrange)
	}
	if m.Request() && m.Method != r.method {
		return nil, fmt.Errorf("%w: CSeq of another method", ErrStrange)
	}
	m.Method = r.method
	r.body(body)
	return m, nil
}

func (m *Message) start(line string) error {
	if rest, ok := cutFold(line, "SIP/2.0 "); ok {
		code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		n, err := strconv.Atoi(code)
		if err != nil || n < 100 || n > 699 {
			return fmt.Errorf("%w: status", ErrStrange)
		}
		m.Status = n
		return nil
	}
	parts := strings.Fields(line)
	if len(parts) != 3 || !strings.EqualFold(parts[2], "SIP/2.0") || !token(parts[0]) {
		return fmt.Errorf("%w: first line", ErrStrange)
	}
	m.Method = strings.ToUpper(parts[0])
	m.User = uri(parts[1]).User
	return nil
}

// LooksLike says that bytes may be the beginning of a SIP message. It is cheap, for those who sort packets.
func LooksLike(raw []byte) bool {
	raw = bytes.TrimLeft(raw, "\r\n")
	line, _, ok := cutLine(raw[:min(len(raw), 2048)])
	if !ok {
		return false
	}
	const version = "SIP/2.0"
	return len(line) > len(version) &&
		(bytes.EqualFold(line[:len(version)], []byte(version)) || bytes.EqualFold(line[len(line)-len(version):], []byte(version)))
}

// cutLine returns the first line without its end; false: there is no end.
func cutLine(b []byte) (line, rest []byte, ok bool) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return nil, nil, false
	}
	return bytes.TrimRight(b[:i], "\r \t"), b[i+1:], true
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// token says that a word may be a method: a hostile one of 60 KB is none.
func token(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}
