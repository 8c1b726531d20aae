package app

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/picture"
	"jikim/internal/seal"
)

// kinds of files that are taken, by what their bytes begin with. Programs, scripts and pages are not: an officer opens
// what a stranger sends.
var fileKinds = []struct {
	magic, mime string
	names       []string // endings of names that such bytes may carry
	holds       string   // archives: the entry by which a program knows that it is a document of its own
}{
	{"%PDF-", "application/pdf", []string{".pdf"}, ""},
	{"\x89PNG\r\n\x1a\n", "image/png", []string{".png"}, ""},
	{"\xff\xd8\xff", "image/jpeg", []string{".jpg", ".jpeg"}, ""},
	{"GIF8", "image/gif", []string{".gif"}, ""},
	{"II*\x00", "image/tiff", []string{".tif", ".tiff"}, ""},
	{"MM\x00*", "image/tiff", []string{".tif", ".tiff"}, ""},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-hwp", []string{".hwp"}, ""},
	{"PK\x03\x04", "application/hwp+zip", []string{".hwpx"}, "Contents/content.hpf"},
	{"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}, "word/document.xml"},
	{"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}, "xl/workbook.xml"},
	{"PK\x03\x04", "application/vnd.oasis.opendocument.text", []string{".odt"}, "content.xml"},
	{"PK\x03\x04", "application/zip", []string{".zip"}, ""},
}

// kindOf returns the media type of bytes under a name; false when such files are not taken, or name and bytes disagree.
func kindOf(name string, body []byte) (string, bool) {
	ending := strings.ToLower(path.Ext(name))
	for _, k := range fileKinds {
		if strings.HasPrefix(string(body[:min(len(body), 16)]), k.magic) {
			for _, e := range k.names {
				if e == ending {
					return k.mime, k.holds == "" || holds(body, k.holds)
				}
			}
		}
	}
	if len(body) > 12 && string(body[:4]) == "RIFF" && string(body[8:12]) == "WEBP" && ending == ".webp" {
		return "image/webp", true
	}
	if ending == ".txt" && utf8.Valid(body) && !bytes.ContainsRune(body, 0) && strings.HasPrefix(http.DetectContentType(body), "text/plain") {
		return "text/plain; charset=utf-8", true
	}
	return "", false
}

// holds tells whether a ZIP archive has an entry. Only its list is read, nothing is unpacked.
func holds(body []byte, entry string) bool {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	return err == nil && slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == entry })
}

// fileName cleans the name a sender gave: no path, no control characters, not too long.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || strings.ContainsRune(`"<>|:*?`, r) {
			return -1
		}
		return r
	}, name))
	if runes := []rune(name); len(runes) > maxName {
		ending := []rune(path.Ext(name))
		ending = ending[:min(len(ending), 10)]
		name = string(runes[:maxName-len(ending)]) + string(ending)
	}
	return name
}

// files checks attachments and returns them cleaned: of paths in their names, and of what pictures tell of where they were
// taken.
func (f *form) files(field string, in []Attachment) []Attachment {
	out := make([]Attachment, 0, len(in))
	if len(in) > MaxAttachments {
		f.fault(field, "fault.too_many_files", "most", MaxAttachments)
		return nil
	}
	for _, a := range in {
		a.Name = fileName(a.Name)
		var ok bool
		switch {
		case len(a.Body) > MaxAttachment:
			f.fault(field, "fault.file_too_large", "most", MaxAttachment>>20)
			continue
		case len(a.Body) == 0 || a.Name == "":
			f.fault(field, "fault.file_empty")
			continue
		}
		if a.Type, ok = kindOf(a.Name, a.Body); !ok {
			f.fault(field, "fault.file_type")
			continue
		}
		if a.scan == harmful {
			f.fault(field, "fault.file_harmful")
			continue
		}
		var err error
		if a.Body, err = picture.Clean(a.Type, a.Body); err != nil {
			f.fault(field, "fault.file_broken")
			continue
		}
		out = append(out, a)
	}
	return out
}

func (s *Service) attachment(ctx context.Context, a Actor, caseID, name string) (*Attachment, error) {
	if !a.Staff() && a.Case != caseID || a.Staff() && !a.Role.AtLeast(Officer) || caseID == "" {
		return nil, denied()
	}
	factID, _, ok := strings.Cut(name, "/")
	if !ok {
		return nil, unknown()
	}
	sealed, err := s.store.Sealed(ctx, a.Institution, caseID, factID, name)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown()
	}
	if err != nil {
		return nil, fmt.Errorf("loading a file: %w", err)
	}
	if a.Staff() {
		if err := s.logAccess(ctx, a, caseID, "file", ""); err != nil {
			return nil, err
		}
	}
	return s.openFile(sealed, factID, name)
}

func (s *Service) openFile(sealed []Sealed, factID, name string) (*Attachment, error) {
	var out Attachment
	found := 0
	for i := range sealed {
		c := &sealed[i]
		switch c.Name {
		case factID:
			x, err := s.open(c)
			if err != nil {
				return nil, err
			}
			for n, f := range x.Files {
				if blobName(factID, n) == name {
					if f.Harmful {
						return nil, unlawful("fault.letter_harmful")
					}
					out.Name, out.Type = f.Title, f.Type
					found++
				}
			}
		case name:
			body, err := s.keys.Open(seal.Place{Institution: c.Institution, Case: c.Case, Name: c.Name}, c.Cipher)
			if err != nil {
				return nil, err
			}
			out.Body = body
			found++
		}
	}
	if found != 2 {
		return nil, unknown()
	}
	return &out, nil
}
