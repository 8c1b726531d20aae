package manage

import (
	"fmt"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/audit"
	"jikim/internal/web/ui"
)

// hour writes the hour in which a call or visit is to be made.
func (p *auditPage) hour(c *app.AuditCall) string { return p.C.Time(c.At, p.C.Location()) }

func (p *auditPage) department(id string) string {
	if d := p.v.Charter.Directory.FindDepartment(id); d != nil {
		return d.Name.In(p.v.Lang())
	}
	if id == "" {
		return p.C.T("audit.no_department")
	}
	return id
}

// state says what is still to be done about a call or visit.
func (p *auditPage) state(c *app.AuditCall) string {
	switch {
	case c.Ratings == 0 && c.Second:
		return p.C.T("audit.state.both")
	case c.Ratings == 0:
		return p.C.T("audit.state.open")
	case c.Ratings == 1 && c.Second:
		return p.C.T("audit.state.second")
	}
	return p.C.T("audit.state.done")
}

func (p *auditPage) callColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("audit.col.number"), Num: true}, {Head: p.C.T("audit.col.hour"), Row: true}, {Head: p.C.T("audit.col.officer")},
		{Head: p.C.T("audit.col.state")}, {Head: p.C.T("audit.col.rate")}}
}

func (p *auditPage) callRows() []ui.Row {
	rows := make([]ui.Row, 0, len(p.Calls))
	for i := range p.Calls {
		c := &p.Calls[i]
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(c.Number)}, {Body: auditHour(p, c)}, {Body: auditOfficer(p, c)}, {Body: auditState(p, c)},
			{Body: auditLink(p, c)}}})
	}
	return rows
}

// rated writes the ratings of the reader's own call, item by item.
func (p *auditPage) rated(r *app.AuditResult) ui.DescriptionList {
	var out ui.DescriptionList
	for _, item := range p.Card.Items() {
		text := p.C.T("audit.form.none")
		if n, ok := r.Ratings[item.ID]; ok {
			text = p.C.T("audit.of", "n", n, "most", item.Scale.To)
		}
		out = append(out, ui.Item{Term: item.Name.In(p.v.Lang()), Text: text})
	}
	return out
}

func (p *auditPage) departmentColumns() []ui.Column {
	out := []ui.Column{{Head: p.C.T("desk.setup.department"), Row: true}, {Head: p.C.T("audit.col.rated"), Num: true}, {Head: p.C.T("audit.col.mean"), Num: true}}
	for i := range p.Card.Areas {
		out = append(out, ui.Column{Head: p.Card.Areas[i].Name.In(p.v.Lang()), Num: true})
	}
	return out
}

func (p *auditPage) departmentRows() []ui.Row {
	rows := make([]ui.Row, 0, len(p.Departments))
	for i := range p.Departments {
		d := &p.Departments[i]
		cells := ui.Cells(p.department(d.ID))
		if d.TooFew {
			for range len(p.Card.Areas) + 2 {
				cells = append(cells, ui.Cell{Text: p.C.T("audit.few")})
			}
			rows = append(rows, ui.Row{Cells: cells})
			continue
		}
		cells = append(cells, ui.Cell{Text: p.C.Number(d.Rated)}, ui.Cell{Text: points(d.Mean)})
		for _, mean := range d.Areas {
			text := p.C.T("audit.few")
			if mean >= 0 {
				text = points(mean)
			}
			cells = append(cells, ui.Cell{Text: text})
		}
		rows = append(rows, ui.Row{Cells: cells})
	}
	return rows
}

// points writes a mean of points with one decimal.
func points(mean float64) string { return fmt.Sprintf("%.1f", mean) }

// drawFacts are what a draw can be checked by.
func (p *auditPage) drawFacts(d *audit.Draw) ui.DescriptionList {
	return ui.DescriptionList{
		{Term: p.C.T("audit.draw.at"), Text: p.C.Time(p.DrawnAt, p.C.Location())},
		{Term: p.C.T("audit.draw.officers"), Text: p.C.T("audit.draw.times", "officers", len(d.Officers), "times", d.Times)},
		{Term: p.C.T("audit.draw.hours"), Text: p.C.Number(len(d.Hours))},
		{Term: p.C.T("audit.draw.seed"), Text: d.Seed},
	}
}
