package duty_test

import (
	"testing"
	"time"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
)

var seoul = func() *time.Location {
	loc, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		panic(err)
	}
	return loc
}()

// instant reads a time of the office: "2026-11-23 09:00".
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, seoul)
	if err != nil {
		t.Fatal(err)
	}
	return when.UTC()
}

// wonju parses the shipped charter.
func wonju(t *testing.T) *charter.Charter {
	t.Helper()
	files, err := charters.Files(charters.Wonju)
	if err != nil {
		t.Fatal(err)
	}
	ch, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		src, err := calendars.FS.ReadFile(name + ".yaml")
		if err != nil {
			return nil, err
		}
		return calendar.Parse(name+".yaml", src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}
