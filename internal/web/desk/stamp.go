package desk

import (
	"net/url"
	"strings"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/locale"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// stampOf reads when a letter or a fax arrived, as its stamp or header says: a day, or a day with its time of day. A day alone
// leaves open when on that day, and the record says so by its precision. Nothing at all is now.
func stampOf(v *staff.View, form url.Values) (at time.Time, precision time.Duration, fault *ui.FieldError) {
	day, clock := strings.TrimSpace(form.Get("day")), strings.TrimSpace(form.Get("time"))
	loc, now := v.C.Location(), v.Page.Now
	if day == "" && clock == "" {
		return time.Time{}, 0, nil
	}
	if day == "" {
		day = now.In(loc).Format(time.DateOnly)
	}
	if clock != "" {
		at, err := staff.ParseTime(day+"T"+clock, loc)
		if err != nil {
			return time.Time{}, 0, &ui.FieldError{Field: "day", Message: v.C.T("staff.fault.time")}
		}
		return at, coarseness(at), nil
	}
	date, err := civil.ParseDate(day)
	if err != nil {
		return time.Time{}, 0, &ui.FieldError{Field: "day", Message: v.C.T("staff.fault.time")}
	}
	at = midnight(date, loc)
	precision = midnight(date.AddDays(1), loc).Sub(at)
	if passed := now.Sub(at); passed >= 0 && passed < precision { // today, so within the hours that have begun
		precision = passed.Truncate(time.Hour) + time.Hour
	}
	return at, precision, nil
}

func midnight(d civil.Date, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc).UTC()
}

// coarseness is how coarse an instant is that was typed: whoever tells later when something happened, tells the minute.
func coarseness(at time.Time) time.Duration {
	if at.IsZero() || at.Second() != 0 {
		return 0
	}
	return time.Minute
}

// moment writes when something happened, no finer than it is known.
func moment(c *locale.Catalogue, at time.Time, precision time.Duration) string {
	loc := c.Location()
	switch {
	case precision >= time.Hour:
		return c.Date(at, loc)
	case precision >= time.Minute:
		return c.Time(at, loc)
	}
	return c.Date(at, loc) + " " + c.Clock(at, loc)
}
