package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/app"
)

// uploadMemory bounds the memory of all uploads at once. They are never written to disk as they come: texts of citizens
// are sealed before they are stored anywhere.
const uploadMemory = 256 << 20

// maxFields bounds the number of fields in one form.
const maxFields = 200

// Form is what a visitor sent.
type Form struct {
	url.Values
	Files []app.Attachment // files that were sent; app finds out what they are
	// TooLarge and TooMany tell that files were left out because one of them, or their number, was more than is allowed.
	TooLarge, TooMany bool

	from   []string // the field of each file
	shared *budget
	held   int64
}

// Close gives the memory of the files back. The files must not be used afterwards.
func (f *Form) Close() {
	f.shared.give(f.held)
	f.held, f.Files = 0, nil
}

// Of returns the files of one field.
func (f *Form) Of(field string) []app.Attachment {
	var out []app.Attachment
	for i := range f.Files {
		if f.from[i] == field {
			out = append(out, f.Files[i])
		}
	}
	return out
}

// Text returns a field without the white space around it.
func (f *Form) Text(name string) string { return strings.TrimSpace(f.Get(name)) }

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// Form reads the form of a request, with files or without; the caller closes it. A form that is too large as a whole gives
// an error of status 413, one that cannot be read 400, and too many uploads at once 503.
func (s *Server) Form(r *http.Request) (*Form, error) {
	f := &Form{Values: url.Values{}, shared: &s.uploads}
	if !isMultipart(r) {
		if err := r.ParseForm(); err != nil {
			return nil, Unreadable(err)
		}
		f.Values = r.PostForm
		remember(r.Context(), f)
		return f, nil
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, Unreadable(err)
	}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			remember(r.Context(), f)
			return f, nil
		}
		if err == nil && n == maxFields {
			err = fmt.Errorf("more than %d fields", maxFields)
		}
		if err == nil {
			err = f.read(part)
		}
		if err != nil {
			f.Close()
			return nil, Unreadable(err)
		}
	}
}

// Unreadable returns the refusal for a body that could not be read: 413 when it is too large, 400 otherwise.
func Unreadable(err error) error {
	var large *http.MaxBytesError
	var refusal *Refusal
	switch {
	case errors.As(err, &large):
		return Status(http.StatusRequestEntityTooLarge)
	case errors.As(err, &refusal):
		return err
	}
	return Status(http.StatusBadRequest)
}

// read reads one part of a form: a field, or a file when the browser says so. A file field without a file comes with an
// empty name.
func (f *Form) read(p *multipart.Part) error {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return err
	}
	if _, file := params["filename"]; !file {
		text, err := io.ReadAll(io.LimitReader(p, maxBody+1))
		if err == nil && len(text) > maxBody {
			err = &http.MaxBytesError{Limit: maxBody}
		}
		if err == nil {
			f.Add(p.FormName(), string(text))
		}
		return err
	}
	if p.FileName() == "" {
		return nil
	}
	return f.readFile(p)
}

// readFile keeps a file that is allowed. What is too much is read and dropped, so that the fields of the form survive and
// the visitor loses nothing that he typed.
func (f *Form) readFile(p *multipart.Part) error {
	if len(f.Files) == app.MaxAttachments+app.MaxPowers {
		f.TooMany = true
		return drop(p)
	}
	var body []byte
	for chunk := make([]byte, 64<<10); ; {
		n, err := p.Read(chunk)
		if n > 0 {
			if len(body)+n > app.MaxAttachment {
				f.TooLarge = true
				return drop(p)
			}
			if !f.shared.take(int64(n)) {
				return Status(http.StatusServiceUnavailable)
			}
			f.held += int64(n)
			body = append(body, chunk[:n]...)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	f.Files, f.from = append(f.Files, app.Attachment{Name: p.FileName(), Body: body}), append(f.from, p.FormName())
	return nil
}

func drop(p *multipart.Part) error {
	_, err := io.Copy(io.Discard, p)
	return err
}
