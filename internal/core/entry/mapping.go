package entry

import (
	"fmt"

	"jikim/internal/core/yaml"
)

// ReadMap returns the fields of a mapping that a key of the file holds, such as the hours of a calendar; none for an empty one.
func ReadMap(file, src, key string) ([]Field, error) {
	_, root, err := read(file, src)
	if err != nil {
		return nil, err
	}
	_, n, err := under(root, key)
	if err != nil {
		return nil, err
	}
	v := valueOf(n)
	if v.Kind != Map && v.Kind != Nothing {
		return nil, n.Errorf("a mapping is expected here, not %s", n.Kind)
	}
	return v.Parts, nil
}

// SetMap is Set for a mapping that a key of the file holds. Fields that it does not have yet are written in the order in which they
// are given. A mapping in braces, or one that gets its first field, is written anew in braces.
func SetMap(file, src, key string, fields []Field) (string, error) {
	t, err := openMap(file, src, key)
	if err != nil {
		return "", err
	}
	m := t.members[0]
	want := m.with(fields)
	if m.same(want) {
		return src, nil
	}
	if err := writable(fields); err != nil {
		return "", err
	}
	if m.block() && t.spans(m) != nil && len(want.Fields) > 0 && stays(m, want) {
		err = t.set(m, fields, want)
	} else {
		err = t.braces(key, want)
	}
	if err != nil {
		return "", err
	}
	return checkedMap(file, src, t.String(), key, want)
}

// stays tells that a field of the mapping stays, beside which others can be written.
func stays(m *member, want Entry) bool {
	for _, f := range m.fields {
		if want.Get(f.Key.Value).Kind != Nothing {
			return true
		}
	}
	return false
}

// under returns the fields of the file, and what a key of it holds.
func under(root *yaml.Node, key string) (*yaml.Fields, *yaml.Node, error) {
	m, err := root.Map()
	if err != nil {
		return nil, nil, err
	}
	n := m.Get(key)
	if n == nil {
		return nil, nil, fmt.Errorf("%w: %s", ErrUnknown, key)
	}
	return m, n, nil
}

// openMap reads a file whose one member is the mapping of a key.
func openMap(file, src, key string) (*text, error) {
	t, root, err := read(file, src)
	if err != nil {
		return nil, err
	}
	all, n, err := under(root, key)
	if err != nil {
		return nil, err
	}
	t.key = key
	m := &member{node: n, id: key, first: n.Line - 1, last: len(t.lines) - 1, ordered: true}
	if n.Kind == yaml.Mapping {
		fields, err := n.Map()
		if err != nil {
			return nil, err
		}
		m.fields = fields.All()
	}
	for _, f := range all.All() {
		if line := f.Key.Line - 2; f.Key.Line > all.Key(key).Line && line < m.last {
			m.last = line
		}
	}
	t.members = []*member{m}
	return t, nil
}

// block tells that the mapping is written with a line for each field.
func (m *member) block() bool {
	return len(m.fields) > 0 && m.node.Line == m.fields[0].Key.Line && m.node.Column == m.fields[0].Key.Column
}

// braces writes the mapping anew, on the line of its key.
func (t *text) braces(key string, want Entry) error {
	now, root, err := read(t.file, t.String())
	if err != nil {
		return err
	}
	all, _, err := under(root, key)
	if err != nil {
		return err
	}
	whole := &member{node: root, fields: all.All(), last: len(now.lines) - 1}
	for _, s := range now.spans(whole) {
		if s.key == key {
			t.replace(s, Field{Key: key, Value: Value{Kind: Map, Parts: want.Fields}})
			return nil
		}
	}
	return fmt.Errorf("%s: %s: %w", t.file, key, ErrLayout)
}

// checkedMap returns the text after it was read back: the wanted mapping, and the rest of the file as it was.
func checkedMap(file, was, src, key string, want Entry) (string, error) {
	_, before, err := read(file, was)
	if err != nil {
		return "", err
	}
	_, after, err := read(file, src)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLayout, err)
	}
	expected := valueOf(before)
	for i := range expected.Parts {
		if expected.Parts[i].Key == key {
			expected.Parts[i].Value = Value{Kind: Map, Parts: want.Fields}
		}
	}
	if !valueOf(after).equal(expected) {
		return "", fmt.Errorf("%s: %s: %w", file, key, ErrLayout)
	}
	return src, nil
}
