package api

import (
	"net/http"
	"time"

	"jikim/internal/app"
)

// petitionIn is what a client sends for a citizen.
type petitionIn struct {
	Service  string            `json:"service" maxLength:"100"`
	Name     string            `json:"name" maxLength:"200"`
	Phone    string            `json:"phone,omitempty" maxLength:"200"`
	Email    string            `json:"email,omitempty" maxLength:"200"`
	Address  string            `json:"address,omitempty" maxLength:"200"`
	Title    string            `json:"title,omitempty" maxLength:"200"`
	Text     string            `json:"text" maxLength:"10000"`
	Fields   map[string]string `json:"fields,omitempty"`
	Answer   string            `json:"answer" enum:"web,phone,email,post"`
	Delivery string            `json:"delivery,omitempty" enum:"pickup,post,email"`
	Lang     string            `json:"lang,omitempty" enum:"ko,en"`
}

// receiptOut is what the client gets once the petition is committed.
type receiptOut struct {
	Case     string    `json:"case"`
	Number   string    `json:"number"`
	Link     string    `json:"link"` // path of the citizen's private page; shown once
	Received time.Time `json:"received_at"`
	Due      time.Time `json:"due,omitzero"`
	Masked   bool      `json:"masked,omitempty"` // a resident registration number was found and masked
}

func (a *API) petitions() []operation {
	return []operation{{
		id: "filePetition", tag: "petitions", method: http.MethodPost, path: "/petitions", status: http.StatusCreated,
		out: receiptOut{}, keyed: true, own: true, files: true, work: taking(a.filePetition),
	}}
}

// filePetition takes a petition as the form on the website does, with the same checks. Who shows a token needs the scope for it.
func (a *API) filePetition(q *request, in *petitionIn) (*answer, error) {
	if q.token != nil && !q.token.Has(app.PetitionWrite) {
		return nil, &app.Fault{Kind: app.Denied, Key: "fault.scope"}
	}
	got, err := a.app.File(q.Context(), app.Citizen(q.actor.Institution, q.actor.From), app.Petition{Key: q.key, Service: in.Service, Name: in.Name,
		Phone: in.Phone, Email: in.Email, Address: in.Address, Title: in.Title, Text: in.Text, Fields: in.Fields, Answer: in.Answer,
		Delivery: in.Delivery, Lang: in.Lang, Attachments: q.files})
	if err != nil {
		return nil, err
	}
	if got.Repeated {
		q.w.Header().Set("Idempotency-Replayed", "true")
	}
	return &answer{status: http.StatusCreated, body: receiptOut{Case: got.Case, Number: got.Number, Link: "/c/" + got.Token,
		Received: got.ReceivedAt, Due: got.Due, Masked: got.Masked}}, nil
}
