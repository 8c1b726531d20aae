package scan

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"jikim/internal/sandbox"
)

// names are what files are called in the sandbox.
var names = map[string]string{TIFF: "in.tif", PDF: "in.pdf", JPEG: "in.jpg", PNG: "in.png"}

// job is the work on one file.
type job struct {
	*Reader
	ctx   context.Context
	room  *sandbox.Room
	sheet *sheet
	out   *Scan
	dots  int // an inch, of the pictures that are made
}

// work takes the file apart into pages, recognises them and joins them again.
func (j *job) work() error {
	if j.sheet.kind == JPEG || j.sheet.kind == PNG {
		return j.picture()
	}
	if err := j.convert(); err != nil {
		return err
	}
	if j.sheet.kind == PDF {
		if done, err := j.layer(); done || err != nil {
			return err
		}
		if err := j.images(); err != nil {
			return err
		}
	}
	return j.pages()
}

// convert makes a PDF file of a TIFF file, and measures it.
func (j *job) convert() error {
	if j.sheet.kind == TIFF {
		// Data of fax encodings are copied as they are, without being decoded.
		args := []string{"-o", "in.pdf"}
		if j.sheet.dotsX > 0 {
			args = append(args, "-x", strconv.Itoa(int(j.sheet.dotsX+0.5)), "-y", strconv.Itoa(int(j.sheet.dotsY+0.5)))
		}
		if _, err := j.run(whole, "tiff2pdf", append(args, "in.tif")...); err != nil {
			return err
		}
	}
	return j.measure()
}

// run runs a program on the file. What ends it makes a refusal, unless it was we who stopped.
func (j *job) run(l sandbox.Limits, program string, args ...string) ([]byte, error) {
	out, err := j.room.Run(j.ctx, l, j.path[program], args...)
	var f *sandbox.Fault
	switch {
	case !errors.As(err, &f):
		return out, err
	case f.Why == sandbox.Exit:
		return nil, errBroken
	}
	return nil, errLimits
}

// measure reads how many pages the PDF file has and how large they are, and chooses how fine pictures of them are.
func (j *job) measure() error {
	out, err := j.run(small, "pdfinfo", "-f", "1", "-l", strconv.Itoa(MostPages+1), "in.pdf")
	if err != nil {
		if err == errBroken && j.locked() {
			return errLocked
		}
		return err
	}
	var longest float64
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(line, ":")
		words := strings.Fields(value)
		switch f := strings.Fields(key); {
		case key == "Pages" && len(words) > 0:
			j.out.Pages, _ = strconv.Atoi(words[0])
		case len(f) == 3 && f[0] == "Page" && f[2] == "size" && len(words) >= 3:
			for _, w := range []string{words[0], words[2]} { // 595.28 x 841.89 pts
				if side, err := strconv.ParseFloat(w, 64); err == nil {
					longest = max(longest, side)
				}
			}
		}
	}
	if j.out.Pages > MostPages {
		return errPages
	}
	if j.out.Pages < 1 || longest <= 0 || j.sheet.kind == TIFF && j.out.Pages != j.sheet.pages {
		return errBroken
	}
	const usual, longestSide = 200, 6000 // recognition of faxes is at its best there: docs/channels/fax.md
	if j.dots = min(usual, int(longestSide*72/longest)); j.dots < 20 {
		return errLarge
	}
	return nil
}

// locked tells whether a PDF file says that it is encrypted.
func (j *job) locked() bool {
	body, err := j.room.Get("in.pdf", MostBytes)
	return err == nil && strings.Contains(string(body), "/Encrypt")
}

// leastLetters is how many letters a page has on average when a PDF file brings its text.
const leastLetters = 20

// layer takes the text that a PDF file brings. Its pages are drawn anew, so that nothing of it is left but what is on them.
func (j *job) layer() (done bool, err error) {
	if _, err := j.run(small, "pdftotext", "-layout", "-enc", "UTF-8", "in.pdf", "layer.txt"); err != nil {
		return false, err
	}
	text, err := j.room.Get("layer.txt", small.File)
	if err != nil {
		return false, err
	}
	if len([]rune(strings.Join(strings.Fields(string(text)), ""))) < leastLetters*j.out.Pages {
		return false, nil
	}
	j.out.Text, j.out.Fine = clean(string(text)), true
	for page := range strings.SplitSeq(strings.TrimSuffix(string(text), "\f"), "\f") {
		j.out.Part = j.out.Part || strings.TrimSpace(page) == "" // a page that is empty, or a picture among pages with text
	}
	if _, err := j.run(whole, "pdftocairo", "-pdf", "in.pdf", "out.pdf"); err != nil {
		return false, err
	}
	for n := 1; n <= min(j.out.Pages, j.most); n++ {
		name, err := j.draw(n)
		if err != nil {
			return false, err
		}
		if err := j.keep(name); err != nil {
			return false, err
		}
	}
	return true, j.finish()
}

// images looks at the pictures within a scanned PDF file: how fine they are, and whether they are black and white.
func (j *job) images() error {
	out, err := j.run(small, "pdfimages", "-list", "in.pdf")
	if err != nil {
		return err
	}
	j.sheet.fine, j.sheet.plain = true, true
	some := false
	for line := range strings.Lines(string(out)) {
		// page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio
		f := strings.Fields(line)
		if len(f) < 14 || f[2] != "image" {
			continue
		}
		n := [5]int{}
		for i, column := range []int{3, 4, 7, 12, 13} {
			n[i], _ = strconv.Atoi(f[column])
		}
		if int64(n[0])*int64(n[1]) > MostPixels {
			return errLarge
		}
		some = true
		j.sheet.plain = j.sheet.plain && n[2] == 1
		j.sheet.fine = j.sheet.fine && min(n[3], n[4]) >= fineEnough
	}
	j.sheet.fine = j.sheet.fine && some
	j.sheet.plain = j.sheet.plain && some
	return nil
}

// picture recognises a file that is itself the picture of a page.
func (j *job) picture() error {
	j.out.Pages, j.out.Fine = 1, j.sheet.fine
	text, err := j.recognise(names[j.sheet.kind], "out")
	if err != nil {
		return err
	}
	j.out.Text = clean(text)
	return j.finish()
}

// pages recognises page by page. A page at which recognition fails stays as it is; it is not the file's fault.
func (j *job) pages() error {
	j.out.Fine = j.sheet.fine
	var parts, texts []string
	for n := 1; n <= min(j.out.Pages, j.most); n++ {
		name, err := j.draw(n)
		if err != nil {
			return err
		}
		if err := j.keep(name); err != nil {
			return err
		}
		part := fmt.Sprintf("part-%d", n)
		text, err := j.recognise(name, part)
		var no *Refusal
		if errors.As(err, &no) {
			j.out.Part = true
			err = j.copyPages(n, n, part+".pdf")
		}
		if err != nil {
			return err
		}
		parts, texts = append(parts, part+".pdf"), append(texts, text)
	}
	if j.out.Pages > j.most {
		j.out.Part = true
		if err := j.copyPages(j.most+1, j.out.Pages, "rest.pdf"); err != nil {
			return err
		}
		parts = append(parts, "rest.pdf")
	}
	j.out.Text = clean(strings.Join(texts, "\n\n"))
	if len(parts) == 1 {
		return j.finishAs(parts[0])
	}
	if _, err := j.run(whole, "pdfunite", append(parts, "out.pdf")...); err != nil {
		return err
	}
	return j.finish()
}

// draw makes a picture of a page: of black and white ones in grey, which recognition reads best at less dots than they came with.
func (j *job) draw(n int) (string, error) {
	page := strconv.Itoa(n)
	args, ending := []string{"-gray", "-png"}, ".png"
	if !j.sheet.plain {
		args, ending = []string{"-jpeg", "-jpegopt", "quality=80"}, ".jpg"
	}
	args = append(args, "-r", strconv.Itoa(j.dots), "-f", page, "-l", page, "-singlefile", "in.pdf", "page-"+page)
	_, err := j.run(single, "pdftoppm", args...)
	return "page-" + page + ending, err
}

// keep puts a picture among those to be looked at.
func (j *job) keep(name string) error {
	body, err := j.room.Get(name, single.File)
	if err != nil {
		return errBroken // the program said that all was well and drew nothing
	}
	j.out.Pictures = append(j.out.Pictures, Picture{Type(body), body})
	return nil
}

// recognise reads a picture and makes of it a page with its text behind it, called part with the ending of PDF files.
func (j *job) recognise(name, part string) (string, error) {
	dots := j.dots
	if dots == 0 {
		dots = int(j.sheet.dotsX + 0.5)
	}
	// 6 takes a page as one block of text: others lose most of a Korean letter.
	if _, err := j.run(single, "tesseract", name, part, "-l", "kor+eng", "--psm", "6", "--dpi", strconv.Itoa(max(70, dots)), "txt", "pdf"); err != nil {
		return "", err
	}
	text, err := j.room.Get(part+".txt", small.File)
	if err != nil || !j.room.Has(part+".pdf") {
		return "", errBroken
	}
	return string(text), nil
}

func (j *job) copyPages(from, to int, name string) error {
	_, err := j.run(whole, "pdftocairo", "-pdf", "-f", strconv.Itoa(from), "-l", strconv.Itoa(to), "in.pdf", name)
	return err
}

func (j *job) finish() error { return j.finishAs("out.pdf") }

func (j *job) finishAs(name string) (err error) {
	if j.out.PDF, err = j.room.Get(name, whole.File); err != nil || Type(j.out.PDF) != PDF {
		return errBroken
	}
	return nil
}
