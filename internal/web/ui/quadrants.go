package ui

import (
	"context"
	"io"
	"strconv"

	"jikim/internal/locale"
)

// Quadrants shows points by two measures, with lines that divide them into four fields: what matters and how well it does. Each point
// is numbered; the table below says what the numbers are.
type Quadrants struct {
	C      *locale.Catalogue
	Title  string
	Desc   string // what the picture shows, in a sentence, for screen readers
	X, Y   string // what the axes measure
	Fields [4]string
	CutX   float64
	CutY   float64
	Points []QuadrantPoint
	Table  Table // the numbers, the names and the figures
}

// The fields of a Quadrants in the order of Fields.
const (
	UpperRight = iota
	UpperLeft
	LowerLeft
	LowerRight
)

// QuadrantPoint is one point; Marked draws it as one to look at.
type QuadrantPoint struct {
	Name   string
	X, Y   float64
	Marked bool
}

// Render draws the chart.
func (q Quadrants) Render(ctx context.Context, w io.Writer) error { return quadrants(q).Render(ctx, w) }

// The plot leaves room for the words of the axes, in percent of the picture.
const (
	plotLeft, plotRight = 4.0, 97.0
	plotHigh, plotLow   = 3.0, 90.0
)

// placed is a point in percent of the picture.
type placed struct {
	x, y   string
	number string
	marked bool
	name   string
}

// scale returns what brings a measure to a share from 0 to 1: all points and the cut line lie inside, with a margin.
func scale(values []float64) func(float64) float64 {
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	margin := (high - low) * 0.12
	if margin == 0 {
		margin = 1
	}
	low, high = low-margin, high+margin
	return func(v float64) float64 { return (v - low) / (high - low) }
}

// Place is where a point stands in a plot, from 0 to 1, from left to right and from below to above.
type Place struct{ X, Y float64 }

// Places tells where the points stand, and where the lines cross.
func (q Quadrants) Places() (points []Place, cut Place) {
	xs, ys := []float64{q.CutX}, []float64{q.CutY}
	for _, p := range q.Points {
		xs, ys = append(xs, p.X), append(ys, p.Y)
	}
	x, y := scale(xs), scale(ys)
	for _, p := range q.Points {
		points = append(points, Place{x(p.X), y(p.Y)})
	}
	return points, Place{x(q.CutX), y(q.CutY)}
}

// percent writes a place in percent of the picture, from its upper left corner.
func (p Place) percent() (x, y string) {
	return percent(plotLeft + p.X*(plotRight-plotLeft)), percent(plotLow + p.Y*(plotHigh-plotLow))
}

func (q Quadrants) placed() []placed {
	points, _ := q.Places()
	out := make([]placed, len(q.Points))
	for i, p := range q.Points {
		x, y := points[i].percent()
		out[i] = placed{x, y, strconv.Itoa(i + 1), p.Marked, p.Name}
	}
	return out
}

func (q Quadrants) cut() (x, y string) {
	_, cut := q.Places()
	return cut.percent()
}
