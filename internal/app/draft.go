package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"jikim/internal/core/charter"
)

// Draft is the next version of the charter that the managers of an institution write together. There is one at most.
type Draft struct {
	// Base is the digest of the version that it started from: the last one there was.
	Base string `json:"base"`
	// Files are the texts of the whole folder, changed or not: those of the charter, its calendars as NAME.calendar.yaml, and
	// the lists of days that they name.
	Files map[string]string `json:"files"`
	By    string            `json:"by"` // account that saved last
	At    time.Time         `json:"at"` // of the last saving; zero: nothing is drafted, and Files are those of Base
	// Version names what was read, for SaveDraft and DiscardDraft; empty when nothing is drafted.
	Version string `json:"-"`
}

// The document that keeps the draft of an institution, and its body when the draft was discarded.
const (
	draftKind = "draft"
	draftName = "charter"
	noDraft   = "{}"
)

// Limits of a draft: the size of all files in bytes, and how many there are.
const (
	mostDraft      = 4 << 20
	mostDraftFiles = 40
)

// draftFile is how a file of a charter's folder may be called.
var draftFile = regexp.MustCompile(`^[a-z0-9][a-z0-9_.-]{0,79}\.(yaml|csv)$`)

// Draft returns what is drafted, or the last version when nothing is. For managers.
func (s *Service) Draft(ctx context.Context, a Actor) (*Draft, error) {
	d, _, err := s.openDraft(ctx, a)
	return d, err
}

// openDraft is Draft, with the body of the document; nil when nothing is drafted.
func (s *Service) openDraft(ctx context.Context, a Actor) (*Draft, []byte, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, nil, denied()
	}
	doc, err := s.store.Document(ctx, a.Institution, draftKind, draftName)
	switch {
	case err == nil && string(doc.Body) != noDraft:
		d := &Draft{Version: draftVersion(doc.Body)}
		if err := json.Unmarshal(doc.Body, d); err != nil {
			return nil, nil, fmt.Errorf("reading the draft: %w", err)
		}
		return d, doc.Body, nil
	case err != nil && !errors.Is(err, ErrNotFound):
		return nil, nil, fmt.Errorf("reading the draft: %w", err)
	}
	last := s.lastCharter(a.Institution)
	if last == nil {
		return nil, nil, unknown()
	}
	files, err := s.charterFiles(last)
	if err != nil {
		return nil, nil, err
	}
	if len(files) == 0 {
		return nil, nil, unlawful("fault.draft_source")
	}
	d := &Draft{Base: last.Digest, Files: map[string]string{}}
	for name, text := range files {
		d.Files[name] = lines(string(text))
	}
	if doc != nil { // it was discarded
		return d, doc.Body, nil
	}
	return d, nil, nil
}

// lastCharter returns the latest version of an institution, in force or not yet; nil for an unknown one.
func (s *Service) lastCharter(institution string) *charter.Charter {
	versions := s.charters.Versions(institution)
	if len(versions) == 0 {
		return nil
	}
	return versions[len(versions)-1]
}

// draftVersion names the body of a draft's document.
func draftVersion(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:8])
}

// lines returns a text with the line ends of the files, whatever the browser sends.
func lines(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
}

// SaveDraft changes files of the draft that was read as version, and begins one when nothing is drafted (version ""). An empty
// text takes a file out. What is written wrongly is kept all the same: it is a draft. A fault of kind Conflict when somebody
// has saved since; nothing is kept then. For managers.
func (s *Service) SaveDraft(ctx context.Context, a Actor, version string, changes map[string]string) (*Draft, error) {
	d, was, err := s.openDraft(ctx, a)
	if err != nil {
		return nil, err
	}
	if d.Version != version {
		return nil, draftConflict()
	}
	files, err := d.with(changes)
	if err != nil {
		return nil, err
	}
	if maps.Equal(files, d.Files) {
		return d, nil
	}
	return s.putDraft(ctx, a, was, &Draft{Base: d.Base, Files: files, By: a.Account, At: s.Now()})
}

// putDraft keeps a draft in the place of the one that was read.
func (s *Service) putDraft(ctx context.Context, a Actor, was []byte, d *Draft) (*Draft, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("keeping the draft: %w", err)
	}
	d.Version = draftVersion(body)
	err = s.store.SwapDocument(ctx, &Document{Institution: a.Institution, Kind: draftKind, Name: draftName, At: s.Now(), Body: body}, was)
	if errors.Is(err, ErrConflict) {
		return nil, draftConflict()
	}
	if err != nil {
		return nil, fmt.Errorf("keeping the draft: %w", err)
	}
	return d, nil
}

func draftConflict() error {
	return &Fault{Kind: Conflict, Key: "fault.draft_conflict", err: ErrConflict}
}

// with returns the files of a draft with changes; a fault when they are no files of a charter or too large.
func (d *Draft) with(changes map[string]string) (map[string]string, error) {
	files := maps.Clone(d.Files)
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		text := lines(changes[name])
		switch {
		case text == "" && name != charter.Main:
			delete(files, name)
			continue
		case !draftFile.MatchString(name):
			return nil, invalid(FieldFault{Field: "name", Key: "fault.draft_name"})
		case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
			return nil, invalid(FieldFault{Field: name, Key: "fault.characters"})
		case len(text) > mostCharter:
			return nil, &Fault{Kind: TooLarge, Key: "fault.too_large"}
		}
		files[name] = text
	}
	size := 0
	for _, text := range files {
		size += len(text)
	}
	if size > mostDraft || len(files) > mostDraftFiles {
		return nil, &Fault{Kind: TooLarge, Key: "fault.too_large"}
	}
	return files, nil
}

// DiscardDraft throws away the draft that was read as version; a fault of kind Conflict when somebody has saved since. For
// managers.
func (s *Service) DiscardDraft(ctx context.Context, a Actor, version string) error {
	d, was, err := s.openDraft(ctx, a)
	if err != nil {
		return err
	}
	if d.Version != version {
		return draftConflict()
	}
	if d.At.IsZero() {
		return nil
	}
	return s.dropDraft(ctx, a.Institution, was)
}

// dropDraft empties the document of the draft, if it is still what was read.
func (s *Service) dropDraft(ctx context.Context, institution string, was []byte) error {
	err := s.store.SwapDocument(ctx, &Document{Institution: institution, Kind: draftKind, Name: draftName, At: s.Now(), Body: []byte(noDraft)}, was)
	if errors.Is(err, ErrConflict) {
		return draftConflict()
	}
	if err != nil {
		return fmt.Errorf("discarding the draft: %w", err)
	}
	return nil
}

// CheckDraft checks all files of the draft, with changes that are not saved yet; none: as it is. What is different is told
// from the last version there is. Nothing is kept. For managers.
func (s *Service) CheckDraft(ctx context.Context, a Actor, changes map[string]string) (*CharterCheck, error) {
	d, _, err := s.openDraft(ctx, a)
	if err != nil {
		return nil, err
	}
	files, err := d.with(changes)
	if err != nil {
		return nil, err
	}
	last := s.lastCharter(a.Institution)
	c := s.checkFiles(a.Institution, files, last)
	if changes == nil {
		c.Files, err = s.fileChanges(last, files)
	}
	return c, err
}

// FileChange is a file of a draft that differs from the version before.
type FileChange struct {
	Name         string
	Added, Taken bool // the file is new, or was taken out; else Lines say what is different
	Lines        []charter.LineChange
}

// fileChanges compares the files of a draft with those of a version, line by line.
func (s *Service) fileChanges(from *charter.Charter, files map[string]string) ([]FileChange, error) {
	was, err := s.charterFiles(from)
	if err != nil {
		return nil, err
	}
	names := slices.Collect(maps.Keys(files))
	for name := range was {
		if _, there := files[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []FileChange
	for _, name := range names {
		old, had := was[name]
		now, has := files[name]
		if text := lines(string(old)); !had || !has || text != now {
			out = append(out, FileChange{Name: name, Added: !had, Taken: !has, Lines: charter.DiffLines(text, now)})
		}
	}
	return out, nil
}
