package open

import (
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
)

// Day is a special day that was entered while the office ran, as open data tell of it. Of the kinds, "temporary" is a public holiday
// (관공서의 공휴일에 관한 규정 제2조 제11호); "hours" changes the hours of the desks; any other closes the desks and leaves the periods
// of the law as they are.
type Day struct {
	Date  civil.Date      `json:"date"`
	Kind  string          `json:"kind"`
	Name  string          `json:"name"`
	Spans []calendar.Span `json:"spans,omitempty"`
	Known civil.Date      `json:"known"` // the first day on which it counts
}

// The kinds of special days that calendars treat differently.
const (
	dayHours     = "hours"
	dayTemporary = "temporary"
)

// WithDays returns a charter version whose calendars have further days: public holidays both, what the office does by itself only the
// calendar of the desks.
func WithDays(ch *charter.Charter, days []Day) (*charter.Charter, error) {
	var holidays, own []calendar.DayOff
	var hours []calendar.DayHours
	for i := range days {
		d := &days[i]
		off := calendar.DayOff{Date: d.Date, Name: d.Name, Kind: calendar.Kind(d.Kind), Known: d.Known}
		switch d.Kind {
		case dayHours:
			hours = append(hours, calendar.DayHours{Date: d.Date, Spans: d.Spans, Known: d.Known})
		case dayTemporary:
			holidays = append(holidays, off)
		default:
			own = append(own, off)
		}
	}
	out := *ch
	var err error
	if out.Petition, err = ch.Petition.With(holidays, nil); err != nil {
		return nil, err
	}
	if ch.Desk == ch.Petition {
		out.Desk = out.Petition
		return &out, nil
	}
	out.Desk, err = ch.Desk.With(append(holidays, own...), hours)
	return &out, err
}
