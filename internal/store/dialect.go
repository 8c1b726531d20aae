package store

import (
	"errors"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is everything in which the two engines' SQL differs. What a connection needs stands in sqlite.go and postgres.go.
type dialect struct {
	name string
	// phrases are replaced in every statement: the text is written in SQLite's words.
	phrases *strings.Replacer
	// conflict tells that a key is there already; fleeting, that the same transaction may succeed when tried again.
	conflict, fleeting func(error) bool
	index              index
	// leaves returns the steps that add leaves to the log of an institution, which has just been made larger by them.
	leaves func(institution string, leaves []leaf) []step
}

var sqliteDialect = dialect{
	name:     "sqlite",
	phrases:  strings.NewReplacer(),
	conflict: sqliteConflict,
	fleeting: func(error) bool { return false }, // the writer is alone, and waits for other processes by busy_timeout
	index:    sqliteIndex{},
	leaves:   sqliteLeaves,
}

var postgresDialect = dialect{
	name: "postgres",
	phrases: strings.NewReplacer(
		"in (select value from json_each($2))", "= any (array(select json_array_elements_text($2::json)))",
		"in (select value from json_each($3))", "= any (array(select json_array_elements_text($3::json)))",
		// PostgreSQL finds the right one of them by itself.
		"indexed by head_inbox", "", "indexed by head_desk", "", "indexed by head_officer", "",
		"indexed by head_channel", "", "indexed by head_contact", "",
	),
	conflict: func(err error) bool { return sqlState(err) == "23505" },
	fleeting: postgresFleeting,
	index:    postgresIndex{},
	leaves:   postgresLeaves,
}

// sqliteURL returns the connection string of a file. The journal is written ahead and flushed at every commit; temporary
// tables stay in memory; memory mapping stays off, since a fault of the disk would then kill the process.
func sqliteURL(file string, options ...string) (string, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	q := url.Values{"_pragma": append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)", "mmap_size(0)",
		"trusted_schema(0)", "secure_delete(1)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
	}, options...)}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + q.Encode(), nil
}

func sqliteConflict(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}

// sqliteRefused tells that one statement was refused and the transaction around it lives on.
func sqliteRefused(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT
}

func sqlState(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// postgresFleeting tells that the server chose another transaction over this one (class 40), is going away or not there
// yet (57P01 to 57P03, class 08), has no connection left (53300), or that the connection broke.
func postgresFleeting(err error) bool {
	switch state := sqlState(err); {
	case state == "40001", state == "40P01", strings.HasPrefix(state, "08"), strings.HasPrefix(state, "57P0"), state == "53300":
		return true
	case state != "":
		return false
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}
