// Package api takes petitions from other systems of the office as JSON: the same use case as the citizen's form, with the
// same checks.
package api

import (
	"encoding/json"
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
)

// API is the surface for programs.
type API struct{ site *web.Server }

// New returns the surface.
func New(site *web.Server) *API { return &API{site} }

// Register adds the routes.
func (a *API) Register(mux web.Mux) {
	mux.Handle("POST /api/petitions", a.site.LimitFiling(a.site.Func(a.file)))
	mux.Handle("POST /api/calls", a.site.Func(a.call))
}

// petition is what a client sends.
type petition struct {
	Service  string            `json:"service"`
	Name     string            `json:"name"`
	Phone    string            `json:"phone"`
	Email    string            `json:"email"`
	Address  string            `json:"address"`
	Title    string            `json:"title"`
	Text     string            `json:"text"`
	Fields   map[string]string `json:"fields"`
	Answer   string            `json:"answer"`
	Delivery string            `json:"delivery"`
	Lang     string            `json:"lang"`
}

// receipt is what the client gets once the petition is committed.
type receipt struct {
	Case     string     `json:"case"`
	Number   string     `json:"number"`
	Link     string     `json:"link"` // path of the citizen's private page; shown once
	Received time.Time  `json:"received_at"`
	Due      *time.Time `json:"due,omitempty"`
	Masked   bool       `json:"masked,omitempty"` // a resident registration number was found and masked
}

// file takes a petition. The header Idempotency-Key makes it safe to send one again: the same key gives the same receipt,
// with 200 instead of 201. Faults name fields and never their values.
func (a *API) file(w http.ResponseWriter, r *http.Request) error {
	key := r.Header.Get("Idempotency-Key")
	if len(key) < app.MinKey || len(key) > 100 {
		return &app.Fault{Kind: app.Invalid, Key: "fault.invalid",
			Fields: []app.FieldFault{{Field: "Idempotency-Key", Key: "fault.key"}}}
	}
	var p petition
	in := json.NewDecoder(r.Body)
	in.DisallowUnknownFields()
	if err := in.Decode(&p); err != nil {
		return web.Unreadable(err)
	}
	got, err := a.site.Service.File(r.Context(), a.site.Visitor(r), app.Petition{
		Key: key, Service: p.Service, Name: p.Name, Phone: p.Phone, Email: p.Email, Address: p.Address, Title: p.Title, Text: p.Text,
		Fields: p.Fields, Answer: p.Answer, Delivery: p.Delivery, Lang: p.Lang,
	})
	if err != nil {
		return err
	}
	out := receipt{Case: got.Case, Number: got.Number, Link: "/c/" + got.Token, Received: got.ReceivedAt, Masked: got.Masked}
	if !got.Due.IsZero() {
		out.Due = &got.Due
	}
	status := http.StatusCreated
	if got.Repeated {
		status = http.StatusOK
	}
	return web.JSON(w, status, out)
}
