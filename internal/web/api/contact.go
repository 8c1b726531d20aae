package api

import (
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

// contactIn is a visit, a call, a letter or a fax that is entered.
type contactIn struct {
	Channel   string            `json:"channel" enum:"visit,phone,post,fax,email"`
	Ringing   bool              `json:"ringing,omitempty"`
	At        time.Time         `json:"at,omitzero"`
	Precision int64             `json:"precision_s,omitempty" minimum:"0" maximum:"90000"`
	Service   string            `json:"service,omitempty"`
	Desk      string            `json:"desk,omitempty"`
	Name      string            `json:"name,omitempty" maxLength:"200"`
	Phone     string            `json:"phone,omitempty" maxLength:"200"`
	Email     string            `json:"email,omitempty" maxLength:"200"`
	Address   string            `json:"address,omitempty" maxLength:"200"`
	Title     string            `json:"title,omitempty" maxLength:"200"`
	Text      string            `json:"text,omitempty" maxLength:"10000"`
	Fields    map[string]string `json:"fields,omitempty"`
	Answer    string            `json:"answer,omitempty" enum:"web,phone,email,post"`
	Delivery  string            `json:"delivery,omitempty" enum:"pickup,post,email"`
	Accept    bool              `json:"accept,omitempty"`
	Data      values            `json:"data,omitempty"` // of the first fact
}

// begunOut is what a new contact made.
type begunOut struct {
	Case    string `json:"case"`
	Contact string `json:"contact,omitempty"`
	Number  string `json:"number,omitempty"`
	Fact    string `json:"fact"`
	Link    string `json:"link,omitempty"` // path of the citizen's private page, for a petition; shown once
	Masked  bool   `json:"masked,omitempty"`
}

// waitingOut are the visitors who wait and the calls that ring.
type waitingOut struct {
	Visits []visitOut `json:"visits"`
	Calls  []ringOut  `json:"calls"`
}

type visitOut struct {
	Case         string    `json:"case"`
	Contact      string    `json:"contact"`
	Desk         string    `json:"desk,omitempty"`
	Slip         int64     `json:"slip,omitempty"`
	Assist       string    `json:"assist,omitempty"`
	Arrived      time.Time `json:"arrived_at"`
	Acknowledged bool      `json:"acknowledged,omitempty"`
	First        bool      `json:"first,omitempty"`
}

type ringOut struct {
	Case     string    `json:"case"`
	Contact  string    `json:"contact"`
	Desk     string    `json:"desk,omitempty"`
	Ringing  time.Time `json:"ringing_at"`
	Withheld bool      `json:"withheld,omitempty"`
}

// stepIn is something that happens in a visit or a call.
type stepIn struct {
	Kind      string    `json:"kind"`
	At        time.Time `json:"at,omitzero"`
	Precision int64     `json:"precision_s,omitempty" minimum:"0" maximum:"86400"`
	Of        string    `json:"of,omitempty"`
	Data      values    `json:"data,omitempty"`
}

func (a *API) contacts() []operation {
	return []operation{{
		id: "listWaiting", tag: "contacts", method: http.MethodGet, path: "/contacts", scope: app.ContactsRead, query: []param{{name: "desk"}},
		status: http.StatusOK, out: waitingOut{}, work: reading(a.listWaiting),
	}, {
		id: "beginContact", tag: "contacts", method: http.MethodPost, path: "/contacts", scope: app.ContactsWrite, status: http.StatusCreated,
		out: begunOut{}, keyed: true, files: true, work: taking(a.beginContact),
	}, {
		id: "recordStep", tag: "contacts", method: http.MethodPost, path: "/contacts/{case}/{contact}/steps", scope: app.ContactsWrite,
		status: http.StatusCreated, out: doneOut{}, keyed: true, match: true, work: taking(a.recordStep),
	}, {
		id: "endContact", tag: "contacts", method: http.MethodPost, path: "/contacts/{case}/{contact}/end", scope: app.ContactsWrite,
		status: http.StatusCreated, out: doneOut{}, keyed: true, match: true, work: taking(a.endContact),
	}, {
		id: "receivePetition", tag: "contacts", method: http.MethodPost, path: "/contacts/{case}/{contact}/petition", scope: app.ContactsWrite,
		status: http.StatusCreated, out: doneOut{}, keyed: true, match: true, faults: []int{http.StatusConflict}, work: taking(a.receive),
	}}
}

func (a *API) listWaiting(q *request) (*answer, error) {
	desk := q.URL.Query().Get("desk")
	visits, err := a.app.Waiting(q.Context(), q.actor, desk)
	if err != nil {
		return nil, err
	}
	calls, err := a.app.Calling(q.Context(), q.actor)
	if err != nil {
		return nil, err
	}
	out := waitingOut{Visits: []visitOut{}, Calls: []ringOut{}}
	for i := range visits {
		v := &visits[i]
		out.Visits = append(out.Visits, visitOut{v.Case, v.Contact, v.Desk, v.Slip, v.Assist, v.ArrivedAt, v.Acknowledged, v.First})
	}
	for i := range calls {
		if c := &calls[i]; desk == "" || c.Desk == desk {
			out.Calls = append(out.Calls, ringOut{c.Case, c.Contact, c.Desk, c.RingingAt, c.Withheld})
		}
	}
	return ok(out)
}

func (a *API) beginContact(q *request, in *contactIn) (*answer, error) {
	got, err := a.app.NewContact(q.Context(), q.actor, app.NewContact{Key: q.key, Channel: in.Channel, Ringing: in.Ringing, At: in.At,
		Precision: time.Duration(in.Precision) * time.Second, Service: in.Service, Desk: in.Desk, Name: in.Name, Phone: in.Phone, Email: in.Email,
		Address: in.Address, Title: in.Title, Text: in.Text, Answer: in.Answer, Delivery: in.Delivery, Fields: in.Fields, Data: fact.Data(in.Data),
		Attachments: q.files, Accept: in.Accept})
	if err != nil {
		return nil, err
	}
	out := begunOut{Case: got.Case, Contact: got.Contact, Number: got.Number, Fact: got.Fact, Masked: got.Masked}
	if got.Token != "" {
		out.Link = "/c/" + got.Token
	}
	return &answer{status: http.StatusCreated, body: out, location: Base + "/cases/" + got.Case}, nil
}

// recordStep records what happens in a visit or a call; of other kinds it knows nothing, since they are for who may write cases.
func (a *API) recordStep(q *request, in *stepIn) (*answer, error) {
	kind, known := fact.FindKind(in.Kind)
	if !known || !kind.InContact() {
		return nil, &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: "kind", Key: "fault.choice"}}}
	}
	e, err := entryOf(q, &factIn{Kind: in.Kind, Contact: q.PathValue("contact"), At: in.At, Precision: in.Precision, Of: in.Of, Data: in.Data})
	if err != nil {
		return nil, err
	}
	d, err := a.app.Record(q.Context(), q.actor, e)
	return doneWith(d, withinData(unknownContact(err)))
}

// endIn is when a visit or a call ended, and whether that was before the visitor was served.
type endIn struct {
	At    time.Time `json:"at,omitzero"`
	Early bool      `json:"early,omitempty"`
}

// endContact ends a visit or a call, whichever it is.
func (a *API) endContact(q *request, in *endIn) (*answer, error) {
	v, err := a.app.Case(q.Context(), q.actor, q.caseID())
	if err != nil {
		return nil, err
	}
	e := app.Entry{Key: q.key, Case: q.caseID(), Contact: q.PathValue("contact"), Kind: fact.VisitLeft, At: in.At}
	for _, c := range v.State.Contacts {
		if c.ID == e.Contact && c.Channel == "phone" {
			e.Kind = fact.CallEnded
		}
	}
	if in.Early && e.Kind == fact.VisitLeft {
		e.Data = fact.With("early", true)
	}
	d, err := a.app.Record(q.Context(), q.actor, e)
	return doneWith(d, unknownContact(err))
}

func (a *API) receive(q *request, in *receiveIn) (*answer, error) {
	d, err := a.app.Receive(q.Context(), q.actor, q.caseID(), q.PathValue("contact"), app.NewContact{Key: q.key, Service: in.Service, Name: in.Name,
		Phone: in.Phone, Email: in.Email, Address: in.Address, Title: in.Title, Text: in.Text, Fields: in.Fields, Answer: in.Answer,
		Delivery: in.Delivery})
	return doneWith(d, unknownContact(err))
}

// unknownContact makes an unknown visit or call, which stands in the path here, one that is not found.
func unknownContact(err error) error {
	if f := app.FaultOf(err); f != nil && len(f.Fields) == 1 && f.Fields[0].Field == "contact" {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	return err
}
