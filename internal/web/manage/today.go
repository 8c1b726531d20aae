package manage

import (
	"net/http"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/judge"
	"jikim/internal/locale"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// shown is how many rows of each list the page of today shows; the lists themselves have all.
const shown = 8

// todayPage is what needs a manager today.
type todayPage struct {
	ui.Page
	Broken, Near, Unproven, Remedies, Complaints []line
	LowRatings                                   int // of the last days; 0 for those who do not see ratings
	Patterns                                     int // that were found; 0 while they are looked for
	// Proofless names the services that nobody can file on the website, since no code can be sent; empty: all can be.
	Proofless string
}

// line is one thing that needs attention, with where to go and what to do.
type line struct {
	Href, Number, Promise, Text, Who, Next string // Promise is its short name, Text the charter's sentence
	At                                     time.Time
	RanOut                                 bool         // At is when the limit ran out
	Clock                                  ui.Countdown // zero Due: none runs
	Step                                   string       // address at which Next is done; empty: on the page of the case
	Status                                 judge.Status
}

func (s *Surface) today(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p := todayPage{Page: v.Page}
	p.Page.Title = v.C.T("manage.today.title")
	var proofless []string
	for _, svc := range s.app.Proofless(v.Actor.Institution) {
		proofless = append(proofless, svc.Name.In(v.Lang()))
	}
	p.Proofless = strings.Join(proofless, ", ")
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	owed, err := s.app.RemediesDue(r.Context(), v.Actor, app.RemedyFilter{Limit: shown})
	if err != nil {
		return err
	}
	for i := range owed.Rows[:min(len(owed.Rows), shown)] {
		p.Remedies = append(p.Remedies, remedyLine(v, names, &owed.Rows[i], p.Page.Now))
	}
	for _, list := range []struct {
		read func(*http.Request, *staff.View, app.VerdictFilter) ([]app.VerdictRow, error)
		into *[]line
	}{{s.readBroken, &p.Broken}, {s.readUnproven, &p.Unproven}} {
		rows, err := list.read(r, v, app.VerdictFilter{Limit: shown})
		if err != nil {
			return err
		}
		owing, err := s.owing(r, v, rows)
		if err != nil {
			return err
		}
		for i := range rows {
			*list.into = append(*list.into, verdictLine(v, names, &rows[i], owing[rows[i].Case]))
		}
	}
	if p.Near, err = s.near(r, v, names, p.Page.Now); err != nil {
		return err
	}
	if p.Complaints, err = s.complaints(r, v, names, p.Page.Now, shown); err != nil {
		return err
	}
	switch found, err := s.app.PatternsKnown(v.Actor); {
	case err != nil:
		return err
	case found != nil:
		p.Patterns = found.Number()
	}
	if v.Actor.Role.AtLeast(app.Manager) {
		if p.LowRatings, err = s.app.LowRatings(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, todayView(p))
}

// owing returns the first remedy that each case of the rows owes.
func (s *Surface) owing(r *http.Request, v *staff.View, rows []app.VerdictRow) (map[string]string, error) {
	cases := make([]string, len(rows))
	for i := range rows {
		cases[i] = rows[i].Case
	}
	owed, err := s.app.RemediesOf(r.Context(), v.Actor, cases)
	if err != nil {
		return nil, err
	}
	owing := map[string]string{}
	for i := range owed {
		if o := &owed[i]; owing[o.Case] == "" {
			owing[o.Case] = v.PromiseName(v.Charter, o.Verdict.Promise)
		}
	}
	return owing, nil
}

// complaints lists complaints whose result has not been told, each with the form of what has to be done next.
func (s *Surface) complaints(r *http.Request, v *staff.View, names map[string]string, now time.Time, most int) ([]line, error) {
	open, err := s.app.OpenComplaints(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	var out []line
	for i := range open[:min(len(open), most)] {
		o := &open[i]
		l := line{Href: raisedHref("complaints", o.Case, o.Fact), Number: numbered(v.C, o.Number, o.Case), Promise: v.C.T("kind.complaint.received"), At: o.At,
			Who: whoOf(v, names, o.Desk, o.Officer), Next: v.C.T("manage.next.complaint"), Status: judge.Pending}
		if key := "choice.about." + o.About; v.C.Has(key) {
			l.Promise = v.C.T(key)
		}
		if o.Step != nil {
			l.Next, l.Step = staff.Label(v.C, o.Step.Kind), raisedHref("complaints", o.Case, o.Fact)+"?act="+o.Step.Kind.String()
			if !o.Step.Due.IsZero() {
				l.Clock = ui.Countdown{C: v.C, Label: l.Next, Due: o.Step.Due, Now: now, Near: o.Step.Due.Sub(o.At) / 5}
			}
		}
		out = append(out, l)
	}
	return out, nil
}

func (s *Surface) readBroken(r *http.Request, v *staff.View, f app.VerdictFilter) ([]app.VerdictRow, error) {
	return s.app.Broken(r.Context(), v.Actor, f)
}

func (s *Surface) readUnproven(r *http.Request, v *staff.View, f app.VerdictFilter) ([]app.VerdictRow, error) {
	return s.app.Unproven(r.Context(), v.Actor, f)
}

// near lists cases whose next promise breaks within a day and has not yet.
func (s *Surface) near(r *http.Request, v *staff.View, names map[string]string, now time.Time) ([]line, error) {
	page, err := s.app.Inbox(r.Context(), v.Actor, app.InboxFilter{Limit: 100})
	if err != nil {
		return nil, err
	}
	var out []line
	for i := range page.Rows {
		h := &page.Rows[i]
		left := h.BreaksAt.Sub(now)
		if h.BreaksAt.IsZero() || left < 0 || left > 24*time.Hour || len(out) == shown {
			continue
		}
		l := line{Href: caseHref(h.Case), Number: numbered(v.C, h.Number, h.Case), Promise: v.PromiseName(v.Charter, h.BreaksPromise),
			Who: whoOf(v, names, h.Desk, h.Officer), Status: judge.Pending,
			Clock: ui.Countdown{C: v.C, Label: h.Number, Due: h.BreaksAt, Now: now, Near: 4 * time.Hour}}
		l.Next = l.Promise
		if h.Officer == "" {
			l.Next = v.C.T("manage.next.assign")
		}
		out = append(out, l)
	}
	return out, nil
}

// verdictLine describes a settled verdict and what to do about it: the remedy that is owed or, for one that nobody recorded,
// the record that is missing.
func verdictLine(v *staff.View, names map[string]string, row *app.VerdictRow, owed string) line {
	l := line{Href: caseHref(row.Case), Number: numbered(v.C, row.Number, row.Case), Promise: v.PromiseName(v.Charter, row.Promise),
		Who: whoOf(v, names, row.Desk, row.Officer), Status: row.Status, At: settledAt(row), RanOut: settledAt(row).Equal(row.Due)}
	if promise := v.Charter.Promise(row.Promise); promise != nil && promise.Text.In(v.Lang()) != l.Promise {
		l.Text = promise.Text.In(v.Lang())
	}
	switch {
	case row.Status == judge.Unproven:
		l.Next = v.C.T("manage.next.unproven")
	case owed != "":
		l.Next = owed
	default:
		l.Next = v.C.T("manage.next.broken")
	}
	return l
}

// when writes the instant of a row; a limit that ran out at midnight is written as citizens read it, 24:00 of the last day.
func (l *line) when(c *locale.Catalogue) string {
	if l.RanOut {
		return c.Deadline(l.At, c.Location())
	}
	return c.Time(l.At, c.Location())
}

// settledAt is when a verdict was decided: when the act happened, or the limit ran out.
func settledAt(row *app.VerdictRow) time.Time {
	switch {
	case !row.Ended.IsZero():
		return row.Ended
	case !row.Due.IsZero():
		return row.Due
	}
	return row.Started
}

func remedyLine(v *staff.View, names map[string]string, o *app.Remedy, now time.Time) line {
	l := line{Href: caseHref(o.Case), Number: numbered(v.C, o.Number, o.Case), Promise: v.PromiseName(v.Charter, o.Verdict.Promise),
		Who: whoOf(v, names, o.Desk, o.Officer), Status: judge.Pending, At: o.Verdict.Started}
	if !o.Verdict.Due.IsZero() {
		l.Clock = ui.Countdown{C: v.C, Label: l.Promise, Due: o.Verdict.Due, Now: now, Near: o.Verdict.Due.Sub(o.Verdict.Started) / 5}
	}
	l.Next = l.Promise
	return l
}

// whoOf names desk and officer.
func whoOf(v *staff.View, names map[string]string, desk, officer string) string {
	who := v.DeskName(desk)
	if name := names[officer]; name != "" {
		if who != "" {
			who += " · "
		}
		who += name
	}
	return who
}
