package locale

import (
	"regexp"
	"strconv"
	"strings"
)

// writtenLimit matches the limits of the charter language, such as "7 days by law" and "1 working hour".
var writtenLimit = regexp.MustCompile(`^(\d+) (working )?(second|minute|hour|day|week|month|year|ring)s?( by law)?$`)

// Limit writes a limit of the charter language for people: "7 days by law" is 7일(토·일·공휴일 제외), "3 rings" is 전화벨 3회.
// A text that is no limit comes back unchanged.
func (c *Catalogue) Limit(written string) string {
	if written == "immediately by law" {
		return c.T("limit.immediately")
	}
	if month, day, ok := yearlyDate(written); ok {
		return c.T("limit.by_date", "date", c.monthDay(month, day))
	}
	m := writtenLimit.FindStringSubmatch(written)
	if m == nil {
		return written
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return written
	}
	key := "limit." + strings.TrimSpace(m[2])
	switch {
	case m[4] != "":
		key = "limit.law"
	case m[2] == "":
		key = "limit.plain"
	}
	key += "." + m[3]
	if key == "limit.law.day" && n <= 5 { // 민원 처리에 관한 법률 제19조 제1항: in hours, 8 a day
		return c.T("limit.law.few_days", "n", n, "hours", 8*n)
	}
	if !c.Has(key) {
		return written
	}
	return c.T(key, "n", n)
}

// yearlyDate reads "by 12-31".
func yearlyDate(written string) (month, day int, ok bool) {
	date, ok := strings.CutPrefix(written, "by ")
	if !ok {
		return 0, 0, false
	}
	mm, dd, ok := strings.Cut(date, "-")
	month, errMonth := strconv.Atoi(mm)
	day, errDay := strconv.Atoi(dd)
	ok = ok && errMonth == nil && errDay == nil && month >= 1 && month <= 12 && day >= 1 && day <= 31
	return month, day, ok
}

func (c *Catalogue) monthDay(month, day int) string {
	if c.lang == English {
		return strconv.Itoa(day) + " " + [...]string{"January", "February", "March", "April", "May", "June", "July", "August",
			"September", "October", "November", "December"}[month-1]
	}
	return strconv.Itoa(month) + "월 " + strconv.Itoa(day) + "일"
}
