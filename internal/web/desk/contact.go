package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// contactPage begins a contact: one press for a visit or a call, a form for a letter or a fax.
type contactPage struct {
	ui.Page
	Channel  string // empty: all four are offered
	Channels []contactStart
	Values   url.Values
	Key      string
	Services []ui.Option
	Desks    []ui.Option
	Further  []ui.Field // further questions of the service that was chosen
	Answers  []ui.Option
	Delivery []ui.Option
}

// contactStart is one way in which a contact begins.
type contactStart struct {
	Channel, Text, Hint, Key, Icon, Token string
	Data                                  [][2]string // further values, sent with the press
}

// starts are the contacts that begin with one press.
var starts = []contactStart{
	{Channel: "visit", Key: "v", Icon: "my"},
	{Channel: "visit", Key: "b", Icon: "my", Data: [][2]string{{"busy", "yes"}}},
	{Channel: "visit", Key: "s", Icon: "help", Data: [][2]string{{"assist", "other"}}},
	{Channel: "phone", Key: "t", Icon: "call"},
	{Channel: "phone", Key: "r", Icon: "call", Data: [][2]string{{"ringing", "yes"}}},
	{Channel: "post", Key: "p", Icon: "email"},
	{Channel: "fax", Key: "f", Icon: "print"},
}

// newContact shows the ways in which a contact begins, or the form of one of them.
func (s *Surface) newContact(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := s.contactPage(v, r.URL.Query(), nil)
	return ui.Render(w, r, http.StatusOK, contactForm(p))
}

func (s *Surface) contactPage(v *staff.View, values url.Values, faults []ui.FieldError) *contactPage {
	p := &contactPage{Page: v.Page, Channel: values.Get("channel"), Values: values, Key: values.Get("key")}
	p.Page.Title, p.Page.Errors, p.Page.Live = v.C.T("desk.contact.title"), faults, true
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk"}, {Text: p.Page.Title}}
	if !slices.Contains([]string{"visit", "phone", "post", "fax", "email"}, p.Channel) {
		p.Channel = ""
	}
	if p.Key == "" {
		p.Key = s.app.NewKey()
	}
	if p.Channel != "" {
		p.Page.Title = v.C.T("desk.contact.title." + p.Channel)
	}
	for i, start := range starts {
		name := "desk.contact.start." + strconv.Itoa(i+1)
		start.Text, start.Hint, start.Token = v.C.T(name), v.C.T(name+".hint"), s.app.NewKey()
		p.Channels = append(p.Channels, start)
	}
	lang := v.Lang()
	none := ui.Option{Value: "", Label: v.C.T("desk.contact.no_service")}
	if p.written() {
		none.Label = v.C.T("ui.field.choose")
	}
	p.Services = []ui.Option{none}
	for i := range v.Charter.Services {
		p.Services = append(p.Services, ui.Option{Value: v.Charter.Services[i].ID, Label: v.Charter.Services[i].Name.In(lang)})
	}
	if v.Actor.Desk == "" { // else the first one would be chosen by nobody
		p.Desks = []ui.Option{{Value: "", Label: v.C.T("desk.contact.desk_usual")}}
	}
	for _, d := range v.Charter.Directory.Desks {
		p.Desks = append(p.Desks, ui.Option{Value: d.ID, Label: d.Name.In(lang), Selected: d.ID == v.Actor.Desk && values.Get("desk") == ""})
	}
	for _, how := range []string{"post", "phone", "email"} {
		p.Answers = append(p.Answers, ui.Option{Value: how, Label: v.C.T("choice.how." + how)})
	}
	p.service(v, faults)
	nameFaults(p.Page.Errors, append(p.asked(), p.Further...))
	return p
}

// asked are the names and labels of what every form of a contact asks.
func (p *contactPage) asked() []ui.Field {
	labels := map[string]string{"service": "desk.contact.service", "title": "desk.contact.subject", "text": "desk.contact.text",
		"name": "desk.person.name", "phone": "desk.person.phone", "email": "desk.person.email", "address": "desk.person.address",
		"answer": "desk.person.answer", "delivery": "desk.person.delivery", "attachments": "desk.contact.scan", "desk": "staff.field.desk",
		"assist": "staff.field.assist", "repeat_of": "staff.field.repeat_of", "cause": "staff.field.cause", "rings": "staff.field.rings",
		"at": "desk.contact.began", "day": "desk.contact.day." + p.Channel, "time": "desk.contact.time"}
	out := make([]ui.Field, 0, len(labels))
	for name, key := range labels {
		if p.C.Has(key) {
			out = append(out, ui.Field{Name: name, Label: p.C.T(key)})
		}
	}
	return out
}

func (p *contactPage) written() bool {
	return p.Channel == "post" || p.Channel == "fax" || p.Channel == "email"
}

// service adds what the chosen service asks besides.
func (p *contactPage) service(v *staff.View, faults []ui.FieldError) {
	svc := v.Charter.Service(p.Values.Get("service"))
	if svc == nil {
		return
	}
	for _, d := range svc.Delivery {
		p.Delivery = append(p.Delivery, ui.Option{Value: d, Label: v.C.T("choice.method." + d)})
	}
	for i := range svc.Fields {
		f := &svc.Fields[i]
		u := ui.Field{C: v.C, Name: "fields." + f.ID, Label: f.Label.In(v.Lang()), Hint: f.Hint.In(v.Lang()), Required: f.Required,
			Value: p.Values.Get("fields." + f.ID), Error: ui.ErrorOf(faults, "fields."+f.ID)}
		switch f.Type {
		case "textarea":
			u.Kind, u.Rows = ui.TextArea, 3
		case "choice":
			u.Kind, u.Options = ui.Select, []ui.Option{{Value: "", Label: v.C.T("ui.field.choose")}}
			for _, c := range f.Choices {
				u.Options = append(u.Options, ui.Option{Value: c.In(v.Lang()), Label: c.In(v.Lang())})
			}
		default:
			u.Kind = ui.FieldKind(f.Type)
		}
		p.Further = append(p.Further, u)
	}
}

// openContact opens a contact. A visit or a call begins at the press; a letter when its stamp says.
func (s *Surface) openContact(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, files, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	again := func(faults []ui.FieldError) error {
		return ui.Render(w, r, http.StatusUnprocessableEntity, contactForm(s.contactPage(v, form, faults)))
	}
	if form.Get("choose") != "" { // another service was chosen: its questions are shown first
		return ui.Render(w, r, http.StatusOK, contactForm(s.contactPage(v, form, nil)))
	}
	n, faults := contactOf(v, form, files)
	if faults != nil {
		return again(faults)
	}
	made, err := s.app.NewContact(r.Context(), v.Actor, n)
	if err != nil {
		if faults := staff.Faults(v.C, err); faults != nil {
			if form.Get("at") == "" {
				askedAs(faults, "day", "at")
			}
			return again(faults)
		}
		return err
	}
	http.Redirect(w, r, caseHref(made.Case)+"?did="+url.QueryEscape(made.Fact), http.StatusSeeOther)
	return nil
}

// receipt leads to the receipt of a petition that was taken at the desk, to be printed and handed over: the page that the
// citizen sees as well.
func (s *Surface) receipt(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	token, err := s.app.ReceiptLink(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/c/"+token+"/receipt", http.StatusSeeOther)
	return nil
}

// contactOf reads the form of a contact.
func contactOf(v *staff.View, form url.Values, files []app.Attachment) (app.NewContact, []ui.FieldError) {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	n := app.NewContact{
		Key: form.Get("key"), Channel: form.Get("channel"), Service: form.Get("service"), Desk: form.Get("desk"),
		Name: text("name"), Phone: text("phone"), Email: text("email"), Address: text("address"), Title: text("title"), Text: text("text"),
		Answer: form.Get("answer"), Delivery: form.Get("delivery"), Attachments: files, Accept: form.Get("accept") == "yes",
		Fields: map[string]string{}, Ringing: form.Get("ringing") == "yes",
	}
	for name := range form {
		if id, ok := strings.CutPrefix(name, "fields."); ok {
			n.Fields[id] = text(name)
		}
	}
	kind := fact.VisitArrived
	if n.Channel == "phone" {
		kind = fact.CallAnswered
	}
	if n.Channel == "visit" || n.Channel == "phone" {
		n.Data = staff.Read(v.C, form, kind).Data
	}
	var fault *ui.FieldError
	if n.At, n.Precision, fault = beganAt(v, form); fault != nil {
		return n, []ui.FieldError{*fault}
	}
	return n, nil
}

// beganAt reads when the contact began: what the stamp of a letter says, or what is noted after a visit or call.
func beganAt(v *staff.View, form url.Values) (time.Time, time.Duration, *ui.FieldError) {
	at := strings.TrimSpace(form.Get("at"))
	if at == "" {
		return stampOf(v, form)
	}
	t, err := staff.ParseTime(at, v.C.Location())
	if err != nil {
		return time.Time{}, 0, &ui.FieldError{Field: "at", Message: v.C.T("staff.fault.time")}
	}
	return t, coarseness(t), nil
}
