package sign

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"

	"codeberg.org/go-pdf/fpdf"
)

// packed is NanumGothic Bold (OFL-1.1, OFL.txt) as its makers give it out, compressed. See ADR 0013 for why it is whole.
//
//go:embed NanumGothicBold.ttf.gz
var packed []byte

// fontName is the name of the font in both kinds of document.
const fontName = "NanumGothic"

// font unpacks the font when the first sheet is drawn: most processes never draw one.
var font = sync.OnceValue(func() []byte {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("sign: the embedded font is damaged: " + err.Error())
	}
	b, err := io.ReadAll(r)
	if err != nil {
		panic("sign: the embedded font is damaged: " + err.Error())
	}
	return b
})

// ruler measures texts; fpdf's documents are not safe for concurrent use.
var ruler struct {
	sync.Mutex
	doc *fpdf.Fpdf
}

// measured is the size in millimetres at which texts are measured: widths of a font grow with its size.
const measured = 100

// measure returns the width of a text in millimetres, set in letters of the size h.
func measure(text string, h float64) float64 {
	ruler.Lock()
	defer ruler.Unlock()
	if ruler.doc == nil {
		ruler.doc = fpdf.New("P", "mm", "A4", "")
		ruler.doc.AddUTF8FontFromBytes(fontName, "", font())
		ruler.doc.SetFont(fontName, "", 12)
		ruler.doc.SetFontUnitSize(measured)
	}
	return ruler.doc.GetStringWidth(text) * h / measured
}
