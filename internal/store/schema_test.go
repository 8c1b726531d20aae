package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	_ "github.com/jackc/pgx/v5/stdlib"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/ledger"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
)

// raw opens the database beside the store, as an administrator with a console would.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(url, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestDatabaseRefusesToChangeTheTruth(t *testing.T) {
	t.Parallel()
	for engine, place := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := place(t)
			db := openURL(t, url)
			c := storetest.Petition(1)
			if err := db.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			for _, kind := range []string{"charter", "setting"} {
				doc := app.Document{Institution: storetest.Institution, Kind: kind, Name: "d", At: storetest.Start, Body: []byte("body")}
				if err := db.PutDocument(t.Context(), &doc); err != nil {
					t.Fatal(err)
				}
			}
			signed := app.Checkpoint{Institution: c.Institution, N: 1, Size: 2, At: c.Now, Note: []byte("note")}
			key := app.LogKey{KeyChange: ledger.KeyChange{Public: "k", Note: []byte("note")}, At: c.Now}
			err := errors.Join(db.AddNodes(t.Context(), c.Institution, []ledger.Node{{Level: 1}}),
				db.AddCheckpoint(t.Context(), &signed, 0, []app.LogKey{key}),
				db.AddCosignature(t.Context(), c.Institution, 1, app.Cosignature{Witness: "w", At: c.Now, Line: []byte("line")}))
			if err != nil {
				t.Fatal(err)
			}
			console := raw(t, url)
			statements := []string{
				`update fact set at = at + 1`, `update fact set data = '{}' where seq = 2`, `delete from fact`, `delete from fact where seq = 1`,
				`update document set body = '' where kind = 'charter'`, `delete from document`,
				`update leaf set n = n + 1`, `delete from leaf`, `delete from leaf where seq = 1`,
			}
			for _, table := range []string{"node", "checkpoint", "cosignature", "log_key"} {
				statements = append(statements, `update `+table+` set n = n + 1`, `delete from `+table)
			}
			if engine == "postgres" {
				statements = append(statements, `truncate node`, `truncate checkpoint`, `truncate cosignature`, `truncate log_key`, `truncate fact`, `truncate document`, `truncate leaf`)
			}
			for _, s := range statements {
				if _, err := console.ExecContext(t.Context(), s); err == nil || !strings.Contains(err.Error(), "never") {
					t.Errorf("%s: %v, want a refusal", s, err)
				}
			}
			if _, err := console.ExecContext(t.Context(), `delete from document where kind = 'setting'`); err != nil {
				t.Errorf("a setting may be deleted: %v", err)
			}
			got, err := db.Load(t.Context(), c.Institution, c.Case)
			if err != nil || len(got.Facts) != 2 || !got.Facts[0].At.Equal(c.Facts[0].At) {
				t.Errorf("after the refusals: %v, %v", got, err)
			}
		})
	}
}

func TestMigrateOnceAndAgain(t *testing.T) {
	t.Parallel()
	for engine, place := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := place(t)
			if engine == "postgres" { // several nodes start at the same moment
				var wg sync.WaitGroup
				for range 4 {
					wg.Go(func() {
						db, err := store.Open(context.Background(), url)
						if err != nil {
							t.Error(err)
							return
						}
						defer db.Close()
						if err := db.Migrate(context.Background()); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
			}
			db := openURL(t, url)
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatalf("once more: %v", err)
			}
			if _, err := raw(t, url).Exec(`insert into migration (name, digest) values ('9999_future', 'x')`); err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "newer") {
				t.Errorf("with a migration of the future: %v, want a refusal", err)
			}
		})
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	file := filepath.Join(t.TempDir(), "data", "a name with spaces, %41 and ?.db")
	db := openURL(t, file)
	if err := db.Commit(t.Context(), storetest.Petition(1)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{filepath.Dir(file): 0o700, file: 0o600, file + "-wal": 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: %o, want %o", path, got, want)
		}
	}
}

func TestClosedStoreRefuses(t *testing.T) {
	t.Parallel()
	for engine, place := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := place(t)
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			acknowledged := make([]bool, 100)
			for i := range acknowledged {
				wg.Go(func() { acknowledged[i] = db.Commit(context.Background(), storetest.Petition(i)) == nil })
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			wg.Wait()
			if err := db.Commit(t.Context(), storetest.Petition(200)); err == nil {
				t.Error("a closed store took a case")
			}
			again := openURL(t, url)
			for i, want := range acknowledged {
				_, err := again.Load(t.Context(), storetest.Institution, storetest.Petition(i).Case)
				if want && err != nil {
					t.Errorf("case %d was acknowledged and is not there: %v", i, err)
				}
			}
		})
	}
}

// TestDerivedRowsAreRefilled drops and refills what rebuilding makes anew, and finds everything as it was.
func TestDerivedRowsAreRefilled(t *testing.T) {
	t.Parallel()
	for engine := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := open(t, engine)
			var changes []*app.Change
			for i := range 300 {
				c := storetest.Petition(i)
				c.Verdicts = []app.VerdictRow{{Institution: c.Institution, Verdict: judge.Verdict{Case: c.Case, Promise: "p", Trigger: "t",
					Status: judge.Kept, Evidence: fact.Measured, Started: c.Now, Ended: c.Now, Share: -1}}}
				changes = append(changes, c)
			}
			if err := db.Import(t.Context(), changes); err != nil {
				t.Fatal(err)
			}
			if err := db.Import(t.Context(), changes[:1]); err == nil {
				t.Error("a case was imported twice")
			}
			before := everything(t, db)
			if len(before.Inbox) != 300 || len(before.Verdicts) != 300 || len(before.Found) == 0 {
				t.Fatalf("%d heads, %d verdicts, %d found", len(before.Inbox), len(before.Verdicts), len(before.Found))
			}
			if err := db.ResetDerived(t.Context(), storetest.Institution); err != nil {
				t.Fatal(err)
			}
			if empty := everything(t, db); len(empty.Inbox)+len(empty.Verdicts)+len(empty.Found) != 0 {
				t.Fatalf("after dropping: %d heads, %d verdicts, %d found", len(empty.Inbox), len(empty.Verdicts), len(empty.Found))
			}
			for _, c := range changes {
				c.Expect, c.Facts, c.Leaves, c.Sealed, c.Outgoing = int64(len(c.Facts)), nil, nil, nil, nil
			}
			if err := db.Import(t.Context(), changes); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, everything(t, db), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("after refilling (-before +after):\n%s", diff)
			}
		})
	}
}

type derived struct {
	Inbox, Found []app.Head
	Verdicts     []app.VerdictRow
}

func everything(t *testing.T, db *store.DB) (d derived) {
	t.Helper()
	var err error
	if d.Inbox, err = db.Inbox(t.Context(), app.InboxQuery{Institution: storetest.Institution, Limit: 1000}); err != nil {
		t.Fatal(err)
	}
	if d.Found, err = db.Search(t.Context(), storetest.Institution, []string{storetest.Token(0)}, 1000); err != nil {
		t.Fatal(err)
	}
	if d.Verdicts, err = db.Verdicts(t.Context(), app.VerdictQuery{Institution: storetest.Institution, Limit: 1000}); err != nil {
		t.Fatal(err)
	}
	return d
}
