package fact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Data are the named values of a fact, in the order in which they were given. Names the vocabulary does not know are
// kept. Data is small (a handful of values), so that a walk beats a map.
type Data []Field

// Field is one named value.
type Field struct {
	Name  string
	Value Value
}

// Value is a JSON value. The zero Value is null.
type Value struct {
	form form
	text string // the text, or the number or nested value as written
}

type form uint8

const (
	formNull form = iota
	formText
	formNumber
	formTrue
	formFalse
	formNested // an object or array, kept as written
)

// Text, Number, Truth and Time make values.
func Text(s string) Value { return Value{formText, s} }

// Number makes a value of a whole number.
func Number(n int64) Value { return Value{formNumber, strconv.FormatInt(n, 10)} }

// Truth makes a value of a boolean.
func Truth(b bool) Value {
	if b {
		return Value{form: formTrue}
	}
	return Value{form: formFalse}
}

// Instant makes a value of a time, written as RFC 3339 in UTC.
func Instant(t time.Time) Value {
	return Text(t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano))
}

// With makes data from names and values: With("desk", "general", "busy", true). Values are string, bool, int, int64,
// time.Time or Value; anything else is a mistake of the program and panics.
func With(namesAndValues ...any) Data {
	if len(namesAndValues)%2 != 0 {
		panic("fact.With: a name without a value")
	}
	d := make(Data, 0, len(namesAndValues)/2)
	for i := 0; i < len(namesAndValues); i += 2 {
		d = append(d, Field{namesAndValues[i].(string), valueOf(namesAndValues[i+1])})
	}
	return d
}

func valueOf(v any) Value {
	switch v := v.(type) {
	case string:
		return Text(v)
	case bool:
		return Truth(v)
	case int:
		return Number(int64(v))
	case int64:
		return Number(v)
	case time.Time:
		return Instant(v)
	case Value:
		return v
	}
	panic(fmt.Sprintf("fact.With: no value can be made of %T", v))
}

// Get returns the value with that name; false when it is not there.
func (d Data) Get(name string) (Value, bool) {
	for i := range d {
		if d[i].Name == name {
			return d[i].Value, true
		}
	}
	return Value{}, false
}

// Set returns the data with that name set; the receiver is not changed.
func (d Data) Set(name string, v Value) Data {
	out := make(Data, len(d), len(d)+1)
	copy(out, d)
	for i := range out {
		if out[i].Name == name {
			out[i].Value = v
			return out
		}
	}
	return append(out, Field{name, v})
}

// Text returns the value as text: a text, number or boolean as written; "" when absent or nested.
func (d Data) Text(name string) string {
	v, _ := d.Get(name)
	return v.String()
}

// Int returns the value as a whole number; false when it is none.
func (d Data) Int(name string) (int64, bool) {
	v, _ := d.Get(name)
	return v.Int()
}

// True tells whether the value says yes: true, 1, "yes", "true" or "예".
func (d Data) True(name string) bool {
	v, _ := d.Get(name)
	return v.Yes()
}

// Present tells whether the value shows something: it is there and not null, "" or false.
func (d Data) Present(name string) bool {
	v, _ := d.Get(name)
	return v.Present()
}

// Time returns the value as an instant (RFC 3339); false when it is none.
func (d Data) Time(name string) (time.Time, bool) {
	v, _ := d.Get(name)
	return v.Time()
}

// String returns a text, number or boolean as written; "" for null and nested values.
func (v Value) String() string {
	switch v.form {
	case formText, formNumber:
		return v.text
	case formTrue:
		return "true"
	case formFalse:
		return "false"
	}
	return ""
}

// Present tells whether the value shows something: not null, not blank, not empty brackets, and not no (see No). The
// number 0 shows something: none is an answer, too.
func (v Value) Present() bool {
	switch v.form {
	case formNull, formFalse:
		return false
	case formText:
		return strings.TrimSpace(v.text) != "" && !v.No()
	case formNested:
		return strings.Trim(v.text, "[]{} \t\r\n") != ""
	}
	return true
}

// Any tells whether the value, or for a list one of its values, is what is asked for.
func (v Value) Any(is func(text string) bool) bool {
	if v.form == formNested && strings.HasPrefix(v.text, "[") {
		var list []Value
		return json.Unmarshal([]byte(v.text), &list) == nil && slices.ContainsFunc(list, func(v Value) bool { return is(v.String()) })
	}
	return is(v.String())
}

// Yes tells whether the value says yes: true, a number other than 0, "yes", "true", "y" or "예".
func (v Value) Yes() bool {
	switch v.form {
	case formTrue:
		return true
	case formNumber:
		n, err := strconv.ParseFloat(v.text, 64)
		return err == nil && n != 0
	case formText:
		switch v.text {
		case "yes", "true", "y", "예", "유료":
			return true
		}
	}
	return false
}

// No tells whether the value says no: false, 0, "no", "false", "n" or "아니오".
func (v Value) No() bool {
	switch v.form {
	case formFalse:
		return true
	case formNumber:
		n, err := strconv.ParseFloat(v.text, 64)
		return err == nil && n == 0
	case formText:
		switch v.text {
		case "no", "false", "n", "아니오", "무료":
			return true
		}
	}
	return false
}

// Int returns the value as a whole number; false when it is none. A text of digits counts.
func (v Value) Int() (int64, bool) {
	if v.form != formNumber && v.form != formText {
		return 0, false
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil
}

// Float returns the value as a number; false when it is none. A text that is a number counts.
func (v Value) Float() (float64, bool) {
	if v.form != formNumber && v.form != formText {
		return 0, false
	}
	n, err := strconv.ParseFloat(v.text, 64)
	return n, err == nil
}

// Time returns the value as an instant in UTC; false when it is no RFC 3339 text.
func (v Value) Time() (time.Time, bool) {
	if v.form != formText || len(v.text) < 20 {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, v.text)
	return t.UTC().Truncate(time.Microsecond), err == nil
}

// MarshalJSON writes the value as it was given.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.form {
	case formText:
		return json.Marshal(v.text)
	case formNumber, formNested:
		return []byte(v.text), nil
	case formTrue:
		return []byte("true"), nil
	case formFalse:
		return []byte("false"), nil
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads any JSON value.
func (v *Value) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return errors.New("empty value")
	}
	switch b[0] {
	case '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*v = Text(s)
	case 't':
		*v = Truth(true)
	case 'f':
		*v = Truth(false)
	case 'n':
		*v = Value{}
	case '{', '[':
		*v = Value{formNested, string(b)}
	default:
		*v = Value{formNumber, string(b)}
	}
	return nil
}

// MarshalJSON writes the data as one object, in order.
func (d Data) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range d {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(d[i].Name)
		if err != nil {
			return nil, err
		}
		value, err := d[i].Value.MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads one object, keeping order. A name given twice is an error: it would hide one of the two values.
func (d *Data) UnmarshalJSON(b []byte) error {
	if bytes.Equal(bytes.TrimSpace(b), []byte("null")) {
		*d = nil
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("data must be an object")
	}
	var out Data
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		name := t.(string)
		if _, twice := out.Get(name); twice {
			return fmt.Errorf("data names %q twice", name)
		}
		var v Value
		if err := dec.Decode(&v); err != nil {
			return err
		}
		out = append(out, Field{name, v})
	}
	*d = out
	return nil
}
