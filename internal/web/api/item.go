package api

import (
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

type itemList struct {
	Items []itemOut `json:"items"`
}

type itemOut struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Room    string      `json:"room,omitempty"`
	Count   int         `json:"count"`
	Working int         `json:"working"`
	Looked  time.Time   `json:"looked_at,omitzero"`
	Outages []outageOut `json:"outages"`
}

type outageOut struct {
	Fact  string    `json:"fact"`
	Since time.Time `json:"since"`
	Place string    `json:"place,omitempty"`
	Unit  int       `json:"unit,omitempty"`
	Count int       `json:"count"`
	Grade string    `json:"grade" enum:"measured,audited,attested,reported"`
}

// reportIn is what somebody says who found that an item does not work.
type reportIn struct {
	Unit int `json:"unit,omitempty" minimum:"0"`
}

type reportedOut struct {
	Known bool    `json:"known"` // it had been reported before
	Item  itemOut `json:"item"`
}

// outageIn is an outage, or a repair, that a member of staff records.
type outageIn struct {
	At    time.Time `json:"at,omitzero"`
	Place string    `json:"place,omitempty"`
	Unit  int       `json:"unit,omitempty" minimum:"0"`
	Count int       `json:"count,omitempty" minimum:"0"`
	Note  string    `json:"note,omitempty" maxLength:"10000"`
}

type inspectionIn struct {
	At      time.Time `json:"at,omitzero"`
	Place   string    `json:"place,omitempty"`
	Working int       `json:"working" minimum:"0"`
	Fee     string    `json:"fee,omitempty" enum:"paid,free"`
}

func (a *API) items() []operation {
	write := func(id, path string, w work) operation {
		return operation{id: id, tag: "items", method: http.MethodPost, path: "/items/{item}/" + path, scope: app.ItemsWrite,
			status: http.StatusCreated, out: doneOut{}, keyed: true, work: w}
	}
	return []operation{{
		id: "listItems", tag: "items", method: http.MethodGet, path: "/items", status: http.StatusOK, out: itemList{}, work: reading(a.listItems),
	}, {
		id: "getItem", tag: "items", method: http.MethodGet, path: "/items/{item}", status: http.StatusOK, out: itemOut{}, work: reading(a.getItem),
	}, {
		id: "reportOutage", tag: "items", method: http.MethodPost, path: "/items/{item}/reports", status: http.StatusCreated, out: reportedOut{},
		keyed: true, work: taking(a.reportOutage),
	}, write("recordOutage", "outages", taking(func(q *request, in *outageIn) (*answer, error) { return a.outage(q, in, fact.ItemDown) })),
		write("recordRepair", "repairs", taking(func(q *request, in *outageIn) (*answer, error) { return a.outage(q, in, fact.ItemUp) })),
		write("recordInspection", "inspections", taking(a.inspect))}
}

func itemOf(i *app.ItemState, lang string) itemOut {
	out := itemOut{ID: i.Of.ID, Name: i.Of.Name.In(lang), Room: i.Of.Room, Count: max(i.Of.Count, 1), Working: i.Working, Looked: i.Looked,
		Outages: []outageOut{}}
	for _, o := range i.Outages {
		out.Outages = append(out.Outages, outageOut{o.Fact, o.At, o.Place, o.Unit, o.Count, o.Grade.String()})
	}
	return out
}

func (a *API) listItems(q *request) (*answer, error) {
	all, err := a.app.Items(q.Context(), q.actor)
	if err != nil {
		return nil, err
	}
	out := itemList{Items: []itemOut{}}
	for i := range all {
		out.Items = append(out.Items, itemOf(&all[i], q.lang))
	}
	return ok(out)
}

func (a *API) getItem(q *request) (*answer, error) {
	i, err := a.app.Item(q.Context(), q.actor, q.PathValue("item"))
	if err != nil {
		return nil, err
	}
	return ok(itemOf(i, q.lang))
}

func (a *API) reportOutage(q *request, in *reportIn) (*answer, error) {
	id := q.PathValue("item")
	got, err := a.app.ReportOutage(q.Context(), q.actor, app.OutageReport{Key: q.key, Item: id, Unit: in.Unit})
	if err != nil {
		return nil, err
	}
	now, err := a.app.Item(q.Context(), q.actor, id)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, body: reportedOut{got.Known, itemOf(now, q.lang)}, location: Base + "/items/" + id}, nil
}

// knownItem refuses an item that the directory does not have.
func (q *request) knownItem() (string, error) {
	i, err := q.a.app.Item(q.Context(), q.actor, q.PathValue("item"))
	if err != nil {
		return "", err
	}
	return i.Of.ID, nil
}

func (a *API) outage(q *request, in *outageIn, kind fact.Kind) (*answer, error) {
	id, err := q.knownItem()
	if err != nil {
		return nil, err
	}
	d := fact.With("item", id, "count", max(in.Count, 1))
	if in.Place != "" {
		d = d.Set("place", fact.Text(in.Place))
	}
	if in.Unit > 0 {
		d = d.Set("unit", fact.Number(int64(in.Unit)))
	}
	return a.institution(q, app.Entry{Kind: kind, At: in.At, Data: d, Prose: map[string]string{"note": in.Note}})
}

func (a *API) inspect(q *request, in *inspectionIn) (*answer, error) {
	id, err := q.knownItem()
	if err != nil {
		return nil, err
	}
	d := fact.With("item", id, "working", in.Working)
	if in.Place != "" {
		d = d.Set("place", fact.Text(in.Place))
	}
	if in.Fee != "" {
		d = d.Set("fee", fact.Text(in.Fee))
	}
	return a.institution(q, app.Entry{Kind: fact.ItemInspected, At: in.At, Data: d})
}

// institution records a fact about the house.
func (a *API) institution(q *request, e app.Entry) (*answer, error) {
	e.Key = q.key
	got, err := doneWith(a.app.RecordInstitution(q.Context(), q.actor, e))
	if got != nil {
		got.location, got.seq = Base+"/items/"+q.PathValue("item"), 0
	}
	return got, err
}
