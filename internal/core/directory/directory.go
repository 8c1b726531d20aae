// Package directory changes the directory of a charter in its files: departments, desks, rooms and items, entry by entry, with the
// comments and the order that the office gave them (package entry).
//
// It reads the lists by themselves, so that it works on a draft whose other files are not in order yet. Whether the whole is a
// charter is said by charter.Parse, which reads the same files.
package directory

import (
	"fmt"
	"slices"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/core/entry"
)

// Part is one of the lists.
type Part string

// The lists that can be changed entry by entry.
const (
	Departments Part = "departments"
	Desks       Part = "desks"
	Rooms       Part = "rooms"
	Items       Part = "items"
)

// Parts lists them in the order of a directory.
func Parts() []Part { return []Part{Departments, Desks, Rooms, Items} }

// File is the name of the list's file.
func (p Part) File() string { return string(p) + ".yaml" }

// Files are the texts of a charter's folder by name.
type Files = map[string]string

// Entry is a department, desk, room or item. Which fields it has depends on its part; see Has.
type Entry struct {
	ID                     string // never changes: facts, accounts and devices know the entry by it
	Name                   charter.Text
	Aliases                []string // other names facts and files may use
	Department, Room       string   // identifiers
	Phone, Fax             string
	Further                []charter.Number
	Accessible, Complaints bool
	Floor                  string // of a room
	Office, Reading        bool
	Count                  int // of items
	Paid                   bool
}

// keys are the fields of an entry of each part, in the order in which they are written.
var keys = map[Part][]string{
	Departments: {"id", "name", "room"},
	Desks:       {"id", "name", "aliases", "department", "phone", "fax", "further", "accessible", "complaints", "room"},
	Rooms:       {"id", "name", "aliases", "floor", "office", "reading"},
	Items:       {"id", "name", "aliases", "room", "count", "paid"},
}

// Has tells whether entries of the part have the field, by its name in the file.
func (p Part) Has(field string) bool { return slices.Contains(keys[p], field) }

// Names lists what the entry may be called.
func (e *Entry) Names() []string {
	out := append([]string{e.ID, e.Name.KO, e.Name.EN}, e.Aliases...)
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// Read lists the entries of a part. An absent file is an empty list. What has the wrong form is left empty: charter.Parse says so.
func Read(files Files, p Part) ([]Entry, error) {
	raw, err := entry.Read(p.File(), files[p.File()])
	if err != nil {
		return nil, err
	}
	var departments, rooms []Entry
	if p.Has("department") {
		if departments, err = Read(files, Departments); err != nil {
			return nil, err
		}
	}
	if p.Has("room") {
		if rooms, err = Read(files, Rooms); err != nil {
			return nil, err
		}
	}
	out := make([]Entry, len(raw))
	for i := range raw {
		out[i] = read(&raw[i])
		out[i].Department = idOf(departments, out[i].Department)
		out[i].Room = idOf(rooms, out[i].Room)
	}
	return out, nil
}

func read(raw *entry.Entry) Entry {
	e := Entry{ID: raw.ID, Name: bothOf(raw.Get("name")), Aliases: textsOf(raw.Get("aliases")), Department: textOf(raw.Get("department")),
		Room: textOf(raw.Get("room")), Phone: textOf(raw.Get("phone")), Fax: textOf(raw.Get("fax")), Floor: textOf(raw.Get("floor")),
		Accessible: yes(raw.Get("accessible")), Complaints: yes(raw.Get("complaints")), Office: yes(raw.Get("office")),
		Reading: yes(raw.Get("reading")), Paid: yes(raw.Get("paid"))}
	fmt.Sscan(textOf(raw.Get("count")), &e.Count)
	for _, n := range raw.Get("further").Items {
		m := entry.Entry{Fields: n.Parts}
		e.Further = append(e.Further, charter.Number{Phone: textOf(m.Get("phone")), Name: bothOf(m.Get("name"))})
	}
	return e
}

func textOf(v entry.Value) string {
	s, _ := v.AsText()
	return strings.TrimSpace(s)
}

func yes(v entry.Value) bool { return v.Kind == entry.Word && (v.Text == "yes" || v.Text == "true") }

func bothOf(v entry.Value) charter.Text {
	if v.Kind != entry.Map {
		return charter.Text{KO: textOf(v)}
	}
	m := entry.Entry{Fields: v.Parts}
	return charter.Text{KO: textOf(m.Get("ko")), EN: textOf(m.Get("en"))}
}

func textsOf(v entry.Value) []string {
	if s := textOf(v); s != "" {
		return []string{s}
	}
	var out []string
	for _, it := range v.Items {
		out = append(out, textOf(it))
	}
	return out
}

// Find returns the entry that has this identifier, name or alias, as the charter's reader finds it; nil when there is none.
func Find(list []Entry, name string) *Entry {
	for i := range list {
		if name != "" && slices.Contains(list[i].Names(), name) {
			return &list[i]
		}
	}
	return nil
}

// idOf returns the identifier of what is called so; the name itself when nothing is.
func idOf(list []Entry, name string) string {
	if e := Find(list, name); e != nil {
		return e.ID
	}
	return name
}
