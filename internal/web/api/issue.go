package api

import (
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
)

// issueOut is a publication. Its canonical bytes, of which the digest is, are at /data/publications/{id}.json of the site.
type issueOut struct {
	ID         string      `json:"id"`
	Period     string      `json:"period"`
	From       time.Time   `json:"from"`
	Until      time.Time   `json:"until"`
	AsOf       time.Time   `json:"as_of"`
	ApprovedAt time.Time   `json:"approved_at"`
	Corrects   string      `json:"corrects,omitempty"`
	Reason     string      `json:"reason,omitempty"`
	Newest     string      `json:"newest"` // of its period; another one when this was corrected
	Digest     string      `json:"digest"`
	Root       string      `json:"root"`
	Size       int64       `json:"records"` // of the ledger that it was counted from
	Charters   []string    `json:"charters"`
	Promises   []issuedOut `json:"promises"`
}

type issuedOut struct {
	Promise  string     `json:"promise"`
	Whole    cellOut    `json:"whole"`
	Months   []cellOut  `json:"months,omitempty"`
	Desks    []cellOut  `json:"desks,omitempty"`
	Channels []cellOut  `json:"channels,omitempty"`
	Amends   []amendOut `json:"amends,omitempty"`
}

// cellOut is one cell of a publication. What is suppressed has no numbers; margins are missing when there are none.
type cellOut struct {
	Key        string         `json:"key,omitempty"` // month, desk or channel; empty where none is known, and of the whole
	Suppressed bool           `json:"suppressed,omitempty"`
	Judged     *int           `json:"judged,omitempty"`
	Kept       *int           `json:"kept,omitempty"`
	Broken     *int           `json:"broken,omitempty"`
	Overdue    *int           `json:"overdue,omitempty"`
	Unproven   *int           `json:"unproven,omitempty"`
	Open       *int           `json:"open,omitempty"`
	Void       *int           `json:"void,omitempty"`
	Share      *float64       `json:"share,omitempty"`
	Low        *float64       `json:"share_low,omitempty"`
	High       *float64       `json:"share_high,omitempty"`
	Median     *float64       `json:"margin_median_s,omitempty"`
	Ninety     *float64       `json:"margin_90_s,omitempty"`
	Worst      *float64       `json:"margin_worst_s,omitempty"`
	Grades     map[string]int `json:"grades,omitempty"`
}

// amendOut is what was done after breaches; the times are missing when they are those of few.
type amendOut struct {
	By     string   `json:"amend"`
	N      int      `json:"n"`
	Median *float64 `json:"median_s,omitempty"`
	Worst  *float64 `json:"worst_s,omitempty"`
}

func (a *API) getPublication(q *request) (*answer, error) {
	p, newest, err := a.app.PublishedAs(q.Context(), q.actor.Institution, q.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return ok(issueOf(p, newest))
}

func issueOf(p, newest *publication.Publication) issueOut {
	out := issueOut{ID: p.ID, Period: p.Period, From: p.From, Until: p.Until, AsOf: p.AsOf, ApprovedAt: p.Approved.At, Corrects: p.Corrects, Reason: p.Reason,
		Newest: newest.ID, Digest: p.Digest(), Root: p.Ledger.Root, Size: p.Ledger.Size, Charters: []string{}, Promises: []issuedOut{}}
	for _, e := range p.Charters {
		out.Charters = append(out.Charters, e.Digest)
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		line := issuedOut{Promise: l.Promise, Whole: cellOf("", &l.Whole), Months: cellsOf(l.Months), Desks: cellsOf(l.Desks), Channels: cellsOf(l.Channels)}
		for _, a := range l.Amends {
			amend := amendOut{By: a.By, N: a.N}
			if !a.Suppressed {
				amend.Median, amend.Worst = inSeconds(a.Median), inSeconds(a.Worst)
			}
			line.Amends = append(line.Amends, amend)
		}
		out.Promises = append(out.Promises, line)
	}
	return out
}

func cellsOf(parts []stats.Part) []cellOut {
	var out []cellOut
	for i := range parts {
		out = append(out, cellOf(parts[i].Key, &parts[i].Figure))
	}
	return out
}

func cellOf(key string, f *stats.Figure) cellOut {
	out := cellOut{Key: key, Suppressed: f.Suppressed}
	if f.Suppressed {
		return out
	}
	judged, voids := f.Judged(), f.Voids()
	out.Judged, out.Kept, out.Broken, out.Overdue, out.Unproven, out.Open, out.Void = &judged, &f.Kept, &f.Broken, &f.Overdue, &f.Unproven, &f.Open, &voids
	if share := f.Share(); judged > 0 {
		out.Share = &share
	}
	if low, high, sampled := f.Sampled(); sampled {
		out.Low, out.High = &low, &high
	}
	if m := f.Margin; m.N > 0 {
		out.Median, out.Ninety, out.Worst = inSeconds(m.Median), inSeconds(m.Ninety), inSeconds(m.Worst)
	}
	out.Grades = map[string]int{}
	for grade, n := range map[fact.Grade]int{fact.Measured: f.Grades.Measured, fact.Audited: f.Grades.Audited, fact.Attested: f.Grades.Attested, fact.Reported: f.Grades.Reported} {
		if n > 0 {
			out.Grades[grade.String()] = n
		}
	}
	return out
}

// inSeconds turns milliseconds into seconds.
func inSeconds(ms int64) *float64 {
	s := float64(ms) / 1000
	return &s
}
