package message_test

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// winmail makes a winmail.dat attribute by attribute.
type winmail struct{ b []byte }

func newWinmail() *winmail {
	w := &winmail{}
	w.b = binary.LittleEndian.AppendUint32(w.b, 0x223e9f78)
	w.b = binary.LittleEndian.AppendUint16(w.b, 1)
	return w.attribute(1, 0x00089006, []byte{0, 0, 1, 0}).attribute(1, 0x00069007, []byte{0xb5, 3, 0, 0, 0, 0, 0, 0}) // version; code page 949
}

func (w *winmail) attribute(level byte, id uint32, data []byte) *winmail {
	w.b = append(w.b, level)
	w.b = binary.LittleEndian.AppendUint32(w.b, id)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(len(data)))
	w.b = append(w.b, data...)
	var sum uint16
	for _, c := range data {
		sum += uint16(c)
	}
	w.b = binary.LittleEndian.AppendUint16(w.b, sum)
	return w
}

// file adds an attachment; the long name is a property in UTF-16 when it is there.
func (w *winmail) file(short, long, body string) *winmail {
	w.attribute(2, 0x00069002, make([]byte, 14)).attribute(2, 0x00018010, append([]byte(short), 0)).attribute(2, 0x0006800f, []byte(body))
	if long == "" {
		return w
	}
	p := binary.LittleEndian.AppendUint32(nil, 2)
	p = binary.LittleEndian.AppendUint32(p, 0x0e200003) // the size, a number
	p = binary.LittleEndian.AppendUint32(p, uint32(len(body)))
	p = binary.LittleEndian.AppendUint32(p, 0x3707001f)
	p = binary.LittleEndian.AppendUint32(p, 1)
	units := append(utf16.Encode([]rune(long)), 0)
	p = binary.LittleEndian.AppendUint32(p, uint32(2*len(units)))
	for _, u := range units {
		p = binary.LittleEndian.AppendUint16(p, u)
	}
	for len(p)%4 != 0 {
		p = append(p, 0)
	}
	return w.attribute(2, 0x00069005, p)
}

func readWinmail(b []byte) *channel.Letter {
	return read("From: a@example.kr", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "text", "--b",
		"Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64", "", b64(string(b)), "--b--")
}

// TestWinmail reads a winmail.dat, and has Debian's tnef read the same: a reader of our own must not agree with its own test alone.
func TestWinmail(t *testing.T) {
	t.Parallel()
	w := newWinmail().file("A.TXT", "신청서.txt", "first file").file(cp949(t, "도면.dat"), "", "\x00\x01second")
	l := readWinmail(w.b)
	if got := fileNames(l); !slices.Equal(got, []string{"신청서.txt", "도면.dat"}) || string(l.Files[0].Body) != "first file" || string(l.Files[1].Body) != "\x00\x01second" || len(l.Notes) > 0 {
		t.Fatalf("%q, %v", got, l.Notes)
	}
	program, err := exec.LookPath("tnef")
	if err != nil {
		t.Fatal("the package tnef is missing: run test/prepare.sh")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "winmail.dat"), w.b, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-C", dir, filepath.Join(dir, "winmail.dat"))
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, string(b))
	}
	for _, f := range l.Files {
		if !slices.Contains(bodies, string(f.Body)) {
			t.Errorf("tnef did not find %q in %q", f.Name, files)
		}
	}
}

// TestWinmailText takes the text from it where the mail has none.
func TestWinmailText(t *testing.T) {
	t.Parallel()
	l := readWinmail(newWinmail().attribute(1, 0x0002800c, append([]byte(cp949(t, "본문입니다")), 0)).b)
	if !strings.Contains(l.Text, "본문입니다") {
		t.Errorf("%q", l.Text)
	}
}

// TestBrokenWinmail proves that what cannot be read is kept as the file that it is, with a note.
func TestBrokenWinmail(t *testing.T) {
	t.Parallel()
	whole := newWinmail().file("a.txt", "가.txt", "content").b
	for cut := range whole {
		l := readWinmail(whole[:cut])
		if len(l.Files) > 1 {
			t.Fatalf("%d bytes give %q", cut, fileNames(l))
		}
		// An end between two attributes looks whole.
		if len(l.Files) == 1 && l.Files[0].Name == "winmail.dat" && !slices.Contains(l.Notes, message.NoteWinmail) {
			t.Errorf("%d bytes: no note", cut)
		}
	}
	huge := newWinmail().b
	huge = append(huge, 2, 0x0f, 0x80, 6, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3)
	if l := readWinmail(huge); len(l.Files) != 1 || l.Files[0].Name != "winmail.dat" {
		t.Errorf("a length of 4 GB: %q", fileNames(l))
	}
}
