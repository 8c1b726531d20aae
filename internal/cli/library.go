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
	if slices.Contains(calendars.Names(), name) {
		if _, err := os.Stat(name); err != nil {
			return parseCalendar(name+".yaml", calendars.FS, name+".yaml")
		}
	}
	dir, file := filepath.Split(name)
	if dir == "" {
		dir = "."
	}
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such calendar; give a file, or one of %s", name, strings.Join(calendars.Names(), ", "))
	}
	src, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, plainFileError(name, err)
	}
	return calendar.Parse(name, src, diskSource(dir))
}

func parseCalendar(shown string, fsys fs.FS, file string) (*calendar.Calendar, error) {
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, plainFileError(shown, err)
	}
	return calendar.Parse(shown, src, calendarSource(fsys, path.Dir(file)))
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
	files, dir, err := charterFiles(name)
	if err != nil {
		return nil, err
	}
	own := calendarSource(charters.FS, name)
	if dir != "" {
		own = diskSource(dir)
	}
	c, err := charter.Parse(files, func(cal string) (*calendar.Calendar, error) {
		if file, src, ok := files.Calendar(cal); ok {
			return calendar.Parse(file, src, own)
		}
		return loadCalendar(cal)
	})
	if err != nil {
		return nil, inFolder(err, dir)
	}
	return c, nil
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

// calendarTexts returns the files that a charter's calendar is read from.
func calendarTexts(files charter.Files, name string) (map[string]string, error) {
	if file, src, ok := files.Calendar(name); ok {
		return map[string]string{file: string(src)}, nil
	}
	texts := map[string]string{}
	if !slices.Contains(calendars.Names(), name) {
		return texts, nil
	}
	entries, err := calendars.FS.ReadDir(".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Name() != name+".yaml" && filepath.Ext(e.Name()) != ".csv" {
			continue
		}
		src, err := calendars.FS.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		texts[e.Name()] = string(src)
	}
	return texts, nil
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
