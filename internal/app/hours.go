package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"jikim/internal/core/civil"
	"jikim/internal/core/directory"
	"jikim/internal/core/entry"
)

// WeekHours is the opening hours of a calendar, by the last version and by its draft.
type WeekHours struct {
	Calendar        string // its name
	Petition, Desks bool   // what runs on it: periods of the law, and the opening of counters and rooms
	Editable        bool   // the folder has the calendar's file, and it can be read
	Last, Drafted   directory.Week
}

// Changed tells whether the draft changes the hours.
func (w *WeekHours) Changed() bool {
	for day := range w.Last {
		if !slices.Equal(w.Last[day], w.Drafted[day]) {
			return true
		}
	}
	return false
}

// HoursDraft is the weekly hours of the office with the version of the draft that they were read from.
type HoursDraft struct {
	Version string
	From    civil.Date // first day of the last version: it may be to come
	Weeks   []WeekHours
}

// Hours returns the opening hours of the calendars that the charter runs on, one or two. For managers.
func (s *Service) Hours(ctx context.Context, a Actor) (*HoursDraft, error) {
	d, err := s.Draft(ctx, a)
	if err != nil {
		return nil, err
	}
	last := s.charters.ByDigest(d.Base)
	if last == nil {
		return nil, unknown()
	}
	was, err := s.sourceTexts(last)
	if err != nil {
		return nil, err
	}
	out := &HoursDraft{Version: d.Version, From: last.From}
	petition, desk := last.Petition.Name(), last.Desk.Name()
	for _, name := range slices.Compact([]string{petition, desk}) {
		w := WeekHours{Calendar: name, Petition: name == petition, Desks: name == desk}
		w.Last, err = directory.ReadWeek(was, name)
		w.Editable = err == nil
		if w.Drafted, err = directory.ReadWeek(d.Files, name); err != nil {
			w.Editable = false
		}
		out.Weeks = append(out.Weeks, w)
	}
	return out, nil
}

// PutHours writes the week of a calendar into the draft: for each day what was typed, from Monday. version is that of the draft it
// was made on. The fields of faults are mon to sun. What is on record stays judged by the hours of its own version. For managers.
func (s *Service) PutHours(ctx context.Context, a Actor, version, name string, days [7]string) (*EntrySaved, error) {
	d, err := s.Draft(ctx, a)
	if err != nil {
		return nil, err
	}
	have, err := s.Hours(ctx, a)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(have.Weeks, func(w WeekHours) bool { return w.Calendar == name })
	switch {
	case i < 0:
		return nil, unknown()
	case !have.Weeks[i].Editable:
		return nil, unlawful("fault.hours_file")
	}
	f, w := &form{}, directory.Week{}
	for day, text := range days {
		field := directory.Weekdays()[day]
		spans, ok := directory.Hours(f.line(field, text, false))
		if !ok {
			f.fault(field, "fault.hours")
		}
		w[day] = spans
	}
	if w.Closed() && f.err() == nil {
		f.fault("mon", "fault.hours_none")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	changed, err := directory.PutWeek(d.Files, name, w)
	if errors.Is(err, entry.ErrLayout) {
		return nil, unlawful("fault.hours_file")
	}
	if err != nil {
		return nil, fmt.Errorf("changing the hours of %s: %w", name, err)
	}
	return s.saveSound(ctx, a, version, d.Files, changed, nil)
}

// saveSound saves files of the draft, unless the charter would have mistakes then that it does not have now. where tells the field of
// a mistake.
func (s *Service) saveSound(ctx context.Context, a Actor, version string, was, changed directory.Files, where func(is directory.Files, m *EntryMistake)) (*EntrySaved, error) {
	out := &EntrySaved{}
	if len(changed) == 0 {
		return out, nil
	}
	is := maps.Clone(was)
	maps.Copy(is, changed)
	known := map[string]bool{}
	for _, e := range s.mistakes(a, was) {
		known[e.File+e.Msg] = true
	}
	for _, e := range s.mistakes(a, is) {
		if known[e.File+e.Msg] {
			continue
		}
		m := EntryMistake{Error: e}
		if where != nil {
			where(is, &m)
		}
		out.Mistakes = append(out.Mistakes, m)
	}
	if len(out.Mistakes) > 0 {
		return out, nil
	}
	_, err := s.SaveDraft(ctx, a, version, changed)
	return out, err
}
