package portal

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/stats"
	"jikim/internal/web/ui"
)

type charterPage struct {
	view
	Chapters []charter.Chapter
	Year     *app.Figures  // so far
	Before   *app.Figures  // the year before
	Months   []app.Figures // the last twelve, the oldest first
}

// trendMonths is how many months the trend of a sentence shows, and trendSaid how many of them are said in words beside it.
const trendMonths, trendSaid = 12, 2

func (p *Portal) charter(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.charter.title")
	if err != nil {
		return err
	}
	v.Title = v.Charter.Title.In(v.lang())
	v.Lead = v.C.T("portal.charter.lead", "office", v.Office.Name)
	v.Breadcrumb[0].Text = v.Title
	page := charterPage{view: v, Chapters: v.Charter.Outline()}
	s, year := p.site.Service, v.Now.In(v.Charter.Petition.Location()).Year()
	if page.Year, err = s.Figures(r.Context(), p.site.Institution, strconv.Itoa(year)); err != nil {
		return err
	}
	if page.Before, err = s.Figures(r.Context(), p.site.Institution, strconv.Itoa(year-1)); err != nil {
		return err
	}
	for y := year - 1; y <= year; y++ {
		months, err := s.Trend(r.Context(), p.site.Institution, y)
		if err != nil {
			return err
		}
		page.Months = append(page.Months, months...)
	}
	page.Months = page.Months[max(0, len(page.Months)-trendMonths):]
	return ui.Render(w, r, http.StatusOK, charterText(page))
}

// chapterTitle returns the last part of a chapter's path, "고객을 맞이하는 자세 > 전화로 …", and what stands before it.
func chapterTitle(t string) (above, title string) {
	if i := strings.LastIndex(t, " > "); i >= 0 {
		return t[:i], t[i+3:]
	}
	return "", t
}

// known is what is known of a promise: of this year or, when there is nothing to judge yet, of the one before.
type known struct {
	stats.Row
	former bool // it is of the year before
}

func (p charterPage) known(promise string) known {
	row := p.Year.Table.Row(promise)
	if nothing(row) {
		if before := p.Before.Table.Row(promise); !nothing(before) {
			return known{*before, true}
		}
	}
	if row == nil {
		return known{Row: stats.Row{Promise: promise}}
	}
	return known{Row: *row}
}

func nothing(r *stats.Row) bool {
	return r == nil || r.Judged+r.Unproven == 0 && !r.Suppressed
}

// figure says in a few words how a promise was kept.
func (p charterPage) figure(k known) string {
	when := p.C.T("portal.charter.year")
	if k.former {
		when = p.C.T("portal.charter.before")
	}
	switch {
	case nothing(&k.Row):
		return p.C.T("portal.charter.figure.none", "when", when)
	case k.Suppressed:
		return p.C.T("portal.charter.figure.few", "when", when)
	case k.Judged == 0:
		return p.C.T("portal.charter.figure.unproven", "when", when, "n", k.Unproven)
	}
	return p.C.T("portal.charter.figure", "when", when, "judged", k.Judged, "kept", k.Kept, "share", p.C.Percent(k.Share), "unproven", k.Unproven)
}

// evidence says how the office knows: of which grade the evidence was, and what a sample says of the whole. Empty when nothing is shown.
func (p charterPage) evidence(k known) string {
	var grades []string
	for g := fact.Measured; g > fact.NoGrade; g-- {
		if n := k.Grades[g]; n > 0 {
			grades = append(grades, p.C.T("portal.charter.grade", "grade", g.String(), "n", n))
		}
	}
	switch {
	case len(grades) == 0:
		return ""
	case k.Sampled:
		return p.C.T("portal.charter.sample", "grades", strings.Join(grades, ", "), "low", p.C.Percent(k.Low), "high", p.C.Percent(k.High))
	}
	return p.C.T("portal.charter.evidence", "grades", strings.Join(grades, ", "))
}

// trend draws the shares of the last months in which anything was judged, and says the latest; nil with fewer than two.
func (p charterPage) trend(promise string) (*ui.Sparkline, string) {
	var values []float64
	var texts []string
	for i := range p.Months {
		row := p.Months[i].Table.Row(promise)
		if row == nil || row.Suppressed || row.Judged == 0 {
			continue
		}
		values = append(values, row.Share)
		texts = append(texts, p.C.T("portal.charter.month", "month", p.monthName(p.Months[i].From), "share", p.C.Percent(row.Share)))
	}
	if len(values) < 2 {
		return nil, ""
	}
	words := strings.Join(texts[max(0, len(texts)-trendSaid):], ", ")
	return &ui.Sparkline{Title: p.C.T("portal.charter.trend", "months", strings.Join(texts, ", ")), Values: values, Max: 1}, words
}

func (p charterPage) monthName(at time.Time) string {
	return p.C.T("public.month." + strconv.Itoa(int(at.In(p.Charter.Petition.Location()).Month())))
}

// yearBefore says what was kept the year before, beside what is said of this one; empty when nothing can be said.
func (p charterPage) yearBefore(k known) string {
	row := p.Before.Table.Row(k.Promise)
	if k.former || row == nil || row.Suppressed || row.Judged == 0 {
		return ""
	}
	return p.C.T("portal.charter.compared", "share", p.C.Percent(row.Share), "judged", row.Judged)
}
