package store_test

import (
	"path/filepath"
	"testing"

	"jikim/internal/app"
	"jikim/internal/store"
	"jikim/internal/store/storetest"
)

// engines are the places where a test can keep its cases.
var engines = map[string]func(t testing.TB) string{
	"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "data", "jikim.db") },
	"postgres": storetest.Postgres,
}

// open returns an empty, migrated database for one test.
func open(t testing.TB, engine string) *store.DB {
	t.Helper()
	return openURL(t, engines[engine](t))
}

func openURL(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestStore(t *testing.T) {
	t.Parallel()
	for engine := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			storetest.Exercise(t, func(t *testing.T) app.Store { return open(t, engine) })
		})
	}
}
