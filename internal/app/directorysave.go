package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/core/entry"
	"jikim/internal/core/yaml"
)

// directory is Directory.
func (s *Service) directory(ctx context.Context, a Actor) (*DirectoryDraft, error) {
	d, err := s.Draft(ctx, a)
	if err != nil {
		return nil, err
	}
	last := s.charters.ByDigest(d.Base)
	if last == nil {
		return nil, unknown()
	}
	now, err := s.sourceTexts(last)
	if err != nil {
		return nil, err
	}
	out := &DirectoryDraft{From: last.From, base: now, Version: d.Version, Entries: map[directory.Part][]DirectoryEntry{}, Draft: d.Files}
	for _, p := range directory.Parts() {
		before, err := directory.Read(now, p)
		if err != nil {
			return nil, fmt.Errorf("reading the directory of the last version: %w", err)
		}
		drafted, err := directory.Read(d.Files, p)
		if err != nil {
			var all yaml.Errors
			all.Add(err)
			out.Mistakes = append(out.Mistakes, all...)
			continue
		}
		out.Entries[p] = compared(before, drafted)
	}
	for i := range last.Directory.Floors {
		out.Floors = append(out.Floors, last.Directory.Floors[i].Name.KO)
	}
	return out, nil
}

// sourceTexts returns the files that a version was read from.
func (s *Service) sourceTexts(ch *charter.Charter) (directory.Files, error) {
	raw, err := s.charterFiles(ch)
	if err != nil {
		return nil, err
	}
	out := directory.Files{}
	for name, text := range raw {
		out[name] = string(text)
	}
	return out, nil
}

// compared puts the entries side by side: in the order of the draft, what it takes out at the end.
func compared(last, drafted []directory.Entry) []DirectoryEntry {
	find := func(list []directory.Entry, id string) *directory.Entry {
		if i := slices.IndexFunc(list, func(e directory.Entry) bool { return e.ID == id }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	out := make([]DirectoryEntry, 0, len(drafted))
	for i := range drafted {
		out = append(out, DirectoryEntry{find(last, drafted[i].ID), &drafted[i]})
	}
	for i := range last {
		if find(drafted, last[i].ID) == nil {
			out = append(out, DirectoryEntry{&last[i], nil})
		}
	}
	return out
}

// putEntry is PutEntry.
func (s *Service) putEntry(ctx context.Context, a Actor, version string, p directory.Part, e directory.Entry) (*EntrySaved, error) {
	d, err := s.directory(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := d.sound(p); err != nil {
		return nil, err
	}
	var was *directory.Entry
	if e.ID != "" {
		have := d.Find(p, e.ID)
		if have == nil || have.Drafted == nil {
			return nil, unknown()
		}
		was = have.Drafted
	}
	f := &form{}
	f.entry(s.charters.At(a.Institution, s.Now()).Directory.Area, d, p, was, &e)
	if err := f.err(); err != nil {
		return nil, err
	}
	changed, id, err := directory.Put(d.Draft, p, e)
	if err != nil {
		return nil, entryFault(err)
	}
	return s.saveEntry(ctx, a, version, d.Draft, changed, p, id)
}

// sound refuses parts that do not exist, and lists that cannot be read.
func (d *DirectoryDraft) sound(p directory.Part) error {
	switch {
	case !slices.Contains(directory.Parts(), p):
		return unknown()
	case len(d.Mistakes) > 0:
		return unlawful("fault.directory_text")
	}
	return nil
}

// entryFault is what a person can do about an entry that could not be written.
func entryFault(err error) error {
	switch {
	case errors.Is(err, entry.ErrUnknown):
		return unknown()
	case errors.Is(err, entry.ErrLayout):
		return unlawful("fault.directory_layout")
	}
	return err
}

// removeEntry is RemoveEntry.
func (s *Service) removeEntry(ctx context.Context, a Actor, version string, p directory.Part, id string) (*EntrySaved, error) {
	d, err := s.directory(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := d.sound(p); err != nil {
		return nil, err
	}
	uses, err := s.entryUses(ctx, a, p, id)
	if err != nil {
		return nil, err
	}
	if len(uses) > 0 {
		return nil, unlawful("fault.directory_used", "n", len(uses))
	}
	changed, err := directory.Remove(d.Draft, p, id)
	if err != nil {
		return nil, entryFault(err)
	}
	return s.saveEntry(ctx, a, version, d.Draft, changed, p, id)
}

// restoreEntry is RestoreEntry. An entry that came with the draft may be needed by now.
func (s *Service) restoreEntry(ctx context.Context, a Actor, version string, p directory.Part, id string) (*EntrySaved, error) {
	d, err := s.directory(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := d.sound(p); err != nil {
		return nil, err
	}
	changed, err := directory.Restore(d.Draft, d.base, p, id)
	if err != nil {
		return nil, entryFault(err)
	}
	return s.saveEntry(ctx, a, version, d.Draft, changed, p, id)
}

// saveEntry is saveSound for an entry: mistakes in its lines are told at their field.
func (s *Service) saveEntry(ctx context.Context, a Actor, version string, was, changed directory.Files, p directory.Part, id string) (*EntrySaved, error) {
	out, err := s.saveSound(ctx, a, version, was, changed, func(is directory.Files, m *EntryMistake) {
		if m.File != p.File() {
			return
		}
		if at, key := entry.At(m.File, is[m.File], m.Line); at == id {
			m.Field = key
		}
	})
	if out != nil {
		out.ID = id
	}
	return out, err
}

// mistakes are what the check of a charter finds wrong with its files.
func (s *Service) mistakes(a Actor, files directory.Files) []*yaml.Error {
	_, all := s.parsed(a, files)
	return all
}

// parsed reads a charter from its texts; nil when there are mistakes.
func (s *Service) parsed(a Actor, files directory.Files) (*charter.Charter, yaml.Errors) {
	ch, err := charterOf(files, func(name string) (*calendar.Calendar, error) { return s.calendarNamed(a.Institution, name) })
	var all yaml.Errors
	all.Add(err)
	return ch, all
}
