package ui

import (
	"context"
	"io"
	"strconv"
	"strings"

	"jikim/internal/locale"
)

// BarChart compares amounts, one bar a row. The labels and amounts stand beside the bars as text.
type BarChart struct {
	C     *locale.Catalogue
	Title string
	Desc  string // what the picture shows, in a sentence, for screen readers
	Rows  []Bar
	Max   float64 // length of the full bar; the largest value when zero
}

// Bar is one amount.
type Bar struct {
	Label  string
	Value  float64
	Text   string // the amount in words: "98.2 %"
	Status string // fill: a status, or empty
}

// Render draws the chart.
func (b BarChart) Render(ctx context.Context, w io.Writer) error { return barChart(b).Render(ctx, w) }

func (b BarChart) max() float64 {
	most := b.Max
	if most > 0 {
		return most
	}
	for _, r := range b.Rows {
		most = max(most, r.Value)
	}
	return most
}

// StackedBar shows how a whole divides, one bar a row: the verdicts of each promise. Its numbers stand in a table below.
type StackedBar struct {
	C     *locale.Catalogue
	Title string
	Desc  string
	Parts []string // statuses in the order of the bar, for example "kept", "broken", "unproven"
	Rows  []StackedRow
}

// StackedRow is one whole: a count for each of the parts.
type StackedRow struct {
	Label  string
	Counts []int
	Text   string // what stands at the end of the bar, such as the share kept
}

// Render draws the chart.
func (s StackedBar) Render(ctx context.Context, w io.Writer) error {
	return stackedBar(s).Render(ctx, w)
}

func (r StackedRow) total() int {
	sum := 0
	for _, n := range r.Counts {
		sum += n
	}
	return sum
}

// segment is one part of a bar in percent of its length.
type segment struct {
	status      string
	from, width float64
}

func (s StackedBar) segments(r StackedRow) []segment {
	var out []segment
	at, total := 0.0, float64(r.total())
	for i, n := range r.Counts {
		if n == 0 || i >= len(s.Parts) {
			continue
		}
		width := float64(n) / total * 100
		out = append(out, segment{s.Parts[i], at, width})
		at += width
	}
	return out
}

// sentence says a row in words: "kept 41, broken 2".
func (s StackedBar) sentence(r StackedRow) string {
	c := words(s.C)
	parts := make([]string, 0, len(r.Counts))
	for i, n := range r.Counts {
		if i < len(s.Parts) {
			parts = append(parts, c.T("ui.status."+s.Parts[i])+" "+c.Number(n))
		}
	}
	return r.Label + ": " + strings.Join(parts, ", ")
}

func (s StackedBar) table() Table {
	c := words(s.C)
	t := Table{C: c, Caption: s.Title, HideCaption: true, Columns: []Column{{Head: "", Row: true}}}
	for _, p := range s.Parts {
		t.Columns = append(t.Columns, Column{Head: c.T("ui.status." + p), Num: true})
	}
	t.Columns = append(t.Columns, Column{Head: c.T("ui.chart.total"), Num: true})
	t.Columns[0].Head = c.T("ui.chart.item")
	for _, r := range s.Rows {
		cells := Cells(r.Label)
		for _, n := range r.Counts {
			cells = append(cells, Cell{Text: c.Number(n)})
		}
		t.Rows = append(t.Rows, Row{Cells: append(cells, Cell{Text: c.Number(r.total())})})
	}
	return t
}

// Histogram shows how often each range occurred, for example how long answers took, with the limit as a line.
type Histogram struct {
	C          *locale.Catalogue
	Title      string
	Desc       string
	Bins       []Bin
	Limit      int    // number of bins that lie within the limit; 0 draws no line
	LimitLabel string // "7 days"
}

// Bin is one range.
type Bin struct {
	Label string
	Count int
}

// Render draws the chart.
func (h Histogram) Render(ctx context.Context, w io.Writer) error { return histogram(h).Render(ctx, w) }

// The plot leaves room above for the counts and below for the labels, in percent of the height.
const plotTop, plotBottom = 12.0, 86.0

// column is one drawn bar, in percent of the picture.
type column struct {
	x, y, width, height float64
	status              string
	label, count        string
}

func (h Histogram) columns() []column {
	most := 0
	for _, b := range h.Bins {
		most = max(most, b.Count)
	}
	out := make([]column, len(h.Bins))
	step := 100 / float64(max(len(h.Bins), 1))
	for i, b := range h.Bins {
		height := 0.0
		if most > 0 {
			height = float64(b.Count) / float64(most) * (plotBottom - plotTop)
		}
		status := "kept"
		if h.Limit > 0 && i >= h.Limit {
			status = "broken"
		}
		out[i] = column{float64(i)*step + step*0.12, plotBottom - height, step * 0.76, height, status, b.Label, words(h.C).Number(b.Count)}
	}
	return out
}

func (h Histogram) limitAt() float64 { return float64(h.Limit) * 100 / float64(max(len(h.Bins), 1)) }

func (h Histogram) table() Table {
	c := words(h.C)
	t := Table{C: c, Caption: h.Title, HideCaption: true, Columns: []Column{{Head: c.T("ui.chart.item"), Row: true}, {Head: c.T("ui.chart.value"), Num: true}}}
	for _, b := range h.Bins {
		t.Rows = append(t.Rows, Row{Cells: Cells(b.Label, c.Number(b.Count))})
	}
	return t
}

// Sparkline shows the trend of a few values in the height of a line of text. Title says it in words.
type Sparkline struct {
	Title  string
	Values []float64 // oldest first
	Min    float64   // the bottom; both zero takes the range of the values
	Max    float64
}

// Render draws the line.
func (s Sparkline) Render(ctx context.Context, w io.Writer) error { return sparkline(s).Render(ctx, w) }

// points are the corners of the line in a box of 100 by 32.
func (s Sparkline) points() string {
	low, high := s.Min, s.Max
	if low == 0 && high == 0 && len(s.Values) > 0 {
		low, high = s.Values[0], s.Values[0]
		for _, v := range s.Values {
			low, high = min(low, v), max(high, v)
		}
	}
	span := high - low
	if span == 0 {
		span = 1
	}
	step := 0.0
	if len(s.Values) > 1 {
		step = 96 / float64(len(s.Values)-1)
	}
	points := make([]string, len(s.Values))
	for i, v := range s.Values {
		points[i] = number(2+float64(i)*step) + "," + number(29-(v-low)/span*26)
	}
	return strings.Join(points, " ")
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }

func percent(f float64) string { return number(f) + "%" }

func (b Bar) fill() string {
	if b.Status == "" {
		return "primary"
	}
	return b.Status
}
