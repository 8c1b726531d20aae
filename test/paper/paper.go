// Package paper makes what fax machines and scanners make, for tests: a Korean letter as a PDF file, as a fax in every encoding
// that machines use, and files that are made to harm. What is drawn and encoded is so by other people's programs (poppler, libtiff).
package paper

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"jikim/internal/sign"
)

// What the letter says: its sender and subject as they should be proposed, and eight facts that recognition must not get wrong.
const (
	Sender  = "홍길동"
	Subject = "자료실 열람 시간 연장 요청"
)

// Facts are words and numbers of the letter.
var Facts = []string{"홍길동", "033-762-4518", "2026년11월23일", "오후2시30분", "오후9시", "10권", "26456", "1234567890123"}

var text = []string{
	"수신: 해온시청 민원과",
	"발신: " + Sender + " (033-762-4518)",
	"제목: " + Subject,
	"",
	"안녕하십니까. 저는 2026년 11월 23일 오후 2시 30분에 귀 기관을 방문한 시민입니다. 평일 저녁에는 직장 때문에 자료실을 이용하기 " +
		"어려워, 열람 시간을 오후 9시까지 연장해 주시기를 요청드립니다.",
	"",
	"또한 어린이자료실의 대출 권수가 5권으로 제한되어 있어 불편합니다. 다른 도서관은 10권까지 빌릴 수 있는 것으로 알고 있습니다. " +
		"검토하여 주시면 감사하겠습니다.",
	"",
	"답변은 우편(강원특별자치도 원주시 단구로 123, 우편번호 26456)으로 부탁드립니다. 접수번호가 있으면 알려 주시기 바랍니다.",
	"",
	"등기번호 1234567890123",
	"",
	"2026년 11월 24일 " + Sender + " 드림",
}

// Text is what stands in the letter, without spaces.
func Text() string { return strings.Join(strings.Fields(strings.Join(text, "")), "") }

// PDF is the letter, so many times, each on a page.
func PDF(t testing.TB, pages int) []byte {
	t.Helper()
	var sheets []sign.Sheet
	for range pages {
		l := sign.Letter{Text: text}
		sheets = append(sheets, l.Paper(sign.UsualWindow)...)
	}
	body, err := sign.PDF("letter", "ko", sheets)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Fax is how a letter is faxed.
type Fax struct {
	Pages      int
	DotsY      int      // lines an inch: 98 or 196; 0: 196
	MinIsBlack bool     // how bits are told; fax machines say MinIsWhite
	Encoding   []string // arguments of tiffcp: "-c", "g4", …; none: uncompressed
}

// TIFF is the letter as a fax.
func TIFF(t testing.TB, f Fax) []byte {
	t.Helper()
	dir := t.TempDir()
	if f.DotsY == 0 {
		f.DotsY = 196
	}
	write(t, dir, "in.pdf", PDF(t, max(1, f.Pages)))
	run(t, dir, "pdftoppm", "poppler-utils", "-mono", "-rx", "204", "-ry", fmt.Sprint(f.DotsY), "in.pdf", "page")
	pages, _ := filepath.Glob(filepath.Join(dir, "page-*.pbm"))
	var pictures []Picture
	for _, p := range pages {
		body, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, bitmap(t, body, f))
	}
	plain := Encode(pictures)
	if len(f.Encoding) == 0 {
		return plain
	}
	write(t, dir, "plain.tif", plain)
	run(t, dir, "tiffcp", "libtiff-tools", append(f.Encoding, "plain.tif", "fax.tif")...)
	return read(t, dir, "fax.tif")
}

// bitmap reads a portable bitmap, whose bits say black.
func bitmap(t testing.TB, body []byte, f Fax) Picture {
	t.Helper()
	var width, height int
	if _, err := fmt.Sscanf(string(body), "P4\n%d %d\n", &width, &height); err != nil {
		t.Fatal(err)
	}
	bits := bytes.Clone(body[len(body)-(width+7)/8*height:])
	if f.MinIsBlack {
		for i := range bits {
			bits[i] = ^bits[i]
		}
	}
	return Picture{Width: width, Height: height, DotsX: 204, DotsY: f.DotsY, MinIsBlack: f.MinIsBlack, Data: bits}
}

// JPEG is the letter as a scanner makes it, at so many dots an inch.
func JPEG(t testing.TB, dots int) []byte {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "in.pdf", PDF(t, 1))
	run(t, dir, "pdftoppm", "poppler-utils", "-jpeg", "-r", fmt.Sprint(dots), "-singlefile", "in.pdf", "page")
	return read(t, dir, "page.jpg")
}

// Scanned is the letter as a PDF file that holds nothing but pictures.
func Scanned(t testing.TB, f Fax) []byte {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "in.tif", TIFF(t, f))
	run(t, dir, "tiff2pdf", "libtiff-tools", "-o", "out.pdf", "in.tif")
	return read(t, dir, "out.pdf")
}

// Locked is the letter as a PDF file that needs a password.
func Locked(t testing.TB) []byte {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "in.pdf", PDF(t, 1))
	run(t, dir, "qpdf", "qpdf", "--encrypt", "user", "owner", "256", "--", "in.pdf", "out.pdf")
	return read(t, dir, "out.pdf")
}

// Picture is one picture of a TIFF file. Its data are as they are to stand in the file.
type Picture struct {
	Width, Height, DotsX, DotsY int
	MinIsBlack                  bool
	Compression                 int // as TIFF numbers them; 0: none
	Data                        []byte
	// For files that are made to harm: a value that is told instead of the length, and a next directory that is told instead
	// of the one that follows.
	Length, Next uint32
}

// Encode writes pictures of one bit as a TIFF file, each with its directory after its data.
func Encode(pictures []Picture) []byte {
	out := []byte("II*\x00\x00\x00\x00\x00")
	link := 4 // where the offset of the next directory is written
	for _, p := range pictures {
		at := uint32(len(out))
		out = append(out, p.Data...)
		if len(out)%2 == 1 {
			out = append(out, 0)
		}
		dots := len(out)
		for _, n := range []int{p.DotsX, 1, p.DotsY, 1} {
			out = binary.LittleEndian.AppendUint32(out, uint32(n))
		}
		length, photometric := uint32(len(p.Data)), uint32(0)
		if p.Length > 0 {
			length = p.Length
		}
		if p.MinIsBlack {
			photometric = 1
		}
		if link > 0 {
			binary.LittleEndian.PutUint32(out[link:], uint32(len(out)))
		}
		entries := [][3]uint32{{256, 4, uint32(p.Width)}, {257, 4, uint32(p.Height)}, {258, 3, 1}, {259, 3, uint32(max(1, p.Compression))},
			{262, 3, photometric}, {273, 4, at}, {277, 3, 1}, {278, 4, uint32(p.Height)}, {279, 4, length},
			{282, 5, uint32(dots)}, {283, 5, uint32(dots + 8)}, {296, 3, 2}}
		out = binary.LittleEndian.AppendUint16(out, uint16(len(entries)))
		for _, e := range entries {
			out = binary.LittleEndian.AppendUint16(out, uint16(e[0]))
			out = binary.LittleEndian.AppendUint16(out, uint16(e[1]))
			out = binary.LittleEndian.AppendUint32(out, 1)
			out = binary.LittleEndian.AppendUint32(out, e[2])
		}
		link = len(out)
		out = binary.LittleEndian.AppendUint32(out, p.Next)
		if p.Next != 0 {
			link = 0
		}
	}
	return out
}

func write(t testing.TB, dir, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func run(t testing.TB, dir, program, pack string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s (Debian package %s): %v: %s", program, pack, err, out)
	}
}
