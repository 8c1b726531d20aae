package ui

import (
	"context"
	"fmt"
	"image/color"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"
)

// QR is a QR code (ISO/IEC 18004) of a text, to be read off the screen or a sheet of paper. It is black on white in every
// mode, with the four modules of quiet around it that readers need.
type QR struct {
	Text  string
	Label string // what it leads to, for those who do not see it; required
}

// quiet is the width of the empty frame, in modules.
const quiet = 4

// Render draws the code. A text too long for one (about 2,300 letters) draws nothing: the address always stands beside it.
func (q QR) Render(ctx context.Context, w io.Writer) error {
	shape, size, ok := q.shape()
	if !ok {
		return nil
	}
	return qrCode(q.Label, fmt.Sprintf("0 0 %d %d", size, size), shape).Render(ctx, w)
}

// shape returns the path of the dark modules, row by row, and the width of the whole.
func (q QR) shape() (path string, size int, ok bool) {
	code, err := qr.Encode(q.Text, qr.M, qr.Auto)
	if err != nil {
		return "", 0, false
	}
	n := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < n && code.At(x, y) == color.Black }
	var b strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			from := x
			for dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return b.String(), n + 2*quiet, true
}

var _ templ.Component = QR{}
