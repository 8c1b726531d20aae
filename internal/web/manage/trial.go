package manage

import (
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// trialPage is what the last twelve months would have been under a charter file that was tried.
type trialPage struct {
	ui.Page
	*app.CharterTrial
	Who string
	v   *staff.View
}

func (s *Surface) trial(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	last, err := s.app.LatestTrial(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	p := trialPage{Page: v.Page, CharterTrial: last, v: v}
	p.Page.Title, p.Page.Lead = v.C.T("trial.title"), v.C.T("trial.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: v.C.T("check.title"), Href: "/manage/charter/check"},
		{Text: p.Page.Title}}
	if last != nil {
		p.Who = names[last.By]
	}
	return ui.Render(w, r, http.StatusOK, trialView(p))
}

// doTrial begins a trial of what was written on the page of the check.
func (s *Surface) doTrial(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := s.app.TryCharter(r.Context(), v.Actor, r.PostForm.Get("charter")); err != nil {
		return err
	}
	http.Redirect(w, r, "/manage/charter/trial", http.StatusSeeOther)
	return nil
}

func (p trialPage) columns() []ui.Column {
	return []ui.Column{{Head: p.C.T("manage.col.promise"), Row: true}, {Head: p.C.T("trial.col.was"), Num: true}, {Head: p.C.T("trial.col.would"), Num: true},
		{Head: p.C.T("trial.col.changed"), Num: true}}
}

// rows lists the promises with what differs first: the others say only that nothing would have been otherwise.
func (p trialPage) rows() []ui.Row {
	var changed, same []ui.Row
	for i := range p.CharterTrial.Rows {
		t := &p.CharterTrial.Rows[i]
		row := ui.Row{Cells: []ui.Cell{{Body: trialPromise(p.v.PromiseName(p.v.Charter, t.Promise), t.Promise)}, {Text: p.counted(&t.Was)}, {Text: p.counted(&t.Would)},
			{Text: strconv.Itoa(t.Changed)}}}
		if t.Changed > 0 {
			changed = append(changed, row)
		} else {
			same = append(same, row)
		}
	}
	return append(changed, same...)
}

// counted writes how many were kept of how many that were judged, and how many nobody could prove.
func (p trialPage) counted(n *app.TrialCount) string {
	judged := n.Kept + n.Broken
	if judged == 0 {
		return p.C.T("trial.none", "unproven", n.Unproven)
	}
	return p.C.T("trial.counted", "share", p.C.Percent(float64(n.Kept)/float64(judged)), "kept", n.Kept, "judged", judged, "unproven", n.Unproven)
}
