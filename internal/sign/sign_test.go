package sign

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

var (
	office     = Name{"해안시청", "Haean City Hall"}
	department = Name{"총무과", "General Affairs Division"}
	person     = Person{Name: "홍길동", Duty: "민원 접수, 시설물 대관", Phone: "033-737-1043"}
	address    = "https://haean.example/items/search_pc?unit=3"
)

// every is one sheet of each kind.
func every() []Sheet {
	floors := []Floor{{"2층", []Room{{Name{"디지털자료실", "Digital Room"}, "문헌정보과 737-1008"}, {Name{"총무과 사무실", ""}, ""}}},
		{"1층", []Room{{Name{"종합자료실", "General Reading Room"}, "737-1003"}}}}
	title := Name{"층별 사무실 안내도", "Floor guide"}
	var out []Sheet
	out = append(out, FloorGuide(title, office, floors)...)
	out = append(out, LiftSign(title, office, floors)...)
	out = append(out, DoorBoard(department, office, []Person{person, {Name: "김민원"}})...)
	return append(out, DeskPlate(department, person), Badge(office, department, person, address, "의견 남기기"),
		DeskSign(Name{"민원접수 창구", "Petition desk"}, department, "737-1043", "장애인·노약자 우선"),
		ItemLabel(Name{"자료검색 컴퓨터", "Catalogue computer"}, "3번", "무료", address, "고장 신고"))
}

var (
	pageObject = regexp.MustCompile(`/Type /Page\b[^s]`)
	mediaBox   = regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`)
	stream     = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
)

// unpacked returns a document with its compressed streams readable.
func unpacked(t *testing.T, pdf []byte) string {
	t.Helper()
	var out strings.Builder
	out.Write(pdf)
	for _, m := range stream.FindAllSubmatch(pdf, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // not compressed
		}
		b, err := io.ReadAll(r)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatal(err)
		}
		out.Write(b)
	}
	return out.String()
}

// inPDF is a text as it stands in the content of a page: UTF-16, which the font's own table says it is.
func inPDF(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		for _, c := range []byte{byte(u >> 8), byte(u)} {
			if strings.IndexByte(`()\`, c) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		}
	}
	return b.String()
}

func TestPDF(t *testing.T) {
	t.Parallel()
	sheets := every()
	pdf, err := PDF("안내", "ko", sheets)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(pageObject.FindAll(pdf, -1)); n != len(sheets) {
		t.Errorf("%d pages for %d sheets", n, len(sheets))
	}
	boxes := mediaBox.FindAllSubmatch(pdf, -1)
	for i, want := range []string{"841.89 1190.55", "595.28 841.89"} { // A3 and A4 in points
		found := false
		for _, b := range boxes {
			found = found || string(b[1])+" "+string(b[2]) == want
		}
		if !found {
			t.Errorf("no page of size %d: %s among %q", i, want, boxes)
		}
	}
	text := unpacked(t, pdf)
	for _, want := range []string{"/FontFile2", "/ToUnicode", "beginbfrange", "/Lang (ko)", inPDF("홍길동"), inPDF("층별 사무실 안내도"), inPDF("Petition desk")} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %q", want)
		}
	}
	if len(pdf) > 200_000 {
		t.Errorf("%d bytes: the font is not cut down", len(pdf))
	}
	again, err := PDF("안내", "ko", every())
	if err != nil || !bytes.Equal(pdf, again) {
		t.Errorf("the same sheets gave another document (%v)", err)
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	for _, s := range every() {
		svg, err := SVG(&s, "ko")
		if err != nil {
			t.Fatal(err)
		}
		var root struct {
			Width   string `xml:"width,attr"`
			ViewBox string `xml:"viewBox,attr"`
			Title   string `xml:"title"`
		}
		if err := xml.Unmarshal(svg, &root); err != nil {
			t.Fatalf("%s: %v", s.Title, err)
		}
		if root.Width != fmt.Sprintf("%vmm", s.Width) || root.ViewBox != fmt.Sprintf("0 0 %v %v", s.Width, s.Height) || root.Title != s.Title {
			t.Errorf("%s: %+v", s.Title, root)
		}
		if bytes.Contains(svg, []byte("style=")) || bytes.Contains(svg, []byte("<script")) {
			t.Errorf("%s has a style or a script", s.Title)
		}
	}
	odd := DeskPlate(Name{KO: `<b>&"`}, Person{Name: "]]>", Duty: "a\x00b"})
	svg, err := SVG(&odd, `ko"><script`)
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := token.(xml.StartElement); err != nil || ok && e.Name.Local == "b" {
			t.Fatalf("%v %v in %s", token, err, svg)
		}
	}
}

// TestCodeIsRead reads the codes back with another library, from a picture drawn as the documents draw it.
func TestCodeIsRead(t *testing.T) {
	t.Parallel()
	for _, content := range []string{address, "https://a.example/", "http://127.0.0.1:8080/items/" + strings.Repeat("digital_copier", 8)} {
		m, err := encode(content)
		if err != nil {
			t.Fatal(err)
		}
		const size = 400
		picture := image.NewGray(image.Rect(0, 0, size, size))
		for i := range picture.Pix {
			picture.Pix[i] = 255
		}
		m.runs(0, 0, size, func(x, y, w, h float64) {
			for py := int(y + 0.5); py < int(y+h+0.5); py++ {
				for px := int(x + 0.5); px < int(x+w+0.5); px++ {
					picture.SetGray(px, py, color.Gray{})
				}
			}
		})
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || got.GetText() != content {
			t.Errorf("%q is read as %v (%v)", content, got, err)
		}
	}
}

// TestNothingLeavesItsSheet draws texts of any length, and lays pieces on paper: all stays within the sheet.
func TestNothingLeavesItsSheet(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("아주 긴 이름 ", 30)
	big := Person{Name: long, Duty: long, Phone: long}
	name := Name{long, long}
	floors := []Floor{{long, []Room{{name, long}, {name, long}}}, {"", []Room{{name, ""}}}}
	sheets := every()
	sheets = append(sheets, FloorGuide(name, name, floors)...)
	sheets = append(sheets, DoorBoard(name, name, []Person{big})...)
	sheets = append(sheets, DeskPlate(name, big), Badge(name, name, big, address, long), DeskSign(name, name, long, long),
		ItemLabel(name, long, long, address, long))
	sheets = append(sheets, Impose(sheets)...)
	for _, s := range sheets {
		for _, m := range s.marks {
			x, y, w := m.x, m.y, m.w
			if m.kind == words {
				x, y = m.start(), m.y-m.h
				if m.h < smallest-0.001 {
					t.Errorf("%.20s: letters of %.2f mm", s.Title, m.h)
				}
			}
			if x < -0.2 || y < -0.2 || x+w > s.Width+0.2 || y+m.h > s.Height+0.2 {
				t.Errorf("%.20s: %+v leaves %v × %v", s.Title, m, s.Width, s.Height)
			}
		}
	}
}

func TestPapers(t *testing.T) {
	t.Parallel()
	many := make([]Person, 20)
	for i := range many {
		many[i] = person
	}
	if n := len(DoorBoard(department, office, many)); n != 3 {
		t.Errorf("20 people on %d boards", n)
	}
	if n := len(DoorBoard(department, office, nil)); n != 1 {
		t.Errorf("nobody on %d boards", n)
	}
	var rooms []Room
	for i := range 40 {
		rooms = append(rooms, Room{Name: Name{KO: fmt.Sprintf("%d호", i)}})
	}
	guides := FloorGuide(office, office, []Floor{{"1층", rooms}})
	drawn := 0
	for _, s := range guides {
		for _, m := range s.marks {
			if strings.HasSuffix(m.text, "호") {
				drawn++
			}
		}
	}
	if len(guides) != 3 || drawn != 40 {
		t.Errorf("40 rooms: %d drawn on %d sheets", drawn, len(guides))
	}
	badges := make([]Sheet, 11)
	for i := range badges {
		badges[i] = Badge(office, department, person, address, "")
	}
	if n := len(Impose(badges)); n != 2 { // two by five
		t.Errorf("11 badges on %d papers", n)
	}
	if n := len(Impose(every())); n != 7 {
		t.Errorf("one of each kind on %d papers", n)
	}
}
