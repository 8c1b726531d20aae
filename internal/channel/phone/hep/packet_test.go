package hep

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"net/netip"
	"testing"
	"time"
)

// made is a packet to be encoded, as an agent would.
type made struct {
	src, dst string
	at       time.Time
	key      string
	node     uint32
	kind     byte
	payload  []byte
	packed   bool
}

func chunk(kind uint16, value []byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, 0)
	b = binary.BigEndian.AppendUint16(b, kind)
	b = binary.BigEndian.AppendUint16(b, uint16(6+len(value)))
	return append(b, value...)
}

func (m made) encode() []byte {
	src, dst := netip.MustParseAddrPort(m.src), netip.MustParseAddrPort(m.dst)
	u32 := func(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
	u16 := func(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }
	from, to := uint16(source4), uint16(target4)
	if src.Addr().Is6() {
		from, to = source6, target6
	}
	var b []byte
	b = append(b, chunk(1, []byte{2})...)
	b = append(b, chunk(2, []byte{17})...)
	b = append(b, chunk(from, src.Addr().AsSlice())...)
	b = append(b, chunk(to, dst.Addr().AsSlice())...)
	b = append(b, chunk(sourcePort, u16(src.Port()))...)
	b = append(b, chunk(toPort, u16(dst.Port()))...)
	if !m.at.IsZero() {
		b = append(b, chunk(seconds, u32(uint32(m.at.Unix())))...)
		b = append(b, chunk(micros, u32(uint32(m.at.Nanosecond()/1000)))...)
	}
	b = append(b, chunk(protocol, []byte{m.kind})...)
	b = append(b, chunk(agent, u32(m.node))...)
	b = append(b, chunk(99, []byte("something new"))...)
	if m.key != "" {
		b = append(b, chunk(authKey, []byte(m.key))...)
	}
	if m.packed {
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		_, _ = w.Write(m.payload)
		_ = w.Close()
		b = append(b, chunk(packed, z.Bytes())...)
	} else {
		b = append(b, chunk(plain, m.payload)...)
	}
	return append(append([]byte("HEP3"), u16(uint16(6+len(b)))...), b...)
}

func TestDecode(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 28, 1, 2, 3, 456_789_000, time.UTC)
	for _, m := range []made{
		{"10.0.0.2:5060", "10.1.0.11:5062", at, "secret", 2001, sipKind, []byte("BYE sip:x SIP/2.0\r\n\r\n"), false},
		{"[2001:db8::1]:5060", "[2001:db8::2]:5061", at, "", 7, sipKind, []byte("BYE sip:x SIP/2.0\r\n\r\n"), true},
		{"10.0.0.2:5060", "10.1.0.11:5062", time.Time{}, "", 0, 100, nil, false},
	} {
		p, err := decode(m.encode())
		if err != nil || p.src.String() != m.src || p.dst.String() != m.dst || !p.at.Equal(m.at) || string(p.key) != m.key || p.node != m.node ||
			p.kind != m.kind || !bytes.Equal(p.payload, m.payload) {
			t.Errorf("%+v: %+v, %v", m, p, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	good := made{"10.0.0.2:5060", "10.1.0.11:5062", time.Now(), "", 1, sipKind, []byte("x"), false}.encode()
	bomb := made{"10.0.0.2:5060", "10.1.0.11:5062", time.Now(), "", 1, sipKind, make([]byte, 10<<20), true}.encode()
	for name, raw := range map[string][]byte{
		"nothing": nil, "HEP2": []byte("\x02\x10\x02\x11"), "too short": []byte("HEP3\x00\x02"), "cut off": good[:len(good)-1], "a bomb": bomb,
		"a chunk without end":       append([]byte("HEP3\x00\x0d"), 0, 0, 0, 15, 0, 0, 0),
		"an address of three bytes": append([]byte("HEP3\x00\x0f"), chunk(source4, []byte{1, 2, 3})...),
		"a port of one byte":        append([]byte("HEP3\x00\x0d"), chunk(sourcePort, []byte{1})...),
	} {
		if p, err := decode(raw); !errors.Is(err, errStrange) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(made{"10.0.0.2:5060", "10.1.0.11:5062", time.Unix(1e9, 0), "k", 1, sipKind, []byte("x"), false}.encode())
	f.Add(made{"[::1]:5060", "[::2]:5062", time.Unix(1e9, 0), "k", 1, sipKind, []byte("x"), true}.encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		if p, err := decode(raw); err == nil && len(p.payload) > most {
			t.Errorf("%d bytes", len(p.payload))
		}
	})
}
