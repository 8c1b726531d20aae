package api

import (
	"net/http"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/stats"
)

type publicationList struct {
	Publications []publicationOut `json:"publications"`
}

type publicationOut struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind" enum:"figures,charter,survey,plan"`
	At     time.Time `json:"at"`
	Period string    `json:"period,omitempty"`
	// Issue is the publication of figures; /data/publications/{issue}.json has it.
	Issue    string `json:"issue,omitempty"`
	Corrects string `json:"corrects,omitempty"`
	Digest   string `json:"digest,omitempty"`
	Year     int    `json:"year,omitempty"`
	// Result is that of a survey; /satisfaction/{result}/result.json has it.
	Result string `json:"result,omitempty"`
}

// figuresOut are the figures of a month or a year. What is too small to be shown is suppressed and has no numbers.
type figuresOut struct {
	Period   string      `json:"period"`
	From     time.Time   `json:"from"`
	Until    time.Time   `json:"until"`
	AsOf     time.Time   `json:"as_of"`
	Charter  string      `json:"charter"`
	Promises []figureOut `json:"promises"`
}

type figureOut struct {
	Promise    string         `json:"promise"`
	Suppressed bool           `json:"suppressed,omitempty"`
	Judged     *int           `json:"judged,omitempty"`
	Kept       *int           `json:"kept,omitempty"`
	Broken     *int           `json:"broken,omitempty"`
	Overdue    *int           `json:"overdue,omitempty"`
	Unproven   *int           `json:"unproven,omitempty"`
	Open       *int           `json:"open,omitempty"`
	Void       *int           `json:"void,omitempty"`
	Share      *float64       `json:"share,omitempty"` // kept of judged, 0 to 1; missing when nothing was judged
	Grades     map[string]int `json:"grades,omitempty"`
}

func (a *API) publications() []operation {
	return []operation{{
		id: "listPublications", tag: "publications", method: http.MethodGet, path: "/publications", status: http.StatusOK, out: publicationList{},
		work: reading(a.listPublications),
	}, {
		id: "getPublication", tag: "publications", method: http.MethodGet, path: "/publications/{id}", status: http.StatusOK,
		out: issueOut{}, work: reading(a.getPublication),
	}, {
		id: "getFigures", tag: "publications", method: http.MethodGet, path: "/publications/figures/{period}", status: http.StatusOK,
		out: figuresOut{}, work: reading(a.getFigures),
	}}
}

func (a *API) listPublications(q *request) (*answer, error) {
	all, err := a.app.Publications(q.Context(), q.actor.Institution)
	if err != nil {
		return nil, err
	}
	out := publicationList{Publications: []publicationOut{}}
	for _, p := range all {
		out.Publications = append(out.Publications, publicationOut{p.ID, p.Kind, p.At, p.Period, p.Issue, p.Corrects, p.Digest, p.Year, p.Result})
	}
	return ok(out)
}

// yearsBack is how many years before the present one can be asked for: each period asked for is counted and kept.
const yearsBack = 5

// knownPeriod tells whether a period is a month or a year that has begun, not too long ago.
func knownPeriod(period string, today time.Time) bool {
	for _, layout := range []string{"2006-01", "2006"} {
		t, err := time.ParseInLocation(layout, period, today.Location())
		if err == nil && !t.After(today) && t.Year() >= today.Year()-yearsBack {
			return true
		}
	}
	return false
}

func (a *API) getFigures(q *request) (*answer, error) {
	ch, err := a.charter()
	if err != nil {
		return nil, err
	}
	period := q.PathValue("period")
	if !knownPeriod(period, a.app.Now().In(ch.Petition.Location())) {
		return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	f, err := a.app.Figures(q.Context(), q.actor.Institution, period)
	if err != nil {
		return nil, err
	}
	out := figuresOut{Period: f.Period, From: f.From.UTC(), Until: f.Until.UTC(), AsOf: f.AsOf.UTC(), Charter: f.Charter, Promises: []figureOut{}}
	for i := range f.Table.Rows {
		if r := &f.Table.Rows[i]; a.site.Published(r.Promise) != nil {
			out.Promises = append(out.Promises, figureOf(r))
		}
	}
	return ok(out)
}

func figureOf(r *stats.Row) figureOut {
	out := figureOut{Promise: r.Promise, Suppressed: r.Suppressed}
	if r.Suppressed {
		return out
	}
	out.Judged, out.Kept, out.Broken, out.Overdue, out.Unproven, out.Open, out.Void = &r.Judged, &r.Kept, &r.Broken, &r.Overdue, &r.Unproven, &r.Open, &r.Void
	if r.Share >= 0 {
		out.Share = &r.Share
	}
	for g, n := range r.Grades {
		if n > 0 {
			if out.Grades == nil {
				out.Grades = map[string]int{}
			}
			out.Grades[fact.Grade(g).String()] = n
		}
	}
	return out
}
