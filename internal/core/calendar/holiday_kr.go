package calendar

import (
	"slices"
	"time"

	"jikim/internal/core/civil"
)

// The years for which the lunar table gives Korean public holidays.
const (
	koreanFirst = 2015
	koreanLast  = 2035
)

// holiday is one item of 관공서의 공휴일에 관한 규정 제2조, in force for dates from since on (the zero Date: before the
// years covered), with substitute holidays by 제3조 for dates from substitutes on (the zero Date: never).
type holiday struct {
	name        string
	month, day  int                 // fixed date, or
	lunar       func(lunarYear) int // date of the lunar calendar as month*100+day,
	eve         bool                // with the day before and the day after
	since       civil.Date
	substitutes civil.Date
	saturday    bool // a substitute also when it falls on a Saturday (제3조 제1항 제1호), not only on a Sunday (제2호)
}

// Decrees by which substitute holidays grew. The first one took effect before the years covered.
var (
	decree2013   = civil.Date{Year: 2013, Month: 11, Day: 5}
	decree2021   = civil.Date{Year: 2021, Month: 8, Day: 4}
	decree2023   = civil.Date{Year: 2023, Month: 5, Day: 4}
	decreeLabour = civil.Date{Year: 2026, Month: 5, Day: 1}
	decreeConst  = civil.Date{Year: 2026, Month: 5, Day: 11}
)

// decree is 제2조 제2호 to 제10호, in the order of its items. Sundays (제1호) follow from the week; election days
// (제10호의2) and temporary holidays (제11호) are data.
var decree = []holiday{
	{name: "3·1절", month: 3, day: 1, substitutes: decree2021, saturday: true},
	{name: "제헌절", month: 7, day: 17, since: decreeConst, substitutes: decreeConst, saturday: true},
	{name: "광복절", month: 8, day: 15, substitutes: decree2021, saturday: true},
	{name: "개천절", month: 10, day: 3, substitutes: decree2021, saturday: true},
	{name: "한글날", month: 10, day: 9, substitutes: decree2021, saturday: true},
	{name: "1월 1일", month: 1, day: 1},
	{name: "설날", lunar: func(y lunarYear) int { return y.seollal }, eve: true, substitutes: decree2013},
	{name: "부처님 오신 날", lunar: func(y lunarYear) int { return y.buddha }, substitutes: decree2023, saturday: true},
	{name: "노동절", month: 5, day: 1, since: decreeLabour, substitutes: decreeLabour, saturday: true},
	{name: "어린이날", month: 5, day: 5, substitutes: decree2013, saturday: true},
	{name: "현충일", month: 6, day: 6},
	{name: "추석", lunar: func(y lunarYear) int { return y.chuseok }, eve: true, substitutes: decree2013},
	{name: "기독탄신일", month: 12, day: 25, substitutes: decree2023, saturday: true},
}

// koreanHolidays returns the public and substitute holidays of a range of years by rule. The days listed otherwise
// (elections, temporary holidays) are needed because a substitute never falls on one. Only decrees that are known count.
func koreanHolidays(first, last int, listed []DayOff, known func(civil.Date) bool) []DayOff {
	first, last = max(first, koreanFirst), min(last, koreanLast)
	r := reckoning{taken: make(map[civil.Date]bool), on: make(map[civil.Date][]*holiday), known: known}
	for _, d := range listed {
		if d.Kind.official() && d.Kind != Substitute {
			r.taken[d.Date] = true
		}
	}
	for _, y := range lunarYears {
		if y.year >= first && y.year <= last {
			r.year(y)
		}
	}
	r.substitute()
	return r.days
}

// reckoning collects the holidays by rule.
type reckoning struct {
	days  []DayOff
	taken map[civil.Date]bool       // public holidays in the sense of 제2조, apart from Sundays
	on    map[civil.Date][]*holiday // items of 제2조 제2호 to 제10호 on each date
	known func(civil.Date) bool
}

// year adds the holidays of 제2조 of one year.
func (r *reckoning) year(y lunarYear) {
	for i := range decree {
		h := &decree[i]
		month, day := h.month, h.day
		if h.lunar != nil {
			month, day = h.lunar(y)/100, h.lunar(y)%100
		}
		date := civil.Date{Year: y.year, Month: time.Month(month), Day: day}
		if date.Before(h.since) || !r.known(h.since) {
			continue
		}
		if h.eve {
			r.add(h, date.AddDays(-1), h.name+" 전날")
		}
		r.add(h, date, h.name)
		if h.eve {
			r.add(h, date.AddDays(1), h.name+" 다음 날")
		}
	}
}

func (r *reckoning) add(h *holiday, date civil.Date, name string) {
	d := DayOff{Date: date, Name: name, Kind: Public}
	if h.since.Year >= koreanFirst {
		d.Known = h.since
	}
	r.days = append(r.days, d)
	r.taken[date] = true
	r.on[date] = append(r.on[date], h)
}

// substitute adds the substitute holidays of 제3조.
func (r *reckoning) substitute() {
	dates := make([]civil.Date, 0, len(r.on))
	for d := range r.on {
		dates = append(dates, d)
	}
	slices.SortFunc(dates, civil.Date.Compare)
	given := make(map[civil.Date]bool)
	for _, date := range dates {
		for _, h := range r.lost(date) {
			// 제1항: the first day after it that is no holiday. 제3항: not a Saturday. 제2항: when two fall on the same
			// day, also the next one.
			day := date.AddDays(1)
			for r.taken[day] || day.Weekday() == time.Sunday || day.Weekday() == time.Saturday || given[day] {
				day = day.AddDays(1)
			}
			given[day] = true
			d := DayOff{Date: day, Name: "대체공휴일(" + h.name + ")", Kind: Substitute}
			if h.substitutes.Year >= koreanFirst {
				d.Known = h.substitutes
			}
			r.days = append(r.days, d)
		}
	}
}

// lost returns the holidays of a date that give a substitute. On a Saturday or Sunday each item has its own rule. On
// another weekday two items that meet lose one day and give one substitute (제1항 제3호), which bears the name of the
// last of them in the order of the decree: 2025-05-06 is that of 어린이날, not of 부처님 오신 날.
func (r *reckoning) lost(date civil.Date) []*holiday {
	var out []*holiday
	week := date.Weekday()
	for _, h := range r.on[date] {
		if h.substitutes.IsZero() || date.Before(h.substitutes) || !r.known(h.substitutes) {
			continue
		}
		switch {
		case week == time.Sunday, week == time.Saturday && h.saturday:
			out = append(out, h)
		case week != time.Saturday && len(r.on[date]) > 1:
			out = []*holiday{h}
		}
	}
	return out
}
