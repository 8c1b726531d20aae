package cli

import (
	"fmt"
	"math"
	"time"

	"jikim/internal/core/calendar"
)

type worktimeCmd struct {
	Add     worktimeAdd     `cmd:"" help:"The instant at which an amount of working time is used up."`
	Between worktimeBetween `cmd:"" help:"The working time between two instants, in seconds."`
}

type worktimeAdd struct {
	Calendar string `required:"" help:"Calendar file, or the name of one that ships."`
	From     string `required:"" help:"Start, RFC 3339."`
	Seconds  int64  `required:"" help:"Working seconds; negative counts backwards (--seconds=-3600)."`
	Back     bool   `help:"Count backwards."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

type worktimeBetween struct {
	Calendar string `required:"" help:"Calendar file, or the name of one that ships."`
	From     string `required:"" help:"Start, RFC 3339."`
	To       string `required:"" help:"End, RFC 3339."`
	JSON     bool   `name:"json" help:"Print JSON."`
}

// Run adds working time.
func (c *worktimeAdd) Run(e *env) error {
	cal, err := loadCalendar(c.Calendar)
	if err != nil {
		return err
	}
	from, err := when("--from", c.From, cal.Location())
	if err != nil {
		return err
	}
	if c.Seconds > math.MaxInt64/int64(time.Second) || c.Seconds < -math.MaxInt64/int64(time.Second) {
		return fmt.Errorf("--seconds: %d is more than a calendar can hold", c.Seconds)
	}
	t, err := addWork(cal, from, time.Duration(c.Seconds)*time.Second, c.Back)
	if err != nil {
		return ofCalendar(c.Calendar, err)
	}
	at := stamp(t, cal.Location())
	if c.JSON {
		return writeJSON(e, struct {
			Result string `json:"result"`
		}{at})
	}
	_, err = fmt.Fprintln(e.out, at)
	return err
}

func addWork(cal *calendar.Calendar, from time.Time, work time.Duration, back bool) (time.Time, error) {
	if back {
		return cal.AddBack(from, work)
	}
	return cal.Add(from, work)
}

// Run measures working time.
func (c *worktimeBetween) Run(e *env) error {
	cal, err := loadCalendar(c.Calendar)
	if err != nil {
		return err
	}
	from, err := when("--from", c.From, cal.Location())
	if err != nil {
		return err
	}
	to, err := when("--to", c.To, cal.Location())
	if err != nil {
		return err
	}
	d, err := cal.Between(from, to)
	if err != nil {
		return ofCalendar(c.Calendar, err)
	}
	if c.JSON {
		return writeJSON(e, struct {
			Seconds float64 `json:"seconds"`
		}{d.Seconds()})
	}
	_, err = fmt.Fprintf(e.out, "%v\n", d.Seconds())
	return err
}
