package sign

import (
	"fmt"
	"slices"
)

// Address is where a letter goes, as it is printed: the lines of the address, the name with its manner ("홍길동 귀하"), and the
// postcode, which stands below as the Korean post asks.
type Address struct {
	Lines          []string
	Name, Postcode string
}

// LabelPaper is a sheet of A4 with labels to be peeled off: how many there are, and where, in millimetres. Makers print these
// figures on the package.
type LabelPaper struct {
	Name          string
	Columns, Rows int
	Left, Top     float64 // margins before the first label
	Width, Height float64 // of a label
	StepX, StepY  float64 // from one label to the next
}

// LabelPapers are sheets in common use, named by what is on them, since every maker has numbers of his own for them.
var LabelPapers = []LabelPaper{
	{"8 × 99.1 × 67.7 mm", 2, 4, 4.65, 13.1, 99.1, 67.7, 101.6, 67.7},
	{"14 × 99.1 × 38.1 mm", 2, 7, 4.65, 15.15, 99.1, 38.1, 101.6, 38.1},
	{"18 × 63.5 × 46.6 mm", 3, 6, 7.2, 8.7, 63.5, 46.6, 66.05, 46.6},
	{"21 × 63.5 × 38.1 mm", 3, 7, 7.2, 15.15, 63.5, 38.1, 66.05, 38.1},
	{"24 × 70 × 37 mm", 3, 8, 0, 0.5, 70, 37, 70, 37},
}

// Check tells what is wrong with a paper: labels that overlap, lie outside of the sheet, or are too small for an address.
func (p *LabelPaper) Check() error {
	const slack = 0.6 // makers round
	switch {
	case p.Columns < 1 || p.Rows < 1 || p.Left < 0 || p.Top < 0:
		return fmt.Errorf("labels %q: there are none on the sheet", p.Name)
	case p.Width < 30 || p.Height < 15:
		return fmt.Errorf("labels %q: too small for an address", p.Name)
	case p.Columns > 1 && p.StepX < p.Width || p.Rows > 1 && p.StepY < p.Height:
		return fmt.Errorf("labels %q: they overlap", p.Name)
	case p.Left+float64(p.Columns-1)*p.StepX+p.Width > A4Width+slack, p.Top+float64(p.Rows-1)*p.StepY+p.Height > A4Height+slack:
		return fmt.Errorf("labels %q: they do not fit on A4", p.Name)
	}
	return nil
}

// Labels lays addresses on sheets of labels, row by row. So many labels of the first sheet are left out, having been used before.
func Labels(p LabelPaper, used int, to []Address) ([]Sheet, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	each := p.Columns * p.Rows
	if used < 0 || used >= each {
		return nil, fmt.Errorf("labels %q: %d used of %d", p.Name, used, each)
	}
	sheets := make([]Sheet, (used+len(to)+each-1)/each)
	for i := range sheets {
		sheets[i] = Sheet{Title: p.Name, Width: A4Width, Height: A4Height}
	}
	for i := range to {
		n := used + i
		s, place := &sheets[n/each], n%each
		x := p.Left + float64(place%p.Columns)*p.StepX
		y := p.Top + float64(place/p.Columns)*p.StepY
		s.address(x+5, y+3, p.Width-10, p.Height-6, &to[i])
	}
	if used > 0 && len(to) == 0 {
		return nil, nil
	}
	return sheets, nil
}

// address sets an address into a box: as large as it fits, at most 4.5 mm, from the top down.
func (s *Sheet) address(x, y, w, h float64, a *Address) {
	var lines []string
	size := 4.5
	for ; size > smallest; size -= 0.25 {
		if lines = fold(a.Lines, w, size); float64(len(lines)+2)*size*1.35 <= h {
			break
		}
	}
	// What is too long for the box even in the smallest letters keeps its end: name and postcode bring a letter home.
	most := max(1, int(h/(size*1.35))-2)
	lines = lines[:min(len(lines), most)]
	step := size * 1.35
	for _, line := range lines {
		y += step
		s.write(x, y, w, size, left, black, line)
	}
	s.write(x, y+step, w, size*1.1, left, black, a.Name)
	s.write(x, y+2*step, w, size, left, black, a.Postcode)
}

// fold breaks paragraphs into lines of a width, between words; a word that is longer than a line is broken anywhere.
func fold(paragraphs []string, w, size float64) []string {
	var lines []string
	for _, p := range paragraphs {
		line, word := "", ""
		put := func() {
			if line != "" && measure(line+word, size) > w {
				lines, line = append(lines, line), ""
			}
			for _, r := range word {
				if line != "" && measure(line+string(r), size) > w {
					lines, line = append(lines, line), ""
				}
				if line != "" || r != ' ' {
					line += string(r)
				}
			}
			word = ""
		}
		for _, r := range p {
			if r == ' ' {
				put()
			}
			word += string(r)
		}
		put()
		lines = append(lines, line)
	}
	return slices.Clip(lines)
}
