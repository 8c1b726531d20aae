package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/explain"
)

type dueCmd struct {
	Calendar string   `required:"" help:"Calendar file, or the name of one that ships (kr-office)."`
	From     string   `required:"" help:"Instant of receipt, RFC 3339."`
	Within   string   `required:"" help:"The limit, such as \"7 days by law\"."`
	Pause    []string `help:"Time that does not count because papers were missing: FROM/TO; TO may be left out." placeholder:"FROM/TO" sep:"none"`
	Outage   []string `help:"Time that does not count because a system was down: FROM/TO." placeholder:"FROM/TO" sep:"none"`
	Extend   int      `help:"Lawful extension, in units of the limit."`
	JSON     bool     `name:"json" help:"Print JSON."`
}

type dueOut struct {
	Due     *string  `json:"due"`
	LastDay *string  `json:"last_day"`
	Why     []string `json:"why"`
}

// Run computes the deadline.
func (c *dueCmd) Run(e *env) error {
	cal, err := loadCalendar(c.Calendar)
	if err != nil {
		return err
	}
	loc := cal.Location()
	from, err := when("--from", c.From, loc)
	if err != nil {
		return err
	}
	if by, ok := strings.CutPrefix(c.Within, "by "); ok {
		return c.byDate(e, from, by, loc)
	}
	limit, err := calendar.ParseLimit(c.Within)
	if err != nil {
		return fmt.Errorf("--within: %w", err)
	}
	o := calendar.Options{Extend: c.Extend, Explain: true}
	for _, p := range c.Pause {
		if err := addPause(&o, "--pause", p, calendar.Supplement, loc); err != nil {
			return err
		}
	}
	for _, p := range c.Outage {
		if err := addPause(&o, "--outage", p, calendar.Outage, loc); err != nil {
			return err
		}
	}
	d, err := cal.Due(from, limit, o)
	if err != nil {
		return ofCalendar(c.Calendar, err)
	}
	return c.print(e, d, lastDay(d, limit, loc), loc)
}

// lastDay is the day on which a limit ends. Hours of work that are used up at 24:00 end on the day before that instant.
func lastDay(d calendar.Deadline, limit calendar.Limit, loc *time.Location) civil.Date {
	switch {
	case d.LastDay != (civil.Date{}):
		return d.LastDay
	case limit.Work() > 0:
		return civil.DateOf(d.Due.Add(-time.Microsecond), loc)
	}
	return civil.DateOf(d.Due, loc)
}

// byDate is the deadline of a yearly duty: 24:00 of the next such date that has not passed.
func (c *dueCmd) byDate(e *env, from time.Time, by string, loc *time.Location) error {
	if len(c.Pause) > 0 || len(c.Outage) > 0 || c.Extend != 0 {
		return fmt.Errorf("--within: %q is a date, which no pause, outage or extension moves; leave them out", c.Within)
	}
	day := civil.DateOf(from, loc)
	for range 8 { // a 29 February comes within eight years
		d, err := civil.ParseDate(fmt.Sprintf("%04d-%s", day.Year, by))
		if err == nil && !d.Before(civil.DateOf(from, loc)) {
			due := d.AddDays(1).Start(loc).UTC()
			why := []explain.Step{explain.New("judge.every_year", "year", d.Year, "due", due)}
			return c.print(e, calendar.Deadline{Due: due, LastDay: d, Start: from, Steps: why}, d, loc)
		}
		day.Year++
	}
	return fmt.Errorf("--within: %q is no date of a year; write it like \"by 12-31\"", "by "+by)
}

func addPause(o *calendar.Options, flag, text string, kind calendar.PauseKind, loc *time.Location) error {
	a, b, _ := strings.Cut(text, "/")
	p := calendar.Pause{Kind: kind}
	var err error
	if p.From, err = when(flag, a, loc); err != nil {
		return err
	}
	if b != "" {
		if p.To, err = when(flag, b, loc); err != nil {
			return err
		}
		if p.To.Before(p.From) {
			return fmt.Errorf("%s: %q ends before it begins", flag, text)
		}
	}
	o.Pauses = append(o.Pauses, p)
	return nil
}

func (c *dueCmd) print(e *env, d calendar.Deadline, last civil.Date, loc *time.Location) error {
	text := e.text.In(loc)
	out := dueOut{Why: text.Steps(d.Steps)}
	if !d.Paused {
		due, day := stamp(d.Due, loc), last.String()
		out.Due, out.LastDay = &due, &day
	}
	if c.JSON {
		return writeJSON(e, out)
	}
	switch {
	case d.Paused:
		fmt.Fprintln(e.out, text.T("cli.due.paused"))
	case d.LastDay != (civil.Date{}):
		fmt.Fprintln(e.out, text.T("cli.due.day", "day", d.LastDay, "due", stamp(d.Due, loc)))
	default:
		fmt.Fprintln(e.out, text.T("cli.due.instant", "due", stamp(d.Due, loc)))
	}
	for _, line := range out.Why {
		fmt.Fprintln(e.out, "  - "+line)
	}
	return nil
}

// writeJSON prints one JSON value on one line, Korean as it is.
func writeJSON(e *env, v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
