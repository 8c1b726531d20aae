package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
)

// Draw is what a drawing was made from. The same draw always gives the same Drawn: whoever knows the seed can check it.
type Draw struct {
	Seed     string      `json:"seed"`
	Card     string      `json:"card"`   // identifier of the scorecard
	Period   string      `json:"period"` // such as 2026-Q4
	Times    int         `json:"times"`  // how often each officer is drawn
	Officers []string    `json:"officers"`
	Hours    []time.Time `json:"hours"` // the hours of the period that could be drawn, by their beginning
}

// Drawn is one call or visit to be made.
type Drawn struct {
	Number  int // from 1, in the order of the hours
	Officer string
	At      time.Time // beginning of the hour
	Second  bool      // two raters rate it
}

// Plan returns what is drawn: each officer as often as every other. The hour is the SHA-256 over seed, card, period, officer
// and the number of the turn, one a line, of which the first eight bytes are taken as a number, modulo the hours. A tenth,
// at least one, has a second rater: those whose SHA-256 over the same with a line "second" is smallest.
func (d *Draw) Plan() []Drawn {
	if len(d.Hours) == 0 {
		return nil
	}
	type lot struct {
		Drawn
		second []byte
	}
	var lots []lot
	for _, officer := range slices.Sorted(slices.Values(d.Officers)) {
		for n := 1; n <= d.Times; n++ {
			sum := d.hash(officer, n)
			hour := binary.BigEndian.Uint64(sum) % uint64(len(d.Hours))
			lots = append(lots, lot{Drawn{Officer: officer, At: d.Hours[hour]}, d.hash(officer, n, "second")})
		}
	}
	slices.SortFunc(lots, func(a, b lot) int { return bytes.Compare(a.second, b.second) })
	for i := range (len(lots) + 9) / 10 {
		lots[i].Second = true
	}
	slices.SortStableFunc(lots, func(a, b lot) int { return a.At.Compare(b.At) })
	out := make([]Drawn, len(lots))
	for i := range lots {
		out[i] = lots[i].Drawn
		out[i].Number = i + 1
	}
	return out
}

func (d *Draw) hash(officer string, n int, more ...string) []byte {
	lines := append([]string{d.Seed, d.Card, d.Period, officer, strconv.Itoa(n)}, more...)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return sum[:]
}

// PeriodOf returns the name of the period that a day lies in, with its first and last day. Every is the word of a scorecard:
// "month" (2026-11), "quarter" (2026-Q4), "half" (2026-H2) or "year" (2026).
func PeriodOf(every string, day civil.Date) (name string, first, last civil.Date) {
	months, mark := 1, "-"
	switch every {
	case "quarter":
		months, mark = 3, "-Q"
	case "half":
		months, mark = 6, "-H"
	case "year":
		months, mark = 12, ""
	}
	n := (int(day.Month) - 1) / months
	first = civil.Date{Year: day.Year, Month: time.Month(n*months + 1), Day: 1}
	switch name = strconv.Itoa(day.Year) + mark; {
	case months == 1:
		name += fmt.Sprintf("%02d", n+1)
	case months < 12:
		name += strconv.Itoa(n + 1)
	}
	return name, first, first.AddMonths(months).AddDays(-1)
}

// Hours returns the hours that can be drawn: those of the days from first to last that begin after an instant and in which the
// calendar is open throughout.
func Hours(cal *calendar.Calendar, first, last civil.Date, after time.Time) []time.Time {
	var out []time.Time
	for day := first; !day.After(last); day = day.AddDays(1) {
		if !cal.OpenDay(day) {
			continue
		}
		for hour := range 24 {
			at := time.Date(day.Year, day.Month, day.Day, hour, 0, 0, 0, cal.Location()).UTC()
			open, err := cal.Between(at, at.Add(time.Hour))
			if err == nil && open == time.Hour && at.After(after) {
				out = append(out, at)
			}
		}
	}
	return out
}

// CalendarOf returns the calendar on which a card's draws are made: telephones are answered in working hours, visitors come
// while the desks are open.
func CalendarOf(ch *charter.Charter, card *charter.Scorecard) *calendar.Calendar {
	if card.Of == "phone" {
		return ch.Petition
	}
	return ch.Desk
}
