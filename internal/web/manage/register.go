package manage

import (
	"encoding/csv"
	"net/http"
	"net/url"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// newRegister begins a register with its filters.
func (s *Surface) newRegister(r *http.Request, v *staff.View, kind, title string) (*registerPage, error) {
	q := r.URL.Query()
	p := &registerPage{Page: v.Page, Kind: kind, From: q.Get("from"), Until: q.Get("until"), v: v, writes: q.Get("format") == "csv"}
	p.Page.Title, p.Page.Lead = v.C.T(title), v.C.T(title[:len(title)-len("title")]+"lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.today"), Href: "/manage"}, {Text: p.Page.Title}}
	p.filter = app.RaisedFilter{From: dayOf(v, p.From, 0), Until: dayOf(v, p.Until, 1), Cursor: q.Get("after"), Limit: listRows}
	if p.writes {
		p.filter.Cursor, p.filter.Limit = "", 500
	}
	p.asked = func(name, value string) string {
		out := url.Values{name: {value}}
		for _, keep := range []string{"from", "until", "show"} {
			if q.Get(keep) != "" {
				out.Set(keep, q.Get(keep))
			}
		}
		return "/manage/" + kind + "?" + out.Encode()
	}
	p.CSV = p.asked("format", "csv")
	return p, nil
}

// next goes on to the next page: of a file until the end. It tells whether the reading is over.
func (p *registerPage) next(cursor string) bool {
	if p.writes && cursor != "" {
		p.filter.Cursor = cursor
		return false
	}
	if cursor != "" {
		p.More = p.asked("after", cursor)
	}
	return true
}

func (p *registerPage) columns(names ...string) []ui.Column {
	out := make([]ui.Column, len(names))
	for i, name := range names {
		out[i] = ui.Column{Head: p.v.C.T("improve.col." + name), Row: i == 0}
	}
	return out
}

// writeRecords sends a register as a file that office programs open.
func writeRecords(w http.ResponseWriter, v *staff.View, name string, columns []ui.Column, records [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+v.Page.Now.In(v.C.Location()).Format("20060102")+`.csv"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return nil // the reader has gone
	}
	out := csv.NewWriter(w)
	head := make([]string, len(columns))
	for i := range columns {
		head[i] = columns[i].Head
	}
	_ = out.Write(head) // the error comes back from Flush
	for _, record := range records {
		for i := range record {
			record[i] = inert(record[i])
		}
		_ = out.Write(record)
	}
	out.Flush()
	return nil
}
