package survey

import (
	"regexp"
	"strings"

	"jikim/internal/core/yaml"
)

// reader carries what is being read and what was found wrong.
type reader struct {
	q     *Questionnaire
	desks Desks
	errs  yaml.Errors
	ids   map[string]*yaml.Node // where each identifier was given
	links []func()              // checks that need everything to be read
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9]*([_.-][a-z0-9]+)*$`)

// fields reads a mapping and holds its identifier, where it has one, to being given once in the whole questionnaire.
func (r *reader) fields(n *yaml.Node, keys ...string) *yaml.Fields {
	f, err := n.Map(keys...)
	r.errs.Add(err)
	if f == nil {
		return nil
	}
	if id := f.Get("id"); id != nil && id.Kind == yaml.Scalar {
		if before := r.ids[id.Value]; before != nil {
			r.errs.Add(id.Errorf("the identifier %q is given twice", id.Value).WithHint("the first is at " + before.Pos()))
		}
		r.ids[id.Value] = id
	}
	return f
}

func (r *reader) identifier(n *yaml.Node) string {
	s := r.str(n)
	if n.Kind == yaml.Scalar && !identifier.MatchString(s) {
		r.errs.Add(n.Errorf("%q cannot be an identifier", s).
			WithHint("use small letters, digits, and _ - or . between them, such as delivery.kind"))
	}
	return s
}

func (r *reader) list(n *yaml.Node) []*yaml.Node {
	list, err := n.List()
	r.errs.Add(err)
	if len(list) > maxItems {
		r.errs.Add(list[maxItems].Errorf("the list is longer than %d entries", maxItems))
		return list[:maxItems]
	}
	return list
}

func (r *reader) str(n *yaml.Node) string {
	s, err := n.Text()
	r.errs.Add(err)
	return strings.TrimSpace(s)
}

// text reads a text in Korean, or a mapping of ko and en.
func (r *reader) text(n *yaml.Node) Text {
	if n.Kind == yaml.Scalar {
		return Text{KO: strings.TrimSpace(n.Value)}
	}
	m, err := n.Map("ko", "en")
	r.errs.Add(err)
	if m == nil {
		return Text{}
	}
	return Text{KO: needed(r, m, "ko", r.str), EN: optional(r, m, "en", r.str)}
}

func (r *reader) scale(n *yaml.Node) Scale {
	v, err := n.Int()
	if s := Scale(v); r.errs.Add(err) || s == Five || s == Seven || s == Eleven {
		return s
	}
	r.errs.Add(n.Errorf("%d is no scale", v).WithHint("possible: 5 (1 to 5), 7 (1 to 7), 11 (0 to 10)"))
	return Five
}

// between reads a whole number within bounds.
func (r *reader) between(n *yaml.Node, least, most int) int {
	v, err := n.Int()
	if !r.errs.Add(err) && (v < least || v > most) {
		r.errs.Add(n.Errorf("%d is not between %d and %d", v, least, most))
	}
	return v
}

func (r *reader) choice(n *yaml.Node, choices ...string) string {
	s, err := n.OneOf(choices...)
	r.errs.Add(err)
	return s
}

// needed reads a key that must be there and not empty.
func needed[T any](r *reader, f *yaml.Fields, key string, read func(*yaml.Node) T) T {
	n, err := f.Need(key)
	if err == nil && n.Kind == yaml.Scalar && strings.TrimSpace(n.Value) == "" {
		err = n.Errorf("the key %q has no value", key)
	}
	if r.errs.Add(err) {
		var zero T
		return zero
	}
	return read(n)
}

// optional reads a key that may be absent.
func optional[T any](r *reader, f *yaml.Fields, key string, read func(*yaml.Node) T) T {
	n := f.Get(key)
	if n == nil || n.IsNull() {
		var zero T
		return zero
	}
	return read(n)
}
