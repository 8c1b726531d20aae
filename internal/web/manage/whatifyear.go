package manage

import (
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/judge"
	"jikim/internal/core/whatif"
	"jikim/internal/web/ui"
)

// columns are those of a table of before and after.
func (p *whatIfPage) columns(of ...string) []ui.Column {
	var out []ui.Column
	for i, name := range of {
		out = append(out, ui.Column{Head: p.C.T(name), Row: i == 0})
	}
	return append(out, ui.Column{Head: p.C.T("whatif.was"), Num: true}, ui.Column{Head: p.C.T("whatif.would"), Num: true}, ui.Column{Head: p.C.T("whatif.worse"), Num: true},
		ui.Column{Head: p.C.T("whatif.better"), Num: true})
}

// rows writes groups before and after, named by name, and their total.
func (p *whatIfPage) rows(groups []whatif.Group, name func(string) string) []ui.Row {
	out := make([]ui.Row, 0, len(groups)+1)
	for i := range groups {
		out = append(out, p.row(&groups[i], ui.Cell{Text: name(groups[i].Key)}))
	}
	sum := whatif.Total(groups)
	return append(out, p.row(&sum, ui.Cell{Text: p.C.T("whatif.total")}))
}

// row writes a group behind the cells that name it.
func (p *whatIfPage) row(g *whatif.Group, named ...ui.Cell) ui.Row {
	out := ui.Row{Cells: append(named, ui.Cells(p.count(g.Was[:]), p.count(g.Would[:]), p.C.Number(g.Worse), p.C.Number(g.Better))...)}
	if g.Worse > g.Better {
		out.Class = "broken"
	}
	return out
}

// places writes which promises would have come out differently at which desks; each leads to its own cases.
func (p *whatIfPage) places() []ui.Row {
	var out []ui.Row
	groups := p.Got.Places()
	for i := range groups {
		g := &groups[i]
		href := ""
		if p.Got.Charter.Promise(g.Key) != nil {
			q := maps.Clone(p.query)
			q.Set("promise", g.Key)
			href = whatIfPath + "?" + q.Encode()
		}
		out = append(out, p.row(g, ui.Cell{Text: p.promiseName(g.Key), Href: href}, ui.Cell{Text: p.deskName(g.Desk)}))
	}
	return out
}

// supposedParts are the statuses that are counted before and after.
var supposedParts = []judge.Status{judge.Kept, judge.Broken, judge.Unproven, judge.Pending}

// picture shows what is looked at before and after, in the whole office and at each desk at which something would be different.
func (p *whatIfPage) picture() ui.StackedBar {
	out := ui.StackedBar{C: p.C, Title: p.C.T("whatif.picture"), Desc: p.C.T("whatif.picture.text")}
	for _, st := range supposedParts {
		out.Parts = append(out.Parts, st.String())
	}
	add := func(name string, g *whatif.Group) {
		for i, n := range [][judge.Void + 1]int{g.Was, g.Would} {
			row := ui.StackedRow{Label: name + " · " + p.C.T([]string{"whatif.was", "whatif.would"}[i]), Text: p.share(n[:])}
			for _, st := range supposedParts {
				row.Counts = append(row.Counts, n[st])
			}
			out.Rows = append(out.Rows, row)
		}
	}
	sum := p.sum()
	add(p.C.T("whatif.total"), &sum)
	desks := p.Got.Desks()
	for i := range desks {
		if desks[i].Changed > 0 {
			add(p.deskName(desks[i].Key), &desks[i])
		}
	}
	return out
}

// file counts the year and sends which promises would have come out differently at which desks, as a file that office programs open.
func (p *whatIfPage) file(w http.ResponseWriter) error {
	got, err := p.run(nil)
	if err != nil {
		return err
	}
	p.Got = got
	columns := []ui.Column{{Head: p.C.T("whatif.id")}, {Head: p.C.T("manage.col.promise")}, {Head: p.C.T("staff.field.desk")}}
	for _, side := range []string{"whatif.was", "whatif.would"} {
		for _, st := range supposedParts {
			columns = append(columns, ui.Column{Head: p.C.T(side) + " · " + p.C.T("ui.status."+st.String())})
		}
	}
	columns = append(columns, ui.Column{Head: p.C.T("whatif.worse")}, ui.Column{Head: p.C.T("whatif.better")})
	var records [][]string
	groups := got.Places()
	for i := range groups {
		g := &groups[i]
		record := []string{g.Key, p.promiseName(g.Key), p.deskName(g.Desk)}
		for _, n := range [][judge.Void + 1]int{g.Was, g.Would} {
			for _, st := range supposedParts {
				record = append(record, strconv.Itoa(n[st]))
			}
		}
		records = append(records, append(record, strconv.Itoa(g.Worse), strconv.Itoa(g.Better)))
	}
	return writeRecords(w, p.v, "what-if", columns, records)
}

// csv is the address of the file.
func (p *whatIfPage) csv() string {
	q := maps.Clone(p.query)
	q.Set("format", "csv")
	return whatIfPath + "?" + q.Encode()
}

// share is how many of a hundred that were judged were kept.
func (p *whatIfPage) share(n []int) string {
	if judged := n[judge.Kept] + n[judge.Broken]; judged > 0 {
		return p.C.Percent(float64(n[judge.Kept]) / float64(judged))
	}
	return "–"
}

// count writes counts by status: how many were kept of how many that were judged, how many nobody could prove, and how many run.
func (p *whatIfPage) count(n []int) string {
	return p.C.T("whatif.count", "share", p.share(n), "kept", n[judge.Kept], "broken", n[judge.Broken], "unproven", n[judge.Unproven], "open", n[judge.Pending])
}

// promiseName names a promise, which only the charter that is supposed may have.
func (p *whatIfPage) promiseName(id string) string {
	if p.Got.Charter.Promise(id) == nil && p.Got.Would.Promise(id) != nil {
		return p.v.PromiseName(p.Got.Would, id)
	}
	return p.v.PromiseName(p.Got.Charter, id)
}

func (p *whatIfPage) deskName(id string) string {
	if id == "" {
		return p.C.T("improve.desk.none")
	}
	return p.v.DeskName(id)
}

// supposed says what was supposed, a line each.
func (p *whatIfPage) supposed() []string {
	var out []string
	say := func(when bool, key string, args ...any) {
		if when {
			out = append(out, p.C.T(key, args...))
		}
	}
	got := p.Got
	for _, o := range p.texts() {
		say(o.Value != "" && o.Value == p.query.Get("instead"), "whatif.supposed.instead", "text", o.Label)
	}
	if got.Promised != nil && got.Limit != "" {
		say(true, "whatif.supposed", "was", got.Promised.LimitText(), "would", got.Limit)
	}
	say(got.Days > 0, "whatif.supposed.days", "n", got.Days)
	say(got.Hours, "whatif.supposed.hours")
	say(p.query.Get("desk") != "", "whatif.supposed.desk", "desk", p.deskName(p.query.Get("desk")))
	return append(out, p.C.T("whatif.found", "worse", p.C.Number(p.all.Worse), "better", p.C.Number(p.all.Better), "changed", p.C.Number(p.all.Changed)))
}

// example writes an instance that would have come out differently.
func (p *whatIfPage) example(e *whatif.Example) ui.Row {
	name := func(st judge.Status) string {
		if st == 0 {
			return p.C.T("improve.none")
		}
		return p.C.T("ui.status." + st.String())
	}
	due := func(of *whatif.Example) string {
		if of.WasDue.IsZero() && of.WouldDue.IsZero() {
			return p.C.T("improve.none")
		}
		if apart := of.WouldDue.Sub(of.WasDue).Abs(); apart < time.Hour && !of.WasDue.IsZero() && !of.WouldDue.IsZero() {
			return stamp(p.v, of.WasDue) + " → " + of.WouldDue.In(p.C.Location()).Format(time.TimeOnly)
		}
		last := func(at time.Time) string {
			if at.IsZero() { // on that side it does not exist
				return p.C.T("improve.none")
			}
			return p.C.Deadline(at, p.C.Location())
		}
		return last(of.WasDue) + " → " + last(of.WouldDue)
	}
	return ui.Row{Cells: []ui.Cell{{Text: numbered(p.C, e.Number, e.Case), Href: caseHref(e.Case)}, {Text: p.promiseName(e.Promise)}, {Text: p.C.Time(e.Started, p.C.Location())},
		{Text: p.deskName(e.Desk)}, {Text: name(e.Was) + " → " + name(e.Would)}, {Text: due(e)}}}
}

// whatIfCases are cases of a sort, with what they are.
type whatIfCases struct {
	ID    string
	Title string
	Rows  []ui.Row
}

// cases are the cases that are named, those first that would have been broken.
func (p *whatIfPage) cases() []whatIfCases {
	var out []whatIfCases
	for _, sort := range []struct {
		key  string
		list []whatif.Example
		all  int
	}{{"whatif.cases.worse", p.Got.Worse, p.sum().Worse}, {"whatif.cases.better", p.Got.Better, p.sum().Better},
		{"whatif.cases.else", p.Got.Else, p.sum().Changed - p.sum().Worse - p.sum().Better}} {
		if len(sort.list) == 0 {
			continue
		}
		of := whatIfCases{ID: strings.TrimPrefix(sort.key, "whatif.cases."), Title: p.C.T(sort.key, "n", p.C.Number(len(sort.list)), "all", p.C.Number(sort.all))}
		for i := range sort.list {
			of.Rows = append(of.Rows, p.example(&sort.list[i]))
		}
		out = append(out, of)
	}
	return out
}

// sum adds up what is looked at.
func (p *whatIfPage) sum() whatif.Group { return whatif.Total(p.Got.Desks()) }

func (p *whatIfPage) exampleColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.number"), Row: true}, {Head: p.C.T("manage.col.promise")}, {Head: p.C.T("whatif.began")}, {Head: p.C.T("staff.field.desk")},
		{Head: p.C.T("manage.col.status")}, {Head: p.C.T("manage.col.due")}}
}

func (p *whatIfPage) month(key string) string { return ui.PeriodName(p.C, key) }
