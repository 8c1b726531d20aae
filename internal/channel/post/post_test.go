package post

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/channeltest"
	"jikim/internal/channel/scan"
	"jikim/internal/core/yaml"
	"jikim/test/paper"
)

var opened = sync.OnceValues(scan.Open)

func papers(t testing.TB) *scan.Reader {
	t.Helper()
	r, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var seoul = time.FixedZone("KST", 9*3600)

func office(box channel.Letters) channel.Office {
	return channel.Office{Name: "under-test", Letters: box, Log: slog.New(slog.DiscardHandler), Now: time.Now}
}

// scanner is a folder into which a scanner writes.
type scanner struct{ dir string }

func (s scanner) folder(t testing.TB, o channel.Office) *Folder {
	t.Helper()
	return &Folder{Intake: scan.Intake{Office: o, Reader: papers(t)}, dir: s.dir, zone: seoul, pause: 3 * time.Millisecond,
		seen: map[string]sight{}, stuck: map[string]sight{}}
}

func (s scanner) write(t testing.TB, name string, body []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), body, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s scanner) in(folder string) (names []string) {
	entries, _ := os.ReadDir(filepath.Join(s.dir, folder))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (s scanner) Open(t testing.TB, o channel.Office) channel.Source { return s.folder(t, o) }

// Put writes a file of a kind that is not converted, which is not what the suite is about.
func (s scanner) Put(t testing.TB, number int) {
	s.write(t, fmt.Sprintf("scan %d.bin", number), fmt.Appendf(nil, "no picture %d", number))
}

func (s scanner) Number(l *channel.Letter) (n int) {
	if _, err := fmt.Sscanf(string(l.Original.Body), "no picture %d", &n); err != nil {
		return 0
	}
	return n
}

func (s scanner) Acknowledged() int { return len(s.in(processed)) + len(s.in(refused)) }

func TestFolderKeepsTheContract(t *testing.T) {
	t.Parallel()
	channeltest.Letters(t, func(t *testing.T) channeltest.Peer { return scanner{t.TempDir()} })
}

// TestFolder takes what is finished, leaves what is not, and puts each where it belongs.
func TestFolder(t *testing.T) {
	t.Parallel()
	s, box := scanner{t.TempDir()}, channeltest.NewLetterbox()
	o := office(box)
	now := time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	f := s.folder(t, o)
	look := func() {
		t.Helper()
		if err := f.look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	pdf := paper.PDF(t, 1)
	s.write(t, "2026-11-27 민원.pdf", pdf)
	s.write(t, "half.pdf", pdf[:len(pdf)/2]) // the scanner waits for the next sheet
	s.write(t, "writing.pdf.part", pdf)
	s.write(t, ".hidden", pdf)
	s.write(t, "letter.doc", []byte("\xd0\xcf\x11\xe0"))
	if err := os.Mkdir(filepath.Join(s.dir, "old"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(s.dir, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	look()
	if n := box.Asked(); n != 0 {
		t.Fatalf("%d letters at first sight: a file has to look the same twice", n)
	}
	look()
	if got := s.in(processed); !slices.Equal(got, []string{"2026-11-27 민원.pdf"}) {
		t.Errorf("processed: %v", got)
	}
	if got := s.in(refused); !slices.Equal(got, []string{"letter.doc"}) {
		t.Errorf("refused: %v", got)
	}
	if len(box.Kept()) != 2 {
		t.Fatalf("%d letters", len(box.Kept()))
	}
	l := box.Kept()[0]
	if want := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC); !l.At.Equal(want) || l.Precision != 24*time.Hour {
		t.Errorf("came %v to %v", l.At, l.Precision)
	}
	if l.Channel != "post" || l.Register != "1234567890123" || l.Proposed.Sender != paper.Sender || !slices.Equal(l.Notes, []string{"letter.note.post_register_read"}) {
		t.Errorf("register %q, proposed %q, notes %v", l.Register, l.Proposed.Sender, l.Notes)
	}
	if l := box.Kept()[1]; !slices.Equal(l.Doubts, []string{"letter.doubt.scan_format"}) || l.Original.Name != "letter.doc" {
		t.Errorf("%q: doubts %v", l.Original.Name, l.Doubts)
	}

	// The file that has no end is waited for, and then taken as what it is.
	now = now.Add(patience - time.Second)
	look()
	if len(box.Kept()) != 2 {
		t.Error("a file without its end was taken too early")
	}
	now = now.Add(2 * time.Second)
	look()
	if len(box.Kept()) != 3 || !slices.Equal(box.Kept()[2].Doubts, []string{"letter.doubt.scan_broken"}) {
		t.Errorf("%d letters", len(box.Kept()))
	}

	// The same scan again is the same letter, and its file gets a name of its own.
	s.write(t, "2026-11-27 민원.pdf", pdf)
	look()
	look()
	if got := s.in(processed); !slices.Equal(got, []string{"2026-11-27 민원-2.pdf", "2026-11-27 민원.pdf"}) || len(box.Kept()) != 3 || box.Repeated() != 1 {
		t.Errorf("%v, %d letters, %d repeated", got, len(box.Kept()), box.Repeated())
	}
	if got := s.in("."); !slices.Equal(got, []string{".hidden", "link.pdf", "old", "processed", "refused", "writing.pdf.part"}) {
		t.Errorf("left: %v", got)
	}
}

// TestStuck proves that a file that cannot be moved is taken once, and told of.
func TestStuck(t *testing.T) {
	t.Parallel()
	s, box := scanner{t.TempDir()}, channeltest.NewLetterbox()
	f := s.folder(t, office(box))
	s.write(t, "refused", nil) // a file where the folder should be
	s.write(t, "a.bin", []byte("x"))
	for range 2 {
		_ = f.look(t.Context()) // the empty file waits for its content
	}
	if n := box.Asked(); n != 1 || f.State().Trouble != scan.TroubleRights {
		t.Errorf("asked %d times, %+v", n, f.State())
	}
	for range 3 {
		_ = f.look(t.Context())
	}
	if n := box.Asked(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	if err := os.Remove(filepath.Join(s.dir, "refused")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(s.dir, "a.bin")); err != nil {
		t.Fatal(err)
	}
	_ = f.look(t.Context())
	if _ = f.look(t.Context()); f.State().Trouble != "" {
		t.Errorf("%+v", f.State())
	}
	f.dir = filepath.Join(s.dir, "nothing")
	if err := f.look(t.Context()); err == nil || f.State().Trouble != scan.TroubleFolder || f.State().Connected {
		t.Errorf("%v, %+v", err, f.State())
	}
}

// TestRead makes a letter of what somebody uploads.
func TestRead(t *testing.T) {
	t.Parallel()
	body := paper.PDF(t, 1)
	now := time.Date(2026, 11, 28, 1, 0, 0, 0, time.UTC)
	stamp, err := ParseStamp("2026. 11. 27. 14:05", seoul, now)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Read(t.Context(), papers(t), Paper{Source: "mail-room", Name: `C:\scan\a.pdf`, Body: body, Scanned: now, Stamp: stamp, Register: "98765 4321 0987", Returned: true})
	if err != nil {
		t.Fatal(err)
	}
	if l.Register != "9876543210987" || !l.At.Equal(stamp.At) || l.Precision != time.Minute || l.Source != "mail-room" {
		t.Errorf("%q, %v to %v", l.Register, l.At, l.Precision)
	}
	if !slices.Equal(l.Doubts, []string{"letter.doubt.post_returned"}) || len(l.Notes) != 0 || !bytes.Equal(l.Original.Body, body) || l.Original.Name != "a.pdf" {
		t.Errorf("doubts %v, notes %v, %q", l.Doubts, l.Notes, l.Original.Name)
	}
	l, err = Read(t.Context(), papers(t), Paper{Name: "a.pdf", Body: body, Scanned: now})
	if err != nil || l.Register != "1234567890123" || l.Precision != 24*time.Hour || !slices.Contains(l.Notes, "letter.note.post_undated") {
		t.Errorf("%v, %+v", err, l)
	}
	if _, err := Read(t.Context(), papers(t), Paper{Name: "a.pdf", Body: body, Register: "123"}); !errors.Is(err, ErrRegister) {
		t.Errorf("%v", err)
	}
}

func TestParseStamp(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 1, 0, 0, 0, time.UTC) // 10:00 in Seoul
	for in, want := range map[string]string{
		"2026-11-27": "2026-11-26T15:00:00Z 24h0m0s", "2026. 11. 27.": "2026-11-26T15:00:00Z 24h0m0s", "20261127": "2026-11-26T15:00:00Z 24h0m0s",
		"2026-11-28": "2026-11-27T15:00:00Z 24h0m0s", "2026-11-28 09:59": "2026-11-28T00:59:00Z 1m0s", "2026.11.27. 14:05": "2026-11-27T05:05:00Z 1m0s",
		"2026-11-28T09:30": "2026-11-28T00:30:00Z 1m0s",
		"2026-11-29":       "", "2026-11-28 10:01": "", "2025-11-01": "", "2026-02-30": "", "어제": "", "": "",
	} {
		s, err := ParseStamp(in, seoul, now)
		got := ""
		if err == nil {
			got = s.At.Format(time.RFC3339) + " " + s.Precision.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1234567890123": "1234567890123", "12345-6789-0123": "1234567890123", " 12345 6789 0123 ": "1234567890123",
		"RR473124829GB": "RR473124829GB", "rr 473 124 829 gb": "RR473124829GB", "RR473124828GB": "", "0234567890123": "", "123456789012": "", "12345678901234": "", "": "",
	} {
		if got, err := ParseRegister(in); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"등기번호 1234567890123":                         "1234567890123",
		"등 기 우 편 번 호 : 12345-6789-0123 원주":           "1234567890123",
		"원주우체국\n12345-6789-0123\n받는 사람":              "1234567890123",
		"RR 473 124 829 GB":                          "RR473124829GB",
		"주민등록번호 800101-1234567":                      "", // 6 and 7 digits: nobody's number may be taken for one of the post
		"등록 8001011234567":                           "",
		"전화 033-762-4518, 계좌 12345678901234":         "",
		"등기 1234567890123 및 등기 1234567890124":        "",
		"등기번호 1234567890123\n(등기번호 12345-6789-0123)": "1234567890123",
		"": "",
	} {
		if got := FindRegister(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestReturned(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"수취인불명": "letter.note.post_returned_unknown", "이 사 감": "letter.note.post_returned_moved", "폐문부재로 돌려보냅니다": "letter.note.post_returned_absent",
		"반송사유: 수취인불명, 폐문부재, 이사불명": "letter.note.post_returned_other", "수취 거절": "letter.note.post_returned_refused",
		"보관기간 경과": "letter.note.post_returned_expired", "주소 불명": "letter.note.post_returned_address", "반송해 주시기 바랍니다": "", "": "",
	} {
		if got := Returned(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestOpenFolder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"folder: /srv/scans\nzone: Asia/Seoul": nil,
		"folder: scans\nzone: Local":           {"1:9", "2:7"},
		"scans: /x":                            {"unknown key", "folder", "zone"},
		"[x]":                                  {"a mapping is expected"},
	} {
		n, err := yaml.Parse("channels.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = OpenFolder(office(nil), n)
		if (err == nil) != (want == nil) {
			t.Errorf("%q: %v", text, err)
		}
		for _, w := range want {
			if err != nil && !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %q is missing in %v", text, w, err)
			}
		}
	}
}

func FuzzPost(f *testing.F) {
	f.Add("등기번호 12345-6789-0123 수취인불명")
	f.Add("RR473124829GB 2026-11-27 14:05")
	f.Fuzz(func(t *testing.T, text string) {
		if n := FindRegister(text); n != "" {
			if again, err := ParseRegister(n); err != nil || again != n {
				t.Fatalf("%q: %v", n, err)
			}
		}
		Returned(text)
		now := time.Date(2026, 11, 28, 1, 0, 0, 0, time.UTC)
		if s, err := ParseStamp(text, seoul, now); err == nil && (s.At.After(now) || s.Precision <= 0) {
			t.Fatalf("%q: %+v", text, s)
		}
	})
}
