package manage

import (
	"slices"
	"strconv"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// besideRow is a promise beside the sentence that it was read from.
type besideRow struct {
	ID, Heading, Sentence, Note string
	First                       bool // the sentence is not that of the row before
	Begins, Owed, Silence       string
	Remedy                      bool
	Where                       string // file and line
}

// beside sets the promises of a version beside their sentences, in the order of the charter.
func beside(v *staff.View, ch *charter.Charter) []besideRow {
	lang := v.Lang()
	var out []besideRow
	for i, p := range ch.Promises {
		row := besideRow{ID: p.ID, Heading: charter.Text{KO: p.Heading, EN: p.HeadingEN}.In(lang), Sentence: p.Text.In(lang), Note: p.Note.In(lang), Remedy: p.Remedy,
			Begins: begins(v, p), Owed: owed(v, p), Silence: v.C.T("sentence.silence.broken"), Where: p.File + ":" + strconv.Itoa(p.Line)}
		if p.Silence == charter.SilenceUnproven {
			row.Silence = v.C.T("sentence.silence.unproven")
		}
		before := charter.Text{}
		if i > 0 {
			before = ch.Promises[i-1].Text
		}
		row.First = before != p.Text
		if row.Heading == row.Sentence {
			row.Heading = ""
		}
		out = append(out, row)
	}
	return out
}

// begins says what begins an instance of a promise; empty for those that the calendar begins.
func begins(v *staff.View, p *charter.Promise) string {
	if p.Shape == charter.Always || p.Shape == charter.Every {
		return ""
	}
	if len(p.BrokenOf) > 0 {
		var of []string
		for _, id := range p.BrokenOf {
			of = append(of, v.PromiseName(v.Charter, id)+" ("+id+")")
		}
		return v.C.T("sentence.begins.broken", "promises", strings.Join(of, ", "))
	}
	var kinds []string
	for i := range p.When {
		if name := staff.Kind(v.C, p.When[i].Kind); !slices.Contains(kinds, name) {
			kinds = append(kinds, name)
		}
	}
	return v.C.T("sentence.begins", "kinds", strings.Join(kinds, ", "))
}

// owed says what keeps a promise.
func owed(v *staff.View, p *charter.Promise) string {
	switch {
	case p.Shape == charter.Always:
		return v.C.T("sentence.always", "what", web.About(v.C, v.Charter, p), "limit", p.Standing.Look)
	case p.Shape == charter.Every && p.Monthly:
		return v.C.T("sentence.every_month", "what", staff.Kind(v.C, p.Then[0].Kind), "day", p.ByDay)
	case p.Shape == charter.Every:
		return v.C.T("sentence.every", "what", staff.Kind(v.C, p.Then[0].Kind), "month", int(p.ByMonth), "day", p.ByDay)
	}
	return web.Owed(v.C, p)
}

func besideColumns(p charterPage) []ui.Column {
	return []ui.Column{{Head: p.C.T("sentence.col.text"), Row: true}, {Head: p.C.T("sentence.col.judged")}}
}

func besideRows(p charterPage, list []besideRow) []ui.Row {
	rows := make([]ui.Row, 0, len(list))
	for i := range list {
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Body: besideText(p, &list[i])}, {Body: besideJudged(p, &list[i])}}})
	}
	return rows
}
