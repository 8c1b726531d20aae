package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/ui"
)

// Refusal is an error that is answered with a status of HTTP.
type Refusal struct {
	Code int
	Key  string // of the sentence that says why, for programs; empty: that of the status
}

// Status returns the error that is answered with that status.
func Status(code int) error { return &Refusal{Code: code} }

// Refused returns the error that is answered with that status and the sentence of a key.
func Refused(code int, key string) error { return &Refusal{code, key} }

// Error names the status.
func (r *Refusal) Error() string { return strconv.Itoa(r.Code) + " " + http.StatusText(r.Code) }

var statusOf = map[app.FaultKind]int{
	app.Invalid: http.StatusUnprocessableEntity, app.Denied: http.StatusForbidden, app.Unknown: http.StatusNotFound,
	app.Unlawful: http.StatusConflict, app.Login: http.StatusUnauthorized, app.Locked: http.StatusTooManyRequests,
	app.TooLarge: http.StatusRequestEntityTooLarge, app.Conflict: http.StatusConflict, app.Busy: http.StatusServiceUnavailable,
}

// StatusFor returns the status that an error is answered with.
func StatusFor(err error) int {
	var refusal *Refusal
	var large *http.MaxBytesError
	switch f := app.FaultOf(err); {
	case f != nil && statusOf[f.Kind] != 0:
		return statusOf[f.Kind]
	case errors.As(err, &refusal):
		return refusal.Code
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, app.ErrAway):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// worded are the statuses with words of their own; the others say what 400 or 500 says.
var worded = map[int]bool{
	400: true, 401: true, 403: true, 404: true, 405: true, 409: true, 413: true, 422: true, 429: true, 500: true, 503: true,
}

func statusKey(status int) string { return "error." + strconv.Itoa(status) }

// errorPage is the page of a fault.
type errorPage struct {
	ui.Page
	Text string
	Help string
	ID   string // of the request, when it should be named to the office
	Back string // of the citizen's case that the request was about; empty when that is not known to be there
	// Again holds what the visitor had sent and can send once more; nil when there is nothing.
	Again *again
}

// Fail answers a request with what went wrong: a page, or a problem in JSON below /api/. It shows how the program is made to
// nobody, and what was sent only to its sender, in a form to be sent again. An error that nobody expected is logged with the
// identifier that the page shows.
func (s *Server) Fail(w http.ResponseWriter, r *http.Request, err error) { s.fail(w, r, err, nil) }

// fail is Fail after a form may have been read.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error, sentForm *typed) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // the visitor has gone
	}
	status := StatusFor(err)
	id := RequestID(r.Context())
	if status >= 500 {
		s.Log.Error("failed", "id", id, "route", r.Pattern, "status", status, "error", err)
	}
	if sent(w) {
		return
	}
	if status == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "5")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.problem(w, r, status, id, err)
		return
	}
	page := s.errorPage(w, r, status, id, err)
	if status >= 500 {
		if page.Again = sentForm.again(r); page.Again != nil {
			Private(w)
		}
	}
	if drawn := ui.Render(w, r, status, failed(page)); drawn != nil {
		s.Log.Error("no error page", "id", id, "error", drawn)
		plain(w, status, http.StatusText(status)+"\n")
	}
}

func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, status int, id string, err error) errorPage {
	p := errorPage{Page: s.Frame(w, r)}
	words := status
	if !worded[status] {
		words = status / 100 * 100
	}
	key := statusKey(words)
	p.Title, p.Text = p.C.T(key+".title"), p.C.T(key+".text")
	if f := app.FaultOf(err); f != nil && f.Kind != app.Unknown && p.C.Has(f.Key) {
		p.Text = p.C.T(f.Key, f.Args...)
		if f.Kind == app.Locked {
			p.Text = p.C.T(f.Key, append(f.Args, "until", f.Until)...)
		}
	}
	p.Help = p.C.T("error.help")
	if phone := p.Office.Telephone; phone != "" {
		p.Help = p.C.T("error.help_phone", "phone", phone)
	}
	if status >= 500 {
		p.ID = id
	}
	if token, act, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/c/"), "/"); ok && act != "" && status == http.StatusConflict {
		p.Back = "/c/" + url.PathEscape(token) // what was asked cannot be done, so the case is there
	}
	return p
}

// sent tells whether an answer has begun, so that nothing else can be said.
func sent(w http.ResponseWriter) bool {
	a := observedBy(w)
	return a != nil && a.status != 0
}
