package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/open"
	"jikim/internal/core/yaml"
)

// CharterCheck is what the check of a charter file found, the same as that of the command line.
type CharterCheck struct {
	Mistakes []*yaml.Error     // what is written wrongly; when there is any, the rest is empty
	Findings []charter.Finding // what is written correctly but can never be judged as meant
	Changes  []charter.Change  // what is different from the version in force
	Charter  *charter.Charter  // nil when there are mistakes
	Files    []FileChange      // what is different in the lines of the files; only of a draft
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
	texts := map[string]string{charter.Main: text}
	for name, src := range files {
		if name != charter.Main {
			texts[name] = string(src)
		}
	}
	return s.checkFiles(a.Institution, texts, now), nil
}

// checkFiles checks the files of a charter's folder, and tells what is different from another version.
func (s *Service) checkFiles(institution string, texts map[string]string, from *charter.Charter) *CharterCheck {
	ch, err := charterOf(texts, func(name string) (*calendar.Calendar, error) { return s.calendarNamed(institution, name) })
	if err != nil {
		var all yaml.Errors
		all.Add(err)
		return &CharterCheck{Mistakes: all}
	}
	return &CharterCheck{Charter: ch, Findings: open.Lint(ch), Changes: charter.Diff(from, ch)}
}

// charterOf reads a charter from the texts of its folder. Its calendars stand there too, with the lists of days that they
// name; elsewhere, which may be nil, is asked for others.
func charterOf(texts map[string]string, elsewhere charter.Calendars) (*charter.Charter, error) {
	files := charter.Files{}
	for name, text := range texts {
		files[name] = []byte(text)
	}
	from := calendar.Source{Zone: time.LoadLocation, File: func(name string) ([]byte, error) {
		src, ok := files[name]
		if !ok {
			return nil, errors.New("there is no such file in the charter's folder")
		}
		return src, nil
	}}
	return charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		if file, src, ok := files.Calendar(name); ok {
			return calendar.Parse(file, src, from)
		}
		if elsewhere == nil {
			return nil, errors.New("there is no such calendar in the charter's folder")
		}
		return elsewhere(name)
	})
}

// charterFiles returns the files that a version was read from; none but empty ones when they are not known.
func (s *Service) charterFiles(ch *charter.Charter) (charter.Files, error) {
	files, source := charter.Files{}, s.sources.of(ch.Digest)
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
