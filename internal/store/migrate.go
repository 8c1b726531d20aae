package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// The migrations: the same file names for both engines, run in the order of their names, one transaction each. A released
// file never changes. A statement ends with a semicolon at the end of a line.
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

const (
	sqlMigrations = `select name, digest from migration`
	sqlMigrated   = `select exists (select 1 from migration where name = $1)`
	sqlRecord     = `insert into migration (name, digest) values ($1, $2)`
)

// Migrate brings the tables up to date. It fails, without touching anything, when the database was written by a newer
// version of the program, or when a migration that was applied is not the one the program knows.
func (d *DB) Migrate(ctx context.Context) error {
	applied, err := d.engine.applied(ctx)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	files, err := migrationFiles(d.dialect.name)
	if err != nil {
		return err
	}
	if err := checkApplied(applied, files); err != nil {
		return err
	}
	for _, f := range files {
		if _, done := applied[f.name]; done {
			continue
		}
		if err := d.engine.migrate(ctx, f.statements, f.name, f.digest); err != nil {
			return fmt.Errorf("migration %s: %w", f.name, err)
		}
	}
	return nil
}

type migrationFile struct {
	name, digest string
	statements   []string
}

func migrationFiles(engine string) ([]migrationFile, error) {
	names, err := fs.Glob(migrations, "migrations/"+engine+"/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	files := make([]migrationFile, 0, len(names))
	for _, path := range names {
		text, err := migrations.ReadFile(path)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		files = append(files, migrationFile{
			name:       strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".sql"),
			digest:     hex.EncodeToString(sum[:]),
			statements: splitStatements(string(text)),
		})
	}
	return files, nil
}

func checkApplied(applied map[string]string, files []migrationFile) error {
	known := make(map[string]string, len(files))
	for _, f := range files {
		known[f.name] = f.digest
	}
	for name, digest := range applied {
		switch known[name] {
		case digest:
		case "":
			return fmt.Errorf("the database has the migration %s, which this version does not know: it was written by a newer one", name)
		default:
			return fmt.Errorf("the migration %s was applied with another text than this version has", name)
		}
	}
	return nil
}

// splitStatements cuts a file into statements, without comments.
func splitStatements(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			lines = append(lines, strings.TrimRight(line, " \t\r\n"))
		}
	}
	var statements []string
	for s := range strings.SplitSeq(strings.Join(lines, "\n"), ";\n") {
		if s = strings.TrimSuffix(strings.TrimSpace(s), ";"); s != "" {
			statements = append(statements, s)
		}
	}
	return statements
}

// migration is the transaction of one file.
func migration(statements []string, name, digest string) work {
	var todo work
	for _, s := range statements {
		todo.steps = append(todo.steps, step{text: s})
	}
	todo.steps = append(todo.steps, step{text: sqlRecord, args: []any{name, digest}})
	return todo
}

func digestInto(digests map[string]string) func(scanner) error {
	return func(s scanner) error {
		var name, digest string
		err := s.Scan(&name, &digest)
		digests[name] = digest
		return err
	}
}
