package app

import (
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/lookup"
)

// newGuide makes the directory ready to be found in: every entry with its place, and the words that lead to it.
func newGuide(ch *charter.Charter, sh shift) *guide {
	b := guideMaker{guide: guide{ch: ch, shift: sh.number}, d: &ch.Directory}
	b.departments()
	b.rooms()
	b.desks()
	b.services()
	b.items()
	b.colleagues(sh.members)
	b.index = lookup.New(b.entries)
	return &b.guide
}

type guideMaker struct {
	guide
	d       *charter.Directory
	entries []lookup.Entry
}

// put adds an entry. What it is found by besides its names are its room, department, desk and numbers.
func (b *guideMaker) put(f Found, names, about []string) {
	if f.Room != nil {
		about = append(about, f.Room.Name.KO, f.Room.Name.EN)
	}
	if f.Department != nil {
		about = append(about, f.Department.Name.KO, f.Department.Name.EN)
	}
	if f.Desk != nil {
		about = append(about, f.Desk.Name.KO, f.Desk.Name.EN)
	}
	for _, p := range f.Phones {
		about = append(about, p.Phone)
	}
	b.found = append(b.found, f)
	b.entries = append(b.entries, lookup.Entry{Names: append(slices.Clip(names), f.Name.KO, f.Name.EN), About: append(about, f.Duty)})
}

func (b *guideMaker) departments() {
	for i := range b.d.Departments {
		p := &b.d.Departments[i]
		b.put(Found{Kind: FoundDepartment, ID: p.ID, Name: p.Name, Room: b.d.FindRoom(p.Room), Phones: b.departmentPhones(p)}, nil, nil)
	}
}

// departmentPhones are the numbers by which a department is reached: those of the desks in its room, else the office's.
// Directories give numbers to desks only, and those of all desks of a department would be a list of its own.
func (b *guideMaker) departmentPhones(p *charter.Department) []charter.Number {
	var out []charter.Number
	for i := range b.d.Desks {
		if k := &b.d.Desks[i]; k.Department == p.ID && k.Room == p.Room && p.Room != "" && k.Phone != "" {
			out = append(out, charter.Number{Phone: b.d.Dial(k.Phone), Name: k.Name})
		}
	}
	if len(out) == 0 && b.d.Phone != "" {
		out = append(out, charter.Number{Phone: b.d.Dial(b.d.Phone)})
	}
	return out
}

func (b *guideMaker) rooms() {
	for i := range b.d.Rooms {
		r := &b.d.Rooms[i]
		floor := b.d.FloorOf(r)
		b.put(Found{Kind: FoundRoom, ID: r.ID, Name: r.Name, Room: r}, nil, []string{floor.KO, floor.EN})
	}
}

func (b *guideMaker) desks() {
	for i := range b.d.Desks {
		k := &b.d.Desks[i]
		f := Found{Kind: FoundDesk, ID: k.ID, Name: k.Name, Phones: b.deskPhones(k)}
		f.Department, f.Room = b.d.FindDepartment(k.Department), b.d.FindRoom(k.Room)
		b.put(f, nil, nil)
	}
}

func (b *guideMaker) deskPhones(k *charter.Desk) []charter.Number {
	if k == nil || k.Phone == "" {
		return nil
	}
	out := []charter.Number{{Phone: b.d.Dial(k.Phone)}}
	for _, n := range k.Further {
		out = append(out, charter.Number{Phone: b.d.Dial(n.Phone), Name: n.Name})
	}
	return out
}

func (b *guideMaker) services() {
	for i := range b.ch.Services {
		s := &b.ch.Services[i]
		f := Found{Kind: FoundService, ID: s.ID, Name: s.Name, Desk: b.d.FindDesk(s.Desk)}
		if f.Desk != nil {
			f.Department, f.Room, f.Phones = b.d.FindDepartment(f.Desk.Department), b.d.FindRoom(f.Desk.Room), b.deskPhones(f.Desk)
		}
		b.put(f, nil, []string{s.About.KO, s.About.EN})
	}
}

func (b *guideMaker) items() {
	for i := range b.d.Items {
		it := &b.d.Items[i]
		b.put(Found{Kind: FoundItem, ID: it.ID, Name: it.Name, Room: b.d.FindRoom(it.Room)}, it.Aliases, nil)
	}
}

// colleagues adds the staff whose publication is right: active officers of a department. Administrators of the system are
// no part of the office's directory.
func (b *guideMaker) colleagues(members []Member) {
	for _, m := range members {
		dept := b.d.FindDepartment(m.Department)
		if m.Role == Admin || dept == nil {
			continue
		}
		c := Colleague{account: m.ID, Name: m.Name, Duty: m.Duty, Phone: officePhone(b.d, m.Phone), Department: dept, Desk: b.d.FindDesk(m.Desk), room: dept.Room}
		if c.Desk != nil && c.Desk.Room != "" {
			c.room = c.Desk.Room
		}
		f := Found{Kind: FoundStaff, account: m.ID, Name: charter.Text{KO: m.Name}, Duty: m.Duty, Department: dept, Desk: c.Desk, Room: b.d.FindRoom(c.room)}
		switch {
		case c.Phone != "":
			f.Phones = []charter.Number{{Phone: c.Phone}}
		case c.Desk != nil:
			f.Phones = b.deskPhones(c.Desk)
		}
		b.staff = append(b.staff, c)
		b.put(f, nil, nil)
	}
}
