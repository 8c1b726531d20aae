// Package scan makes of a picture of paper, as fax machines and scanners give it, what an office can work with: a PDF file that can
// be searched, a picture of each page, and what text recognition reads in it as a proposal.
//
// The file comes from a stranger. Its structure is walked here first, with limits, before any decoder sees it; then libtiff, poppler
// and tesseract work on it in a sandbox. A file that does not pass is refused with a reason, and is nevertheless handed over as it
// came (Reader.Fill): what to do about it is for a person to decide.
package scan

import (
	"bytes"
	"image"
	_ "image/jpeg" // the sizes of pictures, without decoding them
	_ "image/png"
)

// The limits of a file.
const (
	MostBytes  = 64 << 20
	MostPages  = 200
	MostPixels = 40_000_000 // of one page: A4 at 600 dots an inch has 35 million
	// MostRead is how many pages are recognised and shown as pictures; the others stand in the PDF file only.
	MostRead = 20
)

// fineEnough is how many dots an inch, in both directions, a picture needs for fields to be proposed from it. At the standard
// resolution of fax, 98 lines an inch, recognition reads a number wrongly as often as not; at 196 hardly ever.
const fineEnough = 150

// The media types that are read.
const (
	TIFF = "image/tiff"
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// Refusal tells that a file is not converted, and why: a key of the catalogue "letter.doubt.…".
type Refusal struct{ Why string }

// Error implements the error interface.
func (r *Refusal) Error() string { return "the file is not converted: " + r.Why }

// The reasons for refusals.
var (
	errPages  = &Refusal{"letter.doubt.scan_pages"}  // more than MostPages
	errLarge  = &Refusal{"letter.doubt.scan_large"}  // a page of more than MostPixels, or a file of more than MostBytes
	errBroken = &Refusal{"letter.doubt.scan_broken"} // cut off, damaged, or made to harm
	errFormat = &Refusal{"letter.doubt.scan_format"} // a kind of file, or of compression, that is not read
	errLocked = &Refusal{"letter.doubt.scan_locked"} // needs a password
	errLimits = &Refusal{"letter.doubt.scan_limits"} // took more time or memory than a file of its kind needs
)

// Type tells by its first bytes what a file is: one of the four types that are read, or "".
func Type(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte("II*\x00")), bytes.HasPrefix(body, []byte("MM\x00*")),
		bytes.HasPrefix(body, []byte("II+\x00")), bytes.HasPrefix(body, []byte("MM\x00+")):
		return TIFF
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")):
		return PDF
	}
	return ""
}

// Whole tells whether a file has its end, so that it is not one that is still being written. Of files that are not read it
// knows nothing and says yes.
func Whole(body []byte) bool {
	tail := body[max(0, len(body)-1024):]
	switch Type(body) {
	case JPEG:
		return bytes.Contains(tail, []byte("\xff\xd9"))
	case PNG:
		return bytes.Contains(tail, []byte("IEND"))
	case PDF:
		return bytes.Contains(tail, []byte("%%EOF"))
	case TIFF:
		_, err := Walk(body)
		return err == nil || err != errBroken
	}
	return len(body) > 0
}

// sheet is what is known of a file before it is converted.
type sheet struct {
	kind  string
	pages int
	fine  bool    // good enough for fields to be proposed
	plain bool    // black and white without grey
	dotsX float64 // an inch, when the file does not say it by itself; 0: it does
	dotsY float64
}

// look checks a TIFF, JPEG or PNG file without decoding it. Of a PDF file it checks the size only.
func look(body []byte) (*sheet, error) {
	if len(body) > MostBytes {
		return nil, errLarge
	}
	switch kind := Type(body); kind {
	case TIFF:
		pages, err := Walk(body)
		if err != nil {
			return nil, err
		}
		return lookPages(pages), nil
	case JPEG, PNG:
		return lookPicture(kind, body)
	case PDF:
		return &sheet{kind: kind}, nil
	}
	return nil, errFormat
}

func lookPages(pages []Page) *sheet {
	s := &sheet{kind: TIFF, pages: len(pages), fine: true, plain: true}
	for i := range pages {
		p := &pages[i]
		x, y := p.DotsX, p.DotsY
		if x == 0 || y == 0 {
			x, y = likely(p.Width, p.Height)
			s.dotsX, s.dotsY = max(s.dotsX, x), max(s.dotsY, y)
		}
		s.fine = s.fine && min(x, y) >= fineEnough
		s.plain = s.plain && p.Bits == 1
	}
	return s
}

func lookPicture(kind string, body []byte) (*sheet, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || "image/"+format != kind || config.Width < 1 || config.Height < 1 {
		return nil, errBroken
	}
	if int64(config.Width)*int64(config.Height) > MostPixels {
		return nil, errLarge
	}
	x, y := likely(config.Width, config.Height)
	return &sheet{kind: kind, pages: 1, fine: min(x, y) >= fineEnough, dotsX: x, dotsY: y}, nil
}

// likely is how many dots an inch a picture of a page of A4 has, upright or lying.
func likely(width, height int) (x, y float64) {
	const short, long = 8.27, 11.69
	if width > height {
		return float64(width) / long, float64(height) / short
	}
	return float64(width) / short, float64(height) / long
}
