package result

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/judge"
	"jikim/internal/core/survey"
	"jikim/internal/web/ui"
)

// resultPage is what one survey came to.
type resultPage struct {
	view
	*app.PublishedSurvey
	PlanDue *judge.Verdict // of the promise to publish a plan, while it runs; nil: none
}

func (s *Surface) result(w http.ResponseWriter, r *http.Request) error {
	p, err := s.page(w, r)
	if err != nil {
		return err
	}
	p.Title = p.C.T("result.of", "year", p.view.year(p.Year))
	p.Lead = p.C.T("result.of.lead", "office", p.Office.Name, "from", p.OpenedAt, "to", p.ClosedAt)
	p.Breadcrumb = []ui.Link{p.home(), {Text: p.Title}}
	return ui.Render(w, r, http.StatusOK, resultView(p))
}

func (s *Surface) page(w http.ResponseWriter, r *http.Request) (resultPage, error) {
	v, err := s.view(w, r)
	if err != nil {
		return resultPage{}, err
	}
	p := resultPage{view: v}
	if p.PublishedSurvey, err = s.published(r); err != nil {
		return p, err
	}
	if p.Plan == nil {
		p.PlanDue, err = s.planDue(r)
	}
	return p, err
}

// planDue finds the running promise to publish a plan.
func (s *Surface) planDue(r *http.Request) (*judge.Verdict, error) {
	duties, err := s.site.Service.SurveyYear(r.Context(), s.site.Institution)
	if err != nil {
		return nil, err
	}
	for i := range duties {
		if !duties[i].Plan() {
			continue
		}
		for k := range duties[i].Verdicts {
			if v := &duties[i].Verdicts[k]; v.Status == judge.Pending && !v.Due.IsZero() {
				return v, nil
			}
		}
	}
	return nil, nil
}

// whole is the figure of satisfaction as a whole; nil when there are too few answers for any.
func (p resultPage) whole() *survey.Row { return p.Analysis.Row(p.Asked.Overall().ID) }

func (p resultPage) name(id string) string { return p.Asked.NameOf(id).In(p.lang()) }

// finished counts tasks that are done.
func finished(tasks []survey.Task) int {
	n := 0
	for i := range tasks {
		if tasks[i].State() == survey.Done {
			n++
		}
	}
	return n
}

// weakOf returns why an item is weak; nil when it is not.
func (p resultPage) weakOf(id string) *survey.Weak {
	for i := range p.Weak {
		if p.Weak[i].ID == id {
			return &p.Weak[i]
		}
	}
	return nil
}

// bars are the dimensions as bars of 100 points.
func (p resultPage) bars() ui.BarChart {
	b := ui.BarChart{C: p.C, Title: p.C.T("result.dimensions.chart"), Desc: p.C.T("result.dimensions.desc"), Max: 100}
	for i := range p.Asked.Dimensions {
		d := &p.Asked.Dimensions[i]
		if row := p.Analysis.Row(d.ID); row != nil {
			b.Rows = append(b.Rows, ui.Bar{Label: d.Name.In(p.lang()), Value: row.Mean, Text: p.score(&row.Figure, p.Analysis.Shown)})
		}
	}
	return b
}

// state writes how far a task is, and whether it is late.
func (v view) state(t *survey.Task) string {
	word := v.C.T("result.task." + string(t.State()))
	if t.Late(civil.DateOf(v.Now, v.zone())) {
		return v.C.T("result.task.late", "state", word)
	}
	return word
}

// taskTable lists tasks by the items of a questionnaire.
func (v view) taskTable(asked *survey.Questionnaire, tasks []survey.Task) ui.Table {
	t := ui.Table{C: v.C, Caption: v.C.T("result.tasks.table"), HideCaption: true, Cards: true, Columns: []ui.Column{
		{Head: v.C.T("result.column.item"), Row: true}, {Head: v.C.T("result.column.task")}, {Head: v.C.T("result.column.owner")},
		{Head: v.C.T("result.column.due")}, {Head: v.C.T("result.column.state")}, {Head: v.C.T("result.column.evidence")}}}
	for i := range tasks {
		k := &tasks[i]
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(asked.NameOf(k.Item).In(v.lang()), k.What, v.owner(k.Owner), v.C.Value(k.Due), v.state(k), k.Note())})
	}
	return t
}

// plan shows the corrective plan after a survey.
func (s *Surface) plan(w http.ResponseWriter, r *http.Request) error {
	p, err := s.page(w, r)
	if err != nil {
		return err
	}
	p.Title = p.C.T("result.plan.title", "year", p.view.year(p.Year))
	p.Lead = p.C.T("result.plan.lead")
	p.Breadcrumb = []ui.Link{p.home(), {Text: p.C.T("result.of", "year", p.view.year(p.Year)), Href: Path + "/" + p.ID}, {Text: p.Title}}
	return ui.Render(w, r, http.StatusOK, planView(p))
}

// planWhen says when the plan was published, or by when it will be.
func (p resultPage) planWhen() string {
	switch {
	case p.Plan != nil:
		return p.C.T("result.plan.published", "at", p.Plan.PublishedAt)
	case p.PlanDue != nil:
		return p.C.T("result.plan.none", "due", p.PlanDue.Due)
	}
	return p.C.T("result.plan.unknown")
}

// planned are the tasks of the plan, as far as they are now.
func (p resultPage) planned() []survey.Task {
	var out []survey.Task
	for _, t := range p.Plan.Tasks {
		for _, now := range p.Now {
			if now.ID == t.ID {
				t = now
			}
		}
		out = append(out, t)
	}
	return out
}
