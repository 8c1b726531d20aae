package open311

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"jikim/internal/app"
)

// The limits of a list that the standard sets.
const (
	mostRequests = 1000
	span         = 90 * 24 * time.Hour
	mostNumbers  = 50 // receipt numbers in one request
)

// requests lists petitions that came by this interface, newest first.
func (o *Open311) requests(q *request) (any, error) {
	f, err := o.filter(q)
	if err != nil {
		return nil, err
	}
	return o.listOf(q, f)
}

func (o *Open311) listOf(q *request, f app.CivicFilter) (requestList, error) {
	all, err := o.site.Service.CivicRequests(q.Context(), o.site.Institution, f, q.lang)
	if err != nil {
		return requestList{}, err
	}
	out := requestList{Requests: []serviceRequest{}}
	for i := range all {
		out.Requests = append(out.Requests, o.requestOf(q, &all[i]))
	}
	return out, nil
}

// filter reads what is asked for. Numbers go before everything else, as the standard says; without dates it is the last 90 days.
func (o *Open311) filter(q *request) (app.CivicFilter, error) {
	v := q.URL.Query()
	f := app.CivicFilter{Limit: mostRequests, Services: words(v.Get("service_code")), Numbers: words(v.Get("service_request_id"))}
	if len(f.Numbers) > mostNumbers {
		return f, refuse(http.StatusBadRequest, "open311.fault.numbers", "most", mostNumbers)
	}
	for _, status := range words(v.Get("status")) {
		switch status {
		case "open":
			f.Open = true
		case "closed":
			f.Closed = true
		default:
			return f, refuse(http.StatusBadRequest, "open311.fault.status")
		}
	}
	from, err := instant(v.Get("start_date"))
	if err != nil {
		return f, err
	}
	until, err := instant(v.Get("end_date"))
	if err != nil {
		return f, err
	}
	now := o.site.Service.Now()
	switch {
	case from.IsZero() && until.IsZero():
		from, until = now.Add(-span), now
	case until.IsZero():
		until = from.Add(span)
	case from.IsZero():
		from = until.Add(-span)
	case until.Sub(from) > span:
		from = until.Add(-span)
	}
	f.From, f.Until = from, until
	return f, nil
}

// words takes a list apart at its commas.
func words(list string) []string {
	var out []string
	for w := range strings.SplitSeq(list, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func instant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, refuse(http.StatusBadRequest, "open311.fault.date")
	}
	return t.UTC(), nil
}

// request answers one petition, in a list as the standard has it.
func (o *Open311) request(q *request) (any, error) {
	out, err := o.listOf(q, app.CivicFilter{Numbers: []string{q.name}, Limit: 1})
	if err == nil && len(out.Requests) == 0 {
		err = refuse(http.StatusNotFound, "open311.fault.request")
	}
	return out, err
}

// token answers a token. A receipt number is given at once here, so that nobody ever gets another token: it is the number.
func (o *Open311) token(q *request) (any, error) {
	out, err := o.listOf(q, app.CivicFilter{Numbers: []string{q.name}, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(out.Requests) == 0 {
		return nil, refuse(http.StatusNotFound, "open311.fault.token")
	}
	return tokenList{Requests: []tokenRequest{{out.Requests[0].ID, q.name}}}, nil
}

func (o *Open311) requestOf(q *request, c *app.Civic) serviceRequest {
	status := "closed"
	if c.Status.Working() {
		status = "open"
	}
	out := serviceRequest{ID: c.Number, Status: status, StatusNotes: q.words().T("open311.status." + string(c.Status)), ServiceCode: c.Service,
		Description: c.Text, Requested: moment{c.ReceivedAt}, Updated: moment{c.Changed}, Expected: moment{c.Due}}
	if s := o.site.Charter().Service(c.Service); s != nil {
		out.ServiceName = s.Name.In(q.lang)
	}
	parts := slices.DeleteFunc([]string{o.site.Charter().Office.In(q.lang), c.Responsible.Department, c.Responsible.Desk},
		func(s string) bool { return s == "" })
	out.Agency = strings.Join(parts, ", ")
	return out
}
