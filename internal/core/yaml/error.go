package yaml

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is a mistake at one place of a file. It prints on one line as "file:line:column: message (hint)".
type Error struct {
	// File is the name given to Parse.
	File string
	// Line and Column count from 1; a column is a character, not a byte. Line 0 means the file as a whole.
	Line, Column int
	// Msg says what is wrong; Hint, when there is one, says what to do.
	Msg, Hint string
}

// Error implements the error interface.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(oneLine(e.File))
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(oneLine(e.Msg))
	if e.Hint != "" {
		b.WriteString(" (" + oneLine(e.Hint) + ")")
	}
	return b.String()
}

// WithHint returns a copy of the error that carries the hint.
func (e *Error) WithHint(hint string) *Error {
	c := *e
	c.Hint = hint
	return &c
}

// oneLine keeps an error on its line: what a file contains must not be able to forge a second message.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// Errors collects the mistakes of one reading, so that an author sees all of them at once.
// The zero value is ready for use.
type Errors []*Error

// Add takes over err: an *Error, Errors, or an error that wraps one of them; any other error is kept without a place.
// It reports whether there was an error at all.
func (e *Errors) Add(err error) bool {
	if err == nil {
		return false
	}
	var many Errors
	var one *Error
	switch {
	case errors.As(err, &many):
		*e = append(*e, many...)
	case errors.As(err, &one):
		*e = append(*e, one)
	default:
		*e = append(*e, &Error{Msg: err.Error()})
	}
	return true
}

// Err returns nil when nothing was collected, the single *Error when there is one, and otherwise the Errors sorted by
// file and position, each once.
func (e Errors) Err() error {
	switch len(e) {
	case 0:
		return nil
	case 1:
		return e[0]
	}
	sorted := slices.Clone(e)
	slices.SortStableFunc(sorted, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(sorted, func(a, b *Error) bool { return *a == *b })
}

// Error prints every mistake on a line of its own.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As and errors.Is access to each mistake.
func (e Errors) Unwrap() []error {
	list := make([]error, len(e))
	for i, one := range e {
		list[i] = one
	}
	return list
}
