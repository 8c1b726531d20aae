// Package entry changes one entry of a list file of a charter's folder, such as desks.yaml, in its text: all other bytes, comments
// and line ends stay as the office wrote them.
//
// A list file is a YAML list of mappings with an id each. A change is made line by line at the places that package yaml gives, and
// then read back: what is returned holds exactly the wanted entry, and the other entries as they were. A file whose layout cannot
// be changed in that way is refused with ErrLayout and stays for the text editor.
package entry

import (
	"errors"
	"fmt"

	"jikim/internal/core/yaml"
)

var (
	// ErrLayout says that the text is written in a way that this package does not change.
	ErrLayout = errors.New("the entry is written in a way that has to be changed in the text")
	// ErrUnknown says that there is no entry with the identifier.
	ErrUnknown = errors.New("no such entry")
	// ErrTaken says that there is an entry with the identifier already.
	ErrTaken = errors.New("the identifier is taken")
)

// Field is one key of an entry with what it holds. A field whose value is None is absent.
type Field struct {
	Key   string
	Value Value
}

// Entry is one member of a list file.
type Entry struct {
	ID     string
	Fields []Field // in the order of the file, the id included
	// Line is where the entry begins, counted from 1.
	Line int
}

// Get returns what a field holds; None when it is absent.
func (e *Entry) Get(key string) Value {
	for _, f := range e.Fields {
		if f.Key == key {
			return f.Value
		}
	}
	return None
}

// Read lists the entries of a file. The name is used in errors only. An empty text is an empty list. Members that are no mapping
// with an id are an error; so is whatever package yaml refuses.
func Read(file, src string) ([]Entry, error) {
	t, err := open(file, src)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, len(t.members))
	for i, m := range t.members {
		out[i] = m.entry()
	}
	return out, nil
}

// Find returns the entry with that identifier; nil when there is none.
func Find(entries []Entry, id string) *Entry {
	for i := range entries {
		if entries[i].ID == id {
			return &entries[i]
		}
	}
	return nil
}

// Set gives the entry the fields that are named and leaves its others. A field that holds the same already stays as it is written;
// so does an absent flag that is to be no. New fields are written after the one before them in the list given. The id cannot be
// changed: facts and accounts know the entry by it.
func Set(file, src, id string, fields []Field) (string, error) {
	t, err := open(file, src)
	if err != nil {
		return "", err
	}
	m := t.find(id)
	if m == nil {
		return "", fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	want := m.with(fields)
	if m.same(want) {
		return src, nil
	}
	if err := writable(fields); err != nil {
		return "", err
	}
	if err := t.set(m, fields, want); err != nil {
		return "", err
	}
	return t.checked(want)
}

// Add puts a new entry at the end of the list. Its fields must begin with the id.
func Add(file, src string, fields []Field) (string, error) {
	t, err := open(file, src)
	if err != nil {
		return "", err
	}
	if len(fields) == 0 || fields[0].Key != "id" {
		return "", errors.New("an entry begins with its id")
	}
	id, _ := fields[0].Value.AsText()
	if t.find(id) != nil {
		return "", fmt.Errorf("%w: %s", ErrTaken, id)
	}
	if err := writable(fields); err != nil {
		return "", err
	}
	want := Entry{ID: id}
	for _, f := range fields {
		if f.Value.written() {
			want.Fields = append(want.Fields, f)
		}
	}
	if err := t.add(want.Fields); err != nil {
		return "", err
	}
	return t.checked(want)
}

// Remove takes an entry out, with the comments inside it. Comments above it stay.
func Remove(file, src, id string) (string, error) {
	t, err := open(file, src)
	if err != nil {
		return "", err
	}
	m := t.find(id)
	if m == nil {
		return "", fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	t.cut(m.first, m.last)
	return t.checked(Entry{ID: id})
}

// member is an entry with its place in the text.
type member struct {
	node        *yaml.Node
	fields      []yaml.Field
	id          string
	first, last int  // lines, counted from 0
	ordered     bool // new fields stand in the order in which they are given, the first before all
}

func (m *member) entry() Entry {
	e := Entry{ID: m.id, Line: m.first + 1}
	for _, f := range m.fields {
		e.Fields = append(e.Fields, Field{f.Key.Value, valueOf(f.Value)})
	}
	return e
}

// with returns the entry as it is to become.
func (m *member) with(fields []Field) Entry {
	e := m.entry()
	before := -1
	for _, f := range fields {
		at := -1
		for i := range e.Fields {
			if e.Fields[i].Key == f.Key {
				at = i
			}
		}
		switch {
		case at >= 0 && f.Value.Kind == Nothing:
			e.Fields = append(e.Fields[:at:at], e.Fields[at+1:]...)
			continue
		case at >= 0 && !f.Value.Same(e.Fields[at].Value):
			e.Fields[at].Value = f.Value
		case at < 0 && f.Value.written():
			at = before + 1
			if before < 0 && !m.ordered {
				at = len(e.Fields)
			}
			e.Fields = append(e.Fields[:at:at], append([]Field{f}, e.Fields[at:]...)...)
		}
		if at >= 0 {
			before = at
		}
	}
	return e
}

// same tells that the entry holds already what it is to hold.
func (m *member) same(want Entry) bool {
	have := m.entry()
	return equalFields(have.Fields, want.Fields)
}

func equalFields(a, b []Field) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Key != b[i].Key || !a[i].Value.equal(b[i].Value) {
			return false
		}
	}
	return true
}
