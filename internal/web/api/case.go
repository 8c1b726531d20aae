package api

import (
	"net/http"
	"net/url"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/web"
)

// caseList is a page of cases.
type caseList struct {
	Cases []CaseRow `json:"cases"`
	Next  string    `json:"next,omitempty"` // cursor of the next page
}

// wordsIn is what to look for. It stands in the body, since names and numbers do not belong into addresses.
type wordsIn struct {
	Words string `json:"words" maxLength:"200"`
	Limit int    `json:"limit,omitempty" minimum:"1" maximum:"200"`
}

// openingIn is why somebody opens a case.
type openingIn struct {
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

func (a *API) cases() []operation {
	list := []param{{name: "desk"}, {name: "mine", kind: "boolean"}, {name: "channel", values: []string{"visit", "phone", "web", "post", "fax", "email"}},
		{name: "status", values: []string{"contact", "open", "waiting", "answered", "refused", "withdrawn", "merged", "transferred", "closed"}},
		{name: "limit", kind: "integer"}, {name: "cursor"}}
	return []operation{{
		id: "listCases", tag: "cases", method: http.MethodGet, path: "/cases", scope: app.CasesRead, query: list, status: http.StatusOK,
		out: caseList{}, pages: true, faults: []int{http.StatusUnprocessableEntity}, work: reading(a.listCases),
	}, {
		id: "searchCases", tag: "cases", method: http.MethodPost, path: "/cases/search", scope: app.CasesRead, status: http.StatusOK,
		out: caseList{}, work: taking(a.searchCases),
	}, {
		id: "getCase", tag: "cases", method: http.MethodGet, path: "/cases/{case}", scope: app.CasesRead, status: http.StatusOK,
		out: CaseOut{}, work: reading(a.getCase),
	}, {
		id: "openCase", tag: "cases", method: http.MethodPost, path: "/cases/{case}/open", scope: app.CasesRead, status: http.StatusOK,
		out: openedOut{}, work: taking(a.openCase),
	}, {
		id: "getFile", tag: "cases", method: http.MethodGet, path: "/cases/{case}/files/{fact}/{number}", scope: app.CasesRead, status: http.StatusOK,
		file: true, work: reading(a.getFile),
	}}
}

func (a *API) listCases(q *request) (*answer, error) {
	v := q.URL.Query()
	limit, _ := strconv.Atoi(v.Get("limit")) // checked
	page, err := a.app.Inbox(q.Context(), q.actor, app.InboxFilter{Desk: v.Get("desk"), Mine: v.Get("mine") == "true", Channel: v.Get("channel"),
		Status: v.Get("status"), Limit: limit, Cursor: v.Get("cursor")})
	if err != nil {
		return nil, asQuery(err)
	}
	g := &answer{status: http.StatusOK, body: caseList{Cases: rowsOf(page.Rows), Next: page.Cursor}}
	if page.Cursor != "" {
		v.Set("cursor", page.Cursor)
		g.link = `<` + Base + `/cases?` + v.Encode() + `>; rel="next"`
	}
	return g, nil
}

// asQuery marks faults of fields as such of the query, which has no pointers.
func asQuery(err error) error {
	if f := app.FaultOf(err); f != nil {
		for i := range f.Fields {
			f.Fields[i].Field = "?" + f.Fields[i].Field
		}
	}
	return err
}

func (a *API) searchCases(q *request, in *wordsIn) (*answer, error) {
	heads, err := a.app.Search(q.Context(), q.actor, in.Words, in.Limit)
	if f := app.FaultOf(err); f != nil {
		for i := range f.Fields {
			f.Fields[i].Field = "words"
		}
	}
	if err != nil {
		return nil, err
	}
	return ok(caseList{Cases: rowsOf(heads)})
}

func (a *API) getCase(q *request) (*answer, error) {
	v, err := a.app.Case(q.Context(), q.actor, q.PathValue("case"))
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, body: q.caseOf(v), seq: v.Head.Seq}, nil
}

func (a *API) openCase(q *request, in *openingIn) (*answer, error) {
	v, err := a.app.OpenCase(q.Context(), q.actor, q.PathValue("case"), in.Reason)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, body: q.opened(v), seq: v.Head.Seq}, nil
}

// getFile sends a file as one to be saved. The use case logs it.
func (a *API) getFile(q *request) (*answer, error) {
	f, err := a.app.Attachment(q.Context(), q.actor, q.PathValue("case"), q.PathValue("fact")+"/"+q.PathValue("number"))
	if err != nil {
		return nil, err
	}
	web.Download(q.w, f.Name, f.Type)
	_, _ = q.w.Write(f.Body) // a client that has gone is nobody's error
	return nil, nil
}

// filePath is the path of a file by its name, such as "f-17/0".
func filePath(caseID, name string) string {
	return Base + "/cases/" + url.PathEscape(caseID) + "/files/" + name
}
