package entry

import (
	"fmt"
	"slices"
	"strings"

	"jikim/internal/core/yaml"
)

// span is a field with its lines, counted from 0, both included.
type span struct {
	key         string
	value       *yaml.Node
	column      int // of the key, in characters from 0
	first, last int
}

// set changes the lines of an entry so that it becomes what is wanted.
func (t *text) set(m *member, fields []Field, want Entry) error {
	if t.flow || t.key == "" && !t.dash(m.first) {
		return fmt.Errorf("%s: %s: %w", t.file, m.id, ErrLayout)
	}
	spans := t.spans(m)
	if spans == nil {
		t.unfold(m, want)
		return nil
	}
	have := m.entry()
	// From the last line to the first, so that places above stay where they are.
	for i := len(spans) - 1; i >= 0; i-- {
		s := spans[i]
		k := slices.IndexFunc(want.Fields, func(f Field) bool { return f.Key == s.key })
		switch {
		case k < 0 && i == 0 && t.key == "":
			t.unfold(m, want) // the dash stands on its line
			return nil
		case k < 0:
			t.cut(s.first, s.last)
		case !want.Fields[k].Value.equal(have.Get(s.key)):
			t.replace(s, want.Fields[k])
		}
	}
	return t.insert(m.id, fields, want)
}

// insert writes the fields that the entry does not have yet, each after the one that stands before it in what is wanted.
func (t *text) insert(id string, fields []Field, want Entry) error {
	for range fields {
		now, err := t.again()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrLayout, err)
		}
		m := now.find(id)
		if m == nil {
			return fmt.Errorf("%s: %s: %w", t.file, id, ErrLayout)
		}
		spans := now.spans(m)
		at := slices.IndexFunc(want.Fields, func(f Field) bool {
			return !slices.ContainsFunc(spans, func(s span) bool { return s.key == f.Key })
		})
		if at < 0 {
			return nil
		}
		if at == 0 && t.key != "" && len(spans) > 0 {
			t.put(spans[0].first, want.Fields[at].lines(strings.Repeat(" ", spans[0].column), ""))
			continue
		}
		if at == 0 || at > len(spans) {
			return fmt.Errorf("%s: %s: %w", t.file, id, ErrLayout)
		}
		before := spans[at-1]
		t.put(before.last+1, want.Fields[at].lines(strings.Repeat(" ", before.column), ""))
	}
	return nil
}

// spans finds the lines of each field of an entry that is written as a block; nil when it is written in braces, or in a way that
// is not understood.
func (t *text) spans(m *member) []span {
	if k := m.fields[0].Key; m.node.Line != k.Line || m.node.Column != k.Column {
		return nil
	}
	var out []span
	for i, f := range m.fields {
		s := span{key: f.Key.Value, value: f.Value, column: f.Key.Column - 1, first: f.Key.Line - 1, last: m.last}
		if i+1 < len(m.fields) {
			s.last = m.fields[i+1].Key.Line - 2
		}
		if s.last < s.first || f.Key.Quoted || !strings.HasPrefix(skip(t.lines[s.first], s.column), f.Key.Value) || s.column != m.fields[0].Key.Column-1 {
			return nil
		}
		head, rest := t.head(s)
		if head == "" {
			return nil
		}
		block := strings.HasPrefix(rest, "|") || strings.HasPrefix(rest, ">")
		for s.last > s.first && t.idle(s.last) && (!block || blank(t.lines[s.last]) || indent(t.lines[s.last]) <= s.column) {
			s.last--
		}
		out = append(out, s)
	}
	return out
}

// head takes the first line of a field apart after the colon of its key; the rest is without the spaces around it.
func (t *text) head(s span) (head, rest string) {
	line := t.lines[s.first]
	after := skip(line, s.column)
	tail, ok := strings.CutPrefix(strings.TrimLeft(strings.TrimPrefix(after, s.key), " "), ":")
	if !ok {
		return "", ""
	}
	return line[:len(line)-len(tail)], strings.Trim(tail, " \t")
}

// skip returns what follows the first n characters of a line.
func skip(line string, n int) string {
	for range n {
		if line == "" {
			break
		}
		_, rest, _ := cutRune(line)
		line = rest
	}
	return line
}

func cutRune(s string) (r rune, rest string, ok bool) {
	for i, c := range s {
		if i > 0 {
			return r, s[i:], true
		}
		r, ok = c, true
	}
	return r, "", ok
}

// replace writes another value. A comment behind a value of one line, or behind the key of a longer one, stays.
func (t *text) replace(s span, f Field) {
	head, rest := t.head(s)
	comment := ""
	switch {
	case rest == "" || strings.HasPrefix(rest, "#"):
		comment = behind(t.lines[s.first], len(head))
	case s.first == s.last:
		if n, ok := length(rest); ok {
			at := strings.Index(t.lines[s.first][len(head):], rest) + len(head)
			comment = behind(t.lines[s.first], at+n)
		}
	}
	lines := f.lines("", comment)
	lines[0] = head + strings.TrimPrefix(lines[0], f.Key+":")
	inner := strings.Repeat(" ", s.column)
	for i := 1; i < len(lines); i++ {
		lines[i] = inner + lines[i]
	}
	end := t.ends[s.last]
	t.cut(s.first, s.last)
	t.put(s.first, lines)
	t.ends[s.first+len(lines)-1] = end
}

// behind returns the comment of a line from an offset on, with the spaces before it.
func behind(line string, offset int) string {
	rest := line[offset:]
	if !strings.HasPrefix(strings.TrimLeft(rest, " \t"), "#") {
		return ""
	}
	return rest
}

// length returns how many bytes the value at the beginning of s takes; false when it does not end on the line.
func length(s string) (int, bool) {
	switch s[0] {
	case '"', '\'':
		return quotes(s)
	case '{', '[':
		return brackets(s)
	}
	if i := strings.Index(s, " #"); i >= 0 {
		s = s[:i]
	}
	return len(strings.TrimRight(s, " \t")), true
}

// quotes returns the length of a text in quotes.
func quotes(s string) (int, bool) {
	for i := 1; i < len(s); i++ {
		switch {
		case s[0] == '"' && s[i] == '\\':
			i++
		case s[i] != s[0]:
		case s[0] == '\'' && i+1 < len(s) && s[i+1] == '\'':
			i++
		default:
			return i + 1, true
		}
	}
	return 0, false
}

// brackets returns the length of a list or mapping in brackets.
func brackets(s string) (int, bool) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"', '\'':
			// Quotes in the middle of a word belong to it: Children's Room.
			if before := strings.TrimRight(s[:i], " "); !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, ",") &&
				!strings.HasSuffix(before, "{") && !strings.HasSuffix(before, "[") {
				continue
			}
			n, ok := quotes(s[i:])
			if !ok {
				return 0, false
			}
			i += n - 1
		}
	}
	return 0, false
}

// unfold writes an entry anew as a block: one in braces, or one whose first field goes.
func (t *text) unfold(m *member, want Entry) {
	comment := ""
	line := t.lines[m.first]
	if at := strings.IndexByte(line, '{'); at >= 0 && m.first == m.last {
		if n, ok := brackets(line[at:]); ok {
			comment = behind(line, at+n)
		}
	}
	end := t.ends[m.last]
	t.cut(m.first, m.last)
	lines := t.block(want.Fields, comment)
	t.put(m.first, lines)
	t.ends[m.first+len(lines)-1] = end
}
