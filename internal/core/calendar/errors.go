package calendar

import (
	"errors"
	"fmt"
)

// ErrNoHours is returned when a calendar has no opening hours at all, or none that count for a period of the law, so
// that working time never passes.
var ErrNoHours = errors.New("the calendar has no opening hours")

// RangeError is returned when an answer would lie outside the years that the calendar covers.
type RangeError struct {
	// Calendar is the name of the calendar; First and Last are the years it covers.
	Calendar    string
	First, Last int
}

// Error implements the error interface.
func (e *RangeError) Error() string {
	return fmt.Sprintf("calendar %s covers the years %d to %d only", e.Calendar, e.First, e.Last)
}

func (c *Calendar) outside() error {
	return &RangeError{Calendar: c.name, First: c.first, Last: c.last}
}
