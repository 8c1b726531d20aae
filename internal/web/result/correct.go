package result

import "jikim/internal/web/ui"

// alerts tell that a result was corrected, or corrects another: neither is ever shown without the other.
func (p resultPage) alerts() []ui.Alert {
	var out []ui.Alert
	if newest := p.Newest(); newest.ID != p.ID {
		out = append(out, ui.Alert{C: p.C, Kind: "warning", Text: p.C.T("survey.corrected", "at", newest.PublishedAt),
			Body: alertLink(Path+"/"+newest.ID, p.C.T("survey.corrected.link", "id", newest.ID))})
	}
	if p.Corrects != "" {
		out = append(out, ui.Alert{C: p.C, Kind: "info", Text: p.corrects(), Body: alertLink(Path+"/"+p.Corrects, p.C.T("survey.corrects.link", "id", p.Corrects))})
	}
	return out
}

// corrects says what a correction corrects, and why.
func (p resultPage) corrects() string {
	return p.C.T("survey.corrects", "id", p.Corrects, "at", p.PublishedAt, "reason", p.Reason)
}

// results lists the results of the survey when there are more than one; nil otherwise.
func (p resultPage) results() *ui.Table {
	if len(p.All) < 2 {
		return nil
	}
	c := p.C
	t := &ui.Table{C: c, Caption: c.T("survey.results"), Columns: []ui.Column{{Head: c.T("survey.results.id"), Row: true}, {Head: c.T("survey.results.at")},
		{Head: c.T("survey.results.reason")}, {Head: c.T("survey.results.score"), Num: true}}}
	for _, r := range p.All {
		reason, score := c.T("result.none"), c.T("result.none")
		if r.Corrects != "" {
			reason = r.Reason
		}
		if whole := r.Analysis.Row(r.Asked.Overall().ID); whole != nil {
			score = p.score(&whole.Figure, r.Analysis.Shown)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: r.ID, Href: Path + "/" + r.ID}, {Text: p.day(r.PublishedAt)}, {Text: reason}, {Text: score}}})
	}
	return t
}
