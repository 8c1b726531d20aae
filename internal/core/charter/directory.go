package charter

import (
	"regexp"
	"slices"

	"jikim/internal/core/survey"
	"jikim/internal/core/yaml"
)

// FindRoom returns the room that has this identifier, alias or name in either language; nil when there is none.
func (d *Directory) FindRoom(name string) *Room {
	for i := range d.Rooms {
		if r := &d.Rooms[i]; called(name, r.ID, r.Name, r.Aliases) {
			return r
		}
	}
	return nil
}

// FindDesk returns the desk that has this identifier, alias or name in either language; nil when there is none.
func (d *Directory) FindDesk(name string) *Desk {
	for i := range d.Desks {
		if k := &d.Desks[i]; called(name, k.ID, k.Name, k.Aliases) {
			return k
		}
	}
	return nil
}

// Accessible returns the single desk for visitors who need help (장애인·노약자 민원창구); nil when the directory has none.
func (d *Directory) Accessible() *Desk {
	for i := range d.Desks {
		if d.Desks[i].Accessible {
			return &d.Desks[i]
		}
	}
	return nil
}

// FindDepartment returns the department that has this identifier or name in either language; nil when there is none.
func (d *Directory) FindDepartment(name string) *Department {
	for i := range d.Departments {
		if p := &d.Departments[i]; called(name, p.ID, p.Name, nil) {
			return p
		}
	}
	return nil
}

// FindItem returns the item with this identifier; nil when there is none. An item's other names are not unique: both
// reading rooms have a copier.
func (d *Directory) FindItem(id string) *Item {
	for i := range d.Items {
		if d.Items[i].ID == id {
			return &d.Items[i]
		}
	}
	return nil
}

// FindSign returns the sign with this identifier; nil when there is none.
func (d *Directory) FindSign(id string) *Sign {
	for i := range d.Signs {
		if d.Signs[i].ID == id {
			return &d.Signs[i]
		}
	}
	return nil
}

func called(name, id string, t Text, aliases []string) bool {
	return name != "" && (name == id || name == t.KO || name == t.EN || slices.Contains(aliases, name))
}

// Dial returns a telephone number as it is dialled from elsewhere: a local number with the area code before it.
func (d *Directory) Dial(number string) string {
	if d.Area == "" || !localNumber.MatchString(number) {
		return number
	}
	return d.Area + "-" + number
}

// localNumber is a number without an area code. It may not begin with 0, which is what area codes begin with.
var localNumber = regexp.MustCompile(`^[1-9][0-9]{2,3}-[0-9]{4}$`)

// phoneNumber is any number the directory accepts.
var phoneNumber = regexp.MustCompile(`^\+?[0-9]+(-[0-9]+)*$`)

// directoryFile reads one of the files beside charter.yaml: a list of entries, or the questionnaire.
func (r *reader) directoryFile(name string, root *yaml.Node) {
	if name == survey.File {
		r.questionnaire(root)
		return
	}
	list, d := r.members(root), &r.c.Directory
	switch name {
	case "rooms.yaml":
		d.Rooms = entries(r, list, r.room, func(e *Room) string { return e.ID })
	case "departments.yaml":
		d.Departments = entries(r, list, r.department, func(e *Department) string { return e.ID })
	case "desks.yaml":
		d.Desks = entries(r, list, r.desk, func(e *Desk) string { return e.ID })
	case "items.yaml":
		d.Items = entries(r, list, r.item, func(e *Item) string { return e.ID })
	case "signs.yaml":
		d.Signs = entries(r, list, r.sign, func(e *Sign) string { return e.ID })
	case "scorecards.yaml":
		r.c.Scorecards = entries(r, list, r.scorecard, func(e *Scorecard) string { return e.ID })
	case "floors.yaml":
		d.Floors = r.floors(list)
	case "services.yaml":
		r.c.Services = entries(r, list, r.service, func(e *Service) string { return e.ID })
	}
}

// entries reads a list whose members have identifiers of their own, each once.
func entries[T any](r *reader, list []*yaml.Node, read func(*yaml.Node, *T), id func(*T) string) []T {
	out := make([]T, len(list)) // its members stay where they are: links point into them
	first := map[string]*yaml.Node{}
	for i, n := range list {
		read(n, &out[i])
		name := id(&out[i])
		if before := first[name]; before != nil && name != "" {
			r.Add(n.Errorf("the identifier %q is given twice", name).WithHint("the first is at " + before.Pos()))
			continue
		}
		first[name] = n
	}
	return out
}

// entry reads what all entries have; nil when the node is no mapping.
func (r *reader) entry(n *yaml.Node, id *string, name *Text, keys ...string) *yaml.Fields {
	f := r.Fields(n, append([]string{"id", "name"}, keys...)...)
	if f == nil {
		return nil
	}
	*id = yaml.Needed(r, f, "id", r.Identifier)
	*name = yaml.Needed(r, f, "name", r.Text)
	return f
}

// questionnaire reads the questionnaire of the yearly survey. Desks come before it in the order of the files.
func (r *reader) questionnaire(root *yaml.Node) {
	var find survey.Desks
	if r.files["desks.yaml"] != nil {
		find = func(name string) (id string, all []string) {
			d := &r.c.Directory
			if desk := d.FindDesk(name); desk != nil {
				return desk.ID, nil
			}
			for i := range d.Desks {
				all = append(all, d.Desks[i].ID, d.Desks[i].Name.KO)
			}
			return "", all
		}
	}
	q, err := survey.Read(root, r.files[survey.File], find)
	if !r.Add(err) {
		r.c.Survey = q
	}
}

func (r *reader) room(n *yaml.Node, e *Room) {
	f := r.entry(n, &e.ID, &e.Name, "aliases", "floor", "office", "reading")
	if f == nil {
		return
	}
	e.Aliases, e.Floor = r.list(f, "aliases"), yaml.Optional(r, f, "floor", r.Line)
	e.Office, e.Reading = yaml.Optional(r, f, "office", r.Yes), yaml.Optional(r, f, "reading", r.Yes)
}

func (r *reader) department(n *yaml.Node, e *Department) {
	if f := r.entry(n, &e.ID, &e.Name, "room"); f != nil {
		e.Room = yaml.Optional(r, f, "room", r.Line)
		r.linkRoom(f.Get("room"), &e.Room)
	}
}

func (r *reader) desk(n *yaml.Node, e *Desk) {
	f := r.entry(n, &e.ID, &e.Name, "aliases", "department", "phone", "fax", "further", "complaints", "accessible", "room")
	if f == nil {
		return
	}
	e.Aliases, e.Department, e.Room = r.list(f, "aliases"), yaml.Optional(r, f, "department", r.Line), yaml.Optional(r, f, "room", r.Line)
	e.Phone, e.Fax, e.Further = r.phone(f, "phone"), r.phone(f, "fax"), r.numbers(f)
	e.Complaints, e.Accessible = yaml.Optional(r, f, "complaints", r.Yes), yaml.Optional(r, f, "accessible", r.Yes)
	r.linkRoom(f.Get("room"), &e.Room)
	r.linkDepartment(f.Get("department"), &e.Department)
}

func (r *reader) item(n *yaml.Node, e *Item) {
	f := r.entry(n, &e.ID, &e.Name, "aliases", "room", "count", "paid")
	if f == nil {
		return
	}
	var err error
	e.Count, err = f.Int("count")
	if !r.Add(err) && e.Count < 0 {
		r.Add(f.Get("count").Errorf("a count cannot be negative"))
	}
	e.Aliases, e.Room, e.Paid = r.list(f, "aliases"), yaml.Optional(r, f, "room", r.Line), yaml.Optional(r, f, "paid", r.Yes)
	r.linkRoom(f.Get("room"), &e.Room)
}

func (r *reader) sign(n *yaml.Node, e *Sign) {
	if f := r.entry(n, &e.ID, &e.Name, "room"); f != nil {
		e.Room = yaml.Optional(r, f, "room", r.Line)
		r.linkRoom(f.Get("room"), &e.Room)
	}
}

// numbers reads further numbers of a desk.
func (r *reader) numbers(f *yaml.Fields) []Number {
	list, err := f.List("further")
	r.Add(err)
	out := make([]Number, 0, len(list))
	for _, n := range list {
		m := r.Fields(n, "phone", "name")
		if m == nil {
			continue
		}
		_, err = m.Need("phone")
		r.Add(err)
		out = append(out, Number{Phone: r.phone(m, "phone"), Name: yaml.Needed(r, m, "name", r.Text)})
	}
	return out
}

func (r *reader) phone(f *yaml.Fields, key string) string {
	s := yaml.Optional(r, f, key, r.Line)
	if s != "" && !phoneNumber.MatchString(s) {
		r.Add(f.Get(key).Errorf("%q is not a telephone number", s).WithHint("write digits and hyphens, such as 737-1043"))
	}
	return s
}

// list reads a list of texts, or a single one.
func (r *reader) list(f *yaml.Fields, key string) []string {
	n := f.Get(key)
	if n == nil || n.IsNull() {
		return nil
	}
	if n.Kind == yaml.Scalar {
		return []string{n.Value}
	}
	out, err := n.Texts()
	r.Add(err)
	return out
}

// linkRoom checks, once all is read, that a room exists, and puts its identifier in the place of another of its names. A
// folder without a rooms.yaml cannot be checked; Lint says so.
func (r *reader) linkRoom(n *yaml.Node, id *string) {
	if n == nil || n.Kind != yaml.Scalar || *id == "" || r.files["rooms.yaml"] == nil {
		return
	}
	r.links = append(r.links, func() {
		if room := r.c.Directory.FindRoom(n.Value); room != nil {
			*id = room.ID
			return
		}
		r.Add(n.Errorf("unknown room %q", n.Value).WithHint(yaml.DidYouMean(n.Value, roomNames(&r.c.Directory))))
	})
}

func roomNames(d *Directory) []string {
	var names []string
	for i := range d.Rooms {
		names = append(names, d.Rooms[i].ID, d.Rooms[i].Name.KO)
	}
	return names
}

func (r *reader) linkDepartment(n *yaml.Node, id *string) {
	if n == nil || n.Kind != yaml.Scalar || *id == "" || r.files["departments.yaml"] == nil {
		return
	}
	r.links = append(r.links, func() {
		if p := r.c.Directory.FindDepartment(n.Value); p != nil {
			*id = p.ID
			return
		}
		var names []string
		for i := range r.c.Directory.Departments {
			names = append(names, r.c.Directory.Departments[i].ID, r.c.Directory.Departments[i].Name.KO)
		}
		r.Add(n.Errorf("unknown department %q", n.Value).WithHint(yaml.DidYouMean(n.Value, names)))
	})
}
