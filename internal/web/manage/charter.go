package manage

import (
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/open"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// charterPage is the charter versions that are served, with what the check found.
type charterPage struct {
	ui.Page
	Versions []charterVersion
	MayCheck bool
}

// charterVersion is one version of the charter.
type charterVersion struct {
	*charter.Charter
	Title    string
	Current  bool
	Findings []finding
	Beside   []besideRow // of the present version
}

// finding is a promise that can never be judged as it is meant.
type finding struct{ Where, Promise, Text string }

func (s *Surface) charter(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := charterPage{Page: v.Page, MayCheck: v.Actor.Role.AtLeast(app.Manager)}
	p.Page.Title = v.C.T("manage.charter.title")
	versions := s.app.Charters().Versions(v.Actor.Institution)
	for i := len(versions) - 1; i >= 0; i-- {
		ch := versions[i]
		version := charterVersion{Charter: ch, Title: ch.Title.In(v.Lang()), Current: ch.Digest == v.Charter.Digest}
		for _, f := range open.Lint(ch) {
			version.Findings = append(version.Findings, finding{Where: f.File + ":" + strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column),
				Promise: f.Promise, Text: v.C.Step(f.Step)})
		}
		if version.Current {
			version.Beside = beside(v, ch)
		}
		p.Versions = append(p.Versions, version)
	}
	return ui.Render(w, r, http.StatusOK, charterView(p))
}

// facts lists what there is to know about a version.
func (v *charterVersion) facts(p charterPage) ui.DescriptionList {
	remedies := 0
	for _, promise := range v.Promises {
		if promise.Remedy {
			remedies++
		}
	}
	return ui.DescriptionList{
		{Term: p.C.T("manage.charter.from"), Text: p.C.Value(v.From)},
		{Term: p.C.T("manage.charter.edition"), Text: v.Edition},
		{Term: p.C.T("manage.charter.promises"), Text: p.C.T("manage.charter.count", "n", len(v.Promises), "remedies", remedies)},
		{Term: p.C.T("manage.charter.services"), Text: p.C.Number(len(v.Services))},
		{Term: p.C.T("manage.charter.calendars"), Text: v.Petition.Name() + ", " + v.Desk.Name()},
		{Term: p.C.T("manage.charter.digest"), Text: v.Digest},
	}
}
