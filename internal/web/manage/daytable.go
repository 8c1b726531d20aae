package manage

import (
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/ui"
)

// about names a special day: what it is, its name, and its hours.
func (p *dayPage) about(d *app.SpecialDay) string {
	out := p.C.T("day.kind."+string(d.Kind)) + " · " + d.Name
	for _, s := range d.Spans {
		out += " · " + s.String()
	}
	return out
}

func (p *dayPage) enteredColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("day.field.date"), Row: true}, {Head: p.C.T("day.col.what")}, {Head: p.C.T("day.field.decided")},
		{Head: p.C.T("day.col.known")}, {Head: p.C.T("day.col.by")}, {Head: p.C.T("day.col.state")}}
}

func (p *dayPage) enteredRows() []ui.Row {
	rows := make([]ui.Row, 0, len(p.Entered))
	for i := range p.Entered {
		d := &p.Entered[i]
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: p.C.Value(d.Date)}, {Text: p.about(&d.SpecialDay)}, {Text: p.C.Value(d.Decided)}, {Text: p.C.Value(d.Known)},
			{Text: d.Who + " · " + p.C.Time(d.At, p.C.Location())}, {Body: dayState(p, d)}}})
	}
	return rows
}

func (p *dayPage) nextColumns() []ui.Column {
	out := []ui.Column{{Head: p.C.T("day.field.date"), Row: true}, {Head: p.C.T("day.field.name")}}
	if p.Desks {
		out = append(out, ui.Column{Head: p.C.T("day.col.periods")}, ui.Column{Head: p.C.T("day.col.desks")})
	}
	return out
}

func (p *dayPage) nextRows() []ui.Row {
	said := map[bool]string{true: p.C.T("day.off"), false: p.C.T("day.on")}
	rows := make([]ui.Row, 0, len(p.Next))
	for i := range p.Next {
		d := &p.Next[i]
		row := ui.Row{Cells: ui.Cells(p.C.Value(d.Date), strings.Join(d.Names, ", "))}
		if p.Desks {
			row.Cells = append(row.Cells, ui.Cell{Text: said[d.Petition]}, ui.Cell{Text: said[d.Desks]})
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *dayPage) moveColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.number"), Row: true}, {Head: p.C.T("manage.col.promise")}, {Head: p.C.T("day.col.was")},
		{Head: p.C.T("day.col.due")}, {Head: p.C.T("manage.col.who")}}
}

func (p *dayPage) moveRows() []ui.Row {
	rows := make([]ui.Row, 0, len(p.Moves))
	for i := range p.Moves {
		m := &p.Moves[i]
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: m.Number, Href: m.Href}, {Text: m.Promise}, {Text: m.Text}, {Text: m.Next}, {Text: m.Who}}})
	}
	return rows
}
