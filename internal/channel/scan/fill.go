package scan

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"jikim/internal/channel"
)

// Fill puts a file and what it is converted to into a letter. A file that is refused is in the letter as it came, with the reason
// among its doubts, so that a person decides. An error tells that it could not be tried: the letter is then as it was.
func (r *Reader) Fill(ctx context.Context, l *channel.Letter, name string, body []byte) error {
	s, err := r.Read(ctx, body)
	var no *Refusal
	switch {
	case errors.As(err, &no):
		l.Original = channel.File{Name: Name(name), Type: kindOf(body), Body: body}
		l.Doubts = append(l.Doubts, no.Why)
		return nil
	case err != nil:
		return fmt.Errorf("converting a scan: %w", err)
	}
	name = Name(name)
	base := strings.TrimSuffix(name, path.Ext(name))
	l.Original = channel.File{Name: name, Type: s.Type, Body: body}
	l.Files = append(l.Files, channel.File{Name: base + ".pdf", Type: PDF, Body: s.PDF})
	for i, p := range s.Pictures {
		l.Files = append(l.Files, channel.File{Name: fmt.Sprintf("%s-%d%s", base, i+1, endings[p.Type]), Type: p.Type, Body: p.Body})
	}
	l.Pages = s.Pages
	l.Proposed = s.Propose()
	if !s.Fine {
		l.Notes = append(l.Notes, "letter.note.scan_coarse")
	}
	if s.Part {
		l.Notes = append(l.Notes, "letter.note.scan_part")
	}
	return nil
}

var endings = map[string]string{PNG: ".png", JPEG: ".jpg"}

func kindOf(body []byte) string {
	if kind := Type(body); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// Name makes of a file's name one that may be shown and stored: without folder and what turns text around, and not too long.
func Name(name string) string {
	const most = 120
	name = strings.TrimSpace(Plain(path.Base(strings.ReplaceAll(name, `\`, "/"))))
	if name == "" || name == "." || name == ".." || name == "/" {
		return "scan"
	}
	if r := []rune(name); len(r) > most {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(r[:most-len(ext)]) + string(ext)
	}
	return name
}
