package open

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"jikim/internal/core/fact"
)

// Encode returns the canonical bytes of an open form: one JSON object, its fields and values in a fixed order, times as RFC 3339 in
// UTC. The same form always has the same bytes.
func Encode(f *fact.Fact) []byte {
	b := make([]byte, 0, 384)
	b = append(b, `{"v":`...)
	b = strconv.AppendInt(b, Version, 10)
	b = text(b, "id", f.ID)
	b = text(b, "case", f.Case)
	b = text(b, "contact", f.Contact)
	b = moment(b, "at", f.At)
	if !f.RecordedAt.Equal(f.At) {
		b = moment(b, "recorded_at", f.RecordedAt)
	}
	b = text(b, "kind", f.Kind.String())
	b = text(b, "by", f.By)
	b = text(b, "via", string(f.Via))
	b = text(b, "grade", f.Override.String())
	if f.Precision > 0 {
		b = append(b, `,"precision":`...)
		b = strconv.AppendInt(b, int64(f.Precision/time.Microsecond), 10)
	}
	if len(f.Data) > 0 {
		b = append(b, `,"data":`...)
		b = data(b, f.Data)
	}
	return append(b, '}')
}

// text appends a named text unless it is empty.
func text(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	b = append(append(append(b, `,"`...), name...), `":`...)
	return quoted(b, s)
}

func moment(b []byte, name string, t time.Time) []byte {
	b = append(append(append(b, `,"`...), name...), `":"`...)
	return append(t.UTC().AppendFormat(b, time.RFC3339Nano), '"')
}

// quoted appends a JSON text; one of plain characters needs nothing but its quotes.
func quoted(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			q, _ := json.Marshal(s)
			return append(b, q...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func data(b []byte, d fact.Data) []byte {
	b = append(b, '{')
	for i := range d {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(quoted(b, d[i].Name), ':')
		v, _ := d[i].Value.MarshalJSON() // a value was made by us or read by Decode; neither fails to be written
		b = append(b, v...)
	}
	return append(b, '}')
}

// ErrForm is the fault of bytes that are no open form of a version that this program knows.
var ErrForm = errors.New("not an open form of a fact")

// Decode reads what Encode wrote, and nothing else: other bytes for the same form are refused, since the commitment is to these.
func Decode(b []byte) (fact.Fact, error) {
	s := scanner{rest: b}
	f, err := s.fact()
	if err != nil {
		return fact.Fact{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if err := f.Check(); err != nil {
		return fact.Fact{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if !bytes.Equal(Encode(&f), b) {
		return fact.Fact{}, fmt.Errorf("%w: it is not written in the one way in which it may be", ErrForm)
	}
	return f, nil
}
