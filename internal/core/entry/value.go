package entry

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/yaml"
)

// Kind says what a value is.
type Kind uint8

// The kinds of values. A Word is written without quotes and is no text: yes, no, or a whole number.
const (
	Nothing Kind = iota
	Text
	Word
	List
	Map
)

// Value is what a field holds.
type Value struct {
	Kind  Kind
	Text  string // of a Text or a Word
	Items []Value
	Parts []Field // of a Map
}

// None is the value of an absent field.
var None = Value{}

// TextOf returns a text; None for an empty one.
func TextOf(s string) Value {
	if s == "" {
		return None
	}
	return Value{Kind: Text, Text: s}
}

// Flag returns yes or no.
func Flag(b bool) Value {
	if b {
		return Value{Kind: Word, Text: "yes"}
	}
	return Value{Kind: Word, Text: "no"}
}

// Count returns a whole number.
func Count(n int) Value { return Value{Kind: Word, Text: strconv.Itoa(n)} }

// Texts returns a list of texts; None for an empty one.
func Texts(list []string) Value {
	if len(list) == 0 {
		return None
	}
	v := Value{Kind: List}
	for _, s := range list {
		v.Items = append(v.Items, Value{Kind: Text, Text: s})
	}
	return v
}

// Both returns a text in Korean and, unless it is empty, in English.
func Both(ko, en string) Value {
	v := Value{Kind: Map, Parts: []Field{{"ko", Value{Kind: Text, Text: ko}}}}
	if en != "" {
		v.Parts = append(v.Parts, Field{"en", Value{Kind: Text, Text: en}})
	}
	return v
}

// AsText returns the text of a Text or a Word; false for anything else.
func (v Value) AsText() (string, bool) { return v.Text, v.Kind == Text || v.Kind == Word }

// Same tells whether both say the same in the charter language, which allows short forms: a text alone for a list of one, or for a
// text in Korean only. Spaces around a text do not count.
func (v Value) Same(w Value) bool { return v.long(w.Kind).equal(w.long(v.Kind)) }

// long writes a text alone as the kind it is compared with.
func (v Value) long(as Kind) Value {
	if v.Kind == Text {
		v.Text = strings.TrimSpace(v.Text)
		switch as {
		case List:
			return Value{Kind: List, Items: []Value{v}}
		case Map:
			return Both(v.Text, "")
		}
	}
	return v
}

// equal compares values as they are written. Whether a text stands in quotes does not matter, unless it would be a word without.
func (v Value) equal(w Value) bool {
	if v.Kind != w.Kind || v.Text != w.Text {
		return false
	}
	return slices.EqualFunc(v.Items, w.Items, Value.equal) && equalFields(v.Parts, w.Parts)
}

// written tells that a field with the value has to be there: not for a no, which is what an absent flag says.
func (v Value) written() bool { return v.Kind != Nothing && (v.Kind != Word || v.Text != "no") }

// valueOf is what a node says.
func valueOf(n *yaml.Node) Value {
	switch n.Kind {
	case yaml.Scalar:
		if !n.Quoted && isWord(n.Value) {
			return Value{Kind: Word, Text: n.Value}
		}
		return Value{Kind: Text, Text: n.Value}
	case yaml.Sequence:
		v := Value{Kind: List}
		items, _ := n.List()
		for _, it := range items {
			v.Items = append(v.Items, valueOf(it))
		}
		return v
	case yaml.Mapping:
		v := Value{Kind: Map}
		m, _ := n.Map()
		for _, f := range m.All() {
			v.Parts = append(v.Parts, Field{f.Key.Value, valueOf(f.Value)})
		}
		return v
	}
	return None
}

var (
	number = regexp.MustCompile(`^[-+]?[0-9]+$`)
	// numeric is what some reader of YAML could take for a number, an hour or a date.
	numeric = regexp.MustCompile(`^[-+.]?[0-9][0-9a-fA-FxoXO_.eE+:]*$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`)
)

// words are what some reader of YAML takes for a flag or for nothing; without quotes a text must not be one of them.
var words = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}

func isWord(s string) bool {
	return number.MatchString(s) || s == "yes" || s == "no" || s == "true" || s == "false"
}

// writable refuses values that cannot stand in a file.
func writable(fields []Field) error {
	for _, f := range fields {
		if !plain(f.Key) {
			return fmt.Errorf("%q cannot be a key", f.Key)
		}
		if err := f.Value.writable(); err != nil {
			return err
		}
	}
	return nil
}

func (v Value) writable() error {
	if !utf8.ValidString(v.Text) || strings.ContainsRune(v.Text, 0) {
		return fmt.Errorf("a value is no text: %w", ErrLayout)
	}
	if v.Kind == Word && !isWord(v.Text) {
		return fmt.Errorf("%q is neither yes, no nor a number", v.Text)
	}
	for _, it := range v.Items {
		if err := it.writable(); err != nil {
			return err
		}
	}
	return writable(v.Parts)
}

// inline writes a value on one line, as it may stand inside brackets, too.
func (v Value) inline() string {
	switch v.Kind {
	case Text:
		return quoted(v.Text)
	case List:
		parts := make([]string, len(v.Items))
		for i, it := range v.Items {
			parts[i] = it.inline()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Map:
		parts := make([]string, len(v.Parts))
		for i, f := range v.Parts {
			parts[i] = f.Key + ": " + f.Value.inline()
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return v.Text
}

// lines writes a field: on its own line, or a list of mappings with a line for each.
func (f Field) lines(indent, after string) []string {
	if f.Value.Kind != List || !slices.ContainsFunc(f.Value.Items, func(v Value) bool { return v.Kind == Map }) {
		return []string{indent + f.Key + ": " + f.Value.inline() + after}
	}
	out := []string{indent + f.Key + ":" + after}
	for _, it := range f.Value.Items {
		out = append(out, indent+"  - "+it.inline())
	}
	return out
}

// quoted writes a text without quotes when every reader of YAML takes it for the same text.
func quoted(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r != ' ' && !unicode.IsGraphic(r) && r <= 0xFFFF || r == 0xFEFF || r == 0x2028 || r == 0x2029:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func plain(s string) bool {
	if s == "" || numeric.MatchString(s) || slices.Contains(words, strings.ToLower(s)) || strings.Contains(s, "  ") || strings.HasSuffix(s, " ") {
		return false
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), r >= '0' && r <= '9':
		case i > 0 && strings.ContainsRune(" ._-/()·'", r):
		default:
			return false
		}
	}
	return true
}
