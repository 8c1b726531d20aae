package sign

// Report is a document of words, bars and tables, as it is put up on a board or kept in a binder.
type Report struct {
	Title, Office string
	Lead          []string // paragraphs under the title
	Sections      []Section
	Foot          string
	Page          func(n, of int) string
}

// Section is a part of a report: a heading, a chart, the table of its numbers, and paragraphs below it. Any may be missing.
type Section struct {
	Heading   string
	Bars      *Bars
	Quadrants *Quadrants
	Head      []string   // of the columns
	Rows      [][]string // as many cells as there are columns
	Text      []string
}

// The measures of a report, in millimetres.
const (
	reportEdge   = 16.0
	reportText   = 3.7
	reportCell   = 3.1
	reportBottom = A4Height - 20
)

// Paper lays the report on sheets of A4. No row is torn apart, and the head of a table stands again on each sheet that it goes on to.
func (r *Report) Paper() []Sheet {
	f := &reporting{r: r}
	f.next()
	width := A4Width - 2*reportEdge
	for _, line := range fold([]string{r.Title}, width, 7) {
		f.sheet().write(reportEdge, f.y, width, 7, left, black, line)
		f.y += 9
	}
	f.paragraphs([]string{r.Office}, grey)
	f.paragraphs(r.Lead, black)
	for i := range r.Sections {
		f.section(&r.Sections[i])
	}
	for i := range f.sheets {
		s := &f.sheets[i]
		s.box(reportEdge, A4Height-15, width, 0.3, pale)
		s.write(reportEdge, A4Height-10, width-24, reportCell, left, grey, r.Foot)
		s.write(A4Width-reportEdge, A4Height-10, 22, reportCell, right, grey, r.Page(i+1, len(f.sheets)))
	}
	return f.sheets
}

// reporting is a report that is being laid out; y is where the next line stands.
type reporting struct {
	r      *Report
	sheets []Sheet
	y      float64
}

func (f *reporting) sheet() *Sheet { return &f.sheets[len(f.sheets)-1] }

func (f *reporting) next() {
	f.sheets = append(f.sheets, Sheet{Title: f.r.Title, Width: A4Width, Height: A4Height})
	f.y = 24
}

// room begins a sheet when so much does not fit on this one. It tells whether it did.
func (f *reporting) room(height float64) bool {
	if f.y+height <= reportBottom {
		return false
	}
	f.next()
	return true
}

func (f *reporting) paragraphs(text []string, c colour) {
	const step = reportText * 1.55
	for _, line := range fold(text, A4Width-2*reportEdge, reportText) {
		f.room(step)
		f.sheet().write(reportEdge, f.y, A4Width-2*reportEdge, reportText, left, c, line)
		f.y += step
	}
}

func (f *reporting) section(s *Section) {
	f.y += 4
	least := 30.0 // a heading does not stand alone at the foot
	if s.Quadrants != nil {
		least += plotHeight
	}
	f.room(least)
	if s.Heading != "" {
		f.sheet().write(reportEdge, f.y, A4Width-2*reportEdge, 4.8, left, blue, s.Heading)
		f.y += 7.5
	}
	if s.Bars != nil {
		f.bars(s.Bars)
	}
	if s.Quadrants != nil {
		f.quadrants(s.Quadrants)
	}
	if len(s.Head) > 0 {
		widths := s.widths()
		f.row(s.Head, widths, true)
		for _, cells := range s.Rows {
			if f.room(rowHeight(cells, widths)) {
				f.row(s.Head, widths, true)
			}
			f.row(cells, widths, false)
		}
		f.y += 2.5
	}
	f.paragraphs(s.Text, black)
}

// widths divides the width of the sheet among the columns by the length of what stands in them, none less than 14 mm.
func (s *Section) widths() []float64 {
	const least, most = 14.0, 70.0
	out, sum := make([]float64, len(s.Head)), 0.0
	for i := range s.Head {
		out[i] = least
		for _, cells := range append([][]string{s.Head}, s.Rows...) {
			out[i] = min(most, max(out[i], measure(cells[i], reportCell)+4))
		}
		sum += out[i]
	}
	room := A4Width - 2*reportEdge
	if spare := sum - least*float64(len(out)); sum > room && spare > 0 {
		shrink := max(0, room-least*float64(len(out))) / spare
		for i := range out {
			out[i] = least + (out[i]-least)*shrink
		}
		return out
	}
	for i := range out {
		out[i] *= room / sum
	}
	return out
}

const (
	cellStep = reportCell * 1.45
	cellRoom = 2.4 // above and below the lines of a row
)

func rowHeight(cells []string, widths []float64) float64 {
	lines := 1
	for i, text := range cells {
		lines = max(lines, len(fold([]string{text}, widths[i]-2, reportCell)))
	}
	return float64(lines)*cellStep + cellRoom
}

func (f *reporting) row(cells []string, widths []float64, head bool) {
	height, x, c := rowHeight(cells, widths), reportEdge, black
	if head {
		c = grey
	}
	for i, text := range cells {
		y := f.y + cellRoom/2
		for _, line := range fold([]string{text}, widths[i]-2, reportCell) {
			f.sheet().write(x+1, y, widths[i]-2, reportCell, left, c, line)
			y += cellStep
		}
		x += widths[i]
	}
	f.y += height
	f.sheet().box(reportEdge, f.y-cellStep+0.4, A4Width-2*reportEdge, 0.2, pale)
}
