package store

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

// The pending verdicts of a case are kept packed in its head, because an intake then writes one row and not four, and
// because they are always read together. The form is a version, a count, and per verdict: contact, promise, trigger (each
// with its length), status, evidence, started, due, ended (microseconds, zigzag), share (nothing or eight bytes).

const packVersion = 1

var errPacked = errors.New("the pending verdicts are damaged; jikim rebuild makes them anew")

// pack returns the stored form of pending verdicts. Their case is that of the head; explanations are not kept.
func pack(open []judge.Verdict) []byte {
	if len(open) == 0 {
		return []byte{}
	}
	b := make([]byte, 0, 2+len(open)*96)
	b = append(b, packVersion)
	b = binary.AppendUvarint(b, uint64(len(open)))
	for i := range open {
		v := &open[i]
		for _, s := range [...]string{v.Contact, v.Promise, v.Trigger} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
		b = append(b, byte(v.Status), byte(v.Evidence))
		for _, t := range [...]time.Time{v.Started, v.Due, v.Ended} {
			b = binary.AppendVarint(b, micros(t))
		}
		if v.Share < 0 {
			b = append(b, 0)
		} else {
			b = append(b, 1)
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Share))
		}
	}
	return b
}

// unpack is the reverse of pack.
func unpack(b []byte, caseID string) ([]judge.Verdict, error) {
	if len(b) == 0 {
		return nil, nil
	}
	r := reader{rest: b[1:]}
	n := r.uvarint()
	if b[0] != packVersion || n > uint64(len(b)) {
		return nil, errPacked
	}
	open := make([]judge.Verdict, 0, n)
	for range n {
		v := judge.Verdict{Case: caseID, Contact: r.text(), Promise: r.text(), Trigger: r.text()}
		v.Status, v.Evidence = judge.Status(r.byte()), fact.Grade(r.byte())
		v.Started, v.Due, v.Ended = instant(r.varint()), instant(r.varint()), instant(r.varint())
		v.Share = r.share()
		open = append(open, v)
	}
	if r.short || len(r.rest) > 0 {
		return nil, errPacked
	}
	return open, nil
}

// reader takes values from packed bytes; short is set once they did not suffice.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) take(n uint64) []byte {
	if r.short || n > uint64(len(r.rest)) {
		r.short, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) text() string { return string(r.take(r.uvarint())) }

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	r.take(uint64(max(size, 0)))
	r.short = r.short || size <= 0
	return n
}

func (r *reader) varint() int64 {
	n, size := binary.Varint(r.rest)
	r.take(uint64(max(size, 0)))
	r.short = r.short || size <= 0
	return n
}

func (r *reader) share() float64 {
	if r.byte() == 0 {
		return -1
	}
	if b := r.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return -1
}
