package yaml

// Fields gives access to the keys of a mapping. The typed getters return the zero value for an absent key, and an
// error with a position for a value of the wrong type.
type Fields struct {
	node *Node
}

// Node returns the mapping itself, for its position.
func (m *Fields) Node() *Node { return m.node }

// All returns the fields in the order of the file.
func (m *Fields) All() []Field { return m.node.fields }

// Len returns the number of keys.
func (m *Fields) Len() int { return len(m.node.fields) }

// Has says whether the key is written, even with an empty value.
func (m *Fields) Has(key string) bool { return m.Get(key) != nil }

// Get returns the value of a key, or nil when the key is absent.
func (m *Fields) Get(key string) *Node {
	for _, f := range m.node.fields {
		if f.Key.Value == key {
			return f.Value
		}
	}
	return nil
}

// Key returns the node of the key itself, for messages about it, or nil when the key is absent.
func (m *Fields) Key(key string) *Node {
	for _, f := range m.node.fields {
		if f.Key.Value == key {
			return f.Key
		}
	}
	return nil
}

// Need returns the value of a key that must be there and must not be empty.
func (m *Fields) Need(key string) (*Node, error) {
	v := m.Get(key)
	if v == nil {
		return nil, m.node.Errorf("the key %s is missing", quote(key))
	}
	if v.IsNull() {
		return nil, v.Errorf("the key %s has no value", quote(key))
	}
	return v, nil
}

// Text returns the text of an optional key.
func (m *Fields) Text(key string) (string, error) {
	if v := m.written(key); v != nil {
		return v.Text()
	}
	return "", nil
}

// Int returns the whole number of an optional key.
func (m *Fields) Int(key string) (int, error) {
	if v := m.written(key); v != nil {
		return v.Int()
	}
	return 0, nil
}

// Bool returns the yes or no of an optional key.
func (m *Fields) Bool(key string) (bool, error) {
	if v := m.written(key); v != nil {
		return v.Bool()
	}
	return false, nil
}

// List returns the items of an optional key.
func (m *Fields) List(key string) ([]*Node, error) {
	if v := m.written(key); v != nil {
		return v.List()
	}
	return nil, nil
}

// Texts returns the texts of an optional list.
func (m *Fields) Texts(key string) ([]string, error) {
	if v := m.written(key); v != nil {
		return v.Texts()
	}
	return nil, nil
}

// written returns the value of a key, nil when it is absent or empty.
func (m *Fields) written(key string) *Node {
	if v := m.Get(key); v != nil && !v.IsNull() {
		return v
	}
	return nil
}
