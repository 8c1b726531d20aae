// Package public is what anybody may see without a link or an account: how the office kept its promises, as pages, pictures
// and data to download. It shows tables only; no case can be reached from here.
package public

import (
	"net/http"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/stats"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// Public is the surface for everybody.
type Public struct {
	site   *web.Server
	papers papers
}

// New returns the surface.
func New(site *web.Server) *Public { return &Public{site: site} }

// Register adds the routes.
func (p *Public) Register(mux web.Mux) {
	mux.Handle("GET /performance", p.site.Func(p.performance))
	mux.Handle("GET /performance/{promise}", p.site.Func(p.promise))
	mux.Handle("GET /publications", p.site.Func(p.publicationList))
	mux.Handle("GET /publications/{id}", p.site.Func(p.publication))
	mux.Handle("GET /publications/{id}/{promise}", p.site.Func(p.publicationPromise))
	mux.Handle("GET /data/publications/{file}", p.site.Func(p.issue))
	mux.Handle("GET /data/catalogue.jsonld", p.site.Func(p.catalogue))
	mux.Handle("GET /badge.svg", p.site.Func(p.badge))
	mux.Handle("GET /publications.atom", p.site.Func(p.atom))
	mux.Handle("GET /publications.rss", p.site.Func(p.rss))
	mux.Handle("GET /open", p.site.Func(p.openData))
	mux.Handle("GET /open/check", p.site.Func(p.askProof))
	mux.Handle("POST /open/check", p.site.LimitFiling(p.site.Func(p.checkProof)))
	mux.Handle("GET /open/{path...}", p.site.LimitReading(p.site.Func(p.openFile)))
	mux.Handle("GET /data/performance/{file}", p.site.Func(p.download))
	mux.Handle("GET /improvements", p.site.Func(p.improvements))
	mux.Handle("GET /improvements/pictures/{digest}", p.site.Func(p.picture))
	mux.Handle("GET /data/improvements.csv", p.site.Func(p.improvementData))
	mux.Handle("GET /data/improvements.json", p.site.Func(p.improvementData))
	mux.Handle("GET /ledger", p.site.LimitReading(p.site.Func(p.ledger)))
	mux.Handle("GET /ledger/checkpoint", p.site.LimitReading(p.site.Func(p.checkpoint)))
	mux.Handle("GET /ledger/checkpoints", p.site.LimitReading(p.site.Func(p.journal)))
	mux.Handle("GET /ledger/keys", p.site.LimitReading(p.site.Func(p.logKeys)))
	mux.Handle("GET /ledger/tile/{path...}", p.site.LimitReading(p.site.Func(p.tile)))
}

// yearsBack is how many years before the present one can be asked for. Each year asked for is counted and kept, so that
// the number must be bounded.
const yearsBack = 5

// view is what every page of the surface starts from.
type view struct {
	ui.Page
	Charter *charter.Charter
	// promise finds a published promise, which may be one of an earlier version.
	promise func(id string) *charter.Promise
}

// former tells whether a promise is one of an earlier version, which the charter in force does not publish.
func (v view) former(p *charter.Promise) bool {
	now := v.Charter.Promise(p.ID)
	return now == nil || !now.Publish
}

func (v view) lang() string { return string(v.C.Lang()) }

func (p *Public) view(w http.ResponseWriter, r *http.Request) (view, error) {
	ch := p.site.Charter()
	if ch == nil {
		return view{}, web.Status(http.StatusServiceUnavailable)
	}
	v := view{Page: p.site.Citizen(w, r), Charter: ch, promise: p.site.Published}
	v.Surface, v.Aloud, v.Easy = "public", true, true
	return v, nil
}

// today returns the present day in the office's time zone.
func (v view) today() time.Time { return v.Now.In(v.Charter.Petition.Location()) }

// period checks a period that a visitor asked for: a month "2026-11" or a year "2026", not in the future and not too long
// ago; empty is the present month.
func (v view) period(asked string) (string, error) {
	today := v.today()
	if asked == "" {
		return today.Format("2006-01"), nil
	}
	for _, layout := range []string{"2006-01", "2006"} {
		t, err := time.ParseInLocation(layout, asked, today.Location())
		if err == nil && !t.After(today) && t.Year() >= today.Year()-yearsBack {
			return asked, nil
		}
	}
	return "", web.Status(http.StatusNotFound)
}

// year checks a year that a visitor asked for; empty is the present one.
func (v view) year(asked string) (int, error) {
	if asked == "" {
		return v.today().Year(), nil
	}
	period, err := v.period(asked)
	if err != nil || len(period) != 4 {
		return 0, web.Status(http.StatusNotFound)
	}
	return strconv.Atoi(period)
}

// name writes a period in words.
func (v view) name(f *app.Figures) string {
	from := f.From.In(v.Charter.Petition.Location())
	if len(f.Period) == 4 {
		return v.C.T("public.period.year", "year", from.Format("2006"))
	}
	return v.C.T("public.period.month", "year", from.Format("2006"), "month", v.month(from.Month()))
}

func (v view) month(m time.Month) string { return v.C.T("public.month." + strconv.Itoa(int(m))) }

// sum adds up rows. Suppressed rows have no numbers and are counted as such.
type sum struct {
	Kept, Broken, Unproven, Open, Void, Judged int
	Hidden                                     int // rows that are suppressed
}

func (s *sum) add(r *stats.Row) {
	if r.Suppressed {
		s.Hidden++
		return
	}
	s.Kept += r.Kept
	s.Broken += r.Broken + r.Overdue
	s.Unproven += r.Unproven
	s.Open += r.Open
	s.Void += r.Void
	s.Judged += r.Judged
}

// share returns the part kept as text; a dash when nothing was judged.
func (v view) share(kept, judged int) string {
	if judged == 0 {
		return "–"
	}
	return v.C.Percent(float64(kept) / float64(judged))
}
