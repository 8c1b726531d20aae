package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/yaml"
)

// loadCalendar returns a calendar by the path of its file, or by the name of one that ships with the program.
func loadCalendar(name string) (*calendar.Calendar, error) {
	shown, src, from, err := calendarFile(name)
	if err != nil {
		return nil, err
	}
	return calendar.Parse(shown, src, from)
}

// calendarFile finds the file of a calendar: as messages call it, its text, and where the files are that it names.
func calendarFile(name string) (shown string, src []byte, from calendar.Source, err error) {
	if slices.Contains(calendars.Names(), name) {
		if _, err := os.Stat(name); err != nil {
			shown = name + ".yaml"
			src, err = fs.ReadFile(calendars.FS, shown)
			return shown, src, calendarSource(calendars.FS, "."), err
		}
	}
	dir, file := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return "", nil, from, fmt.Errorf("%s: there is no such calendar; give a file, or one of %s", name, strings.Join(calendars.Names(), ", "))
	}
	if src, err = os.ReadFile(filepath.Join(dir, file)); err != nil {
		return "", nil, from, plainFileError(name, err)
	}
	return name, src, diskSource(dir), nil
}

func calendarSource(fsys fs.FS, dir string) calendar.Source {
	return calendar.Source{Zone: time.LoadLocation, File: func(name string) ([]byte, error) {
		return fs.ReadFile(fsys, path.Join(dir, name))
	}}
}

// diskSource is the source of a calendar file on disk: files that it names are meant from where it lies, or as they say.
func diskSource(dir string) calendar.Source {
	return calendar.Source{Zone: time.LoadLocation, File: func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		src, err := os.ReadFile(name)
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err // the calendar's error names the file as the calendar does
		}
		return src, err
	}}
}

// ofCalendar puts the calendar before an error that is the calendar's own.
func ofCalendar(name string, err error) error {
	if errors.Is(err, calendar.ErrNoHours) {
		return fmt.Errorf("%s: %w; write some below hours", name, err)
	}
	return err
}

// loadCharter returns a charter by the path of its folder or of its charter.yaml, or by the name of one that ships with
// the program.
func loadCharter(name string) (*charter.Charter, error) {
	c, _, err := readCharter(name)
	return c, err
}

// readCharter is loadCharter, with the texts of all files that the charter was read from, calendars and their lists of days
// too, as they would stand in one folder of its own.
func readCharter(name string) (*charter.Charter, map[string]string, error) {
	files, dir, err := charterFiles(name)
	if err != nil {
		return nil, nil, err
	}
	texts := map[string]string{}
	for file, src := range files {
		texts[file] = string(src)
	}
	own := calendarSource(charters.FS, name)
	if dir != "" {
		own = diskSource(dir)
	}
	c, err := charter.Parse(files, func(cal string) (*calendar.Calendar, error) {
		if file, src, ok := files.Calendar(cal); ok {
			return calendar.Parse(file, src, noting(own, texts))
		}
		shown, src, from, err := calendarFile(cal)
		if err != nil {
			return nil, err
		}
		if !strings.ContainsRune(cal, filepath.Separator) {
			texts[cal+charter.CalendarSuffix] = string(src)
		}
		return calendar.Parse(shown, src, noting(from, texts))
	})
	if err != nil {
		return nil, nil, inFolder(err, dir)
	}
	return c, texts, nil
}

// noting adds the files that a calendar asks for to the texts.
func noting(from calendar.Source, texts map[string]string) calendar.Source {
	read := from.File
	from.File = func(name string) ([]byte, error) {
		src, err := read(name)
		if had, ok := texts[name]; err == nil && ok && had != string(src) {
			return nil, errors.New("another calendar of the charter names another file of this name")
		}
		if err == nil {
			texts[name] = string(src)
		}
		return src, err
	}
	return from
}

// loadVersions returns the versions of a charter, whose names are separated by commas.
func loadVersions(names string) (charter.Versions, error) {
	var all []*charter.Charter
	for name := range strings.SplitSeq(names, ",") {
		ch, err := loadCharter(name)
		if err != nil {
			return nil, err
		}
		all = append(all, ch)
	}
	v, err := charter.NewVersions(all...)
	if err != nil {
		return nil, fmt.Errorf("--charter: %w", err)
	}
	return v, nil
}

// charterFiles reads a charter's folder; dir is the folder on disk, empty for a shipped charter.
func charterFiles(name string) (files charter.Files, dir string, err error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && slices.Contains(charters.Names(), name):
		files, err = charters.Files(name)
		return files, "", err
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", fmt.Errorf("%s: there is no such charter; give a folder, its charter.yaml, or one of %s", name, strings.Join(charters.Names(), ", "))
	case err != nil:
		return nil, "", plainFileError(name, err)
	}
	dir = charterDir(name)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, "", plainFileError(dir, err)
	}
	files = charter.Files{}
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) != ".yaml" {
			continue
		}
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, "", plainFileError(filepath.Join(dir, e.Name()), err)
		}
	}
	if !info.IsDir() && filepath.Base(name) != charter.Main {
		files[charter.Main] = files[filepath.Base(name)]
		delete(files, filepath.Base(name))
	}
	return files, dir, nil
}

// charterDir is the folder on disk of a charter; empty for one that ships with the program.
func charterDir(name string) string {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return ""
	case info.IsDir():
		return name
	}
	return filepath.Dir(name)
}

// inFolder puts the folder before the file names of the errors, so that an editor finds the place.
func inFolder(err error, dir string) error {
	var many yaml.Errors
	var one *yaml.Error
	switch {
	case dir == "":
	case errors.As(err, &many):
		for _, e := range many {
			e.File = filepath.Join(dir, e.File)
		}
	case errors.As(err, &one):
		one.File = filepath.Join(dir, one.File)
	}
	return err
}

// plainFileError says in one line what is wrong with a file.
func plainFileError(name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}
