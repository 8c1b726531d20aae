package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"jikim/internal/app"
	"jikim/internal/store/storetest"
)

func openFile(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "jikim.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFullDisk fills the disk: the turns that do not fit fail, each one whole; small ones are not hurt by a large one
// beside them; and after space was made everything goes on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	d := openFile(t)
	ctx := t.Context()
	limit := func(pages int) {
		t.Helper()
		if err := d.exec(ctx, fmt.Sprintf(`pragma max_page_count = %d`, pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(300)
	results := make(chan error, 16)
	for n := range 16 {
		c := storetest.Petition(n)
		if n%4 == 0 {
			c.Sealed[0].Cipher = make([]byte, 4<<20)
		}
		go func() { results <- d.Commit(context.Background(), c) }()
	}
	failed := 0
	for range 16 {
		if <-results != nil {
			failed++
		}
	}
	if failed != 4 {
		t.Errorf("%d turns failed, want the 4 that are too large", failed)
	}
	written := 0
	for n := 100; n < 5000; n++ {
		if err := d.Commit(ctx, storetest.Petition(n)); err != nil {
			break
		}
		written++
	}
	if written == 0 || written == 4900 {
		t.Fatalf("%d turns fitted: the disk was not filled", written)
	}
	limit(1 << 30)
	if err := d.Commit(ctx, storetest.Petition(9999)); err != nil {
		t.Fatalf("after space was made: %v", err)
	}
	cases := 0
	err := d.EachCase(ctx, storetest.Institution, "", func(c *app.Stored) error {
		cases++
		if len(c.Facts) != 2 || c.Head.Seq != 2 {
			t.Errorf("case %s has %d facts, and its head says %d", c.Case, len(c.Facts), c.Head.Seq)
		}
		return nil
	})
	if err != nil || cases != 12+written+1 {
		t.Errorf("%d cases, want %d: %v", cases, 12+written+1, err)
	}
	verdict, err := find(ctx, d, scanText, `pragma integrity_check`)
	if err != nil || *verdict != "ok" {
		t.Errorf("integrity check: %v, %v", verdict, err)
	}
}

// TestWriterFlushes looks at what the writer's connection has been told about durability.
func TestWriterFlushes(t *testing.T) {
	t.Parallel()
	d := openFile(t)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "mmap_size": "0"} {
		var got string
		err := d.write(t.Context(), func() work {
			return work{steps: []step{{text: `pragma ` + pragma, row: func(s scanner) error { return s.Scan(&got) }}}}
		})
		if err != nil || got != want {
			t.Errorf("%s is %s, want %s: %v", pragma, got, want, err)
		}
	}
}
