package public

import (
	"cmp"
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// brokenPromise is a promise that was broken, what was done then, and the promises of what is to be done.
type brokenPromise struct {
	row
	Amends   []stats.Amend
	Remedies []row
}

// brokenOnes lists the promises that were broken, those most often first.
func (p publicationPage) brokenOnes() []brokenPromise {
	var out []brokenPromise
	for _, c := range p.Chapters {
		for _, r := range c.Rows {
			if r.Broken+r.Overdue == 0 {
				continue
			}
			b := brokenPromise{row: r, Amends: p.Of.Line(r.Of.ID).Amends}
			for _, of := range p.Charter.Promises {
				if remedy := p.rowOf(of.ID); slices.Contains(of.BrokenOf, r.Of.ID) && remedy != nil && remedy.Judged > 0 {
					b.Remedies = append(b.Remedies, *remedy)
				}
			}
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b brokenPromise) int { return cmp.Compare(b.Broken+b.Overdue, a.Broken+a.Overdue) })
	return out
}

// rowOf returns the figures of a promise, or nil.
func (p performancePage) rowOf(promise string) *row {
	for i := range p.Chapters {
		for k := range p.Chapters[i].Rows {
			if r := &p.Chapters[i].Rows[k]; r.Of.ID == promise {
				return r
			}
		}
	}
	return nil
}

// idle tells that nothing is on record of what was done, of a promise that customers are owed. Standing ones are judged day by day; their
// next day tells whether they were put right.
func (b *brokenPromise) idle() bool {
	return len(b.Amends)+len(b.Remedies) == 0 && b.Of.Shape != charter.Always
}

// brokenCount says how often a promise was broken; a standing one is judged by the day.
func (v view) brokenCount(r row) string {
	key := "published.broken.n"
	if r.Of.Shape == charter.Always {
		key = "published.broken.days"
	}
	return v.C.T(key, "broken", r.Broken+r.Overdue, "judged", r.Judged)
}

// remedy says how a promise of what is done then was kept.
func (v view) remedy(r row) string {
	text := v.C.T("published.remedy", "text", web.Sentence(v.C, v.Charter, r.Of), "kept", r.Kept, "judged", r.Judged)
	if r.Margin.N > 0 {
		text += " " + v.C.T("published.remedy.margin", "median", v.margin(r.Margin, r.Margin.Median), "worst", v.margin(r.Margin, r.Margin.Worst))
	}
	return text
}

// amendName says what was done.
func (v view) amendName(a stats.Amend) string {
	if a.By == stats.DoneLate {
		return v.C.T("published.amend.late")
	}
	return v.C.T("kind." + a.By)
}

// amend says in a sentence what was done after breaches, and how soon.
func (v view) amend(a stats.Amend) string {
	if a.Suppressed {
		return v.C.T("published.amend.few", "what", v.amendName(a), "n", a.N)
	}
	key := "published.amend"
	if a.By == stats.DoneLate {
		key = "published.amend.late.text"
	}
	return v.C.T(key, "what", v.amendName(a), "n", a.N, "median", ui.Length(v.C, length(a.Median)), "worst", ui.Length(v.C, length(a.Worst)))
}

// amends lists what was done after breaches; nil when nothing was.
func (v view) amends(list []stats.Amend) *ui.Table {
	if len(list) == 0 {
		return nil
	}
	c := v.C
	t := &ui.Table{C: c, Caption: c.T("published.amends"), HideCaption: true, Cards: true, Columns: []ui.Column{{Head: c.T("published.amend.what"), Row: true},
		{Head: c.T("published.amend.n"), Num: true}, {Head: c.T("published.amend.median"), Num: true}, {Head: c.T("published.amend.worst"), Num: true}}}
	for _, a := range list {
		median, worst := c.T("public.few"), c.T("public.few")
		if !a.Suppressed {
			median, worst = ui.Length(c, length(a.Median)), ui.Length(c, length(a.Worst))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(v.amendName(a), c.Number(a.N), median, worst)})
	}
	return t
}
