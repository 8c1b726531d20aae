package fax

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
)

// Limits of what is searched for a fax.
const (
	mostDepth = 5
	mostParts = 50
)

// findFax returns the first part of a mail that is a TIFF or PDF file by its bytes, whatever it is called: image/tiff by itself,
// or within multipart/fax-message, multipart/mixed or another one. nil when there is none.
func findFax(kind, encoding string, body io.Reader) *channel.File {
	left := mostParts
	return search(kind, encoding, "", body, 0, &left)
}

func search(kind, encoding, name string, body io.Reader, depth int, left *int) *channel.File {
	if *left--; *left < 0 || depth > mostDepth {
		return nil
	}
	media, params, err := mime.ParseMediaType(kind)
	if err == nil && strings.HasPrefix(media, "multipart/") && params["boundary"] != "" {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err != nil {
				return nil // the end, or what cannot be read on
			}
			if f := search(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.FileName(), p, depth+1, left); f != nil {
				return f
			}
		}
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, &letters{body})
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, _ := io.ReadAll(io.LimitReader(body, scan.MostBytes+1)) // what is cut off is found out, and refused, as that
	switch found := scan.Type(content); found {
	case scan.TIFF, scan.PDF:
		if name == "" {
			name = params["name"]
		}
		if name == "" {
			name = map[string]string{scan.TIFF: "fax.tif", scan.PDF: "fax.pdf"}[found]
		}
		return &channel.File{Name: scan.Name(name), Type: found, Body: content}
	}
	return nil
}

// letters leaves of base64 what belongs to it: some gateways end lines with blanks, or put blank lines between.
type letters struct{ r io.Reader }

func (l *letters) Read(p []byte) (int, error) {
	for {
		n, err := l.r.Read(p)
		kept := 0
		for _, b := range p[:n] {
			if b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=' {
				p[kept] = b
				kept++
			}
		}
		if kept > 0 || err != nil || len(p) == 0 {
			return kept, err
		}
	}
}
