package manage

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// opinions lists what citizens said, the newest first; those that wait for a word of the office are marked.
func (s *Surface) opinions(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.newRegister(r, v, "opinions", "improve.opinions.title")
	if err != nil {
		return err
	}
	p.Columns = p.columns("came", "how", "desk", "finding", "state", "due")
	for {
		page, err := s.app.Opinions(r.Context(), v.Actor, p.filter)
		if err != nil {
			return err
		}
		for i := range page.Rows {
			p.opinion(&page.Rows[i])
		}
		if p.next(page.Cursor) {
			break
		}
	}
	if p.writes {
		return writeRecords(w, v, "opinions", p.Columns, p.records)
	}
	return ui.Render(w, r, http.StatusOK, registerView(p))
}

// opinion adds a row.
func (p *registerPage) opinion(row *app.OpinionRow) {
	c, o := p.v.C, &row.Opinion
	due := c.T("improve.none")
	if !row.Due.IsZero() {
		due = c.Deadline(row.Due, c.Location())
	}
	p.row(o.ReceivedAt, raisedHref("opinions", row.Case, o.Fact), p.channel(row.Channel), p.v.DeskName(row.Desk), c.T(foundOf(o)), c.T(opinionState(o, row.Waits)), due)
	if row.Waits {
		p.Rows[len(p.Rows)-1].Class = "near"
	}
}

// foundOf names what was found of an opinion: by the review, else as it was said on receipt.
func foundOf(o *casefile.Opinion) string {
	switch {
	case o.Finding != "":
		return "choice.improvable." + o.Finding
	case o.Improvable:
		return "choice.improvable.now"
	case o.ReviewedAt.IsZero():
		return "improve.none"
	}
	return "improve.finding.none"
}

// opinionState names how far an opinion has come.
func opinionState(o *casefile.Opinion, waits bool) string {
	switch {
	case !waits && o.ToldAt.IsZero():
		return "improve.result.withdrawn"
	case o.ReviewedAt.IsZero() && o.ToldAt.IsZero():
		return "improve.opinion.to_review"
	case o.ToldAt.IsZero():
		return "improve.opinion.to_tell"
	case waits && o.ImprovedAt.IsZero():
		return "improve.opinion.to_improve"
	case waits:
		return "improve.opinion.to_tell_result"
	}
	return "improve.opinion.done"
}

// opinion shows an opinion and what comes next.
func (s *Surface) opinion(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.showOpinion(w, r, v, http.StatusOK, nil)
}

// doOpinion records the next step. An improvement brings pictures of how it was and how it is.
func (s *Surface) doOpinion(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, of, done, err := s.site.Uploads(r)
	if err != nil {
		return err
	}
	defer done()
	r.PostForm, r.Form = form, form
	faults, err := s.step(r, v, r.PathValue("case"), form, of("before"), of("after"))
	if err != nil {
		return err
	}
	if faults != nil {
		return s.showOpinion(w, r, v, http.StatusUnprocessableEntity, faults)
	}
	http.Redirect(w, r, raisedHref("opinions", r.PathValue("case"), r.PathValue("fact"))+"?did=1", http.StatusSeeOther)
	return nil
}

func (s *Surface) showOpinion(w http.ResponseWriter, r *http.Request, v *staff.View, status int, faults []ui.FieldError) error {
	caseID, id := r.PathValue("case"), r.PathValue("fact")
	reason := r.FormValue("reason_read")
	got, err := s.app.Opinion(r.Context(), v.Actor, caseID, id, true, reason)
	if f := app.FaultOf(err); f != nil && f.Kind == app.Invalid {
		got, err = s.app.Opinion(r.Context(), v.Actor, caseID, id, false, "")
	}
	if err != nil {
		return err
	}
	p := &handlingPage{Page: v.Page, Kind: "opinions", Href: raisedHref("opinions", caseID, id), View: got.CaseView, Words: got.Words, Reason: reason, key: s.app.NewKey()}
	p.Page.Title, p.Page.Lead = v.C.T("improve.opinion.title"), v.C.T("improve.opinion.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("improve.opinions.title"), Href: "/manage/opinions"}, {Text: p.Page.Title}}
	p.Facts = []ui.Item{
		{Term: v.C.T("manage.col.number"), Text: numbered(v.C, got.State.Number, got.State.Case), Href: caseHref(got.State.Case)},
		{Term: v.C.T("improve.col.came"), Text: v.C.Time(got.Opinion.ReceivedAt, v.C.Location())},
		{Term: v.C.T("staff.field.desk"), Text: v.DeskName(got.State.Desk)},
		{Term: v.C.T("improve.col.finding"), Text: v.C.T(foundOf(&got.Opinion))},
	}
	if err := s.handled(r, v, p, got.Stages, nil, faults); err != nil {
		return err
	}
	if v.Actor.Role.AtLeast(app.Lead) {
		p.Register = "/manage/improvements/new?source=opinion&case=" + caseID + "&fact=" + id
	}
	return ui.Render(w, r, status, handlingView(p))
}
