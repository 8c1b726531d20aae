package portal

import (
	"time"

	"jikim/internal/core/judge"
	"jikim/internal/web"
)

// near is how long before its end a promise is shown as due soon: a fifth of its time, between a minute and a day.
func near(v judge.Verdict) time.Duration {
	return min(max(v.Due.Sub(v.Started)/5, time.Minute), 24*time.Hour)
}

// what says in plain words what a promise owes the citizen; empty when only its sentence can say it.
func (p followPage) what(id string) string {
	q := p.Charter.Promise(id)
	if q == nil {
		return "" // of an earlier version of the charter
	}
	return web.Owed(p.C, q)
}

// outcome says when a promise was or has to be kept.
func (p followPage) outcome(v judge.Verdict) string {
	c := p.C
	switch {
	case v.Status == judge.Pending && v.Due.IsZero():
		return c.T("portal.promise.paused")
	case v.Status == judge.Pending:
		return c.T("portal.promise.due", "due", v.Due)
	case v.Status == judge.Unproven:
		return c.T("portal.promise.unproven")
	case v.Ended.IsZero() && !v.Due.IsZero():
		return c.T("portal.promise.not_done", "due", v.Due)
	case v.Ended.IsZero():
		return ""
	}
	if margin, ok := v.Margin(); ok && margin < 0 {
		return c.T("portal.promise.late", "at", v.Ended, "late", -margin)
	}
	return c.T("portal.promise.done", "at", v.Ended)
}

// whyOf is the question that the steps of a verdict answer.
func whyOf(v judge.Verdict) string {
	if v.Status == judge.Pending && !v.Due.IsZero() {
		return "portal.why.due"
	}
	return "portal.why.verdict"
}
