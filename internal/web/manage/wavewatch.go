package manage

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/survey"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// wavePage is how far a survey is.
type wavePage struct {
	ui.Page
	v *staff.View
	*app.SurveyState
	Next   []string // what to do now
	Key    string
	Fields []ui.Field // of sheets of paper
	Sure   bool       // the closing was asked for, and has to be confirmed
}

func (s *Surface) wave(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.wavePage(r, v, nil)
	if err != nil {
		return err
	}
	p.Sure = r.URL.Query().Get("close") != ""
	return ui.Render(w, r, http.StatusOK, waveView(p))
}

func (s *Surface) wavePage(r *http.Request, v *staff.View, faults []ui.FieldError) (*wavePage, error) {
	st, err := s.app.WatchSurvey(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	p := &wavePage{Page: v.Page, v: v, SurveyState: st, Key: s.app.NewKey()}
	p.Page.Title = v.C.T("ask.watch.title", "survey", st.ID)
	p.Page.Errors = faults
	p.Next = p.next()
	desks := []ui.Option{{Value: "", Label: v.C.T("ask.desk.none")}}
	for i := range v.Charter.Directory.Desks {
		d := &v.Charter.Directory.Desks[i]
		desks = append(desks, ui.Option{Value: d.ID, Label: d.Name.In(v.Lang())})
	}
	p.Fields = []ui.Field{
		{C: v.C, Kind: ui.Select, Name: "desk", Label: v.C.T("ask.sheets.desk"), Options: desks, Value: r.PostForm.Get("desk"), Error: ui.ErrorOf(faults, "desk"), Short: true},
		{C: v.C, Kind: ui.NumberField, Name: "count", Label: v.C.T("ask.sheets.count"), Value: r.PostForm.Get("count"), Error: ui.ErrorOf(faults, "count"), Short: true, Required: true,
			Attrs: map[string]any{"min": "1", "max": strconv.Itoa(app.MaxSheets), "inputmode": "numeric"}},
	}
	return p, nil
}

// next says what to do now, the most pressing first.
func (p *wavePage) next() []string {
	c := p.C
	if p.State == app.WaveClosed {
		return []string{c.T("ask.next.publish")}
	}
	var out []string
	if p.Calls > 0 {
		out = append(out, c.T("ask.next.calls", "n", p.Calls))
	}
	if p.Letters > 0 {
		out = append(out, c.T("survey.next.letters", "n", p.Letters))
	}
	for _, q := range p.Quotas {
		if q.Count < q.Least {
			out = append(out, c.T("ask.next.quota", "stratum", stratumName(p.v, q.Stratum), "have", q.Count, "least", q.Least))
		}
	}
	if wanted := p.Questionnaire.Sample.Wanted(p.People); p.Answers < wanted {
		out = append(out, c.T("ask.next.wanted", "n", p.Answers, "wanted", wanted))
	}
	if n := len(p.Screens); n > 1 && 2*p.Screens[n-1] < p.Screens[0] {
		out = append(out, c.T("ask.next.dropout"))
	}
	return append(out, c.T("ask.next.close", "at", c.Deadline(p.ClosesAt, c.Location())))
}

func (p *wavePage) strataTable() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("ask.watch.strata"), Columns: []ui.Column{{Head: c.T("ask.col.stratum"), Row: true}, {Head: c.T("ask.col.people"), Num: true},
		{Head: c.T("ask.col.asked"), Num: true}, {Head: c.T("ask.col.responded"), Num: true}, {Head: c.T("ask.col.rate"), Num: true},
		{Head: c.T("ask.col.refused"), Num: true}, {Head: c.T("ask.col.unreached"), Num: true}, {Head: c.T("ask.col.answers"), Num: true}}}
	for _, s := range p.Strata {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(stratumName(p.v, s.Of()), strconv.Itoa(s.People), strconv.Itoa(s.Asked), strconv.Itoa(s.Responded),
			percent(c, s.Responded, s.Asked), strconv.Itoa(s.Refused), strconv.Itoa(s.Unreached), strconv.Itoa(s.Answers))})
	}
	return t
}

func (p *wavePage) waysTable() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("ask.watch.ways"), Columns: []ui.Column{{Head: c.T("ask.col.way"), Row: true}, {Head: c.T("ask.col.asked"), Num: true},
		{Head: c.T("ask.col.sent"), Num: true}, {Head: c.T("ask.col.responded"), Num: true}, {Head: c.T("ask.col.rate"), Num: true}}}
	for _, w := range p.Ways {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(c.T("ask.way."+w.Way), strconv.Itoa(w.Asked), strconv.Itoa(w.Sent), strconv.Itoa(w.Responded), percent(c, w.Responded, w.Asked))})
	}
	return t
}

// modesTable counts answers by how they were given.
func (p *wavePage) modesTable() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("ask.watch.modes"), Columns: []ui.Column{{Head: c.T("ask.col.mode"), Row: true}, {Head: c.T("ask.col.answers"), Num: true}, {Head: c.T("ask.col.share"), Num: true}}}
	for _, m := range survey.Modes {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(c.T("ask.mode."+m), strconv.Itoa(p.Modes[m]), percent(c, p.Modes[m], p.Answers))})
	}
	return t
}

// screens draws who came to each screen, as a picture; the table of the same stands below it.
func (p *wavePage) screens() ui.BarChart {
	b := ui.BarChart{C: p.C, Title: p.C.T("ask.watch.screens"), Desc: p.C.T("ask.watch.screens.desc")}
	for i, n := range p.Screens {
		b.Rows = append(b.Rows, ui.Bar{Label: p.screenName(i), Value: float64(n), Text: strconv.Itoa(n)})
	}
	return b
}

func (p *wavePage) screenName(i int) string {
	items := p.Questionnaire.Items()
	if i >= len(items) {
		return strconv.Itoa(i + 1)
	}
	return strconv.Itoa(i+1) + ". " + items[i].Name.In(p.v.Lang())
}

func (p *wavePage) placesTable() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("ask.watch.places"), Columns: []ui.Column{{Head: c.T("staff.field.desk"), Row: true}, {Head: c.T("ask.col.answers"), Num: true}, {Head: c.T("ask.col.most"), Num: true}, {Head: c.T("ask.col.state")}}}
	for _, place := range p.Places {
		most, state := c.T("ask.most.none"), c.T("ask.place.open")
		if place.Most > 0 {
			most = strconv.Itoa(place.Most)
		}
		if place.Full() {
			state = c.T("ask.place.full")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.deskName(place.Desk), strconv.Itoa(place.Count), most, state)})
	}
	return t
}

func (p *wavePage) deskName(id string) string {
	if id == "" {
		return p.C.T("ask.desk.none")
	}
	return p.v.DeskName(id)
}

func (p *wavePage) sheetsHref(s app.SheetState) string {
	return wavesPath + "/" + url.PathEscape(p.ID) + "/sheets?" + url.Values{"first": {strconv.Itoa(s.First)}, "last": {strconv.Itoa(s.Last)}}.Encode()
}

func (p *wavePage) path(more string) string { return wavesPath + "/" + url.PathEscape(p.ID) + more }

// addSheets numbers sheets of paper; sheets prints them.
func (s *Surface) addSheets(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	count, err := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("count")))
	if err != nil {
		count = 0 // refused below, with the numbers that are taken
	}
	if _, err = s.app.AddSheets(r.Context(), v.Actor, r.PathValue("id"), app.NewSheets{Key: r.PostForm.Get("key"), Desk: r.PostForm.Get("desk"), Count: count}); err != nil {
		faults := staff.Faults(v.C, err)
		if faults == nil {
			return err
		}
		p, err := s.wavePage(r, v, faults)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, waveView(p))
	}
	http.Redirect(w, r, wavesPath+"/"+url.PathEscape(r.PathValue("id"))+"#sheets", http.StatusSeeOther)
	return nil
}

func (s *Surface) sheets(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	first, err := strconv.Atoi(r.URL.Query().Get("first"))
	last, err2 := strconv.Atoi(r.URL.Query().Get("last"))
	if err != nil || err2 != nil {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	pdf, err := s.app.PrintSheets(r.Context(), v.Actor, r.PathValue("id"), first, last)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="survey-`+strconv.Itoa(first)+"-"+strconv.Itoa(last)+`.pdf"`)
	_, err = w.Write(pdf)
	return err
}

func (s *Surface) closeWave(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := s.app.CloseSurvey(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r, wavesPath+"/"+url.PathEscape(r.PathValue("id")), http.StatusSeeOther)
	return nil
}
