package sign

import "math"

// edge is the margin of paper that printers leave white, and gap the room between pieces for the knife.
const (
	edge = 8.0
	gap  = 6.0
	crop = 3.0 // length of a mark that says where to cut
)

// Impose lays pieces smaller than A4 on sheets of A4, in rows, with marks at the corners that say where to cut. A piece of A4 or
// more keeps a sheet of its own. Pieces of one size that follow each other share sheets.
func Impose(pieces []Sheet) []Sheet {
	var out []Sheet
	var paper *Sheet
	var size [2]float64
	n := 0
	for i := range pieces {
		p := &pieces[i]
		if p.Width >= A4Width || p.Height >= A4Height {
			out, paper = append(out, *p), nil
			continue
		}
		columns := max(1, int(math.Floor((A4Width-2*edge+gap)/(p.Width+gap))))
		rows := max(1, int(math.Floor((A4Height-2*edge+gap)/(p.Height+gap))))
		if paper == nil || n == columns*rows || size != [2]float64{p.Width, p.Height} {
			out = append(out, Sheet{Title: p.Title, Width: A4Width, Height: A4Height})
			paper, n, size = &out[len(out)-1], 0, [2]float64{p.Width, p.Height}
		}
		x := (A4Width-float64(columns)*(p.Width+gap)+gap)/2 + float64(n%columns)*(p.Width+gap)
		y := edge + float64(n/columns)*(p.Height+gap)
		paper.put(p, x, y)
		n++
	}
	return out
}

// put draws a piece on paper with its corners marked.
func (s *Sheet) put(p *Sheet, x, y float64) {
	for _, m := range p.marks {
		m.x, m.y = m.x+x, m.y+y
		s.marks = append(s.marks, m)
	}
	const line = 0.2
	for _, cx := range []float64{x, x + p.Width} {
		for _, cy := range []float64{y, y + p.Height} {
			out := map[bool]float64{true: -crop, false: 0}
			s.box(cx-line/2, cy+out[cy == y], line, crop, black)
			s.box(cx+out[cx == x], cy-line/2, crop, line, black)
		}
	}
}
