package api

import (
	"net/http"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// doneOut is what recording came to.
type doneOut struct {
	Case   string   `json:"case"`
	Facts  []string `json:"facts"` // identifiers of those recorded, in order
	Seq    int64    `json:"seq"`
	Masked bool     `json:"masked,omitempty"`
}

// factIn is any fact that a member of staff may record. Its values are named in the table of kinds; those that are prose are sealed.
type factIn struct {
	Kind      string    `json:"kind"`
	Contact   string    `json:"contact,omitempty"`
	At        time.Time `json:"at,omitzero"`
	Precision int64     `json:"precision_s,omitempty" minimum:"0" maximum:"86400"`
	Of        string    `json:"of,omitempty"`
	Data      values    `json:"data,omitempty"`
}

type assignmentIn struct {
	Officer string `json:"officer,omitempty"`
	Desk    string `json:"desk,omitempty"`
}

type answerIn struct {
	Text string `json:"text" maxLength:"10000"`
	How  string `json:"how,omitempty" enum:"web,phone,email,post,visit"`
}

type refusalIn struct {
	Reason string `json:"reason" maxLength:"10000"`
	Law    string `json:"law" maxLength:"200"`
	Appeal string `json:"appeal,omitempty" maxLength:"10000"`
	How    string `json:"how,omitempty" enum:"web,phone,email,post,visit"`
}

type extensionIn struct {
	Ground  string `json:"ground" enum:"cooperation,site_check,force_majeure,equivalent"`
	Reason  string `json:"reason" maxLength:"10000"`
	Days    int    `json:"days,omitempty" minimum:"0"`
	Consent bool   `json:"consent,omitempty"`
}

type supplementIn struct {
	What  string    `json:"what" maxLength:"10000"`
	Until time.Time `json:"until"`
	Oral  bool      `json:"oral,omitempty"`
}

// transferIn names an account or a desk of the office, or another office.
type transferIn struct {
	To      string `json:"to" maxLength:"200"`
	Outside bool   `json:"outside,omitempty"`
	Contact string `json:"contact,omitempty"`
	Summary string `json:"summary" maxLength:"10000"`
}

type mergerIn struct {
	Into string `json:"into"` // receipt number
}

type memoIn struct {
	Contact    string    `json:"contact,omitempty"`
	For        string    `json:"for,omitempty"`
	About      string    `json:"about" maxLength:"10000"`
	Callback   bool      `json:"callback,omitempty"`
	CallbackAt time.Time `json:"callback_at,omitzero"`
	Place      string    `json:"place,omitempty" maxLength:"200"`
}

type callbackIn struct {
	Message string `json:"message"` // fact of the message
	Reached bool   `json:"reached"`
	Note    string `json:"note,omitempty" maxLength:"10000"`
}

type wordIn struct {
	Text      string `json:"text" maxLength:"10000"`
	Procedure bool   `json:"procedure,omitempty"`
}

type delayIn struct {
	Reason   string    `json:"reason" maxLength:"10000"`
	Expected time.Time `json:"expected"`
}

type correctionIn struct {
	Fact   string `json:"fact"`
	Reason string `json:"reason" maxLength:"10000"`
	Data   values `json:"data"` // the right values
}

type retractionIn struct {
	Fact   string `json:"fact"`
	Reason string `json:"reason" maxLength:"10000"`
}

type receiveIn struct {
	Service  string            `json:"service"`
	Name     string            `json:"name,omitempty" maxLength:"200"`
	Phone    string            `json:"phone,omitempty" maxLength:"200"`
	Email    string            `json:"email,omitempty" maxLength:"200"`
	Address  string            `json:"address,omitempty" maxLength:"200"`
	Title    string            `json:"title,omitempty" maxLength:"200"`
	Text     string            `json:"text" maxLength:"10000"`
	Fields   map[string]string `json:"fields,omitempty"`
	Answer   string            `json:"answer,omitempty" enum:"web,phone,email,post"`
	Delivery string            `json:"delivery,omitempty" enum:"pickup,post,email"`
}

// acts are what is recorded on a case.
func (a *API) acts() []operation {
	conflict := []int{http.StatusConflict}
	act := func(id, path string, w work, faults ...int) operation {
		return operation{id: id, tag: "acts", method: http.MethodPost, path: "/cases/{case}/" + path, scope: app.CasesWrite,
			status: http.StatusCreated, out: doneOut{}, keyed: true, match: true, faults: faults, work: w}
	}
	ops := []operation{
		act("recordFact", "facts", taking(a.recordFact), conflict...),
		act("assignCase", "assignments", taking(a.assign)),
		act("answerCase", "answers", taking(a.answer), conflict...),
		act("refuseCase", "refusals", taking(a.refuse), conflict...),
		act("extendCase", "extensions", taking(a.extend), conflict...),
		act("askSupplement", "supplements", taking(a.askSupplement), conflict...),
		act("transferCase", "transfers", taking(a.transfer), conflict...),
		act("mergeCase", "mergers", taking(a.merge), conflict...),
		act("takeMessage", "messages", taking(a.takeMessage)),
		act("callBack", "callbacks", taking(a.callBack)),
		act("tellCitizen", "words", taking(a.tell), conflict...),
		act("tellDelay", "delays", taking(a.tellDelay)),
		act("correctFact", "corrections", taking(a.correct)),
		act("retractFact", "retractions", taking(a.retract)),
	}
	for i := range ops {
		ops[i].files = ops[i].id == "recordFact" || ops[i].id == "answerCase"
	}
	return ops
}

func doneWith(d *app.Done, err error) (*answer, error) {
	if err != nil {
		return nil, err
	}
	out := doneOut{Case: d.Case, Facts: d.Facts, Seq: d.Seq, Masked: d.Masked}
	if out.Facts == nil {
		out.Facts = []string{}
	}
	return &answer{status: http.StatusCreated, body: out, seq: d.Seq, location: Base + "/cases/" + d.Case}, nil
}

func (q *request) caseID() string { return q.PathValue("case") }

// entryOf reads a fact that is to be recorded: values of the kind that are prose are taken apart from the rest. The error names the
// kind that there is not.
func entryOf(q *request, in *factIn) (app.Entry, error) {
	kind, known := fact.FindKind(in.Kind)
	if !known {
		return app.Entry{}, &app.Fault{Kind: app.Invalid, Key: "fault.invalid", Fields: []app.FieldFault{{Field: "kind", Key: "fault.choice"}}}
	}
	e := app.Entry{Key: q.key, Case: q.caseID(), Contact: in.Contact, Kind: kind, At: in.At, Precision: time.Duration(in.Precision) * time.Second,
		Of: in.Of, Prose: map[string]string{}, Files: q.files}
	for i := range in.Data {
		if proseOf(kind, in.Data[i].Name) {
			e.Prose[in.Data[i].Name] = in.Data[i].Value.String()
		} else {
			e.Data = append(e.Data, in.Data[i])
		}
	}
	return e, nil
}

func proseOf(kind fact.Kind, name string) bool {
	for _, f := range casefile.Fields(kind) {
		if f.Name == name {
			return f.Type == casefile.TypeProse
		}
	}
	return false
}

// withinData makes faults of a fact's values point at where they were sent.
func withinData(err error) error {
	f := app.FaultOf(err)
	if f == nil {
		return err
	}
	for i := range f.Fields {
		switch name := f.Fields[i].Field; name {
		case "at", "contact", "of", "kind", "files":
		case "precision":
			f.Fields[i].Field = "precision_s"
		default:
			if !strings.HasPrefix(name, "data") {
				f.Fields[i].Field = "data." + name
			}
		}
	}
	return err
}

func (a *API) recordFact(q *request, in *factIn) (*answer, error) {
	e, err := entryOf(q, in)
	if err != nil {
		return nil, err
	}
	d, err := a.app.Record(q.Context(), q.actor, e)
	return doneWith(d, withinData(err))
}

func (a *API) assign(q *request, in *assignmentIn) (*answer, error) {
	return doneWith(a.app.Assign(q.Context(), q.actor, q.key, q.caseID(), in.Officer, in.Desk))
}

func (a *API) answer(q *request, in *answerIn) (*answer, error) {
	return doneWith(a.app.Answer(q.Context(), q.actor, app.Result{Key: q.key, Case: q.caseID(), Text: in.Text, How: in.How, Files: q.files}))
}

func (a *API) refuse(q *request, in *refusalIn) (*answer, error) {
	return doneWith(a.app.Refuse(q.Context(), q.actor, app.Refusal{Key: q.key, Case: q.caseID(), Reason: in.Reason, Law: in.Law,
		Appeal: in.Appeal, How: in.How}))
}

func (a *API) extend(q *request, in *extensionIn) (*answer, error) {
	return doneWith(a.app.Extend(q.Context(), q.actor, app.Extension{Key: q.key, Case: q.caseID(), Ground: in.Ground, Reason: in.Reason,
		Days: in.Days, Consent: in.Consent}))
}

func (a *API) askSupplement(q *request, in *supplementIn) (*answer, error) {
	return doneWith(a.app.AskSupplement(q.Context(), q.actor, app.Missing{Key: q.key, Case: q.caseID(), What: in.What, Until: in.Until.UTC(),
		Oral: in.Oral}))
}

func (a *API) transfer(q *request, in *transferIn) (*answer, error) {
	return doneWith(a.app.Transfer(q.Context(), q.actor, app.Passing{Key: q.key, Case: q.caseID(), Contact: in.Contact, To: in.To, Office: in.To,
		Outside: in.Outside, Summary: in.Summary}))
}

func (a *API) merge(q *request, in *mergerIn) (*answer, error) {
	return doneWith(a.app.Record(q.Context(), q.actor, app.Entry{Key: q.key, Case: q.caseID(), Kind: fact.CaseMerged,
		Data: fact.With("into", in.Into)}))
}

func (a *API) takeMessage(q *request, in *memoIn) (*answer, error) {
	return doneWith(a.app.TakeMessage(q.Context(), q.actor, app.Memo{Key: q.key, Case: q.caseID(), Contact: in.Contact, For: in.For,
		About: in.About, Callback: in.Callback, CallbackAt: in.CallbackAt, Place: in.Place}))
}

func (a *API) callBack(q *request, in *callbackIn) (*answer, error) {
	return doneWith(a.app.CallBack(q.Context(), q.actor, q.key, q.caseID(), in.Message, in.Reached, in.Note))
}

func (a *API) tell(q *request, in *wordIn) (*answer, error) {
	return doneWith(a.app.Tell(q.Context(), q.actor, q.key, q.caseID(), in.Text, in.Procedure))
}

func (a *API) tellDelay(q *request, in *delayIn) (*answer, error) {
	return doneWith(a.app.TellDelay(q.Context(), q.actor, q.key, q.caseID(), in.Reason, in.Expected))
}

func (a *API) correct(q *request, in *correctionIn) (*answer, error) {
	d, err := a.app.Correct(q.Context(), q.actor, q.key, q.caseID(), in.Fact, in.Reason, fact.Data(in.Data))
	if f := app.FaultOf(err); f != nil {
		for i := range f.Fields {
			if name := f.Fields[i].Field; name != "reason" && name != "data" {
				f.Fields[i].Field = "data." + name
			}
		}
	}
	return doneWith(d, err)
}

func (a *API) retract(q *request, in *retractionIn) (*answer, error) {
	return doneWith(a.app.Retract(q.Context(), q.actor, q.key, q.caseID(), in.Fact, in.Reason))
}
