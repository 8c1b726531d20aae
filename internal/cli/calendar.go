package cli

import (
	"encoding/csv"
	"fmt"
	"os"
	"text/tabwriter"

	"jikim/internal/core/calendar"
)

type calendarCmd struct {
	Show   calendarShow   `cmd:"" help:"Days off of a year; weekends are not listed."`
	Import calendarImport `cmd:"" help:"Read days off from an ICS file or the official holiday feed, for review."`
}

type calendarShow struct {
	Name string `arg:"" help:"Calendar file, or the name of one that ships."`
	Year int    `required:"" help:"The year."`
	JSON bool   `name:"json" help:"Print JSON."`
}

type daysOffOut struct {
	DaysOff []dayOffOut `json:"days_off"`
}

type dayOffOut struct {
	Date  string `json:"date"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Known string `json:"known,omitempty"`
}

// Run lists the days off.
func (c *calendarShow) Run(e *env) error {
	cal, err := loadCalendar(c.Name)
	if err != nil {
		return err
	}
	if first, last := cal.Years(); c.Year < first || c.Year > last {
		return fmt.Errorf("--year: %s covers the years %d to %d, not %d", cal.Name(), first, last, c.Year)
	}
	days := cal.DaysOff(c.Year)
	if c.JSON {
		out := daysOffOut{DaysOff: []dayOffOut{}}
		for _, d := range days {
			o := outOf(d)
			o.Known = "" // the contract of show has three fields
			out.DaysOff = append(out.DaysOff, o)
		}
		return writeJSON(e, out)
	}
	w := tabwriter.NewWriter(e.out, 2, 8, 2, ' ', 0)
	for _, d := range days {
		fmt.Fprintf(w, "%s\t%s\t%s\n", d.Date, e.text.T("cli.day."+string(d.Kind)), d.Name)
	}
	return w.Flush()
}

func outOf(d calendar.DayOff) dayOffOut {
	o := dayOffOut{Date: d.Date.String(), Name: d.Name, Kind: string(d.Kind)}
	if d.Known.Year != 0 {
		o.Known = d.Known.String()
	}
	return o
}

type calendarImport struct {
	File  string `arg:"" help:"ICS, or the XML or JSON of the official holiday feed (getRestDeInfo); - reads standard input."`
	Into  string `help:"Calendar to compare with; days it already has are left out." default:"kr-office"`
	Known string `help:"Day on which the days became known, 2006-01-02; without it, today."`
	Out   string `help:"File to write the proposed days to, as CSV (date,name,kind,known)." type:"path"`
}

// Run proposes days off. Nothing counts until the administrator has read the proposal and named the file in the calendar.
func (c *calendarImport) Run(e *env) error {
	cal, err := loadCalendar(c.Into)
	if err != nil {
		return err
	}
	known, err := c.knownOn(e, cal)
	if err != nil {
		return err
	}
	in, err := e.openInput(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	days, err := readFeed(c.File, in)
	if err != nil {
		return err
	}
	proposed := newDays(cal, days, known)
	if len(proposed) == 0 {
		fmt.Fprintln(e.out, e.text.T("cli.import.nothing", "calendar", cal.Name()))
		return nil
	}
	return c.propose(e, cal, proposed)
}

func (c *calendarImport) propose(e *env, cal *calendar.Calendar, days []calendar.DayOff) error {
	to := e.out
	if c.Out != "" {
		f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return plainFileError(c.Out, err)
		}
		defer f.Close()
		to = f
	}
	w := csv.NewWriter(to)
	if err := w.Write([]string{"date", "name", "kind", "known"}); err != nil {
		return err
	}
	for _, d := range days {
		o := outOf(d)
		if err := w.Write([]string{o.Date, o.Name, o.Kind, o.Known}); err != nil {
			return err
		}
	}
	w.Flush()
	fmt.Fprintln(e.err, e.text.T("cli.import.review", "count", len(days), "calendar", cal.Name()))
	return w.Error()
}
