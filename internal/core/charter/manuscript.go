package charter

import (
	"fmt"
	"slices"
	"strings"

	"jikim/internal/core/civil"
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
			return nil, n.Errorf("this promise shares a line with another").WithHint("begin each promise on a line of its own, with a dash")
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
		s.own = strings.TrimSpace(string([]rune(m.lines[s.from])[:field.Key.Column-1])) == "" && s.end > s.from
		for s.end > s.from+1 && strings.HasPrefix(strings.TrimSpace(m.lines[s.end-1]), "#") {
			s.end-- // a comment belongs to what follows
		}
		p.keys = append(p.keys, s)
	}
	p.Block = outdent(m.lines[from:p.end], p.indent)
	return p, nil
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

// Replace returns the text with the lines of a promise written anew. The block must be one promise.
func (m *Manuscript) Replace(id, block string) (string, error) {
	i := m.index(id)
	if i < 0 {
		return "", fmt.Errorf("the file has no promise %q", id)
	}
	p := &m.parts[i]
	if err := m.onePromise(block, i); err != nil {
		return "", err
	}
	if block == p.Block {
		return strings.Join(m.lines, ""), nil
	}
	return m.splice(p.Line-1, p.end, indented(block, p.indent)), nil
}

// Insert returns the text with a new promise after another one, or before all when after is empty.
func (m *Manuscript) Insert(after, block string) (string, error) {
	i := m.index(after)
	if i < 0 && after != "" || len(m.parts) == 0 {
		return "", fmt.Errorf("the file has no promise %q", after)
	}
	if err := m.onePromise(block, -1); err != nil {
		return "", err
	}
	if after == "" {
		first := &m.parts[0]
		return m.splice(first.Line-1, first.Line-1, append(indented(block, first.indent), "\n")), nil
	}
	p := &m.parts[i]
	add := append([]string{"\n"}, indented(block, p.indent)...)
	if !strings.HasSuffix(m.lines[p.end-1], "\n") {
		add = append([]string{"\n"}, add...)
	}
	return m.splice(p.end, p.end, add), nil
}

// Remove returns the text without a promise. A chapter or heading that it gave for those after it is given to the next one.
func (m *Manuscript) Remove(id string) (string, error) {
	i := m.index(id)
	switch {
	case i < 0:
		return "", fmt.Errorf("the file has no promise %q", id)
	case len(m.parts) == 1:
		return "", &yaml.Error{File: Main, Line: m.parts[i].Line, Column: 1, Msg: "the charter would promise nothing"}
	}
	p := &m.parts[i]
	end := p.end
	for end < len(m.lines) && strings.TrimSpace(m.lines[end]) == "" {
		end++
	}
	if i+1 == len(m.parts) {
		return m.splice(p.Line-1, end, nil), nil
	}
	next := &m.parts[i+1]
	head := p.inherited(next)
	if len(head) > 0 && (!p.headed() || !next.splits()) {
		return "", &yaml.Error{File: Main, Line: p.Line, Column: 1, Msg: "the chapter or heading of the promises after it stands here",
			Hint: "write it at the next promise first"}
	}
	out := slices.Clone(m.lines[:p.Line-1])
	out = append(out, m.lines[end:next.second()]...)
	for _, s := range head {
		out = append(out, m.lines[s.from:s.end]...)
	}
	return strings.Join(append(out, m.lines[next.second():]...), ""), nil
}

// inherited lists the keys by which a promise says where the next one stands, too.
func (p *Part) inherited(next *Part) []span {
	var out []span
	if s := p.key("chapter"); s != nil && !next.has("chapter") {
		out = append(out, *s)
	}
	if s := p.key("heading"); s != nil && !next.has("chapter") && !next.has("heading") {
		out = append(out, *s)
	}
	return out
}

// second is the line, from 0, before which further keys can be put.
func (p *Part) second() int {
	if len(p.keys) < 2 {
		return p.end
	}
	return p.keys[1].from
}

// Move returns the text with a promise and the one after it (down) or before it in each other's place. A chapter or heading
// that the first of the two gives stays with the first. What stands between them stays where it is.
func (m *Manuscript) Move(id string, down bool) (string, error) {
	i := m.index(id)
	if i >= 0 && !down {
		i--
	}
	if i < 0 || i+1 >= len(m.parts) || !m.parts[i].Down {
		return "", fmt.Errorf("the promise %q cannot be moved there", id)
	}
	a, b := &m.parts[i], &m.parts[i+1]
	var head, rest []string
	for line := a.Line - 1; line < a.end; line++ {
		at := slices.IndexFunc(a.keys, func(s span) bool { return line >= s.from && line < s.end })
		if at >= 0 && (a.keys[at].name == "chapter" || a.keys[at].name == "heading") {
			head = append(head, m.lines[line])
		} else {
			rest = append(rest, m.lines[line])
		}
	}
	ended(rest)
	out := slices.Clone(m.lines[:a.Line-1])
	out = append(out, m.lines[b.Line-1:b.second()]...)
	out = append(out, head...)
	out = append(out, m.lines[b.second():b.end]...)
	ended(out)
	out = append(out, m.lines[a.end:b.Line-1]...)
	out = append(out, rest...)
	return strings.Join(append(out, m.lines[b.end:]...), ""), nil
}

// ended gives the last line an end, which that of a file may lack.
func ended(lines []string) {
	if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
		lines[n-1] += "\n"
	}
}

// splice puts lines in the place of others.
func (m *Manuscript) splice(from, end int, lines []string) string {
	out := slices.Clone(m.lines[:from])
	if from > 0 && from == len(m.lines) {
		ended(out)
	}
	return strings.Join(append(append(out, lines...), m.lines[end:]...), "")
}

// onePromise refuses a block that is not exactly one promise with an identifier that no other has; own is the index of the
// promise that it replaces.
func (m *Manuscript) onePromise(block string, own int) error {
	root, err := yaml.Parse(Main, []byte(block))
	if err != nil {
		return err
	}
	const hint = "begin with \"- id:\" and indent what follows by two spaces"
	items, err := root.List()
	if err != nil || len(items) != 1 {
		return root.Errorf("the lines must be exactly one promise").WithHint(hint)
	}
	f, err := items[0].Map()
	if err != nil {
		return items[0].Errorf("the lines must be exactly one promise").WithHint(hint)
	}
	id, err := f.Need("id")
	if err != nil {
		return err
	}
	if i := m.index(id.Value); i >= 0 && i != own {
		return id.Errorf("the promise %q is given twice", id.Value)
	}
	return nil
}

// SetFrom returns the text of a main file with another first day, which stands where the present one does.
func SetFrom(src string, day civil.Date) (string, error) {
	root, err := yaml.Parse(Main, []byte(src))
	if err != nil {
		return "", err
	}
	f, err := root.Map()
	if err != nil {
		return "", err
	}
	n, err := f.Need("from")
	if err != nil {
		return "", err
	}
	all := strings.SplitAfter(src, "\n")
	line := []rune(all[n.Line-1])
	before, written := string(line[:n.Column-1]), string(line[n.Column-1:])
	for _, quote := range []string{"", `"`, "'"} {
		if rest, ok := strings.CutPrefix(written, quote+n.Value+quote); ok && n.Kind == yaml.Scalar {
			all[n.Line-1] = before + day.String() + rest
			return strings.Join(all, ""), nil
		}
	}
	return "", n.Errorf("the first day cannot be changed here").WithHint("write it as from: 2026-01-01")
}
