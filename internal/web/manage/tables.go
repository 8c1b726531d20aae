package manage

import (
	"jikim/internal/core/judge"
	"jikim/internal/web/ui"
)

func listColumns(p listPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.number"), Row: true}, {Head: p.C.T("manage.col.promise")}, {Head: p.C.T("manage.col.status")},
		{Head: p.C.T("manage.col.at")}, {Head: p.C.T("manage.col.who")}, {Head: p.C.T("manage.col.next")}}
}

func listTable(p listPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for _, l := range p.Rows {
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: l.Number, Href: l.Href}, {Body: promiseCell(l)},
			{Body: ui.Badge{C: p.C, Status: l.Status.String()}}, {Body: whenCell(p, l)}, {Text: l.Who}, {Body: nextCell(l)}}})
	}
	return rows
}

func roundColumns(p ui.Page) []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.round.thing"), Row: true}, {Head: p.C.T("manage.round.place")},
		{Head: p.C.T("manage.round.checked")}, {Head: p.C.T("manage.round.good")}, {Head: p.C.T("staff.field.fee")}}
}

func roundRows(p *inspectionPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Looks))
	for _, l := range p.Looks {
		row := ui.Row{Cells: []ui.Cell{{Text: l.Name}, {Text: l.PlaceName}, {Body: roundChecked(p.Page, l)}, {Body: roundGood(p.Page, l)},
			{Body: roundFee(p.Page, l)}}}
		if l.Error != "" {
			row.Class = "broken"
		}
		rows = append(rows, row)
	}
	return rows
}

func recentColumns(p ui.Page) []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.at"), Row: true}, {Head: p.C.T("manage.col.what")}, {Head: p.C.T("manage.col.details")},
		{Head: p.C.T("manage.col.by")}}
}

func recentRows(p ui.Page, list []recent) []ui.Row {
	rows := make([]ui.Row, 0, len(list))
	for _, f := range list {
		row := ui.Row{Cells: []ui.Cell{{Body: ui.When(p.C.Time(f.At, p.C.Location()), f.At)}, {Text: f.What}, {Text: f.Details}, {Text: f.Who}}}
		if n, _ := f.Data.Int("files"); n > 0 {
			row.Cells[2] = ui.Cell{Body: photoCell(p, f)}
		}
		if f.Retracted {
			row.Cells[1].Text = p.C.T("manage.retracted", "what", f.What)
		}
		rows = append(rows, row)
	}
	return rows
}

func standingColumns(p standingPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.round.thing"), Row: true}, {Head: p.C.T("manage.round.place")}, {Head: p.C.T("manage.standing.today")},
		{Head: p.C.T("manage.standing.looked")}, {Head: p.C.T("manage.standing.stale")}, {Head: p.C.T("manage.col.promise")}}
}

func standingRows(p standingPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for _, r := range p.Rows {
		row := ui.Row{Cells: []ui.Cell{{Text: r.Name}, {Text: r.Place}, {Body: standingStatus(p, r)}, {Body: standingLooked(p, r)},
			{Body: standingStale(p, r)}, {Body: standingWhy(p, r)}}}
		switch {
		case r.Status == judge.Broken:
			row.Class = "broken"
		case r.Looked.IsZero() || r.Stale.Stage() != "calm":
			row.Class = "near"
		}
		rows = append(rows, row)
	}
	return rows
}

func accountColumns(p *accountsPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("desk.login.login"), Row: true}, {Head: p.C.T("desk.setup.name")}, {Head: p.C.T("manage.accounts.role")},
		{Head: p.C.T("staff.field.desk")}, {Head: p.C.T("manage.accounts.duty")}, {Head: p.C.T("desk.setup.phone")}, {Head: p.C.T("manage.accounts.state")}}
}

func accountRows(p *accountsPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.List))
	for _, a := range p.List {
		state := "manage.accounts.active"
		if a.Disabled {
			state = "manage.accounts.disabled"
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: a.Login, Href: "/admin/accounts/" + a.ID}, {Text: a.Name},
			{Text: p.C.T("staff.role." + string(a.Role))}, {Text: p.deskName(a.Desk)}, {Text: a.Duty}, {Text: a.Phone}, {Text: p.C.T(state)}}})
	}
	return rows
}

func accessColumns(p accessPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.at"), Row: true}, {Head: p.C.T("manage.access.who")}, {Head: p.C.T("manage.access.what")},
		{Head: p.C.T("manage.access.case")}, {Head: p.C.T("manage.access.reason")}, {Head: p.C.T("manage.access.from")}}
}

func accessTable(p accessPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for _, r := range p.Rows {
		of := ui.Cell{}
		if r.Case != "" {
			of = ui.Cell{Text: shorten(r.Case, 14), Href: r.Href}
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Body: ui.When(p.C.Date(r.At, p.C.Location())+" "+p.C.Clock(r.At, p.C.Location()), r.At)},
			{Text: r.Who}, {Text: r.WhatText}, of, {Text: r.ReasonText}, {Text: r.From}}})
	}
	return rows
}

func itemColumns(p *itemsPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.round.thing"), Row: true}, {Head: p.C.T("manage.round.place")}, {Head: p.C.T("outage.col.now")},
		{Head: p.C.T("manage.standing.looked")}}
}

func itemRows(p *itemsPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Up))
	for _, i := range p.Up {
		row := ui.Row{Cells: ui.Cells(i.Name, i.Room, i.Now, p.C.T("outage.never"))}
		if !i.Looked.IsZero() {
			row.Cells[3] = ui.Cell{Body: ui.When(p.C.Time(i.Looked, p.C.Location()), i.Looked)}
		}
		rows = append(rows, row)
	}
	return rows
}
