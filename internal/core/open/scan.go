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

// scanner reads an open form field by field, in the order in which Encode writes them. A million forms are read in verifying a year,
// so that it does not go through package json.
type scanner struct {
	rest []byte
	err  error
}

func (s *scanner) fact() (fact.Fact, error) {
	var f fact.Fact
	if v := s.number(`{"v":`); s.err == nil && v != Version {
		return f, fmt.Errorf("version %d is not known", v)
	}
	f.ID, f.Case, f.Contact = s.text(`,"id":`), s.text(`,"case":`), s.text(`,"contact":`)
	f.At = s.moment(`,"at":`)
	f.RecordedAt = f.At
	if s.next(`,"recorded_at":`) {
		f.RecordedAt = s.moment(`,"recorded_at":`)
	}
	f.Kind, _ = fact.FindKind(s.text(`,"kind":`))
	f.By, f.Via = s.text(`,"by":`), fact.Via(s.text(`,"via":`))
	if s.next(`,"grade":`) {
		f.Override, _ = fact.FindGrade(s.text(`,"grade":`))
	}
	if s.next(`,"precision":`) {
		f.Precision = time.Duration(s.number(`,"precision":`)) * time.Microsecond
		if f.Precision <= 0 || f.Precision > 366*day {
			s.fail("the precision is out of range")
		}
	}
	if s.next(`,"data":`) {
		f.Data = s.data()
	}
	if s.take("}"); s.err == nil && len(s.rest) > 0 {
		s.fail("something stands after it")
	}
	return f, s.err
}

func (s *scanner) fail(msg string) {
	if s.err == nil {
		s.err = errors.New(msg)
	}
}

// next tells whether that comes next.
func (s *scanner) next(what string) bool {
	return len(s.rest) >= len(what) && string(s.rest[:len(what)]) == what
}

func (s *scanner) take(what string) {
	if s.err != nil {
		return
	}
	if !s.next(what) {
		s.err = fmt.Errorf("%q is missing", what)
		return
	}
	s.rest = s.rest[len(what):]
}

// number reads a whole number of at most eighteen digits.
func (s *scanner) number(name string) int64 {
	s.take(name)
	n := 0
	for n < len(s.rest) && n < 18 && digit(s.rest[n]) {
		n++
	}
	v, err := strconv.ParseInt(string(s.rest[:n]), 10, 64)
	if err != nil {
		s.fail("a number is missing")
	}
	s.rest = s.rest[n:]
	return v
}

// text reads a named text; "" when the name does not come next.
func (s *scanner) text(name string) string {
	if s.err != nil || !s.next(name) {
		return ""
	}
	s.rest = s.rest[len(name):]
	return s.quoted()
}

func (s *scanner) quoted() string {
	end, plain := s.textEnd()
	if end < 0 {
		s.fail("a text is missing")
		return ""
	}
	raw := s.rest[:end]
	s.rest = s.rest[end:]
	if plain {
		return string(raw[1 : len(raw)-1])
	}
	var out string
	if json.Unmarshal(raw, &out) != nil {
		s.fail("a text is not well written")
	}
	return out
}

// textEnd returns where the text that comes next ends, with its quote, and whether it has nothing to be unescaped; -1 when none comes.
func (s *scanner) textEnd() (end int, plain bool) {
	if len(s.rest) == 0 || s.rest[0] != '"' {
		return -1, false
	}
	plain = true
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			return i + 1, plain
		case c == '\\':
			i++
			plain = false
		case c < ' ' || c > '~':
			plain = false
		}
	}
	return -1, false
}

// moment reads an instant in UTC, whole microseconds at most.
func (s *scanner) moment(name string) time.Time {
	s.take(name)
	if s.err != nil {
		return time.Time{}
	}
	end, _ := s.textEnd()
	if end < 22 {
		s.fail("an instant is missing")
		return time.Time{}
	}
	raw := s.rest[1 : end-1]
	s.rest = s.rest[end:]
	t, err := time.Parse(time.RFC3339Nano, string(raw))
	if err != nil || raw[len(raw)-1] != 'Z' {
		s.fail("an instant is not well written")
	}
	return t.UTC().Truncate(time.Microsecond)
}

// data reads the values; each name may come once, in the order of the names.
func (s *scanner) data() fact.Data {
	s.take(`,"data":{`)
	d := make(fact.Data, 0, 4)
	for s.err == nil && !s.next("}") {
		if len(d) > 0 {
			s.take(",")
		}
		name := s.quoted()
		s.take(":")
		v := s.value()
		if len(d) > 0 && d[len(d)-1].Name >= name {
			s.fail("the values are not in the order of their names")
		}
		d = append(d, fact.Field{Name: name, Value: v})
	}
	s.take("}")
	if len(d) == 0 {
		s.fail("there are no values")
	}
	return d
}

func (s *scanner) value() fact.Value {
	if s.err != nil || len(s.rest) == 0 {
		s.fail("a value is missing")
		return fact.Value{}
	}
	if s.rest[0] == '"' {
		return fact.Text(s.quoted())
	}
	end := 0
	if s.rest[0] == '[' {
		end = s.listEnd()
	} else if end = bytes.IndexAny(s.rest, ",}"); end > 24 {
		end = -1
	}
	if end <= 0 || !json.Valid(s.rest[:end]) {
		s.fail("a value is not well written")
		return fact.Value{}
	}
	var v fact.Value
	_ = v.UnmarshalJSON(s.rest[:end]) // it is valid
	s.rest = s.rest[end:]
	return v
}

// listEnd returns where a list of texts and plain values ends; -1 when it does not.
func (s *scanner) listEnd() int {
	inText := false
	for i := 0; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '\\' && inText:
			i++
		case c == '"':
			inText = !inText
		case c == ']' && !inText:
			return i + 1
		}
	}
	return -1
}
