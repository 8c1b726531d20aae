package charter

import (
	"fmt"
	"slices"
	"strings"

	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
)

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
