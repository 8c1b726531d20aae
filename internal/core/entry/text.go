package entry

import (
	"fmt"
	"strings"

	"jikim/internal/core/yaml"
)

const mark = "\uFEFF" // a byte order mark, which some editors write

// text is a file as lines, with its entries.
type text struct {
	file    string
	mark    string
	lines   []string // without their ends
	ends    []string // "\n", "\r\n", "\r", or "" after the last line
	end     string   // of new lines
	column  int      // of the dashes, counted from 0
	flow    bool     // the list stands in brackets
	key     string   // the one member is the mapping of this key of the file; empty: the file is a list
	members []*member
}

// open reads a file and finds where its entries stand.
func open(file, src string) (*text, error) {
	t, root, err := read(file, src)
	if err != nil {
		return nil, err
	}
	list, err := root.List()
	if err != nil {
		return nil, err
	}
	t.column = max(0, root.Column-1)
	t.flow = root.Kind == yaml.Sequence && !t.dash(root.Line-1)
	for _, n := range list {
		m, err := n.Map()
		if err != nil {
			return nil, err
		}
		id, err := m.Need("id")
		if err != nil {
			return nil, err
		}
		name, err := id.Text()
		if err != nil {
			return nil, err
		}
		t.members = append(t.members, &member{node: n, fields: m.All(), id: strings.TrimSpace(name), first: n.Line - 1})
	}
	t.extents()
	return t, nil
}

func read(file, src string) (*text, *yaml.Node, error) {
	root, err := yaml.Parse(file, []byte(src))
	if err != nil {
		return nil, nil, err
	}
	t := &text{file: file, end: "\n"}
	if rest, ok := strings.CutPrefix(src, mark); ok {
		t.mark, src = mark, rest
	}
	t.split(src)
	return t, root, nil
}

// again reads the text as it has become.
func (t *text) again() (*text, error) {
	if t.key != "" {
		return openMap(t.file, t.String(), t.key)
	}
	return open(t.file, t.String())
}

// split takes the text apart. A lone "\r" ends a line, too, as package yaml has it.
func (t *text) split(src string) {
	for src != "" {
		i := strings.IndexAny(src, "\r\n")
		if i < 0 {
			t.lines, t.ends = append(t.lines, src), append(t.ends, "")
			break
		}
		n := 1
		if strings.HasPrefix(src[i:], "\r\n") {
			n = 2
		}
		t.lines, t.ends = append(t.lines, src[:i]), append(t.ends, src[i:i+n])
		src = src[i+n:]
	}
	if len(t.ends) > 0 && t.ends[0] != "" {
		t.end = t.ends[0]
	}
}

func (t *text) String() string {
	var b strings.Builder
	b.WriteString(t.mark)
	for i, l := range t.lines {
		b.WriteString(l)
		b.WriteString(t.ends[i])
	}
	return b.String()
}

// dash tells that a member of the list begins on a line.
func (t *text) dash(line int) bool {
	if line < 0 || line >= len(t.lines) {
		return false
	}
	l := t.lines[line]
	return indent(l) == t.column && (strings.HasPrefix(l[t.column:], "- ") || l[t.column:] == "-")
}

// extents finds the lines of each entry: from its dash to what stands before the next, without blank lines and comments that are
// not further in than the dash.
func (t *text) extents() {
	for i, m := range t.members {
		for m.first > 0 && !t.dash(m.first) {
			m.first--
		}
		next := len(t.lines)
		if i+1 < len(t.members) {
			for next = t.members[i+1].node.Line - 1; next > m.first+1 && !t.dash(next); {
				next--
			}
		}
		m.last = next - 1
		for m.last > m.first && t.idle(m.last) && indent(t.lines[m.last]) <= t.column {
			m.last--
		}
		for m.last > m.first && blank(t.lines[m.last]) {
			m.last--
		}
	}
}

// idle tells that a line is blank or a comment.
func (t *text) idle(line int) bool {
	return blank(t.lines[line]) || strings.HasPrefix(strings.TrimLeft(t.lines[line], " \t"), "#")
}

func blank(line string) bool { return strings.Trim(line, " \t") == "" }

// indent counts the spaces before a line.
func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func (t *text) find(id string) *member {
	for _, m := range t.members {
		if m.id == id {
			return m
		}
	}
	return nil
}

// cut takes lines out, both ends included.
func (t *text) cut(first, last int) {
	t.lines = append(t.lines[:first:first], t.lines[last+1:]...)
	t.ends = append(t.ends[:first:first], t.ends[last+1:]...)
}

// put inserts lines before a line.
func (t *text) put(at int, lines []string) {
	if at > 0 && t.ends[at-1] == "" {
		t.ends[at-1] = t.end
	}
	ends := make([]string, len(lines))
	for i := range ends {
		ends[i] = t.end
	}
	t.lines = append(t.lines[:at:at], append(lines, t.lines[at:]...)...)
	t.ends = append(t.ends[:at:at], append(ends, t.ends[at:]...)...)
}

// add writes a new entry at the end.
func (t *text) add(fields []Field) error {
	if t.flow {
		return fmt.Errorf("%s: %w", t.file, ErrLayout)
	}
	t.put(len(t.lines), t.block(fields, ""))
	return nil
}

// block writes an entry, the first line with a comment after it.
func (t *text) block(fields []Field, comment string) []string {
	var lines []string
	in := strings.Repeat(" ", t.column)
	for i, f := range fields {
		if i > 0 {
			lines = append(lines, f.lines(in+"  ", "")...)
			continue
		}
		first := f.lines("", comment)
		first[0] = in + "- " + first[0]
		lines = append(lines, first...)
	}
	return lines
}

// checked returns the text after it was read back: the wanted entry, absent when it has no fields, and the others as they were.
func (t *text) checked(want Entry) (string, error) {
	src := t.String()
	back, err := Read(t.file, src)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLayout, err)
	}
	others := make([]Entry, 0, len(back))
	found := false
	for _, e := range back {
		if e.ID != want.ID {
			others = append(others, e)
			continue
		}
		if found || !equalFields(e.Fields, want.Fields) {
			return "", fmt.Errorf("%s: %s: %w", t.file, want.ID, ErrLayout)
		}
		found = true
	}
	if found != (len(want.Fields) > 0) {
		return "", fmt.Errorf("%s: %s: %w", t.file, want.ID, ErrLayout)
	}
	i := 0
	for _, m := range t.members {
		if m.id == want.ID {
			continue
		}
		if i >= len(others) || others[i].ID != m.id || !equalFields(others[i].Fields, m.entry().Fields) {
			return "", fmt.Errorf("%s: %s: %w", t.file, m.id, ErrLayout)
		}
		i++
	}
	if i != len(others) {
		return "", fmt.Errorf("%s: %w", t.file, ErrLayout)
	}
	return src, nil
}
