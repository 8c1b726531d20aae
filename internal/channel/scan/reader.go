package scan

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"jikim/internal/sandbox"
)

// packages are the Debian packages that the programs come from.
var packages = map[string]string{
	"tiff2pdf": "libtiff-tools", "pdfinfo": "poppler-utils", "pdftotext": "poppler-utils", "pdftoppm": "poppler-utils",
	"pdftocairo": "poppler-utils", "pdfimages": "poppler-utils", "pdfunite": "poppler-utils", "tesseract": "tesseract-ocr",
}

// languages are what tesseract has to know, and the Debian packages that teach it.
var languages = map[string]string{"kor": "tesseract-ocr-kor", "eng": "tesseract-ocr-eng"}

// Reader converts and recognises. It is safe for concurrent use; it works on one file at a time, so that a pile of scans leaves
// the machine to those who work at it.
type Reader struct {
	box  *sandbox.Box
	path map[string]string
	turn chan struct{}
	most int // pages that are recognised
}

// Open finds the programs and tries the sandbox. What is missing is told with the Debian packages that bring it.
func Open() (*Reader, error) {
	r := &Reader{path: map[string]string{}, turn: make(chan struct{}, 1), most: MostRead}
	var missing []string
	for program, pack := range packages {
		path, err := exec.LookPath(program)
		if err != nil {
			missing = append(missing, fmt.Sprintf("%s (Debian package %s)", program, pack))
		}
		r.path[program] = path
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return nil, fmt.Errorf("scans and faxes need programs that are not here: %s", strings.Join(missing, ", "))
	}
	var err error
	if r.box, err = sandbox.New(); err != nil {
		return nil, err
	}
	return r, r.learned()
}

// Enforced tells what stands around the programs, for the log of the office's machine.
func (r *Reader) Enforced() sandbox.Enforced { return r.box.Enforced() }

// learned checks that tesseract knows the languages.
func (r *Reader) learned() error {
	room, err := r.box.Room()
	if err != nil {
		return err
	}
	defer room.Close()
	out, err := room.Run(context.Background(), small, r.path["tesseract"], "--list-langs")
	if err != nil {
		return err
	}
	for language, pack := range languages {
		if !slices.Contains(strings.Fields(string(out)), language) {
			return fmt.Errorf("tesseract does not know the language %s: install the Debian package %s", language, pack)
		}
	}
	return nil
}

// The limits of programs: what looks at a file, what converts all of it, and what works on one page.
var (
	small  = sandbox.Limits{CPU: 10 * time.Second, Wall: 30 * time.Second, Memory: 1 << 30, File: 8 << 20}
	whole  = sandbox.Limits{CPU: 60 * time.Second, Wall: 3 * time.Minute, Memory: 1 << 30, File: 128 << 20}
	single = sandbox.Limits{CPU: 60 * time.Second, Wall: 3 * time.Minute, Memory: 2 << 30, File: 64 << 20}
)

// Scan is what became of a file.
type Scan struct {
	Type     string // of the file as it came
	Pages    int
	PDF      []byte    // searchable; without the scripts, forms and attachments of a PDF file that came
	Pictures []Picture // of the first MostRead pages; none when the file is itself a picture
	Text     string    // what recognition read, or the text that the file brought; in UTF-8, pages apart by an empty line
	Fine     bool      // good enough for fields to be proposed
	Part     bool      // not all pages could be recognised
}

// Picture is a page to be looked at.
type Picture struct {
	Type string // PNG or JPEG
	Body []byte
}

// Read converts a file. A *Refusal tells why it is not converted; any other error that it could not be tried, or was stopped.
func (r *Reader) Read(ctx context.Context, body []byte) (*Scan, error) {
	s, err := look(body)
	if err != nil {
		return nil, err
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	room, err := r.box.Room()
	if err != nil {
		return nil, err
	}
	defer room.Close()
	if err := room.Put(names[s.kind], body); err != nil {
		return nil, err
	}
	j := &job{Reader: r, ctx: ctx, room: room, sheet: s, out: &Scan{Type: s.kind}}
	if err := j.work(); err != nil {
		return nil, err
	}
	return j.out, nil
}
