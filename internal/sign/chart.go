package sign

import (
	"math"
	"slices"
	"strconv"
)

// Quadrants is a chart of numbered points by two measures, with lines that divide it into four fields. Positions are from 0 to 1, from
// left to right and from below to above.
type Quadrants struct {
	X, Y       string    // what the axes measure
	Fields     [4]string // upper right, upper left, lower left, lower right
	CutX, CutY float64
	Points     []Point
}

// Point is one of them. Marked ones are squares, others discs, so that a print in grey tells them apart.
type Point struct {
	X, Y   float64
	Marked bool
}

// The measures of a chart of points, in millimetres.
const (
	plotHeight = 96.0
	pointSize  = 4.6
)

// quadrants draws a chart of points on one sheet.
func (f *reporting) quadrants(q *Quadrants) {
	f.room(plotHeight + 14)
	s, width := f.sheet(), A4Width-2*reportEdge
	s.write(reportEdge, f.y+reportCell, width/2, reportCell, left, grey, q.Y)
	top := f.y + 6
	s.frame(reportEdge, top, width, plotHeight)
	at := func(x, y float64) (float64, float64) { return reportEdge + x*width, top + (1-y)*plotHeight }
	cutX, cutY := at(q.CutX, q.CutY)
	const dash, gap = 2.0, 1.4
	for x := reportEdge; x < reportEdge+width; x += dash + gap {
		s.box(x, cutY-0.15, min(dash, reportEdge+width-x), 0.3, grey)
	}
	for y := top; y < top+plotHeight; y += dash + gap {
		s.box(cutX-0.15, y, 0.3, min(dash, top+plotHeight-y), grey)
	}
	for i, name := range q.Fields {
		x, y, side := reportEdge+width-3, top+6, right
		if i == 1 || i == 2 {
			x, side = reportEdge+3, left
		}
		if i > 1 {
			y = top + plotHeight - 3
		}
		s.write(x, y, width/3, reportText, side, grey, name)
	}
	for i, p := range slices.Backward(q.Points) { // the first lie on top, with their numbers in them
		x, y := at(p.X, p.Y)
		if p.Marked {
			s.box(x-pointSize/2, y-pointSize/2, pointSize, pointSize, black)
		} else {
			s.disc(x, y, pointSize/2, blue)
		}
		covered := slices.ContainsFunc(q.Points[:i], func(o Point) bool {
			ox, oy := at(o.X, o.Y)
			return math.Hypot(x-ox, y-oy) < pointSize
		})
		if covered {
			s.write(x+pointSize/2, y+pointSize, pointSize, 2.8, left, black, strconv.Itoa(i+1))
		} else {
			s.write(x, y+1, pointSize, 2.8, middle, white, strconv.Itoa(i+1))
		}
	}
	s.write(reportEdge+width, top+plotHeight+5, width/2, reportCell, right, grey, q.X)
	f.y = top + plotHeight + 10
}

// disc draws a filled circle around a point.
func (s *Sheet) disc(x, y, r float64, c colour) {
	s.marks = append(s.marks, mark{kind: disc, x: x, y: y, w: r, h: r, colour: c})
}
