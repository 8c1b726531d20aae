package capture

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"jikim/internal/channel/phone/sip"
)

// Bounds of connections that are followed.
const (
	mostStreams  = 512
	mostHeldBack = 64 // segments that wait for one before them
)

// flow is one direction of a connection.
type flow struct{ src, dst netip.AddrPort }

// stream is what was read of one direction.
type stream struct {
	last time.Time
	next uint32 // number of the byte that is expected
	sure bool   // next is known
	buf  []byte // the beginning of a message that is not complete
	held map[uint32][]byte
	size int
}

type streams map[flow]*stream

// segment takes a segment of TCP and puts it in its place.
func (f *frames) segment(from, to netip.AddrPort, raw []byte, at time.Time) {
	if len(raw) < 20 || len(raw) < int(raw[12]>>4)*4 || raw[12]>>4 < 5 {
		f.wrong++
		return
	}
	seq, flags, body := binary.BigEndian.Uint32(raw[4:]), raw[13], raw[int(raw[12]>>4)*4:]
	const fin, syn, rst = 1, 2, 4
	key := flow{from, to}
	s := f.streams[key]
	if flags&rst != 0 {
		delete(f.streams, key)
		delete(f.streams, flow{to, from})
		return
	}
	if s == nil {
		if flags&syn == 0 && !sip.LooksLike(body) {
			return // we came into the middle: the next message that begins with its segment is the first
		}
		f.streams.makeRoom()
		s = &stream{held: map[uint32][]byte{}}
		f.streams[key] = s
	}
	s.last = at
	if flags&syn != 0 {
		*s = stream{last: at, next: seq + 1, sure: true, held: map[uint32][]byte{}}
		return
	}
	if !s.sure {
		s.next, s.sure = seq, true
	}
	f.place(s, seq, body, at)
	f.read(s, key, at)
	if flags&fin != 0 && s.next-seq >= uint32(len(body)) {
		delete(f.streams, key)
	}
}

// place appends what is expected, drops what was seen, and keeps what comes too early. When too much waits, bytes were lost:
// reading goes on where a message begins.
func (f *frames) place(s *stream, seq uint32, body []byte, at time.Time) {
	for {
		ahead := int32(seq - s.next)
		switch {
		case len(body) == 0:
		case ahead <= 0 && -int64(ahead) < int64(len(body)):
			s.buf = append(s.buf, body[-ahead:]...)
			s.next += uint32(len(body)) - uint32(-ahead)
		case ahead <= 0: // again
		case len(s.held) < mostHeldBack && s.size+len(body) <= sip.MostBytes:
			if s.held[seq] == nil {
				s.held[seq] = bytes.Clone(body)
				s.size += len(body)
			}
		default:
			f.gap("stream", s.last, at)
			*s = stream{last: at, held: map[uint32][]byte{}}
			if sip.LooksLike(body) {
				s.buf, s.next, s.sure = bytes.Clone(body), seq+uint32(len(body)), true
			}
			return
		}
		var found bool
		if seq, body, found = s.ready(); !found {
			return
		}
	}
}

// ready takes out a segment that waited and can be placed now.
func (s *stream) ready() (seq uint32, body []byte, found bool) {
	for seq, body := range s.held {
		if int32(seq-s.next) <= 0 {
			delete(s.held, seq)
			s.size -= len(body)
			return seq, body, true
		}
	}
	return 0, nil, false
}

// read takes complete messages out of a stream (RFC 3261, section 18.3).
func (f *frames) read(s *stream, key flow, at time.Time) {
	for {
		s.buf = bytes.TrimLeft(s.buf, "\r\n\x00")
		if len(s.buf) == 0 {
			s.buf = nil
			return
		}
		head, ok := endOfHead(s.buf)
		if !ok {
			if len(s.buf) > sip.MostBytes {
				f.resync(s, at)
			}
			return
		}
		length, told := contentLength(s.buf[:head])
		if !told || !sip.LooksLike(s.buf) || head+length > sip.MostBytes {
			f.resync(s, at)
			return
		}
		if len(s.buf) < head+length {
			return
		}
		f.emit(message{s.buf[:head+length], at, key.src, key.dst})
		s.buf = append([]byte(nil), s.buf[head+length:]...)
	}
}

// resync throws away what cannot be divided into messages; another protocol on the port, or bytes that were lost.
func (f *frames) resync(s *stream, at time.Time) {
	f.gap("stream", s.last, at)
	*s = stream{last: at, next: s.next, sure: true, held: map[uint32][]byte{}}
}

func endOfHead(b []byte) (n int, ok bool) {
	if i := bytes.Index(b, []byte("\r\n\r\n")); i >= 0 {
		return i + 4, true
	}
	if i := bytes.Index(b, []byte("\n\n")); i >= 0 {
		return i + 2, true
	}
	return 0, false
}

// contentLength finds the header that a stream cannot do without.
func contentLength(head []byte) (n int, told bool) {
	for line := range strings.SplitSeq(string(head), "\n") {
		name, value, _ := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		if strings.EqualFold(name, "content-length") || strings.EqualFold(name, "l") {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			return n, err == nil && n >= 0
		}
	}
	return 0, false
}

// makeRoom forgets the stream that was silent for the longest.
func (m streams) makeRoom() {
	if len(m) < mostStreams {
		return
	}
	var oldest flow
	var when time.Time
	for key, s := range m {
		if when.IsZero() || s.last.Before(when) {
			oldest, when = key, s.last
		}
	}
	delete(m, oldest)
}
