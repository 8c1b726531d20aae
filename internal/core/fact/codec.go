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
	"unicode/utf8"
)

// wire is the envelope as it is written.
type wire struct {
	ID         string `json:"id"`
	Case       string `json:"case"`
	Contact    string `json:"contact,omitempty"`
	At         string `json:"at"`
	RecordedAt string `json:"recorded_at,omitempty"`
	Kind       string `json:"kind"`
	By         string `json:"by,omitempty"`
	Via        string `json:"via,omitempty"`
	Grade      string `json:"grade,omitempty"`
	Precision  string `json:"precision,omitempty"`
	Data       Data   `json:"data,omitempty"`
}

// FieldError is a fault of one field of a fact.
type FieldError struct {
	Field string // the name of the field; "" for the whole
	Value string // what was given, when it may be shown
	Msg   string
	Near  []string // what may be meant: candidates for a suggestion
}

// Error returns the fault with the field's name.
func (e *FieldError) Error() string {
	if e.Field == "" {
		return e.Msg
	}
	return e.Field + ": " + e.Msg
}

// SyntaxError is a fault of the JSON text, at a byte offset counted from 0.
type SyntaxError struct {
	Offset int64
	Err    error
}

// Error returns the fault without its place; the reader of the file knows line and column.
func (e *SyntaxError) Error() string { return e.Err.Error() }

// Unwrap returns the fault of the JSON decoder.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Parse reads one fact from one JSON object. Errors are *SyntaxError or *FieldError. Times must be RFC 3339 with an
// offset; a missing recorded_at is at.
func Parse(line []byte) (Fact, error) {
	if i := invalidUTF8(line); i >= 0 {
		return Fact{}, &SyntaxError{int64(i), errors.New("the text is not UTF-8; save the file as UTF-8")}
	}
	var w wire
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return Fact{}, syntaxError(err, dec.InputOffset(), int64(len(bytes.TrimRight(line, " \t\r\n"))))
	}
	if rest := bytes.TrimSpace(line[dec.InputOffset():]); len(rest) > 0 {
		return Fact{}, &SyntaxError{dec.InputOffset(), errors.New("something stands after the fact; write one fact a line")}
	}
	if err := checkNames(line); err != nil {
		return Fact{}, err
	}
	return w.fact()
}

var fieldNames = []string{"id", "case", "contact", "at", "recorded_at", "kind", "by", "via", "grade", "precision", "data"}

// checkNames finds what package json lets pass in an object that is otherwise well written: a field named twice, of which
// it would take the last, and one in other letters ("ID").
func checkNames(line []byte) error {
	var seen [16]bool
	depth, name := 0, 0 // where the last text at the outermost level begins
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"':
			start := i
			for i++; line[i] != '"'; i++ {
				if line[i] == '\\' {
					i++
				}
			}
			if depth == 1 {
				name = start
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ':':
			if depth != 1 {
				continue
			}
			text := bytes.TrimRight(line[name:i], " \t\r\n")
			n := slices.IndexFunc(fieldNames, func(f string) bool { return string(text[1:len(text)-1]) == f })
			switch {
			case n < 0:
				return unknownField(strings.Trim(string(text), `"`))
			case seen[n]:
				return &SyntaxError{int64(name), fmt.Errorf("%s stands twice in this fact; leave one of them out", fieldNames[n])}
			}
			seen[n] = true
		}
	}
	return nil
}

func unknownField(name string) error {
	return &FieldError{Field: name, Value: name, Msg: "a fact has no such field; put it into data", Near: fieldNames}
}

// invalidUTF8 returns where the first byte stands that is not UTF-8, -1 when there is none.
func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func syntaxError(err error, at, end int64) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = max(0, syntax.Offset-1)
		err = fmt.Errorf("%w; write each fact as JSON, {…}, on a line of its own", err)
	case strings.HasSuffix(err.Error(), "EOF"): // of package io, which is not for the core
		at = end
		err = errors.New("the line ends in the middle of the fact; write each fact as JSON, {…}, on a line of its own")
	case errors.As(err, &kind):
		at = max(0, kind.Offset-1)
		if err = errors.New("a fact must be an object, {…}"); kind.Field != "" {
			err = fmt.Errorf("%s must be a text, not a %s", kind.Field, kind.Value)
		}
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		return unknownField(name)
	}
	return &SyntaxError{at, err}
}

func (w *wire) fact() (Fact, error) {
	f := Fact{ID: w.ID, Case: w.Case, Contact: w.Contact, By: w.By, Via: Via(w.Via), Data: w.Data}
	var err error
	if f.At, err = instant("at", w.At, true); err != nil {
		return Fact{}, err
	}
	if f.RecordedAt, err = instant("recorded_at", w.RecordedAt, false); err != nil {
		return Fact{}, err
	}
	var ok bool
	if f.Kind, ok = FindKind(w.Kind); !ok {
		return Fact{}, &FieldError{Field: "kind", Value: w.Kind, Msg: "there is no kind " + strconv.Quote(w.Kind), Near: kindNames[1:]}
	}
	if w.Grade != "" {
		if f.Override, ok = FindGrade(w.Grade); !ok {
			return Fact{}, &FieldError{Field: "grade", Value: w.Grade, Msg: "there is no grade " + strconv.Quote(w.Grade), Near: gradeNames[1:]}
		}
	}
	if w.Precision != "" {
		if f.Precision, err = ParsePrecision(w.Precision); err != nil {
			return Fact{}, &FieldError{Field: "precision", Value: w.Precision, Msg: err.Error()}
		}
	}
	f = f.Normal()
	return f, f.Check()
}

func instant(field, text string, required bool) (time.Time, error) {
	if text == "" {
		if required {
			return time.Time{}, &FieldError{Field: field, Msg: "is missing"}
		}
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, &FieldError{Field: field, Value: text, Msg: strconv.Quote(text) + " is no time; write it like 2026-11-23T09:00:00+09:00"}
	}
	return t, nil
}

// ParsePrecision reads a coarseness such as "1s", "1m", "2h" or "1d"; it is positive and at most 366 days.
func ParsePrecision(text string) (time.Duration, error) {
	var d time.Duration
	var err error
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		d = time.Duration(min(max(n, -1), 400)) * 24 * time.Hour
	} else {
		d, err = time.ParseDuration(text)
	}
	if err != nil || d <= 0 || d > 366*24*time.Hour {
		return 0, fmt.Errorf("%q is no precision; write it like 1m, 1h or 1d", text)
	}
	return d, nil
}

// Check returns the first fault of the envelope, or nil: an identifier, a case, a time between the years 1900 and 2200, a
// known kind and way of learning, and for corrections and retractions the fact they are about.
func (f *Fact) Check() error {
	switch {
	case f.ID == "":
		return &FieldError{Field: "id", Msg: "is missing"}
	case f.Case == "":
		return &FieldError{Field: "case", Msg: "is missing; facts of the whole office belong to the case \"" + Institution + "\""}
	case f.Kind == None || f.Kind >= kindCount:
		return &FieldError{Field: "kind", Msg: "is missing"}
	case f.At.Year() < 1900 || f.At.Year() > 2200:
		return &FieldError{Field: "at", Msg: "lies outside the years 1900 to 2200"}
	case f.RecordedAt.Year() < 1900 || f.RecordedAt.Year() > 2200:
		return &FieldError{Field: "recorded_at", Msg: "lies outside the years 1900 to 2200"}
	case f.Via != "" && !slices.Contains(Vias(), string(f.Via)):
		return &FieldError{Field: "via", Value: string(f.Via), Msg: "there is no way of learning " + strconv.Quote(string(f.Via)), Near: Vias()}
	case (f.Kind == FactCorrected || f.Kind == FactRetracted) && f.Data.Text("of") == "":
		return &FieldError{Field: "data.of", Msg: "is missing: which fact is meant"}
	}
	for _, id := range []struct{ field, value string }{{"id", f.ID}, {"case", f.Case}, {"contact", f.Contact}} {
		if unreadable(id.value) {
			return &FieldError{Field: id.field, Msg: "must be readable text, without control or lost characters"}
		}
	}
	return f.checkBy()
}

// unreadable tells whether an identifier has control characters, or characters that were lost in writing it.
func unreadable(id string) bool {
	return strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError })
}

func (f *Fact) checkBy() error {
	who, id, named := strings.Cut(f.By, ":")
	switch who {
	case "":
		if !named {
			return nil
		}
	case "citizen", "system":
		return nil
	case "officer", "inspector", "device":
		if id != "" || !named {
			return nil
		}
	}
	return &FieldError{Field: "by", Value: f.By, Msg: strconv.Quote(f.By) + " is nobody; write officer:ID, citizen, inspector:ID, device:ID or system",
		Near: []string{"officer:ID", "citizen", "inspector:ID", "device:ID", "system"}}
}

// MarshalJSON writes the envelope; times as RFC 3339 in UTC.
func (f Fact) MarshalJSON() ([]byte, error) {
	w := wire{ID: f.ID, Case: f.Case, Contact: f.Contact, At: f.At.UTC().Format(time.RFC3339Nano),
		Kind: f.Kind.String(), By: f.By, Via: string(f.Via), Grade: f.Override.String(), Data: f.Data}
	if !f.RecordedAt.IsZero() && !f.RecordedAt.Equal(f.At) {
		w.RecordedAt = f.RecordedAt.UTC().Format(time.RFC3339Nano)
	}
	if f.Precision > 0 {
		w.Precision = f.Precision.String()
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote; the errors are those of Parse.
func (f *Fact) UnmarshalJSON(b []byte) error {
	g, err := Parse(b)
	if err == nil {
		*f = g
	}
	return err
}
