// Package sign draws what hangs in the house and lies on its desks: floor guide, lift sign, door board, desk plate, desk sign,
// badge, the label of an item; and what goes by post: letters for envelopes with a window, and labels with addresses. It makes
// documents from plain values: a sheet in millimetres, which becomes a page of a PDF file with its font embedded, or an SVG
// picture. The same values give the same bytes.
//
// It knows neither the directory nor the language of the reader: words come in, as they are to be printed.
package sign

import "fmt"

// Sheet is one printed thing: its size and what is drawn on it. All lengths are millimetres, counted from the upper left corner.
type Sheet struct {
	Title         string // what it is, for the file and for those who cannot see it
	Width, Height float64
	marks         []mark
}

// The sizes of paper, upright (ISO 216).
const (
	A4Width, A4Height = 210.0, 297.0
	A3Width, A3Height = 297.0, 420.0
)

// mark is one thing drawn on a sheet: a filled box, a filled circle, a line of text, or a QR code.
type mark struct {
	kind       kind
	x, y, w, h float64 // circle: x and y are its middle, w its radius; text: x is its anchor, y its baseline, w its measured width, h the size of the letters
	colour     colour
	anchor     anchor
	text       string // text, or the content of the code
}

type kind uint8

const (
	box kind = iota
	disc
	words
	code
)

type anchor uint8

const (
	left anchor = iota
	middle
	right
)

// colour is a colour of the print: dark enough on white for 7:1 (KWCAG 2.2), whatever the printer makes of it.
type colour struct{ r, g, b uint8 }

var (
	black = colour{0x1e, 0x21, 0x24}
	blue  = colour{0x06, 0x3a, 0x74}
	grey  = colour{0x46, 0x4c, 0x53}
	pale  = colour{0xb1, 0xb8, 0xbe}
	white = colour{0xff, 0xff, 0xff}
)

func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

func (s *Sheet) box(x, y, w, h float64, c colour) {
	s.marks = append(s.marks, mark{kind: box, x: x, y: y, w: w, h: h, colour: c})
}

// smallest is the smallest size of letters, in millimetres: 7 points. A text that needs more room is cut with an ellipsis.
const smallest = 2.5

// write sets a line of text, its baseline at y, in letters of the size h or as much smaller as it needs to be to fit into w.
func (s *Sheet) write(x, y, w, h float64, a anchor, c colour, text string) {
	if text == "" {
		return
	}
	width := measure(text, h)
	if width > w {
		h = max(smallest, h*w/width)
		for width = measure(text, h); width > w+0.01; width = measure(text, h) {
			text = shorter(text)
		}
	}
	s.marks = append(s.marks, mark{kind: words, x: x, y: y, w: width, h: h, anchor: a, colour: c, text: text})
}

// shorter takes a character off a text and marks that it goes on.
func shorter(text string) string {
	r := []rune(text)
	if n := len(r); n > 0 && r[n-1] == '…' {
		r = r[:n-1]
	}
	if len(r) <= 1 {
		return ""
	}
	return string(r[:len(r)-1]) + "…"
}

// code sets a QR code with its quiet zone of four modules within the square.
func (s *Sheet) code(x, y, size float64, content string) {
	s.marks = append(s.marks, mark{kind: code, x: x, y: y, w: size, h: size, colour: black, text: content})
}
