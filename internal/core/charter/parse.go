package charter

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/survey"
	"jikim/internal/core/yaml"
)

// Files are the files of one charter's folder, by name without the folder: charter.yaml, and beside it, each optional,
// departments.yaml, rooms.yaml, desks.yaml, items.yaml, signs.yaml, services.yaml, floors.yaml, scorecards.yaml and survey.yaml. Files
// that do not end in .yaml, and calendars (*.calendar.yaml), are left to others.
type Files map[string][]byte

// CalendarSuffix ends the name of a calendar file in a charter's own folder.
const CalendarSuffix = ".calendar.yaml"

// Calendar returns the calendar file of that name that stands in the charter's own folder, such as
// haeon-office.calendar.yaml. A Calendars function looks there before it looks among the calendars of the system.
func (f Files) Calendar(name string) (file string, src []byte, ok bool) {
	file = name + CalendarSuffix
	src, ok = f[file]
	return file, src, ok
}

// Calendars finds a calendar by its name.
type Calendars func(name string) (*calendar.Calendar, error)

// Limits that keep reading quick whatever a stranger sends: the size of one file in bytes, the entries of one list, and
// the mistakes after which references are no longer followed.
const (
	maxSize    = 1 << 20
	maxEntries = 1000
	maxErrors  = 100
)

// Main is the name of the file that every charter has.
const Main = "charter.yaml"

// sideFiles are the files of the directory.
var sideFiles = []string{"rooms.yaml", "departments.yaml", "desks.yaml", "items.yaml", "signs.yaml", "services.yaml", "floors.yaml",
	"scorecards.yaml", survey.File}

// Parse reads and compiles a charter. It reports all mistakes it finds, each with file, line and column, as *yaml.Error or
// yaml.Errors; a charter is returned only when there is none.
func Parse(files Files, calendars Calendars) (*Charter, error) {
	r := reader{files: files, c: &Charter{byID: map[string]*Promise{}}}
	r.names()
	for _, name := range sideFiles {
		if root := r.file(name); root != nil {
			r.directoryFile(name, root)
		}
	}
	if root := r.file(Main); root != nil {
		r.main(root, calendars)
	}
	for _, check := range r.links {
		if len(r.Errors) > maxErrors {
			break
		}
		check()
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	r.c.Digest = files.digest()
	return r.c, nil
}

// names refuses files that would silently be left out, such as a misspelt name.
func (r *reader) names() {
	known := append([]string{Main}, sideFiles...)
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		if !strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, CalendarSuffix) || slices.Contains(known, name) {
			continue
		}
		r.Add(&yaml.Error{File: name, Msg: "this file is no part of a charter", Hint: yaml.DidYouMean(name, known)})
	}
}

// file parses one file; nil when it is absent, empty or cannot be read.
func (r *reader) file(name string) *yaml.Node {
	src, ok := r.files[name]
	if !ok {
		if name == Main {
			r.Add(&yaml.Error{File: Main, Msg: "the charter has no file " + Main})
		}
		return nil
	}
	if len(src) > maxSize {
		r.Add(&yaml.Error{File: name, Msg: fmt.Sprintf("the file is larger than %d bytes", maxSize)})
		return nil
	}
	root, err := yaml.Parse(name, src)
	if r.Add(err) {
		return nil
	}
	if root.IsNull() {
		if name == Main {
			r.Add(root.Errorf("the file is empty").WithHint("a charter begins with charter:, institution:, title:, office:, from:"))
		}
		return nil
	}
	return root
}

// digest is the hex SHA-256 over the names and texts of the files that make the charter. Line ends and a byte order mark
// do not count, so that a copy through another system has the same digest.
func (f Files) digest() string {
	h := sha256.New()
	for _, name := range append([]string{Main}, sideFiles...) {
		src, ok := f[name]
		if !ok {
			continue
		}
		text := strings.ReplaceAll(strings.TrimPrefix(string(src), "\uFEFF"), "\r\n", "\n")
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// main reads charter.yaml.
func (r *reader) main(root *yaml.Node, calendars Calendars) {
	f := r.Fields(root, "charter", "institution", "title", "office", "from", "edition", "licence", "calendars", "ring", "talk", "publication", "contact", "promises")
	if f == nil {
		return
	}
	r.c.ID = yaml.Needed(r, f, "charter", r.Identifier)
	r.c.Institution = r.c.ID
	if f.Has("institution") {
		r.c.Institution = yaml.Needed(r, f, "institution", r.Identifier)
	}
	r.c.Title = yaml.Needed(r, f, "title", r.Text)
	r.c.Office = yaml.Needed(r, f, "office", r.Text)
	r.c.From = yaml.Needed(r, f, "from", r.date)
	r.c.Edition = yaml.Optional(r, f, "edition", r.Line)
	r.licence(f)
	r.calendars(f, calendars)
	r.ring(f)
	if n := f.Get("talk"); n != nil {
		r.c.Talk = r.duration(n)
	}
	r.publishing(f)
	r.contact(f)
	r.promises(f)
}

// Licences are those under which an office can open its data: the types of 공공누리 (KOGL), from 0, free of any condition, to 4, which
// asks for the source and forbids commercial use and changes.
func Licences() []string { return []string{"kogl-0", "kogl-1", "kogl-2", "kogl-3", "kogl-4"} }

func (r *reader) licence(f *yaml.Fields) {
	r.c.Licence = yaml.Optional(r, f, "licence", r.Line)
	if n := f.Get("licence"); n != nil && r.c.Licence != "" && !slices.Contains(Licences(), r.c.Licence) {
		r.Add(n.Errorf("there is no licence %q", r.c.Licence).WithHint("one of " + strings.Join(Licences(), ", ")))
	}
}

func (r *reader) calendars(f *yaml.Fields, find Calendars) {
	n, err := f.Need("calendars")
	if r.Add(err) {
		return
	}
	m := r.Fields(n, "petition", "desk")
	if m == nil {
		return
	}
	one := func(key string) *calendar.Calendar {
		name := yaml.Needed(r, m, key, r.Line)
		if name == "" {
			return nil
		}
		c, err := find(name)
		if err != nil {
			r.Add(m.Get(key).Errorf("the calendar %q cannot be used: %v", name, err))
		}
		return c
	}
	r.c.Petition = one("petition")
	r.c.Desk = r.c.Petition
	if m.Has("desk") {
		r.c.Desk = one("desk")
	}
}

// ring reads the cadence of the bell; without one it is the Korean one, a second on and two off.
func (r *reader) ring(f *yaml.Fields) {
	r.c.RingOn, r.c.RingOff = time.Second, 2*time.Second
	n := f.Get("ring")
	if n == nil {
		return
	}
	m := r.Fields(n, "on", "off")
	if m == nil {
		return
	}
	r.c.RingOn = yaml.Needed(r, m, "on", r.seconds)
	r.c.RingOff = yaml.Needed(r, m, "off", r.seconds)
}

func (r *reader) seconds(n *yaml.Node) time.Duration {
	d, err := time.ParseDuration(r.Line(n))
	if err != nil || d <= 0 || d > time.Minute {
		r.Add(n.Errorf("%q is not the length of a ring", n.Value).WithHint("write seconds, such as 1s or 1.5s"))
		return time.Second
	}
	return d
}

func (r *reader) contact(f *yaml.Fields) {
	n := f.Get("contact")
	if n == nil {
		return
	}
	m := r.Fields(n, "address", "area", "phone", "fax", "website")
	if m == nil {
		return
	}
	d := &r.c.Directory
	if a := m.Get("address"); a != nil {
		d.Address = r.Text(a)
	}
	d.Area, d.Phone, d.Fax, d.Website = yaml.Optional(r, m, "area", r.Line), yaml.Optional(r, m, "phone", r.Line), yaml.Optional(r, m, "fax", r.Line), yaml.Optional(r, m, "website", r.Line)
}

// publishing reads how figures are published.
func (r *reader) publishing(f *yaml.Fields) {
	n := f.Get("publication")
	if n == nil {
		return
	}
	p, err := n.Map("two persons", "named")
	if r.Add(err) {
		return
	}
	r.c.Publishing = Publishing{Two: yaml.Optional(r, p, "two persons", r.Yes), Named: yaml.Optional(r, p, "named", r.Yes)}
}
