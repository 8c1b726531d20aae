package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 28, 3, 0, 0, 123_456_789, time.UTC)

// collector keeps what was found.
type collector struct {
	found []string
	times []time.Time
	gaps  []string
}

func collect(ports ...uint16) (*frames, *collector) {
	c := &collector{}
	return newFrames(ports, func(m message) {
		c.found = append(c.found, fmt.Sprintf("%s>%s %s", m.src, m.dst, m.raw))
		c.times = append(c.times, m.at)
	}, func(why string, _, _ time.Time) { c.gaps = append(c.gaps, why) }), c
}

func datagramOf(from, to uint16, body string) []byte {
	b := binary.BigEndian.AppendUint16(nil, from)
	b = binary.BigEndian.AppendUint16(b, to)
	b = binary.BigEndian.AppendUint16(b, uint16(8+len(body)))
	return append(append(b, 0, 0), body...)
}

func segmentOf(from, to uint16, seq uint32, flags byte, body string) []byte {
	b := binary.BigEndian.AppendUint16(nil, from)
	b = binary.BigEndian.AppendUint16(b, to)
	b = binary.BigEndian.AppendUint32(b, seq)
	b = append(b, 0, 0, 0, 0, 5<<4, flags, 0, 0, 0, 0, 0, 0)
	return append(b, body...)
}

// ip4 is a packet from 10.0.0.1 to 10.0.0.2, or a fragment of one.
func ip4(proto byte, id uint16, offset int, more bool, body []byte) []byte {
	b := []byte{0x45, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(20+len(body)))
	b = binary.BigEndian.AppendUint16(b, id)
	flags := uint16(offset / 8)
	if more {
		flags |= 0x2000
	}
	b = binary.BigEndian.AppendUint16(b, flags)
	b = append(b, 64, proto, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2)
	return append(b, body...)
}

func ip6(next byte, body []byte) []byte {
	b := []byte{0x60, 0, 0, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)))
	b = append(b, next, 64)
	one, two := netip.MustParseAddr("fd00::1").As16(), netip.MustParseAddr("fd00::2").As16()
	return append(append(append(b, one[:]...), two[:]...), body...)
}

func ethernet(kind uint16, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16(make([]byte, 12), kind), body...)
}

func TestFramesOfAllKinds(t *testing.T) {
	t.Parallel()
	const text = "BYE sip:x SIP/2.0\r\n\r\n"
	plain := ip4(udp, 1, 0, false, datagramOf(5060, 40000, text))
	const want4, want6 = "10.0.0.1:5060>10.0.0.2:40000 " + text, "[fd00::1]:5060>[fd00::2]:40000 " + text
	six := ip6(udp, datagramOf(5060, 40000, text))
	tag := func(kind uint16, body []byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0, 42}, kind), body...)
	}
	for _, tt := range []struct {
		name string
		link int
		raw  []byte
		want string
	}{
		{"Ethernet", linkEthernet, ethernet(0x0800, plain), want4},
		{"with padding", linkEthernet, append(ethernet(0x0800, plain), 0, 0, 0, 0), want4},
		{"one VLAN", linkEthernet, ethernet(0x8100, tag(0x0800, plain)), want4},
		{"a VLAN in a VLAN", linkEthernet, ethernet(0x88a8, tag(0x8100, tag(0x0800, plain))), want4},
		{"IPv6", linkEthernet, ethernet(0x86dd, six), want6},
		{"IPv6 with options", linkEthernet, ethernet(0x86dd, ip6(0, append([]byte{udp, 0, 0, 0, 0, 0, 0, 0}, datagramOf(5060, 40000, text)...))), want6},
		{"raw", linkRaw, plain, want4},
		{"loopback of BSD", linkNull, append([]byte{2, 0, 0, 0}, plain...), want4},
		{"any", linkCooked, append(binary.BigEndian.AppendUint16(make([]byte, 14), 0x0800), plain...), want4},
		{"any, newer", linkCooked2, append(binary.BigEndian.AppendUint16(nil, 0x86dd), append(make([]byte, 18), six...)...), want6},
		{"another port", linkRaw, ip4(udp, 1, 0, false, datagramOf(4000, 4002, text)), ""},
		{"an open door", linkRaw, ip4(udp, 1, 0, false, datagramOf(5060, 5060, "\r\n\r\n")), ""},
		{"ARP", linkEthernet, ethernet(0x0806, make([]byte, 28)), ""},
		{"cut off", linkEthernet, ethernet(0x0800, plain[:30]), ""},
		{"another link", 999, plain, ""},
	} {
		f, c := collect(5060)
		f.frame(tt.link, tt.raw, noon)
		if got := strings.Join(c.found, "|"); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestFragments(t *testing.T) {
	t.Parallel()
	text := "INVITE sip:x SIP/2.0\r\n\r\n" + strings.Repeat("long ", 1000)
	whole := datagramOf(5060, 5060, text)
	pieces := [][]byte{ip4(udp, 7, 0, true, whole[:1480]), ip4(udp, 7, 1480, true, whole[1480:2960]), ip4(udp, 7, 2960, false, whole[2960:])}
	for _, order := range [][]int{{0, 1, 2}, {2, 0, 1}, {1, 1, 2, 2, 0}} {
		f, c := collect(5060)
		for _, i := range order {
			f.frame(linkRaw, pieces[i], noon)
		}
		if len(c.found) != 1 || !strings.HasSuffix(c.found[0], text) || len(f.datagrams) != 0 {
			t.Errorf("%v: %d messages", order, len(c.found))
		}
	}
	six := func(offset int, more uint16, body []byte) []byte {
		head := binary.BigEndian.AppendUint16([]byte{udp, 0}, uint16(offset)|more)
		return ip6(fragmentIPv6, append(append(head, 0, 0, 0, 9), body...))
	}
	f, c := collect(5060)
	f.frame(linkRaw, six(1480, 0, whole[1480:]), noon)
	f.frame(linkRaw, six(0, 1, whole[:1480]), noon)
	if len(c.found) != 1 {
		t.Errorf("IPv6: %d messages", len(c.found))
	}
	f, c = collect(5060)
	f.frame(linkRaw, pieces[0], noon)
	f.frame(linkRaw, ip4(udp, 7, 8, true, make([]byte, 1480)), noon) // overlaps
	f.frame(linkRaw, pieces[1], noon)
	f.frame(linkRaw, pieces[2], noon)
	if len(c.found) != 0 {
		t.Error("pieces that overlap were put together")
	}
	for n := range 10_000 { // an attack with beginnings that have no end
		f.frame(linkRaw, ip4(udp, uint16(n), 0, true, make([]byte, 1480)), noon.Add(time.Duration(n)*time.Millisecond))
	}
	if len(f.datagrams) > mostDatagrams {
		t.Errorf("%d datagrams are kept", len(f.datagrams))
	}
}

// streamText is three messages, one of them long, with the empty lines of RFC 5626 between.
func streamText() (all string, messages []string) {
	for i := range 3 {
		body := strings.Repeat("x", 10+i*3000)
		m := fmt.Sprintf("INFO sip:%d SIP/2.0\r\nl: %d\r\n\r\n%s", i, len(body), body)
		messages = append(messages, m)
		all += "\r\n\r\n" + m
	}
	return all, messages
}

func TestStreams(t *testing.T) {
	t.Parallel()
	all, messages := streamText()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		begin := r.Uint32() // may wrap around
		var parts [][]byte
		for at := 0; at < len(all); {
			n := min(1+r.IntN(700), len(all)-at)
			parts = append(parts, ip4(tcp, 1, 0, false, segmentOf(5060, 40000, begin+1+uint32(at), 16, all[at:at+n])))
			if r.IntN(4) == 0 { // again, and a little more
				parts = append(parts, parts[len(parts)-1])
			}
			at += n
		}
		for i := range parts { // neighbours change places
			if j := i + r.IntN(4); j < len(parts) {
				parts[i], parts[j] = parts[j], parts[i]
			}
		}
		f, c := collect(5060)
		f.frame(linkRaw, ip4(tcp, 1, 0, false, segmentOf(5060, 40000, begin, 2, "")), noon)
		for _, p := range parts {
			f.frame(linkRaw, p, noon)
		}
		if len(c.found) != 3 || len(c.gaps) != 0 {
			t.Fatalf("seed %d: %d messages, gaps %v", seed, len(c.found), c.gaps)
		}
		for i, m := range messages {
			if !strings.HasSuffix(c.found[i], " "+m) {
				t.Fatalf("seed %d: message %d differs", seed, i)
			}
		}
	}
}

func TestStreamsThatLoseBytes(t *testing.T) {
	t.Parallel()
	const one = "INFO sip:1 SIP/2.0\r\nContent-Length: 0\r\n\r\n"
	f, c := collect(5060)
	send := func(seq uint32, flags byte, body string) {
		f.frame(linkRaw, ip4(tcp, 1, 0, false, segmentOf(5060, 40000, seq, flags, body)), noon)
	}
	send(100, 16, "the middle of something") // we came late
	send(200, 16, one)
	seq := uint32(200 + len(one))
	for range mostHeldBack + 1 { // one segment is missing, and does not come
		seq += uint32(len(one))
		send(seq, 16, one)
	}
	send(seq+uint32(len(one)), 16, one)
	if len(c.found) != 3 || len(c.gaps) != 1 || c.gaps[0] != "stream" {
		t.Errorf("%d messages, gaps %v", len(c.found), c.gaps)
	}
	send(seq+2*uint32(len(one)), 16, "GET / HTTP/1.1\r\n\r\n")
	if len(c.gaps) != 2 {
		t.Errorf("another protocol: gaps %v", c.gaps)
	}
	send(1, 4, "")
	if len(f.streams) != 0 {
		t.Error("a connection that was reset is kept")
	}
	for n := range 5000 {
		f.frame(linkRaw, ip4(tcp, 1, 0, false, segmentOf(uint16(10000+n), 5060, 1, 2, "")), noon.Add(time.Duration(n)))
	}
	if len(f.streams) > mostStreams {
		t.Errorf("%d streams are kept", len(f.streams))
	}
}

// oldFileOf writes a file as tcpdump does.
func oldFileOf(order binary.AppendByteOrder, magic uint32, link uint32, unit int64, all ...[]byte) []byte {
	b := order.AppendUint32(nil, magic)
	b = append(b, make([]byte, 16)...)
	b = order.AppendUint32(b, link)
	for _, raw := range all {
		b = order.AppendUint32(b, uint32(noon.Unix()))
		b = order.AppendUint32(b, uint32(int64(noon.Nanosecond())/unit))
		b = order.AppendUint32(b, uint32(len(raw)))
		b = order.AppendUint32(b, uint32(len(raw)))
		b = append(b, raw...)
	}
	return b
}

func blockOf(order binary.AppendByteOrder, kind uint32, body []byte) []byte {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	b := order.AppendUint32(nil, kind)
	b = order.AppendUint32(b, uint32(12+len(body)))
	return order.AppendUint32(append(b, body...), uint32(12+len(body)))
}

func newFileOf(order binary.AppendByteOrder, options []byte, ticks uint64, raw []byte) []byte {
	head := append(order.AppendUint32(nil, 0x1a2b3c4d), 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	b := blockOf(order, section, head)
	b = append(b, blockOf(order, describes, append(append(order.AppendUint16(nil, linkRaw), 0, 0, 0, 0, 4, 0), options...))...)
	b = append(b, blockOf(order, 0xbad, []byte("something new"))...)
	p := order.AppendUint32(nil, 0)
	p = order.AppendUint32(p, uint32(ticks>>32))
	p = order.AppendUint32(p, uint32(ticks))
	p = order.AppendUint32(order.AppendUint32(p, uint32(len(raw))), uint32(len(raw)))
	return append(b, blockOf(order, enhanced, append(p, raw...))...)
}

func TestFilesOfAllKinds(t *testing.T) {
	t.Parallel()
	raw := ip4(udp, 1, 0, false, datagramOf(5060, 40000, "BYE sip:x SIP/2.0\r\n\r\n"))
	micro, nano := noon.Truncate(time.Microsecond), noon
	option := func(order binary.AppendByteOrder, v byte) []byte {
		return append(order.AppendUint16(order.AppendUint16(nil, 9), 1), v, 0, 0, 0, 0, 0, 0, 0)
	}
	le, be := binary.LittleEndian, binary.BigEndian
	for _, tt := range []struct {
		name string
		file []byte
		at   time.Time
	}{
		{"pcap", oldFileOf(le, 0xa1b2c3d4, linkRaw, 1000, raw), micro},
		{"pcap, big", oldFileOf(be, 0xa1b2c3d4, linkRaw, 1000, raw), micro},
		{"pcap, nanoseconds", oldFileOf(le, 0xa1b23c4d, linkRaw, 1, raw), nano},
		{"pcapng", newFileOf(le, nil, uint64(noon.UnixMicro()), raw), micro},
		{"pcapng, big, nanoseconds", newFileOf(be, option(be, 9), uint64(noon.UnixNano()), raw), nano},
		{"pcapng, seconds in twos", newFileOf(le, option(le, 0x80|1), uint64(noon.Unix())*2+1, raw), noon.Truncate(time.Second).Add(time.Second / 2)},
	} {
		f, c := collect(5060)
		err := readFile(bytes.NewReader(tt.file), func(link int, raw []byte, at time.Time) error {
			f.frame(link, raw, at)
			return nil
		})
		if err != nil || len(c.times) != 1 || !c.times[0].Equal(tt.at) {
			t.Errorf("%s: %v, %v", tt.name, c.times, err)
		}
		for cut := range len(tt.file) { // a file that is being written simply ends
			_ = readFile(bytes.NewReader(tt.file[:cut]), func(int, []byte, time.Time) error { return nil })
		}
	}
	for name, file := range map[string][]byte{
		"empty": nil, "a text": []byte("a text"), "a huge frame": append(oldFileOf(le, 0xa1b2c3d4, linkRaw, 1000), 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0),
		"a packet of no interface": append(newFileOf(le, nil, 0, raw)[:28], blockOf(le, enhanced, make([]byte, 20))...),
	} {
		if err := readFile(bytes.NewReader(file), func(int, []byte, time.Time) error { return nil }); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add(uint16(linkEthernet), ethernet(0x0800, ip4(udp, 1, 0, false, datagramOf(5060, 1, "x"))), []byte{})
	f.Add(uint16(linkRaw), ip4(tcp, 1, 0, false, segmentOf(5060, 1, 0, 2, "")), ip4(tcp, 1, 0, false, segmentOf(5060, 1, 1, 16, "x SIP/2.0\nl:0\n\n")))
	f.Add(uint16(linkRaw), ip6(fragmentIPv6, make([]byte, 24)), ip6(0, make([]byte, 24)))
	f.Fuzz(func(t *testing.T, link uint16, one, two []byte) {
		all, c := collect(5060)
		for i := range 3 {
			at := noon.Add(time.Duration(i) * time.Second)
			all.frame(int(link), one, at)
			all.frame(int(link), two, at)
		}
		for _, m := range c.found {
			if len(m) > 70_000 {
				t.Errorf("a message of %d bytes", len(m))
			}
		}
	})
}

func FuzzFile(f *testing.F) {
	raw := ip4(udp, 1, 0, false, datagramOf(5060, 40000, "x"))
	f.Add(oldFileOf(binary.LittleEndian, 0xa1b2c3d4, linkRaw, 1000, raw))
	f.Add(newFileOf(binary.BigEndian, nil, 1, raw))
	f.Fuzz(func(t *testing.T, file []byte) {
		n := 0
		_ = readFile(bytes.NewReader(file), func(_ int, raw []byte, _ time.Time) error {
			if n += len(raw); n > len(file) {
				t.Error("more frames than the file has")
			}
			return nil
		})
	})
}
