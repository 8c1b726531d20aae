package calendar

import (
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/explain"
)

// The keys of the steps that explain a deadline. Each comment gives the sentence to be written, in Korean and English,
// with the arguments in braces. Dates are civil.Date, instants time.Time in UTC, amounts time.Duration, numbers int,
// units and names string.
const (
	// 실제 시간으로 {limit} 안. / Within {limit} as the clock runs. Args: limit (string), from, due (instants).
	StepWall = "wall.elapsed"
	// 벨 {rings}회 안: 벨은 {period}마다 울리므로 {due} 전에 받아야 한다. / Within {rings} rings: one ring each {period}, so
	// before {due}. Args: rings (number), period (amount), from, due (instants).
	StepRings = "wall.rings"

	// 근무시간으로 {work}을 센다. / {work} of working time are counted. Args: limit (string), work (amount).
	StepWork = "work.amount"
	// 근무시간 밖인 {at}에 시작되어 다음 근무 시작 {opening}부터 센다. / Started outside working hours at {at}; counted from
	// the next opening at {opening}. Args: at, opening (instants).
	StepOpening = "work.opening"
	// {date} {name}: 근무하지 않는 날이라 세지 않는다. / {date}, {name}: a day off, not counted. Args: date, name, kind (string).
	StepDayOff = "work.day_off"
	// {start}부터 세어 {due}에 근무시간이 다 된다. / Counted from {start}, the working time is used up at {due}.
	// Args: start, due (instants).
	StepWorkDue = "work.due"

	// 접수 {at}. / Received at {at}. Args: at (instant).
	StepReceived = "law.received"
	// 근무시간 밖 접수는 다음 근무 시작 {opening}에 접수한 것으로 본다. / Received outside working hours, which counts as received
	// at the next opening, {opening}. Args: at, opening (instants).
	StepReceivedOpening = "law.received_opening"
	// '즉시'는 {work} 근무시간이다(시행령 제19조). / "Immediately" is {work} of working time (Decree, art. 19). Args: work (amount).
	StepImmediately = "law.immediately"
	// {days}일은 5일 이하이므로 시간으로 센다: 하루 8근무시간, 모두 {work}(법 제19조 제1항). / {days} days are not more than
	// 5 and are counted in hours, 8 to a day: {work} (Act, art. 19(1)). Args: days (number), work (amount).
	StepHours = "law.hours"
	// {days}일은 6일 이상이므로 일로 세고 첫날 {date}을 넣는다(법 제19조 제2항). / {days} days are 6 or more and are counted
	// in days, the first day {date} included (Act, art. 19(2)). Args: days (number), date.
	StepDays = "law.days"
	// {limit}은 역에 따라 세고 첫날 {date}을 넣는다(법 제19조 제3항). / {limit} is counted by the calendar, the first day
	// {date} included (Act, art. 19(3)). Args: limit (string), date.
	StepCalendar = "law.calendar"
	// {date} {name}: 공휴일은 세지 않는다. / {date}, {name}: a public holiday, not counted. Args: date, name, kind (string).
	StepHoliday = "law.day_off"
	// 토요일·일요일 {days}일은 세지 않는다. / {days} Saturdays and Sundays are not counted. Args: days (number).
	StepWeekends = "law.weekends"
	// 처리기간을 {by} 연장하여 모두 {total}(시행령 제21조). / Extended by {by} to {total} in all (Decree, art. 21).
	// Args: by, total (strings, written like limits).
	StepExtended = "law.extended"
	// 마지막 날은 {date}이고, 그날 24시까지다. / The last day is {date}, until 24:00. Args: date, due (instant).
	StepLastDay = "law.last_day"
	// {start}부터 세어 {due}에 끝난다. / Counted from {start}, the period ends at {due}. Args: start, due (instants).
	StepDue = "law.due"

	// 첫날 {date}은 세지 않고 다음 날 {next}부터 센다(민법 제157조). / The first day, {date}, is not counted; the period begins on
	// {next} (Civil Act, art. 157). Args: limit (string), date, next (date). Why a month from the last of February ends with
	// March (제160조) can be seen only from where it begins.
	StepCivil = "civil.first_day"
	// 해당하는 날이 없어 그 달의 마지막 날 {date}에 끝난다(민법 제160조 제3항). / The month has no such day; its last day, {date},
	// is the end (Civil Act, art. 160(3)). Args: date.
	StepMonthEnd = "civil.month_end"
	// 마지막 날 {from}이 쉬는 날이라 {to}로 늦춘다(민법 제161조). / The last day, {from}, is a day off, so the end moves to {to}
	// (Civil Act, art. 161). Args: from, to.
	StepMoved = "civil.moved"
	// 마지막 날은 {date}이고, 그날 24시까지다. / The last day is {date}, until 24:00. Args: date, due (instant).
	StepCivilEnd = "civil.last_day"

	// 보완 기간 {from}부터 {to}까지는 세지 않는다: {days}일(행정절차법 시행령 제11조). / The supplement from {from} to {to} does not
	// count: {days} days (Decree of the Administrative Procedures Act, art. 11). Args: from, to (instants), days (number; 0 for
	// a period in hours), work (amount of working time that was taken out; 0 for a period in days).
	StepSupplement = "pause.supplement"
	// 전산 장애 {from}부터 {to}까지는 세지 않는다: {days}일(시행령 제20조). / The outage from {from} to {to} does not count (Decree,
	// art. 20). Args: as for the supplement.
	StepOutage = "pause.outage"
	// {from}부터 {to}까지는 세지 않는다: {days}일. / The time from {from} to {to} does not count. Args: as for the supplement.
	StepPause = "pause.other"
	// {from}부터 멈춰 있어 기한을 아직 알 수 없다. / Paused since {from}; the due time is not known yet. Args: from (instant), kind
	// (string: supplement, outage or other).
	StepRunning = "pause.running"
)

// pauseSteps are the keys for the kinds of pauses.
var pauseSteps = map[PauseKind]string{Supplement: StepSupplement, Outage: StepOutage, Other: StepPause}

// StepKeys lists the keys of all steps of this package, for the test of the catalogues.
func StepKeys() []string {
	return []string{
		StepWall, StepRings,
		StepWork, StepOpening, StepDayOff, StepWorkDue,
		StepReceived, StepReceivedOpening, StepImmediately, StepHours, StepDays, StepCalendar, StepHoliday, StepWeekends,
		StepExtended, StepLastDay, StepDue,
		StepCivil, StepMonthEnd, StepMoved, StepCivilEnd,
		StepSupplement, StepOutage, StepPause, StepRunning,
	}
}

// explainDays adds the days off between two dates that would have counted otherwise, by name. The flag is that of days
// that do count: flagOpen for working time, flagLaw for the law.
func (c *Calendar) explainDays(steps []explain.Step, key string, flag uint8, from, to civil.Date) []explain.Step {
	for _, d := range c.days[c.dayIndex(from):c.dayIndex(to.AddDays(1))] {
		week := d.Date.Weekday()
		weekend := flag == flagLaw && (week == time.Saturday || week == time.Sunday)
		if weekend || len(c.week[week]) == 0 || c.is(d.Date.DayNumber(), flag) {
			continue
		}
		steps = append(steps, explain.New(key, "date", d.Date, "name", d.Name, "kind", string(d.Kind)))
	}
	return steps
}

// weekends counts Saturdays and Sundays between two dates, both included.
func weekends(from, to civil.Date) int {
	days := to.Sub(from) + 1
	n := days / 7 * 2
	for d := from.AddDays(days / 7 * 7); !d.After(to); d = d.AddDays(1) {
		if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
			n++
		}
	}
	return n
}
