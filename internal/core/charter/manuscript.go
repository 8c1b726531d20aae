package charter

import (
	"slices"
	"strings"

	"jikim/internal/core/yaml"
)

// Manuscript is the main file of a charter as it is written, taken apart at its promises, so that one of them can be edited
// while every other line stays as it is, byte by byte. It is never changed: editing returns a new text.
type Manuscript struct {
	lines []string // with their line ends
	parts []Part
}

// Part is one promise in a manuscript.
type Part struct {
	ID string
	// Line is the first of its lines, counted from 1; Block its lines from "- id:" on, without the indentation of the list.
	// Comments before it that are not indented stand between the promises and belong to none.
	Line  int
	Block string
	// Chapter and Heading are what it stands under, given there or before; Text is its sentence.
	Chapter, Heading, Text Text
	// Up and Down tell whether it can change places with the one before or after: under the same heading.
	Up, Down bool

	end    int // line after the last one, from 0
	indent int // of the dash
	keys   []span
}

// span is the lines of one key of a promise, from 0, with what follows until the next key.
type span struct {
	name      string
	from, end int
	own       bool // it begins on a line of its own, not on that of the dash or of another key
}

// ReadManuscript takes a main file apart. The error, with its place, is a *yaml.Error or yaml.Errors: the file is no YAML, or its
// promises are not a list of one promise after the other, each on lines of its own.
func ReadManuscript(src string) (*Manuscript, error) {
	root, err := yaml.Parse(Main, []byte(src))
	if err != nil {
		return nil, err
	}
	f, err := root.Map()
	if err != nil {
		return nil, err
	}
	list, err := f.Need("promises")
	if err != nil {
		return nil, err
	}
	items, err := list.List()
	if err != nil {
		return nil, err
	}
	if at := strings.IndexAny(src, "\r\u0085\u2028\u2029"); at >= 0 {
		return nil, &yaml.Error{File: Main, Line: 1 + strings.Count(src[:at], "\n"), Column: 1, Msg: "a line ends in a way that not every program knows",
			Hint: "end lines with a line feed"}
	}
	m := &Manuscript{lines: strings.SplitAfter(src, "\n")}
	limit := len(m.lines)
	for _, field := range f.All() {
		if line := field.Key.Line - 1; line > f.Key("promises").Line-1 && line < limit {
			limit = line // promises need not be the last key
		}
	}
	r := reader{c: &Charter{}}
	var at place
	for i, n := range items {
		end := limit
		if i+1 < len(items) {
			if end, err = m.dash(items[i+1]); err != nil {
				return nil, err
			}
		}
		p, err := m.part(n, end)
		if err != nil {
			return nil, err
		}
		if i > 0 && m.parts[i-1].end > p.Line-1 {
			return nil, sharesALine(n)
		}
		own := Promise{}
		fields, _ := n.Map()
		r.wording(&own, fields, &at)
		p.Chapter, p.Heading, p.Text = at.chapter, at.heading, own.Text
		m.parts = append(m.parts, *p)
	}
	for i := 1; i < len(m.parts); i++ {
		a, b := &m.parts[i-1], &m.parts[i]
		a.Down = !b.has("chapter") && !b.has("heading") && a.headed() && b.splits()
		b.Up = a.Down
	}
	return m, nil
}

// dash returns the line on which the item of a list begins, from 0.
func (m *Manuscript) dash(n *yaml.Node) (int, error) {
	for i := n.Line - 1; i >= 0; i-- {
		text := strings.TrimSpace(m.lines[i])
		switch {
		case strings.HasPrefix(text, "-"):
			return i, nil
		case text == "" || strings.HasPrefix(text, "#") || i == n.Line-1:
			continue
		}
		break
	}
	return 0, n.Errorf("no dash stands before this promise").WithHint("begin each promise on a line of its own, with a dash")
}

// part finds the lines of one promise, of those before end.
func (m *Manuscript) part(n *yaml.Node, end int) (*Part, error) {
	from, err := m.dash(n)
	if err != nil {
		return nil, err
	}
	f, err := n.Map()
	if err != nil {
		return nil, err
	}
	if end <= from {
		return nil, sharesALine(n)
	}
	p := &Part{Line: from + 1, end: end, indent: indentOf(m.lines[from])}
	for p.end > from+1 {
		last := strings.TrimSpace(m.lines[p.end-1])
		if last != "" && (!strings.HasPrefix(last, "#") || indentOf(m.lines[p.end-1]) > p.indent) {
			break
		}
		p.end--
	}
	if id := f.Get("id"); id != nil {
		p.ID = id.Value
	}
	all := f.All()
	for i, field := range all {
		s := span{name: field.Key.Value, from: field.Key.Line - 1, end: p.end}
		if i+1 < len(all) {
			s.end = all[i+1].Key.Line - 1
		}
		if s.from < from || s.end > p.end {
			return nil, sharesALine(n)
		}
		line := []rune(m.lines[s.from])
		s.own = strings.TrimSpace(string(line[:min(field.Key.Column-1, len(line))])) == "" && s.end > s.from
		for s.end > s.from+1 && strings.HasPrefix(strings.TrimSpace(m.lines[s.end-1]), "#") {
			s.end-- // a comment belongs to what follows
		}
		p.keys = append(p.keys, s)
	}
	p.Block = outdent(m.lines[from:p.end], p.indent)
	return p, nil
}

func sharesALine(n *yaml.Node) error {
	return n.Errorf("this promise shares a line with another").WithHint("begin each promise on a line of its own, with a dash")
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// outdent joins lines without the indentation of the list.
func outdent(lines []string, indent int) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line[min(indent, indentOf(line)):])
	}
	return b.String()
}

// indented is the reverse of outdent; every line gets an end.
func indented(block string, indent int) []string {
	var out []string
	for line := range strings.Lines(strings.TrimRight(block, " \n") + "\n") {
		if strings.TrimSpace(line) != "" {
			line = strings.Repeat(" ", indent) + line
		}
		out = append(out, line)
	}
	return out
}

// has tells whether the promise gives a key itself.
func (p *Part) has(key string) bool { return p.key(key) != nil }

func (p *Part) key(name string) *span {
	for i := range p.keys {
		if p.keys[i].name == name {
			return &p.keys[i]
		}
	}
	return nil
}

// headed tells whether chapter and heading, as far as they are given, stand on lines of their own, so that they can be given to
// another promise.
func (p *Part) headed() bool {
	for _, name := range []string{"chapter", "heading"} {
		if s := p.key(name); s != nil && !s.own {
			return false
		}
	}
	return true
}

// splits tells whether lines can be put between its first key and the others.
func (p *Part) splits() bool { return len(p.keys) < 2 || p.keys[1].own }

// Parts returns the promises in the order of the file.
func (m *Manuscript) Parts() []Part { return slices.Clone(m.parts) }

// Find returns the promise with that identifier, or nil.
func (m *Manuscript) Find(id string) *Part {
	if i := m.index(id); i >= 0 {
		p := m.parts[i]
		return &p
	}
	return nil
}

func (m *Manuscript) index(id string) int {
	return slices.IndexFunc(m.parts, func(p Part) bool { return p.ID == id })
}
