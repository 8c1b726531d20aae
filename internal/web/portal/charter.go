package portal

import (
	"net/http"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
	"jikim/internal/web/ui"
)

type charterPage struct {
	view
	Chapters []charter.Chapter
	Figures  map[string]stats.Row // of this month, by promise
}

func (p *Portal) charter(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.charter.title")
	if err != nil {
		return err
	}
	v.Title = v.Charter.Title.In(v.lang())
	v.Lead = v.C.T("portal.charter.lead", "office", v.Office.Name)
	v.Breadcrumb[0].Text = v.Title
	figures, err := p.site.Service.Figures(r.Context(), p.site.Institution, "")
	if err != nil {
		return err
	}
	page := charterPage{view: v, Chapters: v.Charter.Outline(), Figures: map[string]stats.Row{}}
	for _, row := range figures.Table.Rows {
		page.Figures[row.Promise] = row
	}
	return ui.Render(w, r, http.StatusOK, charterText(page))
}

// chapterTitle returns the last part of a chapter's path, "고객을 맞이하는 자세 > 전화로 …", and what stands before it.
func chapterTitle(t string) (above, title string) {
	if i := strings.LastIndex(t, " > "); i >= 0 {
		return t[:i], t[i+3:]
	}
	return "", t
}

// figure says in a few words how a promise was kept this month.
func (p charterPage) figure(promise string) string {
	row, ok := p.Figures[promise]
	switch {
	case !ok || row.Judged == 0 && row.Unproven == 0 && !row.Suppressed:
		return p.C.T("portal.charter.figure.none")
	case row.Suppressed:
		return p.C.T("portal.charter.figure.few")
	case row.Judged == 0:
		return p.C.T("portal.charter.figure.unproven", "n", row.Unproven)
	}
	return p.C.T("portal.charter.figure", "judged", row.Judged, "kept", row.Kept, "share", p.C.Percent(row.Share), "unproven", row.Unproven)
}
