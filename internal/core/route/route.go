// Package route finds the way from the entrance to a room by the plans of the floors, as the few sentences that somebody
// at the door would say: where to go, by which lift, and on which side it is then.
package route

import (
	"math"

	"jikim/internal/core/charter"
)

// Side is where something lies for somebody who looks straight ahead, clockwise.
type Side uint8

// The sides. NoSide is unknown: nobody said which way one looks.
const (
	NoSide Side = iota
	Ahead
	AheadRight
	Right
	BehindRight
	Behind
	BehindLeft
	Left
	AheadLeft
)

var sideNames = [...]string{"", "ahead", "ahead_right", "right", "behind_right", "behind", "behind_left", "left", "ahead_left"}

// String returns the name of the side, such as "ahead_left"; empty when it is unknown.
func (s Side) String() string { return sideNames[s] }

// Leg is one part of a way: from a place to another on one floor, and then, unless it is the last, to another floor.
type Leg struct {
	Floor    *charter.Floor
	From, To *charter.Place
	Side     Side           // of To, for somebody who has just come in at From or left it
	Metres   int            // along the walls, to 5 metres
	Next     *charter.Floor // where To, a lift or stairs, is taken to; nil on the last leg
}

// To returns the way from the entrance to a room: the shortest over all entrances, by lift where one goes there, since not
// everybody can take stairs. It is nil when the plans do not show it, and has no legs for a room that is an entrance.
func To(d *charter.Directory, room string) []Leg {
	floor, target := d.PlaceOf(room)
	if target == nil {
		return nil
	}
	if target.Kind == charter.PlaceEntrance {
		return []Leg{}
	}
	for _, kind := range []string{"", charter.PlaceLift, charter.PlaceStairs} {
		if way := shortest(d, floor, target, kind); way != nil {
			return way
		}
	}
	return nil
}

// shortest returns the shortest way on one floor (kind empty) or by one change of floors.
func shortest(d *charter.Directory, floor *charter.Floor, target *charter.Place, kind string) []Leg {
	var best []Leg
	for i := range d.Floors {
		from := &d.Floors[i]
		if (from == floor) != (kind == "") {
			continue
		}
		for _, entrance := range placesOf(from, charter.PlaceEntrance) {
			if kind == "" {
				best = shorter(best, []Leg{leg(from, entrance, target)})
				continue
			}
			for _, in := range placesOf(from, kind) {
				out := above(floor, in, kind)
				if out == nil {
					continue
				}
				first := leg(from, entrance, in)
				first.Next = floor
				way := []Leg{first}
				if out != target {
					way = append(way, leg(floor, out, target))
				}
				best = shorter(best, way)
			}
		}
	}
	return best
}

func placesOf(f *charter.Floor, kind string) []*charter.Place {
	var out []*charter.Place
	for i := range f.Places {
		if f.Places[i].Kind == kind {
			out = append(out, &f.Places[i])
		}
	}
	return out
}

// above returns where a lift or stairs come out on another floor: the nearest of their kind by the plan, since shafts are
// upright.
func above(f *charter.Floor, in *charter.Place, kind string) *charter.Place {
	var best *charter.Place
	for _, p := range placesOf(f, kind) {
		if best == nil || walk(in.Door, p.Door) < walk(in.Door, best.Door) {
			best = p
		}
	}
	return best
}

func shorter(a, b []Leg) []Leg {
	if a == nil || length(b) < length(a) {
		return b
	}
	return a
}

func length(way []Leg) int {
	sum := 0
	for i := range way {
		sum += walk(way[i].From.Door, way[i].To.Door)
	}
	return sum
}

func leg(f *charter.Floor, from, to *charter.Place) Leg {
	metres := (walk(from.Door, to.Door) + 2) / 5 * 5
	return Leg{Floor: f, From: from, To: to, Side: side(f, from, to), Metres: max(metres, 5)}
}

// walk is the distance along the walls, which mostly stand at right angles.
func walk(a, b charter.Point) int { return abs(a.X-b.X) + abs(a.Y-b.Y) }

func abs(n int) int { return max(n, -n) }

// side tells on which side a place lies.
func side(f *charter.Floor, from, to *charter.Place) Side {
	look, ok := looks(f, from)
	dx, dy := to.Door.X-from.Door.X, to.Door.Y-from.Door.Y
	if !ok || dx == 0 && dy == 0 {
		return NoSide
	}
	ahead, right := float64(dx*look.X+dy*look.Y), float64(dy*look.X-dx*look.Y)
	eighth := int(math.Round(math.Atan2(right, ahead) / (math.Pi / 4)))
	return Ahead + Side((eighth+8)%8)
}

// looks returns the way somebody looks who leaves a place. Whoever comes in at an entrance looks away from the wall in
// which it is.
func looks(f *charter.Floor, p *charter.Place) (charter.Point, bool) {
	switch p.Faces {
	case "up":
		return charter.Point{Y: -1}, true
	case "down":
		return charter.Point{Y: 1}, true
	case "left":
		return charter.Point{X: -1}, true
	case "right":
		return charter.Point{X: 1}, true
	}
	if p.Kind != charter.PlaceEntrance {
		return charter.Point{}, false
	}
	look, near := charter.Point{X: 1}, p.Door.X // from the left wall
	if n := f.Width - p.Door.X; n < near {
		look, near = charter.Point{X: -1}, n
	}
	if p.Door.Y < near {
		look, near = charter.Point{Y: 1}, p.Door.Y
	}
	if f.Height-p.Door.Y < near {
		look = charter.Point{Y: -1}
	}
	return look, true
}
