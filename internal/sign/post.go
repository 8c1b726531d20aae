package sign

import "fmt"

// Window is where an envelope shows what is under it, on a sheet of A4 that is folded to a third.
type Window struct{ X, Y, Width, Height float64 }

// UsualWindow is the window of long envelopes (DL, 220 × 110 mm; ISO 269): 20 mm from the left edge, 45 mm from the top.
var UsualWindow = Window{20, 45, 90, 45}

// Letter is a letter on paper, as it is printed.
type Letter struct {
	Office  Name
	Sender  string // one line over the address: where it comes back to
	To      Address
	Date    string
	Subject string
	Text    []string // paragraphs; an empty one is an empty line
	Foot    string   // department, name, telephone of who is in charge (영 제31조)

	Code     string   // under the text, as a QR code; empty: none
	CodeText []string // beside it
}

const (
	letterEdge = 20.0 // margin at both sides
	letterSize = 4.2  // of letters: 12 points
	letterStep = letterSize * 1.6
)

// Paper draws a letter on as many sheets as it needs, the address on the first where the window shows it.
func (l *Letter) Paper(w Window) []Sheet {
	const head, next, bottom = 30.0, 25.0, A4Height - 28
	width := A4Width - 2*letterEdge
	first := l.sheet()
	first.write(letterEdge, head, width, 7, left, black, l.Office.KO)
	first.write(w.X+4, w.Y+4, w.Width-8, 2.6, left, grey, l.Sender)
	first.address(w.X+4, w.Y+7, w.Width-8, w.Height-9, &l.To)
	y := max(w.Y+w.Height, head) + 14
	first.write(A4Width-letterEdge, y, width, letterSize, right, black, l.Date)
	y += 2 * letterStep
	for _, line := range fold([]string{l.Subject}, width, letterSize*1.15) {
		first.write(letterEdge, y, width, letterSize*1.15, left, black, line)
		y += letterStep * 1.15
	}
	y += letterStep / 2
	sheets := []Sheet{first}
	for _, line := range fold(l.Text, width, letterSize) {
		if y > bottom {
			sheets, y = append(sheets, l.sheet()), next
		}
		sheets[len(sheets)-1].write(letterEdge, y, width, letterSize, left, black, line)
		y += letterStep
	}
	if l.Code != "" {
		const size = 30.0
		if y+size > bottom {
			sheets, y = append(sheets, l.sheet()), next
		}
		s := &sheets[len(sheets)-1]
		s.code(letterEdge, y, size, l.Code)
		y += letterSize
		for _, line := range fold(l.CodeText, width-size-6, letterSize) {
			s.write(letterEdge+size+6, y, width-size-6, letterSize, left, black, line)
			y += letterStep
		}
	}
	for i := range sheets {
		sheets[i].box(letterEdge, A4Height-20, width, 0.3, pale)
		sheets[i].write(letterEdge, A4Height-14, width-20, 3.2, left, grey, l.Foot)
		sheets[i].write(A4Width-letterEdge, A4Height-14, 18, 3.2, right, grey, fmt.Sprintf("%d / %d", i+1, len(sheets)))
	}
	return sheets
}

func (l *Letter) sheet() Sheet { return Sheet{Title: l.Subject, Width: A4Width, Height: A4Height} }
