package result

import (
	"encoding/csv"
	"io"
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/survey"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// file sends the report, the tables, the result as it is kept, or the plan as a file, at an address that stays.
func (s *Surface) file(w http.ResponseWriter, r *http.Request) error {
	p, err := s.page(w, r)
	if err != nil {
		return err
	}
	name := p.Charter.Institution + "-" + p.ID + "-" + r.PathValue("file")
	switch r.PathValue("file") {
	case "results.csv":
		web.Download(w, name, "text/csv; charset=utf-8")
		writeCSV(w, p)
		return nil
	case "result.json":
		w.Header().Set("ETag", strconv.Quote(p.Digest))
		web.Download(w, name, "application/json")
		_, _ = w.Write(p.Body) // a client that has gone is nobody's error
		return nil
	case "report.pdf":
		return s.pdf(w, name, p.view, p.report())
	case "plan.pdf":
		if p.Plan == nil {
			break
		}
		return s.pdf(w, name, p.view, p.board())
	}
	return web.Status(http.StatusNotFound)
}

func (s *Surface) pdf(w http.ResponseWriter, name string, v view, report *app.Report) error {
	body, err := s.site.Service.PrintReport(report, v.lang())
	if err != nil {
		return err
	}
	web.Download(w, name, "application/pdf")
	_, _ = w.Write(body) // a client that has gone is nobody's error
	return nil
}

// paper begins a report.
func (p resultPage) paper(title string) *app.Report {
	return &app.Report{Title: title, Office: p.Office.Name, Foot: p.Office.Name + " " + p.Office.Telephone,
		Page: func(n, of int) string { return p.C.T("result.report.page", "n", n, "of", of) }}
}

// report is the page on paper, with every table of it.
func (p resultPage) report() *app.Report {
	c := p.C
	r := p.paper(c.T("result.of", "year", p.view.year(p.Year)))
	r.Lead = []string{c.T("result.of.lead", "office", p.Office.Name, "from", p.OpenedAt, "to", p.ClosedAt)}
	for _, a := range p.alerts() {
		r.Lead = append(r.Lead, a.Text)
	}
	if p.Analysis.Few {
		r.Lead = append(r.Lead, c.T("result.few", "least", p.Analysis.Shown))
	} else {
		p.reportFigures(r)
	}
	if len(p.Now) > 0 {
		r.Sections = append(r.Sections, web.Printed(c.T("result.tasks.title"), p.taskTable(p.Asked, p.Now)))
	}
	if len(p.Former) > 0 {
		r.Sections = append(r.Sections, web.Printed(c.T("result.former.title"), p.taskTable(p.FormerAsked, p.Former)))
	}
	how := app.Section{Heading: c.T("result.method.title")}
	for _, item := range append(p.method(), p.fieldwork()...) {
		how.Text = append(how.Text, item.Term+": "+item.Text)
	}
	how.Text = append(how.Text, p.computed()...)
	r.Sections = append(r.Sections, how)
	if t := p.turnout(); t != nil {
		r.Sections = append(r.Sections, web.Printed(t.Caption, *t))
	}
	return r
}

// reportFigures adds the overview and the tables of figures.
func (p resultPage) reportFigures(r *app.Report) {
	c, whole := p.C, p.whole()
	r.Lead = append(r.Lead, c.T("result.card.score")+": "+p.score(&whole.Figure, p.Analysis.Shown)+" ("+p.interval(&whole.Figure)+")",
		c.T("result.card.weak")+": "+c.T("result.card.weak.value", "n", len(p.Weak)))
	bars := app.Section{Heading: c.T("result.dimensions.chart"), Bars: &app.ReportBars{Max: 100}}
	for _, b := range p.bars().Rows {
		bars.Bars.Rows = append(bars.Bars.Rows, app.ReportBar{Label: b.Label, Values: []float64{b.Value}, Text: b.Text})
	}
	r.Sections = append(r.Sections, bars, web.Printed(c.T("result.score.title"), p.figures(), c.T("result.top.text")))
	for _, stated := range []bool{false, true} {
		if q := p.quadrants(stated); q != nil {
			text := c.T("result.ipa.derived.text")
			if stated {
				text = c.T("result.ipa.stated.text")
			}
			s := web.Printed(q.Title, q.Table, text)
			s.Quadrants = drawn(q)
			r.Sections = append(r.Sections, s)
		}
	}
	if t := p.weights(); t != nil {
		r.Sections = append(r.Sections, web.Printed(c.T("result.weight.title"), *t, c.T("result.weight.text")))
	}
	hidden := c.T("result.hidden.text", "least", p.Analysis.Shown)
	if len(p.Analysis.Desks) > 0 {
		r.Sections = append(r.Sections, web.Printed(c.T("result.group.desk"), p.groups("result.group.desk", p.Analysis.Desks, p.desk), hidden))
	}
	if len(p.Analysis.Channels) > 0 {
		r.Sections = append(r.Sections, web.Printed(c.T("result.group.channel"), p.groups("result.group.channel", p.Analysis.Channels, p.channel), hidden))
	}
	for i := range p.Analysis.Words {
		t := p.themes(&p.Analysis.Words[i])
		r.Sections = append(r.Sections, web.Printed(t.Caption, t, c.T("result.comments.text")))
	}
}

// drawn is a chart of points for paper.
func drawn(q *ui.Quadrants) *app.ReportPoints {
	points, cut := q.Places()
	out := &app.ReportPoints{X: q.X, Y: q.Y, Fields: q.Fields, CutX: cut.X, CutY: cut.Y}
	for i, at := range points {
		out.Points = append(out.Points, app.ReportPoint{X: at.X, Y: at.Y, Marked: q.Points[i].Marked})
	}
	return out
}

// board is the corrective plan as it is put up on a board.
func (p resultPage) board() *app.Report {
	r := p.paper(p.C.T("result.plan.title", "year", p.view.year(p.Year)))
	r.Lead = []string{p.C.T("result.plan.lead"), p.planWhen()}
	if p.Plan.Lead != "" {
		r.Lead = append(r.Lead, p.Plan.Lead)
	}
	r.Sections = []app.Section{web.Printed("", p.taskTable(p.Asked, p.Plan.Tasks))}
	return r
}

// byteOrderMark tells spreadsheets that the file is UTF-8.
const byteOrderMark = "\ufeff"

// writeCSV writes a row per figure: of all, and of each desk and channel. Field names are stable; what is not shown is empty and says
// so in the column hidden.
func writeCSV(w io.Writer, p resultPage) {
	_, _ = io.WriteString(w, byteOrderMark) // a visitor who has gone is nobody's error
	out := csv.NewWriter(w)
	out.UseCRLF = true
	_ = out.Write([]string{"survey", "result", "year", "part", "of", "figure", "name", "hidden", "n", "mean", "low", "high", "top2", "top2_low", "top2_high",
		"before", "change", "p", "alpha", "derived", "stated", "weak"})
	for i := range p.Analysis.Figures {
		row := &p.Analysis.Figures[i]
		line := p.line("all", "", row.ID, &row.Figure, p.Asked.Item(row.ID) != nil)
		_ = out.Write(append(line, p.compared(row)...))
	}
	for _, part := range []struct {
		name string
		list []survey.Group
	}{{"desk", p.Analysis.Desks}, {"channel", p.Analysis.Channels}} {
		for i := range part.list {
			for d := range part.list[i].Figures {
				line := p.line(part.name, part.list[i].ID, p.Asked.Dimensions[d].ID, &part.list[i].Figures[d], false)
				_ = out.Write(append(line, "", "", "", "", "", "", ""))
			}
		}
	}
	out.Flush()
}

// line is a figure under the columns as far as top2_high.
func (p resultPage) line(part, of, id string, f *survey.Figure, top bool) []string {
	line := []string{p.Wave, p.ID, strconv.Itoa(p.Year), part, of, id, p.Asked.NameOf(id).KO, strconv.FormatBool(f.Hidden)}
	n, mean, bounds, tops := "", "", []string{"", ""}, []string{"", "", ""}
	if !f.Hidden {
		n = strconv.Itoa(f.N)
		if f.N > 0 {
			mean = decimal(f.Mean)
			if !f.Open {
				bounds = []string{decimal(f.Low), decimal(f.High)}
			}
			if top {
				tops = []string{decimal(f.Top), decimal(f.TopLow), decimal(f.TopHigh)}
			}
		}
	}
	line = append(line, n, mean)
	return append(append(line, bounds...), tops...)
}

// compared is what is known of a figure beside itself.
func (p resultPage) compared(row *survey.Row) []string {
	out := []string{"", "", "", "", "", "", strconv.FormatBool(p.weakOf(row.ID) != nil)}
	if t := row.Trend; t != nil {
		out[0], out[1], out[2] = decimal(t.Was), decimal(t.By), decimal(t.P)
	}
	if row.AlphaN > 0 {
		out[3] = decimal(row.Alpha)
	}
	for i := range p.Analysis.Points {
		if pt := &p.Analysis.Points[i]; pt.ID == row.ID {
			if pt.Derived != nil {
				out[4] = decimal(*pt.Derived)
			}
			if pt.Stated != nil {
				out[5] = decimal(*pt.Stated)
			}
		}
	}
	return out
}

// decimal writes a number with six decimals: enough to compute on with.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 6, 64) }
