// Package store keeps the cases of institutions in SQLite or PostgreSQL. It is the implementation of app.Store.
//
// There is one hand-written SQL text for both engines, with numbered parameters; what differs stands in dialect.go. The
// tables fact, sealed, document and the accounts are the truth; head, verdict and search are derived and can be dropped
// and refilled from the facts. Instants are microseconds since 1970 in UTC, 0 for none; SQL never asks for the time, for
// chance or for a sequence: every identifier comes from the program.
//
// The rules that let the tables be distributed by institution are kept by a test: every key begins with the institution
// and every statement names it.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"jikim/internal/app"
)

// DB is an open database. It is safe for concurrent use; Close it once.
type DB struct {
	engine  engine
	dialect *dialect

	mu      sync.Mutex
	offices map[string]*office
}

var _ app.Store = (*DB)(nil)

// errClosed is what calls after Close get.
var errClosed = errors.New("the database is closed")

// engine runs statements. There are two: SQLite with one writer and group commit, PostgreSQL with pipelines.
type engine interface {
	// read runs queries in one round trip. The steps are built anew for every attempt, so that rows that were already
	// handed over when a connection broke are forgotten.
	read(ctx context.Context, build func() []step) error
	// write runs the steps of one transaction and returns after it is durable.
	write(ctx context.Context, build func() work) error
	// migrate runs one migration in a transaction, unless it is recorded already.
	migrate(ctx context.Context, statements []string, name, digest string) error
	// applied returns the digests of the recorded migrations by name; none when there is no database yet.
	applied(ctx context.Context) (map[string]string, error)
	// tune does for reading what else would be done by and by.
	tune(ctx context.Context) error
	close() error
}

// step is one statement of a transaction or a round trip.
type step struct {
	text string
	args []any
	row  func(scanner) error // called for every row that comes back; nil: none is expected
	one  bool                // exactly one row has to be changed, otherwise the whole is an app.ErrConflict
}

// work is a transaction.
type work struct {
	steps []step
	// late steps may run after the steps of other transactions of the same group commit. They must not fail for reasons
	// of their own: the full-text index of SQLite writes out its buffer at each savepoint, and is several times faster
	// when a whole group is indexed together.
	late []step
	// leaves of the log come last: from the first of them to the commit nobody else can add any.
	leaves []leaf
	// whole tells that a unique violation by any step means that somebody else changed the case.
	whole bool
	// institution and caseID name the one case that a turn changes; empty for everything else. Turns of several cases may
	// be written together.
	institution, caseID string
}

// scanner is a row of either engine.
type scanner interface{ Scan(into ...any) error }

// Option changes how a database is opened.
type Option func(*options)

type options struct{ patience time.Duration }

// Patience is how long a call goes on trying while a PostgreSQL server cannot be reached, 10 seconds unless said. After
// that it fails, and the caller's own repetition takes over; a context that ends sooner ends it sooner.
func Patience(d time.Duration) Option { return func(o *options) { o.patience = d } }

// Open opens the database at a postgres:// URL, or the SQLite file with that name, which is created with its directory
// when missing and readable by its owner alone. It does not migrate.
func Open(ctx context.Context, url string, how ...Option) (*DB, error) {
	o := options{patience: 10 * time.Second}
	for _, change := range how {
		change(&o)
	}
	d := &DB{offices: map[string]*office{}}
	var err error
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		d.dialect = &postgresDialect
		d.engine, err = openPostgres(ctx, url, o.patience)
	} else {
		d.dialect = &sqliteDialect
		d.engine, err = openSQLite(ctx, url)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return d, nil
}

// Engine returns "sqlite" or "postgres".
func (d *DB) Engine() string { return d.dialect.name }

// Close waits for what is being written and closes the database. Calls after it fail.
func (d *DB) Close() error { return d.engine.close() }

// write runs one transaction.
func (d *DB) write(ctx context.Context, build func() work) error { return d.engine.write(ctx, build) }

// exec runs one statement as a transaction.
func (d *DB) exec(ctx context.Context, text string, args ...any) error {
	return d.write(ctx, func() work { return work{steps: []step{{text: text, args: args}}} })
}

// list returns what one query finds.
func list[T any](ctx context.Context, d *DB, scan func(scanner) (T, error), text string, args ...any) ([]T, error) {
	var found []T
	err := d.engine.read(ctx, func() []step {
		found = nil
		return []step{{text: text, args: args, row: into(&found, scan)}}
	})
	return found, err
}

// find returns the only row of a query; app.ErrNotFound when there is none.
func find[T any](ctx context.Context, d *DB, scan func(scanner) (T, error), text string, args ...any) (*T, error) {
	found, err := list(ctx, d, scan, text, args...)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, app.ErrNotFound
	}
	return &found[0], nil
}

// into returns a receiver of rows that appends them.
func into[T any](found *[]T, scan func(scanner) (T, error)) func(scanner) error {
	return func(s scanner) error {
		v, err := scan(s)
		if err == nil {
			*found = append(*found, v)
		}
		return err
	}
}
