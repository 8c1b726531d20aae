package calendar

import (
	"os"
	"testing"
	"time"
	_ "time/tzdata"

	"jikim/calendars"
	"jikim/internal/core/civil"
)

// files gives the shipped files to Parse.
var files = Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile}

func shipped(t testing.TB, name string) *Calendar {
	t.Helper()
	src, err := calendars.FS.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse(name+".yaml", src, files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func parse(t testing.TB, src string) *Calendar {
	t.Helper()
	c, err := Parse("test.yaml", []byte(src), files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads "2026-11-23 09:00" or "2026-11-23 09:00:00" on the wall clock of the calendar, or RFC 3339.
func at(t testing.TB, c *Calendar, text string) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05.999999"} {
		if v, err := time.ParseInLocation(layout, text, c.Location()); err == nil {
			return v
		}
	}
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func date(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// show writes an instant on the wall clock of the calendar.
func show(c *Calendar, v time.Time) string {
	return v.In(c.Location()).Format("2006-01-02 15:04:05.999999")
}

// testdata reads the files of this package's tests.
func testdata(name string) ([]byte, error) { return os.ReadFile(name) }
