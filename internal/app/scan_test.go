package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"net/http"
	"testing"

	"jikim/internal/app"
	"jikim/test/harness"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func archive(t *testing.T, entry string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, err := z.Create(entry)
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// scanner calls files harmful that say so, and is away when it is told to.
type scanner struct {
	away  bool
	asked int
}

func (s *scanner) Scan(_ context.Context, body []byte) (bool, error) {
	s.asked++
	if s.away {
		return false, errors.New("away")
	}
	return bytes.Contains(body, []byte("harm")), nil
}

// TestFilesAreScanned proves that a harmful file is refused, and that a file which nobody could look at is taken and marked.
func TestFilesAreScanned(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	scan := &scanner{}
	svc := o.Serve(app.Config{Scanner: scan})
	defer svc.Close()
	file := func(files ...string) (*app.Receipt, error) {
		p := o.Petition()
		for _, body := range files {
			p.Attachments = append(p.Attachments, app.Attachment{Name: "a.pdf", Body: []byte("%PDF-" + body)})
		}
		return svc.File(o.Context(), app.Citizen(harness.Institution, ""), p)
	}
	marks := func(r *app.Receipt) (out []bool) {
		f := must(svc.Follow(o.Context(), app.Actor{Institution: harness.Institution, Case: r.Case}, "ko"))(t)
		for _, x := range f.Files {
			out = append(out, x.Scanned)
		}
		return out
	}
	_, err := file("good", "harm")
	wantFault(t, err, app.Invalid, "attachments")
	if got := marks(must(file("good", "good too"))(t)); len(got) != 2 || !got[0] || !got[1] {
		t.Errorf("clean files are marked %v", got)
	}
	scan.away, scan.asked = true, 0
	r := must(file("harm", "good"))(t)
	if got := marks(r); len(got) != 2 || got[0] || got[1] {
		t.Errorf("files that nobody looked at are marked %v", got)
	}
	if scan.asked != 1 {
		t.Errorf("a scanner that is away was asked %d times for one form", scan.asked)
	}
	// What is handed in later is looked at as well, and so is what an officer sends.
	scan.away = false
	citizen := app.Actor{Institution: harness.Institution, Case: r.Case}
	bad := []app.Attachment{{Name: "a.pdf", Body: []byte("%PDF-harm")}}
	_, err = svc.AddMessage(o.Context(), citizen, app.Supplement{Key: o.NewKey(), Attachments: bad})
	wantFault(t, err, app.Invalid, "attachments")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	_, err = svc.Answer(o.Context(), officer, app.Result{Key: o.NewKey(), Case: r.Case, Text: "답", Files: bad})
	wantFault(t, err, app.Invalid, "files")
}

// TestPlacesAreTakenOutOfPictures proves that an officer who opens a photo does not learn where it was taken.
func TestPlacesAreTakenOutOfPictures(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	plain := picture(t)
	const head = 8 + 25 // signature and IHDR
	chunk := []byte("\x00\x00\x00\x06tEXt37.342\x00\x00\x00\x00")
	p := o.Petition()
	p.Attachments = []app.Attachment{{Name: "문.png", Body: append(append(bytes.Clone(plain[:head]), chunk...), plain[head:]...)}}
	r, citizen := o.File(p)
	f := must(o.Follow(o.Context(), citizen, "ko"))(t)
	got := must(o.Attachment(o.Context(), citizen, r.Case, f.Files[0].Name))(t)
	if !bytes.Equal(got.Body, plain) || http.DetectContentType(got.Body) != "image/png" || f.Files[0].Size != len(plain) {
		t.Errorf("kept %q", got.Body)
	}
}
