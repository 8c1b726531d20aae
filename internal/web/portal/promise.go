package portal

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/charter"
	"jikim/internal/core/judge"
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
	acts := q.Then
	if q.Shape == charter.Each {
		acts = q.When
	}
	var names []string
	for _, act := range acts {
		if name := p.C.T("kind." + act.Kind.String()); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	what := strings.Join(names, p.C.T("portal.promise.or"))
	if len(names) > 3 {
		what = p.C.T("portal.promise.any", "acts", names[:2])
	}
	if first, size := utf8.DecodeRuneInString(what); size > 0 { // it begins a heading
		what = string(unicode.ToUpper(first)) + what[size:]
	}
	switch {
	case what == "":
		return ""
	case q.OfService:
		return p.C.T("portal.promise.what.service", "what", what)
	case q.Shape == charter.Within && q.Minimum:
		return p.C.T("portal.promise.what.minimum", "what", what, "limit", q.Limit)
	case q.Shape == charter.Within:
		return p.C.T("portal.promise.what.within", "what", what, "limit", q.Limit)
	case q.Shape == charter.AtLeast:
		return p.C.T("portal.promise.what.at_least", "what", what, "n", q.Count)
	case q.Shape == charter.Each:
		return p.C.T("portal.promise.what.each", "what", what)
	}
	return what
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
