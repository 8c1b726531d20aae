package yaml

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Kind says what a node is.
type Kind uint8

// The kinds of nodes. Null is an empty value, "~" or "null".
const (
	Null Kind = iota
	Scalar
	Sequence
	Mapping
)

// String names the kind as an author would.
func (k Kind) String() string {
	switch k {
	case Scalar:
		return "a single value"
	case Sequence:
		return "a list"
	case Mapping:
		return "a mapping"
	}
	return "nothing"
}

// Node is one value of a file, with the place where it was written. A node is never changed after Parse.
type Node struct {
	Kind Kind
	// Value is the text of a scalar, without quotes and with escapes resolved; numbers and dates are text too.
	Value string
	// Quoted says that the scalar was written in quotes or as a block, so that "7" and 7 can be told apart.
	Quoted bool
	// File, Line and Column are the place of the first character.
	File         string
	Line, Column int

	items  []*Node
	fields []Field
}

// Field is one key of a mapping with its value, in the order of the file.
type Field struct {
	Key   *Node
	Value *Node
}

// Errorf returns a mistake at the place of the node.
func (n *Node) Errorf(format string, args ...any) *Error {
	return &Error{File: n.File, Line: n.Line, Column: n.Column, Msg: fmt.Sprintf(format, args...)}
}

// Pos prints the place as "file:line:column".
func (n *Node) Pos() string {
	return n.File + ":" + strconv.Itoa(n.Line) + ":" + strconv.Itoa(n.Column)
}

// IsNull says that nothing is written there.
func (n *Node) IsNull() bool { return n.Kind == Null }

// Text returns the text of a scalar.
func (n *Node) Text() (string, error) {
	if n.Kind != Scalar {
		return "", n.Errorf("a text is expected here, not %s", n.Kind)
	}
	return n.Value, nil
}

// Int returns a whole number, written in decimal digits and without quotes.
func (n *Node) Int() (int, error) {
	if n.Kind != Scalar {
		return 0, n.Errorf("a whole number is expected here, not %s", n.Kind)
	}
	v, err := strconv.Atoi(n.Value)
	if err != nil || n.Quoted {
		return 0, n.Errorf("a whole number is expected here, not %s", quote(n.Value))
	}
	return v, nil
}

// Bool returns true for "true" and "yes", false for "false" and "no".
func (n *Node) Bool() (bool, error) {
	if n.Kind == Scalar && !n.Quoted {
		switch n.Value {
		case "true", "yes":
			return true, nil
		case "false", "no":
			return false, nil
		}
	}
	if n.Kind != Scalar {
		return false, n.Errorf("yes or no is expected here, not %s", n.Kind)
	}
	return false, n.Errorf("yes or no is expected here, not %s", quote(n.Value))
}

// OneOf returns the text when it is one of the choices; otherwise the error suggests the nearest choice.
func (n *Node) OneOf(choices ...string) (string, error) {
	s, err := n.Text()
	if err != nil {
		return "", err
	}
	for _, c := range choices {
		if s == c {
			return s, nil
		}
	}
	return "", n.Errorf("unknown value %s", quote(s)).WithHint(DidYouMean(s, choices))
}

// List returns the items of a sequence; nothing written is an empty list.
func (n *Node) List() ([]*Node, error) {
	if n.Kind != Sequence && n.Kind != Null {
		return nil, n.Errorf("a list is expected here, not %s", n.Kind)
	}
	return n.items, nil
}

// Texts returns the items of a sequence of scalars.
func (n *Node) Texts() ([]string, error) {
	items, err := n.List()
	if err != nil {
		return nil, err
	}
	var errs Errors
	out := make([]string, 0, len(items))
	for _, it := range items {
		s, err := it.Text()
		if !errs.Add(err) {
			out = append(out, s)
		}
	}
	return out, errs.Err()
}

// Map returns the mapping, whose keys must be among the known ones; without known keys every key is allowed.
// When keys are unknown the mapping is returned along with the errors, so that reading can go on and find the rest.
// For a node that is not a mapping the result is nil.
func (n *Node) Map(known ...string) (*Fields, error) {
	if n.Kind != Mapping {
		return nil, n.Errorf("a mapping is expected here, not %s", n.Kind)
	}
	m := &Fields{node: n}
	if len(known) == 0 {
		return m, nil
	}
	var errs Errors
	for _, f := range n.fields {
		if !slices.Contains(known, f.Key.Value) {
			errs.Add(f.Key.Errorf("unknown key %s", quote(f.Key.Value)).WithHint(DidYouMean(f.Key.Value, known)))
		}
	}
	return m, errs.Err()
}

// Without returns a mapping without the fields of some keys, at the same place in the file; other nodes come back as they are.
func (n *Node) Without(keys ...string) *Node {
	if n.Kind != Mapping {
		return n
	}
	rest := *n
	rest.fields = slices.DeleteFunc(slices.Clone(n.fields), func(f Field) bool { return slices.Contains(keys, f.Key.Value) })
	return &rest
}

// quote shortens and quotes a word of the file for a message, leaving Korean readable.
func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return `"` + strings.ReplaceAll(s, `"`, `'`) + `"`
}
