package manage

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// ratingPage is what citizens said of how their cases were handled.
type ratingPage struct {
	ui.Page
	*app.Ratings
	Fields  []ui.Field
	Query   url.Values // the filters
	Tables  []ratingTable
	Reading bool // words are shown
	Low     bool
	Words   []ratedWords
	More    string // address of the next words; empty: there are none
	v       *staff.View
}

// ratingTable is the ratings by desk, service or month.
type ratingTable struct {
	Name, Title string
	Groups      []app.RatingGroup
}

// ratedWords is a rating with its words.
type ratedWords struct {
	app.RatedWords
	Title, Href string
}

func (s *Surface) ratings(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	q := r.URL.Query()
	f := app.RatingFilter{Period: q.Get("period"), Desk: q.Get("desk"), Service: q.Get("service")}
	got, err := s.app.Ratings(r.Context(), v.Actor, f)
	if fault := app.FaultOf(err); fault != nil && fault.Kind == app.Invalid {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"} // a period that nobody offers
	}
	if err != nil {
		return err
	}
	p := &ratingPage{Page: v.Page, Ratings: got, Query: url.Values{}, v: v}
	p.Page.Title, p.Page.Lead = v.C.T("rating.title"), v.C.T("rating.lead")
	for name, value := range map[string]string{"period": got.Period, "desk": f.Desk, "service": f.Service} {
		if value != "" {
			p.Query.Set(name, value)
		}
	}
	p.Fields = []ui.Field{p.field("period", p.periods(), false), p.field("desk", p.choices(got.DeskIDs, "desks"), true),
		p.field("service", p.choices(got.ServiceIDs, "services"), true)}
	p.Tables = []ratingTable{{"desks", v.C.T("rating.by.desks"), got.Desks}, {"services", v.C.T("rating.by.services"), got.Services},
		{"months", v.C.T("rating.by.months"), got.Months}}
	visits, err := s.app.VisitRatings(r.Context(), v.Actor, got.Period)
	if err != nil {
		return err
	}
	p.Tables = append(p.Tables, ratingTable{"visits", v.C.T("ask.visit.table"), visits})
	if q.Get("format") == "csv" {
		return p.file(w)
	}
	if q.Get("words") != "" {
		if err := s.ratingWords(r, p, f); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, ratingView(p))
}

// ratingWords reads the words that came with ratings, which is logged.
func (s *Surface) ratingWords(r *http.Request, p *ratingPage, f app.RatingFilter) error {
	q := r.URL.Query()
	p.Reading, p.Low = true, q.Get("words") == "low"
	before, err := time.Parse(time.RFC3339Nano, q.Get("before"))
	if err != nil {
		before = time.Time{}
	}
	words, next, err := s.app.RatingWords(r.Context(), p.v.Actor, f, p.Low, before)
	if err != nil {
		return err
	}
	for _, w := range words {
		service := p.v.ServiceName(w.Service)
		p.Words = append(p.Words, ratedWords{RatedWords: w, Href: caseHref(w.Case),
			Title: p.C.T("rating.words.item", "n", w.Stars, "desk", p.name("desks", w.Desk), "service", service)})
	}
	if !next.IsZero() {
		more := p.with("words", q.Get("words"))
		more.Set("before", next.Format(time.RFC3339Nano))
		p.More = "/manage/ratings?" + more.Encode()
	}
	return nil
}

// with returns the filters with one more value.
func (p *ratingPage) with(name, value string) url.Values {
	out := url.Values{name: {value}}
	for k, vs := range p.Query {
		out[k] = vs
	}
	return out
}

func (p *ratingPage) field(name string, options []ui.Option, all bool) ui.Field {
	if all {
		options = append([]ui.Option{{Label: p.C.T("rating.all")}}, options...)
	}
	return ui.Field{C: p.C, Kind: ui.Select, Name: name, Label: p.C.T("rating." + name), Options: options, Value: p.Query.Get(name), Short: true}
}

// periods are this year and the last, and the months of both that have begun, newest first.
func (p *ratingPage) periods() []ui.Option {
	today := p.Page.Now.In(p.C.Location())
	var out []ui.Option
	for month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, today.Location()); month.Year() >= today.Year()-1; month = month.AddDate(0, -1, 0) {
		if len(out) == 0 || month.Month() == time.December {
			out = append(out, ui.Option{Value: month.Format("2006"), Label: month.Format("2006")})
		}
		out = append(out, ui.Option{Value: month.Format("2006-01"), Label: month.Format("2006-01")})
	}
	return out
}

func (p *ratingPage) choices(ids []string, of string) []ui.Option {
	var out []ui.Option
	for _, id := range ids {
		if id != "" {
			out = append(out, ui.Option{Value: id, Label: p.name(of, id)})
		}
	}
	return out
}

// name names a group.
func (p *ratingPage) name(of, id string) string {
	name := id
	switch of {
	case "desks", "visits":
		name = p.v.DeskName(id)
	case "services":
		name = p.v.ServiceName(id)
	}
	if name == "" {
		return p.C.T("rating.other")
	}
	return name
}

// picture draws the ratings by stars, the best first.
func (p *ratingPage) picture() ui.BarChart {
	b := ui.BarChart{C: p.C, Title: p.C.T("rating.picture"), Desc: p.C.T("rating.picture.text")}
	for n := stats.Best; n >= 1; n-- {
		count := p.Whole.Counts[n-1]
		b.Rows = append(b.Rows, ui.Bar{Label: p.C.T("rating.stars", "n", n), Value: float64(count), Text: p.C.T("rating.n", "n", count)})
	}
	return b
}

func (p *ratingPage) mean(s *stats.Stars) string { return strconv.FormatFloat(s.Mean(), 'f', 2, 64) } // as many digits in every row

// table lists groups with their number, mean and stars.
func (p *ratingPage) table(t ratingTable) ui.Table {
	out := ui.Table{C: p.C, Caption: t.Title, HideCaption: true, Cards: true, Columns: []ui.Column{{Head: p.C.T("rating.col.group"), Row: true},
		{Head: p.C.T("rating.col.n"), Num: true}, {Head: p.C.T("rating.col.mean"), Num: true}}}
	for n := stats.Best; n >= 1; n-- {
		out.Columns = append(out.Columns, ui.Column{Head: p.C.T("rating.stars", "n", n), Num: true})
	}
	for i := range t.Groups {
		g := &t.Groups[i]
		cells := []ui.Cell{{Text: p.name(t.Name, g.ID)}}
		if g.Suppressed {
			cells = append(cells, ui.Cells(p.C.T("rating.few"), "", "", "", "", "", "")...)
		} else {
			cells = append(cells, ui.Cells(p.C.Number(g.N), p.mean(&g.Stars))...)
			for n := stats.Best; n >= 1; n-- {
				cells = append(cells, ui.Cell{Text: p.C.Number(g.Counts[n-1])})
			}
		}
		out.Rows = append(out.Rows, ui.Row{Cells: cells})
	}
	return out
}

// file writes the tables one below the other; what is suppressed is empty.
func (p *ratingPage) file(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="ratings-`+p.Period+`.csv"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return nil // the reader has gone
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"period", "by", "group", "n", "mean", "stars_1", "stars_2", "stars_3", "stars_4", "stars_5"}) // the error comes back from Flush
	write := func(by, group string, s *stats.Stars) {
		line := []string{p.Period, by, web.Cell(group)}
		if s.Suppressed {
			line = append(line, "", "", "", "", "", "", "")
		} else {
			line = append(line, strconv.Itoa(s.N), strconv.FormatFloat(s.Mean(), 'f', 2, 64))
			for _, n := range s.Counts {
				line = append(line, strconv.Itoa(n))
			}
		}
		_ = out.Write(line)
	}
	write("all", "", &p.Whole)
	for _, t := range p.Tables {
		for i := range t.Groups {
			write(t.Name, p.name(t.Name, t.Groups[i].ID), &t.Groups[i].Stars)
		}
	}
	out.Flush()
	return nil
}
