package open311

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
)

// file takes a petition: POST requests, as a form or as a form with files.
func (o *Open311) file(w http.ResponseWriter, q *request) (any, error) {
	if q.name != "requests" {
		return nil, refuse(http.StatusNotFound, "open311.fault.resource")
	}
	form, err := o.site.Form(q.Request)
	if err != nil {
		return nil, err
	}
	defer form.Close()
	if form.TooLarge || form.TooMany {
		return nil, &app.Fault{Kind: app.TooLarge, Key: "fault.too_large"}
	}
	if id := form.Get("jurisdiction_id"); id != "" && id != o.site.Institution {
		return nil, refuse(http.StatusNotFound, "open311.fault.jurisdiction")
	}
	if err := o.admit(w, q, form); err != nil {
		return nil, err
	}
	if form.Text("service_code") == "" {
		return nil, refuse(http.StatusBadRequest, "open311.fault.service_missing")
	}
	s, err := o.find(form.Text("service_code"))
	if err != nil {
		return nil, err
	}
	p, err := petition(q, form, s)
	if err != nil {
		return nil, err
	}
	if p.Key = q.Header.Get("Idempotency-Key"); p.Key == "" {
		p.Key = o.site.Service.NewKey() // the standard has no key: what is sent twice is filed twice
	}
	got, err := o.site.Service.File(q.Context(), o.site.Visitor(q.Request), p)
	if err != nil {
		return nil, err
	}
	notice := q.words().T("open311.notice", "link", o.site.URL(q.Request, "/c/"+got.Token))
	return filed{Requests: []filedRequest{{ID: got.Number, Notice: notice}}}, nil
}

// admit asks for the key of the program: a token with the scope for petitions, in the form as the standard has it or as a bearer
// token.
func (o *Open311) admit(w http.ResponseWriter, q *request, form *web.Form) error {
	key := form.Text("api_key")
	if key == "" {
		key = web.Bearer(q.Request)
	}
	if key == "" {
		return refuse(http.StatusForbidden, "open311.fault.key_missing")
	}
	_, t, err := o.site.Service.AuthenticateToken(q.Context(), o.site.Institution, key, o.site.Address(q.Request).String())
	f := app.FaultOf(err)
	name := "address " + o.site.Address(q.Request).String()
	if err == nil {
		name = "token " + t.ID
	} else if f == nil || f.Kind != app.Login {
		return err
	}
	if wait := o.counter.Take(name, o.site.Service.Now()); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds()+1)))
		return refuse(http.StatusTooManyRequests, "fault.rate")
	}
	switch {
	case err != nil:
		return refuse(http.StatusForbidden, "fault.token")
	case !t.Has(app.PetitionWrite):
		return refuse(http.StatusForbidden, "fault.scope")
	}
	return nil
}

// petition reads the form. What the standard knows and a petition does not (place, address of a picture) stands in its title, for the
// officer alone: nothing is loaded from an address that a stranger names.
func petition(q *request, form *web.Form, s *charter.Service) (app.Petition, error) {
	p := app.Petition{Service: s.ID, Name: personName(form), Phone: form.Text("phone"), Email: form.Text("email"), Text: form.Text("description"),
		Lang: q.lang, Open311: true, Attachments: form.Files, Fields: map[string]string{}}
	switch {
	case p.Email != "":
		p.Answer = "email"
	case p.Phone != "":
		p.Answer = "phone"
	default:
		p.Answer = "web"
	}
	switch { // the standard does not ask; the citizen can choose later, on the page of his case
	case slices.Contains(s.Delivery, "pickup"):
		p.Delivery = "pickup"
	case slices.Contains(s.Delivery, "email") && p.Email != "":
		p.Delivery = "email"
	}
	p.Title = place(q, form)
	for name, values := range form.Values {
		code, ok := strings.CutPrefix(name, "attribute[")
		if !ok {
			continue
		}
		code, _, ok = strings.Cut(code, "]")
		if !ok || len(values) == 0 {
			return p, refuse(http.StatusBadRequest, "open311.fault.attribute")
		}
		if code == publish {
			if values[0] != publishYes && values[0] != publishNo {
				return p, refuse(http.StatusBadRequest, "open311.fault.publish")
			}
			p.Publish = values[0] == publishYes
			continue
		}
		if !has(s, code) {
			return p, refuse(http.StatusBadRequest, "open311.fault.attribute")
		}
		p.Fields[code] = strings.Join(values, ", ")
	}
	return p, nil
}

func has(s *charter.Service, field string) bool {
	for i := range s.Fields {
		if s.Fields[i].ID == field {
			return true
		}
	}
	return false
}

// personName puts a name together in the order in which its language says it: 홍길동, but Gildong Hong.
func personName(form *web.Form) string {
	first, last := form.Text("first_name"), form.Text("last_name")
	for _, r := range last + first {
		if r >= '가' && r <= '힣' {
			return last + first
		}
	}
	return strings.TrimSpace(first + " " + last)
}

// place says in words where it is.
func place(q *request, form *web.Form) string {
	var parts []string
	if a := form.Text("address_string"); a != "" {
		parts = append(parts, a)
	}
	if lat, long := form.Text("lat"), form.Text("long"); lat != "" && long != "" {
		parts = append(parts, lat+", "+long)
	}
	if u := form.Text("media_url"); u != "" {
		parts = append(parts, u)
	}
	if len(parts) == 0 {
		return ""
	}
	return q.words().T("open311.place", "place", strings.Join(parts, " / "))
}
