package app

import (
	"context"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/directory"
	"jikim/internal/core/yaml"
)

// EntryChange is what the draft of the next version makes of an entry of the directory.
type EntryChange string

// The changes.
const (
	EntrySame    EntryChange = ""
	EntryAdded   EntryChange = "added"
	EntryChanged EntryChange = "changed"
	EntryRemoved EntryChange = "removed"
)

// DirectoryEntry is a department, desk, room or item as the last version has it, and as its draft has it. One of the two may be nil.
type DirectoryEntry struct {
	Last, Drafted *directory.Entry
}

// Entry is what the draft says; for an entry that it takes out, the last version.
func (e *DirectoryEntry) Entry() *directory.Entry {
	if e.Drafted != nil {
		return e.Drafted
	}
	return e.Last
}

// Change tells what the draft makes of the entry.
func (e *DirectoryEntry) Change() EntryChange {
	switch {
	case e.Last == nil:
		return EntryAdded
	case e.Drafted == nil:
		return EntryRemoved
	case directory.Equal(e.Last, e.Drafted):
		return EntrySame
	}
	return EntryChanged
}

// DirectoryDraft is the directory of the last version beside the one that is drafted.
type DirectoryDraft struct {
	From     civil.Date // first day of the last version: it may be to come
	Version  string     // of the draft: what is saved names it, so that nobody overwrites what somebody else saved meanwhile
	Entries  map[directory.Part][]DirectoryEntry
	Floors   []string        // names of the floors of the plans, from the lowest; empty: no plans, and rooms name their floor freely
	Mistakes []*yaml.Error   // of the lists: with any, they cannot be read, and must be corrected in the text
	Draft    directory.Files // the texts of the draft
	base     directory.Files // the texts of the last version
}

// Find returns an entry; nil when neither the last version nor the draft has it.
func (d *DirectoryDraft) Find(p directory.Part, id string) *DirectoryEntry {
	for i := range d.Entries[p] {
		if e := &d.Entries[p][i]; e.Entry().ID == id {
			return e
		}
	}
	return nil
}

// Drafted lists the entries of a part that the draft has, without those that it takes out.
func (d *DirectoryDraft) Drafted(p directory.Part) []directory.Entry {
	var out []directory.Entry
	for i := range d.Entries[p] {
		if e := d.Entries[p][i].Drafted; e != nil {
			out = append(out, *e)
		}
	}
	return out
}

// Changes counts the entries that the draft changes.
func (d *DirectoryDraft) Changes() int {
	n := 0
	for _, p := range directory.Parts() {
		for i := range d.Entries[p] {
			if d.Entries[p][i].Change() != EntrySame {
				n++
			}
		}
	}
	return n
}

// EntrySaved is the result of a change of the draft.
type EntrySaved struct {
	ID string
	// Mistakes are what the check of the whole charter would find then and does not find now; with any, nothing was saved.
	Mistakes []EntryMistake
}

// EntryMistake is a mistake, at a field of the entry where it is known.
type EntryMistake struct {
	Field string // its name in the file; empty: elsewhere
	*yaml.Error
}

// EntryUse is something that needs an entry, so that it cannot be taken out.
type EntryUse struct {
	In    string // "departments", "desks", "items", "signs", "services", "floors", "promises", "staff", "devices", "cases" or "outages"
	ID    string
	Name  charter.Text
	Count int  // of cases or outages
	More  bool // there are more cases than were counted
}

// Directory returns departments, desks, rooms and items as the last version has them and as they are drafted. For managers.
func (s *Service) Directory(ctx context.Context, a Actor) (*DirectoryDraft, error) {
	return s.directory(ctx, a)
}

// PutEntry writes an entry into the draft: a new one when its identifier is empty. version is that of the draft it was made on. A
// fault names the fields that are wrong, or says that somebody else has saved meanwhile. For managers.
func (s *Service) PutEntry(ctx context.Context, a Actor, version string, p directory.Part, e directory.Entry) (*EntrySaved, error) {
	return s.putEntry(ctx, a, version, p, e)
}

// RemoveEntry takes an entry out of the draft. A fault when something needs it still; EntryUses says what. For managers.
func (s *Service) RemoveEntry(ctx context.Context, a Actor, version string, p directory.Part, id string) (*EntrySaved, error) {
	return s.removeEntry(ctx, a, version, p, id)
}

// RestoreEntry makes an entry of the draft what it is in the last version again. For managers.
func (s *Service) RestoreEntry(ctx context.Context, a Actor, version string, p directory.Part, id string) (*EntrySaved, error) {
	return s.restoreEntry(ctx, a, version, p, id)
}

// EntryUses lists what needs an entry: in the draft, and in the office as it is today. For managers.
func (s *Service) EntryUses(ctx context.Context, a Actor, p directory.Part, id string) ([]EntryUse, error) {
	return s.entryUses(ctx, a, p, id)
}
