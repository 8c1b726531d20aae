package civil

import (
	"errors"
	"time"
)

// TimeOfDay is a time on the wall clock in seconds since midnight, 0 to 86400. 86400 is 24:00, the end of the day.
type TimeOfDay int32

// EndOfDay is 24:00.
const EndOfDay TimeOfDay = 24 * 60 * 60

// ErrTimeOfDay is returned for a text that is not a time of day.
var ErrTimeOfDay = errors.New("not a time of day written as HH:MM or HH:MM:SS")

// ParseTimeOfDay reads HH:MM or HH:MM:SS from 00:00 to 24:00.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if len(s) != 5 && len(s) != 8 || s[2] != ':' || len(s) == 8 && s[5] != ':' {
		return 0, ErrTimeOfDay
	}
	h, okH := digits(s[:2])
	m, okM := digits(s[3:5])
	sec, okS := 0, true
	if len(s) == 8 {
		sec, okS = digits(s[6:])
	}
	t := TimeOfDay(h*3600 + m*60 + sec)
	if !okH || !okM || !okS || m > 59 || sec > 59 || t > EndOfDay {
		return 0, ErrTimeOfDay
	}
	return t, nil
}

// String writes HH:MM, and the seconds only when there are any.
func (t TimeOfDay) String() string {
	b := pad(make([]byte, 0, 8), int(t)/3600, 2)
	b = pad(append(b, ':'), int(t)/60%60, 2)
	if s := int(t) % 60; s != 0 {
		b = pad(append(b, ':'), s, 2)
	}
	return string(b)
}

// MarshalText writes the time as String does.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseTimeOfDay reads.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	v, err := ParseTimeOfDay(string(b))
	if err == nil {
		*t = v
	}
	return err
}

// Duration returns the time since midnight of a day without a change of clocks.
func (t TimeOfDay) Duration() time.Duration { return time.Duration(t) * time.Second }

// Start returns the first instant of the day in loc, in UTC. Where the clocks skip midnight it is the instant of the
// change, and where they skip the whole day it is the start of the next one.
func (d Date) Start(loc *time.Location) time.Time { return d.At(0, loc) }

// At returns the instant, in UTC, at which the wall clock in loc shows t on day d: the first one where the clocks are
// set back, and the instant of the change where they are set forward over it. 24:00 is 00:00 of the next day.
func (d Date) At(t TimeOfDay, loc *time.Location) time.Time {
	// time.Date may answer an instant on either side of a change of clocks. From an instant that is certainly earlier,
	// the zone's own changes lead to the first instant whose wall clock shows the time, or has gone past it.
	wall := int64(d.DayNumber())*86400 + int64(t)
	at := time.Unix(wall-2*86400, 0).In(loc)
	for {
		_, offset := at.Zone()
		start, end := at.ZoneBounds()
		instant := time.Unix(wall-int64(offset), 0)
		if !start.IsZero() && instant.Before(start) {
			return start.UTC()
		}
		if end.IsZero() || instant.Before(end) {
			return instant.UTC()
		}
		at = end
	}
}
