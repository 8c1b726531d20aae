package manage

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// register is a list of all that citizens raised of a sort, with its page and its file.
type register struct {
	kind    string   // its address below /manage
	title   string   // key of its title; that of its lead ends in "lead" instead
	file    string   // how its file is named
	columns []string // keys of its columns, the first being when a row came
	tabs    bool     // it stands beside the lists of what is broken
	// read adds the rows of a page and returns where the next one begins; empty: it was the last.
	read func(s *Surface, r *http.Request, p *registerPage, f app.RaisedFilter) (string, error)
}

// registerPage is the register of complaints or of opinions.
type registerPage struct {
	ui.Page
	Kind        string
	From, Until string
	Columns     []ui.Column
	Rows        []ui.Row
	More, CSV   string
	Tabs        []ui.Link
	v           *staff.View
	filter      app.RaisedFilter
	asked       func(name, value string) string // address of the register with one more value
	records     [][]string                      // what a file says
	writes      bool                            // a file is asked for
}

// show reads a register, a page of it or, for a file, all, and shows or sends it.
func (of register) show(s *Surface) staff.Handler {
	return func(w http.ResponseWriter, r *http.Request, v *staff.View) error {
		p := of.newPage(r, v)
		for {
			cursor, err := of.read(s, r, p, p.filter)
			if err != nil {
				return err
			}
			if p.next(cursor) {
				break
			}
		}
		if p.writes {
			return writeRecords(w, v, of.file, p.Columns, p.records)
		}
		return ui.Render(w, r, http.StatusOK, registerView(p))
	}
}

// newPage begins the page of a register with its filters.
func (of register) newPage(r *http.Request, v *staff.View) *registerPage {
	q := r.URL.Query()
	p := &registerPage{Page: v.Page, Kind: of.kind, From: q.Get("from"), Until: q.Get("until"), v: v, writes: q.Get("format") == "csv"}
	p.Page.Title, p.Page.Lead = v.C.T(of.title), v.C.T(strings.TrimSuffix(of.title, "title")+"lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.today"), Href: "/manage"}, {Text: p.Page.Title}}
	p.filter = app.RaisedFilter{From: dayOf(v, p.From, 0), Until: dayOf(v, p.Until, 1), Cursor: q.Get("after"), Limit: listRows}
	if p.writes {
		p.filter.Cursor, p.filter.Limit = "", 500
	}
	p.asked = func(name, value string) string {
		out := url.Values{name: {value}}
		for _, keep := range []string{"from", "until"} {
			if q.Get(keep) != "" {
				out.Set(keep, q.Get(keep))
			}
		}
		return "/manage/" + of.kind + "?" + out.Encode()
	}
	p.CSV = p.asked("format", "csv")
	if of.tabs {
		p.Tabs = listTabs(v, of.kind)
	}
	for i, name := range of.columns {
		p.Columns = append(p.Columns, ui.Column{Head: v.C.T("improve.col." + name), Row: i == 0})
	}
	return p
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

// channel names the way by which something came.
func (p *registerPage) channel(name string) string {
	if key := "desk.channel." + name; p.v.C.Has(key) {
		return p.v.C.T(key)
	}
	return name
}

// row adds a row: when it came, which leads to its page, whether it waits for the office, and what stands in the other columns.
func (p *registerPage) row(at time.Time, waits bool, href string, cells ...string) {
	p.records = append(p.records, append([]string{stamp(p.v, at)}, cells...))
	row := ui.Row{Cells: []ui.Cell{{Text: p.v.C.Time(at, p.v.C.Location()), Href: href}}}
	for _, text := range cells {
		row.Cells = append(row.Cells, ui.Cell{Text: text})
	}
	if waits {
		row.Class = "near"
	}
	p.Rows = append(p.Rows, row)
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
			record[i] = web.Cell(record[i])
		}
		_ = out.Write(record)
	}
	out.Flush()
	return nil
}
