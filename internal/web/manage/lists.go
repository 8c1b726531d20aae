package manage

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// listPage is a list of verdicts or remedies with its filters.
type listPage struct {
	ui.Page
	Kind     string // broken, unproven, remedies
	Rows     []line
	Promises []ui.Option
	From     string // dates of the filter
	Until    string
	More     string // address of the next page; empty on the last
	CSV      string
	Tabs     []ui.Link
}

// listRows is how many rows a page of a list has; a file has all of the period.
const (
	listRows = 100
	fileRows = 1000
)

func (s *Surface) broken(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.list(w, r, v, "broken", s.readBroken)
}

func (s *Surface) unproven(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.list(w, r, v, "unproven", s.readUnproven)
}

func (s *Surface) list(w http.ResponseWriter, r *http.Request, v *staff.View, kind string,
	read func(*http.Request, *staff.View, app.VerdictFilter) ([]app.VerdictRow, error)) error {
	q := r.URL.Query()
	p := newList(v, kind, q)
	f := app.VerdictFilter{Promise: q.Get("promise"), From: dayOf(v, q.Get("from"), 0), Until: dayOf(v, q.Get("until"), 1), Limit: listRows}
	file := q.Get("format") == "csv"
	if file {
		f.Limit = fileRows
	} else if before, err := time.Parse(time.RFC3339Nano, q.Get("before")); err == nil {
		f.Before = before
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	rows, err := s.readAll(r, v, f, file, read)
	if err != nil {
		return err
	}
	for i := range rows {
		p.Rows = append(p.Rows, verdictLine(v, names, &rows[i], ""))
	}
	if file {
		return writeCSV(w, v, kind, p.Rows)
	}
	if len(rows) == listRows {
		p.More = address(kind, q, "before", settledAt(&rows[len(rows)-1]).Format(time.RFC3339Nano))
	}
	return ui.Render(w, r, http.StatusOK, listView(p))
}

// readAll reads a page or, for a file, page after page.
func (s *Surface) readAll(r *http.Request, v *staff.View, f app.VerdictFilter, all bool,
	read func(*http.Request, *staff.View, app.VerdictFilter) ([]app.VerdictRow, error)) ([]app.VerdictRow, error) {
	var out []app.VerdictRow
	for {
		rows, err := read(r, v, f)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		if !all || len(rows) < f.Limit {
			return out, nil
		}
		next := settledAt(&rows[len(rows)-1])
		if !f.Before.IsZero() && !next.Before(f.Before) {
			return out, nil // more than a page of one instant: there is no way on
		}
		f.Before = next
	}
}

func (s *Surface) remedies(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := newList(v, "remedies", r.URL.Query())
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	f := app.RemedyFilter{Promise: q.Get("promise"), Cursor: q.Get("after"), Limit: listRows}
	file := q.Get("format") == "csv"
	if file {
		f.Cursor, f.Limit = "", fileRows
	}
	for {
		owed, err := s.app.RemediesDue(r.Context(), v.Actor, f)
		if err != nil {
			return err
		}
		for i := range owed.Rows {
			p.Rows = append(p.Rows, remedyLine(v, names, &owed.Rows[i], p.Page.Now))
		}
		if f.Cursor = owed.Cursor; f.Cursor == "" || !file {
			break
		}
	}
	if file {
		return writeCSV(w, v, "remedies", p.Rows)
	}
	if f.Cursor != "" {
		p.More = address("remedies", q, "after", f.Cursor)
	}
	return ui.Render(w, r, http.StatusOK, listView(p))
}

// complained lists all complaints whose result has not been told.
func (s *Surface) complained(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := newList(v, "complaints", r.URL.Query())
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	if p.Rows, err = s.complaints(r, v, names, p.Page.Now, fileRows); err != nil {
		return err
	}
	if r.URL.Query().Get("format") == "csv" {
		return writeCSV(w, v, "complaints", p.Rows)
	}
	return ui.Render(w, r, http.StatusOK, listView(p))
}

func newList(v *staff.View, kind string, q url.Values) listPage {
	p := listPage{Page: v.Page, Kind: kind, From: q.Get("from"), Until: q.Get("until")}
	p.Page.Title = v.C.T("manage." + kind + ".title")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.today"), Href: "/manage"}, {Text: p.Page.Title}}
	p.Promises = []ui.Option{{Label: v.C.T("manage.list.all")}}
	for _, promise := range v.Charter.Promises {
		if kind == "remedies" && !promise.Remedy {
			continue
		}
		p.Promises = append(p.Promises, ui.Option{Value: promise.ID, Label: shorten(optionOf(v, promise), 60), Selected: promise.ID == q.Get("promise")})
	}
	p.Tabs = listTabs(v, kind)
	p.CSV = address(kind, q, "format", "csv")
	return p
}

// listTabs lead from one list of what has to be put right to the others.
func listTabs(v *staff.View, current string) []ui.Link {
	var out []ui.Link
	for _, name := range []string{"broken", "unproven", "remedies", "complaints"} {
		out = append(out, ui.Link{Text: v.C.T("manage." + name + ".title"), Href: "/manage/" + name, Current: name == current})
	}
	return append(out, ui.Link{Text: v.C.T(complaintRegister.title), Href: "/manage/" + complaintRegister.kind, Current: complaintRegister.kind == current})
}

// optionOf names a promise to choose from: what is done or, where nothing is done, what it is about, before its sentence,
// which may be long and shared.
func optionOf(v *staff.View, promise *charter.Promise) string {
	name, text := staff.Promise(v.C, promise), promise.Text.In(v.Lang())
	if name == text {
		name = web.About(v.C, v.Charter, promise)
	}
	if name == "" {
		return text
	}
	return name + " · " + text
}

// address is a list with its filters and one more value.
func address(kind string, q url.Values, name, value string) string {
	out := url.Values{name: {value}}
	for _, keep := range []string{"promise", "from", "until"} {
		if q.Get(keep) != "" {
			out.Set(keep, q.Get(keep))
		}
	}
	return "/manage/" + kind + "?" + out.Encode()
}

// dayOf reads a date of a filter as the instant at which that day, or the day so many days later, begins.
func dayOf(v *staff.View, text string, later int) time.Time {
	day, err := time.ParseInLocation(time.DateOnly, text, v.C.Location())
	if err != nil {
		return time.Time{}
	}
	return day.AddDate(0, 0, later).UTC()
}

// shorten cuts a text to so many characters.
func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// writeCSV sends a list as a file that office programs open: UTF-8 with the mark by which they know it.
func writeCSV(w http.ResponseWriter, v *staff.View, kind string, rows []line) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+kind+"-"+v.Page.Now.In(v.C.Location()).Format("20060102")+`.csv"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return nil // the reader has gone
	}
	out := csv.NewWriter(w)
	head := []string{"number", "promise", "status", "at", "due", "who"}
	for i := range head {
		head[i] = v.C.T("manage.col." + head[i])
	}
	_ = out.Write(head) // the error comes back from Flush
	for i := range rows {
		l := &rows[i]
		record := []string{l.Number, l.Promise, v.C.T("ui.status." + l.Status.String()), stamp(v, l.At), stamp(v, l.Clock.Due), l.Who}
		for j := range record {
			record[j] = web.Cell(record[j])
		}
		_ = out.Write(record)
	}
	out.Flush()
	return nil
}

func stamp(v *staff.View, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(v.C.Location()).Format("2006-01-02 15:04:05")
}
