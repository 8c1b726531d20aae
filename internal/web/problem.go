package web

import (
	"encoding/json"
	"net/http"

	"jikim/internal/app"
)

// Problem is a fault in JSON (RFC 9457). It names fields and what is wrong with them, and never their values.
type Problem struct {
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Code   string         `json:"code,omitempty"` // of the fault; stable, for programs
	ID     string         `json:"id"`             // of the request
	Errors []ProblemField `json:"errors,omitempty"`
}

// ProblemField is what is wrong with one field.
type ProblemField struct {
	Field string `json:"field"`
	Code  string `json:"code"`
}

func (s *Server) problem(w http.ResponseWriter, status int, id string, err error) {
	p := Problem{Title: http.StatusText(status), Status: status, ID: id}
	if f := app.FaultOf(err); f != nil {
		p.Code = f.Key
		for _, field := range f.Fields {
			p.Errors = append(p.Errors, ProblemField{field.Field, field.Key})
		}
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(p) // a client that has gone is nobody's error
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
