package public

import (
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
	"jikim/internal/web/ui"
)

// aim is something that promises aim at, with the times that it took.
type aim struct {
	Of *charter.Promise // the first that aims at it
	stats.Took
}

// aims lists what promises aim at. Several promises may serve one aim, such as a guide at the entrance and signs in the lift; it
// stands here once.
func (p performancePage) aims() []aim {
	var out []aim
	seen := map[string]bool{}
	for _, c := range p.Chapters {
		for _, r := range c.Rows {
			if r.Of.Aim == nil {
				continue
			}
			if key := p.aimName(r.Of) + "\n" + p.C.T("aim.limit", "limit", r.Of.Aim.Limit); !seen[key] {
				seen[key] = true
				out = append(out, aim{r.Of, r.Aim})
			}
		}
	}
	return out
}

// aimName says what is aimed at: the heading under which the promise stands, which tells what it is for.
func (v view) aimName(p *charter.Promise) string {
	if heading := (charter.Text{KO: p.Heading, EN: p.HeadingEN}).In(v.lang()); heading != "" {
		return heading
	}
	return v.C.T("kind." + p.Aim.Then[0].Kind.String())
}

func (p performancePage) aimTable(list []aim) ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("aim.table", "period", p.name(p.Figures)), HideCaption: true, Cards: true, Columns: []ui.Column{
		{Head: c.T("aim.what"), Row: true}, {Head: c.T("aim.target"), Num: true}, {Head: c.T("aim.timed"), Num: true}, {Head: c.T("aim.within"), Num: true},
		{Head: c.T("aim.median"), Num: true}, {Head: c.T("aim.ninety"), Num: true}, {Head: c.T("public.column.grades")}}}
	for _, a := range list {
		cells := []ui.Cell{{Text: p.aimName(a.Of), Href: "/performance/" + a.Of.ID + "?year=" + p.Figures.Period[:4]},
			{Text: c.T("aim.limit", "limit", a.Of.Aim.Limit)}}
		switch {
		case a.Suppressed:
			cells = append(cells, ui.Cells(c.T("public.few"), "", "", "", "")...)
		case a.N == 0:
			cells = append(cells, ui.Cells(c.Number(0), "–", "–", "–", "–")...)
		default:
			cells = append(cells, ui.Cells(c.Number(a.N), p.share(a.Within, a.N), p.took(a.Median), p.took(a.Ninety), p.grades(a.Grades))...)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// took writes how long it took.
func (v view) took(d time.Duration) string { return ui.Length(v.C, d.Round(time.Second)) }

// aimed says in a sentence how long it took in the year that is shown; empty when nothing was timed.
func (p promisePage) aimed() string {
	a := p.Whole.Aim
	switch {
	case a.Suppressed:
		return p.C.T("aim.few")
	case a.N == 0:
		return p.C.T("aim.none")
	}
	return p.C.T("aim.took", "n", a.N, "within", a.Within, "median", p.took(a.Median), "ninety", p.took(a.Ninety), "grades", p.grades(a.Grades))
}
