package web

import (
	"mime"
	"net/http"
)

// URL returns the whole address of a path of this site, as the visitor reaches it.
func (s *Server) URL(r *http.Request, path string) string {
	scheme := "http"
	if s.Secure || r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + path
}

// Download marks an answer as a file to be saved. Nothing in it can run: no script, no frame, no guess of its kind.
func Download(w http.ResponseWriter, name, kind string) {
	if kind == "" {
		kind = "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}

// Inline marks an answer as a picture to be shown in a page of ours.
func Inline(w http.ResponseWriter, kind string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}
