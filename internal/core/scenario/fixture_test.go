package scenario_test

import (
	"testing"
	"time"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
)

// wonju reads the shipped charter.
func wonju(t testing.TB) *charter.Charter {
	t.Helper()
	files, err := charters.Files(charters.Wonju)
	if err != nil {
		t.Fatal(err)
	}
	c, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		src, err := calendars.FS.ReadFile(name + ".yaml")
		if err != nil {
			return nil, err
		}
		return calendar.Parse(name+".yaml", src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
