package calendar

import (
	"time"

	"jikim/internal/core/civil"
)

// Today is when a calendar is open on the day of an instant.
type Today struct {
	Open  bool      // at the instant
	Hours []Span    // of the day; none: closed all day
	Off   string    // the names of the day off, or empty: closed on this day of the week
	Next  time.Time // the next opening when it is closed; zero when that lies outside of the calendar
}

// Today tells when the calendar is open on the day of an instant.
func (c *Calendar) Today(now time.Time) Today {
	day := civil.DateOf(now, c.loc)
	t := Today{Open: c.IsOpen(now), Hours: c.Hours(day)}
	if len(t.Hours) == 0 {
		for i := c.dayIndex(day); i < len(c.days) && c.days[i].Date == day; i++ {
			if t.Off != "" {
				t.Off += ", "
			}
			t.Off += c.days[i].Name
		}
	}
	if !t.Open {
		// Outside the years that the calendar covers nothing can be said, and nothing is.
		if next, err := c.NextOpening(now); err == nil {
			t.Next = next
		}
	}
	return t
}
