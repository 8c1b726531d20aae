package storetest

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Listeners waits until so many connections listen to the channel of a database, and ends them when asked to, as a network that
// breaks would.
func Listeners(t *testing.T, url string, want int64, end bool) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer func() { must(t, db.Close(t.Context())) }()
	const listening = ` from pg_stat_activity where state = 'idle' and query like
		'listen "jikim_' || encode(substring(sha256(current_schema()::text::bytea) from 1 for 12), 'hex') || '"'`
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var n int64
		must(t, db.QueryRow(t.Context(), `select count(*)`+listening).Scan(&n))
		if n == want {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("%d connections listen, want %d", n, want)
		}
	}
	if end {
		_, err := db.Exec(t.Context(), `select pg_terminate_backend(pid)`+listening)
		must(t, err)
	}
}
