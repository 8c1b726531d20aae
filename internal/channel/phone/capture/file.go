package capture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// longestFrame bounds what one record of a file may hold; 256 KiB is what tcpdump cuts frames to.
const longestFrame = 256 << 10

// errFile tells that a file is none of tcpdump, or broken.
var errFile = errors.New("no capture file")

// readFile reads a file of the old form (pcap) or the new one (pcapng), frame by frame. A file that is cut off, as it is
// while somebody still writes it, simply ends.
func readFile(r io.Reader, frame func(link int, raw []byte, at time.Time) error) error {
	var magic [4]byte
	if _, err := io.ReadFull(r, magic[:]); err != nil {
		return fmt.Errorf("%w: it is empty", errFile)
	}
	if binary.BigEndian.Uint32(magic[:]) == 0x0a0d0d0a {
		n := &newFile{r: r, frame: frame}
		return n.read()
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch order.Uint32(magic[:]) {
		case 0xa1b2c3d4:
			return oldFile(r, order, time.Microsecond, frame)
		case 0xa1b23c4d:
			return oldFile(r, order, time.Nanosecond, frame)
		}
	}
	return fmt.Errorf("%w: it begins with % x", errFile, magic)
}

func oldFile(r io.Reader, order binary.ByteOrder, unit time.Duration, frame func(int, []byte, time.Time) error) error {
	var head [20]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return fmt.Errorf("%w: its head is cut off", errFile)
	}
	link := int(order.Uint32(head[16:]) & 0xffff)
	var record [16]byte
	buf := make([]byte, 0, 4096)
	for {
		if _, err := io.ReadFull(r, record[:]); err != nil {
			return ended(err)
		}
		n := order.Uint32(record[8:])
		if n > longestFrame {
			return fmt.Errorf("%w: a frame of %d bytes", errFile, n)
		}
		buf = append(buf[:0], make([]byte, n)...)
		if _, err := io.ReadFull(r, buf); err != nil {
			return ended(err)
		}
		at := time.Unix(int64(order.Uint32(record[0:])), int64(order.Uint32(record[4:]))*int64(unit)).UTC()
		if err := frame(link, buf, at); err != nil {
			return err
		}
	}
}

func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// newFile reads blocks of pcapng.
type newFile struct {
	r     io.Reader
	frame func(int, []byte, time.Time) error
	order binary.ByteOrder
	links []link
}

// link is an interface that a file names: its kind, and how many parts of a second its times count.
type link struct {
	kind  int
	parts uint64
}

// The blocks that are read.
const (
	section   = 0x0a0d0d0a
	describes = 1
	enhanced  = 6
)

func (n *newFile) read() error {
	kind := uint32(section)
	for {
		var head [4]byte
		if _, err := io.ReadFull(n.r, head[:]); err != nil {
			return ended(err)
		}
		var skip int
		if kind == section {
			var magic [4]byte
			if _, err := io.ReadFull(n.r, magic[:]); err != nil {
				return ended(err)
			}
			switch {
			case binary.LittleEndian.Uint32(magic[:]) == 0x1a2b3c4d:
				n.order = binary.LittleEndian
			case binary.BigEndian.Uint32(magic[:]) == 0x1a2b3c4d:
				n.order = binary.BigEndian
			default:
				return fmt.Errorf("%w: a section without its mark", errFile)
			}
			n.links, skip = nil, 4
		}
		length := int64(n.order.Uint32(head[:]))
		if length < 12+int64(skip) || length > longestFrame+4096 || length%4 != 0 {
			return fmt.Errorf("%w: a block of %d bytes", errFile, length)
		}
		body := make([]byte, length-8-int64(skip))
		if _, err := io.ReadFull(n.r, body); err != nil {
			return ended(err)
		}
		if err := n.block(kind, body[:len(body)-4]); err != nil {
			return err
		}
		var next [4]byte
		if _, err := io.ReadFull(n.r, next[:]); err != nil {
			return ended(err)
		}
		if kind = n.order.Uint32(next[:]); binary.BigEndian.Uint32(next[:]) == section {
			kind = section
		}
	}
}

func (n *newFile) block(kind uint32, body []byte) error {
	switch {
	case kind == describes && len(body) >= 8:
		if len(n.links) >= 1024 {
			return fmt.Errorf("%w: too many interfaces", errFile)
		}
		n.links = append(n.links, link{int(n.order.Uint16(body)), n.resolution(body[8:])})
	case kind == enhanced && len(body) >= 20:
		at, size := int(n.order.Uint32(body)), n.order.Uint32(body[12:])
		if at >= len(n.links) || uint64(size) > uint64(len(body)-20) {
			return fmt.Errorf("%w: a packet of an unknown interface", errFile)
		}
		ticks := uint64(n.order.Uint32(body[4:]))<<32 | uint64(n.order.Uint32(body[8:]))
		l := n.links[at]
		seconds := ticks / l.parts
		if seconds > math.MaxInt32*4 {
			return nil // no time that can be
		}
		nanos := float64(ticks%l.parts) / float64(l.parts) * 1e9
		return n.frame(l.kind, body[20:20+size], time.Unix(int64(seconds), int64(math.Round(nanos))).UTC())
	}
	return nil // a simple packet has no time, and so proves nothing
}

// resolution reads the option if_tsresol: digits after the second, in tens or in twos; without it, microseconds.
func (n *newFile) resolution(options []byte) uint64 {
	for len(options) >= 4 {
		code, size := n.order.Uint16(options), int(n.order.Uint16(options[2:]))
		padded := (size + 3) &^ 3
		if code == 0 || len(options) < 4+padded {
			break
		}
		if code == 9 && size == 1 {
			v := options[4]
			if v&0x80 != 0 {
				return 1 << min(v&0x7f, 62)
			}
			return uint64(math.Pow10(int(min(v, 18))))
		}
		options = options[4+padded:]
	}
	return 1_000_000
}
