package result

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/judge"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// yearPage is the year of the survey: what is promised, until when, and what became of it; and the results there are.
type yearPage struct {
	view
	Duties  []duty
	Results []*app.SurveyResult
}

// duty is one promise with what became of it lately.
type duty struct {
	ID, Text string
	Latest   *judge.Verdict // nil: its clock has not begun
	Earlier  []judge.Verdict
}

func (s *Surface) year(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(w, r)
	if err != nil {
		return err
	}
	duties, err := s.site.Service.SurveyYear(r.Context(), s.site.Institution)
	if err != nil {
		return err
	}
	p := yearPage{view: v}
	for i := range duties {
		d := duty{ID: duties[i].Promise.ID, Text: web.Sentence(v.C, v.Charter, duties[i].Promise)}
		if list := duties[i].Verdicts; len(list) > 0 {
			d.Latest, d.Earlier = &list[0], list[1:]
		}
		p.Duties = append(p.Duties, d)
	}
	if p.Results, err = s.site.Service.PublishedSurveys(r.Context(), s.site.Institution); err != nil {
		return err
	}
	p.Title, p.Lead = v.C.T("result.title"), v.C.T("result.lead")
	p.Breadcrumb = []ui.Link{{Text: p.Title}}
	return ui.Render(w, r, http.StatusOK, yearView(p))
}

// clock counts down to a due date; nearly due is the last fifth.
func (p yearPage) clock(d *duty) ui.Countdown {
	v := d.Latest
	return ui.Countdown{C: p.C, Label: d.Text, Due: v.Due, Now: p.Now, Near: v.Due.Sub(v.Started) / 5}
}

// said tells what became of a promise.
func (p yearPage) said(v *judge.Verdict) string {
	switch {
	case v.Status == judge.Pending && !v.Due.IsZero():
		return p.C.T("result.year.due", "at", v.Due)
	case v.Status == judge.Pending:
		return p.C.T("result.year.waiting")
	case v.Ended.IsZero():
		return p.C.T("result.year.missed", "due", v.Due)
	case v.Due.IsZero():
		return p.C.T("result.year.done", "at", p.day(v.Ended))
	}
	return p.C.T("result.year.done_due", "at", p.day(v.Ended), "due", v.Due)
}

// results lists the results that were published, with a link to each.
func (p yearPage) results() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("result.list.title"), HideCaption: true, Cards: true, Columns: []ui.Column{
		{Head: p.C.T("result.list.year"), Row: true}, {Head: p.C.T("result.list.score"), Num: true}, {Head: p.C.T("result.list.n"), Num: true}, {Head: p.C.T("result.list.published")}}}
	for _, r := range p.Results {
		score, n := p.C.T("result.hidden", "least", r.Analysis.Shown), p.C.T("result.hidden", "least", r.Analysis.Shown)
		if !r.Analysis.Few {
			score, n = p.score(&r.Analysis.Row(r.Asked.Overall().ID).Figure, r.Analysis.Shown), p.C.Number(r.Analysis.N)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.C.T("result.of", "year", p.view.year(r.Year)), Href: Path + "/" + r.ID}, {Text: score}, {Text: n}, {Text: p.day(r.PublishedAt)}}})
	}
	return t
}
