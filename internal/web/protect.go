package web

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/web/ui"
)

// The largest bodies: of ordinary forms, and of forms with attachments.
const (
	maxBody   = 1 << 20
	maxUpload = (app.MaxAttachments+app.MaxPowers)*app.MaxAttachment + maxBody
)

// protected sets the headers that protect visitors, bounds what is read, and refuses requests that another site made in
// the visitor's browser.
func (s *Server) protected(next http.Handler) http.Handler {
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Fail(w, r, Status(http.StatusForbidden))
	}))
	next = foreign.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.guard(w.Header())
		size := int64(maxBody)
		if isMultipart(r) {
			size = maxUpload
		}
		if r.ContentLength > size { // no need to wait for what will not be taken
			w.Header().Set("Connection", "close")
			s.Fail(w, r, Status(http.StatusRequestEntityTooLarge))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, size)
		next.ServeHTTP(w, r)
	})
}

// guard sets the headers of every answer.
//
// The referrer is for this site only: the path of a private link must not reach others. It is not "no-referrer", since
// browsers then send the origin of forms as "null", and without TLS that is all that tells our own forms from others'.
func (s *Server) guard(h http.Header) {
	h.Set("Content-Security-Policy", ui.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// Private marks an answer as personal: kept nowhere, found by no search engine.
func Private(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
}
