package directory

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/core/entry"
)

// Put writes an entry into its list and returns the files that change with it; none when it says nothing new. An entry without an
// identifier is added, and gets one made of its English name.
//
// A desk, room or item that is renamed keeps its old name as an alias, since facts on record may use it. Where another list calls
// it by a name that it no longer has, the identifier is written there instead.
func Put(files Files, p Part, e Entry) (changed Files, id string, err error) {
	list, err := Read(files, p)
	if err != nil {
		return nil, "", err
	}
	changed, file := Files{}, p.File()
	src := files[file]
	if e.ID == "" {
		e.ID = newID(p, list, e.Name.EN)
		src, err = entry.Add(file, src, fields(p, &e))
	} else {
		i := slices.IndexFunc(list, func(o Entry) bool { return o.ID == e.ID }) // not Find: an alias of another may be the same
		if i < 0 {
			return nil, "", entry.ErrUnknown
		}
		e.keepNames(p, &list[i])
		var raw []entry.Entry
		if raw, err = entry.Read(file, src); err == nil {
			src, err = entry.Set(file, src, e.ID, linked(files, p, &e, entry.Find(raw, e.ID)))
		}
	}
	if err != nil {
		return nil, "", err
	}
	if src != files[file] {
		changed[file] = src
	}
	return changed, e.ID, relink(files, changed, p, list)
}

// Remove takes an entry out of its list and returns the files that change. Uses tells whether something needs it still.
func Remove(files Files, p Part, id string) (Files, error) {
	src, err := entry.Remove(p.File(), files[p.File()], id)
	if err != nil {
		return nil, err
	}
	return Files{p.File(): src}, nil
}

// keepNames keeps the names that an entry had as aliases, where its part has them. An alias that was taken away stays away.
func (e *Entry) keepNames(p Part, was *Entry) {
	if !p.Has("aliases") {
		return
	}
	for _, name := range []string{was.Name.KO, was.Name.EN} {
		if name != "" && !slices.Contains(e.Names(), name) {
			e.Aliases = append(slices.Clip(e.Aliases), name)
		}
	}
}

// fields is an entry as its part writes it.
func fields(p Part, e *Entry) []entry.Field {
	further := entry.Value{Kind: entry.List}
	for _, n := range e.Further {
		further.Items = append(further.Items, entry.Value{Kind: entry.Map, Parts: []entry.Field{
			{Key: "phone", Value: entry.TextOf(n.Phone)}, {Key: "name", Value: entry.Both(n.Name.KO, n.Name.EN)}}})
	}
	if len(e.Further) == 0 {
		further = entry.None
	}
	values := map[string]entry.Value{
		"id": entry.TextOf(e.ID), "name": entry.Both(e.Name.KO, e.Name.EN), "aliases": entry.Texts(e.Aliases),
		"department": entry.TextOf(e.Department), "room": entry.TextOf(e.Room), "phone": entry.TextOf(e.Phone), "fax": entry.TextOf(e.Fax),
		"further": further, "accessible": entry.Flag(e.Accessible), "complaints": entry.Flag(e.Complaints), "floor": entry.TextOf(e.Floor),
		"office": entry.Flag(e.Office), "reading": entry.Flag(e.Reading), "count": entry.Count(e.Count), "paid": entry.Flag(e.Paid),
	}
	out := make([]entry.Field, 0, len(keys[p]))
	for _, k := range keys[p] {
		out = append(out, entry.Field{Key: k, Value: values[k]})
	}
	return out
}

// linked is fields, but what points at the same department or room as before stays as the office wrote it, and so does the
// spelling of yes and no.
func linked(files Files, p Part, e *Entry, raw *entry.Entry) []entry.Field {
	out := fields(p, e)
	for i := range out {
		f, was := &out[i], raw.Get(out[i].Key)
		of := map[string]Part{"department": Departments, "room": Rooms}[f.Key]
		switch {
		case of != "":
			list, err := Read(files, of)
			if err == nil && textOf(was) != "" && idOf(list, textOf(was)) == textOf(f.Value) {
				f.Value = was
			}
		case was.Kind == entry.Word && f.Value.Kind == entry.Word && f.Key != "count" && yes(was) == yes(f.Value):
			f.Value = was
		case f.Key == "count" && was.Kind == entry.Nothing && e.Count == 0:
			f.Value = entry.None
		}
	}
	return out
}

// links are the fields of the lists that name an entry of each part.
var links = map[Part][]struct{ file, key string }{
	Departments: {{"desks.yaml", "department"}},
	Rooms:       {{"departments.yaml", "room"}, {"desks.yaml", "room"}, {"items.yaml", "room"}, {"signs.yaml", "room"}},
	Desks:       {{"services.yaml", "desk"}},
}

// relink writes the identifier where another list calls an entry by a name that it had before and nothing has now.
func relink(files, changed Files, p Part, before []Entry) error {
	if _, ok := changed[p.File()]; !ok {
		return nil
	}
	now := Files{p.File(): changed[p.File()]}
	if p.Has("room") {
		now[Rooms.File()] = files[Rooms.File()]
	}
	if p.Has("department") {
		now[Departments.File()] = files[Departments.File()]
	}
	after, err := Read(now, p)
	if err != nil {
		return err
	}
	for _, l := range links[p] {
		src, ok := changed[l.file]
		if !ok {
			src = files[l.file]
		}
		raw, err := entry.Read(l.file, src)
		if err != nil {
			continue // charter.Parse says what is wrong there
		}
		for i := range raw {
			name := textOf(raw[i].Get(l.key))
			was := Find(before, name)
			if was == nil || Find(after, name) != nil {
				continue
			}
			if src, err = entry.Set(l.file, src, raw[i].ID, []entry.Field{{Key: l.key, Value: entry.TextOf(was.ID)}}); err != nil {
				return err
			}
			changed[l.file] = src
		}
	}
	return nil
}

// notID is what an identifier has none of.
var notID = regexp.MustCompile(`[^a-z0-9]+`)

// mostID is how long an identifier that is made here gets, in characters.
const mostID = 40

// newID makes an identifier that no entry of the list has, of the English name, or of the part and a number.
func newID(p Part, list []Entry, english string) string {
	base := strings.Trim(notID.ReplaceAllString(strings.ToLower(english), "_"), "_")
	if len(base) > mostID {
		base = strings.TrimRight(base[:mostID], "_")
	}
	taken := func(id string) bool {
		return slices.ContainsFunc(list, func(e Entry) bool { return slices.Contains(e.Names(), id) })
	}
	if base != "" && base[0] >= 'a' && !taken(base) {
		return base
	}
	if base == "" || base[0] < 'a' {
		base = strings.TrimSuffix(string(p), "s")
	}
	for n := 2; ; n++ {
		if id := base + "_" + strconv.Itoa(n); !taken(id) {
			return id
		}
	}
}

// Equal tells whether two entries say the same.
func Equal(a, b *Entry) bool {
	return a.ID == b.ID && a.Name == b.Name && slices.Equal(a.Aliases, b.Aliases) && a.Department == b.Department && a.Room == b.Room &&
		a.Phone == b.Phone && a.Fax == b.Fax && slices.EqualFunc(a.Further, b.Further, func(x, y charter.Number) bool { return x == y }) &&
		a.Accessible == b.Accessible && a.Complaints == b.Complaints && a.Floor == b.Floor && a.Office == b.Office && a.Reading == b.Reading &&
		a.Count == b.Count && a.Paid == b.Paid
}
