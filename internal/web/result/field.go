package result

import (
	"jikim/internal/core/survey"
	"jikim/internal/web/ui"
)

// stratum names a stratum in words.
func (p resultPage) stratum(s survey.Stratum) string {
	switch {
	case s.Channel == "" && s.Desk == "":
		return p.C.T("survey.field.rest")
	case s.Desk == "":
		return p.channel(s.Channel)
	case s.Channel == "":
		return p.desk(s.Desk)
	}
	return p.channel(s.Channel) + " · " + p.desk(s.Desk)
}

// fieldwork says how it went: who answered, who did not, who stopped on the way, and whether as many answered as were wanted. Empty for
// a result of which that is not known.
func (p resultPage) fieldwork() ui.DescriptionList {
	c, f := p.C, p.Fieldwork
	if f == nil || p.Analysis.Few {
		return nil
	}
	var d ui.DescriptionList
	if p.Invited > 0 {
		d = append(d, ui.Item{Term: c.T("survey.field.rate"), Text: c.T("survey.field.rate.text", "invited", p.Invited, "responded", p.Responded, "rate", p.share(p.Responded, p.Invited))},
			ui.Item{Term: c.T("survey.field.silent"), Text: c.T("survey.field.silent.text", "refused", f.Refused, "unreached", f.Unreached,
				"rest", max(0, p.Invited-p.Responded-f.Refused-f.Unreached))})
	}
	if f.Free > 0 {
		d = append(d, ui.Item{Term: c.T("survey.field.free"), Text: c.T("survey.field.free.text", "n", f.Free)})
	}
	if f.Begun > 0 {
		d = append(d, ui.Item{Term: c.T("survey.field.stopped"), Text: c.T("survey.field.stopped.text", "begun", f.Begun, "finished", f.Finished, "share", p.share(f.Begun-f.Finished, f.Begun))})
	}
	for _, q := range f.Quotas {
		key := "survey.field.quota.short"
		if q.Reached {
			key = "survey.field.quota.reached"
		}
		d = append(d, ui.Item{Term: c.T("survey.field.quota", "stratum", p.stratum(q.Stratum)), Text: c.T(key, "least", q.Least)})
	}
	if size := p.size(); p.Analysis.Weighted && size > 0 {
		d = append(d, ui.Item{Term: c.T("survey.field.effect"), Text: c.T("survey.field.effect.text", "effect", hundredth(p.whole().Effect), "n", p.whole().N, "size", size)})
	}
	return d
}

// turnout lists the invited by stratum; nil when they may not be shown.
func (p resultPage) turnout() *ui.Table {
	f := p.Fieldwork
	if f == nil || len(f.Strata) < 2 {
		return nil
	}
	c := p.C
	t := &ui.Table{C: c, Caption: c.T("survey.field.strata"), Columns: []ui.Column{{Head: c.T("survey.field.stratum"), Row: true}, {Head: c.T("survey.field.people"), Num: true},
		{Head: c.T("survey.field.asked"), Num: true}, {Head: c.T("survey.field.responded"), Num: true}, {Head: c.T("survey.field.rate"), Num: true}}}
	for _, s := range f.Strata {
		responded, rate := c.Number(s.Responded), p.share(s.Responded, s.Asked)
		if s.Hidden {
			responded, rate = c.T("result.hidden", "least", p.Analysis.Shown), c.T("result.none")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(p.stratum(s.Stratum), c.Number(s.People), c.Number(s.Asked), responded, rate)})
	}
	return t
}
