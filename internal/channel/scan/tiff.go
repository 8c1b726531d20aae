package scan

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Page is one picture of a TIFF file, as its directory describes it.
type Page struct {
	Width, Height int
	Bits          int     // of one sample; a fax has 1
	DotsX, DotsY  float64 // an inch; 0: it does not say
	// What fax software writes: text of the sender's identification and call, and a local time such as "2026:11:28 19:00:01".
	Description, Time string
}

// The tags of TIFF 6.0 that are read.
const (
	tagWidth       = 256
	tagHeight      = 257
	tagBits        = 258
	tagCompression = 259
	tagDescription = 270
	tagStrips      = 273
	tagSamples     = 277
	tagStripBytes  = 279
	tagDotsX       = 282
	tagDotsY       = 283
	tagUnit        = 296
	tagTime        = 306
	tagTiles       = 324
	tagTileBytes   = 325
)

// compressions are those that fax machines and scanners use: none, Modified Huffman, Group 3, Group 4, LZW, JPEG, Deflate and
// PackBits. What else libtiff can read (old JPEG, JBIG, …) is seldom and often faulty.
var compressions = []int{1, 2, 3, 4, 5, 7, 8, 32773, 32946}

// mostEntries bounds a directory; those of fax machines have 20 to 30 entries.
const mostEntries = 400

// Walk reads the directories of a TIFF file and checks that what they say can be: that nothing lies outside of the file, nothing
// is counted twice, the chain has an end, and no page is too large. No picture is decoded. The error is a *Refusal.
func Walk(body []byte) ([]Page, error) {
	w := &walker{body: body, seen: map[uint32]bool{}}
	at, err := w.begin()
	if err != nil {
		return nil, err
	}
	var pages []Page
	for at != 0 {
		if w.seen[at] {
			return nil, errBroken // it goes in circles
		}
		if len(pages) == MostPages {
			return nil, errPages
		}
		w.seen[at] = true
		var p Page
		if p, at, err = w.page(at); err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
	if len(pages) == 0 {
		return nil, errBroken
	}
	return pages, nil
}

type walker struct {
	body  []byte
	order binary.ByteOrder
	seen  map[uint32]bool
	data  int64 // bytes of pictures so far: together not more than the file has
}

// begin reads the head of the file and returns where its first directory is.
func (w *walker) begin() (uint32, error) {
	if len(w.body) < 8 {
		return 0, errBroken
	}
	w.order = binary.LittleEndian
	if w.body[0] == 'M' {
		w.order = binary.BigEndian
	}
	switch w.order.Uint16(w.body[2:]) {
	case 42:
		return w.order.Uint32(w.body[4:]), nil
	case 43:
		return 0, errFormat // BigTIFF
	}
	return 0, errBroken
}

// cut returns so many bytes of the file, nil when it does not have them.
func (w *walker) cut(at uint32, n int64) []byte {
	if int64(at)+n > int64(len(w.body)) {
		return nil
	}
	return w.body[at : int64(at)+n]
}

// page reads one directory, and where the next one is.
func (w *walker) page(at uint32) (Page, uint32, error) {
	head := w.cut(at, 2)
	if head == nil {
		return Page{}, 0, errBroken
	}
	n := int64(w.order.Uint16(head))
	all := w.cut(at, 2+12*n+4)
	if n == 0 || n > mostEntries || all == nil {
		return Page{}, 0, errBroken
	}
	d := directory{walker: w, entries: all[2 : 2+12*n]}
	p, err := d.read()
	return p, w.order.Uint32(all[2+12*n:]), err
}

// directory is the entries of one picture, twelve bytes each: tag, type, count, value or where it is.
type directory struct {
	*walker
	entries []byte
}

func (d *directory) read() (Page, error) {
	p := Page{Width: d.one(tagWidth, 0), Height: d.one(tagHeight, 0), Bits: d.one(tagBits, 1)}
	samples := d.one(tagSamples, 1)
	if p.Width < 1 || p.Height < 1 || p.Bits < 1 || samples < 1 {
		return p, errBroken
	}
	if int64(p.Width)*int64(p.Height) > MostPixels {
		return p, errLarge
	}
	if p.Bits > 16 || samples > 5 || !slices.Contains(compressions, d.one(tagCompression, 1)) {
		return p, errFormat
	}
	if err := d.strips(p.Height); err != nil {
		return p, err
	}
	p.DotsX, p.DotsY = d.ratio(tagDotsX), d.ratio(tagDotsY)
	switch d.one(tagUnit, 2) {
	case 3:
		p.DotsX, p.DotsY = p.DotsX*2.54, p.DotsY*2.54
	case 1: // a ratio of sides only
		p.DotsX, p.DotsY = 0, 0
	}
	if p.DotsX < 10 || p.DotsX > 5000 || p.DotsY < 10 || p.DotsY > 5000 {
		p.DotsX, p.DotsY = 0, 0
	}
	p.Description, p.Time = d.text(tagDescription), d.text(tagTime)
	return p, nil
}

// strips checks where the picture's data are. Files in which pages share data are made, not scanned: a small one can become
// any number of large pages.
func (d *directory) strips(height int) error {
	at, length := d.numbers(tagStrips, height), d.numbers(tagStripBytes, height)
	if at == nil && length == nil {
		const mostTiles = 1 << 16
		at, length = d.numbers(tagTiles, mostTiles), d.numbers(tagTileBytes, mostTiles)
	}
	if len(at) == 0 || len(at) != len(length) {
		return errBroken
	}
	for i := range at {
		if int64(at[i])+int64(length[i]) > int64(len(d.body)) {
			return errBroken // cut off
		}
		d.data += int64(length[i])
	}
	if d.data > int64(len(d.body)) {
		return errBroken
	}
	return nil
}

// sizes are the bytes of the types of values: 1 byte, 2 text, 3 short, 4 long, 5 ratio.
var sizes = map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8}

// value returns type, count and bytes of a tag; nil when it is not there or cannot be.
func (d *directory) value(tag int) (kind uint16, count int64, value []byte) {
	for e := d.entries; len(e) >= 12; e = e[12:] {
		if int(d.order.Uint16(e)) != tag {
			continue
		}
		kind, count = d.order.Uint16(e[2:]), int64(d.order.Uint32(e[4:]))
		n := sizes[kind] * count
		if n == 0 {
			return 0, 0, nil
		}
		if n <= 4 {
			return kind, count, e[8 : 8+n]
		}
		return kind, count, d.cut(d.order.Uint32(e[8:]), n)
	}
	return 0, 0, nil
}

// numbers returns the values of a tag, nil when there are none or more than most.
func (d *directory) numbers(tag, most int) []uint32 {
	kind, count, value := d.value(tag)
	if value == nil || count > int64(most) || kind != 3 && kind != 4 {
		return nil
	}
	out := make([]uint32, count)
	for i := range out {
		if kind == 3 {
			out[i] = uint32(d.order.Uint16(value[2*i:]))
		} else {
			out[i] = d.order.Uint32(value[4*i:])
		}
	}
	return out
}

// one returns the first value of a tag, or what holds without it; -1 for what no picture can have.
func (d *directory) one(tag, without int) int {
	const mostSamples = 16
	n := d.numbers(tag, mostSamples)
	if len(n) == 0 {
		return without
	}
	if n[0] > 1<<30 {
		return -1
	}
	return int(n[0])
}

func (d *directory) ratio(tag int) float64 {
	kind, _, value := d.value(tag)
	if kind != 5 || len(value) < 8 || d.order.Uint32(value[4:]) == 0 {
		return 0
	}
	return float64(d.order.Uint32(value)) / float64(d.order.Uint32(value[4:]))
}

// mostText bounds the texts of a directory.
const mostText = 2 << 10

func (d *directory) text(tag int) string {
	kind, _, value := d.value(tag)
	if kind != 2 {
		return ""
	}
	text, _, _ := strings.Cut(string(value[:min(len(value), mostText)]), "\x00")
	return strings.ToValidUTF8(text, "?")
}
