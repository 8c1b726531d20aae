// Package stroke reads what somebody drew on a screen by pen, finger or mouse, such as a signature, and writes it as a
// picture. A drawing is a list of lines of whole numbers; nothing else of what a browser sends is kept, so that no picture
// can carry anything but lines.
package stroke

import (
	"errors"
	"strconv"
	"strings"
)

// The surface that drawings are measured on, whatever the size of the screen was.
const (
	Width  = 1000
	Height = 400
)

// Bounds of a drawing. A signature of a few words has some hundred points.
const (
	MaxBytes  = 48 << 10 // of its text
	MaxPoints = 5000
	// least is the shortest way that counts as drawn: a touch by mistake is shorter.
	least = 60
)

// The faults of a drawing.
var (
	ErrBlank  = errors.New("stroke: nothing was drawn")
	ErrSyntax = errors.New("stroke: not a drawing")
	ErrLarge  = errors.New("stroke: too many points")
)

// Point is a place on the surface.
type Point struct{ X, Y int }

// Drawing is a list of lines, each of at least one point.
type Drawing [][]Point

// Parse reads a drawing as the script of the page sends it: "x,y x,y;x,y", points of a line apart by blanks and lines by
// semicolons.
func Parse(text string) (Drawing, error) {
	if len(text) > MaxBytes {
		return nil, ErrLarge
	}
	var d Drawing
	points := 0
	for line := range strings.SplitSeq(text, ";") {
		var l []Point
		for pair := range strings.FieldsSeq(line) {
			p, ok := pointOf(pair)
			if !ok {
				return nil, ErrSyntax
			}
			if points++; points > MaxPoints {
				return nil, ErrLarge
			}
			l = append(l, p)
		}
		if len(l) > 0 {
			d = append(d, l)
		}
	}
	if d.way() < least {
		return nil, ErrBlank
	}
	return d, nil
}

func pointOf(pair string) (Point, bool) {
	x, y, ok := strings.Cut(pair, ",")
	px, okX := within(x, Width)
	py, okY := within(y, Height)
	return Point{px, py}, ok && okX && okY
}

// within reads a whole number from 0 to most.
func within(s string, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= most
}

// way is about how far the pen went while it touched.
func (d Drawing) way() int {
	sum := 0
	for _, l := range d {
		for i := 1; i < len(l); i++ {
			sum += max(abs(l[i].X-l[i-1].X), abs(l[i].Y-l[i-1].Y))
		}
	}
	return sum
}

func abs(n int) int { return max(n, -n) }

// Path returns the drawing as the data of an SVG path. A line of one point is a dot.
func (d Drawing) Path() string {
	var b strings.Builder
	for _, l := range d {
		for i, p := range l {
			b.WriteByte("ML"[min(i, 1)])
			b.WriteString(strconv.Itoa(p.X))
			b.WriteByte(' ')
			b.WriteString(strconv.Itoa(p.Y))
		}
		if len(l) == 1 {
			b.WriteString("h1")
		}
	}
	return b.String()
}

// opening and closing stand around the path of a picture.
const (
	opening = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 400"><path fill="none" stroke="#000" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" d="`
	closing = `"/></svg>`
)

// SVG returns the drawing as a picture.
func (d Drawing) SVG() []byte { return []byte(opening + d.Path() + closing) }

// PathOf returns the path of a picture that SVG made; "" when it is another one.
func PathOf(svg []byte) string {
	path, ok := strings.CutPrefix(string(svg), opening)
	if !ok {
		return ""
	}
	path, ok = strings.CutSuffix(path, closing)
	if !ok || strings.Trim(path, "MLh 0123456789") != "" {
		return ""
	}
	return path
}
