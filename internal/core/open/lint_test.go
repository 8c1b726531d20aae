package open_test

import (
	"strings"
	"testing"
	"time"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/open"
)

// parse reads the files of a charter with the calendars that come with the program.
func parse(t *testing.T, files charter.Files) *charter.Charter {
	t.Helper()
	ch, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		file, src, ok := files.Calendar(name)
		if !ok {
			file = name + ".yaml"
			var err error
			if src, err = calendars.FS.ReadFile(file); err != nil {
				return nil, err
			}
		}
		return calendar.Parse(file, src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// TestShippedChartersCanBeJudgedByEverybody finds nothing in the charters that come with the program.
func TestShippedChartersCanBeJudgedByEverybody(t *testing.T) {
	t.Parallel()
	for _, name := range []string{charters.Wonju, "examples/haeon"} {
		files, err := charters.Files(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range open.Lint(parse(t, files)) {
			t.Errorf("%s: %s:%d %s: %v", name, f.File, f.Line, f.Promise, f.Step)
		}
	}
}

// TestLint finds what outsiders could not judge, and nothing else.
func TestLint(t *testing.T) {
	t.Parallel()
	const head = "charter: office\ntitle: 헌장\noffice: 사무소\nfrom: 2026-01-01\ncalendars: {petition: kr-office}\npromises:\n- id: a.one\n  text: 약속\n  "
	for _, tt := range []struct{ name, promise, want string }{
		{"sound", "when: {case.received: {channel: 전자우편 or fax}}\n  then: case.answered\n  within: 7 days by law", ""},
		{"an officer who is only compared", "when: complaint.received\n  then: {apology.made: {officer: same as trigger.officer}}\n  within: 1 day by law", ""},
		{"who holds an office", "when: complaint.received\n  then: {apology.made: {officer: head}}\n  within: 1 day by law", ""},
		{"a number", "when: survey.closed\n  then: {audit.scored: {score: at least 80}}\n  within: 1 month", ""},
		{"a kind that is opened by the day", "when: case.received\n  then: sign.posted\n  within: 1 day by law", "lint.open_kind"},
		{"a kind before another", "when: {case.answered: , after: case.repeated}\n  then: case.delivered\n  within: 1 day by law", "lint.open_kind"},
		{"a field that is left out", "when: case.received\n  then: {complaint.assessed: {investigator: present}}\n  within: 1 day by law", "lint.open_field"},
		{"a field of the trigger", "when: case.merged\n  then: case.closed\n  must: {reason: same as trigger.into}\n  within: 1 day by law", "lint.open_field"},
		{"a certain officer", "when: complaint.received\n  then: {apology.made: {officer: kim}}\n  within: 1 day by law", "lint.open_value"},
		{"what help somebody needs", "when: {visit.arrived: {assist: wheelchair}}\n  then: visit.assist_arrived\n  within: 1 minute", "lint.open_value"},
		{"a word of the office's own", "when: {case.received: {channel: 비둘기}}\n  then: case.answered\n  within: 7 days by law", "lint.open_value"},
		{"a number of what is only there", "when: {visit.arrived: {purpose: at least 3}}\n  then: visit.greeted\n  within: 1 minute", "lint.open_field"},
		{"where somebody is", "when: {message.taken: {place: 집}}\n  then: callback.made\n  within: 1 day by law", "lint.open_value"},
		{"a place that could be a number", "always: at least 1 working\n  item: copier\n  place: 010-1234-5678\n  look every: 1 month", "lint.open_value"},
	} {
		var got []string
		for _, f := range open.Lint(parse(t, charter.Files{charter.Main: []byte(head + tt.promise + "\n")})) {
			if strings.HasPrefix(f.Step.Key, "lint.open_") {
				got = append(got, f.Step.Key)
				if f.Line != 7 || f.Promise != "a.one" {
					t.Errorf("%s: the finding is at line %d of %s", tt.name, f.Line, f.Promise)
				}
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: found %q, want %q", tt.name, got, tt.want)
		}
	}
}
