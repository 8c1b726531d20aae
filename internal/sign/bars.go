package sign

// Bars is a chart of bars, one a row. The fills of their parts differ without colour too, since many printers have none.
type Bars struct {
	Parts []string // what the parts of a bar are called, at most as many as there are fills; none: there is one, without a legend
	Max   float64  // the value of a bar of full width; 0: each bar has it, and shows how its own whole divides
	Rows  []BarRow
}

// BarRow is one bar. What has no value, such as one that may not be shown, has none, and its text says so.
type BarRow struct {
	Label  string
	Values []float64 // of the parts
	Text   string    // what stands at the end of the bar
}

// The measures of bars, in millimetres.
const (
	barLabel  = 68.0
	barText   = 22.0
	barHeight = 3.6
	barStep   = 2.0 // between bars
	stripe    = 0.6
)

// fill draws one part of a bar.
type fill func(s *Sheet, x, y, w, h float64)

// fills are the parts in their order: dark, striped, light, empty.
var fills = []fill{
	func(s *Sheet, x, y, w, h float64) { s.box(x, y, w, h, blue) },
	func(s *Sheet, x, y, w, h float64) {
		for at := 0.0; at < w; at += 2 * stripe {
			s.box(x+at, y, min(stripe, w-at), h, black)
		}
		s.edge(x, y, w, h)
	},
	func(s *Sheet, x, y, w, h float64) { s.box(x, y, w, h, pale) },
	func(s *Sheet, x, y, w, h float64) { s.edge(x, y, w, h) },
}

// edge draws the outline of a part.
func (s *Sheet) edge(x, y, w, h float64) {
	const line = 0.2
	s.box(x, y, w, line, grey)
	s.box(x, y+h-line, w, line, grey)
	s.box(x, y, min(line, w), h, grey)
	s.box(x+max(0, w-line), y, min(line, w), h, grey)
}

// bars lays bars below the last line. The legend stands again on each sheet that they go on to.
func (f *reporting) bars(b *Bars) {
	f.room(30)
	f.legend(b.Parts)
	for i := range b.Rows {
		row := &b.Rows[i]
		lines := fold([]string{row.Label}, barLabel-2, reportCell)
		height := max(float64(len(lines))*cellStep, barHeight) + barStep
		if f.room(height) {
			f.legend(b.Parts)
		}
		f.bar(row, b.Max, lines, height)
	}
	f.y += 2
}

func (f *reporting) legend(parts []string) {
	s, x := f.sheet(), reportEdge
	if len(parts) == 0 {
		return
	}
	for i, name := range parts {
		fills[i](s, x, f.y-barHeight+0.6, 6, barHeight)
		s.write(x+7.5, f.y, 30, reportCell, left, black, name)
		x += 7.5 + measure(name, reportCell) + 6
	}
	f.y += 4
}

func (f *reporting) bar(row *BarRow, whole float64, lines []string, height float64) {
	s, y := f.sheet(), f.y
	for i, line := range lines {
		s.write(reportEdge, y+reportCell+float64(i)*cellStep, barLabel-2, reportCell, left, black, line)
	}
	x, end := reportEdge+barLabel, A4Width-reportEdge-barText
	width := end - x
	if whole > 0 {
		s.box(x-0.3, y-barStep/2, 0.3, height, grey)
	} else {
		for _, n := range row.Values {
			whole += n
		}
	}
	for i, n := range row.Values {
		if n <= 0 || whole <= 0 {
			continue
		}
		w := min(width*n/whole, end-x)
		fills[i](s, x, y, w, barHeight)
		x += w
	}
	s.write(A4Width-reportEdge, y+reportCell, barText-2, reportCell, right, black, row.Text)
	f.y += height
}
