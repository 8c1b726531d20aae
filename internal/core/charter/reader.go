package charter

import (
	"regexp"
	"strings"

	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
)

// reader carries what is being read and what was found wrong.
type reader struct {
	files Files
	c     *Charter
	errs  yaml.Errors
	// links are checks that need everything to be read: that names point at something.
	links []func()
}

var identifier = regexp.MustCompile(`^[a-z][a-z0-9]*([_.-][a-z0-9]+)*$`)

// identifier reads a name that programs use: it stands in addresses, files and data, so its letters are few.
func (r *reader) identifier(n *yaml.Node) string {
	s := r.str(n)
	if n.Kind == yaml.Scalar && !identifier.MatchString(s) {
		r.errs.Add(n.Errorf("%q cannot be an identifier", s).
			WithHint("use small letters, digits, and _ - or . between them, such as phone.rings"))
	}
	return s
}

func (r *reader) date(n *yaml.Node) civil.Date {
	d, err := civil.ParseDate(r.str(n))
	if err != nil && n.Kind == yaml.Scalar {
		r.errs.Add(n.Errorf("%q is not a day", n.Value).WithHint("write year-month-day, such as 2026-01-31"))
	}
	return d
}

// members reads a list that is not unreasonably long.
func (r *reader) members(n *yaml.Node) []*yaml.Node {
	list, err := n.List()
	r.errs.Add(err)
	if len(list) > maxEntries {
		r.errs.Add(list[maxEntries].Errorf("the list is longer than %d entries", maxEntries))
		return list[:maxEntries]
	}
	return list
}

// str reads a text; mistakes are collected and give "".
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
	t := Text{EN: r.optional(m, "en")}
	t.KO = needed(r, m, "ko", func(n *yaml.Node) string { return r.str(n) })
	return t
}

// yes reads yes or no.
func (r *reader) yes(n *yaml.Node) bool {
	b, err := n.Bool()
	r.errs.Add(err)
	return b
}

// optional reads the text of a key that may be absent.
func (r *reader) optional(f *yaml.Fields, key string) string {
	s, err := f.Text(key)
	r.errs.Add(err)
	return strings.TrimSpace(s)
}

func (r *reader) need(f *yaml.Fields, key string, read func(*yaml.Node) string) string {
	return needed(r, f, key, read)
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
