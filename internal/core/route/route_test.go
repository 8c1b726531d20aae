package route_test

import (
	"fmt"
	"strings"
	"testing"

	"jikim/internal/core/charter"
	"jikim/internal/core/route"
)

// at makes a place whose door is a point.
func at(room, kind, faces string, x, y int) charter.Place {
	return charter.Place{Room: room, Kind: kind, Faces: faces, Door: charter.Point{X: x, Y: y}}
}

// house has two floors with a lift and stairs, and a cellar that only stairs lead to.
var house = charter.Directory{Floors: []charter.Floor{
	{ID: "cellar", Level: -1, Width: 40, Height: 20, Places: []charter.Place{at("", "stairs", "", 30, 5), at("store", "", "", 5, 5)}},
	{ID: "ground", Level: 1, Width: 40, Height: 20, Places: []charter.Place{
		at("hall", "entrance", "", 20, 20), at("", "lift", "left", 30, 10), at("", "stairs", "", 30, 5),
		at("ahead", "", "", 20, 0), at("right", "", "", 38, 20), at("corner", "", "", 10, 10), at("near", "", "", 21, 19),
	}},
	{ID: "first", Level: 2, Width: 40, Height: 20, Places: []charter.Place{
		at("", "lift", "left", 30, 10), at("", "stairs", "", 30, 5), at("left", "", "", 30, 20), at("behind", "", "", 40, 10),
	}},
	{ID: "tower", Level: 9, Width: 5, Height: 5, Places: []charter.Place{at("bell", "", "", 1, 1)}},
}}

func TestTo(t *testing.T) {
	t.Parallel()
	tests := []struct{ room, want string }{
		{"ahead", "ground: ahead 20 m"},
		{"right", "ground: right 20 m"},
		{"corner", "ground: ahead_left 20 m"},
		{"near", "ground: ahead_right 5 m"},
		{"left", "ground: ahead_right 20 m to lift, to first; first: left 10 m"},
		{"behind", "ground: ahead_right 20 m to lift, to first; first: behind 10 m"},
		{"store", "ground: ahead_right 25 m to stairs, to cellar; cellar:  25 m"},
		{"hall", ""},
		{"bell", "no way"},
		{"nowhere", "no way"},
	}
	for _, tt := range tests {
		way := route.To(&house, tt.room)
		got := "no way"
		if way != nil {
			got = written(way)
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.room, got, tt.want)
		}
	}
}

func written(way []route.Leg) string {
	var legs []string
	for _, l := range way {
		s := fmt.Sprintf("%s: %v %d m", l.Floor.ID, l.Side, l.Metres)
		if l.Next != nil {
			s += " to " + l.To.Kind + ", to " + l.Next.ID
		}
		legs = append(legs, s)
	}
	return strings.Join(legs, "; ")
}

// TestEntranceLooksInwards proves that sides are told from the wall in which the entrance is, unless the plan says it.
func TestEntranceLooksInwards(t *testing.T) {
	t.Parallel()
	tests := []struct {
		x, y  int
		faces string
		want  route.Side
	}{
		{0, 10, "", route.Ahead}, {40, 10, "", route.Behind}, {20, 0, "", route.AheadLeft}, {20, 20, "", route.AheadRight}, {0, 10, "down", route.Left},
	}
	for _, tt := range tests {
		x, y := 40, 10
		if tt.x == 40 {
			x = 45 // outside of the plan: what is behind the visitor
		}
		if tt.x == 20 {
			x = 30
		}
		d := charter.Directory{Floors: []charter.Floor{{Width: 40, Height: 20, Places: []charter.Place{
			at("", "entrance", tt.faces, tt.x, tt.y), at("room", "", "", x, y),
		}}}}
		if way := route.To(&d, "room"); len(way) != 1 || way[0].Side != tt.want {
			t.Errorf("from %d, %d: %+v, want %v", tt.x, tt.y, way, tt.want)
		}
	}
}
