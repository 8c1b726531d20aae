package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/jackc/pgx/v5"

	"jikim/internal/app"
)

// relisten is how long a lost connection is left before the next one is tried.
const relisten = time.Second

// Wire returns the wire between the processes that serve this database; nil on SQLite, which one process serves alone.
func (d *DB) Wire() app.Wire {
	if e, ok := d.engine.(*postgresEngine); ok {
		return &wire{e}
	}
	return nil
}

// wire sends messages by NOTIFY. The server keeps none: a process that is not listening does not get them.
type wire struct{ e *postgresEngine }

// MostTold is how long a message may be in bytes; the server takes less than 8,000.
func (w *wire) MostTold() int { return 7_900 }

// Tell sends a message to all processes, this one among them.
func (w *wire) Tell(ctx context.Context, message []byte) error {
	channel, err := w.channel(ctx, w.e.pool)
	if err == nil {
		_, err = w.e.pool.Exec(ctx, `select pg_notify($1, $2)`, channel, string(message))
	}
	return err
}

// channel names the channel of this database's schema, so that several offices of one server do not hear each other. Names
// of channels are shorter than those of schemas may be.
func (w *wire) channel(ctx context.Context, on interface {
	QueryRow(context.Context, string, ...any) pgx.Row
}) (string, error) {
	var schema string
	if err := on.QueryRow(ctx, `select current_schema()`).Scan(&schema); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(schema))
	return "jikim_" + hex.EncodeToString(sum[:12]), nil
}

// Hear calls hear with every message until the context ends, and lost whenever messages may have been missed: when it begins to
// listen, and again after each time the connection was lost.
func (w *wire) Hear(ctx context.Context, hear func([]byte), lost func()) {
	for ctx.Err() == nil {
		_ = w.listen(ctx, hear, lost) // whatever ended it, the next one begins with lost
		select {
		case <-ctx.Done():
		case <-time.After(relisten):
		}
	}
}

func (w *wire) listen(ctx context.Context, hear func([]byte), lost func()) error {
	conn, err := pgx.ConnectConfig(ctx, w.e.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	channel, err := w.channel(ctx, conn)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `listen `+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	lost()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		hear([]byte(n.Payload))
	}
}
