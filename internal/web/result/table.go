package result

import (
	"jikim/internal/core/survey"
	"jikim/internal/web/ui"
)

// scores lists dimensions and their items with what one looks at first: the score, its change, and what demands a task.
func (p resultPage) scores() ui.Table {
	c, shown := p.C, p.Analysis.Shown
	t := ui.Table{C: c, Caption: c.T("result.items.table"), HideCaption: true, Columns: []ui.Column{{Head: c.T("result.column.item"), Row: true},
		{Head: c.T("result.column.mean"), Num: true}, {Head: c.T("result.column.note")}}}
	if p.Before != "" {
		t.Columns = append(t.Columns, ui.Column{Head: c.T("result.column.change")})
	}
	for i := range p.Analysis.Figures {
		r := &p.Analysis.Figures[i]
		if item := p.Asked.Item(r.ID); item != nil && item.Dimension == "" {
			continue // importance is no satisfaction
		}
		row := ui.Row{Cells: append([]ui.Cell{p.called(r.ID)}, ui.Cells(p.score(&r.Figure, shown), p.mark(r.ID))...)}
		if p.weakOf(r.ID) != nil {
			row.Class = "broken"
		}
		if p.Before != "" {
			row.Cells = append(row.Cells, ui.Cell{Text: p.change(r.Trend)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// called names a dimension, or an item below it.
func (p resultPage) called(id string) ui.Cell {
	if p.Asked.Item(id) != nil {
		return ui.Cell{Text: "· " + p.name(id)}
	}
	return ui.Cell{Text: p.name(id), Body: strong(p.name(id))}
}

// mark says why an item demands a task; "" when it does not.
func (p resultPage) mark(id string) string {
	if w := p.weakOf(id); w != nil {
		return p.weak(*w, p.Asked.Weak)
	}
	return ""
}

// figures lists everything that is known of dimensions, items and importance.
func (p resultPage) figures() ui.Table {
	c, shown := p.C, p.Analysis.Shown
	t := ui.Table{C: c, Caption: c.T("result.items.table"), HideCaption: true, Cards: true, Columns: []ui.Column{{Head: c.T("result.column.item"), Row: true},
		{Head: c.T("result.column.mean"), Num: true}, {Head: c.T("result.column.interval"), Num: true}, {Head: c.T("result.column.top"), Num: true},
		{Head: c.T("result.column.change"), Num: true}, {Head: c.T("result.column.n"), Num: true}, {Head: c.T("result.column.alpha"), Num: true}, {Head: c.T("result.column.note")}}}
	for i := range p.Analysis.Figures {
		r := &p.Analysis.Figures[i]
		top, alpha := c.T("result.none"), c.T("result.none")
		if p.Asked.Item(r.ID) != nil && !r.Hidden && r.N > 0 {
			top = c.T("result.top", "share", c.Percent(r.Top), "low", c.Percent(r.TopLow), "high", c.Percent(r.TopHigh))
		}
		if r.AlphaN > 0 {
			alpha = c.Number(r.Alpha)
		}
		row := ui.Row{Cells: append([]ui.Cell{p.called(r.ID)}, ui.Cells(p.score(&r.Figure, shown), p.interval(&r.Figure), top, p.change(r.Trend), p.count(&r.Figure, shown), alpha, p.mark(r.ID))...)}
		if p.weakOf(r.ID) != nil {
			row.Class = "broken"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// groups lists desks or channels with the scores of each dimension, satisfaction as a whole first.
func (p resultPage) groups(head string, list []survey.Group, name func(string) string) ui.Table {
	order := p.wholeFirst()
	t := ui.Table{C: p.C, Caption: p.C.T(head), HideCaption: true, Cards: true, Columns: []ui.Column{{Head: p.C.T(head + ".column"), Row: true}, {Head: p.C.T("result.column.n"), Num: true}}}
	for _, d := range order {
		t.Columns = append(t.Columns, ui.Column{Head: p.Asked.Dimensions[d].Name.In(p.lang()), Num: true})
	}
	for i := range list {
		g := &list[i]
		count := survey.Figure{N: g.N, Hidden: g.Hidden}
		cells := ui.Cells(name(g.ID), p.count(&count, p.Analysis.Shown))
		for _, d := range order {
			cells = append(cells, ui.Cell{Text: p.score(&g.Figures[d], p.Analysis.Shown)})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// wholeFirst is the order of the dimensions in tables of groups: satisfaction as a whole, and the qualities that it comes of.
func (p resultPage) wholeFirst() []int {
	var first, rest []int
	for i := range p.Asked.Dimensions {
		if p.Asked.Dimensions[i].Role == survey.Overall {
			first = append(first, i)
		} else if p.Asked.Dimensions[i].Role == survey.Quality {
			rest = append(rest, i)
		}
	}
	return append(first, rest...)
}

func (p resultPage) desk(id string) string {
	if id == "" {
		return p.C.T("result.group.untold")
	}
	return p.owner(id)
}

func (p resultPage) channel(id string) string {
	if id == "" {
		return p.C.T("result.group.untold")
	}
	if key := "choice.channel." + id; p.C.Has(key) {
		return p.C.T(key)
	}
	return id
}

// fields are the names of the quadrants in the order of the chart.
func (p resultPage) fields() [4]string {
	return [4]string{p.C.T("result.ipa.keep"), p.C.T("result.ipa.focus"), p.C.T("result.ipa.gradual"), p.C.T("result.ipa.ample")}
}

// quadrants draws importance and performance; nil when too little is known. Stated tells which importance.
func (p resultPage) quadrants(stated bool) *ui.Quadrants {
	c, cut, key := p.C, p.Analysis.Derived, "derived"
	if stated {
		cut, key = p.Analysis.Stated, "stated"
	}
	if cut.N == 0 {
		return nil
	}
	q := &ui.Quadrants{C: c, Title: c.T("result.ipa." + key), X: c.T("result.ipa.x"), Y: c.T("result.ipa.y"), Fields: p.fields(), CutX: cut.Performance, CutY: cut.Importance}
	q.Table = ui.Table{C: c, Caption: q.Title, HideCaption: true, Columns: []ui.Column{{Head: c.T("result.column.no"), Num: true}, {Head: c.T("result.column.item"), Row: true},
		{Head: c.T("result.column.performance"), Num: true}, {Head: c.T("result.column.importance"), Num: true}, {Head: c.T("result.column.field")}}}
	focus := 0
	for i := range p.Analysis.Points {
		pt := &p.Analysis.Points[i]
		in, value, written := pt.DerivedIn, pt.Derived, ""
		if stated {
			in, value = pt.StatedIn, pt.Stated
		}
		if in == "" || value == nil {
			continue
		}
		if written = c.Number(*value); stated {
			written = c.Number(tenth(*value))
		}
		if in == survey.Focus {
			focus++
		}
		q.Points = append(q.Points, ui.QuadrantPoint{Name: p.name(pt.ID), X: pt.Performance, Y: *value, Marked: in == survey.Focus})
		q.Table.Rows = append(q.Table.Rows, ui.Row{Cells: ui.Cells(c.Number(len(q.Points)), p.name(pt.ID), c.Number(tenth(pt.Performance)), written, c.T("result.ipa."+string(in)))})
	}
	q.Desc = c.T("result.ipa.desc", "n", focus)
	return q
}

// weights lists the standardised coefficients of the qualities; nil when there are none.
func (p resultPage) weights() *ui.Table {
	t := &ui.Table{C: p.C, Caption: p.C.T("result.weight.title"), HideCaption: true, Columns: []ui.Column{{Head: p.C.T("result.column.item"), Row: true}, {Head: p.C.T("result.weight.column"), Num: true}}}
	for i := range p.Analysis.Points {
		if pt := &p.Analysis.Points[i]; pt.Weight != nil {
			t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.name(pt.ID), p.C.Number(*pt.Weight))})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// themes lists the comments to one question by theme.
func (p resultPage) themes(w *survey.Themed) ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("result.comments.of", "item", p.name(w.ID), "n", w.N), Columns: []ui.Column{{Head: p.C.T("result.column.theme"), Row: true}, {Head: p.C.T("result.column.comments"), Num: true}}}
	for _, n := range w.Themes {
		name := p.C.T("result.comments.none")
		for i := range p.Asked.Themes {
			if p.Asked.Themes[i].ID == n.ID {
				name = p.Asked.Themes[i].Name.In(p.lang())
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(name, p.count(&survey.Figure{N: n.N, Hidden: n.Hidden}, p.Analysis.Shown))})
	}
	return t
}
