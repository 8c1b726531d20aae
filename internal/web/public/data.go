package public

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/web"
)

// data is a table of figures for programs. Its field names are stable; times are RFC 3339, lengths whole seconds, negative
// when too late; a figure that is not shown is null.
type data struct {
	Institution string    `json:"institution"`
	Office      string    `json:"office"`
	Period      string    `json:"period"`
	From        time.Time `json:"from"`
	Until       time.Time `json:"until"`
	AsOf        time.Time `json:"as_of"`
	Charter     source    `json:"charter"`
	Calendars   []source  `json:"calendars"`
	Promises    []record  `json:"promises"`
}

// source names what the verdicts rest on, by the digest of its content.
type source struct {
	Name   string `json:"name"`
	From   string `json:"from,omitempty"`
	Digest string `json:"digest"`
}

// record is one promise.
type record struct {
	Promise    string         `json:"promise"`
	Chapter    string         `json:"chapter"`
	Text       string         `json:"text"`
	Suppressed bool           `json:"suppressed"`
	Judged     *int           `json:"judged"`
	Kept       *int           `json:"kept"`
	Broken     *int           `json:"broken"`
	Overdue    *int           `json:"overdue"`
	Unproven   *int           `json:"unproven"`
	Open       *int           `json:"open"`
	Void       *int           `json:"void"`
	Share      *float64       `json:"share"`
	Low        *float64       `json:"share_low"`
	High       *float64       `json:"share_high"`
	Hours      *float64       `json:"hours_share"`
	Margins    *int           `json:"margins"`
	Median     *int64         `json:"margin_median_s"`
	Ninety     *int64         `json:"margin_90_s"`
	Worst      *int64         `json:"margin_worst_s"`
	Grades     map[string]int `json:"grades"`
	Aim        *timed         `json:"aim,omitempty"`
}

// timed is how long it took to reach what a promise aims at; only promises with an aim have it.
type timed struct {
	Limit      string         `json:"limit"`
	Suppressed bool           `json:"suppressed"`
	Timed      *int           `json:"timed"`
	Within     *int           `json:"within"`
	Median     *int64         `json:"median_s"`
	Ninety     *int64         `json:"time_90_s"`
	Grades     map[string]int `json:"grades"`
}

// download sends the figures of a period as "2026-11.csv" or "2026-11.json", at an address that stays.
func (p *Public) download(w http.ResponseWriter, r *http.Request) error {
	period, kind, ok := strings.Cut(r.PathValue("file"), ".")
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	if period, err = v.period(period); err != nil || !ok || kind != "csv" && kind != "json" {
		return web.Status(http.StatusNotFound)
	}
	f, err := p.site.Service.Figures(r.Context(), p.site.Institution, period)
	if err != nil {
		return err
	}
	d := export(tabulate(v, f))
	if kind == "json" {
		raw(w, "application/json", aMinute)
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		_ = e.Encode(d) // a client that has gone is nobody's error
		return nil
	}
	name := p.site.Institution + "-" + period + ".csv"
	raw(w, csvKind, aMinute)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	writeCSV(w, d)
	return nil
}

func export(p performancePage) data {
	ch := p.Charter
	d := data{Institution: ch.Institution, Office: ch.Office.KO, Period: p.Figures.Period, From: p.Figures.From, Until: p.Figures.Until,
		AsOf: p.Figures.AsOf, Charter: source{Name: ch.ID, From: ch.From.String(), Digest: p.Figures.Charter},
		Calendars: []source{{Name: ch.Petition.Name(), Digest: ch.Petition.Digest()}, {Name: ch.Desk.Name(), Digest: ch.Desk.Digest()}}}
	for _, c := range p.Chapters {
		for _, r := range c.Rows {
			d.Promises = append(d.Promises, recordOf(r))
		}
	}
	return d
}

func recordOf(r row) record {
	out := record{Promise: r.Of.ID, Chapter: r.Of.Chapter, Text: r.Of.Text.KO, Suppressed: r.Suppressed, Aim: timedOf(r)}
	if r.Suppressed {
		return out
	}
	out.Judged, out.Kept, out.Broken, out.Overdue = &r.Judged, &r.Kept, &r.Broken, &r.Overdue
	out.Unproven, out.Open, out.Void, out.Margins = &r.Unproven, &r.Open, &r.Void, &r.Margin.N
	out.Share = known(r.Share)
	if r.Of.Shape == charter.Always {
		out.Hours = known(r.Hours)
	}
	if r.Sampled {
		out.Low, out.High = known(r.Low), known(r.High)
	}
	if r.Margin.N > 0 {
		out.Median, out.Ninety, out.Worst = seconds(r.Margin.Median), seconds(r.Margin.Ninety), seconds(r.Margin.Worst)
	}
	out.Grades = gradesOf(r.Grades)
	return out
}

func timedOf(r row) *timed {
	if r.Of.Aim == nil {
		return nil
	}
	out := &timed{Limit: r.Of.Aim.Limit.String(), Suppressed: r.Aim.Suppressed}
	if a := r.Aim; !a.Suppressed {
		out.Timed, out.Within, out.Grades = &a.N, &a.Within, gradesOf(a.Grades)
		if a.N > 0 {
			out.Median, out.Ninety = seconds(a.Median), seconds(a.Ninety)
		}
	}
	return out
}

func gradesOf(counts [5]int) map[string]int {
	out := map[string]int{}
	for g := fact.Reported; g <= fact.Measured; g++ {
		if n := counts[g]; n > 0 {
			out[g.String()] = n
		}
	}
	return out
}

func known(share float64) *float64 {
	if share < 0 {
		return nil
	}
	return &share
}

func seconds(d time.Duration) *int64 {
	s := int64(d / time.Second)
	return &s
}

// csvKind is the type of tables.
const csvKind = "text/csv; charset=utf-8"

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// writeCSV writes a row per promise. What it is about stands in columns of every row, so that files can be joined.
func writeCSV(w http.ResponseWriter, d data) {
	_, _ = w.Write([]byte(byteOrderMark))
	out := csv.NewWriter(w)
	out.UseCRLF = true
	// A visitor who has gone is nobody's error.
	_ = out.Write([]string{"period", "as_of", "charter", "promise", "chapter", "text", "suppressed", "judged", "kept", "broken",
		"overdue", "unproven", "open", "void", "share", "share_low", "share_high", "hours_share", "margins", "margin_median_s",
		"margin_90_s", "margin_worst_s", "measured", "audited", "attested", "reported", "aim", "aim_timed", "aim_within", "aim_median_s", "aim_90_s"})
	for _, r := range d.Promises {
		line := []string{d.Period, d.AsOf.Format(time.RFC3339), d.Charter.Digest, r.Promise, r.Chapter, r.Text, strconv.FormatBool(r.Suppressed)}
		for _, n := range []*int{r.Judged, r.Kept, r.Broken, r.Overdue, r.Unproven, r.Open, r.Void} {
			line = append(line, cell(n, strconv.Itoa))
		}
		for _, share := range []*float64{r.Share, r.Low, r.High, r.Hours} {
			line = append(line, cell(share, func(f float64) string { return strconv.FormatFloat(f, 'f', 4, 64) }))
		}
		line = append(line, cell(r.Margins, strconv.Itoa))
		for _, s := range []*int64{r.Median, r.Ninety, r.Worst} {
			line = append(line, cell(s, func(n int64) string { return strconv.FormatInt(n, 10) }))
		}
		for g := fact.Measured; g > fact.NoGrade; g-- {
			n := r.Grades[g.String()]
			if r.Suppressed {
				line = append(line, "")
				continue
			}
			line = append(line, strconv.Itoa(n))
		}
		_ = out.Write(append(line, r.Aim.cells()...))
	}
	out.Flush()
}

// cells are the columns of an aim; empty when the promise has none.
func (t *timed) cells() []string {
	if t == nil {
		return []string{"", "", "", "", ""}
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	return []string{t.Limit, cell(t.Timed, strconv.Itoa), cell(t.Within, strconv.Itoa), cell(t.Median, number), cell(t.Ninety, number)}
}

// cell writes a value, or nothing when there is none.
func cell[T any](v *T, write func(T) string) string {
	if v == nil {
		return ""
	}
	return write(*v)
}
