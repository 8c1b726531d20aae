package store

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

const (
	sqlBareTable = `create table if not exists bare (institution text not null, id bigint not null, body blob not null, primary key (institution, id))`
	sqlBarePut   = `insert into bare (institution, id, body) values ($1, $2, $3)`
)

// Bare is the yardstick of benchmarks: a table of bytes in a database of its own, written by the same engine with the same
// group commit and the same durability as cases are. What the store takes longer is the cost of what it does.
type Bare struct {
	engine engine
	last   atomic.Int64
}

// OpenBare opens a yardstick at a URL or in a file, see Open. It must be a database without cases.
func OpenBare(ctx context.Context, url string) (*Bare, error) {
	d, err := Open(ctx, url)
	if err != nil {
		return nil, err
	}
	b := &Bare{engine: d.engine}
	table := sqlBareTable
	if d.dialect == &postgresDialect {
		table = strings.Replace(table, " blob", " bytea", 1)
	}
	if err := b.write(ctx, table); err != nil {
		return nil, fmt.Errorf("make the bare table: %w", err)
	}
	return b, nil
}

// Put commits the bytes durably in a row of their own.
func (b *Bare) Put(ctx context.Context, body []byte) error {
	return b.write(ctx, sqlBarePut, "bare", b.last.Add(1), body)
}

func (b *Bare) write(ctx context.Context, text string, args ...any) error {
	return b.engine.write(ctx, func() work { return work{steps: []step{{text: text, args: args}}} })
}

// Close closes the database.
func (b *Bare) Close() error { return b.engine.close() }

// Scratch makes an empty schema on a PostgreSQL server for a benchmark and returns the URL that leads to it; drop removes
// the schema with everything in it.
func Scratch(ctx context.Context, server, name string) (scratch string, drop func(context.Context) error, err error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", nil, fmt.Errorf("the URL of the server cannot be read")
	}
	quoted := pgx.Identifier{name}.Sanitize()
	drop = func(ctx context.Context) error {
		return administer(ctx, server, `drop schema if exists `+quoted+` cascade`)
	}
	if err := drop(ctx); err != nil {
		return "", nil, err
	}
	if err := administer(ctx, server, `create schema `+quoted); err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String(), drop, nil
}

func administer(ctx context.Context, server, statement string) error {
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("reach the server: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, statement)
	return err
}
