package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// contactKind is the fact that begins a contact of a channel; None for letters.
func contactKind(channel string) fact.Kind {
	switch channel {
	case "visit":
		return fact.VisitArrived
	case "phone":
		return fact.CallAnswered
	}
	return fact.None
}

// begins is the fact that begins the contact; None for letters.
func (n *NewContact) begins() fact.Kind {
	if n.Ringing {
		return fact.CallRinging
	}
	return contactKind(n.Channel)
}

// newContact is NewContact.
func (s *Service) newContact(ctx context.Context, a Actor, n NewContact) (*Opened, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	if n.Key == "" {
		n.Key = s.NewKey()
	}
	n.Attachments = s.scan(ctx, n.Attachments)
	f := &form{}
	x := s.contactText(f, ch, a, &n)
	if err := s.contactData(ctx, f, a, &n); err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	petition := n.Service != "" || contactKind(n.Channel) == fact.None
	var number string
	if petition {
		var err error
		if number, err = s.nextNumber(ctx, a.Institution, s.Now()); err != nil {
			return nil, err
		}
	}
	caseID := s.caseFor(a.Institution, n.Key)
	o := opening{Service: s, a: a, n: &n, ch: ch, caseID: caseID, number: number, text: x}
	name := seal.Name(n.Name)
	t, err := s.turn(ctx, asked{institution: a.Institution, caseID: caseID, fresh: true, create: true,
		add: func(c *current) (*added, error) {
			g := &form{}
			if g.instant(c, n.At); g.err() != nil {
				return nil, g.err()
			}
			add := o.facts(c)
			add.name = &name
			return add, nil
		}})
	if err != nil {
		return nil, err
	}
	out := &Opened{Case: t.Case, Contact: o.contact(), Number: t.after.state.Number, Fact: s.factFor(a.Institution, caseID, n.Key, 0),
		Repeated: t.repeated, Masked: f.masked}
	if petition {
		out.Token = s.keys.Token(a.Institution, t.Case)
	}
	return out, nil
}

// contactText checks what an officer entered. Names and numbers are optional at the counter and on the telephone.
func (s *Service) contactText(f *form, ch *charter.Charter, a Actor, n *NewContact) text {
	f.key(n.Key)
	f.choice("channel", n.Channel, true, "visit", "phone", "post", "fax", "email")
	if n.Precision < 0 || n.Precision > 25*time.Hour { // the longest day, when clocks go back
		f.fault("precision", "fault.choice")
	}
	if n.Ringing && n.Channel != "phone" {
		f.fault("channel", "fault.choice")
	}
	if n.Ringing && n.Service != "" {
		f.fault("service", "fault.ringing") // nobody has said yet what he wants
	}
	written := contactKind(n.Channel) == fact.None
	if n.Desk == "" {
		n.Desk = a.Desk
	}
	if n.Desk != "" && deskOf(ch, n.Desk) == nil {
		f.fault("desk", "fault.choice")
	}
	svc := ch.Service(n.Service)
	if svc == nil {
		switch {
		case n.Service != "":
			f.fault("service", "fault.service")
		case written: // its period is that of its service; without one nobody would ever be late
			f.fault("service", "fault.required")
		}
		svc = &charter.Service{}
	}
	f.choice("answer", n.Answer, false, "web", "phone", "email", "post")
	f.choice("delivery", n.Delivery, false, "pickup", "post", "email")
	var x text
	n.Name = f.line("name", n.Name, written)
	f.keep(&x, "name", n.Name)
	f.keep(&x, "phone", f.phone("phone", n.Phone, n.Answer == "phone"))
	f.keep(&x, "email", f.email("email", n.Email, n.Answer == "email"))
	f.keep(&x, "address", f.line("address", n.Address, n.Answer == "post" || n.Delivery == "post"))
	f.keep(&x, "title", f.line("title", n.Title, false))
	f.keep(&x, "text", f.prose("text", n.Text, written))
	for id, v := range f.further(svc, n.Fields) {
		f.keep(&x, "fields."+id, v)
	}
	f.masked = x.attach(f.files("attachments", n.Attachments)) || f.masked
	return x
}

// contactData checks what the first fact says besides, so that nothing personal comes into it: values of their types, and as
// the earlier visit that was in vain its receipt number, or only that there was one.
func (s *Service) contactData(ctx context.Context, f *form, a Actor, n *NewContact) error {
	for _, field := range casefile.Fields(n.begins()) {
		if v, given := n.Data.Get(field.Name); given && v.String() != "" && field.Name != "repeat_of" {
			f.typed(&field, v)
		}
	}
	typed := strings.TrimSpace(n.Data.Text("repeat_of"))
	switch {
	case typed == "" && n.Data.Text("cause") != "":
		n.Data = n.Data.Set("repeat_of", fact.Text("earlier"))
	case typed != "":
		number, ok := parseNumber(typed)
		if !ok {
			f.fault("repeat_of", "fault.number")
			return nil
		}
		earlier, err := s.numbered(ctx, a.Institution, number)
		if err != nil {
			return err
		}
		if earlier == nil {
			f.fault("repeat_of", "fault.no_such_number", "number", number)
		}
		n.Data = n.Data.Set("repeat_of", fact.Text(number))
	}
	return nil
}

// opening makes the facts of a new contact.
type opening struct {
	*Service
	a      Actor
	n      *NewContact
	ch     *charter.Charter
	caseID string
	number string
	text   text
}

func (o *opening) id(n int) string { return o.factFor(o.a.Institution, o.caseID, o.n.Key, n) }

// precision is how coarse the beginning is; a beginning that is now is exact.
func (o *opening) precision() time.Duration {
	if o.n.At.IsZero() {
		return 0
	}
	return o.n.Precision
}

// contact returns the identifier of the visit or call; empty for letters.
func (o *opening) contact() string {
	if contactKind(o.n.Channel) == fact.None {
		return ""
	}
	return o.id(0)
}

func (o *opening) facts(c *current) *added {
	x := o.text
	x.Fact = o.id(0)
	add := &added{texts: []text{x}}
	put := func(k fact.Kind, contact string, d fact.Data) {
		add.facts = append(add.facts, fact.Fact{ID: o.id(len(add.facts)), Contact: contact, At: o.n.At, Precision: o.precision(), Kind: k,
			By: o.a.by(k), Via: fact.ViaDesk, Data: d})
	}
	if k := o.n.begins(); k != fact.None {
		put(k, o.contact(), o.begin(k, &x))
	}
	if o.number != "" {
		d := receivedData(o.ch.Service(o.n.Service), o.number, o.n.Channel, o.n.Delivery, o.n.Answer, "")
		if len(add.facts) > 0 || x.empty() { // the text lies with the first fact
			d = slices.DeleteFunc(d, func(f fact.Field) bool { return f.Name == sealedField })
		}
		if !d.Present("desk") && o.n.Desk != "" {
			d = append(d, fact.Field{Name: "desk", Value: fact.Text(o.n.Desk)})
		}
		put(fact.CaseReceived, o.contact(), d)
		if o.n.Accept || len(add.facts) > 1 {
			put(fact.CaseAccepted, o.contact(), nil)
		}
	}
	return add
}

// begin returns the data of the fact that begins the contact.
func (o *opening) begin(k fact.Kind, x *text) fact.Data {
	d := sealedData(x)
	if o.n.Desk != "" {
		d = append(d, fact.Field{Name: "desk", Value: fact.Text(o.n.Desk)})
	}
	if k == fact.CallAnswered {
		d = append(d, fact.Field{Name: "by", Value: fact.Text("person")})
	}
	if k == fact.CallRinging {
		return d
	}
	allowed := map[string]bool{"busy": true, "assist": true, "repeat_of": true, "cause": true, "rings": true}
	for i := range o.n.Data {
		if f := o.n.Data[i]; allowed[f.Name] && len(f.Value.String()) <= 64 {
			d = append(d, f)
		}
	}
	return d
}
