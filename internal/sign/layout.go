package sign

import "slices"

// Name is something's name in Korean and, printed smaller, in English; the second may be empty.
type Name struct{ KO, EN string }

// Floor is a floor of the house, or what is not on any, with the rooms on it.
type Floor struct {
	Name  string // such as "2층"; may be empty
	Rooms []Room
}

// Room is a place on a guide.
type Room struct {
	Name Name
	Note string // who is there: a department, a desk with its telephone
}

// Person is a member of staff on a board.
type Person struct{ Name, Duty, Phone string }

// FloorGuide draws the guide at the entrance on A3, or more of them when the house is large: rooms floor by floor, in the order
// given.
func FloorGuide(title, office Name, floors []Floor) []Sheet {
	return guide(title, office, floors, A3Width, A3Height, 1)
}

// LiftSign draws the same for the lift, on A4.
func LiftSign(title, office Name, floors []Floor) []Sheet {
	return guide(title, office, floors, A4Width, A4Height, 0.72)
}

// guide draws floors on sheets of a size; scale is that of letters and rows against those of A3.
func guide(title, office Name, floors []Floor, width, height, scale float64) []Sheet {
	const row, head, foot = 22.0, 62.0, 24.0
	most := int((height - (head+foot)*scale) / (row * scale))
	var sheets []Sheet
	var s *Sheet
	used := most
	for _, f := range floors {
		for i, r := range f.Rooms {
			if used == most {
				sheets = append(sheets, Sheet{Title: title.KO, Width: width, Height: height})
				s, used = &sheets[len(sheets)-1], 0
				s.heading(title, office, scale)
			}
			y := (head + row*float64(used)) * scale
			margin := 20 * scale
			from := margin
			if f.Name != "" {
				from += 46 * scale
			}
			if i == 0 || used == 0 {
				s.box(margin, y, width-2*margin, 0.8*scale, blue)
				s.write(margin, y+15*scale, 42*scale, 13*scale, left, blue, f.Name)
			} else {
				s.box(from, y, width-margin-from, 0.3*scale, pale)
			}
			room := (width - from - margin) * 0.58
			s.write(from, y+11*scale, room, 9*scale, left, black, r.Name.KO)
			s.write(from, y+18*scale, room, 5*scale, left, grey, r.Name.EN)
			s.write(width-margin, y+11*scale, width-from-margin-room-4, 6*scale, right, black, r.Note)
			used++
		}
	}
	return sheets
}

// heading draws the band with title and office.
func (s *Sheet) heading(title, office Name, scale float64) {
	margin := 20 * scale
	s.box(0, 0, s.Width, 48*scale, blue)
	s.write(margin, 24*scale, s.Width-2*margin, 17*scale, left, white, title.KO)
	s.write(margin, 36*scale, s.Width/2, 7*scale, left, white, title.EN)
	s.write(s.Width-margin, 36*scale, s.Width/2-margin, 7*scale, right, white, office.KO)
}

// boardRows is how many people a board at a door has room for.
const boardRows = 9

// DoorBoard draws the board at the door of an office on A4: the department, and name, duty and telephone of each of its staff.
// A department with more people gets more boards.
func DoorBoard(department, office Name, people []Person) []Sheet {
	var sheets []Sheet
	for part := range slices.Chunk(people, boardRows) {
		sheets = append(sheets, board(department, office, part))
	}
	if len(people) == 0 {
		sheets = append(sheets, board(department, office, nil))
	}
	return sheets
}

func board(department, office Name, people []Person) Sheet {
	s := Sheet{Title: department.KO, Width: A4Width, Height: A4Height}
	s.box(0, 0, s.Width, 52, blue)
	s.write(16, 28, s.Width-32, 20, left, white, department.KO)
	s.write(16, 41, s.Width-32, 8, left, white, department.EN)
	for i, p := range people {
		y := 60 + 24*float64(i)
		s.write(16, y+14, 58, 12, left, black, p.Name)
		s.write(78, y+10, s.Width-78-16, 7.5, left, black, p.Duty)
		s.write(78, y+18, s.Width-78-16, 6, left, grey, p.Phone)
		s.box(16, y+23, s.Width-32, 0.3, pale)
	}
	s.write(16, s.Height-12, s.Width-32, 6, left, grey, office.KO)
	return s
}

// DeskPlate draws the plate on a desk, 190 × 60 mm: name, department and duty.
func DeskPlate(department Name, p Person) Sheet {
	s := Sheet{Title: p.Name, Width: 190, Height: 60}
	s.box(0, 0, 5, s.Height, blue)
	s.write(14, 18, 168, 8, left, grey, department.KO)
	s.write(14, 39, 168, 18, left, black, p.Name)
	s.write(14, 53, 168, 8, left, black, p.Duty)
	return s
}

// Badge draws a badge, 86 × 54 mm as cards are: office, department, name and duty, and a code that leads to content.
func Badge(office, department Name, p Person, content, caption string) Sheet {
	s := Sheet{Title: p.Name, Width: 86, Height: 54}
	s.box(0, 0, s.Width, 12, blue)
	s.write(5, 8, s.Width-10, 5, left, white, office.KO)
	s.write(5, 21, 48, 4.5, left, grey, department.KO)
	s.write(5, 33, 48, 9.5, left, black, p.Name)
	s.write(5, 41, 48, 4.5, left, black, p.Duty)
	s.code(54, 14, 30, content)
	s.write(69, 48, 30, 3, middle, grey, caption)
	return s
}

// DeskSign draws the sign over a desk on A4, lying: its name, the department and the telephone.
func DeskSign(name, department Name, phone, note string) Sheet {
	s := Sheet{Title: name.KO, Width: A4Height, Height: A4Width}
	s.box(0, 0, s.Width, 14, blue)
	s.write(s.Width/2, 88, s.Width-40, 40, middle, black, name.KO)
	s.write(s.Width/2, 112, s.Width-40, 14, middle, grey, name.EN)
	s.write(s.Width/2, 142, s.Width-40, 14, middle, blue, note)
	s.write(20, s.Height-16, s.Width/2-24, 11, left, black, department.KO)
	s.write(s.Width-20, s.Height-16, s.Width/2-24, 11, right, black, phone)
	return s
}

// ItemLabel draws the label of an item, 90 × 42 mm: its name, which of several it is, the fee, and a code that leads to content.
func ItemLabel(name Name, unit, fee, content, caption string) Sheet {
	s := Sheet{Title: name.KO + " " + unit, Width: 90, Height: 42}
	s.write(5, 12, 46, 6.5, left, black, name.KO)
	s.write(5, 18, 46, 4, left, grey, name.EN)
	s.write(5, 29, 28, 8, left, blue, unit)
	s.write(51, 29, 18, 5, right, black, fee)
	s.write(5, 37, 46, 4, left, grey, caption)
	s.code(52, 3, 36, content)
	return s
}
