package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jikim/internal/app"
)

// postgresEngine is a pool of connections. Every call is one pipeline: all statements go out before the first answer.
type postgresEngine struct {
	pool     *pgxpool.Pool
	lanes    *laneWriter
	patience time.Duration
}

func openPostgres(ctx context.Context, url string, patience time.Duration) (engine, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	if config.MaxConns < 2 || !poolSizeGiven(url) {
		config.MaxConns = int32(max(16, 4*runtime.NumCPU()))
	}
	config.MaxConnIdleTime = time.Hour // connecting costs more than an idle connection
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	e := &postgresEngine{pool: pool, patience: patience}
	if err := e.checkServer(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	e.lanes = startLanes(e.transaction, patience/2)
	return e, nil
}

func poolSizeGiven(url string) bool {
	config, err := pgx.ParseConfig(url)
	return err == nil && config.RuntimeParams["pool_max_conns"] != ""
}

// checkServer refuses servers that are too old or would acknowledge what they can still lose.
func (e *postgresEngine) checkServer(ctx context.Context) error {
	return e.retry(ctx, func() error {
		var version, commit string
		err := e.pool.QueryRow(ctx, `select current_setting('server_version_num'), current_setting('synchronous_commit')`).Scan(&version, &commit)
		if err != nil {
			return err
		}
		if n, _ := strconv.Atoi(version); n < 150000 {
			return fmt.Errorf("the server is PostgreSQL %d; 15 or later is needed", n/10000)
		}
		if commit == "off" {
			return errors.New("synchronous_commit is off: the server would lose acknowledged cases in a power cut")
		}
		return nil
	})
}

func (e *postgresEngine) read(ctx context.Context, build func() []step) error {
	return e.retry(ctx, func() error { return e.pipeline(ctx, e.pool, build()) })
}

// write runs a transaction, again and again while its failure is a fleeting one. Whether a transaction whose commit was
// not answered has happened is for the caller to see: its steps must make a repetition harmless.
//
// A turn goes together with others first. When its group was refused because of one of them, or the answer to it was lost,
// each is tried by itself.
func (e *postgresEngine) write(ctx context.Context, build func() work) error {
	todo := build()
	first := func() work { return todo }
	if todo.caseID != "" {
		switch err := e.lanes.do(ctx, first); {
		case errors.Is(err, errUnheard):
			first = build
		case !errors.Is(err, errRefused):
			return err
		}
	}
	return e.retry(ctx, func() error {
		todo := first()
		first = build
		err := e.transaction(ctx, append(merged(append(todo.steps, todo.late...)), growing(todo.leaves, postgresLeaves)...))
		if todo.whole && postgresDialect.conflict(err) {
			return app.ErrConflict
		}
		return err
	})
}

// transaction sends the steps as one pipeline. Without a step that counts rows the pipeline is the transaction; with one,
// the commit waits for the counts.
func (e *postgresEngine) transaction(ctx context.Context, steps []step) error {
	counted := false
	for i := range steps {
		counted = counted || steps[i].one
	}
	if !counted {
		return e.pipeline(ctx, e.pool, steps)
	}
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	err = e.pipeline(ctx, conn, append([]step{{text: "begin"}}, steps...))
	end := "commit"
	if err != nil {
		end = "rollback"
	}
	_, endErr := conn.Exec(ctx, end)
	if err != nil {
		return err // a connection that could not even roll back is closed by the pool
	}
	return endErr
}

// sender is a connection or a pool of them.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// pipeline sends all steps at once and then takes their results in order.
func (e *postgresEngine) pipeline(ctx context.Context, to sender, steps []step) (err error) {
	batch := &pgx.Batch{}
	for i := range steps {
		batch.Queue(postgresDialect.phrases.Replace(steps[i].text), steps[i].args...)
	}
	results := to.SendBatch(ctx, batch)
	defer func() {
		if closeErr := results.Close(); err == nil {
			err = closeErr
		}
	}()
	for i := range steps {
		if err := take(results, &steps[i]); err != nil {
			return err
		}
	}
	return nil
}

func take(results pgx.BatchResults, s *step) error {
	if s.row == nil {
		tag, err := results.Exec()
		if err == nil && s.one && tag.RowsAffected() != 1 {
			return app.ErrConflict
		}
		return err
	}
	rows, err := results.Query()
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

// retry repeats a call while its failure is fleeting, at most for the time of patience.
func (e *postgresEngine) retry(ctx context.Context, call func() error) error {
	limit, cancel := context.WithTimeout(ctx, e.patience)
	defer cancel()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 500*time.Millisecond) {
		err := call()
		if err == nil || ctx.Err() != nil || !postgresFleeting(err) {
			return err
		}
		select {
		case <-limit.Done():
			return fmt.Errorf("%w: %w", app.ErrAway, err)
		case <-time.After(pause):
		}
	}
}

func (e *postgresEngine) close() error {
	e.lanes.close()
	e.pool.Close()
	return nil
}

// tune has the tables looked at by which the planner goes.
func (e *postgresEngine) tune(ctx context.Context) error {
	for _, table := range []string{"fact", "leaf", "head", "verdict", "sealed", "outbox", "search"} {
		if err := e.write(ctx, func() work { return work{steps: []step{{text: `analyze ` + table}}} }); err != nil {
			return err
		}
	}
	return nil
}

func (e *postgresEngine) applied(ctx context.Context) (map[string]string, error) {
	there := false
	exists := step{text: sqlMigrating, row: func(s scanner) error { return s.Scan(&there) }}
	if err := e.read(ctx, func() []step { return []step{exists} }); err != nil || !there {
		return nil, err
	}
	digests := map[string]string{}
	return digests, e.read(ctx, func() []step { return []step{{text: sqlMigrations, row: digestInto(digests)}} })
}

// sqlMigrating tells whether the table of migrations is there. It reads the catalogue and not to_regclass, which may still
// remember that the table was not there before another node made it.
const sqlMigrating = `select exists (select 1 from pg_catalog.pg_tables where tablename = 'migration' and schemaname = any(current_schemas(false)))`

// migrate runs the statements one by one: on a distributed database each has to reach all nodes before the next. Another
// node of the program that migrates at the same moment waits.
func (e *postgresEngine) migrate(ctx context.Context, statements []string, name, digest string) error {
	return pgx.BeginFunc(ctx, e.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(7403105)`); err != nil {
			return err
		}
		var there bool
		if err := tx.QueryRow(ctx, sqlMigrating).Scan(&there); err != nil {
			return err
		}
		if there {
			var done bool
			if err := tx.QueryRow(ctx, sqlMigrated, name).Scan(&done); err != nil || done {
				return err
			}
		}
		for _, s := range migration(statements, name, digest).steps {
			if _, err := tx.Exec(ctx, s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
}
