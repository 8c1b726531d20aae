package manage

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// opinionRegister lists what citizens said, the newest first; those that wait for a word of the office are marked.
var opinionRegister = register{kind: "opinions", title: "improve.opinions.title", file: "opinions",
	columns: []string{"came", "how", "desk", "finding", "state", "due"},
	read: func(s *Surface, r *http.Request, p *registerPage, f app.RaisedFilter) (string, error) {
		page, err := s.app.Opinions(r.Context(), p.v.Actor, f)
		if err != nil {
			return "", err
		}
		for i := range page.Rows {
			p.opinion(&page.Rows[i])
		}
		return page.Cursor, nil
	}}

// opinion adds a row.
func (p *registerPage) opinion(row *app.OpinionRow) {
	c, o := p.v.C, &row.Opinion
	due := c.T("improve.none")
	if !row.Due.IsZero() {
		due = c.Deadline(row.Due, c.Location())
	}
	p.row(o.ReceivedAt, row.Waits, raisedHref("opinions", row.Case, o.Fact), p.channel(row.Channel), p.v.DeskName(row.Desk), c.T(foundOf(o)),
		c.T(opinionState(o, row.Waits)), due)
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

// showOpinion shows an opinion and what comes next.
func (s *Surface) showOpinion(w http.ResponseWriter, r *http.Request, v *staff.View, status int, faults []ui.FieldError) error {
	got, err := opened(r, func(open bool, reason string) (*app.OpinionView, error) {
		return s.app.Opinion(r.Context(), v.Actor, r.PathValue("case"), r.PathValue("fact"), open, reason)
	})
	if err != nil {
		return err
	}
	p := s.newHandling(r, v, "opinions", got.CaseView, got.Words)
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
	return ui.Render(w, r, status, handlingView(p))
}
