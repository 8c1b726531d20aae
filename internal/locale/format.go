package locale

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Value writes one value by its type; T lists the types.
func (c *Catalogue) Value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Key:
		return c.T(string(v))
	case bool:
		if v {
			return c.T("value.yes")
		}
		return c.T("value.no")
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return c.Number(v)
	case time.Time:
		return c.Time(v, c.loc)
	case time.Duration:
		return c.Duration(v)
	case []string:
		return strings.Join(v, c.T("value.list_separator"))
	case fmt.Stringer:
		text := v.String()
		if day, err := time.Parse(time.DateOnly, text); err == nil {
			return c.Date(day, time.UTC)
		}
		return c.Limit(text)
	case nil:
		return c.T("value.none")
	}
	return fmt.Sprint(v)
}

// form writes a value in the form that its placeholder asks for. Any form but those of instants and days is the first
// part of a key: {grade:ui.grade} writes the sentence "ui.grade.measured".
func (c *Catalogue) form(v any, form string) string {
	if form == "" {
		return c.Value(v)
	}
	t, ok := v.(time.Time)
	loc := c.loc
	if s, isText := v.(fmt.Stringer); !ok && isText {
		day, err := time.Parse(time.DateOnly, s.String())
		t, ok, loc = day, err == nil, time.UTC // a date has no zone
	}
	switch {
	case ok && form == "deadline":
		return c.Deadline(t, loc)
	case ok && form == "day":
		return c.Day(t, loc)
	case ok && form == "moment":
		return c.Date(t, loc) + c.beforeClock() + c.Clock(t, loc)
	case ok && form == "clock":
		return c.Clock(t, loc)
	}
	return c.T(form + "." + c.Value(v))
}

// Number writes an integer or decimal number with grouped thousands and at most two decimals: 12,345 and 99.5.
func (c *Catalogue) Number(n any) string {
	switch n := n.(type) {
	case float32:
		return c.decimal(float64(n), 2)
	case float64:
		return c.decimal(n, 2)
	}
	return c.printer.Sprintf("%d", n)
}

// Percent writes a share between 0 and 1 as a percentage with one decimal: 0.9954 is 99.5 %. A share that is not whole
// is never rounded up to 100 % nor down to 0 %, since 100 % says that nothing was broken.
func (c *Catalogue) Percent(share float64) string {
	const whole = 1e-9 // nearer to 0 or 1 than this is what a computer makes of 0 or 1
	p := math.Round(share*1000) / 10
	switch {
	case share < 1-whole && p >= 100:
		p = 99.9
	case share > whole && p <= 0:
		p = 0.1
	}
	return c.decimal(p, 1) + "%"
}

func (c *Catalogue) decimal(f float64, places int) string {
	text := c.printer.Sprintf("%.*f", places, f)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// Date writes the day of an instant in a time zone: 2026. 11. 23. or 23 Nov 2026. The Korean form is that of official
// documents (행정업무의 운영 및 혁신에 관한 규정 제7조: figures, with full stops for 년, 월, 일).
func (c *Catalogue) Date(t time.Time, loc *time.Location) string {
	if c.lang == English {
		return t.In(loc).Format("2 Jan 2006")
	}
	return t.In(loc).Format("2006. 1. 2.")
}

// Day is Date with the day of the week: 2026. 11. 23.(월) or Mon 23 Nov 2026.
func (c *Catalogue) Day(t time.Time, loc *time.Location) string {
	t = t.In(loc)
	if c.lang == English {
		return t.Format("Mon 2 Jan 2006")
	}
	weekdays := [...]string{"일", "월", "화", "수", "목", "금", "토"}
	return t.Format("2006. 1. 2.") + "(" + weekdays[t.Weekday()] + ")"
}

// Time writes day and time of day to the minute, 24 hours: 2026. 11. 23. 14:05 or 23 Nov 2026, 14:05.
func (c *Catalogue) Time(t time.Time, loc *time.Location) string {
	return c.Date(t, loc) + c.beforeClock() + t.In(loc).Format("15:04")
}

// Clock writes the time of day to the second: 14:05:09.
func (c *Catalogue) Clock(t time.Time, loc *time.Location) string {
	return t.In(loc).Format("15:04:05")
}

// Deadline writes a due instant with its day of the week. Midnight is written as 24:00 of the day before, as people
// say it: a petition due until the end of the 23rd is not due on the 24th.
func (c *Catalogue) Deadline(t time.Time, loc *time.Location) string {
	t = t.In(loc)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0 {
		return c.Day(t.AddDate(0, 0, -1), loc) + c.beforeClock() + "24:00"
	}
	return c.Day(t, loc) + c.beforeClock() + t.Format("15:04")
}

func (c *Catalogue) beforeClock() string {
	if c.lang == English {
		return ", "
	}
	return " "
}

// Duration writes a length of time in hours, minutes and seconds, without empty units: 7시간 30분 or 7 h 30 min. It does
// not use days, since a day may mean 8 or 24 hours. Below ten seconds tenths are shown when there are any.
func (c *Catalogue) Duration(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "−", -d
	}
	if d < 10*time.Second {
		return sign + c.T("duration.seconds", "n", c.decimal(d.Seconds(), 1))
	}
	d = d.Round(time.Second)
	var parts []string
	for _, unit := range []struct {
		key string
		n   time.Duration
	}{
		{"duration.hours", d / time.Hour},
		{"duration.minutes", d % time.Hour / time.Minute},
		{"duration.seconds", d % time.Minute / time.Second},
	} {
		if unit.n > 0 {
			parts = append(parts, c.T(unit.key, "n", int64(unit.n)))
		}
	}
	return sign + strings.Join(parts, " ")
}
