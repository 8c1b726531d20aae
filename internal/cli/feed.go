package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
)

// longestFeed bounds what is read of a feed: a year of holidays is a few kilobytes.
const longestFeed = 4 << 20

// restDay is one row of the official holiday feed of 한국천문연구원 (특일정보, getRestDeInfo).
type restDay struct {
	LocDate   json.Number `xml:"locdate" json:"locdate"`
	DateName  string      `xml:"dateName" json:"dateName"`
	IsHoliday string      `xml:"isHoliday" json:"isHoliday"`
}

// readFeed reads days off from ICS, or from the XML or JSON of the official feed.
func readFeed(name string, in io.Reader) ([]calendar.DayOff, error) {
	src, err := io.ReadAll(io.LimitReader(in, longestFeed+1))
	if err != nil {
		return nil, plainFileError(name, err)
	}
	if len(src) > longestFeed {
		return nil, fmt.Errorf("%s: larger than %d bytes; that is no list of holidays", name, longestFeed)
	}
	src = bytes.TrimSpace(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")))
	switch {
	case bytes.HasPrefix(src, []byte("BEGIN:VCALENDAR")):
		return readICS(name, src)
	case bytes.HasPrefix(src, []byte("<")):
		var doc struct {
			Items []restDay `xml:"body>items>item"`
		}
		if err := xml.Unmarshal(src, &doc); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return restDays(name, doc.Items)
	case bytes.HasPrefix(src, []byte("{")):
		return readRestJSON(name, src)
	}
	return nil, fmt.Errorf("%s:1:1: neither ICS nor the XML or JSON of the official holiday feed", name)
}

// readRestJSON reads the feed's JSON, where a single item stands without a list around it.
func readRestJSON(name string, src []byte) ([]calendar.DayOff, error) {
	var doc struct {
		Response struct {
			Body struct {
				Items struct {
					Item json.RawMessage `json:"item"`
				} `json:"items"`
			} `json:"body"`
		} `json:"response"`
	}
	if err := json.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	raw := doc.Response.Body.Items.Item
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
		raw = append(append([]byte("["), raw...), ']')
	}
	var rows []restDay
	if err := json.Unmarshal(raw, &rows); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return restDays(name, rows)
}

func restDays(name string, rows []restDay) ([]calendar.DayOff, error) {
	var out []calendar.DayOff
	for i, r := range rows {
		if r.IsHoliday != "Y" {
			continue
		}
		t, err := time.Parse("20060102", r.LocDate.String())
		if err != nil {
			return nil, fmt.Errorf("%s: item %d: %q is no date", name, i+1, r.LocDate.String())
		}
		out = append(out, calendar.DayOff{Date: civil.DateOf(t, time.UTC), Name: strings.TrimSpace(r.DateName), Kind: kindOfName(r.DateName)})
	}
	return out, nil
}

func kindOfName(name string) calendar.Kind {
	switch {
	case strings.Contains(name, "대체"):
		return calendar.Substitute
	case strings.Contains(name, "선거"):
		return calendar.Election
	case strings.Contains(name, "임시"):
		return calendar.Temporary
	}
	return calendar.Public
}

// readICS reads all-day events. The end of an all-day event is the day after its last (RFC 5545, 3.6.1).
func readICS(name string, src []byte) ([]calendar.DayOff, error) {
	cal, err := ics.ParseCalendar(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out []calendar.DayOff
	for i, ev := range cal.Events() {
		from, err := ev.GetAllDayStartAt()
		if err != nil {
			return nil, fmt.Errorf("%s: event %d has no day: %w", name, i+1, err)
		}
		to, err := ev.GetAllDayEndAt()
		if err != nil || !to.After(from) {
			to = from.AddDate(0, 0, 1)
		}
		title := ""
		if p := ev.GetProperty(ics.ComponentPropertySummary); p != nil {
			title = p.Value
		}
		if to.Sub(from) > 31*24*time.Hour {
			return nil, fmt.Errorf("%s: event %d lasts longer than a month; that is no holiday", name, i+1)
		}
		for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
			out = append(out, calendar.DayOff{Date: civil.Date{Year: d.Year(), Month: d.Month(), Day: d.Day()}, Name: title, Kind: kindOfName(title)})
		}
	}
	return out, nil
}

// newDays leaves out what the calendar has, Sundays, and days outside its years; the rest became known on the given day.
func newDays(cal *calendar.Calendar, days []calendar.DayOff, known civil.Date) []calendar.DayOff {
	first, last := cal.Years()
	var out []calendar.DayOff
	for _, d := range days {
		if d.Date.Year < first || d.Date.Year > last || d.Date.Weekday() == time.Sunday {
			continue
		}
		has := func(o calendar.DayOff) bool { return o.Date == d.Date }
		if slices.ContainsFunc(cal.DaysOff(d.Date.Year), has) || slices.ContainsFunc(out, has) {
			continue
		}
		d.Known = known
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b calendar.DayOff) int { return a.Date.Compare(b.Date) })
	return out
}

func (c *calendarImport) knownOn(e *env, cal *calendar.Calendar) (civil.Date, error) {
	if c.Known == "" {
		return civil.DateOf(e.now(), cal.Location()), nil
	}
	d, err := civil.ParseDate(c.Known)
	if err != nil {
		return d, fmt.Errorf("--known: %w", err)
	}
	return d, nil
}
