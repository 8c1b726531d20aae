// Package capture takes SIP messages from what passes a network: the mirror port of a switch (OpenMirror), or a file that tcpdump
// or a call recorder has written (OpenPcap). The kernel of the machine that captures stamps the time, so that times are exact to
// microseconds of its clock. Nothing is ever sent.
package capture

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"time"
)

// The kinds of frames that are understood: numbers of LINKTYPE in files.
const (
	linkNull     = 0 // loopback of BSD
	linkEthernet = 1
	linkRaw      = 101
	linkLoop     = 108
	linkCooked   = 113 // Linux, "-i any"
	linkIPv4     = 228
	linkIPv6     = 229
	linkCooked2  = 276
)

const (
	tcp          = 6
	udp          = 17
	fragmentIPv6 = 44
)

// frames finds the SIP messages in frames. It is for one goroutine at a time.
type frames struct {
	ports []uint16 // either end of a message has one of them
	emit  func(message)
	gap   func(why string, from, until time.Time)

	datagrams datagrams
	streams   streams
	wrong     int // frames that are broken
}

// message is the bytes of one SIP message, and when its first byte that completed it was captured.
type message struct {
	raw      []byte
	at       time.Time
	src, dst netip.AddrPort
}

func newFrames(ports []uint16, emit func(message), gap func(why string, from, until time.Time)) *frames {
	return &frames{ports: ports, emit: emit, gap: gap, datagrams: datagrams{}, streams: streams{}}
}

// frame takes one frame of a link.
func (f *frames) frame(link int, raw []byte, at time.Time) {
	kind, raw, ok := unwrap(link, raw)
	if !ok {
		return
	}
	switch kind {
	case 0x0800:
		f.ipv4(raw, at)
	case 0x86dd:
		f.ipv6(raw, at)
	}
}

// unwrap takes off the header of the link, and tags of virtual networks, and returns the EtherType.
func unwrap(link int, raw []byte) (kind uint16, rest []byte, ok bool) {
	head, at := 0, 0
	switch link {
	case linkEthernet:
		head, at = 14, 12
	case linkCooked:
		head, at = 16, 14
	case linkCooked2:
		head, at = 20, 0
	case linkNull, linkLoop:
		if len(raw) < 4 {
			return 0, nil, false
		}
		return byVersion(raw[4:])
	case linkRaw, linkIPv4, linkIPv6:
		return byVersion(raw)
	default:
		return 0, nil, false
	}
	if len(raw) < head {
		return 0, nil, false
	}
	kind, rest = binary.BigEndian.Uint16(raw[at:]), raw[head:]
	for range 3 { // 802.1Q and 802.1ad, one in another
		if kind != 0x8100 && kind != 0x88a8 && kind != 0x9100 {
			break
		}
		if len(rest) < 4 {
			return 0, nil, false
		}
		kind, rest = binary.BigEndian.Uint16(rest[2:]), rest[4:]
	}
	return kind, rest, true
}

// byVersion tells IPv4 and IPv6 by their first four bits.
func byVersion(raw []byte) (kind uint16, rest []byte, ok bool) {
	if len(raw) == 0 {
		return 0, nil, false
	}
	switch raw[0] >> 4 {
	case 4:
		return 0x0800, raw, true
	case 6:
		return 0x86dd, raw, true
	}
	return 0, nil, false
}

func (f *frames) ipv4(raw []byte, at time.Time) {
	if len(raw) < 20 || raw[0]>>4 != 4 {
		f.wrong++
		return
	}
	head, total := int(raw[0]&15)*4, int(binary.BigEndian.Uint16(raw[2:]))
	if total == 0 {
		total = len(raw) // the network card was to fill it in
	}
	if head < 20 || total < head || total > len(raw) {
		f.wrong++
		return
	}
	src, _ := netip.AddrFromSlice(raw[12:16])
	dst, _ := netip.AddrFromSlice(raw[16:20])
	flags := binary.BigEndian.Uint16(raw[6:])
	body := raw[head:total]
	if more, offset := flags&0x2000 != 0, int(flags&0x1fff)*8; more || offset > 0 {
		id := fragmentID{src, dst, uint32(binary.BigEndian.Uint16(raw[4:])), raw[9]}
		if body = f.datagrams.add(id, offset, more, body, at); body == nil {
			return
		}
	}
	f.transport(raw[9], src, dst, body, at)
}

func (f *frames) ipv6(raw []byte, at time.Time) {
	if len(raw) < 40 || raw[0]>>4 != 6 {
		f.wrong++
		return
	}
	total := 40 + int(binary.BigEndian.Uint16(raw[4:]))
	if total > len(raw) {
		f.wrong++
		return
	}
	src, _ := netip.AddrFromSlice(raw[8:24])
	dst, _ := netip.AddrFromSlice(raw[24:40])
	next, body := raw[6], raw[40:total]
	for range 8 {
		switch next {
		case 0, 43, 60: // options and routing
			if len(body) < 8 || len(body) < 8+int(body[1])*8 {
				f.wrong++
				return
			}
			next, body = body[0], body[8+int(body[1])*8:]
		case fragmentIPv6:
			if len(body) < 8 {
				f.wrong++
				return
			}
			flags := binary.BigEndian.Uint16(body[2:])
			id := fragmentID{src, dst, binary.BigEndian.Uint32(body[4:]), body[0]}
			if next, body = body[0], f.datagrams.add(id, int(flags&^7), flags&1 != 0, body[8:], at); body == nil {
				return
			}
		default:
			f.transport(next, src, dst, body, at)
			return
		}
	}
}

// transport takes off the header of UDP or TCP.
func (f *frames) transport(proto byte, src, dst netip.Addr, raw []byte, at time.Time) {
	if proto != udp && proto != tcp || len(raw) < 8 {
		return
	}
	from, to := netip.AddrPortFrom(src, binary.BigEndian.Uint16(raw)), netip.AddrPortFrom(dst, binary.BigEndian.Uint16(raw[2:]))
	if !slices.Contains(f.ports, from.Port()) && !slices.Contains(f.ports, to.Port()) {
		return
	}
	if proto == tcp {
		f.segment(from, to, raw, at)
		return
	}
	length := int(binary.BigEndian.Uint16(raw[4:]))
	if length < 8 || length > len(raw) {
		f.wrong++
		return
	}
	if length > 12 { // shorter ones keep an address translation open (RFC 5626)
		f.emit(message{raw[8:length], at, from, to})
	}
}
