package ui

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"

	"github.com/a-h/templ"
)

// Policy is the Content-Security-Policy of every page: nothing from elsewhere, no script or style in the page itself.
const Policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render draws a page or a fragment into memory and sends it only when it is whole, so that a fault in a template gives
// an error page and never half a page. An error means that nothing has been written. Pages are not kept by browsers or
// proxies: they show personal data and counted-down times.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer buffers.Put(b)
	if err := c.Render(r.Context(), b); err != nil {
		return fmt.Errorf("draw %s: %w", r.URL.Path, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	h.Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	// The status is sent: a visitor who has gone is nobody's error.
	_, _ = w.Write(b.Bytes())
	return nil
}
