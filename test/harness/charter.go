package harness

import (
	"sync"
	"testing"
	"time"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
)

// Charter parses a charter that is embedded, such as "examples/haeon". It is the test's own, to be changed as it likes.
func Charter(t testing.TB, name string) *charter.Charter {
	t.Helper()
	ch, err := parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func parse(name string) (*charter.Charter, error) {
	files, err := charters.Files(name)
	if err != nil {
		return nil, err
	}
	return charter.Parse(files, func(name string) (*calendar.Calendar, error) {
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
}

// shipped is a charter with its texts.
type shipped struct {
	charter *charter.Charter
	sources map[string][]byte
}

// read keeps what offices are opened with, which all offices of a process may share, as the program's do: nobody changes it.
var read sync.Map // of a func() (shipped, error) by folder

func shippedIn(t testing.TB, folder string) shipped {
	t.Helper()
	once, _ := read.LoadOrStore(folder, sync.OnceValues(func() (s shipped, err error) {
		if s.charter, err = parse(folder); err == nil {
			s.sources, err = sources(s.charter, folder)
		}
		return s, err
	}))
	s, err := once.(func() (shipped, error))()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sources are the files of the shipped charter, as the command line hands them over.
func sources(ch *charter.Charter, folder string) (map[string][]byte, error) {
	files, err := charters.Files(folder)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for name, src := range files {
		texts[name] = string(src)
	}
	for file, name := range map[string]string{"kr-office.yaml": "kr-office.calendar.yaml", "wonju-desk.yaml": "wonju-desk.calendar.yaml",
		"kr-declared.csv": "kr-declared.csv"} {
		src, err := calendars.FS.ReadFile(file)
		if err != nil {
			return nil, err
		}
		texts[name] = string(src)
	}
	return app.Sources(ch, texts)
}
