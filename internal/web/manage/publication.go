package manage

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// publicationsPath is where figures are prepared and approved.
const publicationsPath = "/manage/publications"

// publicationsPage lists what waits for approval and what was published, with the form of a new one.
type publicationsPage struct {
	ui.Page
	Drafts    []app.PublicationDraft
	Published []*publication.Publication
	Fields    []ui.Field
	names     map[string]string
}

// publicationPage is a draft as a manager looks at it before approving it.
type publicationPage struct {
	ui.Page
	*app.PublicationDraft
	Of    *publication.Publication // nil while it is being counted
	names map[string]string
	v     *staff.View
}

func (s *Surface) publications(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.publicationsPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	if did := r.URL.Query().Get("did"); did == "approved" || did == "once" || did == "discarded" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("publication.did." + did)}}
	}
	return ui.Render(w, r, http.StatusOK, publicationsView(p))
}

func (s *Surface) publicationsPage(r *http.Request, v *staff.View, form url.Values, faults []ui.FieldError) (publicationsPage, error) {
	p := publicationsPage{Page: v.Page}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("publication.manage.title"), v.C.T("publication.manage.lead"), faults
	var err error
	if p.names, err = s.names(r, v); err != nil {
		return p, err
	}
	if p.Drafts, err = s.app.PublicationDrafts(r.Context(), v.Actor); err != nil {
		return p, err
	}
	if p.Published, err = s.app.Published(r.Context(), v.Actor.Institution); err != nil {
		return p, err
	}
	period := form.Get("period")
	if period == "" {
		first := v.Page.Now.In(v.C.Location())
		last := first.AddDate(0, 0, -first.Day()).Format("2006-01")
		if !slices.ContainsFunc(p.Published, func(of *publication.Publication) bool { return of.Period == last }) {
			period = last
		}
	}
	p.Fields = []ui.Field{
		{C: v.C, Kind: ui.TextField, Name: "period", Label: v.C.T("publication.field.period"), Hint: v.C.T("publication.hint.period"), Value: period,
			Required: true, Short: true, Error: ui.ErrorOf(faults, "period")},
		{C: v.C, Kind: ui.TextField, Name: "reason", Label: v.C.T("publication.field.reason"), Hint: v.C.T("publication.hint.reason"),
			Value: form.Get("reason"), Max: 200, Error: ui.ErrorOf(faults, "reason")},
	}
	return p, nil
}

// doPublications begins to count a period.
func (s *Surface) doPublications(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	n := app.NewPublication{Period: publication.Canonical(r.PostForm.Get("period")), Reason: r.PostForm.Get("reason")}
	if err := s.app.PreparePublication(r.Context(), v.Actor, n); err != nil {
		faults := staff.Faults(v.C, err)
		if faults == nil {
			return err
		}
		p, err := s.publicationsPage(r, v, r.PostForm, faults)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, publicationsView(p))
	}
	http.Redirect(w, r, publicationsPath+"/"+n.Period, http.StatusSeeOther)
	return nil
}

func (s *Surface) publication(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	d, of, err := s.app.PublicationDraft(r.Context(), v.Actor, r.PathValue("period"))
	if err != nil {
		return err
	}
	p := publicationPage{Page: v.Page, PublicationDraft: d, Of: of, v: v}
	if p.names, err = s.names(r, v); err != nil {
		return err
	}
	p.Page.Title = v.C.T("publication.draft.title", "period", d.Period)
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("publication.manage.title"), Href: publicationsPath}, {Text: d.Period}}
	return ui.Render(w, r, http.StatusOK, publicationView(p))
}

// doPublication approves a draft as it was seen, or discards it.
func (s *Surface) doPublication(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	period, did := r.PathValue("period"), "discarded"
	if r.PostForm.Get("do") == "discard" {
		if err := s.app.DiscardPublication(r.Context(), v.Actor, period); err != nil {
			return err
		}
	} else {
		made, err := s.app.ApprovePublication(r.Context(), v.Actor, period, r.PostForm.Get("digest"))
		if err != nil {
			return err
		}
		if did = "approved"; made == nil {
			did = "once"
		}
	}
	http.Redirect(w, r, publicationsPath+"?did="+did, http.StatusSeeOther)
	return nil
}

func (p publicationsPage) draftColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("publication.col.period"), Row: true}, {Head: p.C.T("publication.col.state")}, {Head: p.C.T("publication.col.by")}}
}

func (p publicationsPage) draftRows() []ui.Row {
	var rows []ui.Row
	for i := range p.Drafts {
		d := &p.Drafts[i]
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: d.Period, Href: publicationsPath + "/" + d.Period}, {Text: stateOf(p.Page, d)},
			{Text: who(p.Page, p.names, d.By)}}})
	}
	return rows
}

// stateOf says how far a draft is.
func stateOf(p ui.Page, d *app.PublicationDraft) string {
	switch {
	case d.Failed:
		return p.C.T("publication.state.failed")
	case !d.Done:
		return p.C.T("publication.state.counting", "n", d.Cases)
	case len(d.Approvals) > 0:
		return p.C.T("publication.state.once")
	}
	return p.C.T("publication.state.waits")
}

func who(p ui.Page, names map[string]string, account string) string {
	if account == "" {
		return p.C.T("publication.by.itself")
	}
	return cmp.Or(names[account], account)
}

func (p publicationsPage) publishedColumns() []ui.Column {
	return []ui.Column{{Head: p.C.T("publication.col.id"), Row: true}, {Head: p.C.T("publication.col.approved")}, {Head: p.C.T("publication.col.digest")}}
}

func (p publicationsPage) publishedRows() []ui.Row {
	var rows []ui.Row
	for _, of := range p.Published {
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: of.ID, Href: "/publications/" + of.ID}, {Text: p.C.Time(of.Approved.At, p.C.Location())},
			{Text: of.Digest()[:16]}}})
	}
	return rows
}

// lines is the table of a draft, as it would be public.
func (p publicationPage) lines() ui.Table {
	c := p.C
	t := ui.Table{C: c, Caption: c.T("publication.draft.table"), Cards: true, Columns: []ui.Column{{Head: c.T("manage.col.promise"), Row: true},
		{Head: c.T("public.column.share"), Num: true}, {Head: c.T("public.column.kept"), Num: true}, {Head: c.T("public.column.broken"), Num: true},
		{Head: c.T("public.column.unproven"), Num: true}, {Head: c.T("public.column.open"), Num: true}, {Head: c.T("public.column.void"), Num: true}}}
	for i := range p.Of.Lines {
		l := &p.Of.Lines[i]
		name := ui.Cell{Body: trialPromise(p.v.PromiseName(p.v.Charter, l.Promise), l.Promise)}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{name}, draftCells(p.Page, &l.Whole)...)})
	}
	return t
}

func draftCells(p ui.Page, f *stats.Figure) []ui.Cell {
	if f.Suppressed {
		return append([]ui.Cell{{Text: p.C.T("public.few")}}, ui.Cells("", "", "", "", "")...)
	}
	share := "–"
	if f.Judged() > 0 {
		share = p.C.Percent(f.Share())
	}
	return ui.Cells(share, p.C.Number(f.Kept), p.C.Number(f.Broken+f.Overdue), p.C.Number(f.Unproven), p.C.Number(f.Open), p.C.Number(f.Voids()))
}

// differences lists where the stored verdicts have another number.
func (p publicationPage) differences() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("publication.warn.differences"), Columns: []ui.Column{{Head: p.C.T("manage.col.promise"), Row: true},
		{Head: p.C.T("publication.col.column")}, {Head: p.C.T("publication.col.counted"), Num: true}, {Head: p.C.T("publication.col.stored"), Num: true}}}
	for _, d := range p.Warnings.Differences {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.v.PromiseName(p.v.Charter, d.Promise), d.Column, d.Published, d.Recomputed)})
	}
	return t
}

// unproven lists promises of which much was not proven.
func (p publicationPage) unproven() []string {
	var out []string
	for _, u := range p.Warnings.Unproven {
		out = append(out, p.v.PromiseName(p.v.Charter, u.Promise)+" ("+strconv.Itoa(u.Percent)+" %)")
	}
	return out
}
