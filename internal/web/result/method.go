package result

import (
	"strings"

	"jikim/internal/core/survey"
	"jikim/internal/web/ui"
)

// method says how the survey was taken.
func (p resultPage) method() ui.DescriptionList {
	c := p.C
	d := ui.DescriptionList{{Term: c.T("result.method.period"), Text: c.T("result.method.period.text", "from", p.OpenedAt, "to", p.ClosedAt)}}
	if p.Invited > 0 {
		d = append(d, ui.Item{Term: c.T("result.method.people"), Text: c.T("result.method.people.text", "people", p.People, "invited", p.Invited)})
	}
	if !p.Analysis.Few {
		d = append(d, ui.Item{Term: c.T("result.method.answers"), Text: c.T("result.method.answers.text", "n", p.Analysis.N, "rate", p.share(p.Responded, p.Invited))},
			ui.Item{Term: c.T("result.method.modes"), Text: p.modes()})
		if size := p.size(); size > 0 && p.People > p.Analysis.N {
			d = append(d, ui.Item{Term: c.T("result.method.margin"), Text: c.T("result.method.margin.text", "margin", tenth(100*survey.Margin(size, p.People)))})
		}
	}
	return append(d, ui.Item{Term: c.T("result.method.published"), Text: c.T("result.plan.where", "where", p.places(p.Where)) + ", " + c.Day(p.PublishedAt, p.zone())},
		ui.Item{Term: c.T("result.method.digest"), Text: p.Answers}, ui.Item{Term: c.T("survey.file.digest"), Text: p.Digest})
}

// size is how many answers of equal weight would be as precise as those about satisfaction as a whole; 0 when that is not shown.
func (p resultPage) size() int {
	whole := p.whole()
	if whole.Hidden || whole.Effect <= 0 {
		return 0
	}
	return int(float64(whole.N) / whole.Effect)
}

// modes lists by which ways answers came.
func (p resultPage) modes() string {
	var out []string
	for _, m := range p.Analysis.Modes {
		mode := "untold"
		if m.ID != "" {
			mode = m.ID
		}
		if m.Hidden {
			out = append(out, p.C.T("result.method.mode.hidden", "mode", p.C.T("result.mode."+mode), "least", p.Analysis.Shown))
			continue
		}
		out = append(out, p.C.T("result.method.mode", "mode", p.C.T("result.mode."+mode), "n", m.N))
	}
	return strings.Join(out, ", ")
}

// computed says how the figures were computed, in sentences.
func (p resultPage) computed() []string {
	c := p.C
	out := []string{c.T("result.method.mean.text")}
	if p.Analysis.Weighted {
		out = append(out, c.T("result.method.weighted"), c.T("survey.computed.silent"))
	} else {
		out = append(out, c.T("result.method.plain"))
	}
	out = append(out, c.T("result.method.top"))
	if p.Before != "" {
		out = append(out, c.T("result.method.trend"))
	}
	out = append(out, c.T("result.method.alpha"))
	if p.Analysis.Weighted {
		out = append(out, c.T("survey.computed.relations"))
	}
	if p.Fieldwork != nil && p.Fieldwork.Free > 0 {
		out = append(out, c.T("survey.computed.free"))
	}
	if p.Analysis.Outside {
		out = append(out, c.T("result.method.outside"))
	}
	if p.Analysis.Lost > 0 {
		out = append(out, c.T("result.method.lost", "n", p.Analysis.Lost))
	}
	return append(out, c.T("result.method.anonymous"))
}
