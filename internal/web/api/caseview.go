package api

import (
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/locale"
)

// CaseRow is a case in a list: nothing personal but the masked name.
type CaseRow struct {
	Case          string    `json:"case"`
	Number        string    `json:"number,omitempty"`
	Status        string    `json:"status"`
	Service       string    `json:"service,omitempty"`
	Channel       string    `json:"channel,omitempty"`
	Desk          string    `json:"desk,omitempty"`
	Officer       string    `json:"officer,omitempty"`
	Received      time.Time `json:"received_at"`
	Changed       time.Time `json:"changed_at"`
	Breaks        time.Time `json:"breaks_at,omitzero"`
	BreaksPromise string    `json:"breaks_promise,omitempty"`
	Broken        int       `json:"broken"`
	Unproven      int       `json:"unproven"`
	Name          string    `json:"name,omitempty"` // masked
	Seq           int64     `json:"seq"`
}

func rowOf(h *app.Head) CaseRow {
	return CaseRow{Case: h.Case, Number: h.Number, Status: h.Status, Service: h.Service, Channel: h.Channel, Desk: h.Desk, Officer: h.Officer,
		Received: h.ReceivedAt, Changed: h.ChangedAt, Breaks: h.BreaksAt, BreaksPromise: h.BreaksPromise, Broken: h.Broken,
		Unproven: h.Unproven, Name: h.Name, Seq: h.Seq}
}

func rowsOf(heads []app.Head) []CaseRow {
	out := make([]CaseRow, 0, len(heads))
	for i := range heads {
		out = append(out, rowOf(&heads[i]))
	}
	return out
}

// CaseOut is a case without anything personal.
type CaseOut struct {
	CaseRow
	Responsible responsibleOut `json:"responsible"`
	Contacts    []contactOut   `json:"contacts"`
	Verdicts    []verdictOut   `json:"verdicts"`
	Facts       []factOut      `json:"facts"`
	Next        []actOut       `json:"next"`
}

// openedOut is a case with what people wrote. Reading it is logged.
type openedOut struct {
	CaseOut
	Person   personOut    `json:"person"`
	Messages []messageOut `json:"messages"`
	Letters  []letterOut  `json:"letters"`
	Files    []fileOut    `json:"files"`
	Earlier  []CaseRow    `json:"earlier"`
}

type responsibleOut struct {
	Department string `json:"department,omitempty"`
	Desk       string `json:"desk,omitempty"`
	Name       string `json:"name,omitempty"`
	Phone      string `json:"phone,omitempty"`
}

type contactOut struct {
	Contact string    `json:"contact"`
	Channel string    `json:"channel"`
	Officer string    `json:"officer,omitempty"`
	Began   time.Time `json:"began_at"`
	Ended   time.Time `json:"ended_at,omitzero"`
}

type verdictOut struct {
	Promise  string    `json:"promise"`
	Contact  string    `json:"contact,omitempty"`
	Status   string    `json:"status" enum:"pending,kept,broken,unproven,void"`
	Evidence string    `json:"evidence,omitempty" enum:"measured,audited,attested,reported"`
	Started  time.Time `json:"started_at"`
	Due      time.Time `json:"due,omitzero"`
	Ended    time.Time `json:"ended_at,omitzero"`
	Why      []string  `json:"why"`
}

type factOut struct {
	ID        string            `json:"id"`
	Seq       int64             `json:"seq"`
	Kind      string            `json:"kind"`
	Contact   string            `json:"contact,omitempty"`
	At        time.Time         `json:"at"`
	Recorded  time.Time         `json:"recorded_at"`
	By        string            `json:"by"`
	Via       string            `json:"via,omitempty"`
	Grade     string            `json:"grade,omitempty" enum:"measured,audited,attested,reported"`
	Precision int64             `json:"precision_s,omitempty"`
	Data      map[string]any    `json:"data,omitempty"`
	Retracted bool              `json:"retracted,omitempty"`
	Corrected string            `json:"corrected_by,omitempty"`
	Texts     map[string]string `json:"texts,omitempty"` // only of an opened case
}

type actOut struct {
	Kind    string    `json:"kind"`
	Contact string    `json:"contact,omitempty"`
	Of      string    `json:"of,omitempty"`
	Promise string    `json:"promise,omitempty"`
	Due     time.Time `json:"due,omitzero"`
}

type personOut struct {
	Name    string            `json:"name,omitempty"`
	Phone   string            `json:"phone,omitempty"`
	Email   string            `json:"email,omitempty"`
	Address string            `json:"address,omitempty"`
	Title   string            `json:"title,omitempty"`
	Text    string            `json:"text,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
}

type messageOut struct {
	At   time.Time `json:"at"`
	From string    `json:"from" enum:"citizen,office,system"`
	Text string    `json:"text,omitempty"`
}

type letterOut struct {
	Form   string    `json:"form"`
	Title  string    `json:"title,omitempty"`
	Issued time.Time `json:"issued_at"`
	Text   string    `json:"text,omitempty"`
}

type fileOut struct {
	Path string    `json:"path"`
	Name string    `json:"name"`
	Type string    `json:"type"`
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
	From string    `json:"from" enum:"citizen,office"`
}

// catalogue has the words of explanations in the language of the request.
func (q *request) catalogue() *locale.Catalogue {
	c := locale.For(locale.Lang(q.lang))
	if ch := q.a.site.Charter(); ch != nil {
		c = c.In(ch.Petition.Location())
	}
	return c
}

func (q *request) caseOf(v *app.CaseView) CaseOut {
	r := v.Responsible
	out := CaseOut{CaseRow: rowOf(&v.Head), Responsible: responsibleOut{r.Department, r.Desk, r.Name, r.Phone}, Contacts: []contactOut{},
		Verdicts: []verdictOut{}, Facts: []factOut{}, Next: []actOut{}}
	for _, c := range v.State.Contacts {
		out.Contacts = append(out.Contacts, contactOut{c.ID, c.Channel, c.Officer, c.BeganAt, c.EndedAt})
	}
	words := q.catalogue()
	for i := range v.Verdicts {
		out.Verdicts = append(out.Verdicts, verdictOf(words, &v.Verdicts[i]))
	}
	for i := range v.Facts {
		out.Facts = append(out.Facts, factOf(&v.Facts[i]))
	}
	for _, n := range v.Next {
		out.Next = append(out.Next, actOut{n.Kind.String(), n.Contact, n.Of, n.Promise, n.Due})
	}
	return out
}

func verdictOf(words *locale.Catalogue, v *judge.Verdict) verdictOut {
	return verdictOut{Promise: v.Promise, Contact: v.Contact, Status: v.Status.String(), Evidence: v.Evidence.String(), Started: v.Started,
		Due: v.Due, Ended: v.Ended, Why: words.Steps(v.Why)}
}

func factOf(l *app.Line) factOut {
	f := &l.Fact
	out := factOut{ID: f.ID, Seq: l.Seq, Kind: f.Kind.String(), Contact: f.Contact, At: f.At, Recorded: f.RecordedAt, By: f.By, Via: string(f.Via),
		Grade: f.Grade().String(), Precision: int64(f.Precision / time.Second), Retracted: l.Retracted, Corrected: l.Corrected, Texts: l.Prose}
	out.Data = valuesOf(f.Data)
	return out
}

// valuesOf writes the values of a fact.
func valuesOf(d fact.Data) map[string]any {
	if len(d) == 0 {
		return nil
	}
	out := make(map[string]any, len(d))
	for i := range d {
		out[d[i].Name] = d[i].Value
	}
	return out
}

func (q *request) opened(v *app.CaseView) openedOut {
	p := v.Person
	out := openedOut{CaseOut: q.caseOf(v), Person: personOut{p.Name, p.Phone, p.Email, p.Address, p.Title, p.Text, p.Fields},
		Messages: []messageOut{}, Letters: []letterOut{}, Files: []fileOut{}, Earlier: rowsOf(v.Earlier)}
	for _, m := range v.Messages {
		out.Messages = append(out.Messages, messageOut{m.At, m.From, m.Text})
	}
	for _, l := range v.Letters {
		out.Letters = append(out.Letters, letterOut{l.Form, l.Title, l.IssuedAt, l.Text})
	}
	for _, f := range v.Files {
		out.Files = append(out.Files, fileOut{filePath(v.Head.Case, f.Name), f.Title, f.Type, int64(f.Size), f.At, f.From})
	}
	return out
}
