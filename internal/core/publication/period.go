package publication

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// mostMonths is how long a period may be.
const mostMonths = 60

const (
	month = "2006-01"
	dots  = ".."
)

// ParsePeriod checks a period and returns its bounds in the time zone of the office. Periods consist of whole months: the difference of
// two that did not could be a day of a few people.
func ParsePeriod(period string, loc *time.Location) (from, until time.Time, err error) {
	months := monthsOf(period)
	if len(months) == 0 {
		return from, until, fmt.Errorf("%q is no period: write a month such as 2026-10, a year such as 2026, or 2026-01..2026-06", period)
	}
	from, _ = time.ParseInLocation(month, months[0], loc)
	until, _ = time.ParseInLocation(month, months[len(months)-1], loc)
	return from.UTC(), until.AddDate(0, 1, 0).UTC(), nil
}

// Canonical returns the one name of a period: 2026-01..2026-03 for the quarter 2026-Q1. Whatever is no quarter comes back as it is.
func Canonical(period string) string {
	year, n, ok := strings.Cut(period, "-Q")
	if !ok || len(n) != 1 || n[0] < '1' || n[0] > '4' {
		return period
	}
	first := int(n[0]-'1')*3 + 1
	return fmt.Sprintf("%s-%02d%s%s-%02d", year, first, dots, year, first+2)
}

// Quarter tells which quarter of which year a period is.
func Quarter(period string) (year string, n int, ok bool) {
	for n = 1; n <= 4; n++ {
		year, _, _ = strings.Cut(period, "-")
		if period == Canonical(year+"-Q"+strconv.Itoa(n)) {
			return year, n, true
		}
	}
	return "", 0, false
}

// monthsOf lists the months of a period; nil when it is none.
func monthsOf(period string) []string {
	first, last, isRange := strings.Cut(period, dots)
	switch {
	case isRange && first >= last: // one month has a shorter name
		return nil
	case !isRange && len(period) == 4:
		first, last = period+"-01", period+"-12"
	case !isRange:
		last = first
	}
	from, err := time.Parse(month, first)
	until, errLast := time.Parse(month, last)
	if err != nil || errLast != nil || from.Year() < 1900 || until.Year() > 2200 {
		return nil
	}
	var out []string
	for m := from; !m.After(until); m = m.AddDate(0, 1, 0) {
		if len(out) == mostMonths {
			return nil
		}
		out = append(out, m.Format(month))
	}
	if isRange && len(out) == 12 && from.Month() == time.January {
		return nil // a whole year has a shorter name
	}
	return out
}

// Identify names the publication of a period that is the nth of it, counted from 1.
func Identify(period string, n int) string {
	if n <= 1 {
		return period
	}
	return period + "." + strconv.Itoa(n)
}

// Nth is the reverse of Identify: which publication of its period an identifier names.
func Nth(id string) int {
	if _, n, ok := strings.Cut(strings.ReplaceAll(id, dots, ""), "."); ok {
		k, _ := strconv.Atoi(n) // an identifier that was checked
		return k
	}
	return 1
}

// identified tells whether an identifier is one of a period.
func identified(id, period string) bool {
	rest, ok := strings.CutPrefix(id, period)
	if rest == "" {
		return ok
	}
	n, err := strconv.Atoi(strings.TrimPrefix(rest, "."))
	return ok && err == nil && n > 1 && id == Identify(period, n)
}
