package manage

import (
	"math"
	"strconv"

	"jikim/internal/core/survey"
	"jikim/internal/web/ui"
)

func yearText(year int) string { return strconv.Itoa(year) }

// figures lists dimensions and items as they will be published.
func (p *resultPage) figures() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("result.items.table"), HideCaption: true, Columns: []ui.Column{{Head: c.T("result.column.item"), Row: true},
		{Head: c.T("result.column.mean"), Num: true}, {Head: c.T("result.column.interval"), Num: true}, {Head: c.T("result.column.top"), Num: true},
		{Head: c.T("result.column.n"), Num: true}, {Head: c.T("result.column.note")}}}
	tenth := func(x float64) float64 { return math.Round(x*10) / 10 }
	for i := range p.Analysis.Figures {
		r := &p.Analysis.Figures[i]
		mean, bounds, top, n := c.T("result.hidden", "least", p.Analysis.Shown), c.T("result.none"), c.T("result.none"), c.T("result.hidden", "least", p.Analysis.Shown)
		switch {
		case r.None(): // it applied to nobody
			mean, n = c.T("result.none"), c.Number(0)
		case !r.Hidden:
			mean, n = c.Number(tenth(r.Mean)), c.Number(r.N)
			if !r.Open {
				bounds = c.T("result.points.interval", "low", tenth(r.Low), "high", tenth(r.High))
			}
			if p.Asked.Item(r.ID) != nil {
				top = c.Percent(r.Top)
			}
		}
		row := ui.Row{Cells: ui.Cells(p.name(r.ID), mean, bounds, top, n, p.why(r.ID))}
		if p.why(r.ID) != "" {
			row.Class = "broken"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// why says why an item demands a task; "" when it does not.
func (p *resultPage) why(id string) string {
	weak := p.Weak
	if p.Correction != nil {
		weak = p.Correction.Weak
	}
	for _, w := range weak {
		switch {
		case w.ID != id:
		case w.Score && w.Focus:
			return p.C.T("result.weak.both", "limit", p.Asked.Weak)
		case w.Score:
			return p.C.T("result.weak.score", "limit", p.Asked.Weak)
		default:
			return p.C.T("result.weak.focus")
		}
	}
	return ""
}

// changes lists the figures in which a correction differs from what was published.
func (p *resultPage) changes() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("survey.correct.table"), Columns: []ui.Column{{Head: c.T("result.column.item"), Row: true},
		{Head: c.T("survey.correct.was"), Num: true}, {Head: c.T("survey.correct.now"), Num: true}}}
	mean := func(f *survey.Figure) string {
		switch {
		case f.Hidden:
			return c.T("result.hidden", "least", p.Analysis.Shown)
		case f.None():
			return c.T("result.none")
		}
		return c.T("survey.correct.figure", "mean", hundredth(f.Mean), "n", f.N)
	}
	for i := range p.Changes {
		k := &p.Changes[i]
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.name(k.ID), mean(&k.Was), mean(&k.Now))})
	}
	return t
}

// hundredth rounds to two decimals.
func hundredth(x float64) float64 { return math.Round(x*100) / 100 }
