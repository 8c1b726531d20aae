package app

import (
	"net/url"
	"strconv"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/core/premises"
	"jikim/internal/locale"
	"jikim/internal/sign"
)

// printer makes signs of what the directory and the accounts say. What is printed is Korean with English below it, whoever
// prints it; the address of the site is no part of what makes a sign out of date.
type printer struct {
	c              *current
	words, english *locale.Catalogue
	office         sign.Name
	out            []Sign
	// put adds a sign; content is all that is printed on it.
	put func(piece premises.Piece, name string, content []string, sheets func(base string) []sign.Sheet)
}

// title is what a kind of sign is called: as the charter's directory calls it, else as the catalogues do.
func (p *printer) title(kind string) sign.Name {
	if s := p.c.ch.Directory.FindSign(kind); s != nil {
		return printed(s.Name)
	}
	return sign.Name{KO: p.words.T("sign.kind." + kind), EN: p.english.T("sign.kind." + kind)}
}

func (p *printer) place(kind string) string {
	if s := p.c.ch.Directory.FindSign(kind); s != nil {
		return s.Room
	}
	return ""
}

// guides makes the guide of the floors and the sign in the lift: every room with who is there.
func (p *printer) guides() {
	dir := &p.c.ch.Directory
	var floors []sign.Floor
	var content []string
	for _, level := range premises.Levels(dir) {
		floor := sign.Floor{Name: level.Name}
		for _, r := range level.Rooms {
			room := sign.Room{Name: printed(r.Name), Note: whoIsIn(dir, r.ID)}
			floor.Rooms = append(floor.Rooms, room)
			content = append(content, level.Name, room.Name.KO, room.Name.EN, room.Note)
		}
		floors = append(floors, floor)
	}
	if len(floors) == 0 {
		return
	}
	for kind, draw := range map[string]func(sign.Name, sign.Name, []sign.Floor) []sign.Sheet{premises.FloorGuide: sign.FloorGuide, premises.LiftSign: sign.LiftSign} {
		title := p.title(kind)
		p.put(premises.Piece{Sign: kind, Place: p.place(kind)}, title.KO, append(strs(title, p.office), content...),
			func(string) []sign.Sheet { return draw(title, p.office, floors) })
	}
}

// whoIsIn names the department in a room, or its desk with the telephone.
func whoIsIn(dir *charter.Directory, room string) string {
	for i := range dir.Departments {
		if dir.Departments[i].Room == room {
			return dir.Departments[i].Name.KO
		}
	}
	for i := range dir.Desks {
		if d := &dir.Desks[i]; d.Room == room {
			return strings.TrimSpace(d.Name.KO + " " + dir.Dial(d.Phone))
		}
	}
	return ""
}

// doors makes a board for each department with those who work there.
func (p *printer) doors(members []Member) {
	dir := &p.c.ch.Directory
	for i := range dir.Departments {
		d := &dir.Departments[i]
		var people []sign.Person
		content := strs(printed(d.Name), p.office)
		for _, m := range members {
			if m.Department == d.ID {
				person := p.person(&m)
				people, content = append(people, person), append(content, person.Name, person.Duty, person.Phone)
			}
		}
		p.put(premises.Piece{Sign: premises.DoorBoard, Subject: d.ID, Place: d.Room}, d.Name.KO, content,
			func(string) []sign.Sheet { return sign.DoorBoard(printed(d.Name), p.office, people) })
	}
}

// person is a member of staff as printed; who has no telephone of his own has that of his desk.
func (p *printer) person(m *Member) sign.Person {
	dir, phone := &p.c.ch.Directory, m.Phone
	if desk := dir.FindDesk(m.Desk); phone == "" && desk != nil {
		phone = desk.Phone
	}
	return sign.Person{Name: m.Name, Duty: m.Duty, Phone: dir.Dial(phone)}
}

// desks makes a sign for each desk that can be called: those of the internet have no place to hang one.
func (p *printer) desks() {
	dir := &p.c.ch.Directory
	for i := range dir.Desks {
		d := &dir.Desks[i]
		if d.Phone == "" {
			continue
		}
		var department sign.Name
		if of := dir.FindDepartment(d.Department); of != nil {
			department = printed(of.Name)
		}
		phone, note := dir.Dial(d.Phone), ""
		if d.Accessible {
			note = p.words.T("sign.accessible")
		}
		p.put(premises.Piece{Sign: premises.DeskSign, Subject: d.ID, Place: d.Room}, d.Name.KO, append(strs(printed(d.Name), department), phone, note),
			func(string) []sign.Sheet {
				return []sign.Sheet{sign.DeskSign(printed(d.Name), department, phone, note)}
			})
	}
}

// people makes plate and badge of each member of staff of a department.
func (p *printer) people(members []Member) {
	dir := &p.c.ch.Directory
	caption := p.words.T("sign.opinion")
	for i := range members {
		of := dir.FindDepartment(members[i].Department)
		if of == nil {
			continue
		}
		department, person := printed(of.Name), p.person(&members[i])
		content := append(strs(department), person.Name, person.Duty)
		p.put(premises.Piece{Sign: premises.DeskPlate, Subject: members[i].ID, Place: of.Room}, person.Name, content,
			func(string) []sign.Sheet { return []sign.Sheet{sign.DeskPlate(department, person)} })
		p.put(premises.Piece{Sign: premises.Badge, Subject: members[i].ID, Place: of.Room}, person.Name, append(content, p.office.KO, caption),
			func(base string) []sign.Sheet {
				return []sign.Sheet{sign.Badge(p.office, department, person, base+"/opinions/new", caption)}
			})
	}
}

// items makes the labels of each item, one for each of several.
func (p *printer) items() {
	dir := &p.c.ch.Directory
	caption := p.words.T("sign.report")
	for i := range dir.Items {
		item := &dir.Items[i]
		name, units, fee := printed(item.Name), premises.Units(item), p.words.T("item.free")
		if item.Paid {
			fee = p.words.T("item.paid")
		}
		p.put(premises.Piece{Sign: premises.ItemLabel, Subject: item.ID, Place: item.Room}, name.KO, append(strs(name), strconv.Itoa(units), fee, caption),
			func(base string) []sign.Sheet {
				var out []sign.Sheet
				for n := 1; n <= units; n++ {
					to := base + "/items/" + url.PathEscape(item.ID)
					if units > 1 {
						to += "?unit=" + strconv.Itoa(n)
					}
					out = append(out, sign.ItemLabel(name, unitOf(p.words, n, units), fee, to, caption))
				}
				return out
			})
	}
}
