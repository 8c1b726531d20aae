package desk

import (
	"jikim/internal/web/ui"
)

// receive is the form that makes the contact that goes on a petition: what is wanted, and of whom. Who said his name before
// is not asked again.
func (f *formPanel) receive(c *contactPage, p *casePage) {
	if p.Case.Opened && c.Values.Get("kind") == "" {
		who := p.Case.Person
		for name, value := range map[string]string{"name": who.Name, "phone": who.Phone, "email": who.Email, "address": who.Address,
			"title": who.Title, "text": who.Text} {
			c.Values.Set(name, value)
		}
	}
	c.Services[0].Label = c.C.T("ui.field.choose")
	field := func(kind ui.FieldKind, name, label string) ui.Field {
		return ui.Field{C: c.C, Kind: kind, Name: name, Label: c.C.T(label), Value: c.Values.Get(name), Error: ui.ErrorOf(c.Errors, name)}
	}
	service := field(ui.Select, "service", "desk.contact.service")
	service.Options, service.Required = c.Services, true
	text := field(ui.TextArea, "text", "desk.contact.text")
	text.Rows, text.Required = 4, true
	answer := field(ui.Radio, "answer", "desk.person.answer")
	answer.Options, answer.Inline = c.Answers, true
	f.Fields = append(f.Fields, service)
	f.Fields = append(f.Fields, c.Further...)
	f.Fields = append(f.Fields, field(ui.TextField, "title", "desk.contact.subject"), text, field(ui.TextField, "name", "desk.person.name"),
		field(ui.TelField, "phone", "desk.person.phone"), field(ui.EmailField, "email", "desk.person.email"),
		field(ui.TextField, "address", "desk.person.address"), answer)
	if len(c.Delivery) > 0 {
		delivery := field(ui.Radio, "delivery", "desk.person.delivery")
		delivery.Options, delivery.Inline = c.Delivery, true
		f.Fields = append(f.Fields, delivery)
	}
	f.Submit = c.C.T("desk.receive.submit")
	f.Second = &ui.Button{Text: c.C.T("desk.contact.choose"), Name: "choose", Value: "1", Kind: ui.Secondary}
}
