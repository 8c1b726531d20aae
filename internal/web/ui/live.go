package ui

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/a-h/templ"
)

// Live answers with a page that is sent while it is drawn, for work that takes long: what a component has written so far is seen as
// soon as it calls Flush. An error of the drawing can only end the page, since its beginning is sent.
func Live(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies that buffer answers must not buffer this one
	h.Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(http.StatusOK)
	return c.Render(r.Context(), &sent{w, http.NewResponseController(w)})
}

// Work draws the lines of a list while run does what takes long: what it tells is seen at once. What comes of it is drawn by what follows
// on the page. Whoever leaves the page ends the request, and with it what is done.
func Work(run func(told func(line string))) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var failed error
		run(func(line string) {
			if _, err := io.WriteString(w, "<li>"+templ.EscapeString(line)+"</li>"); err != nil {
				failed = err
			}
			Flush(w)
		})
		return failed
	})
}

// liveTime is how long a part of a page may take to be sent.
const liveTime = 30 * time.Second

// sent sends at once what is flushed.
type sent struct {
	w http.ResponseWriter
	c *http.ResponseController
}

func (s *sent) Write(b []byte) (int, error) {
	_ = s.c.SetWriteDeadline(time.Now().Add(liveTime)) // a test's recorder has none
	return s.w.Write(b)
}

// Flush sends what was written.
func (s *sent) Flush() { _ = s.c.Flush() } // a visitor who has gone is nobody's error

// Flush sends what a component has written to a page of Live; elsewhere it does nothing.
func Flush(w io.Writer) {
	if f, ok := w.(interface{ Flush() error }); ok {
		_ = f.Flush() // a visitor who has gone is nobody's error
	}
}
