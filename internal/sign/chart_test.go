package sign

import (
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func charts() *Report {
	r := report(1)
	r.Sections = []Section{{Heading: "분야마다의 점수", Bars: &Bars{Max: 100, Rows: []BarRow{{"내용 품질", []float64{80}, "80.0"}, {"전달 품질", nil, "5명 미만"}}}},
		{Heading: "중요도와 점수", Quadrants: &Quadrants{X: "점수 →", Y: "↑ 중요도", Fields: [4]string{"유지", "중점 개선", "점진 개선", "지속"}, CutX: 0.5, CutY: 0.5,
			Points: []Point{{X: 0.9, Y: 0.9}, {X: 0.1, Y: 0.8, Marked: true}}}}}
	return r
}

// TestChartsInAPicture draws the report as a printer does and looks where ink is: the bar is four fifths long, the disc and the square
// stand in their fields, and the font has the Korean words, of which a missing one would be no ink or a box in the text.
func TestChartsInAPicture(t *testing.T) {
	t.Parallel()
	pdf, err := PDF("보고서", "ko", charts().Paper())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	const dpi = 254.0 // ten points are a millimetre
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "254", "-png", "-singlefile", file, file).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm (Debian package poppler-utils): %v\n%s", err, out)
	}
	in, err := os.Open(file + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	page, _, err := image.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	ink := func(x, y float64, c colour) bool { // in millimetres
		r, g, b, _ := page.At(int(x*dpi/25.4), int(y*dpi/25.4)).RGBA()
		near := func(have uint32, want uint8) bool { d := int(have>>8) - int(want); return d > -12 && d < 12 }
		return near(r, c.r) && near(g, c.g) && near(b, c.b)
	}
	sheet := charts().Paper()[0]
	var bars, discs, squares, fields []mark
	for _, m := range sheet.marks {
		switch {
		case m.kind == disc:
			discs = append(discs, m)
		case m.kind == box && m.h == barHeight:
			bars = append(bars, m)
		case m.kind == box && m.w == pointSize:
			squares = append(squares, m)
		case m.kind == words && m.text == "중점 개선":
			fields = append(fields, m)
		}
	}
	if len(bars) != 1 || len(discs) != 1 || len(squares) != 1 || len(fields) != 1 {
		t.Fatalf("%d bars, %d discs, %d squares, %d words", len(bars), len(discs), len(squares), len(fields))
	}
	full := A4Width - 2*reportEdge - barLabel - barText
	if b := bars[0]; b.w != 0.8*full || !ink(b.x+b.w-1, b.y+2, blue) || ink(b.x+b.w+1, b.y+2, blue) {
		t.Errorf("the bar is %.1f of %.1f mm", b.w, full)
	}
	if d := discs[0]; d.x < A4Width/2 || !ink(d.x-d.w+0.5, d.y, blue) {
		t.Errorf("the disc stands at %.1f, %.1f", d.x, d.y)
	}
	if q := squares[0]; q.x > A4Width/2 || q.y > discs[0].y+20 || !ink(q.x+0.3, q.y+0.3, black) {
		t.Errorf("the square stands at %.1f, %.1f", q.x, q.y)
	}
	dark, all := 0, 0
	for x := fields[0].start(); x < fields[0].start()+fields[0].w; x += 0.1 {
		for y := fields[0].y - fields[0].h; y < fields[0].y; y += 0.1 {
			if all++; ink(x, y, grey) {
				dark++
			}
		}
	}
	if share := float64(dark) / float64(all); share < 0.08 || share > 0.6 {
		t.Errorf("%.0f %% of the Korean words are ink", 100*share)
	}
}
