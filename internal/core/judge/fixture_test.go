package judge_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/judge"
)

// judges makes the judge of each charter once: those that ship, and those of testdata/charters.
var judges = sync.OnceValues(func() (map[string]*judge.Judge, error) {
	out := map[string]*judge.Judge{}
	for _, name := range charters.Names() {
		files, err := charters.Files(name)
		if err != nil {
			return nil, err
		}
		if out[name], err = ready(files); err != nil {
			return nil, err
		}
	}
	own, err := filepath.Glob("testdata/charters/*")
	for _, dir := range own {
		files, err := folder(dir)
		if err != nil {
			return nil, err
		}
		if out[filepath.Base(dir)], err = ready(files); err != nil {
			return nil, err
		}
	}
	return out, err
})

func ready(files charter.Files) (*judge.Judge, error) {
	c, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		file, src, ok := files.Calendar(name)
		if !ok {
			var err error
			file = name + ".yaml"
			if src, err = calendars.FS.ReadFile(file); err != nil {
				return nil, err
			}
		}
		return calendar.Parse(file, src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		return nil, err
	}
	return judge.New(c), nil
}

func folder(dir string) (charter.Files, error) {
	files := charter.Files{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[path], err = os.ReadFile(filepath.Join(dir, path))
		}
		return err
	})
	return files, err
}

// judgeOf returns the judge of a charter.
func judgeOf(t testing.TB, name string) *judge.Judge {
	t.Helper()
	all, err := judges()
	if err != nil {
		t.Fatal(err)
	}
	if all[name] == nil {
		t.Fatalf("there is no charter %q", name)
	}
	return all[name]
}
