package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/yaml"
)

// Unit says how a limit is counted.
type Unit uint8

// The units of limits. The first four run on the wall clock, the next three on working time; those of the law follow
// 민원 처리에 관한 법률 제19조; the last four follow 민법 제157조 and 제159조부터 제161조까지.
const (
	Seconds Unit = iota + 1
	Minutes
	Hours
	Rings
	WorkingMinutes
	WorkingHours
	WorkingDays
	Immediately // 3 working hours, 시행령 제19조; the count is 1
	LawDays
	LawWeeks
	LawMonths
	LawYears
	Days
	Weeks
	Months
	Years
)

const (
	// WorkingDay is the working time of a day in the sense of the law, whatever the hours of the calendar.
	WorkingDay = 8 * time.Hour
	// immediate is what "immediately" means by 시행령 제19조.
	immediate = 3 * time.Hour
	// hourly is the longest period in days that is counted in hours, by 법 제19조 제1항.
	hourly = 5
)

// units describes each unit: how it is written, and the largest count that makes sense.
var units = [...]struct {
	one  string
	most int
}{
	Seconds:        {"second", 31_536_000},
	Minutes:        {"minute", 525_600},
	Hours:          {"hour", 8_760},
	Rings:          {"ring", 100},
	WorkingMinutes: {"working minute", 120_000},
	WorkingHours:   {"working hour", 20_000},
	WorkingDays:    {"working day", 2_500},
	Immediately:    {"immediately", 1},
	LawDays:        {"day", 2_500},
	LawWeeks:       {"week", 520},
	LawMonths:      {"month", 120},
	LawYears:       {"year", 10},
	Days:           {"day", 3_650},
	Weeks:          {"week", 520},
	Months:         {"month", 240},
	Years:          {"year", 20},
}

// Limit is a length of time as a charter states it. Limits compare with ==; the zero Limit is none.
type Limit struct {
	Count int
	Unit  Unit
}

// ErrLimit is wrapped by the errors of ParseLimit.
var ErrLimit = errors.New("not a limit")

const byLaw = " by law"

// ParseLimit reads a limit: "5 seconds", "3 rings", "1 working hour", "7 days by law", "immediately by law", "1 month".
// Singular and plural are equal. The error says what is wrong and, when it can, what was probably meant.
func ParseLimit(text string) (Limit, error) {
	words := strings.Join(strings.Fields(text), " ")
	if words == units[Immediately].one+byLaw {
		return Limit{1, Immediately}, nil
	}
	number, unit, ok := strings.Cut(words, " ")
	if !ok {
		return Limit{}, limitError(text, "write a number and a unit, such as 7 days by law")
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return Limit{}, limitError(text, didYouMean(words))
	}
	u, ok := unitOf(unit)
	if !ok {
		return Limit{}, limitError(text, didYouMean(unit))
	}
	if n < 1 || n > units[u].most || number[0] == '+' {
		return Limit{}, limitError(text, fmt.Sprintf("the number must be from 1 to %d", units[u].most))
	}
	return Limit{n, u}, nil
}

// unitOf finds the unit by its words, in singular or plural.
func unitOf(words string) (Unit, bool) {
	one, law := strings.CutSuffix(words, byLaw)
	one = strings.TrimSuffix(one, "s")
	for u := Seconds; int(u) < len(units); u++ {
		if u.byLaw() == law && u != Immediately && units[u].one == one {
			return u, true
		}
	}
	return 0, false
}

// didYouMean suggests a unit.
func didYouMean(words string) string {
	var all []string
	for u := Seconds; int(u) < len(units); u++ {
		s := units[u].one
		if u != Immediately {
			s += "s"
		}
		if u.byLaw() {
			s += byLaw
		}
		all = append(all, s)
	}
	if hint := yaml.DidYouMean(words, all); hint != "" {
		return hint
	}
	return "units are seconds, minutes, hours, rings, working minutes, working hours, working days, days, weeks, months " +
		"and years, the last four also by law"
}

func limitError(text, hint string) error {
	const most = 60
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return fmt.Errorf("%w: %q (%s)", ErrLimit, text, hint)
}

// Counting returns the limit with another number of its units, as an extension counts them: those of "immediately" are
// working hours.
func (l Limit) Counting(count int) Limit {
	if l.Unit == Immediately {
		l.Unit = WorkingHours
	}
	l.Count = count
	return l
}

// String writes the limit as ParseLimit reads it, or "" for the zero Limit.
func (l Limit) String() string {
	switch {
	case l.IsZero() || int(l.Unit) >= len(units):
		return ""
	case l.Unit == Immediately:
		return units[Immediately].one + byLaw
	}
	s := strconv.Itoa(l.Count) + " " + units[l.Unit].one
	if l.Count != 1 {
		s += "s"
	}
	if l.Unit.byLaw() {
		s += byLaw
	}
	return s
}

// MarshalText writes the limit as String does.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (l *Limit) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*l = Limit{}
		return nil
	}
	v, err := ParseLimit(string(b))
	if err == nil {
		*l = v
	}
	return err
}

// IsZero says that there is no limit.
func (l Limit) IsZero() bool { return l == Limit{} }

// IsWall says that the limit elapses on the wall clock, rings of a telephone included, whether the office is open or
// not.
func (l Limit) IsWall() bool { return l.Unit >= Seconds && l.Unit <= Rings }

// IsWork says that the limit is an amount of working time outside the law's periods.
func (l Limit) IsWork() bool { return l.Unit >= WorkingMinutes && l.Unit <= WorkingDays }

// IsLaw says that the limit is a period of 민원 처리에 관한 법률 제19조.
func (l Limit) IsLaw() bool { return l.Unit.byLaw() }

func (u Unit) byLaw() bool { return u >= Immediately && u <= LawYears }

// IsCivil says that the limit is a period by the civil calendar, without the law's first day.
func (l Limit) IsCivil() bool { return l.Unit >= Days && l.Unit <= Years }

// HasLastDay says that the limit ends with a day, at 24:00, and not at a time of day.
func (l Limit) HasLastDay() bool {
	return l.IsCivil() || l.IsLaw() && l.Unit != Immediately && !(l.Unit == LawDays && l.Count <= hourly)
}

// Wall returns the length of a limit on the wall clock other than rings, 0 for any other.
func (l Limit) Wall() time.Duration {
	switch l.Unit {
	case Seconds:
		return time.Duration(l.Count) * time.Second
	case Minutes:
		return time.Duration(l.Count) * time.Minute
	case Hours:
		return time.Duration(l.Count) * time.Hour
	}
	return 0
}

// Work returns the working time of a limit that is counted in hours, 0 for any other.
func (l Limit) Work() time.Duration {
	switch l.Unit {
	case WorkingMinutes:
		return time.Duration(l.Count) * time.Minute
	case WorkingHours:
		return time.Duration(l.Count) * time.Hour
	case WorkingDays:
		return time.Duration(l.Count) * WorkingDay
	case Immediately:
		return immediate
	case LawDays:
		if l.Count <= hourly {
			return time.Duration(l.Count) * WorkingDay
		}
	}
	return 0
}
