package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"jikim/charters"
	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/seal"
	"jikim/internal/store"
)

// place is where an installation lives; the same flags for every command that needs one.
type place struct {
	Data string `help:"Folder of the data; made when missing." default:"data" type:"path" env:"JIKIM_DATA"`
	DB   string `name:"db" help:"postgres://… instead of SQLite under the data folder." env:"JIKIM_DB"`
	Keys string `help:"File of the keys that seal personal data; without it, DATA-keys.json beside (not in) the data folder." type:"path" env:"JIKIM_KEYS"`
	KEK  string `name:"kek" help:"File of 32 bytes that wraps the keys, kept on another medium." type:"path" env:"JIKIM_KEK"`
	// Retention is a figure of the office's records schedule.
	Retention int      `help:"Years after which what citizens wrote in a finished case is destroyed; 0 keeps it for ever." default:"5" env:"JIKIM_RETENTION"`
	Charter   []string `help:"Charter folders or names, one for each version or institution." default:"wonju" env:"JIKIM_CHARTER"`
}

// installation is an opened place.
type installation struct {
	store   *store.DB
	service *app.Service
}

// close ends background work first, then the database.
func (i *installation) close() error {
	i.service.Close()
	return i.store.Close()
}

// database opens the database without bringing it to this version.
func (p *place) database(ctx context.Context) (*store.DB, error) {
	url := p.DB
	if url == "" {
		if err := os.MkdirAll(p.Data, 0o700); err != nil {
			return nil, plainFileError(p.Data, err)
		}
		url = filepath.Join(p.Data, "jikim.db")
	} else if !strings.HasPrefix(url, "postgres://") && !strings.HasPrefix(url, "postgresql://") {
		return nil, fmt.Errorf("--db: only postgres://… is known; for SQLite name a folder with --data")
	}
	db, err := store.Open(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return db, nil
}

// keyFile is where the keys are: beside the data folder, never in it, so that a copy of the data alone opens nothing.
func (p *place) keyFile() string {
	if p.Keys != "" {
		return p.Keys
	}
	return filepath.Clean(p.Data) + "-keys.json"
}

// open opens an installation: database at this version, keys, charters, use cases.
func (p *place) open(e *env, log *slog.Logger, change func(*app.Config)) (*installation, error) {
	versions, sources, err := p.charters()
	if err != nil {
		return nil, err
	}
	keys, err := seal.Load(p.keyFile(), p.KEK)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	db, err := p.database(e.ctx)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(e.ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("bringing the database to this version: %w", err)
	}
	c := app.Config{Store: db, Charters: versions, Keys: keys, Clock: e.now, Log: log, Retention: p.Retention, Sources: sources}
	if change != nil {
		change(&c)
	}
	if c.Background >= 0 {
		c.Wire = db.Wire()
	}
	service, err := app.New(c)
	if err != nil {
		db.Close()
		return nil, err
	}
	in := &installation{store: db, service: service}
	for _, name := range service.Institutions() {
		if err := service.Load(e.ctx, name); err != nil {
			return nil, errors.Join(err, in.close())
		}
	}
	return in, nil
}

// charters returns the charters to serve, and the texts they and their calendars were read from, by digest.
func (p *place) charters() (*app.Charters, map[string][]byte, error) {
	names := p.Charter
	if len(names) == 0 {
		names = []string{charters.Wonju}
	}
	var all []*charter.Charter
	sources := map[string][]byte{}
	for _, name := range names {
		c, texts, err := readCharter(name)
		if err != nil {
			return nil, nil, err
		}
		read, err := app.Sources(c, texts)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(sources, read)
		all = append(all, c)
	}
	versions, err := app.NewCharters(all...)
	return versions, sources, err
}

// institution is the one asked for, or the only one there is.
func institution(s *app.Service, name string) (string, error) {
	all := s.Institutions()
	if name == "" && len(all) == 1 {
		return all[0], nil
	}
	for _, i := range all {
		if i == name {
			return i, nil
		}
	}
	return "", fmt.Errorf("--institution: %q is none of those served: %s", name, strings.Join(all, ", "))
}

type migrateCmd struct {
	place
}

// Run brings the database to this version.
func (c *migrateCmd) Run(e *env) error {
	db, err := c.database(e.ctx)
	if err != nil {
		return err
	}
	if err := db.Migrate(e.ctx); err != nil {
		db.Close()
		return err
	}
	fmt.Fprintln(e.out, e.text.T("cli.migrate.done", "engine", db.Engine()))
	return db.Close()
}

type rebuildCmd struct {
	place
	Institution string `help:"The institution, when several are served."`
}

// Run makes the derived rows of an institution anew.
func (c *rebuildCmd) Run(e *env) (err error) {
	in, err := c.open(e, slog.New(slog.DiscardHandler), func(c *app.Config) { c.Background = -1 })
	if err != nil {
		return err
	}
	defer func() {
		if cerr := in.close(); err == nil {
			err = cerr
		}
	}()
	name, err := institution(in.service, c.Institution)
	if err != nil {
		return err
	}
	n, err := in.service.Rebuild(e.ctx, app.TheSystem(name), func(cases int) {
		fmt.Fprintf(e.err, "\r%s", e.text.T("cli.rebuild.progress", "cases", cases))
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(e.out, e.text.T("cli.rebuild.done", "cases", n))
	return nil
}
