package desk

import (
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// inboxColumns are the columns of the inbox; the clock comes second, since it is what the list is ordered by.
func inboxColumns(p inboxPage) []ui.Column {
	return []ui.Column{
		{Head: p.C.T("desk.inbox.col.number"), Row: true},
		{Head: p.C.T("desk.inbox.col.next")},
		{Head: p.C.T("desk.inbox.col.service")},
		{Head: p.C.T("desk.inbox.col.channel")},
		{Head: p.C.T("desk.inbox.col.name")},
		{Head: p.C.T("desk.inbox.col.status")},
		{Head: p.C.T("desk.inbox.col.counts")},
		{Head: p.C.T("desk.inbox.col.who")},
	}
}

func inboxTableRows(p inboxPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for _, r := range p.Rows {
		row := ui.Row{ID: "case-" + r.Case, Cells: []ui.Cell{
			{Body: numberCell(p, r)},
			{Body: clockCell(p, r)},
			{Text: r.ServiceName},
			{Text: r.ChannelName},
			{Text: r.Name},
			{Text: r.StatusName},
			{Body: countsCell(p, r)},
			{Body: whoCell(r)},
		}}
		if !r.Clock.Due.IsZero() {
			if stage := r.Clock.Stage(); stage != "calm" {
				row.Class = stage
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// handoutColumns and handoutRows are the inbox to be ticked: what helps to choose, without what is for working.
func handoutColumns(p *handoutPage) []ui.Column {
	return []ui.Column{
		{Head: p.C.T("desk.inbox.col.number"), Row: true},
		{Head: p.C.T("desk.inbox.col.next")},
		{Head: p.C.T("desk.inbox.col.service")},
		{Head: p.C.T("desk.inbox.col.channel")},
		{Head: p.C.T("desk.inbox.col.status")},
		{Head: p.C.T("desk.inbox.col.who")},
	}
}

func handoutRows(p *handoutPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for _, r := range p.Rows {
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			{Body: pickCell(p, r)},
			{Body: clockCell(p.inboxPage, r)},
			{Text: r.ServiceName},
			{Text: r.ChannelName},
			{Text: r.StatusName},
			{Body: whoCell(r)},
		}})
	}
	return rows
}

func phraseColumns(p *phrasesPage) []ui.Column {
	return []ui.Column{
		{Head: p.C.T("desk.phrase.name"), Row: true},
		{Head: p.C.T("desk.phrase.act")},
		{Head: p.C.T("desk.contact.service")},
		{Head: p.C.T("desk.phrase.text")},
	}
}

func phraseRows(p *phrasesPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.List))
	for _, ph := range p.List {
		service := p.C.T("desk.phrase.any_service")
		if ph.Service != "" {
			service = p.view.ServiceName(ph.Service)
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			{Text: ph.Name, Href: "/desk/phrases/" + ph.ID},
			{Text: staff.Label(p.C, ph.Kind)},
			{Text: service},
			{Text: shorten(ph.Text, 80)},
		}})
	}
	return rows
}
