// Package hep takes in copies of SIP messages from agents that speak HEP, version 3 (EEP, the Homer encapsulation protocol):
// Kamailio's siptrace, FreeSWITCH, Asterisk's res_hep, heplify and others.
//
// HEP proves nothing of who sends it: its key is sent in the clear, and over UDP the sender's address can be forged. So an agent
// must be named by its address, the listener belongs into a network of its own, and what comes is bounded in size and number.
package hep

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"jikim/internal/channel/phone/sip"
)

// most is the longest packet. A SIP message in it is 64 KiB at most, and its chunks of addresses and times take little.
const most = sip.MostBytes + 1024

// errStrange tells that bytes are no HEP packet of version 3.
var errStrange = errors.New("no HEP3 packet")

// packet is what is used of a HEP packet.
type packet struct {
	src, dst netip.AddrPort
	at       time.Time // zero: it was not told
	kind     uint8     // what the payload is; 1: SIP
	node     uint32
	key      []byte
	payload  []byte
}

// The chunks of the generic vendor that are used.
const (
	source4, target4   = 3, 4
	source6, target6   = 5, 6
	sourcePort, toPort = 7, 8
	seconds, micros    = 9, 10
	protocol, agent    = 11, 12
	authKey            = 14
	plain, packed      = 15, 16
	sipKind            = 1
)

// size returns the length of the packet whose first six bytes these are.
func size(head []byte) (int, error) {
	if len(head) < 6 || !bytes.HasPrefix(head, []byte("HEP3")) {
		return 0, errStrange
	}
	n := int(binary.BigEndian.Uint16(head[4:]))
	if n < 6 {
		return 0, errStrange
	}
	return n, nil
}

// decode reads one packet, which is referred to by what is returned. Chunks that are not known are passed over.
func decode(raw []byte) (*packet, error) {
	n, err := size(raw)
	if err != nil || n > len(raw) {
		return nil, errStrange
	}
	p := &packet{}
	var sec, usec uint32
	var src, dst netip.Addr
	var from, to uint16
	for rest := raw[6:n]; len(rest) > 0; {
		if len(rest) < 6 {
			return nil, fmt.Errorf("%w: a chunk is cut off", errStrange)
		}
		vendor, kind, length := binary.BigEndian.Uint16(rest), binary.BigEndian.Uint16(rest[2:]), int(binary.BigEndian.Uint16(rest[4:]))
		if length < 6 || length > len(rest) {
			return nil, fmt.Errorf("%w: a chunk of %d bytes", errStrange, length)
		}
		value := rest[6:length]
		rest = rest[length:]
		if vendor != 0 {
			continue
		}
		switch kind {
		case source4, source6:
			src, err = address(value)
		case target4, target6:
			dst, err = address(value)
		case sourcePort:
			from, err = number[uint16](value)
		case toPort:
			to, err = number[uint16](value)
		case seconds:
			sec, err = number[uint32](value)
		case micros:
			usec, err = number[uint32](value)
		case protocol:
			p.kind, err = number[uint8](value)
		case agent:
			p.node, err = number[uint32](value)
		case authKey:
			p.key = value
		case plain:
			p.payload = value
		case packed:
			p.payload, err = unpack(value)
		}
		if err != nil {
			return nil, err
		}
	}
	p.src, p.dst = netip.AddrPortFrom(src, from), netip.AddrPortFrom(dst, to)
	if sec > 0 && usec < 1_000_000 {
		p.at = time.Unix(int64(sec), int64(usec)*1000).UTC()
	}
	return p, nil
}

func address(value []byte) (netip.Addr, error) {
	a, ok := netip.AddrFromSlice(value)
	if !ok {
		return a, fmt.Errorf("%w: an address of %d bytes", errStrange, len(value))
	}
	return a.Unmap(), nil
}

func number[T uint8 | uint16 | uint32](value []byte) (T, error) {
	var n uint64
	if len(value) != binary.Size(T(0)) {
		return 0, fmt.Errorf("%w: a number of %d bytes", errStrange, len(value))
	}
	for _, b := range value {
		n = n<<8 | uint64(b)
	}
	return T(n), nil
}

// unpack inflates a payload, and no more of it than a message may have.
func unpack(value []byte) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(value))
	if err != nil {
		return nil, fmt.Errorf("%w: packed", errStrange)
	}
	raw, err := io.ReadAll(io.LimitReader(z, sip.MostBytes+1))
	if err != nil || len(raw) > sip.MostBytes {
		return nil, fmt.Errorf("%w: packed", errStrange)
	}
	return raw, nil
}
