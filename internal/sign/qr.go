package sign

import (
	"fmt"
	"image/color"

	"github.com/boombuler/barcode/qr"
)

// quiet is the margin of a code in modules (ISO/IEC 18004: four).
const quiet = 4

// matrix is a code: its modules by row, true for dark.
type matrix [][]bool

// encode makes the code of a text. A quarter of it may be dirty or torn (level Q): labels are touched.
func encode(text string) (matrix, error) {
	c, err := qr.Encode(text, qr.Q, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("encoding %d bytes: %w", len(text), err)
	}
	size := c.Bounds()
	m := make(matrix, size.Dy())
	for y := range m {
		m[y] = make([]bool, size.Dx())
		for x := range m[y] {
			m[y][x] = color.GrayModel.Convert(c.At(size.Min.X+x, size.Min.Y+y)).(color.Gray).Y < 128
		}
	}
	return m, nil
}

// runs calls draw for each run of dark modules of a row, within a square of that size at x, y.
func (m matrix) runs(x, y, size float64, draw func(x, y, w, h float64)) {
	module := size / float64(len(m)+2*quiet)
	for row := range m {
		for from := 0; from < len(m[row]); {
			to := from
			for to < len(m[row]) && m[row][to] {
				to++
			}
			if to > from {
				draw(x+float64(quiet+from)*module, y+float64(quiet+row)*module, float64(to-from)*module, module)
			}
			from = to + 1
		}
	}
}
