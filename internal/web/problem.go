package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/locale"
)

// Problem is a fault in JSON (RFC 9457), of the type about:blank. It names fields and what is wrong with them, and never their
// values.
type Problem struct {
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`         // what to do about it, in the language that was asked for
	Code   string         `json:"code,omitempty"` // of the fault; stable, for programs
	ID     string         `json:"id"`             // of the request
	Errors []ProblemField `json:"errors,omitempty"`
}

// ProblemField is what is wrong with one field.
type ProblemField struct {
	Field   string `json:"field"`
	Pointer string `json:"pointer,omitempty"` // to the field in the body that was sent, as a URI fragment (RFC 6901)
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// problem answers a program with what went wrong.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, status int, id string, err error) {
	c := locale.For(locale.Negotiate(r.Header.Get("Accept-Language"), "", ""))
	if ch := s.Charter(); ch != nil {
		c = c.In(ch.Petition.Location())
	}
	body, merr := json.Marshal(NewProblem(c, status, id, err))
	if merr != nil {
		s.Log.Error("no problem", "id", id, "error", merr)
		plain(w, status, http.StatusText(status)+"\n")
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", string(c.Lang()))
	h.Add("Vary", "Accept-Language")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone is nobody's error
}

// NewProblem describes an error that is answered with a status.
func NewProblem(c *locale.Catalogue, status int, id string, err error) Problem {
	p := Problem{Title: http.StatusText(status), Status: status, ID: id}
	f := app.FaultOf(err)
	if f == nil {
		var refusal *Refusal
		if errors.As(err, &refusal) && refusal.Key != "" {
			p.Code, p.Detail = refusal.Key, c.T(refusal.Key)
			return p
		}
		words := status
		if !worded[status] {
			words = status / 100 * 100
		}
		p.Detail = c.T(statusKey(words) + ".text")
		return p
	}
	p.Code, p.Detail = f.Key, c.T(f.Key, f.Args...)
	if f.Kind == app.Locked {
		p.Detail = c.T(f.Key, append(f.Args, "until", f.Until)...)
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, ProblemField{Field: field.Field, Pointer: pointer(field.Field), Code: field.Key,
			Detail: c.T(field.Key, field.Args...)})
	}
	return p
}

// pointer points at a field of the body: "fields.area" is "#/fields/area". A header or a value in the address has none: its name
// begins with a capital letter or a question mark.
func pointer(field string) string {
	if field == "" || field[0] == '?' || field[0] >= 'A' && field[0] <= 'Z' {
		return ""
	}
	return "#/" + strings.ReplaceAll(field, ".", "/")
}

// JSON answers with a value in JSON.
func JSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // a client that has gone is nobody's error
	return nil
}
