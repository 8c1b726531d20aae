// Package civil holds dates and times of day as people write them, without a time zone.
//
// A Date is a day of the Gregorian calendar, wherever it happens; it becomes an instant only together with a
// *time.Location. Law counts in dates, clocks count in instants, and mixing the two is the usual way to be a day wrong.
package civil

import (
	"cmp"
	"errors"
	"time"
)

// Date is a day of the calendar. The zero Date is no day at all; see IsZero. Dates compare with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ErrDate is returned for a text that is not a day written as YYYY-MM-DD.
var ErrDate = errors.New("not a date written as YYYY-MM-DD")

// ParseDate reads exactly YYYY-MM-DD, for a day that exists.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, ErrDate
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	date := Date{y, time.Month(m), d}
	if !okY || !okM || !okD || !date.IsValid() {
		return Date{}, ErrDate
	}
	return date, nil
}

// digits reads a number of decimal digits only.
func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// DateOf returns the day that it is in loc at the instant t.
func DateOf(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return Date{y, m, d}
}

// String writes YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	b := make([]byte, 0, 10)
	b = pad(b, d.Year, 4)
	b = append(b, '-')
	b = pad(b, int(d.Month), 2)
	b = append(b, '-')
	return string(pad(b, d.Day, 2))
}

// pad appends a number with at least width digits.
func pad(b []byte, n, width int) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	limit := 1
	for range width - 1 {
		limit *= 10
	}
	for ; limit > 1 && n < limit; limit /= 10 {
		b = append(b, '0')
	}
	var rev [20]byte
	i := len(rev)
	for {
		i--
		rev[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(b, rev[i:]...)
		}
	}
}

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes: a date, or nothing for the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// IsZero says that no day is meant.
func (d Date) IsZero() bool { return d == Date{} }

// IsValid says that the day exists in the Gregorian calendar, years 1 to 9999.
func (d Date) IsValid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// Compare is negative when d is before e, positive when it is after, zero when they are the same day.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before says that d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says that d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// DayNumber counts the days since 1970-01-01, which is 0.
func (d Date) DayNumber() int {
	// Years begin in March, so that the leap day is the last day of the year; 400 years are one cycle of 146097 days.
	y, m := d.Year, int(d.Month)
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := floorDiv(y, 400)
	inEra := y - era*400
	inYear := (153*(m-3)+2)/5 + d.Day - 1
	return era*146097 + inEra*365 + inEra/4 - inEra/100 + inYear - 719468
}

// FromDayNumber is the inverse of DayNumber.
func FromDayNumber(n int) Date {
	n += 719468
	era := floorDiv(n, 146097)
	inEra := n - era*146097
	y := (inEra - inEra/1460 + inEra/36524 - inEra/146096) / 365
	inYear := inEra - (365*y + y/4 - y/100)
	m := (5*inYear + 2) / 153
	d := Date{Year: y + era*400, Month: time.Month(m + 3), Day: inYear - (153*m+2)/5 + 1}
	if d.Month > 12 {
		d.Year, d.Month = d.Year+1, d.Month-12
	}
	return d
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return FromDayNumber(d.DayNumber() + n) }

// Sub returns the number of days from e to d.
func (d Date) Sub(e Date) int { return d.DayNumber() - e.DayNumber() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday((d.DayNumber()%7 + 7 + 4) % 7) // day 0 was a Thursday
}

// AddMonths returns the same day of the month n months later, or the last day of that month when it is shorter.
func (d Date) AddMonths(n int) Date {
	m := d.Year*12 + int(d.Month) - 1 + n
	out := Date{Year: floorDiv(m, 12), Day: d.Day}
	out.Month = time.Month(m-out.Year*12) + 1
	out.Day = min(d.Day, daysIn(out.Year, out.Month))
	return out
}

// MonthEnd returns the last day of the month of d.
func (d Date) MonthEnd() Date { return Date{d.Year, d.Month, daysIn(d.Year, d.Month)} }

func daysIn(year int, m time.Month) int {
	switch m {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}
