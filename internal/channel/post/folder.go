package post

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"jikim/internal/channel"
	"jikim/internal/channel/scan"
	"jikim/internal/core/yaml"
)

// Folder takes in what a scanner writes into a folder. A file that was taken is moved to the folder processed within it, one that
// could not be converted, or that the office refuses, to refused; never before the office has committed it.
type Folder struct {
	scan.Intake
	dir   string
	zone  *time.Location
	pause time.Duration

	seen  map[string]sight // files at the last look
	stuck map[string]sight // taken, and could not be moved
}

// sight is how a file looked, and since when it has looked so.
type sight struct {
	size  int64
	wrote time.Time
	since time.Time
}

// patience is how long a file without an end may stay unchanged until it is taken as it is.
const patience = 2 * time.Minute

// The folders of what has been taken.
const (
	processed = "processed"
	refused   = "refused"
)

// OpenFolder makes a source of the entry of a folder of scans:
//
//	folder: /srv/scans     # the scanner writes here
//	zone: Asia/Seoul       # of the dates with which names of files begin
//
// A file whose name begins with a date, such as "2026-11-27 scan.pdf", came on that day: the mail room's stamp, put there by who
// scanned it.
func OpenFolder(o channel.Office, entry *yaml.Node) (channel.Source, error) {
	m, err := entry.Map("folder", "zone")
	var errs yaml.Errors
	errs.Add(err)
	if m == nil {
		return nil, errs.Err()
	}
	f := &Folder{pause: 3 * time.Second, seen: map[string]sight{}, stuck: map[string]sight{}}
	if n, err := m.Need("folder"); !errs.Add(err) {
		if f.dir, err = n.Text(); !errs.Add(err) && !filepath.IsAbs(f.dir) {
			errs.Add(n.Errorf("%q is no path from the root", f.dir).WithHint("write /srv/scans"))
		}
	}
	if n, err := m.Need("zone"); !errs.Add(err) {
		name, err := n.Text()
		if !errs.Add(err) {
			if f.zone, err = time.LoadLocation(name); err != nil || name == "" || name == "Local" {
				errs.Add(n.Errorf("%q is no time zone", name).WithHint("write Asia/Seoul"))
			}
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	f.Office = o
	if f.Reader, err = scan.Open(); err != nil {
		return nil, entry.Errorf("%v", err)
	}
	e := f.Reader.Enforced()
	o.Log.Info("papers are converted in a sandbox", "source", o.Name, "namespaces", e.Namespaces, "landlock", e.Landlock, "nobody", e.Nobody)
	return f, nil
}

// Run takes in until the context ends.
func (f *Folder) Run(ctx context.Context) error {
	f.Sweep(ctx, f.pause, f.look)
	return nil
}

// unfinished are names that scanners and copying programs give to what they are still writing.
var unfinished = regexp.MustCompile(`(?i)^[.~]|~$|\.(tmp|part|partial|crdownload|filepart|swp)$`)

// look takes the files that look as they did at the last look.
func (f *Folder) look(ctx context.Context) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		f.Reached(false)
		f.Trouble(scan.TroubleFolder)
		return err
	}
	f.Reached(true)
	f.Better(scan.TroubleFolder)
	now := f.Office.Now()
	there := map[string]sight{}
	var failed error
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !e.Type().IsRegular() || unfinished.MatchString(e.Name()) {
			continue // gone, a folder, a link, or not ready
		}
		s := sight{info.Size(), info.ModTime(), now}
		before, known := f.seen[e.Name()]
		if known && before.like(s) {
			s.since = before.since
		}
		there[e.Name()] = s
		if !known || !before.like(s) || f.stuck[e.Name()].like(s) {
			continue
		}
		if err := f.take(ctx, e.Name(), s); err != nil {
			failed = err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	f.seen = there
	for name := range f.stuck {
		if _, still := there[name]; !still {
			delete(f.stuck, name)
		}
	}
	if failed == nil && len(f.stuck) == 0 {
		f.Better(scan.TroubleRights)
	}
	return failed
}

func (s sight) like(t sight) bool { return s.size == t.size && s.wrote.Equal(t.wrote) }

// take takes one file and moves it away.
func (f *Folder) take(ctx context.Context, name string, s sight) error {
	body, err := f.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		f.Trouble(scan.TroubleRights)
		return err
	}
	if !scan.Whole(body) && f.Office.Now().Sub(s.since) < patience {
		return nil // a scanner that waits for the next sheet
	}
	p := Paper{Source: f.Office.Name, Name: name, Body: body, Scanned: s.wrote, Stamp: f.stamped(name)}
	l, err := Read(ctx, f.Reader, p)
	if err != nil {
		return err
	}
	to := processed
	if l.Proposed == nil {
		to = refused
	}
	if err := f.Hand(ctx, l); errors.Is(err, channel.ErrRefused) {
		to = refused
	} else if err != nil {
		return err
	}
	if err := f.move(name, to); err != nil {
		f.stuck[name] = s
		f.Trouble(scan.TroubleRights)
		return fmt.Errorf("moving a scan that was taken: %w", err)
	}
	return nil
}

func (f *Folder) read(name string) ([]byte, error) {
	file, err := os.Open(filepath.Join(f.dir, name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, scan.MostBytes+1)) // what is longer is refused as that
}

// named is a date at the beginning of a name: "2026-11-27 …", "20261127_…".
var named = regexp.MustCompile(`^(20[0-9]{2}-[0-9]{2}-[0-9]{2}|20[0-9]{6})(?:[ _.-]|$)`)

// stamped reads the mail room's stamp in the name of a file. What cannot be one is a name like any other.
func (f *Folder) stamped(name string) Stamp {
	m := named.FindStringSubmatch(name)
	if m == nil {
		return Stamp{}
	}
	s, err := ParseStamp(m[1], f.zone, f.Office.Now())
	if err != nil {
		return Stamp{}
	}
	return s
}

// move puts a file into one of the folders, under a name that is free there.
func (f *Folder) move(name, to string) error {
	dir := filepath.Join(f.dir, to)
	const rights = 0o770 // as the folder of a mail room is shared
	if err := os.MkdirAll(dir, rights); err != nil {
		return err
	}
	ext := filepath.Ext(name)
	base := strings.TrimSuffix(name, ext)
	for n := 1; n <= 1000; n++ {
		free := name
		if n > 1 {
			free = fmt.Sprintf("%s-%d%s", base, n, ext)
		}
		target := filepath.Join(dir, free)
		if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return os.Rename(filepath.Join(f.dir, name), target)
	}
	return fmt.Errorf("a thousand files in %s have this name", to)
}
