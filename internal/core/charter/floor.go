package charter

import (
	"cmp"
	"slices"

	"jikim/internal/core/yaml"
)

// Floor is the plan of one floor: a rectangle with what lies on it. Lengths are whole metres, counted from the upper left
// corner of the plan to the right and downwards.
type Floor struct {
	ID            string
	Name          Text
	Level         int // 1 is the ground floor, -1 the first below it; there is no 0
	Width, Height int
	// Draft says that the office has not confirmed the positions: pages show them as an example.
	Draft  bool
	Places []Place
}

// Place is something on a plan: a room of the directory, or a part of the building, or a room that is such a part.
type Place struct {
	Room    string // identifier in the directory; empty: none
	Kind    string // PlaceEntrance, PlaceLift, PlaceStairs, PlaceToilet, or empty for a room
	Outline []Point
	Door    Point  // where one goes in; the middle of the outline when the file names none
	Faces   string // the way one looks on leaving a lift or stairs, or on entering at an entrance: up, down, left, right; may be empty
}

// Point is a point of a plan.
type Point struct{ X, Y int }

// The parts of a building.
const (
	PlaceEntrance = "entrance"
	PlaceLift     = "lift"
	PlaceStairs   = "stairs"
	PlaceToilet   = "toilet"
)

var (
	placeKinds = []string{PlaceEntrance, PlaceLift, PlaceStairs, PlaceToilet}
	facings    = []string{"up", "down", "left", "right"}
)

// maxMetres is the longest side of a plan, and maxCorners the most corners of a place.
const (
	maxMetres  = 1000
	maxCorners = 60
)

// Box returns the place's bounds: its upper left corner, width and height.
func (p *Place) Box() (at Point, width, height int) {
	low, high := p.Outline[0], p.Outline[0]
	for _, c := range p.Outline[1:] {
		low = Point{min(low.X, c.X), min(low.Y, c.Y)}
		high = Point{max(high.X, c.X), max(high.Y, c.Y)}
	}
	return low, high.X - low.X, high.Y - low.Y
}

// FindFloor returns the floor that has this identifier or name in either language; nil when there is none.
func (d *Directory) FindFloor(name string) *Floor {
	for i := range d.Floors {
		if f := &d.Floors[i]; called(name, f.ID, f.Name, nil) {
			return f
		}
	}
	return nil
}

// PlaceOf returns where a room is by the plans; nil when no plan shows it.
func (d *Directory) PlaceOf(room string) (*Floor, *Place) {
	for i := range d.Floors {
		f := &d.Floors[i]
		for k := range f.Places {
			if f.Places[k].Room == room && room != "" {
				return f, &f.Places[k]
			}
		}
	}
	return nil, nil
}

// FloorOf returns the name of the floor of a room: by the plans, else as the room says; empty when nobody does, and for a
// lift and stairs, which are on many.
func (d *Directory) FloorOf(room *Room) Text {
	if f, p := d.PlaceOf(room.ID); f != nil && p.Kind != PlaceLift && p.Kind != PlaceStairs {
		return f.Name
	}
	if f := d.FindFloor(room.Floor); f != nil {
		return f.Name
	}
	return Text{KO: room.Floor}
}

// floors reads floors.yaml: the floors from the lowest to the highest, whatever their order in the file.
func (r *reader) floors(list []*yaml.Node) []Floor {
	out := entries(r, list, r.floor, func(f *Floor) string { return f.ID })
	levels := map[int]bool{}
	for i := range out {
		if levels[out[i].Level] && out[i].Level != 0 {
			r.Add(list[i].Errorf("two floors are on level %d", out[i].Level))
		}
		levels[out[i].Level] = true
	}
	slices.SortStableFunc(out, func(a, b Floor) int { return cmp.Compare(a.Level, b.Level) })
	return out
}

func (r *reader) floor(n *yaml.Node, e *Floor) {
	f := r.entry(n, &e.ID, &e.Name, "level", "size", "draft", "places")
	if f == nil {
		return
	}
	e.Draft = yaml.Optional(r, f, "draft", r.Yes)
	e.Level = yaml.Needed(r, f, "level", r.level)
	if size := yaml.Needed(r, f, "size", func(n *yaml.Node) []int { return r.numbersOf(n, 2) }); size != nil {
		e.Width, e.Height = size[0], size[1]
		if min(e.Width, e.Height) < 1 {
			r.Add(f.Get("size").Errorf("a floor has some width and height").WithHint("write them in metres, such as [40, 25]"))
		}
	}
	places := yaml.Needed(r, f, "places", r.members)
	e.Places = make([]Place, len(places))
	for i, p := range places {
		r.place(p, e, i)
	}
}

func (r *reader) level(n *yaml.Node) int {
	level, err := n.Int()
	if !r.Add(err) && (level == 0 || level < -20 || level > 200) {
		r.Add(n.Errorf("%d is no level of a building", level).WithHint("1 is the ground floor, 2 the one above it, -1 the one below it"))
	}
	return level
}

// place reads the place number i of a floor.
func (r *reader) place(n *yaml.Node, floor *Floor, i int) {
	f := r.Fields(n, "room", "kind", "box", "outline", "door", "faces")
	if f == nil {
		return
	}
	p := &floor.Places[i]
	p.Room = yaml.Optional(r, f, "room", r.Line)
	if k := f.Get("kind"); k != nil {
		p.Kind = r.Choice(k, placeKinds...)
	}
	if k := f.Get("faces"); k != nil {
		p.Faces = r.Choice(k, facings...)
		if p.Kind != PlaceEntrance && p.Kind != PlaceLift && p.Kind != PlaceStairs {
			r.Add(k.Errorf("only an entrance, a lift or stairs face somewhere"))
		}
	}
	if p.Room == "" && !f.Has("kind") {
		r.Add(n.Errorf("a place is a room or has a kind").WithHint("add room: or kind:"))
	}
	p.Outline = r.outline(n, f)
	for _, c := range p.Outline {
		r.onFloor(n, floor, c)
	}
	p.door(r, f, floor)
	r.linkRoom(f.Get("room"), &p.Room)
	r.links = append(r.links, func() { r.once(n, p) })
}

// outline reads the corners of a place: a box of left, top, width and height, or the corners themselves.
func (r *reader) outline(n *yaml.Node, f *yaml.Fields) []Point {
	box, corners := f.Get("box"), f.Get("outline")
	if (box == nil) == (corners == nil) {
		r.Add(n.Errorf("a place has either box: or outline:").WithHint("box: [left, top, width, height] in metres"))
		return nil
	}
	if box != nil {
		b := r.numbersOf(box, 4)
		if b == nil {
			return nil
		}
		if min(b[2], b[3]) < 1 {
			r.Add(box.Errorf("a box has some width and height").WithHint("write [left, top, width, height] in metres"))
			return nil
		}
		return []Point{{b[0], b[1]}, {b[0] + b[2], b[1]}, {b[0] + b[2], b[1] + b[3]}, {b[0], b[1] + b[3]}}
	}
	list, err := corners.List()
	if r.Add(err) {
		return nil
	}
	if len(list) < 3 || len(list) > maxCorners {
		r.Add(corners.Errorf("an outline has 3 to %d corners", maxCorners).WithHint("write [[left, top], [left, top], …]"))
		return nil
	}
	out := make([]Point, 0, len(list))
	for _, c := range list {
		if p := r.numbersOf(c, 2); p != nil {
			out = append(out, Point{p[0], p[1]})
		}
	}
	return out
}

// door reads where one goes in; without one it is the middle.
func (p *Place) door(r *reader, f *yaml.Fields, floor *Floor) {
	n := f.Get("door")
	if n != nil {
		if at := r.numbersOf(n, 2); at != nil {
			p.Door = Point{at[0], at[1]}
			r.onFloor(n, floor, p.Door)
		}
		return
	}
	if len(p.Outline) > 0 {
		at, w, h := p.Box()
		p.Door = Point{at.X + w/2, at.Y + h/2}
	}
}

func (r *reader) onFloor(n *yaml.Node, floor *Floor, c Point) {
	if c.X > floor.Width || c.Y > floor.Height {
		r.Add(n.Errorf("the point [%d, %d] lies outside of the floor, which is %d by %d metres", c.X, c.Y, floor.Width, floor.Height))
	}
}

// once refuses a room that is on the plans twice, or on another floor than the room itself says. A lift and stairs are on
// many floors.
func (r *reader) once(n *yaml.Node, p *Place) {
	d := &r.c.Directory
	floor, first := d.PlaceOf(p.Room)
	if p.Room == "" || floor == nil || p.Kind == PlaceLift || p.Kind == PlaceStairs {
		return
	}
	if first != p {
		r.Add(n.Errorf("the room %q is on the plans twice", p.Room))
		return
	}
	if room := d.FindRoom(p.Room); room != nil && room.Floor != "" && d.FindFloor(room.Floor) != floor {
		r.Add(n.Errorf("the room %q is on the floor %q by rooms.yaml", p.Room, room.Floor).WithHint("correct one of the two"))
	}
}

// numbersOf reads a list of so many lengths; nil when it is none.
func (r *reader) numbersOf(n *yaml.Node, count int) []int {
	list, err := n.List()
	if r.Add(err) {
		return nil
	}
	if len(list) != count {
		r.Add(n.Errorf("%d numbers are expected here", count).WithHint("whole metres, such as [12, 5]"))
		return nil
	}
	out := make([]int, count)
	for i, v := range list {
		if out[i], err = v.Int(); r.Add(err) {
			return nil
		}
		if out[i] < 0 || out[i] > maxMetres {
			r.Add(v.Errorf("a length on a plan is 0 to %d metres", maxMetres))
			return nil
		}
	}
	return out
}
