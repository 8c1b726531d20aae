package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"modernc.org/sqlite"
)

// sqliteEngine is one writer, which groups commits, and a pool of readers.
type sqliteEngine struct {
	writing, reading *sql.DB
	writer           *writer

	mu    sync.RWMutex
	stmts map[string]*sql.Stmt // of the readers, by text
}

func openSQLite(ctx context.Context, file string) (engine, error) {
	if err := createFile(file); err != nil {
		return nil, err
	}
	// A commit is as durable with fdatasync, and waits for one write less.
	if _, err := sqlite.Fdatasync(true); err != nil && !errors.Is(err, sqlite.ErrFdatasyncUnavailable) {
		return nil, err
	}
	e := &sqliteEngine{stmts: map[string]*sql.Stmt{}}
	var err error
	if e.writing, err = openPool(file, 1, "cache_size(-32768)"); err != nil {
		return nil, err
	}
	if e.writer, err = startWriter(ctx, e.writing); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file, err), e.writing.Close())
	}
	readers := max(4, 2*runtime.NumCPU())
	if e.reading, err = openPool(file, readers, "cache_size(-8192)", "query_only(1)"); err != nil {
		return nil, errors.Join(err, e.writer.close(), e.writing.Close())
	}
	return e, nil
}

// createFile makes the file and its directory for the owner alone. It does not touch a file that is there: closing a
// database file within the process would drop the locks that SQLite holds on it.
func createFile(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func openPool(file string, size int, options ...string) (*sql.DB, error) {
	dsn, err := sqliteURL(file, options...)
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

func (e *sqliteEngine) read(ctx context.Context, build func() []step) error {
	for _, s := range build() {
		stmt, err := e.prepared(ctx, s.text)
		if err != nil {
			return err
		}
		if err := query(ctx, stmt, s); err != nil {
			return err
		}
	}
	return nil
}

// prepared returns the statement with that text. There are a few dozen texts, so that they are kept until the end.
func (e *sqliteEngine) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	e.mu.RLock()
	stmt := e.stmts[text]
	e.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if stmt = e.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := e.reading.PrepareContext(ctx, text)
	if err == nil {
		e.stmts[text] = stmt
	}
	return stmt, err
}

// query runs a statement and hands its rows over.
func query(ctx context.Context, stmt *sql.Stmt, s step) error {
	rows, err := stmt.QueryContext(ctx, s.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := s.row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (e *sqliteEngine) write(ctx context.Context, build func() work) error {
	return e.writer.do(ctx, build)
}

// tune folds the texts that wait into the index, and merges it as far as it can be.
func (e *sqliteEngine) tune(ctx context.Context) error {
	if err := e.write(ctx, folding); err != nil {
		return err
	}
	for more := true; more; {
		if err := e.write(ctx, func() work { return merging(&more) }); err != nil {
			return err
		}
	}
	return nil
}

// close lets the writer finish, then closes the readers before the writer's connection: the last one to close moves the
// write-ahead log into the database file.
func (e *sqliteEngine) close() error {
	err := e.writer.close()
	return errors.Join(err, e.reading.Close(), e.writing.Close())
}

func (e *sqliteEngine) applied(ctx context.Context) (map[string]string, error) {
	var there int
	err := e.reading.QueryRowContext(ctx, `select count(*) from sqlite_schema where name = 'migration'`).Scan(&there)
	if err != nil || there == 0 {
		return nil, err
	}
	digests := map[string]string{}
	return digests, e.read(ctx, func() []step { return []step{{text: sqlMigrations, row: digestInto(digests)}} })
}

func (e *sqliteEngine) migrate(ctx context.Context, statements []string, name, digest string) error {
	return e.write(ctx, func() work { return migration(statements, name, digest) })
}
