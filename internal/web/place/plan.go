package place

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"jikim/internal/core/charter"
)

// scale is how many units of a drawing a metre has.
const scale = 10

// drawn is a place of a plan as it is drawn: its number in the list beside, its name, its shape.
type drawn struct {
	Number, Name string
	Href         string // of its room; empty for stairs and the like, which are no rooms
	Kind         string
	Current      bool
	Points       string
	X, Y         string // of the number
	NameY        string
	Roomy        bool   // the name fits inside
	DoorX, DoorY string // empty: the door would hide the number
}

// drawing returns the places of a floor, numbered in the order of the file.
func (g Guide) drawing(f *charter.Floor, current string) []drawn {
	out := make([]drawn, len(f.Places))
	for i := range f.Places {
		p := &f.Places[i]
		d := drawn{Number: strconv.Itoa(i + 1), Name: g.Name(p), Kind: p.Kind, Current: p.Room != "" && p.Room == current}
		if room := g.Directory.FindRoom(p.Room); room != nil {
			d.Href = g.Link(room)
		}
		if d.Kind == "" {
			d.Kind = "room"
		}
		var points []string
		for _, c := range p.Outline {
			points = append(points, strconv.Itoa(c.X*scale)+","+strconv.Itoa(c.Y*scale))
		}
		d.Points = strings.Join(points, " ")
		x, y := centre(p)
		_, width, height := p.Box()
		d.Roomy = height >= 6 && wide(d.Name) <= float64(width*scale)*0.9
		if d.Roomy {
			y -= scale * 0.8
		}
		d.X, d.Y, d.NameY = units(x), units(y), units(y+scale*2)
		if math.Hypot(float64(p.Door.X*scale)-x, float64(p.Door.Y*scale)-y) > 1.5*scale {
			d.DoorX, d.DoorY = strconv.Itoa(p.Door.X*scale), strconv.Itoa(p.Door.Y*scale)
		}
		out[i] = d
	}
	return out
}

func units(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// wide is about how wide a name is drawn: syllables are twice as wide as Latin letters.
func wide(name string) float64 {
	n := 0.0
	for _, r := range name {
		if unicode.Is(unicode.Hangul, r) {
			n += 14
		} else {
			n += 8
		}
	}
	return n
}

// centre is the centre of gravity of a place, in units of the drawing.
func centre(p *charter.Place) (x, y float64) {
	area := 0.0
	for i, a := range p.Outline {
		b := p.Outline[(i+1)%len(p.Outline)]
		cross := float64(a.X*b.Y - b.X*a.Y)
		area += cross
		x += float64(a.X+b.X) * cross
		y += float64(a.Y+b.Y) * cross
	}
	if area == 0 { // a line
		at, w, h := p.Box()
		return (float64(at.X) + float64(w)/2) * scale, (float64(at.Y) + float64(h)/2) * scale
	}
	return x / (3 * area) * scale, y / (3 * area) * scale
}

// viewBox is the window of a drawing, with a margin for the thick outlines.
func viewBox(f *charter.Floor) string {
	return fmt.Sprintf("-4 -4 %d %d", f.Width*scale+8, f.Height*scale+8)
}

// here marks the place that the visitor looks for.
func here(d drawn) templ.Attributes {
	if d.Current {
		return templ.Attributes{"aria-current": "location"}
	}
	return nil
}
