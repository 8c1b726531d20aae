// Package result shows everybody what surveys of satisfaction came to: the year of the survey with its promises, the results with
// their charts and tables, and the corrective plan, as pages, on paper and as data. What it shows was published and is never
// changed; only what became of the improvement tasks is as it is now.
package result

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/survey"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// Path is where the pages stand.
const Path = "/satisfaction"

// Surface is the surface for everybody.
type Surface struct{ site *web.Server }

// New returns the surface.
func New(site *web.Server) *Surface { return &Surface{site} }

// Register adds the routes.
func (s *Surface) Register(mux web.Mux) {
	mux.Handle("GET "+Path, s.site.Func(s.year))
	mux.Handle("GET "+Path+"/{id}", s.site.Func(s.result))
	mux.Handle("GET "+Path+"/{id}/plan", s.site.Func(s.plan))
	mux.Handle("GET "+Path+"/{id}/{file}", s.site.Func(s.file))
}

// view is what every page of the surface starts from.
type view struct {
	ui.Page
	Charter *charter.Charter
}

func (v view) lang() string { return string(v.C.Lang()) }

func (v view) zone() *time.Location { return v.Charter.Petition.Location() }

func (s *Surface) view(w http.ResponseWriter, r *http.Request) (view, error) {
	ch := s.site.Charter()
	if ch == nil {
		return view{}, web.Status(http.StatusServiceUnavailable)
	}
	v := view{Page: s.site.Citizen(w, r), Charter: ch}
	v.Surface, v.Aloud = "public", true
	return v, nil
}

// home is the first step of the breadcrumb.
func (v view) home() ui.Link { return ui.Link{Text: v.C.T("result.title"), Href: Path} }

// tenth rounds to one decimal, as figures are shown.
func tenth(x float64) float64 { return math.Round(x*10) / 10 }

// hundredth rounds to two decimals.
func hundredth(x float64) float64 { return math.Round(x*100) / 100 }

// score writes a mean out of 100.
func (v view) score(f *survey.Figure, shown int) string {
	switch {
	case f.Hidden:
		return v.C.T("result.hidden", "least", shown)
	case f.N == 0:
		return v.C.T("result.none")
	}
	return v.C.Number(tenth(f.Mean))
}

// count writes how many answered.
func (v view) count(f *survey.Figure, shown int) string {
	if f.Hidden {
		return v.C.T("result.hidden", "least", shown)
	}
	return v.C.Number(f.N)
}

// interval writes the bounds of a mean; a dash when they are not known.
func (v view) interval(f *survey.Figure) string {
	if f.Hidden || f.Open || f.N == 0 {
		return v.C.T("result.none")
	}
	return v.C.T("result.points.interval", "low", tenth(f.Low), "high", tenth(f.High))
}

// change writes the change against the survey before, and whether it is more than chance.
func (v view) change(t *survey.Trend) string {
	if t == nil {
		return v.C.T("result.none")
	}
	if t.Significant() {
		return v.C.T("result.change.real", "change", v.by(t))
	}
	return v.C.T("result.change.chance", "change", v.by(t))
}

// by writes the change alone.
func (v view) by(t *survey.Trend) string {
	switch by := tenth(t.By); {
	case by > 0:
		return v.C.T("result.change.up", "n", by)
	case by < 0:
		return v.C.T("result.change.down", "n", -by)
	}
	return v.C.T("result.change.same")
}

// share writes a share, but none where nobody was asked.
func (v view) share(of, n int) string {
	if n == 0 {
		return v.C.T("result.none")
	}
	return v.C.Percent(float64(of) / float64(n))
}

// owner names a department or desk.
func (v view) owner(id string) string {
	if d := v.Charter.Directory.FindDepartment(id); d != nil {
		return d.Name.In(v.lang())
	}
	if d := v.Charter.Directory.FindDesk(id); d != nil {
		return d.Name.In(v.lang())
	}
	return id // it is no longer in the directory
}

func (v view) year(n int) string { return strconv.Itoa(n) }

// day is the day of an instant in the office's zone.
func (v view) day(at time.Time) string { return v.C.Date(at, v.zone()) }

// places writes where something was published.
func (v view) places(where string) string { return v.C.T("result.where." + where) }

// weak says why an item demands a task.
func (v view) weak(w survey.Weak, limit float64) string {
	switch {
	case w.Score && w.Focus:
		return v.C.T("result.weak.both", "limit", limit)
	case w.Score:
		return v.C.T("result.weak.score", "limit", limit)
	}
	return v.C.T("result.weak.focus")
}

// published loads the result that the address names, with what is published beside it.
func (s *Surface) published(r *http.Request) (*app.PublishedSurvey, error) {
	id := r.PathValue("id")
	if strings.ContainsAny(id, "/ ") || len(id) > 20 {
		return nil, web.Status(http.StatusNotFound)
	}
	return s.site.Service.PublishedSurvey(r.Context(), s.site.Institution, id)
}
