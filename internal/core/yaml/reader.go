package yaml

import (
	"regexp"
	"strings"
)

// Reader reads the values of a file and keeps what is wrong with them, so that an author sees every mistake at once. What cannot be
// read is a mistake and the zero value, and reading goes on. The zero value is ready for use.
type Reader struct {
	Errors
}

// Text is a text in Korean and English; English may be empty and then falls back to Korean.
type Text struct{ KO, EN string }

// In returns the text in the language "ko" or "en".
func (t Text) In(lang string) string {
	if lang == "en" && t.EN != "" {
		return t.EN
	}
	return t.KO
}

// Fields reads a mapping, whose keys must be among the known ones. Unknown keys are mistakes; it is nil only for what is no mapping.
func (r *Reader) Fields(n *Node, known ...string) *Fields {
	f, err := n.Map(known...)
	r.Add(err)
	return f
}

// Line reads a text without the space around it.
func (r *Reader) Line(n *Node) string {
	s, err := n.Text()
	r.Add(err)
	return strings.TrimSpace(s)
}

// Text reads a text in Korean, or a mapping of ko and en.
func (r *Reader) Text(n *Node) Text {
	if n.Kind == Scalar {
		return Text{KO: strings.TrimSpace(n.Value)}
	}
	f := r.Fields(n, "ko", "en")
	if f == nil {
		return Text{}
	}
	return Text{KO: Needed(r, f, "ko", r.Line), EN: Optional(r, f, "en", r.Line)}
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9]*([_.-][a-z0-9]+)*$`)

// Identifier reads a name that programs use: it stands in addresses, files and data, so its letters are few.
func (r *Reader) Identifier(n *Node) string {
	s := r.Line(n)
	if n.Kind == Scalar && !identifier.MatchString(s) {
		r.Add(n.Errorf("%q cannot be an identifier", s).
			WithHint("use small letters, digits, and _ - or . between them, such as phone.rings"))
	}
	return s
}

// Yes reads yes or no.
func (r *Reader) Yes(n *Node) bool {
	b, err := n.Bool()
	r.Add(err)
	return b
}

// Between reads a whole number within bounds.
func (r *Reader) Between(n *Node, least, most int) int {
	v, err := n.Int()
	if !r.Add(err) && (v < least || v > most) {
		r.Add(n.Errorf("%d is not between %d and %d", v, least, most))
	}
	return v
}

// Choice reads one of some words.
func (r *Reader) Choice(n *Node, choices ...string) string {
	s, err := n.OneOf(choices...)
	r.Add(err)
	return s
}

// Members reads a list; what stands after the most entries is left out, with a mistake.
func (r *Reader) Members(n *Node, most int) []*Node {
	list, err := n.List()
	r.Add(err)
	if len(list) > most {
		r.Add(list[most].Errorf("the list is longer than %d entries", most))
		return list[:most]
	}
	return list
}

// Collector is what keeps mistakes: a Reader, or whatever has one in it.
type Collector interface {
	Add(error) bool
}

// Needed reads a key that must be there and not empty.
func Needed[T any](r Collector, f *Fields, key string, read func(*Node) T) T {
	n, err := f.Need(key)
	if err == nil && n.Kind == Scalar && strings.TrimSpace(n.Value) == "" {
		err = n.Errorf("the key %s has no value", quote(key))
	}
	if r.Add(err) {
		var zero T
		return zero
	}
	return read(n)
}

// Optional reads a key that may be absent, or there without a value.
func Optional[T any](r Collector, f *Fields, key string, read func(*Node) T) T {
	n := f.written(key)
	if n == nil {
		var zero T
		return zero
	}
	return read(n)
}
