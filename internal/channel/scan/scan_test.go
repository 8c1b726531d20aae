package scan

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/test/paper"
)

var opened = sync.OnceValues(Open)

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wrong is the share of a text's letters that recognition got wrong, without spaces, in percent.
func wrong(want, got string) float64 {
	a, b := []rune(want), []rune(strings.Join(strings.Fields(got), ""))
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range a {
		last := row[0]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			last, row[j+1] = row[j+1], min(last+cost, row[j]+1, row[j+1]+1)
		}
	}
	return 100 * float64(row[len(b)]) / float64(len(a))
}

// black is the share of dark points of a picture, in percent: a page that comes out inverted is nearly all black.
func black(t *testing.T, pdf []byte) float64 {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftoppm", "-gray", "-r", "40", "-singlefile", "x.pdf", "x")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	body, err := os.ReadFile(filepath.Join(dir, "x.pgm"))
	if err != nil {
		t.Fatal(err)
	}
	dark := 0
	for _, b := range body {
		if b < 100 {
			dark++
		}
	}
	return 100 * float64(dark) / float64(len(body))
}

// drawn converts a TIFF file as far as to the picture of its last page.
func drawn(t *testing.T, r *Reader, body []byte) []byte {
	t.Helper()
	s, err := look(body)
	if err != nil {
		t.Fatal(err)
	}
	j := job{Reader: r, ctx: t.Context(), sheet: s, out: &Scan{}}
	if j.room, err = r.box.Room(); err != nil {
		t.Fatal(err)
	}
	defer j.room.Close()
	if err := j.room.Put("in.tif", body); err != nil {
		t.Fatal(err)
	}
	if err := j.convert(); err != nil {
		t.Fatal(err)
	}
	name, err := j.draw(j.out.Pages)
	if err == nil {
		err = j.keep(name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return j.out.Pictures[0].Body
}

// TestEncodings draws the letter in all the encodings that fax machines and scanners use, and compares every point. The decoder of
// golang.org/x/image turns MinIsBlack around, and fails at fill bits, at Group 3 in two dimensions and at the second page; this
// is why libtiff reads here.
func TestEncodings(t *testing.T) {
	t.Parallel()
	r := reader(t)
	want := drawn(t, r, paper.TIFF(t, paper.Fax{}))
	for name, f := range map[string]paper.Fax{
		"G4, MinIsWhite, bits from the right, the second page, as HylaFAX writes": {Pages: 2, Encoding: []string{"-c", "g4", "-f", "lsb2msb"}},
		"G4, MinIsBlack":                          {MinIsBlack: true, Encoding: []string{"-c", "g4"}},
		"Modified Huffman":                        {Encoding: []string{"-c", "g3:1d"}},
		"Modified Huffman, MinIsBlack":            {MinIsBlack: true, Encoding: []string{"-c", "g3:1d"}},
		"Modified Huffman with fill bits":         {Encoding: []string{"-c", "g3:1d:fill"}},
		"Group 3 in two dimensions":               {Encoding: []string{"-c", "g3:2d"}},
		"the same, strips, bits from the right":   {Encoding: []string{"-c", "g3:2d:fill", "-r", "100", "-f", "lsb2msb"}},
		"uncompressed, big-endian, MinIsBlack":    {MinIsBlack: true, Encoding: []string{"-B"}},
		"LZW, as scanners write":                  {Encoding: []string{"-c", "lzw"}},
		"Deflate":                                 {Encoding: []string{"-c", "zip"}},
		"PackBits, the fifth page, 8 rows strips": {Pages: 5, Encoding: []string{"-c", "packbits", "-r", "8"}},
	} {
		if got := drawn(t, r, paper.TIFF(t, f)); !bytes.Equal(got, want) {
			t.Errorf("%s: other points are black", name)
		}
	}
}

// TestRead reads the letter as it comes by the usual ways.
func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		body  []byte
		pages int
		fine  bool
	}{
		{"a fax of two pages", paper.TIFF(t, paper.Fax{Pages: 2, Encoding: []string{"-c", "g4", "-f", "lsb2msb"}}), 2, true},
		{"a fax of standard resolution", paper.TIFF(t, paper.Fax{DotsY: 98, Encoding: []string{"-c", "g3:1d"}}), 1, false},
		{"a scanned PDF file", paper.Scanned(t, paper.Fax{Encoding: []string{"-c", "g4"}}), 1, true},
		{"a PDF file with text", paper.PDF(t, 1), 1, true},
		{"JPEG at 200 dots", paper.JPEG(t, 200), 1, true},
	}
	r := reader(t)
	for _, tt := range tests {
		s, err := r.Read(t.Context(), tt.body)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if s.Pages != tt.pages || s.Fine != tt.fine || s.Part || Type(s.PDF) != PDF || s.Type != JPEG && len(s.Pictures) != tt.pages {
			t.Errorf("%s: %d pages, fine %v, part %v, %d pictures", tt.name, s.Pages, s.Fine, s.Part, len(s.Pictures))
		}
		if dark := black(t, s.PDF); dark < 0.5 || dark > 15 {
			t.Errorf("%s: %.1f %% of the page are black", tt.name, dark)
		}
		read := 0
		for _, f := range paper.Facts {
			if strings.Contains(strings.Join(strings.Fields(s.Text), ""), f) {
				read++
			}
		}
		t.Logf("%s: %.1f %% wrong, %d of %d facts", tt.name, wrong(strings.Repeat(paper.Text(), tt.pages), s.Text), read, len(paper.Facts))
		p := s.Propose()
		switch {
		case tt.fine && (p.Sender != paper.Sender || p.Subject != paper.Subject || read < len(paper.Facts)-1):
			t.Errorf("%s: proposed %q, %q; %d of %d facts were read", tt.name, p.Sender, p.Subject, read, len(paper.Facts))
		case !tt.fine && (p.Sender != "" || p.Subject != "" || p.Fine):
			t.Errorf("%s: too coarse, and yet proposed %q, %q", tt.name, p.Sender, p.Subject)
		}
		if text := text(t, s.PDF); tt.fine && !strings.Contains(text, paper.Sender) {
			t.Errorf("%s: the PDF file cannot be searched: %.200q", tt.name, text)
		}
	}
}

func text(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// hostile are files that are made to harm, and how each is refused.
func hostile(t testing.TB) []struct {
	name string
	body []byte
	why  *Refusal
} {
	row := paper.Picture{Width: 1728, Height: 4, DotsX: 204, DotsY: 196, Data: make([]byte, 4*216)}
	many := func(n int) []byte {
		pages := make([]paper.Picture, n)
		for i := range pages {
			pages[i] = row
		}
		return paper.Encode(pages)
	}
	with := func(change func(*paper.Picture)) []byte {
		p := row
		change(&p)
		return paper.Encode([]paper.Picture{p})
	}
	whole := paper.TIFF(t, paper.Fax{Pages: 2, Encoding: []string{"-c", "g4"}})
	big := bytes.Clone(many(1))
	big[2] = 43
	shared := bytes.Clone(many(2))
	second := binary.LittleEndian.Uint32(shared[len(shared)-4-12*12+5*12+8-0:]) // the strip of the second page
	shared = bytes.ReplaceAll(shared, binary.LittleEndian.AppendUint32([]byte{0x11, 1, 4, 0, 1, 0, 0, 0}, second), []byte{0x11, 1, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0})
	for at := bytes.Index(shared, []byte{0x17, 1, 4, 0}); at >= 0; at = -1 {
		copy(shared[at+8:], binary.LittleEndian.AppendUint32(nil, uint32(len(shared)-8))) // all of the file, twice
	}
	jpeg := paper.JPEG(t, 72)
	return []struct {
		name string
		body []byte
		why  *Refusal
	}{
		{"nothing", nil, errFormat},
		{"a program", []byte("\x7fELF\x02\x01\x01"), errFormat},
		{"BigTIFF", big, errFormat},
		{"a compression that machines do not use", with(func(p *paper.Picture) { p.Compression = 34661 }), errFormat},
		{"20,000 × 20,000 points in 25 kB", with(func(p *paper.Picture) { p.Width, p.Height, p.Compression = 20000, 20000, 4 }), errLarge},
		{"20,000 pages", many(20_000), errPages},
		{"201 pages", many(201), errPages},
		{"directories in a circle", with(func(p *paper.Picture) { p.Next = 8 + 4*216 + 16 }), errBroken},
		{"a directory outside of the file", with(func(p *paper.Picture) { p.Next = 1 << 30 }), errBroken},
		{"data outside of the file", with(func(p *paper.Picture) { p.Length = 1 << 31 }), errBroken},
		{"pages that share their data", shared, errBroken},
		{"no points", with(func(p *paper.Picture) { p.Width = 0 }), errBroken},
		{"cut off in the second page", whole[:len(whole)*3/4], errBroken},
		{"cut off in its head", whole[:6], errBroken},
		{"a picture cut off in its head", jpeg[:30], errBroken},
		{"a PDF file that needs a password", paper.Locked(t), errLocked},
		{"a PDF file that is none", []byte("%PDF-1.7\nnothing more"), errBroken},
		{"a PDF file of 201 pages", pdfOf(201, "0 0 595 842", ""), errPages},
		{"a PDF page of a kilometre", pdfOf(1, "0 0 2800000 2800000", ""), errLarge},
		{"a file of 65 MB", append([]byte("%PDF-1.7\n"), make([]byte, MostBytes)...), errLarge},
	}
}

// pdfOf is a PDF file of empty pages with one stream that all of them draw.
func pdfOf(pages int, box, stream string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n")
	fmt.Fprintf(&b, "3 0 obj <</Length %d>> stream\n%s\nendstream endobj\n2 0 obj <</Type/Pages/Count %d/Kids[", len(stream), stream, pages)
	for i := range pages {
		fmt.Fprintf(&b, "%d 0 R ", 10+i)
	}
	b.WriteString("]>> endobj\n")
	for i := range pages {
		fmt.Fprintf(&b, "%d 0 obj <</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 3 0 R>> endobj\n", 10+i, box)
	}
	b.WriteString("trailer <</Root 1 0 R>>\n%%EOF\n")
	return []byte(b.String())
}

// TestHostile proves that each is refused for its reason, and that a letter with it is nevertheless whole.
func TestHostile(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, tt := range hostile(t) {
		s, err := r.Read(t.Context(), tt.body)
		if s != nil || !errors.Is(err, tt.why) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.why)
			continue
		}
		l := channel.Letter{Channel: "fax"}
		if err := r.Fill(t.Context(), &l, "../../x\u202efdp.tif", tt.body); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if len(l.Doubts) != 1 || l.Doubts[0] != tt.why.Why || !bytes.Equal(l.Original.Body, tt.body) || l.Original.Name != "xfdp.tif" || l.Proposed != nil {
			t.Errorf("%s: doubts %v, original %q of %d bytes", tt.name, l.Doubts, l.Original.Name, len(l.Original.Body))
		}
	}
}

// TestEndless gives the converter a page that takes for ever to draw.
func TestEndless(t *testing.T) {
	t.Parallel()
	r := *reader(t)
	r.turn = make(chan struct{}, 1)
	draw := "0 0 595 842 re f\n" + strings.Repeat("q 0.7 g 0 0 m 595 842 l 0 842 l 595 0 l h f* Q\n", 300_000)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Read(ctx, pdfOf(1, "0 0 595 842", draw)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped by us: %v", err)
	}
	j := job{Reader: &r, ctx: t.Context(), sheet: &sheet{kind: PDF}, out: &Scan{}}
	var err error
	if j.room, err = r.box.Room(); err != nil {
		t.Fatal(err)
	}
	defer j.room.Close()
	if err := j.room.Put("in.pdf", pdfOf(1, "0 0 595 842", draw)); err != nil {
		t.Fatal(err)
	}
	short := single
	short.CPU = time.Second
	if _, err := j.run(short, "pdftoppm", "-r", "100", "in.pdf", "x"); !errors.Is(err, errLimits) {
		t.Errorf("without end: %v", err)
	}
}

// TestManyPages proves that pages beyond those that are recognised are kept, and said to be only that.
func TestManyPages(t *testing.T) {
	t.Parallel()
	r := *reader(t)
	r.most = 2
	row := paper.Picture{Width: 300, Height: 60, DotsX: 200, DotsY: 200, Data: make([]byte, 38*60)}
	pages := make([]paper.Picture, 5)
	for i := range pages {
		pages[i] = row
	}
	var l channel.Letter
	if err := r.Fill(t.Context(), &l, "fax.tif", paper.Encode(pages)); err != nil {
		t.Fatal(err)
	}
	if l.Pages != len(pages) || len(l.Files) != 1+2 || len(l.Doubts) != 0 || !strings.Contains(strings.Join(l.Notes, " "), "scan_part") {
		t.Errorf("%d pages, %d files, %v, %v", l.Pages, len(l.Files), l.Doubts, l.Notes)
	}
	s, err := r.Read(t.Context(), l.Files[0].Body)
	if err != nil || s.Pages != len(pages) {
		t.Errorf("the PDF file has %v pages, %v", s, err)
	}
}

func FuzzWalk(f *testing.F) {
	for _, h := range hostile(f) {
		if len(h.body) < 1<<16 {
			f.Add(h.body)
		}
	}
	f.Add(paper.TIFF(f, paper.Fax{Encoding: []string{"-c", "g4"}}))
	f.Fuzz(func(t *testing.T, body []byte) {
		Whole(body)
		if _, err := look(body); err != nil {
			var no *Refusal
			if !errors.As(err, &no) {
				t.Fatalf("no refusal: %v", err)
			}
		}
		pages, err := Walk(body)
		if err != nil {
			return
		}
		if len(pages) < 1 || len(pages) > MostPages {
			t.Fatalf("%d pages", len(pages))
		}
		for _, p := range pages {
			if p.Width < 1 || p.Height < 1 || int64(p.Width)*int64(p.Height) > MostPixels {
				t.Fatalf("%+v", p)
			}
		}
	})
}
