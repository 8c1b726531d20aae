package capture

import (
	"net/netip"
	"time"
)

// Bounds of datagrams that are put together.
const (
	mostDatagrams = 256
	mostFragments = 64
	longestWhole  = 65535
	fragmentLife  = 5 * time.Second
)

// fragmentID names a datagram that came in fragments (RFC 791, RFC 8200 section 4.5).
type fragmentID struct {
	src, dst netip.Addr
	id       uint32
	proto    byte
}

// datagram is one that is not complete.
type datagram struct {
	first  time.Time
	pieces []piece
	size   int // of what came
	whole  int // length of all; 0: the last fragment is missing
}

type piece struct {
	offset int
	body   []byte
}

type datagrams map[fragmentID]*datagram

// add takes a fragment and returns the datagram when it is complete. Pieces that overlap are an attack, and throw all away
// (RFC 5722).
func (d datagrams) add(id fragmentID, offset int, more bool, body []byte, at time.Time) []byte {
	g := d[id]
	if g != nil && at.Sub(g.first) > fragmentLife {
		delete(d, id)
		g = nil
	}
	if g == nil {
		d.makeRoom(at)
		g = &datagram{first: at}
		d[id] = g
	}
	end := offset + len(body)
	wrong := end > longestWhole || more && len(body)%8 != 0 || len(body) == 0 || len(g.pieces) >= mostFragments || g.whole > 0 && end > g.whole
	for _, p := range g.pieces {
		if p.offset == offset && len(p.body) == len(body) {
			return nil // the same again, as on a mirror of both directions
		}
		wrong = wrong || offset < p.offset+len(p.body) && p.offset < end
	}
	if wrong {
		delete(d, id)
		return nil
	}
	g.pieces = append(g.pieces, piece{offset, append([]byte(nil), body...)})
	g.size += len(body)
	if !more {
		g.whole = end
	}
	if g.whole == 0 || g.size != g.whole {
		return nil
	}
	whole := make([]byte, g.whole)
	for _, p := range g.pieces {
		if p.offset+len(p.body) > len(whole) {
			delete(d, id)
			return nil
		}
		copy(whole[p.offset:], p.body)
	}
	delete(d, id)
	return whole
}

// makeRoom forgets datagrams that will not be completed, and the oldest when there are too many.
func (d datagrams) makeRoom(at time.Time) {
	if len(d) < mostDatagrams {
		return
	}
	var oldest fragmentID
	var when time.Time
	for id, g := range d {
		if at.Sub(g.first) > fragmentLife {
			delete(d, id)
		} else if when.IsZero() || g.first.Before(when) {
			oldest, when = id, g.first
		}
	}
	if len(d) >= mostDatagrams {
		delete(d, oldest)
	}
}
