package manage

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// standingPage is the state of the standing promises.
type standingPage struct {
	ui.Page
	Rows []standingRow
}

// standingRow is a standing promise at one place: how it stands, when somebody last looked and until when that counts.
type standingRow struct {
	Name, Place, Text string
	Status            judge.Status // of the latest day judged; zero before anybody has looked
	Grade             string
	Looked            time.Time // zero: never
	Stale             ui.Countdown
	Why               []string
}

func (s *Surface) standing(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	view, err := s.app.InstitutionCase(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := standingPage{Page: v.Page}
	p.Page.Title, p.Page.Lead = v.C.T("manage.standing.title"), v.C.T("manage.standing.lead")
	for _, promise := range v.Charter.Promises {
		if promise.Shape != charter.Always {
			continue
		}
		places := promise.Standing.Places
		if len(places) == 0 {
			places = []string{""}
		}
		for _, place := range places {
			p.Rows = append(p.Rows, standingOf(v, promise, place, view, p.Page.Now))
		}
	}
	return ui.Render(w, r, http.StatusOK, standingView(p))
}

func standingOf(v *staff.View, promise *charter.Promise, place string, view *app.InstitutionView, now time.Time) standingRow {
	at := place
	if at == "" {
		at = promise.Standing.Place
	}
	l := lookOf(v, promise, at)
	row := standingRow{Name: l.Name, Place: l.PlaceName, Text: promise.Text.In(v.Lang())}
	if promise.Standing.Measure == charter.MeasureNone {
		row.Name = v.C.T("manage.standing.incident")
	}
	if verdict := latest(view.Verdicts, promise.ID, place); verdict != nil {
		row.Status, row.Grade, row.Why = verdict.Status, verdict.Evidence.String(), v.C.Steps(verdict.Why)
	}
	if seen := lastLook(promise, &l, view.Facts); seen != nil {
		row.Looked = seen.At
		cal := v.Charter.Petition
		if promise.OnDesk {
			cal = v.Charter.Desk
		}
		if due, err := cal.Due(seen.At, promise.Standing.Look, calendar.Options{}); err == nil {
			row.Stale = ui.Countdown{C: v.C, Label: row.Name, Due: due.Due, Now: now, Near: 7 * 24 * time.Hour}
		}
	}
	return row
}

// latest returns the verdict on the latest day of a promise at a place; nil when no day was judged.
func latest(verdicts []judge.Verdict, promise, place string) *judge.Verdict {
	var out *judge.Verdict
	for i := range verdicts {
		verdict := &verdicts[i]
		_, where, _ := strings.Cut(verdict.Trigger, "/")
		if verdict.Promise == promise && where == place && (out == nil || verdict.Started.After(out.Started)) {
			out = verdict
		}
	}
	return out
}

// lastLook returns the newest fact by which somebody looked at the thing.
func lastLook(promise *charter.Promise, l *look, newest []app.Line) *app.Line {
	for i := range newest {
		f := &newest[i]
		if f.Retracted {
			continue
		}
		switch {
		case promise.Standing.Measure == charter.MeasureNone:
			if f.Kind == fact.AuditScored && slices.Contains(promise.Standing.Names, f.Data.Text("scorecard")) {
				return f
			}
		case f.Kind != l.Kind:
		case l.Kind == fact.DeskTested:
			if desk := f.Data.Text("desk"); desk == l.Thing || slices.Contains(promise.Standing.Names, desk) {
				return f
			}
		case l.Kind == fact.BadgeInspected:
			return f
		default:
			thing := f.Data.Text("item") + f.Data.Text("sign")
			if slices.Contains(promise.Standing.Names, thing) && (len(promise.Standing.Places) == 0 || f.Data.Text("place") == l.Place) {
				return f
			}
		}
	}
	return nil
}
