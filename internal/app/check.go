package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/yaml"
)

// CharterCheck is what the check of a charter file found, the same as that of the command line.
type CharterCheck struct {
	Mistakes []*yaml.Error     // what is written wrongly; when there is any, the rest is empty
	Findings []charter.Finding // what is written correctly but can never be judged as meant
	Changes  []charter.Change  // what is different from the version in force
	Charter  *charter.Charter  // nil when there are mistakes
}

// mostCharter is how long the text of a charter file may be, in bytes.
const mostCharter = 1 << 20

// CharterText returns the charter file of the version in force; empty when what it was read from is not known. For managers.
func (s *Service) CharterText(_ context.Context, a Actor) (string, error) {
	if !a.Role.AtLeast(Manager) {
		return "", denied()
	}
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return "", unknown()
	}
	files, err := s.charterFiles(ch)
	return string(files[charter.Main]), err
}

// CheckCharter checks the text of a charter file in the place of the one in force, with the other files of its folder and the
// calendars that are served. Nothing is kept or put into force. For managers.
func (s *Service) CheckCharter(_ context.Context, a Actor, text string) (*CharterCheck, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	now := s.charters.At(a.Institution, s.Now())
	if now == nil {
		return nil, unknown()
	}
	if len(text) > mostCharter {
		return nil, &Fault{Kind: TooLarge, Key: "fault.too_large"}
	}
	files, err := s.charterFiles(now)
	if err != nil {
		return nil, err
	}
	files[charter.Main] = []byte(text)
	c := &CharterCheck{}
	ch, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) { return s.calendarNamed(a.Institution, name) })
	if err != nil {
		var all yaml.Errors
		all.Add(err)
		c.Mistakes = all
		return c, nil
	}
	c.Charter, c.Findings, c.Changes = ch, charter.Lint(ch), charter.Diff(now, ch)
	return c, nil
}

// charterFiles returns the files that a version was read from; none but empty ones when they are not known.
func (s *Service) charterFiles(ch *charter.Charter) (charter.Files, error) {
	files, source := charter.Files{}, s.sources[ch.Digest]
	if source == nil {
		return files, nil
	}
	var texts map[string]string
	if err := json.Unmarshal(source, &texts); err != nil {
		return nil, fmt.Errorf("reading the files of charter %s: %w", ch.Digest, err)
	}
	for name, text := range texts {
		files[name] = []byte(text)
	}
	return files, nil
}

// calendarNamed returns a calendar of the institution's versions by its name.
func (s *Service) calendarNamed(institution, name string) (*calendar.Calendar, error) {
	for _, ch := range s.charters.Versions(institution) {
		for _, cal := range []*calendar.Calendar{ch.Petition, ch.Desk} {
			if cal.Name() == name {
				return cal, nil
			}
		}
	}
	return nil, errors.New("no version that is served uses a calendar of that name")
}
